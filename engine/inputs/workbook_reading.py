"""A year's workbook as an office returns it: sheets to rows of text, with everything Excel hides made visible.

Hidden rows and merged cells are refused: whether they count, or for which cells, only their author knows.
"""

from __future__ import annotations

import zlib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from engine.inputs.csv_files import header_position
from engine.inputs.fields import Table
from engine.inputs.folding import fold
from engine.inputs.problems import Place, Problem
from engine.inputs.raw import RawRow, RawTable
from engine.inputs.sidecars import REQUIRED_KEYS, Sidecar
from engine.spanish import plural

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook as Book
    from openpyxl.worksheet.worksheet import Worksheet

INSTRUCTIONS, PROVENANCE, LISTS = "Instrucciones", "Procedencia", "Listas"
_EXCEL_DIGITS = ".15g"
_TOP_ROWS = 10
_DAMAGED = (  # what openpyxl, zipfile and the XML parser raise on a file that is damaged, encrypted or no workbook
    BadZipFile,
    zlib.error,
    SyntaxError,
    LookupError,
    AttributeError,
    TypeError,
    ValueError,
    RuntimeError,
    EOFError,
    OSError,
)


@dataclass
class Workbook:
    """What a workbook holds.

    Attributes:
        file: Its name relative to the data folder; empty when there is none.
        tables: Sheets that are tables, by table name.
        sidecars: Rows of the sheet `Procedencia`, by table name.
        problems: Of the workbook and its sheets, by table name; under the empty name those of the whole workbook.
    """

    file: str = ""
    tables: dict[str, RawTable] = field(default_factory=dict)
    sidecars: dict[str, Sidecar] = field(default_factory=dict)
    problems: dict[str, list[Problem]] = field(default_factory=dict)

    @property
    def unreadable(self) -> bool:
        """Whether there is a workbook that could not be opened."""
        return bool(self.file) and not self.problems.keys() - {""}


def read_workbook(tables: Iterable[Table], path: Path, file: str) -> Workbook:
    """Read every sheet of a workbook.

    Args:
        tables: Tables of a year, one sheet each.
        path: The workbook.
        file: Its name for messages.
    """
    workbook, declared = Workbook(file), {table.name: table for table in tables}
    books = open_twice(path)
    if books is None:
        workbook.problems[""] = [unreadable(Place(file))]
        return workbook
    shown, written = books
    for sheet in shown.worksheets:
        if table := declared.get(fold(sheet.title)):
            _read_table(workbook, table, sheet, written[sheet.title])
        elif fold(sheet.title) == fold(PROVENANCE):
            workbook.sidecars = _read_provenance(sheet, declared)
        elif fold(sheet.title) not in (fold(INSTRUCTIONS), fold(LISTS)):
            workbook.problems.setdefault("", []).append(_unused(sheet, Place(file, sheet.title), declared))
    return workbook


def open_twice(path: Path) -> tuple[Book, Book] | None:
    """A workbook as it shows, with the saved results of its formulas, and as it was written; None when it does not open.

    Args:
        path: The workbook.
    """
    import openpyxl

    try:
        with path.open("rb") as stream:
            return openpyxl.load_workbook(stream, data_only=True), openpyxl.load_workbook(stream)
    except _DAMAGED:
        return None


def _read_table(workbook: Workbook, table: Table, shown: Worksheet, written: Worksheet) -> None:
    place = Place(workbook.file, shown.title)
    problems = workbook.problems.setdefault(table.name, [])
    raw = sheet_table(workbook.file, shown, written, table.columns)
    if raw is None:
        problems.append(place.error("vacio", "la hoja está vacía", "Debe tener los encabezados y los datos."))
        return
    problems += _hidden(shown, raw.rows, place) + _hidden_columns(shown, raw.header, place)
    problems += merged_cells(shown, raw.header_row, place) + _formulas(shown, written, place)
    workbook.tables[table.name] = raw


def sheet_table(file: str, shown: Worksheet, written: Worksheet, columns: tuple[str, ...]) -> RawTable | None:
    """The header and the rows of a sheet that are not wholly blank; None when all are.

    Args:
        file: The workbook, for messages.
        shown: The sheet with the results of its formulas.
        written: The sheet with its formulas.
        columns: Columns that tell which row is the header.
    """
    rows = [[_text(cell, written[cell.coordinate].value) for cell in row] for row in shown.iter_rows()]
    if not any(any(cell.strip() for cell in row) for row in rows):
        return None
    start = header_position(rows, columns)
    width = max(position for row in rows[start:] for position, cell in enumerate(row, 1) if cell.strip())
    body = [
        RawRow(number, tuple(row[:width]))
        for number, row in enumerate(rows[start + 1 :], start=start + 2)
        if any(cell.strip() for cell in row)
    ]
    return RawTable(file, tuple(rows[start][:width]), tuple(body), shown.title, header_row=start + 1)


