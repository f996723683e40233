import csv
import time
from decimal import Decimal

import openpyxl
import pytest

from engine.page import workbook
from engine.page.workbook import safe_text
from lib.suite import SUITE


@pytest.fixture(scope="module")
def loaded(book):
    return openpyxl.load_workbook(book)


@pytest.fixture(scope="module")
def progress(loaded):
    """The sheet of the objectives, named as a person would."""
    return loaded["1 Indicadores de objetivo"]


def test_a_sheet_per_table_that_a_page_shows_between_the_contents_and_the_check(loaded, rendering, frames):
    names = loaded.sheetnames
    assert names[0] == "Contenido" and names[-2:] == ["Comprobación", "Entradas"]
    named = {item.name for item in rendering.shown if SUITE.texts.sheets.get(item.name, item.layout.caption)}
    shown = {name for name in named if not frames[name].empty}
    titles = [loaded[name]["A1"].value for name in names[1:-2]]
    assert len(titles) == len(shown)
    assert set(titles) <= {item.layout.caption for item in rendering.shown}
    listed = [cell.value for cell in loaded["Contenido"]["A"] if cell.hyperlink]
    assert listed == names[1:]


def test_a_sheet_with_all_rows_never_has_the_title_of_a_few(loaded, frames):
    """The page shows the identities that do not hold, and below them all."""
    sheet = next(sheet for sheet in loaded if str(sheet["A1"].value).startswith("Todas las identidades"))
    codes = {cell.value for cell in sheet["A"]}
    assert set(frames["reconciliation.identities"].index) <= codes


def test_title_units_notes_and_sources(progress):
    texts = [str(cell.value) for row in progress for cell in row if cell.value is not None]
    assert texts[0] == "Indicadores de los objetivos prioritarios: línea base, meta, valor y avance en 2024"
    assert "Avance tipo 1 (%)" in texts
    assert any(text.startswith("Nota: ") for text in texts)
    assert "Fuente: PRODUCE, Reporte de cumplimiento PNDI 2024." in texts


def test_a_row_is_named_once_as_in_its_page(loaded):
    """Printed on page 05 as «2,848», named by what the document prints and not by its code."""
    heads, first = ([cell.value for cell in row] for row in loaded["5 Errores y corrección"].iter_rows(3, 4))
    assert (heads[:2], first[1]) == (["Código", "Impreso"], "2,848")
    assert heads.count("Impreso") == 1


def test_rows_are_as_high_as_their_texts_and_only_the_columns_of_the_page_are_printed(loaded):
    sheet = loaded["0 Alternativas"]
    text, width = sheet["B4"].value, sheet.column_dimensions["B"].width
    assert text == "Incrementar las acciones de fiscalizaciones realizadas en las empresas manufactureras."
    assert len(text) == 86 and 60 < width < 61 and sheet.row_dimensions[4].height == 30  # two lines of 60 signs
    assert sheet.print_area == "'0 Alternativas'!$A$1:$C$32"


def test_numbers_keep_their_precision_and_show_their_decimals(progress):
    columns = {cell.value: cell.column for cell in progress[3]}
    row = next(row for row in progress.iter_rows(min_row=4) if row[0].value == "OP.01")
    cell = row[columns["Avance tipo 1 (%)"] - 1]
    assert cell.value == pytest.approx(86.49988777) and cell.number_format == '#,##0.0" %"'
    assert row[columns["Nivel"] - 1].value == "◆ Medio"


def test_the_same_tables_give_the_same_bytes_later(book, rendering, frames, data, figures, tmp_path):
    time.sleep(2.1)  # a zip file rounds its times to two seconds
    again = tmp_path / "again.xlsx"
    workbook.write_workbook(rendering.shown, frames, again, data, SUITE.tables, figures, SUITE.texts)
    assert again.read_bytes() == book.read_bytes()


def test_csv_opens_in_excel_and_keeps_exact_values(frames, tmp_path):
    paths = workbook.write_tables_csv(frames, SUITE.tables, tmp_path / "tables")
    path = tmp_path / "tables" / "objective_gaps.progress.csv"
    assert path in paths and path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["codigo"]: row for row in csv.DictReader(stream)}
    assert Decimal(rows["OP.02"]["valor_obtenido"]) == Decimal("10.08")
    assert rows["OP.04"]["valor_obtenido"] == "sin información"


@pytest.mark.parametrize("text", ["=1+1", "+51 1", "-a", "@x", "\tx", "\rx"])
def test_a_text_that_begins_like_a_formula_is_quoted(text):
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-4.4", "+3", "texto", "", "a=b"])
def test_numbers_and_plain_texts_stay(text):
    assert safe_text(text) == text
