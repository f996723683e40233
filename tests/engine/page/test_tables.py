from decimal import Decimal

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from lib.table_layouts import LAYOUTS, layout_of

from engine.figures import register
from engine.page.provenance import Trail
from engine.page.tables import Layout, TableView, table_html
from engine.traced import Traced


def soup_of(html):
    return BeautifulSoup(html, "html.parser")


def all_tables(whole):
    return [(section, name) for section, frames in whole.sections.items() for name in frames]


def test_every_table_has_caption_scopes_and_units(whole):
    for section, name in all_tables(whole):
        soup = soup_of(whole.table_html(f"{section}.{name}"))
        for table in soup.find_all("table"):
            assert table.caption.get_text(strip=True), name
            heads = table.find_all("th")
            assert all(head.get("scope") in ("col", "colgroup", "row", "rowgroup") for head in heads), name
            assert all(head.get_text(strip=True) for head in heads), name


def test_every_row_has_as_many_cells_as_the_header(whole):
    for section, name in all_tables(whole):
        table = soup_of(whole.table_html(f"{section}.{name}")).table
        if table is None:
            continue
        width = len(table.thead.find_all("tr")[-1].find_all(["th", "td"]))
        for row in table.select("tbody tr:not(.grupo)"):
            assert len(row.find_all(["th", "td"], recursive=False)) == width, (name, row)


def test_layouts_name_columns_that_exist(whole):
    """A misspelt column would silently disappear from the page."""
    wrong = [
        (key, column)
        for key, layout in LAYOUTS.items()
        for column in (*layout.columns, *layout.bars)
        if column not in whole.sections[key.split(".")[0]][key.split(".")[1]].columns
    ]
    assert wrong == []


def test_layouts_of_tables_that_exist(whole):
    assert set(LAYOUTS) <= {f"{section}.{name}" for section, name in all_tables(whole)}


def test_numbers_are_to_the_right_and_missing_ones_say_so(whole):
    table = soup_of(whole.table_html("objective_gaps.progress")).table
    row = table.find("th", string=lambda text: text and "Acuerdo con el entorno" in text) or next(
        head for head in table.select("tbody th") if "Acuerdo con el entorno" in head.text
    )
    cells = row.parent.find_all("td")
    assert all(cell.get("class") == ["n"] for cell in cells if cell.find("data") and not cell.find(class_="marca"))
    assert "sin información" in cells[2].text
    assert cells[2].data["value"] == ""


def test_levels_have_word_and_mark(whole):
    marks = soup_of(whole.table_html("objective_gaps.progress")).select("td .marca")
    assert {mark.text for mark in marks} == {"Medio", "Bajo", "Sin información"}
    assert all(len(mark["class"]) == 2 for mark in marks)


def test_notes_source_definitions_and_origin_follow_the_table(whole):
    soup = soup_of(whole.table_html("objective_gaps.progress"))
    foot = soup.select_one(".pie").text
    assert "Nota:" in foot
    assert "Fuente: PRODUCE, Reporte de cumplimiento PNDI 2024." in foot
    assert [item.summary.text for item in soup.select(".acciones details")] == [
        "Qué significa cada columna",
        "De dónde salen estas cifras",
    ]


def test_a_stacked_table_names_its_roles_and_carries_the_labels_of_its_columns(whole):
    table = soup_of(whole.table_html("reconciliation.errors")).table
    assert table["role"] == "table"
    assert table["style"].startswith("--c1:'Calculado';--c2:'Clase';--c3:'Frase del documento'")
    assert {part.get("role") for part in table.find_all(["th", "td", "tr", "thead", "tbody"])} == {
        "columnheader",
        "rowheader",
        "cell",
        "row",
        "rowgroup",
    }
    assert soup_of(whole.table_html("reconciliation.totals")).find(attrs={"role": "cell"}) is None


def test_a_quote_in_a_label_does_not_end_it(data):
    view = view_of(
        frame_of(limite=Traced(Decimal(1))), Layout("T", ("limite",), labels={"limite": "d'\\"}, stacked=True), data
    )
    assert soup_of(table_html(view, Trail(data))).table["style"] == "--c1:'d\\'\\\\'"


def test_groups_head_their_rows(whole):
    table = soup_of(whole.table_html("services.named")).table
    assert len(table.find_all("tbody")) == len(table.select("tr.grupo th[scope=rowgroup]")) == 18


def test_products_stand_out_from_their_activities(whole):
    table = soup_of(whole.table_html("pp0093_budget.execution")).table
    assert len(table.select("tr.hija")) == 11
    assert table.select_one("tr.total th").text.strip() == "Total del programa"


def frame_of(**values):
    return pd.DataFrame({name: [value] for name, value in values.items()}, index=["a"], dtype=object)


def view_of(frame, layout, data):
    """A table of `services.limits`, whose only column is a percentage."""
    figures = register("services", {"limits": frame}, data.rules["niveles"])
    return TableView("services", "limits", frame, figures, layout, 2024)


def test_an_empty_table_says_so_unless_it_is_optional(data):
    view = view_of(pd.DataFrame({"limite": []}), Layout("Título", ("limite",)), data)
    assert "No hay datos para esta tabla." in table_html(view, Trail(data))
    optional = view_of(pd.DataFrame({"limite": []}), Layout("Título", ("limite",), optional=True), data)
    assert table_html(optional, Trail(data)) == ""


@pytest.mark.parametrize(("value", "width"), [("50", "50%"), ("0", "0%"), ("-5", "0%"), ("100", "100%")])
def test_bars_start_at_zero_and_end_at_a_hundred(data, value, width):
    frame = frame_of(limite=Traced(Decimal(value)))
    view = view_of(frame, Layout("T", ("limite",), bars=("limite",)), data)
    assert f"--w:{width}" in table_html(view, Trail(data))


def test_bars_beyond_a_hundred_show_where_it_is(data):
    frame = frame_of(limite=Traced(Decimal(200)))
    view = view_of(frame, Layout("T", ("limite",), bars=("limite",)), data)
    assert "--w:100%;--m:50%" in table_html(view, Trail(data))


def test_a_missing_value_has_no_bar(data):
    frame = frame_of(limite=Traced.absent("ND"))
    view = view_of(frame, Layout("T", ("limite",), bars=("limite",)), data)
    assert "barra" not in table_html(view, Trail(data))


def test_the_header_says_the_unit_that_all_rows_share(whole):
    head = soup_of(whole.table_html("pp0093_coverage.servicio")).thead.text
    assert "Empresas" in head and "en su unidad" not in head


def test_a_dimension_nobody_declared_is_still_shown(data):
    layout = layout_of("pp0093_coverage", "nueva_dimension", pd.DataFrame({"porcentaje": []}))
    assert layout.title == "Nueva dimension"


def test_a_column_nobody_fills_is_said_once_instead_of_shown(whole):
    soup = soup_of(whole.table_html("services.named"))
    assert "Logro esperado" not in soup.thead.text
    assert "Sin dato en ninguna fila: logro esperado." in soup.select_one(".pie").text
