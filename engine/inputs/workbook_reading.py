"""A year's workbook as an office returns it: sheets to rows of text, with everything Excel hides made visible.

Hidden rows and merged cells are refused: whether they count, or for which cells, only their author knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from engine.inputs.fields import Table
from engine.inputs.files import Folder
from engine.inputs.folding import fold, has_control
from engine.inputs.problems import Place, Problem
from engine.inputs.raw import RawTable, raw_table, too_large
from engine.inputs.sources import KEYS, PROVENANCE, Given, Sidecar

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

INSTRUCTIONS, LISTS = "Instrucciones", "Listas"
_TOP_ROWS, _TOP_COLUMNS, _UNSEEN = 10, 100, {";;;", "FFFFFFFF"}  # no format, white letters
_MOST_BYTES, _MOST_PARTS, _MOST_MERGED = 8 * 1024**2, 500, 100_000
_FOOTNOTE = re.compile(r"CellRichText\(\['\d.*vertAlign='su", re.DOTALL)  # would be read as one more digit
_MERGED = re.compile(rb"""mergeCell\s[^>]*?ref\s*=\s*["']([^"']*)""")


@dataclass
class Workbook:
    """What a workbook holds."""

    file: str = ""  # relative to the data folder; empty when there is none
    sheets: dict[str, Given] = field(default_factory=dict)  # by table name
    problems: list[Problem] = field(default_factory=list)  # of no table

    @property
    def unreadable(self) -> bool:
        """Whether there is a workbook that could not be opened."""
        return bool(self.file) and not self.sheets


def read_workbook(tables: Iterable[Table], folder: Folder, file: str) -> Workbook:
    """Read every sheet of a workbook."""
    workbook, declared = Workbook(file), {table.name: table for table in tables}
    content, problems = folder.read(file)
    sheets = open_twice(content, Place(file)) if content is not None else problems[0]
    if isinstance(sheets, Problem):
        workbook.problems.append(sheets)
        return workbook
    sidecars: dict[str, Sidecar] = {}
    for sheet, written in sheets:
        place, name = Place(file, sheet.title), fold(sheet.title)
        if name in declared:
            workbook.sheets[name] = _read_table(declared[name], sheet, written, place)
        elif name == fold(PROVENANCE):
            workbook.problems += _read_provenance(sidecars, sheet, declared, place)
        elif name not in (fold(INSTRUCTIONS), fold(LISTS)):
            workbook.problems.append(_unused(sheet, place, declared))
    for name, given in workbook.sheets.items():
        given.sidecar = sidecars.get(name, {})
    return workbook


def open_twice(content: bytes, place: Place) -> list[tuple[Worksheet, Worksheet]] | Problem:
    """Each sheet of a workbook as it shows, with the saved results of its formulas, and as it was written.

    Otherwise what is wrong with the workbook, which must be of a bounded size.
    """
    import openpyxl

    try:
        if _is_huge(content):
            return place.problem("tamano-libro")
        shown = openpyxl.load_workbook(BytesIO(content), data_only=True, keep_links=False)
        written = openpyxl.load_workbook(BytesIO(content), keep_links=False, rich_text=True)
        return list(zip(shown.worksheets, written.worksheets, strict=True))
    except Exception:  # openpyxl, zipfile and the XML parser raise anything on a file that is damaged or encrypted
        return place.problem("formato-libro")


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
    from openpyxl.worksheet.cell_range import CellRange

    sizes = [CellRange(area.decode()).size for area in _MERGED.findall(sheet)]
    return sum(size["rows"] * size["columns"] for size in sizes)


def _read_table(table: Table, shown: Worksheet, written: Worksheet, place: Place) -> Given:
    raw = sheet_table(place.file, shown, written, table.columns)
    if isinstance(raw, Problem):
        return Given(files=(place.file,), problems=[raw])
    results = _cells(shown)
    formulas = [spot for spot, cell in _cells(written).items() if _is_formula(cell) and spot in results]
    count = sum(results[spot].value is not None for spot in formulas)
    told = [place.problem("formula-una" if count == 1 else "formula-varias", count=count)] if count else []
    told += _marked(written, raw.header_row, place)
    problems = [*_hidden(shown, raw, place), *merged_cells(shown, raw.header_row, place), *told]
    return Given(raw, files=(place.file,), problems=problems)


def sheet_table(file: str, shown: Worksheet, written: Worksheet, columns: tuple[str, ...]) -> RawTable | Problem:
    """The header and the rows of a sheet that are not wholly blank; otherwise what is wrong with it."""
    place, formulas = Place(file, shown.title), _cells(written)
    cells = {spot: text for spot, cell in _cells(shown).items() if (text := _text(cell, formulas.get(spot)))}
    filled = [spot for spot, text in cells.items() if text.strip()]
    last_row, width = max((row for row, _column in filled), default=0), max((at for _row, at in filled), default=0)
    if fault := too_large(place, last_row, width):
        return fault
    rows = {row: [""] * width for row in sorted({row for row, _column in filled})}
    for (row, column), text in cells.items():
        if row in rows and column <= width:
            rows[row][column - 1] = text
    return raw_table(place, rows, columns)


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
        percent = "%" in str(cell.number_format)  # Excel keeps 15 digits; a cell shown as 12.5 % holds 0.125
        exact = Decimal(format(value, ".15g")) * (100 if percent else 1)
        return f"{exact.normalize():f}" + ("%" if percent else "")
    return str(value)


def _is_formula(cell: Cell | MergedCell) -> bool:
    return isinstance(cell.value, str) and cell.value.startswith("=")


def _hidden(sheet: Worksheet, raw: RawTable, place: Place) -> Iterator[Problem]:
    """Hidden rows are refused; hidden columns and sheets are read, because their name says what they hold, and told."""
    hidden = {number for number, dimension in sheet.row_dimensions.items() if dimension.hidden}
    yield from (replace(place, row=row).problem("fila_oculta") for row in raw.rows if row in hidden)
    if sheet.sheet_state != "visible":
        yield place.problem("hoja_oculta")
    for dimension in sheet.column_dimensions.values():
        for name in raw.header[(dimension.min or 1) - 1 : dimension.max] if dimension.hidden else ():
            if name.strip():
                yield replace(place, column=name.strip()).problem("columna_oculta")


def _marked(written: Worksheet, header_row: int, place: Place) -> Iterator[Problem]:
    """What a person sees of a cell that its value does not tell, said once for all the cells that have it."""
    cells = [cell for (row, _column), cell in _cells(written).items() if row > header_row and cell.value is not None]
    for key, has in _MARKS.items():
        if found := ", ".join(cell.coordinate for cell in cells if has(cell)):
            yield place.problem(key, cells=found)


_MARKS: dict[str, Callable[[Any], Any]] = {
    "celdas_tachadas": lambda cell: cell.font.strike,
    "celdas_invisibles": lambda cell: _UNSEEN & {cell.number_format, str(cell.font.color and cell.font.color.rgb)},
    "comentarios": lambda cell: cell.comment,
    "llamadas": lambda cell: _FOOTNOTE.match(repr(cell.value)),
}


def merged_cells(sheet: Worksheet, header_row: int, place: Place) -> list[Problem]:
    """Areas of merged cells from the header down: which of their cells the value is for, only their author knows."""
    return [
        replace(place, row=area.min_row, cell=area.coord).problem("celdas_combinadas", area.start_cell.value)
        for area in sheet.merged_cells.ranges
        if area.max_row >= header_row
    ]


def _read_provenance(
    sidecars: dict[str, Sidecar], sheet: Worksheet, declared: Container[str], place: Place
) -> Iterator[Problem]:
    """What the sheet says of each table; a text with control characters stops the run."""
    header, *rows = _top_rows(sheet, max_row=_TOP_ROWS * 10) or [[]]
    for number, row in enumerate(rows, start=2):
        record = dict(zip(map(fold, header), row, strict=False))
        if record.get("tabla") not in declared:
            continue
        said = {key: record.get(key, "") for key in KEYS}
        sidecars[record["tabla"]] = {**said}
        for key, text in said.items():
            if has_control(text):
                yield replace(place, row=number, column=key).problem("caracteres", text)


def _top_rows(sheet: Worksheet, max_row: int = _TOP_ROWS) -> list[list[str]]:
    last_row, last_column = min(sheet.max_row, max_row), min(sheet.max_column, _TOP_COLUMNS)
    return [[_text(cell).strip() for cell in row] for row in sheet.iter_rows(max_row=last_row, max_col=last_column)]


def _unused(sheet: Worksheet, place: Place, declared: Mapping[str, Table]) -> Problem:
    """A sheet with another name; when its top rows hold all columns of a table but one at most, which it may be."""
    for row in _top_rows(sheet):
        names = {fold(cell) for cell in row}
        for table in declared.values():
            if len(names & set(table.columns)) >= len(table.columns) - 1:
                return place.problem("hoja_sobrante-parecida", meant=table.name)
    return place.problem("hoja_sobrante")
