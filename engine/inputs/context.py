"""Tables understood, every cell as its declared kind, and the tables of a year as a check between them sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from engine.inputs.cells import read_cell, reading_problem
from engine.inputs.fields import CODE_UNIT, ROW_UNIT, Field, Record, Rules, Table
from engine.inputs.problems import Place, Problem
from engine.inputs.raw import RawTable


@dataclass(frozen=True)
class Understood:
    """One table with its cells read: Decimal for numbers, str for texts, None for blank."""

    table: Table
    raw: RawTable
    rows: Mapping[int, Record]  # by row number
    units: Mapping[str, str] = field(default_factory=dict)  # of each row of the table that its key names
    problems: list[Problem] = field(default_factory=list)  # cells that could not be read, or were mended
    unreadable: Set[tuple[int | None, str]] = frozenset()  # (row, column) of the cells that could not be read
    partial: bool = False  # whether rows are missing because they could not be read

    @cached_property
    def keys(self) -> dict[str, int]:
        """Row number of each row key (of the first, when repeated)."""
        found: dict[str, int] = {}
        for row, record in self.rows.items():
            found.setdefault(self.table.row_key(record), row)
        return found

    @cached_property
    def records(self) -> dict[str, Record]:
        """Cells by row key (of the first row, when repeated)."""
        return {key: self.rows[row] for key, row in self.keys.items()}

    def unit(self, column: Field, record: Record) -> str:
        """Unit of a number: its column's, its row's, or that of what the row's key names."""
        if column.unit == ROW_UNIT:
            return str(record.get("unidad") or "")
        if column.unit == CODE_UNIT:
            return self.units.get(str(record.get(self.table.key[0])), "")
        return column.unit


def understand(table: Table, raw: RawTable, known: Mapping[str, Set[str]], units: Mapping[str, str]) -> Understood:
    """Read every cell of a table whose header is understood.

    `known` are the row keys of the tables read before, `units` those of the rows that the table's key names.
    """
    rows: dict[int, Record] = {}
    unreadable: set[tuple[int | None, str]] = set()
    found = Understood(table, raw, rows, units, [], unreadable, partial=bool(raw.dropped))
    spaces: Counter[str] = Counter()
    codes = codes_of(known)
    texts_first = sorted(table.fields, key=lambda item: item.numeric)  # they tell the unit of the numbers
    for number, cells in raw.rows.items():
        record = rows[number] = {}
        for column in texts_first:
            position = raw.columns.get(column.name)
            written = "" if position is None else cells[position]
            reading = read_cell(column, written, found.unit(column, record), codes(column, record))
            if reading.note == "espacios":
                spaces[column.name] += 1
            elif reading.fault or reading.note:
                found.problems.append(reading_problem(raw.place(number, column.name), reading, written))
            if reading.fault:
                unreadable.add((number, column.name))
            record[column.name] = typed(column, "" if reading.fault else reading.text)
    for name, count in spaces.items():
        key = "espacios-una" if count == 1 else "espacios-varias"
        found.problems.append(raw.place(column=name).problem(key, count=count))
    return found


def codes_of(known: Mapping[str, Set[str]]) -> Callable[[Field, Record], frozenset[str] | None]:
    """The codes that a cell may hold, by the row keys of tables; None when any may, or when not all its tables are there."""

    @cache
    def keys(names: tuple[str, ...], also: tuple[str, ...]) -> frozenset[str] | None:
        readable = names and all(name in known for name in names)
        return frozenset(also).union(*(known[name] for name in names)) if readable else None

    return lambda column, record: keys(column.referred_tables(record), column.also)


def typed(column: Field, text: str) -> Decimal | str | None:
    """A text as what its column holds."""
    if not text:
        return None
    return exact(text) if column.numeric else text


def exact(text: str) -> Decimal:
    """The number without the zeros that end its decimals, so that 35.0 and 35 (as Excel keeps it) are written alike."""
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


@dataclass(frozen=True)
class Context:
    """The tables of one year that could be read."""

    tables: Mapping[str, Understood]
    year: int
    rules: Rules  # those in force; empty when they cannot be read
    earlier: Context | None = None  # the newest earlier year
    unread: bool = False  # whether the workbook of the year came and could not be opened
    large: Mapping[str, Path] = field(default_factory=dict)  # file of each large table that came
    own: Any = None  # `Schema.own`

    def rows(self, table: str) -> dict[str, Record]:
        """Cells of a table by row key; empty when it could not be read."""
        return self.tables[table].records if table in self.tables else {}

    def place(self, table: str, key: str = "", column: str = "") -> Place:
        """Where a cell is."""
        return self.tables[table].raw.place(self.tables[table].keys.get(key) if key else None, column)

    def partial(self, *tables: str) -> bool:
        """Whether any of the tables is absent or lacks rows because they could not be read."""
        return any(name not in self.tables or self.tables[name].partial for name in tables)

    def readable(self, table: str, key: str, column: str) -> bool:
        """Whether the cell could be read (a blank one can)."""
        understood = self.tables.get(table)
        return not understood or (understood.keys.get(key), column) not in understood.unreadable


def number(record: Record, column: str) -> Decimal | None:
    """The number of a cell; None when it is blank."""
    value = record.get(column)
    return value if isinstance(value, Decimal) else None


def told(value: Decimal | str | None, blank: str = "") -> str:
    """A cell as the value of a problem."""
    return blank if value is None else str(value)
