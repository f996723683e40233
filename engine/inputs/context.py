"""What a check between tables looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.inputs.fields import Record, Rules
from engine.inputs.problems import Place
from engine.inputs.understanding import Understood


@dataclass(frozen=True)
class Context:
    """The tables of one year, as read.

    Attributes:
        tables: Tables that could be read.
        year: Reporting year.
        rules: Rules in force; empty when they cannot be read.
        earlier: The same for the newest earlier year; None when there is none.
    """

    tables: Mapping[str, Understood]
    year: int
    rules: Rules
    earlier: Context | None = None

    def rows(self, table: str) -> dict[str, Record]:
        """Cells of a table by row key; empty when it could not be read."""
        return self.tables[table].records if table in self.tables else {}

    def place(self, table: str, key: str = "", column: str = "") -> Place:
        """Where a cell is."""
        return self.tables[table].key_place(key, column) if key else self.tables[table].place(column=column)

    def partial(self, *tables: str) -> bool:
        """Whether any of the tables is absent or lacks rows because they could not be read."""
        return any(name not in self.tables or self.tables[name].partial for name in tables)

    def readable(self, table: str, key: str, column: str) -> bool:
        """Whether the cell could be read (a blank one can)."""
        understood = self.tables[table]
        return (understood.keys[key], column) not in understood.unreadable


def number(record: Record, column: str) -> Decimal | None:
    """The number of a cell; None when it is blank."""
    value = record.get(column)
    return value if isinstance(value, Decimal) else None


def known(values: Iterable[Decimal | None]) -> list[Decimal]:
    """The values that are not blank."""
    return [value for value in values if value is not None]


def added(values: Iterable[Decimal]) -> Decimal:
    """The sum of some numbers."""
    return sum(values, Decimal(0))


def shown(value: Decimal) -> str:
    """A number inside a message."""
    return f"{value:,f}"


def told(value: Decimal | str | None, blank: str = "") -> str:
    """A cell as the value of a problem."""
    return blank if value is None else str(value)
