"""A reporting year: checked frames whose numbers are `Traced`, and the same year with something assumed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from engine.inputs.corrections import Correction
from engine.inputs.fields import INTEGER, YEAR, Field, Rules, Table
from engine.inputs.frames import NOT_PUBLISHED, column_of, shown
from engine.inputs.number_cells import read_number
from engine.inputs.problems import Problem
from engine.inputs.readings import fault_text
from engine.inputs.rules import FILE as RULES_FILE
from engine.inputs.rules import check_order
from engine.inputs.schema import Schema
from engine.inputs.sidecars import Sidecar
from engine.inputs.soundness import broken_rules
from engine.inputs.understanding import exact
from engine.names import known
from engine.traced import ASSUMED, Shown, Traced, plain


@dataclass(frozen=True)
class YearData:
    """Everything one year's report is made from.

    Attributes:
        schema: What the tables were declared to be.
        year: Reporting year.
        tables: Frame per declared table, indexed by its row key; numbers are `Traced`, texts are str. Those of
            reference hold only what is in force in the year.
        rules: The edition of rules.toml that holds in `year`, numbers as Decimal.
        sidecars: Content of each `.meta.toml`, by table.
        hashes: sha256 of each file read, those of earlier years included, by path relative to the data folder.
        warnings: What is doubtful but does not stop the run.
        corrections: Declared errors of the sources that were corrected at loading.
        synthetic: Whether any table is made up, so that every page must say so.
        previous: The newest earlier year present; None when there is none.
        root: Folder the data were read from.
        assumptions: What `assuming` and `with_rules` put in place of the data, in words.
        assumed_rules: The thresholds among them, each (group, name).
        cache: Room for what others compute from this very year; every other year starts with none.
    """

    schema: Schema
    year: int
    tables: dict[str, pd.DataFrame]
    rules: Rules
    sidecars: dict[str, Sidecar] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    corrections: tuple[Correction, ...] = ()
    synthetic: bool = False
    previous: YearData | None = None
    root: Path = Path()
    assumptions: tuple[str, ...] = ()
    assumed_rules: frozenset[tuple[str, str]] = frozenset()
    cache: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[known("la tabla", table, self.tables)]

    def rule(self, group: str) -> dict[str, Traced]:
        """The thresholds of a group as traced values by name; none when the year's edition came before the group.

        Args:
            group: Table of an edition in rules.toml.

        Raises:
            KeyError: When there is no such group.
        """
        known("el grupo de reglas", group, (each.name for each in self.schema.rules))
        return {
            name: Traced.given(
                value, f"{RULES_FILE}:{group}:{name}", ASSUMED if (group, name) in self.assumed_rules else "transcrito"
            )
            for name, value in self.rules.get(group, {}).items()
        }

    def assuming(self, table: str, row: str, **cells: object) -> YearData:
        """The year with other values in some cells of a row; what follows from their numbers says «supuesto».

        `data.assuming("ventas", "enero", monto=46_557)`. A number is given as int, float, Decimal
        or text, a text as str, and None for a blank cell. Nothing of this year changes.

        Args:
            table: Declared table.
            row: Row key.
            **cells: Value by column.

        Raises:
            KeyError: When there is no such table, row or column, with those there are.
            ValueError: When a value cannot stand in its column.
        """
        declared = self.schema.tables[known("la tabla", table, self.schema.tables)]
        frame = self.tables[table].copy()
        known(f"en {table} la fila", row, frame.index)
        words = []
        for column, given in cells.items():
            known(f"en {table} la columna", column, (name for name in declared.columns if name not in declared.key))
            values: list[Any] = list(frame[column])
            position = list(frame.index).index(row)
            old = values[position]
            values[position] = self._assumed(declared.field(column), given, old)
            frame[column] = column_of(declared.field(column), values, frame.index)
            words.append(f"{table}, {row}: {column} = {_words(values[position])} en vez de {_words(old)}")
        tables = {**self.tables, table: frame}
        if declared.overrides and row in self.tables[declared.overrides].index:
            tables[declared.overrides] = overridden(tables[declared.overrides], frame.loc[[row]], declared)
        return replace(self, tables=tables, assumptions=(*self.assumptions, *words))

    def with_rules(self, group: str, **values: object) -> YearData:
        """The year with other thresholds in a group of the rules: `data.with_rules("niveles", alto=85)`.

        Args:
            group: Table of an edition in rules.toml.
            **values: Threshold by name.

        Raises:
            KeyError: When there is no such group or threshold, with those there are.
            ValueError: When a threshold is no number, or passes the one above it.
        """
        declared = {each.name: each for each in self.schema.rules}[
            known("el grupo de reglas", group, (each.name for each in self.schema.rules))
        ]
        now = dict(self.rules.get(group, {}))
        words = []
        for name, given in values.items():
            number = _number(known(f"en {group} la regla", name, declared.keys), given)
            words.append(f"reglas, {group}: {name} = {plain(number)} en vez de {_words(now.get(name))}")
            now[name] = number
        if missing := [key for key in declared.keys if key not in now]:
            raise ValueError(f"la edición del año no tiene {group}: diga también {', '.join(missing)}")
        rules = {**self.rules, group: now}
        if wrong := check_order(declared, now, "supuesta"):
            raise ValueError(f"{wrong[0].message}. {wrong[0].advice}")
        return replace(
            self,
            rules=rules,
            assumptions=(*self.assumptions, *words),
            assumed_rules=self.assumed_rules | {(group, name) for name in values},
        )

    def _assumed(self, column: Field, given: object, old: Traced | str) -> Traced | str:
        """The cell with its new value: a number cites the cells of the old one."""
        value = given.value if isinstance(given, Traced) else given
        if column.numeric and value is not None:
            value = _number(column.name, value, column.kind in (INTEGER, YEAR), _look(old).unit)
        if not isinstance(value, Decimal | str | None):
            raise ValueError(f"{column.name} es de textos: escriba el valor entre comillas")
        for _rule, message, advice in broken_rules(column, None if value == "" else value):
            raise ValueError(f"{column.name}: {message} (valor: «{value or ''}»). {advice}")
        if column.refers_to and value:
            codes = [str(code) for name in column.refers_to for code in self.tables[name].index]
            known(f"en {column.name} el código", str(value), (*codes, *column.also))
        if not isinstance(old, Traced):
            return str(value or "")
        missing = "" if value is not None else NOT_PUBLISHED
        return Traced(value, "", old.sources, missing, ASSUMED, shown_as=shown(value, _look(old)))


def overridden(frame: pd.DataFrame, own: pd.DataFrame, table: Table) -> pd.DataFrame:
    """A reference table's frame with the numbers the year keeps of its own: a sheet that changes later moves none."""
    shared = own.index.intersection(frame.index)
    kept = frame.copy()
    for column in table.fields:
        if column.numeric and column.name in kept.columns:
            kept.loc[shared, column.name] = own.loc[shared, column.name]
    return kept


def _number(name: str, given: object, whole: bool = False, unit: str = "") -> Decimal:
    """A number however it is given; a text is read as the cell of a file."""
    text = "" if isinstance(given, bool) else f"{given:f}" if isinstance(given, Decimal) else str(given)
    if isinstance(given, float):
        text = f"{Decimal(text):f}"
    reading = read_number(text, whole, unit if isinstance(given, str) else "")
    if reading.fault or not reading.text:
        raise ValueError(f"{name}: {fault_text(reading.fault or 'numero')} (valor: «{given}»)")
    return exact(reading.text)


def _look(cell: Traced | str) -> Shown:
    return (cell.shown_as if isinstance(cell, Traced) else None) or Shown("", "")


def _words(value: Traced | Decimal | str | None) -> str:
    if isinstance(value, Traced):
        value = value.value
    return plain(value) if value not in (None, "") else "vacío"
