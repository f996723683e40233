from decimal import Decimal

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from report_rendering import execute

from engine.figure_array import as_figures
from engine.page import drawing
from engine.page.provenance import Trail
from engine.page.tables import Layout, TableView, table_html
from engine.run.execution import read_notebook
from engine.traced import ASSUMED, Traced
from lib.notebook import _session
from lib.pp0093_coverage import _NUMBERS
from lib.suite import SUITE

_OF_A_REGISTER = ("empresas_hasta", "porcentaje_con_dato")  # columns of the targeting where firms are counted


def soup_of(html):
    return BeautifulSoup(html, "html.parser")


@pytest.fixture(scope="module")
def trail(data):
    return Trail(data, SUITE.tables)


@pytest.fixture(scope="module")
def every_table(frames, trail):
    """All tables of the report with all their columns, even those that no page shows."""
    views = (TableView(name, frame, Layout("Título"), SUITE.tables) for name, frame in frames.items())
    return {view.name: soup_of(table_html(view, trail)) for view in views}


@pytest.fixture(scope="module")
def shown(pages):
    """Tables of the pages, with what stands around them, by id."""
    whole = soup_of(pages["report-2024.html"])
    return {table["id"]: table.find_parent(class_="cuadro") for table in whole.find_all("table")}


def test_every_table_has_caption_scopes_and_units(every_table):
    for name, soup in every_table.items():
        for table in soup.find_all("table"):
            assert table.caption.get_text(strip=True), name
            heads = table.find_all("th")
            assert all(head.get("scope") in ("col", "colgroup", "row", "rowgroup") for head in heads), name
            assert all(head.get_text(strip=True) for head in heads), name


def test_every_row_has_as_many_cells_as_the_header(every_table):
    for name, soup in every_table.items():
        if soup.table is None:
            continue
        width = len(soup.table.thead.find_all("tr")[-1].find_all(["th", "td"]))
        for row in soup.table.select("tbody tr:not(.grupo)"):
            assert len(row.find_all(["th", "td"], recursive=False)) == width, (name, row)


def test_notebooks_name_columns_that_exist(data, monkeypatch):
    """A misspelt column would silently disappear from the page; a dimension of the coverage has those it has values for.

    Tables of the register are without rows in a year that has none: those that have some are checked by its own tests.
    """
    wrong = []

    def check(frame, layout):
        if frame.attrs["table"].startswith("pp0093_coverage.registro_") and frame.empty:
            return
        absent = [name for name in layout.names if name and name not in frame.columns]
        wrong.extend(
            absent
            if not frame.attrs["table"].startswith("pp0093_coverage.")
            else set(absent) - {*_NUMBERS, *_OF_A_REGISTER}
        )

    monkeypatch.setattr(_session, "_known_columns", check)
    monkeypatch.setattr(drawing, "drawing", lambda *_frames, **_options: "")
    for section in SUITE.sections:
        execute(read_notebook(SUITE.notebooks_dir / section.notebook), data)
    assert wrong == []


def test_numbers_are_to_the_right_and_missing_ones_say_so(shown):
    table = shown["objective_gaps-progress"].table
    row = table.find("th", string=lambda text: text and "Acuerdo con el entorno" in text) or next(
        head for head in table.select("tbody th") if "Acuerdo con el entorno" in head.text
    )
    cells = row.parent.find_all("td")
    assert all(cell.get("class") == ["n"] for cell in cells if cell.find("data") and not cell.find(class_="marca"))
    assert "sin información" in cells[2].text
    assert cells[2].data["value"] == ""


def test_levels_have_word_and_mark(shown):
    marks = shown["objective_gaps-progress"].select("td .marca")
    assert {mark.text for mark in marks} == {"Medio", "Bajo", "Sin información"}
    assert all(len(mark["class"]) == 2 for mark in marks)


def test_notes_source_definitions_and_origin_follow_the_table(shown):
    soup = shown["objective_gaps-progress"]
    foot = soup.select_one(".pie").text
    assert "Nota:" in foot
    assert "Fuente: PRODUCE, Reporte de cumplimiento PNDI 2024." in foot
    assert [item.summary.text for item in soup.select(".acciones details")] == [
        "Qué significa cada columna",
        "De dónde salen estas cifras",
    ]


def test_a_stacked_table_names_its_roles_and_carries_the_labels_of_its_columns(shown):
    table = shown["reconciliation-errors"].table
    assert table["role"] == "table"
    assert table["style"].startswith('--c1:"Calculado";--c2:"Clase";--c3:"Frase del documento";')
    assert {part.get("role") for part in table.find_all(["th", "td", "tr", "thead", "tbody"])} == {
        "columnheader",
        "rowheader",
        "cell",
        "row",
        "rowgroup",
    }
    assert shown["reconciliation-verdicts"].find(attrs={"role": "cell"}) is None


def test_a_quote_in_a_label_ends_neither_the_string_nor_the_attribute(data, trail):
    layout = Layout("T", ("limite",), labels={"limite": "d'\\\""}, stacked=True)
    view = view_of(frame_of(limite=Traced(Decimal(1))), layout, data)
    assert soup_of(table_html(view, trail)).table["style"] == '--c1:"d\'";'


