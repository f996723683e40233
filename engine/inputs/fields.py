"""How a set of data is declared: its tables, their columns, the rules they must keep, and how a new year starts.

Nothing here knows what any table is about: whoever reads data hands down one `Schema`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.inputs.problems import WARNING, Problem

if TYPE_CHECKING:
    from engine.inputs.context import Context
    from engine.inputs.files import Folder

CODE, TEXT, NUMBER, INTEGER, YEAR, YES_NO, DATE = "codigo", "texto", "numero", "entero", "anio", "si_no", "fecha"
NUMERIC_KINDS = (NUMBER, INTEGER, YEAR)

ROW_UNIT, CODE_UNIT = "@unidad", "@codigo"
PLACE = "lugar"  # column of every frame that says from which file and row it comes

Record = dict[str, Decimal | str | None]
Rules = dict[str, dict[str, Decimal]]


@dataclass(frozen=True)
class Field:
    """One column: what it means and which values it may hold."""

    name: str
    kind: str  # one of the kinds above
    description: str  # what it holds, in Spanish, with its unit
    blank: bool = False  # whether a cell may be empty
    allowed: tuple[str, ...] = ()  # the only values accepted, when there are few
    aliases: tuple[tuple[str, str], ...] = ()  # other spellings of those, each (as written, as meant)
    pattern: str = ""  # regular expression that a code must match whole
    example: str = ""  # a value as it should look, shown when `pattern` fails
    minimum: float | None = None  # accepted range of a number, ends included
    maximum: float | None = None
    unit: str = ""  # `porcentaje`, `soles`…; `@unidad` takes the row's own, `@codigo` that of what its key names
    refers_to: tuple[str, ...] = ()  # tables whose keys may hold the value
    also: tuple[str, ...] = ()  # values accepted besides those keys
    refers_by: tuple[tuple[str, str, str], ...] = ()  # (column, value, table whose key it then is)
    published: bool = False  # whether the number is an aggregate its source had already computed («dato publicado»)
    optional: bool = False  # whether the whole column may be absent from the file
    fill: bool = False  # whether next year's template leaves the cell blank, to be filled in
    compared: bool = False  # whether its magnitude is compared with last year's
    quoted: bool = False  # whether a text is an official document's, word for word; our own texts name figures

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers."""
        return self.kind in NUMERIC_KINDS

    def referred_tables(self, record: Mapping[str, object]) -> tuple[str, ...]:
        """Tables that the code of a row refers to."""
        return (*self.refers_to, *(table for name, value, table in self.refers_by if record.get(name) == value))


@dataclass(frozen=True)
class Table:
    """One file: its folder, key columns and fields."""

    name: str  # of the file, without ending
    yearly: bool  # in `data/<year>/`, otherwise in `data/reference/`
    key: tuple[str, ...]  # columns that identify a row; joined with `.` they are its row key
    title: str  # what a row is, in Spanish
    fields: tuple[Field, ...]  # in file order
    required: bool = True  # whether the year cannot be reported without it
    awaited: str = ""  # what is said while a required table has not come and the year is reported without it
    helpers: tuple[tuple[str, str, str], ...] = ()  # (column, table, its column) a template adds: checked and not kept
    limited_by: tuple[str, ...] = ()  # tables whose row of the same key says in which years this one's holds
    looks_ahead: bool = False  # whether its rows are of years to come, and may name what begins later
    asked: bool = True  # whether a new year's folder has it
    overrides: str = ""  # reference table in whose rows its numbers stand for the year, whatever that table says now
    finder: Callable[..., Any] | None = None  # gives what came of a table that is too large to be read as cells
    endings: tuple[str, ...] = ()  # of the one file of a table too large to be read as cells: its frame has no rows

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

    def lacking(self, problem: Problem) -> Problem:
        """That the table, or its rows, are not there: an error, unless the year is reported without it meanwhile."""
        if not self.awaited:
            return problem
        return replace(problem, severity=WARNING, advice=f"{problem.advice} {self.awaited}")

    def row_key(self, record: Mapping[str, object]) -> str:
        """The row key of a record: its key cells joined with `.`."""
        return ".".join(str(record.get(column) or "") for column in self.key)


@dataclass(frozen=True)
class RuleGroup:
    """One group of thresholds, a table of each edition of `rules.toml`."""

    name: str
    keys: tuple[str, ...]
    descending: tuple[str, ...] = ()  # thresholds each of which must be higher than the next
    optional: bool = False  # whether an edition may lack it, and what rests on it is then said to be missing


Maker = Callable[[Table, "Context", "Context", int], list[Record]]


@dataclass(frozen=True)
class Schema:
    """The declarations of a set of data.

    A maker of `templates` gives the rows of a new year's table from the table, the reference tables, last year's (empty
    when there is none) and the new year; a table without one starts empty.
    """

    tables: Mapping[str, Table]  # by name, each after those its codes refer to
    check: Callable[[Context], Iterable[Problem]]  # every problem between the tables, and with the year before
    rules: tuple[RuleGroup, ...] = ()
    templates: Mapping[str, Maker] = field(default_factory=dict)  # by table
    provenance: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # of a new year's table, if known before
    valid_from: str = ""  # columns of the reference tables that say in which years a row holds
    valid_to: str = ""
    others: tuple[str, ...] = ()  # files besides the tables, in the reference folder or a year's, that a report is of
    guide: tuple[str, ...] = ()  # steps to fill in the workbook of a year, each with `{year}` where the year goes
    command: str = ""  # how the project's commands are called, for messages
    draft: Callable[[Any], str] = lambda _data: ""  # what every page says first while a year is not complete
    facts: str = ""  # file of the data folder that says what is these data's own
    fit: Callable[[Schema, Mapping[str, Any]], tuple[Schema, list[Problem]]] = lambda schema, _facts: (schema, [])
    own: Any = None  # what `fit`, which makes the declarations those of the data, has read in that file
    names: tuple[str, ...] = ()  # official names in that file

    def of(self, folder: Folder) -> tuple[Schema, list[Problem]]:
        """The declarations as they are for the data of a folder, and what is wrong with the file that says so."""
        content, problems = folder.toml(self.facts) if self.facts and not self.own else ({}, [])
        return self.fit(self, content) if content else (self, problems)

    @property
    def reference(self) -> list[Table]:
        """The tables that outlive a year."""
        return [table for table in self.tables.values() if not table.yearly]

    @property
    def yearly(self) -> list[Table]:
        """The tables that each year has its own of."""
        return [table for table in self.tables.values() if table.yearly]
