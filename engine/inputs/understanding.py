"""A raw table understood: every cell as its declared kind, and what had to be assumed or could not be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from engine.inputs.fields import CODE, CODE_UNIT, DATE, INTEGER, ROW_UNIT, YEAR, YES_NO, Field, Record, Table
from engine.inputs.folding import has_control
from engine.inputs.number_cells import read_number
from engine.inputs.problems import Place, Problem
from engine.inputs.raw import RawRow, RawTable
from engine.inputs.readings import Reading, fault_problem, formula_fault, note_problem, spaces_problem
from engine.inputs.text_cells import read_choice, read_code, read_date, read_text, read_yes_no

_BLANK = Reading()


@dataclass(frozen=True)
class Understood:
    """One table with its cells read.

    Attributes:
        table: Its declaration.
        raw: Where the cells are.
        rows: Cells by row number: Decimal for numbers, str for texts, None for blank.
        problems: Cells that could not be read, and warnings on those that were mended.
        unreadable: (row, column) of the cells that could not be read.
        partial: Whether rows are missing because they could not be read.
        units: Unit of each row of the table that its key names.
    """

    table: Table
    raw: RawTable
    rows: Mapping[int, Record]
    problems: list[Problem] = field(default_factory=list)
    unreadable: Set[tuple[int | None, str]] = frozenset()
    partial: bool = False
    units: Mapping[str, str] = field(default_factory=dict)

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

    def place(self, row: int | None = None, column: str = "") -> Place:
        """Where a cell is."""
        return self.raw.place(row, column)

    def key_place(self, key: str, column: str = "") -> Place:
        """Where a cell is, by row key."""
        return self.raw.place(self.keys.get(key), column)


class Reader:
    """Reads the cells of one table.

    Args:
        table: Its declaration.
        known: Row keys of the tables read before, which codes may refer to.
        units: Unit of each row of the table that its key names.
    """

    def __init__(self, table: Table, known: Mapping[str, Set[str]], units: Mapping[str, str]) -> None:
        self._table = table
        self._known = known
        self._units = units
        self._texts_first = sorted(table.fields, key=lambda item: item.numeric)
        self._codes: dict[tuple[str, ...], frozenset[str] | None] = {}
        self._problems: list[Problem] = []
        self._unreadable: set[tuple[int | None, str]] = set()
        self._spaces: Counter[str] = Counter()

    def understand(self, raw: RawTable) -> Understood:
        """Read every cell of a table whose header is understood."""
        rows = {row.number: self._record(raw, row) for row in raw.rows}
        self._problems += [spaces_problem(raw.place(column=name), count) for name, count in self._spaces.items()]
        unreadable = frozenset(self._unreadable)
        return Understood(self._table, raw, rows, self._problems, unreadable, raw.dropped > 0, self._units)

    def _record(self, raw: RawTable, row: RawRow) -> Record:
        """The cells of a row; its texts are read before its numbers, whose unit they tell."""
        record: Record = {}
        for column in self._texts_first:
            position = raw.columns.get(column.name)
            written = "" if position is None else row.cells[position]
            reading = self._read(column, written, record)
            if reading.fault or reading.note:
                self._report(raw.place(row.number, column.name), column, reading, written)
            text = "" if reading.fault else reading.text
            record[column.name] = (exact(text) if column.numeric else text) if text else None
        return record

    def _read(self, column: Field, written: str, record: Record) -> Reading:
        if not written:
            return _BLANK
        if has_control(written):
            return Reading(written, fault="caracteres")
        if fault := formula_fault(written):
            return Reading(written, fault=fault)
        if column.numeric:
            return read_number(
                written, column.kind in (INTEGER, YEAR), unit_of(self._table, column, record, self._units)
            )
        if column.allowed:
            return read_choice(written, column)
        if column.kind == YES_NO:
            return read_yes_no(written, column.blank)
        if column.kind == DATE:
            return read_date(written, column.blank)
        if column.kind == CODE:
            return read_code(written, column, self._codes_for(column, record))
        return read_text(written, column.blank)

    def _codes_for(self, column: Field, record: Record) -> frozenset[str] | None:
        """Codes the cell may hold; None when any may, or when they are in this same table or one not read."""
        names = column.referred_tables(record)
        if not names or any(name not in self._known for name in names):
            return None
        asked = (column.name, *names)
        if asked not in self._codes:
            self._codes[asked] = frozenset(column.also).union(*(self._known[name] for name in names))
        return self._codes[asked]

    def _report(self, place: Place, column: Field, reading: Reading, written: str) -> None:
        if reading.fault:
            self._unreadable.add((place.row, column.name))
            self._problems.append(fault_problem(place, reading, written))
        elif reading.note == "espacios":
            self._spaces[column.name] += 1
        else:
            self._problems.append(note_problem(place, reading, written))


def unit_of(table: Table, column: Field, record: Record, units: Mapping[str, str]) -> str:
    """Unit of a number: its column's, its row's, or that of what the row's key names."""
    if column.unit == ROW_UNIT:
        return str(record.get("unidad") or "")
    if column.unit == CODE_UNIT:
        return units.get(str(record.get(table.key[0])), "")
    return column.unit


def exact(text: str) -> Decimal:
    """The number without the zeros that end its decimals, so that 35.0 and 35 (as Excel keeps it) are written alike."""
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)
