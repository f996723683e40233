"""A year's workbook as an office returns it: sheets to rows of text, with everything Excel hides made visible.

Hidden rows and merged cells are refused: whether they count, or for which cells, only their author knows.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from engine.inputs.fields import Table
from engine.inputs.files import Folder
from engine.inputs.folding import fold, has_control
from engine.inputs.problems import Place, Problem
from engine.inputs.raw import RawRow, RawTable, header_position, too_large
from engine.inputs.sidecars import REQUIRED_KEYS, Sidecar
from engine.spanish import plural

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.workbook import Workbook as Book
    from openpyxl.worksheet.worksheet import Worksheet

INSTRUCTIONS, PROVENANCE, LISTS = "Instrucciones", "Procedencia", "Listas"
_EXCEL_DIGITS = ".15g"
_TOP_ROWS, _TOP_COLUMNS = 10, 100
_MOST_BYTES, _MOST_PARTS, _MOST_MERGED = 8 * 1024**2, 500, 100_000
_MERGED = re.compile(rb"""mergeCell\s[^>]*?ref\s*=\s*["']([^"']*)""")


class Books(NamedTuple):
    """A workbook as it shows, with the saved results of its formulas, and as it was written."""

    shown: Book
    written: Book


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


def read_workbook(tables: Iterable[Table], folder: Folder, file: str) -> Workbook:
    """Read every sheet of a workbook."""
    workbook, declared = Workbook(file), {table.name: table for table in tables}
    content, problems = folder.read(file)
    books = open_twice(content, Place(file)) if content is not None else problems[0]
    if isinstance(books, Problem):
        workbook.problems[""] = [books]
        return workbook
    general = []
    for sheet in books.shown.worksheets:
        place = Place(file, sheet.title)
        if table := declared.get(fold(sheet.title)):
            workbook.problems[table.name] = _read_table(workbook, table, sheet, books.written[sheet.title], place)
        elif fold(sheet.title) == fold(PROVENANCE):
            workbook.sidecars, found = _read_provenance(sheet, declared, place)
            general += found
        elif fold(sheet.title) not in (fold(INSTRUCTIONS), fold(LISTS)):
            general.append(_unused(sheet, place, declared))
    workbook.problems[""] = general
    return workbook


def open_twice(content: bytes, place: Place) -> Books | Problem:
    """Open a workbook of a bounded size; otherwise what is wrong with it."""
    import openpyxl

    try:
        if _is_huge(content):
            message = "el libro tiene demasiadas celdas, también las vacías con formato o combinadas"
            return place.error("tamano", message, "Copie los datos en la plantilla, y guárdela como libro nuevo.")
        books = (openpyxl.load_workbook(BytesIO(content), data_only=saved, keep_links=False) for saved in (True, False))
        return Books(*books)
    except Exception:  # openpyxl, zipfile and the XML parser raise anything on a file that is damaged or encrypted
        advice = "Ábralo en Excel, quítele la contraseña si la tiene y guárdelo como «Libro de Excel (.xlsx)»."
        return place.error("formato", "el libro no se puede abrir", advice)


def _is_huge(content: bytes) -> bool:
    """Whether a workbook unpacks to more than a year's data can be, or merges areas that would be filled cell by cell."""
    with ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
        if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
            raise BadZipFile  # no spreadsheet packs them otherwise, and the others unpack without bound
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
            return True
        texts = (archive.read(part) for part in parts if part.filename.endswith((".xml", ".rels")))
        return any(b"<!ENTITY" in text or b"\x00" in text or _merged_cells(text) > _MOST_MERGED for text in texts)


def _merged_cells(sheet: bytes) -> int:
    """Cells of the merged areas of a sheet's XML."""
    from openpyxl.worksheet.cell_range import CellRange

    sizes = [CellRange(area.decode()).size for area in _MERGED.findall(sheet)]
    return sum(size["rows"] * size["columns"] for size in sizes)


def _read_table(workbook: Workbook, table: Table, shown: Worksheet, written: Worksheet, place: Place) -> list[Problem]:
    raw = sheet_table(workbook.file, shown, written, table.columns)
    if isinstance(raw, Problem):
        return [raw]
    workbook.tables[table.name] = raw
    hidden = _hidden(shown, raw, place)
    return [*hidden, *merged_cells(shown, raw.header_row, place), *_formulas(shown, written, place)]


def sheet_table(file: str, shown: Worksheet, written: Worksheet, columns: tuple[str, ...]) -> RawTable | Problem:
    """The header and the rows of a sheet that are not wholly blank; otherwise what is wrong with it."""
    place = Place(file, shown.title)
    cells = {spot: text for spot, cell in _cells(shown).items() if (text := _text(cell, _cells(written).get(spot)))}
    filled = [spot for spot, text in cells.items() if text.strip()]
    if not filled:
        return place.error("vacio", "la hoja está vacía", "Debe tener los encabezados y los datos.")
    last_row, width = max(row for row, _column in filled), max(column for _row, column in filled)
    if fault := too_large(place, last_row, width):
        return fault
    rows = {row: [""] * width for row in sorted({row for row, _column in filled})}
    for (row, column), text in cells.items():
        if row in rows and column <= width:
            rows[row][column - 1] = text
    numbers, texts = list(rows), list(rows.values())
    start = header_position(texts, columns)
    body = tuple(RawRow(number, tuple(row)) for number, row in list(rows.items())[start + 1 :])
    return RawTable(file, tuple(texts[start]), body, shown.title, header_row=numbers[start])


def _cells(sheet: Worksheet) -> Mapping[tuple[int, int], Cell | MergedCell]:
    """The cells that the file holds, by row and column; `iter_rows` would make all those before the last one."""
    return sheet._cells


def _text(cell: Cell | MergedCell, written: Cell | MergedCell | None = None) -> str:
    """The cell as a person reads it; a formula without a saved result stays a formula."""
    value = cell.value
    if value is None:
        return str(written.value) if written is not None and _is_formula(written) else ""
    if isinstance(value, bool):
        return "VERDADERO" if value else "FALSO"
    if isinstance(value, int | float):
        return _number_text(value, "%" in str(cell.number_format))
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)


