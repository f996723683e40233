"""Problems given back to who can mend them: one table of all, and the analyst's own workbook with its cells marked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.inputs.files import data_root
from engine.inputs.problems import Problem, in_reading_order
from engine.inputs.raw import csv_text, inert

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

PROBLEMS_FILE = "problems.csv"
_COLUMNS = ("severity", "file", "sheet", "row", "cell", "column", "value", "rule", "message", "advice")
_NAMES = ("gravedad", "archivo", "hoja", "fila", "celda", "columna", "valor", "regla", "problema", "que_hacer")
_LISTED = {"gravedad": 10, "hoja": 24, "celda": 10, "problema": 70, "qué hacer": 70}
_LIST, _AUTHOR = "Problemas", "Revisión de los datos"
_ERROR_COLOUR, _WARNING_COLOUR = "F8CBAD", "FFE699"


def write_problems(problems: Iterable[Problem], out_dir: str | Path, data_dir: str | Path = "") -> list[Path]:
    """Write the problems as files.

    Args:
        problems: What `check_year` found.
        out_dir: Folder for the files; made when absent.
        data_dir: Data folder the problems' files are in; empty for the project's own.

    Returns:
        `problems.csv`, and a marked copy of each workbook that has problems.
    """
    found = in_reading_order(problems)
    folder, root = Path(out_dir), data_root(data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / PROBLEMS_FILE
    rows = ([inert(str(getattr(item, name) or "")) for name in _COLUMNS] for item in found)
    table.write_text(csv_text(_NAMES, rows), encoding="utf-8-sig", newline="")
    books = dict.fromkeys(item.file for item in found if item.sheet and (root / item.file).exists())
    return [table, *(_marked(root / file, [item for item in found if item.file == file], folder) for file in books)]


def _marked(path: Path, problems: list[Problem], folder: Path) -> Path:
    """A copy of a workbook with each faulty cell coloured and commented on, and all problems on a first sheet."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    for problem in reversed(problems):  # so that what is said of a cell begins with its errors, and has their colour
        if problem.sheet in book.sheetnames:
            _mark(book[problem.sheet], problem)
    _list_all(book, problems)
    target = folder / f"{path.stem}_revisado.xlsx"
    book.save(target)
    return target


def _mark(sheet: Worksheet, problem: Problem) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = _cell(sheet, problem)
    colour = _ERROR_COLOUR if problem.is_error else _WARNING_COLOUR
    cell.fill = PatternFill("solid", fgColor=colour)
    sheet.sheet_properties.tabColor = colour
    others = f"\n{cell.comment.text}" if cell.comment and cell.comment.author == _AUTHOR else ""
    cell.comment = Comment(f"{problem.message}. {problem.advice}{others}", _AUTHOR, 120, 360)


def _cell(sheet: Worksheet, problem: Problem) -> Any:
    """The cell of a problem: its own, the first of its row, or its column's header."""
    if problem.cell or problem.row:
        return sheet[problem.cell.split(":")[0] or f"A{problem.row}"]
    return {str(cell.value): cell for cell in sheet[1]}.get(problem.column, sheet["A1"])


def _list_all(book: Workbook, problems: list[Problem]) -> None:
    from openpyxl.styles import Font

    title = _LIST if _LIST not in book.sheetnames else f"{_LIST} {len(book.sheetnames)}"
    sheet = book.create_sheet(title, 0)
    sheet.append(list(_LISTED))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = _LISTED[cell.value]
    for row, problem in enumerate(problems, start=2):
        texts = (problem.severity, problem.sheet, problem.cell, problem.message, problem.advice)
        sheet.append([inert(text) for text in texts])
        if problem.sheet in book.sheetnames:
            place = _cell(book[problem.sheet], problem).coordinate
            sheet.cell(row, 3, place).hyperlink = f"#'{problem.sheet}'!{place}"
    book.active = 0
