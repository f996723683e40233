"""A table as it arrived, before anything is understood: header, rows of text, and where each cell is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.inputs.folding import fold
from engine.inputs.problems import Place, Problem

MOST_ROWS, MOST_COLUMNS = 200_000, 300
_TOP_ROWS = 10


class RawRow(NamedTuple):
    """One row: its number as a spreadsheet counts it, and one text per column of the header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class RawTable:
    """One sheet or CSV file.

    Attributes:
        file: File relative to the data folder.
        header: Column names as written.
        rows: Rows below the header that are not wholly blank.
        sheet: Sheet of a workbook; empty for CSV.
        header_row: Row of the header.
        dropped: Rows that could not be split into cells, left out of `rows`.
        columns: Declared column name to position, once the header is understood.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[RawRow, ...]
    sheet: str = ""
    header_row: int = 1
    dropped: int = 0
    columns: dict[str, int] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """How the trace of a number names this table."""
        return f"{self.file}#{self.sheet}" if self.sheet else self.file

    def place(self, row: int | None = None, column: str = "") -> Place:
        """The place of a cell, a row or the whole table."""
        position = self.columns.get(column)
        cell = f"{column_letters(position)}{row}" if self.sheet and row and position is not None else ""
        return Place(self.file, self.sheet, row, column, cell)


def column_letters(position: int) -> str:
    """Column 0 is A, 26 is AA."""
    before, last = divmod(position, 26)
    return (column_letters(before - 1) if before else "") + chr(ord("A") + last)


def header_position(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> int:
    """Where the header is: the first of the top rows with half of the expected columns, else the first one."""
    for position, row in enumerate(rows[:_TOP_ROWS]):
        names = {fold(cell) for cell in row[:MOST_COLUMNS]}
        if 2 * sum(column in names for column in columns) >= len(columns):
            return position
    return 0


def too_large(place: Place, rows: int, columns: int) -> Problem | None:
    """A table with more rows or columns than are read."""
    if rows <= MOST_ROWS and columns <= MOST_COLUMNS:
        return None
    most = f"{MOST_ROWS:,} filas" if rows > MOST_ROWS else f"{MOST_COLUMNS} columnas"
    return place.error("tamano", f"la tabla pasa de {most}", "Borre lo que sobra debajo o a la derecha de los datos.")
