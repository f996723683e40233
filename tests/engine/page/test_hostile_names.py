"""Names that attack the page, the spreadsheet or the layout are escaped, wrapped and said."""

import csv
import re
from dataclasses import replace

import openpyxl
import pytest
from bs4 import BeautifulSoup
from report_rendering import render_all

from engine.figures import Register
from engine.page import workbook
from lib.suite import SUITE

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = '=HYPERLINK("http://example.com","clic")'
LONG = "Indicador " + "interminable" * 33
MATH = r"Costo $x^2$ & «$\alpha$» {llaves} 100%"
HOSTILE = {"OP.01": SCRIPT, "OP.02": FORMULA, "IOP.03.01": LONG, "IOP.03.02": MATH}


def rename(frame):
    """The same rows with hostile names; the data check refuses such files, so they are put in after reading."""
    changed = frame.copy()
    for code, name in HOSTILE.items():
        if code in changed.index:
            changed.loc[code, ["nombre", "nombre_corto"]] = name
    return changed


@pytest.fixture(scope="module")
def hostile(data):
    results = data["indicator_results"].assign(
        cita=[f"{SCRIPT} {quote}" for quote in data["indicator_results"]["cita"]]
    )
    tables = {
        "indicators": rename(data["indicators"]),
        "indicator_results": results,
        "alternatives": data["alternatives"].iloc[:0],
    }
    return replace(data, tables=data.tables | tables)


@pytest.fixture(scope="module")
def hostile_rendering(hostile):
    return render_all(hostile)


@pytest.fixture(scope="module")
def hostile_pages(hostile_rendering):
    return hostile_rendering.pages


@pytest.fixture(scope="module")
def hostile_frames(hostile):
    return SUITE.tables.compute(hostile)


@pytest.fixture(scope="module")
def hostile_book(hostile_rendering, hostile_frames, hostile, tmp_path_factory):
    path, figures = tmp_path_factory.mktemp("book") / "t.xlsx", Register.of(hostile_frames)
    workbook.write_workbook(hostile_rendering.shown, hostile_frames, path, hostile, SUITE.tables, figures, SUITE.texts)
    return openpyxl.load_workbook(path)


def test_markup_is_shown_as_text(hostile_pages):
    for html in hostile_pages.values():
        assert "<script>alert" not in html and "<img src=x" not in html
    texts = BeautifulSoup(hostile_pages["01_objective_gaps.html"], "html.parser").get_text()
    assert SCRIPT in texts and FORMULA in texts


def test_braces_and_dollars_are_neither_templates_nor_mathematics(hostile_pages):
    soup = BeautifulSoup(hostile_pages["01_objective_gaps.html"], "html.parser")
    assert MATH in soup.get_text()
    drawn = " ".join(text.get_text() for text in soup.find(id="objective_gaps-grafico-goal_gap").find_all("text"))
    assert "$x^2$" in drawn


def test_a_name_of_hundreds_of_letters_is_wrapped_and_cut_in_charts(hostile_pages):
    soup = BeautifulSoup(hostile_pages["01_objective_gaps.html"], "html.parser")
    assert all(len(text.get_text()) < 60 for text in soup.find(id="objective_gaps-grafico-goal_gap").find_all("text"))
    assert LONG in soup.find(id="objective_gaps-grafico-goal_gap-alt").get_text()


def test_an_empty_table_is_said(hostile_pages):
    soup = BeautifulSoup(hostile_pages["index.html"], "html.parser")
    assert "No hay datos para esta tabla." in soup.select_one(".vacio").get_text()


def test_csv_cells_are_not_formulas(hostile_frames, tmp_path):
    workbook.write_tables_csv(hostile_frames, SUITE.tables, tmp_path)
    with (tmp_path / "objective_gaps.progress.csv").open(encoding="utf-8-sig", newline="") as stream:
        names = {row["codigo"]: row["nombre"] for row in csv.DictReader(stream)}
    assert names["OP.02"] == f"'{FORMULA}"
    assert names["OP.01"] == SCRIPT


def test_workbook_cells_are_not_formulas(hostile_book):
    cells = [cell for sheet in hostile_book.worksheets[:-2] for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert FORMULA in {cell.value for cell in cells}
    outside = [cell for cell in cells if cell.hyperlink and cell.hyperlink.target]
    assert outside == []


def test_the_only_formulas_are_ours(hostile_book):
    live = {
        sheet.title: [cell.value for row in sheet for cell in row if cell.data_type == "f"] for sheet in hostile_book
    }
    assert {name for name, formulas in live.items() if formulas} == {"Comprobación"}
    arithmetic = re.compile(r"=(Entradas!D\d+|ABS|MIN|[DEF]\d+|[\d.E,()+*/^-])+")
    others = [formula for formula in live["Comprobación"] if not arithmetic.fullmatch(formula)]
    assert {re.sub(r"\d+", "9", formula) for formula in others} == {
        '=""&COUNTIF(G9:G9,"coincide")&" de "&(ROWS(G9:G9)-9)&" coinciden"',
        '=IF(ABS(F9)<$D$9,"coincide","difiere")',
    }
