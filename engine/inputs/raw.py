"""A table as it arrived, before anything is understood: header, rows of text, and where each cell is."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.inputs.problems import Place


@dataclass(frozen=True)
class RawRow:
    """One row of text cells.

    Attributes:
        number: Row as a spreadsheet counts it.
        cells: One text per column of the header.
    """

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
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
