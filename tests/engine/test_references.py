"""Texts of the data that name figures: put in their place, marked up, and refused when they state numbers by themselves."""

import pickle
from decimal import Decimal

import pytest
from markupsafe import escape

from engine.page.passages import sentence
from engine.references import Told, UnknownFigureError, edged, quoted_spans, told, typed_numbers, unknown_figures
from engine.traced import Shown, Traced
from lib import reconciliation

CHANGE = "gaps.problem[cip].cambio"
FALL = Decimal("-18.115")
FIGURE = Traced(FALL, shown_as=Shown(CHANGE, "−18.1 %"))


def figure(ident):
    return FIGURE if ident == CHANGE else None


@pytest.fixture(scope="module")
def year(data):
    return data


def with_text(year, table, row, column, text):
    return year.assuming(table, row, **{column: text})


def test_a_figure_stands_in_the_text_and_is_marked_up_in_a_page():
    text = told(f"El CIP cae {{{CHANGE}:magnitud}} & baja.", figure)
    assert text == "El CIP cae 18.1 % & baja."
    assert escape(text) == (f'El CIP cae <data value="-18.115" data-figure="{CHANGE}">18.1 %</data> &amp; baja.')
    assert [item.id for item in sentence("{said}", said=text).figures] == [CHANGE]


def test_the_sign_is_kept_unless_the_text_says_the_direction():
    assert told(f"{{{CHANGE}}}", figure) == "−18.1 %"


_FIGURES = {
    "t[a].nivel": Traced("medio", shown_as=Shown("t[a].nivel", "Medio")),
    "t[a].valor": Traced(Decimal(42391), shown_as=Shown("t[a].valor", "S/ 42,391")),
    "t[b].valor": Traced(None, missing="ND", shown_as=Shown("t[b].valor", "Sin información")),
}


def test_inside_a_text_words_begin_small_and_units_stay():
    text = told("Nivel {t[a].nivel}: {t[a].valor}; el otro, {t[b].valor}", _FIGURES.get)
    assert text == "Nivel medio: S/ 42,391; el otro, sin información"
    assert (
        edged(text, str.upper, str.upper) == "NIVEL medio: S/ 42,391; el otro, sin información"
    )  # it ends in a figure
    assert edged(told("{t[a].nivel} y {t[b].valor}.", _FIGURES.get), str.upper, lambda end: end + "!") == (
        "medio y sin información.!"
    )


def test_a_text_without_references_is_left_alone():
    text = "Un texto {con llaves} y nada más."
    assert told(text, figure) is text


def test_a_text_survives_being_copied_and_stored():
    text = told(f"Cae {{{CHANGE}}}.", figure)
    assert pickle.loads(pickle.dumps(text)).parts == text.parts


def test_the_edges_of_a_text_change_and_its_figures_stay():
    text = edged(told(f"Cayó {{{CHANGE}}}.", figure), str.lower, lambda end: end.rstrip("."))
    assert (text, isinstance(text, Told)) == ("cayó −18.1 %", True)


@pytest.mark.parametrize("reference", ["gaps.problem[cip].cambios", "gaps.problem[cip]", "gaps.problem[cip]:magnitud"])
def test_a_reference_to_nothing_is_refused(reference):
    with pytest.raises(UnknownFigureError) as refused:
        told(f"Cae {{{reference}}}.", figure)
    assert refused.value.args == (reference.removesuffix(":magnitud"),)


def test_an_unknown_figure_is_told_with_its_cell_and_the_nearest_id(year):
    data = with_text(year, "observations", "obs-01", "explicacion", "Cae {objective_gaps.problem[cip].cambio_bas}.")
    known = ["objective_gaps.problem[cip].cambio_base", "otra[x].y"]
    (problem,) = unknown_figures("objective_gaps.problem[cip].cambio_bas", data, known)
    assert (problem.file, problem.row, problem.column) == ("2024/observations.csv", 2, "explicacion")
    assert problem.advice == "¿Quiso decir «objective_gaps.problem[cip].cambio_base»?"


def test_no_text_of_the_year_states_a_number_by_itself(year):
    assert typed_numbers(year) == []


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("El CIP cae 81.1 %.", True),
        ("Dice «una disminución del 18% respecto al valor base».", False),
        ("Dice «una disminución del 81% respecto al valor base».", True),
        ("Según el Oficio 12-2026 y la ficha 3754, art. 5 de la Ley 30877, falta el dato.", False),
    ],
)
def test_a_number_is_a_figure_a_quotation_or_an_official_reference(text, refused, year):
    assert bool(typed_numbers(with_text(year, "observations", "obs-01", "explicacion", text))) == refused


def test_a_number_typed_after_a_figure_is_told_with_the_figure_that_may_be_meant(year):
    data = with_text(
        year,
        "observations",
        "obs-01",
        "explicacion",
        f"Con lo que se sabe de todo ello {{{CHANGE}}} y 86.5 % de la meta.",
    )
    how = "Nombre la figura entre llaves, {tabla[fila].columna}%s, o cite el documento entre «», palabra por palabra."
    (meant,) = typed_numbers(data, [("86.5 %", "t[a].avance")])
    assert meant.message == "el texto tiene números escritos a mano: 86.5"
    assert meant.advice == how % " (¿«t[a].avance»?)"
    (alone,) = typed_numbers(data, [("5 %", "t[a].otro")])
    assert alone.advice == how % ""


def test_a_quotation_is_word_for_word():
    assert list(quoted_spans("«de 4.4%»", "un retroceso de 4.4%, lo cual")) == [(0, 9)]
    assert list(quoted_spans("«de 4.4%»", "un retroceso de 14.4%, lo cual")) == []
    assert list(quoted_spans("«de 4»", "un retroceso de 4.4%, lo cual")) == []


def test_a_contrast_is_computed_from_figures(year):
    found = reconciliation.contrasts(year, reconciliation.figures(year))["valor"]
    assert (found["economias_desde"].text, found["economias_hasta"].text) == ("114", "152")
    assert (found["capacitadas_desde"].text, found["capacitadas_hasta"].text) == ("5,860", "5,865")
    assert found["universo_certificaciones"].text == "832.88"