def _is_formula(cell: Cell | MergedCell) -> bool:
    return isinstance(cell.value, str) and cell.value.startswith("=")


def _number_text(value: float, percent: bool) -> str:
    """Excel keeps 15 digits; a cell shown as 12.5 % holds 0.125."""
    exact = Decimal(format(value, _EXCEL_DIGITS)) * (100 if percent else 1)
    return f"{exact.normalize():f}" + ("%" if percent else "")


def _hidden(sheet: Worksheet, raw: RawTable, place: Place) -> list[Problem]:
    """Hidden rows are refused; hidden columns and sheets are read, because their name says what they hold, and told."""
    message, advice = "la fila está oculta o filtrada y tiene datos", "Muéstrela si vale, o bórrela si no."
    hidden = {number for number, dimension in sheet.row_dimensions.items() if dimension.hidden}
    found = [
        Place(place.file, place.sheet, row.number).error("fila_oculta", message, advice)
        for row in raw.rows
        if row.number in hidden
    ]
    advice = "Muéstrela y revise sus datos."
    if sheet.sheet_state != "visible":
        found.append(place.warning("hoja_oculta", "la hoja está oculta y se leyó", advice))
    for dimension in sheet.column_dimensions.values():
        for name in raw.header[(dimension.min or 1) - 1 : dimension.max] if dimension.hidden else ():
            column = Place(place.file, place.sheet, column=name.strip())
            if column.column:
                found.append(column.warning("columna_oculta", "la columna está oculta y se leyó", advice))
    return found


def merged_cells(sheet: Worksheet, header_row: int, place: Place) -> list[Problem]:
    """Areas of merged cells from the header down: which of their cells the value is for, only their author knows."""
    message, advice = "hay celdas combinadas entre los datos", "Sepárelas y escriba el valor en cada fila."
    return [
        Place(place.file, place.sheet, area.min_row, cell=area.coord).error(
            "celdas_combinadas", message, advice, sheet.cell(area.min_row, area.min_col).value or ""
        )
        for area in sheet.merged_cells.ranges
        if area.max_row >= header_row
    ]


def _formulas(shown: Worksheet, written: Worksheet, place: Place) -> list[Problem]:
    """One warning for all formulas whose saved results are read."""
    results = _cells(shown)
    count = sum(
        _is_formula(cell) and spot in results and results[spot].value is not None
        for spot, cell in _cells(written).items()
    )
    if not count:
        return []
    message = plural(
        "{} celda tiene una fórmula; se leyó su resultado guardado",
        "{} celdas tienen fórmulas; se leyeron sus resultados guardados",
        count,
    )
    return [place.warning("formula", message.format(count), "Revise que el libro se guardó después de calcular.")]


def _read_provenance(
    sheet: Worksheet, declared: Container[str], place: Place
) -> tuple[dict[str, Sidecar], list[Problem]]:
    """What the sheet says of each table; a text with control characters stops the run."""
    rows = _top_rows(sheet, max_row=_TOP_ROWS * 10)
    names = [fold(name) for name in rows[0]] if rows else []
    sidecars: dict[str, Sidecar] = {}
    problems = []
    for number, row in enumerate(rows[1:], start=2):
        record = dict(zip(names, row, strict=False))
        if record.get("tabla") not in declared:
            continue
        sidecars[record["tabla"]] = {key: record.get(key, "") for key in REQUIRED_KEYS}
        for key in REQUIRED_KEYS:
            if has_control(record.get(key, "")):
                message = "la celda tiene caracteres de control que no se ven"
                cell, advice = Place(place.file, place.sheet, number, key), "Escriba el texto de nuevo, sin copiarlo."
                problems.append(cell.error("caracteres", message, advice, record[key]))
    return sidecars, problems


def _top_rows(sheet: Worksheet, max_row: int = _TOP_ROWS) -> list[list[str]]:
    """The texts of the first rows and columns of a sheet."""
    last_row, last_column = min(sheet.max_row, max_row), min(sheet.max_column, _TOP_COLUMNS)
    return [[_text(cell).strip() for cell in row] for row in sheet.iter_rows(max_row=last_row, max_col=last_column)]


def _unused(sheet: Worksheet, place: Place, declared: Mapping[str, Table]) -> Problem:
    """A sheet with another name; when its top rows hold all columns of a table but one at most, which it may be."""
    advice = "Cámbiele el nombre por el de la plantilla si tiene datos."
    for row in _top_rows(sheet):
        names = {fold(cell) for cell in row}
        meant = [name for name, item in declared.items() if len(names & set(item.columns)) >= len(item.columns) - 1]
        if meant:
            advice = f"Por sus columnas parece {meant[0]}: cámbiele el nombre."
            break
    return place.warning("hoja_sobrante", "la hoja no se usa: su nombre no es el de ninguna tabla", advice)
