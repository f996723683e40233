"""Problems given back to who can mend them: one table of all, and the analyst's own workbook with its cells marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.inputs.csv_files import csv_text, inert
from engine.inputs.files import data_root
from engine.inputs.problems import Problem, in_reading_order

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

PROBLEMS_FILE = "problems.csv"
_COLUMNS = {
    "gravedad": "severity",
    "archivo": "file",
    "hoja": "sheet",
    "fila": "row",
    "celda": "cell",
    "columna": "column",
    "valor": "value",
    "regla": "rule",
    "problema": "message",
    "que_hacer": "advice",
}
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
    rows = ([inert(str(getattr(item, name) or "")) for name in _COLUMNS.values()] for item in found)
    table.write_text(csv_text(tuple(_COLUMNS), rows), encoding="utf-8-sig", newline="")
    books = dict.fromkeys(item.file for item in found if item.sheet and (root / item.file).exists())
    return [table, *(_marked(root / file, [item for item in found if item.file == file], folder) for file in books)]


def _marked(path: Path, problems: list[Problem], folder: Path) -> Path:
    """A copy of a workbook with each faulty cell coloured and commented on, and all problems on a first sheet."""
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = openpyxl.load_workbook(path)
    of_cell: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.sheet in book.sheetnames:
            of_cell[problem.sheet, _cell_name(book[problem.sheet], problem)].append(problem)
    for (sheet, name), found in of_cell.items():
        colour = _ERROR_COLOUR if any(problem.is_error for problem in found) else _WARNING_COLOUR
        book[sheet][name].fill = PatternFill("solid", fgColor=colour)
        told = "\n".join(f"{problem.message}. {problem.advice}" for problem in found)
        book[sheet][name].comment = Comment(told, _AUTHOR, 120, 360)
        book[sheet].sheet_properties.tabColor = colour
    _list_all(book, problems)
    target = folder / f"{path.stem}_revisado.xlsx"
    book.save(target)
    return target


def _cell_name(sheet: Worksheet, problem: Problem) -> str:
    """The cell of a problem: its own, the first of its row, or its column's header."""
    if problem.cell or problem.row:
        return problem.cell.split(":")[0] or f"A{problem.row}"
    return {str(cell.value): cell.coordinate for cell in sheet[1]}.get(problem.column, "A1")


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
        for column, text in enumerate(texts, start=1):
            sheet.cell(row, column, inert(text))
        if problem.sheet in book.sheetnames:
            place = _cell_name(book[problem.sheet], problem)
            sheet.cell(row, 3, place).hyperlink = f"#'{problem.sheet}'!{place}"
    book.active = 0
