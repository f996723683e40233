"""A difference that nobody explained is explained by rules: the class and the sentence."""

import pandas as pd
import pytest
from audit_samples import figure, published_row, register_of

from engine.audit.differences import explain, split_note
from engine.audit.verdicts import Printed


def explained(value, computed, unit="porcentaje", figures=(), **given):
    row = Printed.of(pd.Series(published_row("a", value, value, computed.id, unidad=unit, **given)))
    return explain(row, computed, register_of(computed, *figures), "fila {}".format)


def share(value, unit="porcentaje", ident="s.t[r].c"):
    return figure(ident, value, unit, 1)


def test_a_truncated_value_is_a_rounding():
    found = explained("38", share("38.659794"))
    assert (found.kind, found.text) == ("redondeo", "El valor está truncado, no redondeado.")


def test_a_last_decimal_off_by_less_than_one_unit_is_a_rounding():
    found = explained("55.5", share("55.41"))
    assert (found.kind, found.text) == ("redondeo", "El último decimal impreso no es el del redondeo.")


def test_a_wrong_unit_comes_before_everything():
    found = explained("-0.22", share("-0.22", "p.p."))
    assert (found.kind, found.text) == ("unidad", "La unidad impresa no es la de la cifra.")


def test_the_opposite_sign_is_a_wording():
    found = explained("4.4", share("-4.37"))
    assert (found.kind, found.text) == (
        "redaccion",
        "La magnitud es correcta, pero el sentido del cambio es el contrario.",
    )


def test_more_than_a_limit_that_is_equalled_is_a_wording():
    found = explained("80", share("80.0"), comparador="mayor")
    assert (found.kind, found.correction) == ("redaccion", "Decir que el valor iguala el límite.")


def test_more_than_a_limit_that_is_not_reached_is_arithmetic():
    assert explained("80", share("79.9"), comparador="mayor").kind == "aritmetica"


def test_the_progress_printed_as_the_excess_is_a_wording():
    found = explained("130.6", share("130.64"), cita="superando en 130.6 la meta")
    assert (found.kind, found.text) == (
        "redaccion",
        "La cifra es lo alcanzado; la frase dice en cuánto se supera la meta.",
    )


def test_the_goal_printed_instead_of_the_result_is_found_in_the_same_row():
    result = figure("pp0093_budget.execution[3.2].avance_fisico", "2831", "Empresas")
    goal = figure("pp0093_budget.execution[3.2].meta_fisica", "2848", "Empresas", label="Meta física anual")
    found = explained("2848", result, "empresas", [goal])
    assert found.kind == "narrativa_contra_tabla"
    assert found.text == "Es el valor de «Meta física anual» de la misma fila."


def test_the_value_of_another_row_is_found_in_the_same_column():
    product = figure("pp0093_budget.execution[P4].avance_fisico", "7291", "Empresas")
    activity = figure("pp0093_budget.execution[4.2].avance_fisico", "1821", "Acciones")
    found = explained("1821", product, "empresas", [activity])
    assert (found.kind, found.text) == (
        "narrativa_contra_tabla",
        "Es el valor de otra fila de la misma tabla: fila 4.2.",
    )


def test_a_short_number_that_happens_to_be_elsewhere_in_the_row_says_nothing():
    other = figure("services.levels[OP.01].bajo", "6", "indicadores")
    assert (
        explained("6", figure("services.levels[OP.01].alto", "20", "indicadores"), "indicadores", [other]).kind
        == "aritmetica"
    )


@pytest.mark.parametrize(
    ("value", "computed", "text"),
    [
        ("865.0", "86.5", "Los dígitos son correctos, pero la posición decimal está corrida."),
        ("7219", "7291", "Los dígitos son los mismos en otro orden."),
        ("7000", "7291", "No resulta de los datos de los que depende."),
    ],
)
def test_magnitude_transposition_and_plain_arithmetic(value, computed, text):
    found = explained(value, figure("s.t[r].c", computed, "soles"), "soles")
    assert (found.kind, found.text) == ("aritmetica", text)


def test_a_note_is_split_into_explanation_and_correction_as_written():
    assert split_note("75 / 194 = 38.66 %. Propuesta: «38.7 %».") == ("75 / 194 = 38.66 %.", "«38.7 %».")
    assert split_note("Sin corrección.") == ("Sin corrección.", "")
