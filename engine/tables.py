"""The tables of a report, each declared where it is computed.

    table = Tables(COLUMNS, VOCABULARY)

    @table("gaps.progress")
    def progress(data): ...

    @table("gaps.levels")
    def levels(progress): ...

The name gives the figures of the table their ids. Called in a notebook, such a function computes from what it is given; its
parameters also say from what the table is computed for a whole year: `data` is the year, any other name the table of that
name, of the same section unless the declaration says otherwise.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ParamSpec

import pandas as pd

from engine.figure_array import as_figures
from engine.figures import Column, Row, figure_id, parts_of, rows_of
from engine.inputs.fields import ROW_UNIT
from engine.inputs.problems import DataError
from engine.names import known
from engine.numbers import decimals_to_show, quantity_text
from engine.references import UnknownFigureError, told, unknown_figures
from engine.traced import Shown, Traced
from engine.words import Vocabulary

CHANGE_UNIT, DIFFERENCE_UNIT = "@cambio", "@diferencia"
PROPORTION = "porcentaje"
_DATA, _UNIT, _DECIMALS = "data", "unidad", "decimales"
_ROW_NAMES = ("nombre_corto", "nombre")

Params = ParamSpec("Params")
Compute = Callable[Params, pd.DataFrame]
Source = str | Callable[[Any], Any]


@dataclass(frozen=True)
class Declared:
    """One declared table, or a family of them."""

    name: str  # name of the table; of a family, with the part that differs in braces
    function: Callable[..., pd.DataFrame]  # computes it
    # Table by parameter, where it is not the one of that name in the same section; or a function of the year.
    sources: Mapping[str, Source]
    each: Callable[[Any], Iterable[str]] | None = None  # gives, for a year, what a family has one table for

    def members(self, data: Any) -> Iterable[str]:
        """What there is one table for; a table that is no family is its own only member."""
        return self.each(data) if self.each else ("",)


@dataclass(frozen=True)
class Passages:
    """Where a report shows the passages of the documents that its data quote."""

    table: str  # table of the data that holds them, with `cita`, `seccion` and `documento`
    shown: tuple[str, str]  # which of its rows: column and value
    listed: str  # table of the report that lists those rows, grouped by `seccion`
    page: str  # file name of the page that shows it


class Tables:
    """Registry of the functions that compute the tables.

    Args:
        columns: Meaning of each column, by `<table>.<column>`, `<last part of the table>.<column>` or `<column>`.
        vocabulary: Words for codes.
        coded: Text columns that hold codes, shown as their words.
        subjects: Gives, for a year, what the title of a document says, by section that it is the one of, and by its code.
        passages: Where the passages stand that the data quote; None where no page shows them.
    """

    def __init__(
        self,
        columns: Mapping[str, Column],
        vocabulary: Vocabulary,
        coded: Collection[str] = (),
        subjects: Callable[[Any], Mapping[str, str]] = lambda _data: {},
        passages: Passages | None = None,
    ) -> None:
        self.columns, self.vocabulary = columns, vocabulary
        self.coded, self.subjects, self.passages = coded, subjects, passages
        self._declared: dict[str, Declared] = {}

    def __call__(
        self, name: str, each: Callable[[Any], Iterable[str]] | None = None, **sources: Source
    ) -> Callable[[Compute[Params]], Compute[Params]]:
        """Declare the table that a function computes.

        Args:
            name: Name of the table, `<section>.<table>`.
            each: For a family: what there is one table for; its function takes that as its second argument.
            **sources: Table by parameter, where it is of another section or has another name, or a function of the year.
        """

        def declare(function: Compute[Params]) -> Compute[Params]:
            declared = Declared(name, function, sources, each)
            self._declared[name] = declared

            @functools.wraps(function)
            def table(*args: Params.args, **kwargs: Params.kwargs) -> pd.DataFrame:
                return self._called(declared, args, kwargs)

            return table

        return declare

    def names(self) -> list[str]:
        """Names of all declared tables and families."""
        return list(self._declared)

    def sections(self) -> list[str]:
        """Sections that have tables."""
        return list(dict.fromkeys(_section(name) for name in self._declared))

    def compute(self, data: Any, *sections: str) -> dict[str, pd.DataFrame]:
        """All tables of a year by name, in the order of their declaration.

        Args:
            data: The year.
            *sections: Only the tables of these sections.
        """
        wanted = [item for item in self._declared.values() if not sections or _section(item.name) in sections]
        each = [(declared, member) for declared in wanted for member in declared.members(data)]
        return {declared.name.format(member): self._of_year(declared, data, member) for declared, member in each}

    def frame(self, name: str, data: Any) -> pd.DataFrame:
        """One table of a year.

        Raises:
            KeyError: When no table has that name; the message tells the nearest ones.
        """
        return self._of_year(self._declared[known("la tabla", name, self._declared)], data, "")

    def figure(self, ident: str, data: Any) -> Traced | None:
        """The figure of an id in a year; None when there is none."""
        table, row, column = parts_of(ident)
        for declared in self._declared.values():
            for member in declared.members(data):
                if declared.name.format(member) == table:
                    frame = self._of_year(declared, data, member)
                    value = frame.at[row, column] if row in frame.index and column in frame.columns else None
                    return value if isinstance(value, Traced) else None
        return None

    def column(self, table: str, name: str) -> Column:
        """The meaning of a column, the most specific declaration first; a column nobody declared is called by its name."""
        for key in (f"{table}.{name}", f"{table.rpartition('.')[2]}.{name}", name):
            if key in self.columns:
                return self.columns[key]
        return Column(name.replace("_", " ").capitalize(), decimals=None)

    def dressed(
        self,
        table: str,
        frame: pd.DataFrame,
        data: Any,
        named: bool = True,
        meaning: Callable[[str], Column] | None = None,
    ) -> pd.DataFrame:
        """A table whose values are figures: closed, with id, text, label and unit.

        Args:
            table: Its name.
            frame: Rows by key.
            data: The year they belong to, when it is known.
            named: Whether they get ids; without, values that have one keep it.
            meaning: Gives the meaning of a column; the declared one when None.
        """
        columns = {name: meaning(name) if meaning else self.column(table, name) for name in frame.columns}
        limits = {name: _limits(meta, data) for name, meta in columns.items()}
        shown = {name: list(frame[name]) for name in frame.columns}
        needed = {name: _needed(shown[name]) if meta.decimals is None else 0 for name, meta in columns.items()}
        for position, (row, cells) in enumerate(rows_of(frame)):
            row_name = self.row_name(str(row), cells)
            for name, cell in cells.items():
                if not isinstance(cell, Traced) or name == _DECIMALS or _kept(cell, columns[name], named):
                    continue
                ident = figure_id(table, row, name) if named else ""
                finest = 0 if _DECIMALS in cells else needed[name]
                told = self._shown(ident, row_name, columns[name], cells, cell, limits[name], data, finest)
                shown[name][position] = replace(cell.closed(), shown_as=told)
        series = {name: pd.Series(cells, frame.index, dtype=object) for name, cells in shown.items()}
        dressed = pd.DataFrame(series, columns=frame.columns)
        dressed.attrs["table"] = table
        return as_figures(dressed, {name: meta.words for name, meta in columns.items() if meta.words})

    def row_name(self, row: str, cells: Row) -> str:
        """What a reader calls a row."""
        names = (str(cells[column]) for column in _ROW_NAMES if str(cells.get(column, "")))
        return self.vocabulary.text(next(names, row))

    def _called(self, declared: Declared, args: tuple[Any, ...], kwargs: dict[str, Any]) -> pd.DataFrame:
        """The table from the arguments of a call; from the year alone it is computed once."""
        given = inspect.signature(declared.function).bind(*args, **kwargs).arguments
        data = given.get(_DATA)
        others = [value for name, value in given.items() if name != _DATA]
        if data is not None and len(others) <= 1 and all(isinstance(item, str) for item in others):
            return self._of_year(declared, data, *others)
        if data is None:
            data = next((_year_of(item) for item in others if isinstance(item, pd.DataFrame)), None)
        dressed = self.dressed(declared.name, declared.function(*args, **kwargs), data)
        if data is not None:
            self._tell(dressed, data)
        return dressed

    def _of_year(self, declared: Declared, data: Any, member: str = "") -> pd.DataFrame:
        key = declared.name.format(member)
        if key not in data.cache:
            arguments = self._arguments(declared, data) + ([member] if declared.each else [])
            data.cache[key] = self.dressed(key, declared.function(*arguments), data)
            self._tell(data.cache[key], data)  # once its own figures are there, which its texts may name
        return data.cache[key].copy()

    def _tell(self, frame: pd.DataFrame, data: Any) -> None:
        """Put the figures that the texts of a table name in their place."""
        for name in frame.columns:
            cells = list(frame[name])
            if any(isinstance(cell, str) and "{" in cell for cell in cells):
                found = [self._told(cell, data) if isinstance(cell, str) else cell for cell in cells]
                frame[name] = pd.Series(found, frame.index, dtype=object)

    def _told(self, text: str, data: Any) -> str:
        try:
            return told(text, lambda ident: self.figure(ident, data))
        except UnknownFigureError as error:
            known = (
                f"{name}[{row}].{column}"
                for name, frame in data.cache.items()
                if isinstance(frame, pd.DataFrame)
                for row in frame.index
                for column in frame.columns
            )
            raise DataError(unknown_figures(error.args[0], data, known)) from None

    def _arguments(self, declared: Declared, data: Any) -> list[Any]:
        """What the function takes when it is computed for a whole year."""
        names, section = list(inspect.signature(declared.function).parameters), _section(declared.name)
        found: list[Any] = []
        for name in names[:1] if declared.each else names:
            source = declared.sources.get(name, f"{section}.{name}")
            if name == _DATA:
                found.append(data)
            else:
                found.append(self.frame(source, data) if isinstance(source, str) else source(data))
        return found

    def _shown(
        self,
        ident: str,
        row: str,
        meta: Column,
        cells: Row,
        cell: Traced,
        limits: list[Decimal],
        data: Any,
        needed: int,
    ) -> Shown:
        unit, decimals, tone = _unit(meta, cells), needed or _decimals(meta, cells), ""
        if isinstance(cell.value, Decimal):
            decimals = decimals_to_show(cell.value, decimals, limits)
            text = quantity_text(cell.value, unit, decimals, meta.signed)
        elif cell.value is None:
            text = self.vocabulary.missing(cell.missing)
        else:
            text, tone = self.vocabulary.text(cell.value), self.vocabulary.tone(cell.value)
        return Shown(ident, text, meta.named(*filter(None, [cells.get(_UNIT)])), row, unit, decimals, tone, data)


def _section(table: str) -> str:
    return table.partition(".")[0]


def _kept(cell: Traced, meta: Column, named: bool) -> bool:
    """Whether a value stays the figure it is."""
    return meta.borrowed or (bool(cell.id) and not named)


def _year_of(frame: pd.DataFrame) -> Any:
    """The year that the values of a frame belong to."""
    cells = (cell for _row, cells in rows_of(frame) for cell in cells.values() if isinstance(cell, Traced))
    return next((cell.look.data for cell in cells if cell.look.data), None)


def _limits(meta: Column, data: Any) -> list[Decimal]:
    return list(data.rules.get(meta.graded, {}).values()) if meta.graded and data is not None else []


def _unit(meta: Column, cells: Row) -> str:
    if not meta.unit.startswith("@"):
        return meta.unit
    own = str(cells.get(_UNIT, ""))
    if own != PROPORTION:
        return PROPORTION if meta.unit == CHANGE_UNIT else own
    return own if meta.unit == ROW_UNIT else "p.p."


def _needed(cells: Iterable[object]) -> int:
    """Decimals with which the numbers of a column that nobody declared can be read."""
    sizes = [abs(cell.value) for cell in cells if isinstance(cell, Traced) and isinstance(cell.value, Decimal)]
    if all(size == size.to_integral_value() for size in sizes):
        return 0
    return 2 if max(sizes) >= 1 else 4


def _decimals(meta: Column, cells: Row) -> int:
    own = _DECIMALS in cells and (meta.unit in (ROW_UNIT, DIFFERENCE_UNIT) or meta.decimals is None)
    if meta.unit == CHANGE_UNIT and _DECIMALS in cells and cells[_UNIT] == PROPORTION:
        own = True
    return int(cells[_DECIMALS].number) if own else (meta.decimals or 0)