def test_groups_head_their_rows(shown):
    table = shown["services-named"].table
    assert len(table.find_all("tbody")) == len(table.select("tr.grupo th[scope=rowgroup]")) == 18


def test_products_stand_out_from_their_activities(shown):
    table = shown["pp0093_budget-execution"].table
    assert len(table.select("tr.hija")) == 11
    assert table.select_one("tr.total th").text.strip() == "Total del programa"


def frame_of(**values):
    return pd.DataFrame({name: [value] for name, value in values.items()}, index=["a"], dtype=object)


def view_of(frame, layout, data):
    """A table of `services.limits`, whose only column is a percentage."""
    dressed = SUITE.tables.dressed("services.limits", as_figures(frame), data)
    return TableView("services.limits", dressed, layout, SUITE.tables)


def test_a_value_with_more_decimals_than_its_column_is_explained(shown):
    """704,746 ÷ 741,871 is 94.996 %, and 95.0 % would be another level."""
    note = (
        "El valor con más decimales que su columna está tan cerca de un límite que, redondeado, parecería estar en él."
    )
    assert note in shown["pp0093_budget-execution"].text and "94.996" in shown["pp0093_budget-execution"].text
    assert note not in shown["objective_gaps-progress"].text


def test_what_is_printed_is_quoted_as_it_is_though_it_be_a_code(shown):
    """The document prints «cuatro causas» and «dos»; `dos` is also a code of the vocabulary («Dos servicios»)."""
    printed = [head.text for head in shown["reconciliation-verdicts"].select("tbody th[scope=row]")]
    assert printed[0] == "cuatro" and "dos" in printed and "Dos servicios" not in printed


def test_an_empty_table_says_so_unless_it_is_optional(data, trail):
    view = view_of(pd.DataFrame({"limite": []}), Layout("Título", ("limite",)), data)
    assert "No hay datos para esta tabla." in table_html(view, trail)
    optional = view_of(pd.DataFrame({"limite": []}), Layout("Título", ("limite",), optional=True), data)
    assert table_html(optional, trail) == ""


@pytest.mark.parametrize(("value", "width"), [("50", "50%"), ("0", "0%"), ("-5", "0%"), ("100", "100%")])
def test_bars_start_at_zero_and_end_at_a_hundred(data, trail, value, width):
    frame = frame_of(limite=Traced(Decimal(value)))
    view = view_of(frame, Layout("T", ("limite",), bars=("limite",)), data)
    assert f"--w:{width}" in table_html(view, trail)


def test_bars_beyond_a_hundred_show_where_it_is(data, trail):
    frame = frame_of(limite=Traced(Decimal(200)))
    view = view_of(frame, Layout("T", ("limite",), bars=("limite",)), data)
    assert "--w:100%;--m:50%" in table_html(view, trail)


def test_a_missing_value_has_no_bar(data, trail):
    frame = frame_of(limite=Traced.absent("ND"))
    view = view_of(frame, Layout("T", ("limite",), bars=("limite",)), data)
    assert "barra" not in table_html(view, trail)


def test_the_header_says_the_unit_that_all_rows_share(every_table):
    head = every_table["pp0093_coverage.servicio"].thead.text
    assert "Empresas" in head and "en su unidad" not in head


def test_an_assumed_value_says_so_and_so_does_what_follows_from_it(data, trail):
    assumed = Traced(Decimal(40), origin=ASSUMED)
    view = view_of(pd.DataFrame({"limite": [assumed, assumed * 2, Traced(Decimal(1))]}), Layout("T"), data)
    rows = soup_of(table_html(view, trail)).select("tbody tr")
    assert [row.td.get_text() for row in rows] == ["40\xa0% supuesto", "80\xa0% supuesto", "1\xa0%"]


def test_a_column_nobody_fills_is_said_once_instead_of_shown(shown):
    soup = shown["services-named"]
    assert "Logro esperado" not in soup.thead.text
    assert "Sin dato en ninguna fila: logro esperado." in soup.select_one(".pie").text


def test_what_a_chart_shows_is_read_out_for_who_does_not_see_it(frames):
    """Values as the 2024 documents print them; of 25 regions five have a share."""

    def read(name, rows, *columns, headed=False):
        view = TableView(name, frames[name].loc[rows], Layout("Título", columns), SUITE.tables)
        return str(view.in_words(headed)).replace("\u00a0", " ")

    assert read("objective_gaps.progress", ["OP.01"], "linea_base_valor", "valor_obtenido", "nivel") == (
        "Valor agregado bruto por trabajador: línea base S/ 44,328, valor obtenido S/ 42,391, nivel medio."
    )
    assert read("pp0093_coverage.region", ["15", "13", "01", "02"], "porcentaje", headed=True) == (
        "Título: Lima: 45.8 %. La Libertad: 6.0 %. Amazonas: sin dato. Áncash: sin dato."
    )
    assert read("pp0093_coverage.region", [], "porcentaje") == ""
