"""The sheet that recalculates the figures, read back and recalculated by other means."""

import csv
import re
import tomllib
from dataclasses import replace
from decimal import Decimal

import formulas
import openpyxl
import pytest
import xlsxwriter

from engine.page.audit_sheet import TOLERANCE, write_audit
from engine.page.looks import Looks
from engine.traced import Shown, Traced

HEAD, INPUTS_HEAD = 8, 4
NAMES = {"ABS": abs, "MIN": min, "Decimal": Decimal, "__builtins__": {}}


@pytest.fixture(scope="module")
def sheets(book):
    return openpyxl.load_workbook(book)


@pytest.fixture(scope="module")
def inputs(sheets):
    """Address and content of each data cell."""
    rows = enumerate(sheets["Entradas"].iter_rows(min_row=INPUTS_HEAD + 1, values_only=True), start=INPUTS_HEAD + 1)
    return {f"Entradas!D{row}": cells for row, cells in rows}


@pytest.fixture(scope="module")
def rows(sheets):
    """Cells of each row by the figure's id, behind the row's number."""
    found = enumerate(sheets["Comprobación"].iter_rows(min_row=HEAD + 1, values_only=True), start=HEAD + 1)
    return {cells[0]: (row, *cells[1:]) for row, cells in found}


def calculated(formula, inputs):
    """The formula's value in decimals, by Python's own reading of it."""
    numbers = re.sub(
        r"Entradas!D\d+|(?<![A-Z\d.])\d[\d.]*(?:E[+-]\d+)?",
        lambda found: f"Decimal('{inputs[found[0]][3] if found[0] in inputs else found[0]}')",
        formula.removeprefix("="),
    )
    return eval(numbers.replace("^", "**"), NAMES)


def evaluated(path):
    """Every cell of the sheet as an independent evaluator of workbooks gives it, from the formulas and not from what is cached."""
    cells = formulas.ExcelModel().loads(str(path)).finish().calculate()
    prefix = f"'[{path.name}]COMPROBACIÓN'!"
    single = {str(name): cell for name, cell in cells.items() if re.fullmatch(r".*![A-Z]+\d+", str(name))}
    return {name.removeprefix(prefix): cell.value[0, 0] for name, cell in single.items() if name.startswith(prefix)}


def one_row(figure, path):
    """Live and cached cells of the sheet made for one figure."""
    book = xlsxwriter.Workbook(path)
    write_audit(book, [figure], Looks(book))
    book.close()
    live, cached = (openpyxl.load_workbook(path, data_only=kept)["Comprobación"] for kept in (False, True))
    return live, cached


def figure(traced):
    return replace(traced, shown_as=Shown("a.b[c].d", "", "Avance", "", "porcentaje", 1))


def test_every_formula_gives_the_value_of_the_report(rows, inputs, figures):
    assert len(rows) > 900
    wrong = [
        (name, formula)
        for name, (_row, _label, _told, formula, *_rest) in rows.items()
        if abs(calculated(formula, inputs) - figures[name].value) > Decimal("1e-9")
    ]
    assert wrong == []


def test_every_row_tells_its_figure_and_compares_it_live(rows, figures):
    for name, (row, label, told, _formula, value, difference, verdict) in rows.items():
        shown = figures[name]
        assert (label, told, value) == (shown.look.label, shown.formula, pytest.approx(float(shown.value)))
        assert difference == f"=D{row}-E{row}"
        assert verdict == f'=IF(ABS(F{row})<$D$4,"coincide","difiere")'


def test_only_words_counts_and_copied_values_are_left_out_and_the_sheet_says_how_many(rows, figures, sheets):
    left = [shown for name, shown in figures.items() if name not in rows]
    copied = [shown for shown in left if not shown.formula]
    words = [shown for shown in left if shown.formula and isinstance(shown.value, str)]
    counts = [shown for shown in left if shown.formula.startswith("n(")]
    rules = [shown for shown in left if re.match("entero (más cercano|junto) a |.* → [0-9.]+$", shown.formula)]
    assert len(left) == len(copied) + len(words) + len(counts) + len(rules)
    said = [int(text.replace(",", "")) for text in re.findall(r"\d[\d,]*", sheets["Comprobación"]["A5"].value)]
    assert said == [len(figures), len(rows), len(copied), len(words), len(counts), len(rules)]


def test_inputs_hold_what_the_data_files_hold(inputs, data, project_root):
    assert len({cells[:3] for cells in inputs.values()}) == len(inputs)
    tables = {}
    for file, row, column, value in inputs.values():
        if file not in tables:
            tables[file] = read(project_root / "data" / file)
        assert float(tables[file][row][column]) == value, (file, row, column)


def read(path):
    """Cells of a data file by row and column, as its own format writes them."""
    if path.suffix == ".toml":
        edition = tomllib.loads(path.read_text(encoding="utf-8"))["edicion"][-1]
        return {name: group for name, group in edition.items() if isinstance(group, dict)}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return dict(enumerate(csv.DictReader(stream), start=2))


