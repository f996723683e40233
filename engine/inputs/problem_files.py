"""Problems given back to who can mend them: one table of all, and the analyst's own workbook with its cells marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.inputs.csv_writing import csv_text
from engine.inputs.files import data_root
from engine.inputs.problems import Problem, in_reading_order

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

PROBLEMS_FILE = "problems.csv"
_HEADER = ("gravedad", "archivo", "hoja", "fila", "celda", "columna", "valor", "regla", "problema", "que_hacer")
_ERROR_COLOUR, _WARNING_COLOUR = "F8CBAD", "FFE699"
_AUTHOR = "Revisión de los datos"


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
    folder = Path(out_dir)
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / PROBLEMS_FILE
    table.write_text(csv_text(_HEADER, map(_row, found)), encoding="utf-8-sig", newline="")
    return [table, *_marked_workbooks(found, folder, data_root(data_dir))]


def _row(problem: Problem) -> tuple[str, ...]:
    return (
        problem.severity,
        problem.file,
        problem.sheet,
        str(problem.row or ""),
        problem.cell,
        problem.column,
        problem.value,
        problem.rule,
        problem.message,
        problem.advice,
    )


def _marked_workbooks(problems: list[Problem], folder: Path, root: Path) -> list[Path]:
    import openpyxl

    of_workbook: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.sheet and (root / problem.file).exists():
            of_workbook[problem.file].append(problem)
    written = []
    for file, found in of_workbook.items():
        book = openpyxl.load_workbook(root / file)
        mark(book, found)
        target = folder / f"{Path(file).stem}_revisado.xlsx"
        book.save(target)
        written.append(target)
    return written


def mark(book: Workbook, problems: list[Problem]) -> None:
    """Colour each faulty cell, comment on it, and list all on a first sheet."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    of_cell: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.sheet in book.sheetnames:
            of_cell[problem.sheet, _cell_name(book[problem.sheet], problem)].append(problem)
    for (sheet, name), found in of_cell.items():
        cell: Cell = book[sheet][name]
        colour = _ERROR_COLOUR if any(problem.is_error for problem in found) else _WARNING_COLOUR
        cell.fill = PatternFill("solid", fgColor=colour)
        cell.comment = Comment(
            "\n".join(f"{problem.message}. {problem.advice}" for problem in found), _AUTHOR, 120, 360
        )
        book[sheet].sheet_properties.tabColor = colour
    _list_all(book, problems)


def _cell_name(sheet: Worksheet, problem: Problem) -> str:
    """The cell of a problem: its own, the column's header, or the first of its row."""
    if problem.cell:
        return problem.cell.split(":")[0]
    header = {str(cell.value): cell.coordinate for cell in sheet[1]}
    if problem.row:
        return f"A{problem.row}"
    return header.get(problem.column, "A1")


def _list_all(book: Workbook, problems: list[Problem]) -> None:
    from openpyxl.styles import Font

    sheet = book.create_sheet(_unused_title(book), 0)
    sheet.append(["gravedad", "hoja", "celda", "problema", "qué hacer"])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row, problem in enumerate(problems, start=2):
        sheet.append([problem.severity, problem.sheet, problem.cell, problem.message, problem.advice])
        if problem.sheet in book.sheetnames:
            place = _cell_name(book[problem.sheet], problem)
            sheet.cell(row, 3, place).hyperlink = f"#'{problem.sheet}'!{place}"
    for letter, width in zip("ABCDE", (10, 24, 10, 70, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    book.active = 0


def _unused_title(book: Workbook) -> str:
    title = "Problemas"
    return title if title not in book.sheetnames else f"{title} {len(book.sheetnames)}"
