"""Problems given back: the table of all and the analyst's own workbook marked."""

import csv

import openpyxl

from engine.inputs.loading import check_year
from engine.inputs.problem_files import write_problems
from engine.inputs.problems import Problem
from lib.declarations import SCHEMA

HEADER = ["gravedad", "archivo", "hoja", "fila", "celda", "columna", "valor", "regla", "problema", "que_hacer"]


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_every_problem_is_a_row_errors_first(tmp_path):
    warning = Problem("2024/a.csv", "aviso", "mire", 2, "b", "1", severity="aviso", rule="r1")
    error = Problem("2024/z.csv", "mal", "corrija", 3, "c", "x", rule="r2")

    paths = write_problems([warning, error], tmp_path / "salida")

    assert paths == [tmp_path / "salida/problems.csv"]
    assert read(paths[0]) == [
        HEADER,
        ["error", "2024/z.csv", "", "3", "", "c", "x", "r2", "mal", "corrija"],
        ["aviso", "2024/a.csv", "", "2", "", "b", "1", "r1", "aviso", "mire"],
    ]


def test_the_table_opens_in_excel_with_its_accents(tmp_path):
    path = write_problems([Problem("a.csv", "año", "ñ")], tmp_path)[0]

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_no_problems_is_an_empty_table(tmp_path):
    assert read(write_problems([], tmp_path)[0]) == [HEADER]


def test_the_workbook_comes_back_with_its_cells_marked(in_workbook, tmp_path):
    path = in_workbook / "2025/2025.xlsx"
    book = openpyxl.load_workbook(path)
    book["programme_execution"]["F3"].value = "mil"
    book.save(path)
    before = path.read_bytes()

    table, marked = write_problems(check_year(SCHEMA, 2025, in_workbook), tmp_path / "salida", in_workbook)

    returned = openpyxl.load_workbook(marked)
    cell = returned["programme_execution"]["F3"]
    assert marked.name == "2025_revisado.xlsx"
    assert (cell.value, cell.fill.fgColor.rgb[-6:]) == ("mil", "F8CBAD")
    assert cell.comment.text == (
        "se esperaba un número. Escriba solo el número, con punto decimal, o deje la celda vacía."
    )
    assert returned.sheetnames[0] == "Problemas"
    assert [row.value for row in returned["Problemas"][2]][:3] == ["error", "programme_execution", "F3"]
    assert path.read_bytes() == before
    assert ["error", "2025/2025.xlsx", "programme_execution", "3", "F3"] in [row[:5] for row in read(table)]


def test_a_warning_on_a_whole_column_marks_its_header(in_workbook, tmp_path):
    _table, marked = write_problems(check_year(SCHEMA, 2025, in_workbook), tmp_path / "salida", in_workbook)

    header = openpyxl.load_workbook(marked)["context"]["C1"]
    assert (header.value, header.fill.fgColor.rgb[-6:]) == ("valor", "FFE699")
