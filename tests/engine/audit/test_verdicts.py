"""A printed figure is right when the sentence is true of the computed value, in its printed unit and rounding."""

import pandas as pd
import pytest
from audit_samples import figure, number, published_row

from engine.audit.verdicts import Printed, expected, judge, states_excess


def printed(value, unit="porcentaje", comparator="igual", **given):
    return Printed.of(pd.Series(published_row("a", value, value, "f", unidad=unit, comparador=comparator, **given)))


def verdict(row, computed):
    return judge(row, computed, is_input=False)


@pytest.mark.parametrize(
    ("value", "computed", "outcome"),
    [
        ("86.5", "86.4999", "coincide"),
        ("86.5", "86.55", "coincide"),
        ("86.5", "86.5501", "difiere"),
        ("38", "38.659794", "difiere"),
        ("80.0", "80", "coincide"),
        ("-4.4", "-4.37", "coincide"),
        ("4.4", "-4.37", "difiere"),
    ],
)
def test_equality_holds_within_half_a_unit_of_the_last_printed_decimal(value, computed, outcome):
    assert verdict(printed(value), figure("f", computed, "porcentaje")) == outcome


@pytest.mark.parametrize(
    ("comparator", "computed", "outcome"),
    [
        ("mayor", "80", "difiere"),
        ("mayor", "80.0001", "coincide"),
        ("mayor_igual", "80", "coincide"),
        ("menor", "79.9", "coincide"),
        ("menor", "80", "difiere"),
        ("menor_igual", "80", "coincide"),
    ],
)
def test_inequalities_are_compared_exactly(comparator, computed, outcome):
    assert verdict(printed("80", comparator=comparator), figure("f", computed, "porcentaje")) == outcome


def test_a_change_in_points_printed_with_percent_differs_although_the_digits_agree():
    result = verdict(printed("-0.22"), figure("f", "-0.22", "p.p."))
    assert result == "difiere"
    assert result.formula == "porcentaje ≠ p.p."


def test_millions_are_compared_in_millions():
    computed = figure("f", "2072340", "soles")
    assert expected(printed("2.1", "millones_soles"), computed).formula == "2,072,340 ÷ 1,000,000"
    assert verdict(printed("2.1", "millones_soles"), computed) == "coincide"
    assert verdict(printed("2.0", "millones_soles"), computed) == "difiere"


def test_counts_of_any_name_are_one_kind():
    assert verdict(printed("12791", "empresas"), figure("f", "12791", "Empresas")) == "coincide"


def test_the_verdict_shows_its_comparison_and_depends_on_both_sides():
    result = verdict(printed("86.5"), figure("f", "86.4999", "porcentaje", source="2024/a.csv:3:v"))
    assert result.formula == "|86.4999 − 86.5| ≤ 0.05"
    assert result.sources == ("2024/a.csv:3:v", "2024/published_figures.csv:2:valor")


def test_without_a_value_nothing_can_be_verified():
    assert verdict(printed("5"), None) == "no_verificable"
    assert verdict(printed("5"), figure("f", None)) == "no_verificable"


@pytest.mark.parametrize(
    ("quote", "is_excess"),
    [
        ("atendió a 7,291 empresas, superando en 130.6 % la meta anual.", True),
        ("superando su meta en 130.6 %.", True),
        ("alcanzando el 130.6 % de su meta.", False),
        ("superando el avance registrado (130.6 %).", False),
    ],
)
def test_a_sentence_that_says_by_how_much_a_goal_is_exceeded_is_told_by_its_words(quote, is_excess):
    row = pd.Series(published_row("a", "130.6 %", "130.6", "f", unidad="porcentaje", cita=quote))
    assert states_excess(row) == is_excess


def test_an_excess_is_the_progress_less_one_hundred():
    row = printed("130.6", cita="superando en 130.6 la meta", impreso="130.6")
    computed = figure("f", "130.6", "porcentaje")
    assert expected(row, computed).value == number("30.6").value
    assert verdict(row, computed) == "difiere"


def test_the_excess_is_looked_for_before_the_right_appearance():
    quote = "Se logró 130.6 %, superando en 130.6 % la meta."
    first = pd.Series(published_row("a", "130.6 %", "130.6", unidad="porcentaje", cita=quote))
    second = pd.Series(published_row("a", "130.6 %", "130.6", unidad="porcentaje", cita=quote, posicion=number("2")))
    assert (states_excess(first), states_excess(second)) == (False, True)
