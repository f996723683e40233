"""How the tables and the thresholds of `data/` are declared: columns, their kinds and the rules they must keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.inputs.problems import Place, Problem

CODE, TEXT, NUMBER, INTEGER, YEAR, YES_NO, DATE = "codigo", "texto", "numero", "entero", "anio", "si_no", "fecha"
NUMERIC_KINDS = (NUMBER, INTEGER, YEAR)

ROW_UNIT, CODE_UNIT = "@unidad", "@codigo"

Record = dict[str, Decimal | str | None]
Rules = dict[str, dict[str, Decimal]]


@dataclass(frozen=True)
class Field:
    """One column: what it means and which values it may hold.

    Attributes:
        name: Column name in the file.
        kind: One of the kinds above.
        description: What it holds, in Spanish, with its unit.
        blank: Whether a cell may be empty.
        allowed: The only values accepted, when there are few.
        aliases: Other spellings of `allowed` values, each (as written, as meant).
        pattern: Regular expression a code must match whole.
        example: A value as it should look, shown when `pattern` fails.
        minimum, maximum: Accepted range of a number, ends included.
        unit: Unit of the number (`porcentaje`, `soles`); `@unidad` takes the row's own, `@codigo` that of what its key
            names.
        refers_to: Tables whose keys may hold the value.
        also: Values accepted besides the keys of `refers_to`.
        refers_by: (column, value, table): the value must be a key of `table` in rows where `column` has `value`.
        published: The number is an aggregate its source had already computed («dato publicado»).
        optional: Whether the whole column may be absent from the file.
        fill: Whether next year's template leaves the cell blank, to be filled in.
        compared: Whether its magnitude is compared with last year's.
    """

    name: str
    kind: str
    description: str
    blank: bool = False
    allowed: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    pattern: str = ""
    example: str = ""
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    refers_to: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    refers_by: tuple[tuple[str, str, str], ...] = ()
    published: bool = False
    optional: bool = False
    fill: bool = False
    compared: bool = False

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers."""
        return self.kind in NUMERIC_KINDS

    def referred_tables(self, record: Mapping[str, object]) -> tuple[str, ...]:
        """Tables that the code of a row refers to."""
        return (*self.refers_to, *(table for name, value, table in self.refers_by if record.get(name) == value))


@dataclass(frozen=True)
class Table:
    """One file: its folder, key columns and fields.

    Attributes:
        name: File name without ending.
        yearly: In `data/<year>/` (True) or `data/reference/` (False).
        key: Columns that identify a row; joined with `.` they are its row key.
        title: What a row is, in Spanish.
        fields: Columns in file order.
        required: Whether the year cannot be reported without it.
        awaited: What is said while a required table has not come, when the year is reported without it meanwhile.
        helpers: Columns a template adds for the reader, (column, table, its column): checked against it, not kept.
        limited_by: Tables whose row of the same key says in which years this one's holds.
        looks_ahead: Whether its rows are of years to come, and may name what begins later.
        overrides: Reference table in whose rows its numbers stand for the year, whatever that table says now.
    """

    name: str
    yearly: bool
    key: tuple[str, ...]
    title: str
    fields: tuple[Field, ...]
    required: bool = True
    awaited: str = ""
    helpers: tuple[tuple[str, str, str], ...] = ()
    limited_by: tuple[str, ...] = ()
    looks_ahead: bool = False
    overrides: str = ""

    def field(self, name: str) -> Field:
        """The field of that name; raises KeyError."""
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(f"table {self.name} has no column {name!r}")

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names in file order."""
        return tuple(item.name for item in self.fields)

    def lacking(self, place: Place, rule: str, message: str, advice: str) -> Problem:
        """That the table, or its rows, are not there: an error, unless the year is reported without it meanwhile."""
        if self.awaited:
            return place.warning(rule, message, f"{advice} {self.awaited}")
        return place.error(rule, message, advice)

    def row_key(self, record: Mapping[str, object]) -> str:
        """The row key of a record: its key cells joined with `.`."""
        return ".".join(str(record.get(column) or "") for column in self.key)


@dataclass(frozen=True)
class RuleGroup:
    """One group of thresholds, a table of each edition.

    Attributes:
        name: Its name in the file.
        keys: Its thresholds.
        descending: Thresholds each of which must be higher than the next.
        optional: Whether an edition may lack it: it came later, and what rests on it is then said to be missing.
    """

    name: str
    keys: tuple[str, ...]
    descending: tuple[str, ...] = ()
    optional: bool = False