def _text(cell: Cell, written: object) -> str:
    """The cell as a person reads it; a formula without a saved result stays a formula."""
    value = cell.value
    if value is None:
        return written if isinstance(written, str) and written.startswith("=") else ""
    if isinstance(value, bool):
        return "VERDADERO" if value else "FALSO"
    if isinstance(value, int | float):
        return _number_text(value, "%" in str(cell.number_format))
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)


def _number_text(value: float, percent: bool) -> str:
    """Excel keeps 15 digits; a cell shown as 12.5 % holds 0.125."""
    exact = Decimal(format(value, _EXCEL_DIGITS)) * (100 if percent else 1)
    return f"{exact.normalize():f}" + ("%" if percent else "")


def _hidden(sheet: Worksheet, body: Sequence[RawRow], place: Place) -> list[Problem]:
    hidden = {number for number, dimension in sheet.row_dimensions.items() if dimension.hidden}
    return [
        Place(place.file, place.sheet, row.number).error(
            "fila_oculta",
            "la fila está oculta o filtrada y tiene datos",
            "Muéstrela si vale, o bórrela si no.",
        )
        for row in body
        if row.number in hidden
    ]


def _hidden_columns(sheet: Worksheet, header: Sequence[str], place: Place) -> list[Problem]:
    """Hidden columns and sheets are read, because their name says what they hold; that they are is said."""
    advice = "Muéstrela y revise sus datos."
    found = [place.warning("hoja_oculta", "la hoja está oculta y se leyó", advice)] if _is_hidden(sheet) else []
    for dimension in sheet.column_dimensions.values():
        names = header[dimension.min - 1 : dimension.max] if dimension.hidden else []
        found += [
            Place(place.file, place.sheet, column=name.strip()).warning(
                "columna_oculta", "la columna está oculta y se leyó", advice
            )
            for name in names
            if name.strip()
        ]
    return found


def _is_hidden(sheet: Worksheet) -> bool:
    return sheet.sheet_state != "visible"


def merged_cells(sheet: Worksheet, header_row: int, place: Place) -> list[Problem]:
    """Areas of merged cells from the header down: which of their cells the value is for, only their author knows."""
    return [
        Place(place.file, place.sheet, area.min_row, cell=area.coord).error(
            "celdas_combinadas",
            "hay celdas combinadas entre los datos",
            "Sepárelas y escriba el valor en cada fila.",
            sheet.cell(area.min_row, area.min_col).value or "",
        )
        for area in sheet.merged_cells.ranges
        if area.max_row >= header_row
    ]


def _formulas(shown: Worksheet, written: Worksheet, place: Place) -> list[Problem]:
    """One warning for all formulas whose saved results are read."""
    count = sum(
        isinstance(cell.value, str) and cell.value.startswith("=") and shown[cell.coordinate].value is not None
        for row in written.iter_rows()
        for cell in row
    )
    if not count:
        return []
    message = plural(
        "{} celda tiene una fórmula; se leyó su resultado guardado",
        "{} celdas tienen fórmulas; se leyeron sus resultados guardados",
        count,
    )
    return [place.warning("formula", message.format(count), "Revise que el libro se guardó después de calcular.")]


def _read_provenance(sheet: Worksheet, declared: Container[str]) -> dict[str, Sidecar]:
    rows = [[_text(cell, None).strip() for cell in row] for row in sheet.iter_rows()]
    if not rows:
        return {}
    names = [fold(name) for name in rows[0]]
    records = [dict(zip(names, row, strict=True)) for row in rows[1:]]
    return {
        record["tabla"]: {key: record.get(key, "") for key in REQUIRED_KEYS}
        for record in records
        if record.get("tabla") in declared
    }


def unreadable(place: Place) -> Problem:
    """A workbook that does not open."""
    return place.error(
        "formato",
        "el libro no se puede abrir",
        "Ábralo en Excel, quítele la contraseña si la tiene y guárdelo como «Libro de Excel (.xlsx)».",
    )


def _unused(sheet: Worksheet, place: Place, declared: Mapping[str, Table]) -> Problem:
    advice = "Cámbiele el nombre por el de la plantilla si tiene datos."
    if name := _meant(sheet, declared):
        advice = f"Por sus columnas parece {name}: cámbiele el nombre."
    return place.warning("hoja_sobrante", "la hoja no se usa: su nombre no es el de ninguna tabla", advice)


def _meant(sheet: Worksheet, declared: Mapping[str, Table]) -> str:
    """The table whose columns the top rows of a sheet hold, all but one at most; empty when there is none."""
    for row in sheet.iter_rows(max_row=_TOP_ROWS, values_only=True):
        names = {fold(str(cell)) for cell in row if cell is not None}
        for name, table in declared.items():
            if len(names & set(table.columns)) >= len(table.columns) - 1:
                return name
    return ""
