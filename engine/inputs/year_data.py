"""A reporting year: checked frames whose numbers are `Traced`, and the same year with something assumed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from engine.figure_array import figures
from engine.inputs.cells import Reading, read_number, reading_problem
from engine.inputs.context import Understood, exact
from engine.inputs.corrections import Correction
from engine.inputs.fields import INTEGER, PLACE, YEAR, Field, RuleGroup, Rules, Schema, Table
from engine.inputs.problems import Place, Problem
from engine.inputs.rules import FILE as RULES_FILE
from engine.inputs.rules import check_order
from engine.inputs.soundness import broken_rules
from engine.inputs.sources import Sidecar
from engine.names import known
from engine.numbers import UNIT_PATTERNS, decimals_of, missing_text
from engine.numbers import YEAR as YEAR_UNIT
from engine.traced import ASSUMED, Shown, Traced, plain

NOT_PUBLISHED = "no_publicado"


@dataclass(frozen=True, repr=False)
class YearData(Mapping[str, pd.DataFrame]):
    """Everything one year's report is made from."""

    schema: Schema  # what the tables were declared to be
    year: int  # reporting year
    # Frame per declared table, indexed by its row key; numbers are `Traced`, texts are str. Those of reference hold
    # only what is in force in the year.
    tables: dict[str, pd.DataFrame]
    rules: Rules  # the edition of rules.toml that holds in `year`, numbers as Decimal
    sidecars: dict[str, Sidecar] = field(default_factory=dict)  # content of each `.meta.toml`, by table
    # Sha256 of each file read, those of earlier years included, by path relative to the data folder.
    hashes: dict[str, str] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()  # what is doubtful but does not stop the run
    corrections: tuple[Correction, ...] = ()  # declared errors of the sources that were corrected at loading
    synthetic: bool = False  # whether any table is made up, so that every page must say so
    previous: YearData | None = None  # the newest earlier year present; None when there is none
    root: Path = Path()  # folder the data were read from
    assumptions: tuple[str, ...] = ()  # what `assuming` and `with_rules` put in place of the data, in words
    assumed_rules: frozenset[tuple[str, str]] = frozenset()  # the thresholds among them, each (group, name)
    norm: str = ""  # where the edition of the rules says that its limits come from
    # Room for what others compute from this very year; every other year starts with none.
    cache: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __getitem__(self, table: str) -> pd.DataFrame:
        """A table; what is changed in it changes nothing of the year: that is what `assuming` is for."""
        return self.tables[known("la tabla", table, self.tables)].copy(deep=False)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def __repr__(self) -> str:
        """What an analyst sees in a cell."""
        filled = [f"{name} ({len(frame)})" for name, frame in self.tables.items() if len(frame)]
        told = [f"Datos de {self.year}. Tablas, con sus filas: {', '.join(filled)}.", *self.assumptions]
        return "\nSupuesto: ".join(told)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.tables)

    @property
    def years(self) -> list[YearData]:
        """The years before it and this one, oldest first."""
        return [*(self.previous.years if self.previous else ()), self]

    def rule(self, group: str) -> dict[str, Traced]:
        """The thresholds of a group as traced values by name; none when the year's edition came before the group.

        Raises:
            KeyError: When there is no such group.
        """
        self._group(group)
        origins = {name: ASSUMED for assumed, name in self.assumed_rules if assumed == group}
        return {
            name: Traced.given(value, f"{RULES_FILE}:{group}:{name}", origins.get(name, "transcrito"))
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
        position = list(frame.index).index(known(f"en {table} la fila", row, frame.index))
        words = []
        for column, given in cells.items():
            known(f"en {table} la columna", column, (name for name in declared.columns if name not in declared.key))
            values: list[Any] = list(frame[column])
            old, new = values[position], self._assumed(declared.field(column), given, values[position])
            values[position] = new
            frame[column] = column_of(declared.field(column), values, frame.index)
            words.append(f"{table}, {row}: {column} = {_words(new)} en vez de {_words(old)}")
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
        declared, now, words = self._group(group), dict(self.rules.get(group, {})), []
        for name, given in values.items():
            number = _number(known(f"en {group} la regla", name, declared.keys), given)
            words.append(f"reglas, {group}: {name} = {plain(number)} en vez de {_words(now.get(name))}")
            now[name] = number
        if missing := [key for key in declared.keys if key not in now]:
            raise ValueError(f"la edición del año no tiene {group}: diga también {', '.join(missing)}")
        for wrong in check_order(declared, now, "supuesta"):
            raise ValueError(f"{wrong.message}. {wrong.advice}")
        rules, assumed = {**self.rules, group: now}, self.assumed_rules | {(group, name) for name in values}
        return replace(self, rules=rules, norm="", assumptions=(*self.assumptions, *words), assumed_rules=assumed)

    def _group(self, name: str) -> RuleGroup:
        groups = {each.name: each for each in self.schema.rules}
        return groups[known("el grupo de reglas", name, groups)]

    def _assumed(self, column: Field, given: object, old: Traced | str) -> Traced | str:
        """The cell with its new value: a number cites the cells of the old one."""
        value = given.value if isinstance(given, Traced) else given
        look = old.look if isinstance(old, Traced) else Shown("", "")
        if column.numeric and value is not None:
            value = _number(column.name, value, column.kind in (INTEGER, YEAR), look.unit)
        if not isinstance(value, Decimal | str | None):
            raise ValueError(f"{column.name} es de textos: escriba el valor entre comillas")
        for key, said in broken_rules(column, None if value == "" else value):
            wrong = Place("").problem(key, value, **said)
            raise ValueError(f"{column.name}: {wrong.message} (valor: «{wrong.value}»). {wrong.advice}")
        if column.refers_to and value:
            codes = [str(code) for name in column.refers_to for code in self.tables[name].index]
            known(f"en {column.name} el código", str(value), (*codes, *column.also))
        if not isinstance(old, Traced):
            return str(value or "")
        missing = "" if value is not None else NOT_PUBLISHED
        return Traced(value, "", old.sources, missing, ASSUMED, shown_as=shown(value, look))


def overridden(frame: pd.DataFrame, own: pd.DataFrame, table: Table) -> pd.DataFrame:
    """A reference table's frame with the numbers the year keeps of its own: a sheet that changes later moves none."""
    shared, kept = own.index.intersection(frame.index), frame.copy()
    for column in table.fields:
        if column.numeric and column.name in kept.columns:
            kept.loc[shared, column.name] = own.loc[shared, column.name]
    return kept


def _number(name: str, given: object, whole: bool = False, unit: str = "") -> Decimal:
    """A number however it is given; a text is read as the cell of a file."""
    text = "" if isinstance(given, bool) else str(given)
    if isinstance(given, float | Decimal):
        text = f"{Decimal(text):f}"
    reading = read_number(text, whole, unit if isinstance(given, str) else "")
    if reading.fault or not reading.text:
        wrong = reading_problem(Place(""), reading if reading.fault else Reading(fault="numero"), "")
        raise ValueError(f"{name}: {wrong.message} (valor: «{given}»)")
    return exact(reading.text)


def _words(cell: Traced | Decimal | str | None) -> str:
    value = cell.value if isinstance(cell, Traced) else cell
    return plain(value) if value not in (None, "") else "vacío"


def to_frame(understood: Understood, corrections: Iterable[Correction] = ()) -> pd.DataFrame:
    """The frame of a table; a corrected number also cites its correction.

    Column `lugar` holds `file:row`, so that a text can be traced as a number is.
    """
    table, raw = understood.table, understood.raw
    declared = {(item.key, item.column): item.source for item in corrections if item.table == table.name}
    file = f"{raw.file}#{raw.sheet}" if raw.sheet else raw.file
    rows = [(table.row_key(record), f"{file}:{row}", record) for row, record in understood.rows.items()]
    index = pd.Index([key for key, _place, _record in rows], dtype=object)
    columns = {}
    for column in table.fields:
        values: list[Traced | str] = []
        for key, place, record in rows if column.numeric else ():
            sources = (f"{place}:{column.name}", declared.get((key, column.name), ""))
            unit = YEAR_UNIT if column.kind == YEAR else understood.unit(column, record)
            values.append(_traced(column, record[column.name], unit, key, tuple(filter(None, sources))))
        texts = values if column.numeric else [str(record[column.name] or "") for _key, _place, record in rows]
        columns[column.name] = column_of(column, texts, index)
    return pd.DataFrame(
        {**columns, PLACE: pd.Series([place for _key, place, _record in rows], index, dtype=object)}, index=index
    )


def shown(value: Decimal | str | None, like: Shown) -> Shown:
    """How a number of a table is written: as it was given, with its unit; years as years."""
    if not isinstance(value, Decimal):
        return Shown("", missing_text(NOT_PUBLISHED), like.label, like.row, like.unit)
    digits = f"{value:f}" if like.unit == YEAR_UNIT else UNIT_PATTERNS.get(like.unit, "{}").format(plain(abs(value)))
    return Shown("", "−" + digits if value < 0 else digits, like.label, like.row, like.unit, decimals_of(value))


def column_of(column: Field, values: Sequence[Traced | str], index: pd.Index) -> pd.Series:
    """A column of a table: of figures when it is of numbers, otherwise of texts."""
    return pd.Series(
        figures(values) if column.numeric else list(values), index, dtype=None if column.numeric else object
    )


def _traced(field: Field, value: Decimal | str | None, unit: str, key: str, sources: tuple[str, ...]) -> Traced:
    look = shown(value, Shown("", "", field.description, key, unit))
    if value is None:
        return Traced(None, sources=sources, missing=NOT_PUBLISHED, shown_as=look)
    return Traced(value, sources=sources, origin="publicado" if field.published else "transcrito", shown_as=look)
