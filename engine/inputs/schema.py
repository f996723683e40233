"""What the machinery must be told of a set of data: its tables, the rules between them, and how a new year starts.

It is one value, handed down by whoever reads data; nothing here knows what any table is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.inputs.context import Context
from engine.inputs.fields import Record, RuleGroup, Table
from engine.inputs.problems import Problem

Maker = Callable[[Table, Context, Context, int], list[Record]]


@dataclass(frozen=True)
class Schema:
    """The declarations of a set of data.

    Attributes:
        tables: Declared tables by name, each after those its codes refer to.
        check: Every problem between the tables of a year, and with the year before.
        rules: Groups of thresholds of `rules.toml`.
        templates: How the rows of a new year's table are made, by table: a function of the table, the reference tables,
            last year's (empty when there is none) and the new year. A table without one starts empty.
        provenance: What is known beforehand of a new year's table, by table.
        valid_from, valid_to: Columns of the reference tables that say in which years a row holds.
        others: Files besides the tables, in the reference folder or a year's, that a report is made from.
        guide: Steps to fill in the workbook of a year, each with `{year}` where the year goes.
        draft: What every page says first while a year is not complete, for its data; nothing once it is.
        command: How the project's commands are called, for messages.
    """

    tables: Mapping[str, Table]
    check: Callable[[Context], Iterable[Problem]]
    rules: tuple[RuleGroup, ...] = ()
    templates: Mapping[str, Maker] = field(default_factory=dict)
    provenance: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    valid_from: str = ""
    valid_to: str = ""
    others: tuple[str, ...] = ()
    guide: tuple[str, ...] = ()
    draft: Callable[[Any], str] = lambda _data: ""
    command: str = ""

    @property
    def reference(self) -> list[Table]:
        """The tables that outlive a year."""
        return [table for table in self.tables.values() if not table.yearly]

    @property
    def yearly(self) -> list[Table]:
        """The tables that each year has its own of."""
        return [table for table in self.tables.values() if table.yearly]