@pytest.mark.parametrize(
    ("name", "formula", "value"),
    [
        # 42,391 ÷ 49,007 = 0.8649988777...
        ("objective_gaps.progress[OP.01].avance_tipo_1", "{}/{}*100", "86.4998877711"),
        # (42,391 − 44,328) ÷ (49,007 − 44,328) = −1,937 ÷ 4,679 = −0.4139773456...
        ("objective_gaps.progress[OP.01].avance_tipo_2", "({}-{})/({}-{})*100", "-41.3977345587"),
        # 12,791 ÷ (1 − 0.477) = 12,791 ÷ 0.523 = 24,456.9789675...
        ("pp0093_coverage.atendidas[total].empresas_anterior_implicitas", "{}/(1+({}/100))", "24456.9789674952"),
        # 5 ÷ 7 × 100 × 0.5: the printed formula shows 71.428571 × 0.5 + 0 × 0.5
        ("objective_gaps.composites[OP.03].compuesto_ceplan", "({}/{}*100)*0.5+0*0.5", "35.7142857143"),
    ],
)
def test_rows_worked_by_hand(rows, inputs, name, formula, value):
    live = rows[name][3]
    assert re.sub(r"Entradas!D\d+", "{}", live) == f"={formula}"
    assert round(calculated(live, inputs), 10) == Decimal(value)


def test_a_viewer_that_does_not_recalculate_shows_results_calculated_apart(book, rows):
    sheet = openpyxl.load_workbook(book, data_only=True)["Comprobación"]
    assert sheet["A2"].value == f"{len(rows)} de {len(rows)} coinciden"
    assert sheet["D4"].value == TOLERANCE
    for row in sheet.iter_rows(min_row=HEAD + 1, values_only=True):
        assert row[5] == pytest.approx(row[3] - row[4], abs=1e-9) and row[6] == "coincide"
        assert abs(row[5]) < 1e-11, "METHODS says so"


@pytest.mark.slow
def test_an_independent_evaluator_recalculates_every_verdict_without_error(book, rows, figures):
    """The package `formulas` reads the whole workbook; nothing of it comes from this project, nor from a spreadsheet."""
    cells = evaluated(book)
    assert [name for name, value in cells.items() if str(value).startswith("#")] == []
    assert cells["A2"] == f"{len(rows)} de {len(rows)} coinciden"
    for name, (row, *_rest) in rows.items():
        assert cells[f"D{row}"] == pytest.approx(float(figures[name].value), abs=1e-9), name
        assert (cells[f"G{row}"], abs(cells[f"F{row}"]) < TOLERANCE) == ("coincide", True), name


def test_the_evaluator_sees_an_input_that_changed(tmp_path):
    """5 ÷ 7 × 100 = 71.43 in the report; with 6 in the cell, 6 ÷ 7 × 100 = 85.714285…, 14.285714… more."""
    rate = Traced.given(5, "a.csv:2:x") / Traced.given(7, "a.csv:3:x") * 100
    one_row(figure(rate), tmp_path / "t.xlsx")
    assert evaluated(tmp_path / "t.xlsx")["G9"] == "coincide"
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    book["Entradas"]["D5"] = 6
    book.save(tmp_path / "t.xlsx")
    cells = evaluated(tmp_path / "t.xlsx")
    assert (cells["A2"], cells["G9"]) == ("0 de 1 coinciden", "difiere")
    assert (cells["D9"], cells["F9"]) == (pytest.approx(600 / 7), pytest.approx(100 / 7))


def test_a_wrong_value_is_told(tmp_path):
    right = Traced.given(5, "a.csv:2:x") / Traced.given(7, "a.csv:3:x") * 100
    _live, agreeing = one_row(figure(right), tmp_path / "right.xlsx")
    assert (agreeing["G9"].value, agreeing["A2"].value) == ("coincide", "1 de 1 coinciden")
    planted = replace(right, value=right.value + Decimal("0.000001"))
    live, cached = one_row(figure(planted), tmp_path / "wrong.xlsx")
    assert (cached["G9"].value, cached["A2"].value) == ("difiere", "0 de 1 coinciden")
    assert live["D9"].value == "=Entradas!D5/Entradas!D6*100"
    assert live["A2"].value == '=""&COUNTIF(G8:G9,"coincide")&" de "&(ROWS(G8:G9)-1)&" coinciden"'


def test_rounded_numbers_of_the_told_formula_make_no_difference(tmp_path):
    share = (Traced.given(1, "a.csv:2:x") / Traced.given(3, "a.csv:3:x")).closed()
    shown = share * Traced.given(1_000_000, "a.csv:4:x")
    assert shown.formula == "0.333333 × 1,000,000"
    _live, cached = one_row(figure(shown), tmp_path / "t.xlsx")
    assert cached["G9"].value == "coincide"


def test_a_report_without_calculations_has_an_empty_check(tmp_path):
    _live, cached = one_row(figure(Traced.given(5, "a.csv:2:x")), tmp_path / "t.xlsx")
    assert cached["A2"].value == "0 de 0 coinciden" and cached["A9"].value is None


def test_a_formula_too_long_for_a_spreadsheet_is_left_out(tmp_path):
    parts = [Traced.given(1, f"a.csv:{row}:x") for row in range(2, 500)]
    said = one_row(figure(sum(parts[1:], parts[0])), tmp_path / "x.xlsx")[0]["A5"].value
    assert re.findall(r"\d+", said) == ["1", "0", "0", "0", "0", "1"]
