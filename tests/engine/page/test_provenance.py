import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from engine.page.provenance import Trail, origin_html
from lib.suite import SUITE


@pytest.fixture(scope="module")
def trail(data):
    return Trail(data, SUITE.tables)


@pytest.fixture
def block(figures, trail):
    """The block that explains some figures."""

    def explained(*idents):
        values = [figures[ident] for ident in idents]
        return BeautifulSoup(origin_html(values, trail, lambda _figure: "Fila"), "html.parser")

    return explained


def test_formula_with_numbers_in_place_cells_document_and_quote(block):
    soup = block("objective_gaps.progress[OP.01].avance_tipo_1")
    assert soup.code.text == "42,391 ÷ 49,007 × 100"
    place = soup.ol.li
    assert re.fullmatch(r"2024/indicator_results.csv, fila \d+", place.code.text)
    assert "S/ 42,391" in place.q.text
    assert "PRODUCE, Reporte de cumplimiento PNDI 2024" in soup.find("p").text


def test_a_quote_leads_to_the_part_of_the_document_that_prints_it(block):
    """The document prints «En 2022, el valor del índice fue de 0.0339» under «brecha del problema público», and no other part does."""
    link = block("objective_gaps.problem[cip].valor_obtenido").select_one("ol li a.lugar")
    assert link.text == "Resumen: brecha del problema público"
    assert link["href"] == ("05_reconciliation.html#reconciliation-verdicts-grupo-resumen_brecha_del_problema_publico")


def test_a_quote_of_no_part_or_of_several_leads_nowhere(data):
    printed = data["published_figures"]
    twice = printed.iloc[[1, 1]].assign(seccion=["Una parte", "Otra parte"], tipo="cifra", cita="La misma frase.")
    for frame in (printed.iloc[:0], twice):
        year = replace(data, tables=data.tables | {"published_figures": frame})
        assert Trail(year, SUITE.tables)._printed_in("la  misma frase")[0] == ""
    once = replace(data, tables=data.tables | {"published_figures": twice.iloc[:1]})
    assert Trail(once, SUITE.tables)._printed_in("la  misma frase")[0] == "Una parte"


def test_of_two_documents_a_figure_shows_the_one_that_prints_its_sentence(figures, trail):
    """Of the table of other published figures, four rows are of the policy's report and three of the programme's results."""
    title = {
        row: trail.documents([figures[f"services.published[{row}].valor"]])
        for row in ("causas_problema", "pp0093_productos", "pp0093_causas_problema")
    }
    assert title["causas_problema"] == ["PRODUCE, Reporte de cumplimiento PNDI 2024"]
    assert title["pp0093_productos"] == title["pp0093_causas_problema"] == ["PRODUCE, Resultados del PP 0093, 2024"]


def test_values_that_were_only_copied_share_one_line(block):
    soup = block(*(f"objective_gaps.progress[OP.01].{name}" for name in ("logro_esperado", "valor_obtenido")))
    assert [line.text for line in soup.find_all("dd")] == ["Transcrito: logro esperado [a], valor obtenido [a]"]


def test_a_place_is_listed_once(block):
    names = ("avance_tipo_1", "brecha_meta", "valor_obtenido")
    soup = block(*(f"objective_gaps.progress[OP.02].{name}" for name in names))
    cells = [item.code.text for item in soup.find_all("li")]
    assert len(cells) == len(set(cells))


def test_a_count_of_hundreds_names_the_file_not_every_row(block):
    soup = block("reconciliation.totals[total].cifras")
    assert len(soup.find_all("li")) < 15
    assert all(item.code.text.endswith("varias filas") for item in soup.find_all("li"))


def test_a_formula_that_lists_hundreds_is_cut_short(figures, trail):
    figure = figures["reconciliation.totals[total].cifras"]
    long = replace(figure, formula="n(" + ", ".join(["pndi-002"] * 300) + ")")
    soup = BeautifulSoup(origin_html([long], trail, lambda _figure: "Fila"), "html.parser")
    assert soup.code.text.endswith("pndi-002,…") and len(soup.code.text) < 300


def test_the_document_is_the_section_own(figures, trail):
    performance = [figures["pp0093_budget.performance[2912].valor_obtenido"]]
    assert trail.documents(performance) == ["PRODUCE, Resultados del PP 0093, 2024"]


def test_what_is_reconciled_are_the_two_documents_of_the_ministry(figures, trail):
    counts = [figures["reconciliation.totals[total].cifras"]]
    assert trail.documents(counts) == [
        "PRODUCE, Reporte de cumplimiento PNDI 2024",
        "PRODUCE, Resultados del PP 0093, 2024",
    ]


def test_nothing_to_explain_gives_nothing(trail):
    assert origin_html([], trail, str) == ""


def test_every_figure_of_the_report_can_be_explained(figures, trail):
    """A reader asks «where does it come from?» of any figure: a formula, a cell or both.

    The exception is the fixed side of an identity («suman 100»).
    """
    silent = [
        figure.id
        for figure in figures.values()
        if figure.known
        and not figure.formula
        and not trail.places(figure)
        and not (figure.id.startswith("reconciliation.identities") and figure.id.endswith(".derecha"))
    ]
    assert silent == []


def test_rows_are_named_in_words(figures):
    def row_name(figure):
        return figures[figure].shown_as.row

    assert row_name("services.missing[ND].indicadores") == "No disponible"
    assert row_name("objective_gaps.progress[OP.02].nivel") == "Exportaciones de media y alta tecnología"
