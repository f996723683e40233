"""How the checks walk over the tables and say what they find: row by row, in the words of `messages.toml`.

A number is a `Traced` value: with one that is blank no order holds and nothing can be computed, so that a check compares
without asking first which of its cells were given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.inputs.context import Context, number, told
from engine.inputs.fields import Record
from engine.inputs.problems import Place, Problem
from engine.numbers import decimals_of, half_unit
from engine.traced import Traced, total

MESSAGES = Path(__file__).with_name("messages.toml")
RESULTS, INDICATORS, LEVELS, OBJECTIVES = "indicator_results", "indicators", "service_levels", "objectives"
COVERAGE, EXECUTION, PROGRAMME, PRINTED = "coverage", "programme_execution", "programme", "published_figures"


@dataclass(frozen=True)
class Row:
    """A row of a table; of one that is not there all cells are blank."""

    context: Context
    table: str
    key: str
    record: Record

    def __getitem__(self, column: str) -> str:
        return told(self.record.get(column))

    def number(self, column: str) -> Traced:
        """The number of a cell."""
        value = number(self.record, column)
        return Traced.absent("sin_datos") if value is None else Traced(value)

    def blank(self, *columns: str) -> bool:
        """Whether nothing was given in any of the columns; what was given and could not be read is another fault."""
        return all(not self[column] and self.context.readable(self.table, self.key, column) for column in columns)

    def problem(self, message: str, column: str, value: object = None, /, **said: object) -> Problem:
        """What a message says of one of its cells, with the value found there."""
        found = self[column] if value is None else value
        return tell(self.context, message, self.table, column, self.key, found, **said)


def rows(context: Context, table: str) -> list[Row]:
    """The rows of a table; none when it could not be read."""
    return [Row(context, table, key, record) for key, record in context.rows(table).items()]


def row_of(context: Context, table: str, key: str) -> Row:
    """The row of a table with that key."""
    return Row(context, table, key, context.rows(table).get(key, {}))


def tell(
    context: Context,
    message: str,
    table: str = "",
    column: str = "",
    key: str = "",
    value: object = "",
    /,
    **said: object,
) -> Problem:
    """What a message says of a table, of a column, or of a cell; without a table, of the year."""
    place = context.place(table, key, column) if table else Place(str(context.year))
    return place.problem(message, value, MESSAGES, **said)


def listed(
    context: Context, message: str, table: str, column: str, found: Iterable[str], **said: object
) -> Iterator[Problem]:
    """One problem for all the rows found, if there are any."""
    if names := ", ".join(found):
        yield tell(context, message, table, column, found=names, **said)


def lost(context: Context, table: str, expected: Iterable[str]) -> list[str]:
    """The expected rows that a table lacks; none when rows of it could not be read."""
    return [] if context.partial(table) else [code for code in expected if code not in context.rows(table)]


def known(values: Iterable[Traced]) -> list[Traced]:
    """The numbers that are not blank."""
    return [value for value in values if value.known]


def added(values: Iterable[Traced]) -> Traced:
    """The sum of the numbers that are not blank."""
    return total([Traced.given(0, ""), *known(values)])


def rounding(*values: Traced) -> Traced:
    """How far the rounding of some numbers may move their sum."""
    return total([Traced(half_unit(decimals_of(value.number))) for value in values if value.known])


def differ(computed: Traced, printed: Traced) -> bool:
    """Whether a number is not the printed one, whatever its rounding hides."""
    return abs(computed - printed) > rounding(printed)


def by_code(context: Context, kind: str, code: str, parents: str) -> str:
    """What a code says that it belongs to; nothing when codes of its kind do not say it, or its parents are not known."""
    found = re.fullmatch(context.own.pattern(kind), code)
    end = found.groupdict().get("padre") if found and not context.partial(parents) else None
    whole = (key for key, record in context.rows(parents).items() if not record.get("padre"))
    return next((key for key in whole if key.endswith(end)), end) if end else ""
