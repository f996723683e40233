"""A table as it arrived, before its cells are understood: header, rows of text, and where each cell is.

CSV files are read as offices send them, whatever the encoding and the separator: what is unambiguous is read and said
in a warning; what is not is an error.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from engine.inputs.fields import Table
from engine.inputs.folding import fold
from engine.inputs.problems import Place, Problem

MOST_ROWS, MOST_COLUMNS = 200_000, 300
_TOP_ROWS = 10
_SEPARATORS = {",": "", ";": "punto y coma", "\t": "tabulador"}
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
_SPANISH_LETTERS = set("áéíóúüñÁÉÍÓÚÜÑ¿¡«»°ºª–—‘’“”…·•€´\u00a0²³½¼¾×±")
_FORMULA = re.compile(r"[=+@\t\r＝＋－＠]|-(?![\d.]+$)")


@dataclass(frozen=True)
class RawTable:
    """One sheet or CSV file."""

    file: str  # relative to the data folder
    header: Sequence[str]  # column names as written
    # Those below the header that are not wholly blank, by number as a spreadsheet counts: a text per column of the header.
    rows: Mapping[int, Sequence[str]] = field(default_factory=dict)
    sheet: str = ""  # of a workbook; empty for CSV
    header_row: int = 1
    dropped: Mapping[int, Sequence[str]] = field(default_factory=dict)  # rows with more or fewer cells than the header
    columns: dict[str, int] = field(default_factory=dict)  # position by declared name, once the header is understood

    def place(self, row: int | None = None, column: str = "") -> Place:
        """The place of a cell, a row or the whole table."""
        if not (self.sheet and row and column in self.columns):
            return Place(self.file, self.sheet, row, column)
        from openpyxl.utils import get_column_letter  # it has read the sheet

        return Place(self.file, self.sheet, row, column, f"{get_column_letter(self.columns[column] + 1)}{row}")


def raw_table(place: Place, texts: Mapping[int, Sequence[str]], columns: Sequence[str]) -> RawTable | Problem:
    """The table of some rows by number: its header is the first of the top ones with half of the expected columns."""
    filled = {number: cells for number, cells in texts.items() if any(cell.strip() for cell in cells)}
    if not filled:
        return place.problem("vacio-hoja" if place.sheet else "vacio-archivo")
    tops = [(number, {fold(cell) for cell in filled[number][:MOST_COLUMNS]}) for number in list(filled)[:_TOP_ROWS]]
    half = (number for number, names in tops if 2 * sum(column in names for column in columns) >= len(columns))
    start = next(half, tops[0][0])
    header = filled[start]
    if fault := too_large(place, max(texts), len(header)):
        return fault
    body = {number: cells for number, cells in filled.items() if number > start}
    kept = {number: cells for number, cells in body.items() if len(cells) == len(header)}
    dropped = {number: cells for number, cells in body.items() if number not in kept}
    return RawTable(place.file, header, kept, place.sheet, start, dropped)


def too_large(place: Place, rows: int, columns: int) -> Problem | None:
    """A table with more rows or columns than are read."""
    wide = f"{MOST_COLUMNS} columnas" if columns > MOST_COLUMNS else ""
    most = f"{MOST_ROWS:,} filas" if rows > MOST_ROWS else wide
    return place.problem("tamano-tabla", most=most) if most else None


def understand_header(raw: RawTable, table: Table) -> tuple[RawTable, list[Problem]]:
    """Find the declared columns in the header.

    Returns:
        The table with its `columns` known, and what is wrong with the header. Columns that only differ in capitals,
        accents or spaces are accepted with a warning.
    """
    known = {fold(name): name for name in (*table.columns, *(helper[0] for helper in table.helpers))}
    columns: dict[str, int] = {}
    extra: list[int] = []
    place = raw.place(raw.header_row)
    problems = [place.problem("encabezado")] if raw.header_row > 1 else []
    for position, written in enumerate(raw.header):
        name = known.get(fold(written))
        if name is None:
            extra.append(position)
        elif name in columns:
            problems.append(place.problem("columna_repetida", name=name))
        else:
            columns[name] = position
            if written.strip() != name:
                problems.append(place.problem("columna_renombrada", written=written.strip(), name=name))
    problems += _missing(raw, table, columns, extra, place)
    return replace(raw, columns=columns), problems


def _missing(raw: RawTable, table: Table, columns: dict[str, int], extra: list[int], place: Place) -> Iterator[Problem]:
    """Declared columns that are not there, and others that are."""
    named = {fold(raw.header[position]): raw.header[position].strip() for position in extra}
    for item in table.fields:
        if item.name in columns or item.optional:
            continue
        if close := get_close_matches(fold(item.name), [written for written in named if written], n=1, cutoff=0.75):
            yield place.problem("columna_falta-parecida", name=item.name, meant=named.pop(close[0]))
        else:
            yield place.problem("columna_falta", name=item.name, description=item.description)
    for position in extra:
        written = raw.header[position].strip()
        if fold(written) not in named:
            continue
        if written:
            yield place.problem("columna_sobrante", written=written)
        elif any(cells[position].strip() for cells in raw.rows.values()):
            yield place.problem("columna_sin_nombre", position=position + 1)


def read_csv(content: bytes, file: str, columns: tuple[str, ...]) -> tuple[RawTable | None, list[Problem]]:
    """Read one CSV file."""
    place = Place(file)
    text, problems = _decode(content, place)
    if text is None:
        return None, problems
    separator = _separator(text, columns)
    if separator != ",":
        problems.append(place.problem("separador", separator=_SEPARATORS[separator]))
    rows: dict[int, list[str]] = {}
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows[len(rows) + 1] = row
            if len(rows) > MOST_ROWS:
                break
    except csv.Error:
        return None, [*problems, replace(place, row=len(rows) + 1).problem("comillas")]
    raw = raw_table(place, rows, columns)
    if isinstance(raw, Problem):
        return None, [*problems, raw]
    expected = len(raw.header)
    for number, cells in raw.dropped.items():
        problems.append(raw.place(number).problem("fila_irregular", found=len(cells), expected=expected))
    return raw, problems


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as the project keeps it: commas, one line per row ended by a line feed."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return stream.getvalue()


def table_hash(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """sha256 of a table's CSV text."""
    return hashlib.sha256(csv_text(header, rows).encode(errors="replace")).hexdigest()


def inert(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula; a negative number stays one."""
    return f"'{text}" if _FORMULA.match(text) else text


def _decode(content: bytes, place: Place) -> tuple[str | None, list[Problem]]:
    """The text; Windows-1252 (the usual Latin-1 of Excel) when every letter it gives is Spanish, else nothing."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), [place.problem("codificacion-leida", encoding="UTF-16")]
        if content.startswith(_NOT_TEXT) or b"\x00" in content:
            return None, [place.problem("formato-csv")]
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        text = content.decode("cp1252", errors="replace")
        if all(letter.isascii() or letter in _SPANISH_LETTERS for letter in set(text)):
            return text, [place.problem("codificacion-leida", encoding="Windows-1252 (Latin-1)")]
        line = content[: error.start].count(b"\n") + 1
        return None, [replace(place, row=line).problem("codificacion-desconocida")]


def _separator(text: str, columns: tuple[str, ...]) -> str:
    """The separator that finds most of the expected columns in the header; a comma when none does better."""
    lines = text[:100_000].splitlines()[:10]

    def found(separator: str) -> int:
        names = ({cell.strip().strip('"').lower() for cell in line.split(separator)} for line in lines)
        return max((sum(name in each for name in columns) for each in names), default=0)

    return max(_SEPARATORS, key=found)
