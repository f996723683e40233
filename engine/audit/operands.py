"""What the references of an expression name: figures of the register, or cells of the year's tables.

`table[row].column`: a row by its key, by a pattern (`[1.*]`) or by what it holds (`[kind=a]`,
`[other.parent=a, kind!=b]`, where another table tells of the same row). `anterior.table[…]` is the year before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from fnmatch import fnmatchcase

import pandas as pd

from engine.audit.expressions import ExpressionError, Operand, Operands
from engine.figures import Register

_PARTS = re.compile(r"(?P<table>[^\[]+)\[(?P<rows>[^\]]*)\]\.(?P<column>[^.\]]+)$")
_CONDITION = re.compile(r"\s*(?:(?P<table>\w+)\.)?(?P<column>\w+)\s*(?P<sign>!?=)\s*(?P<value>.*?)\s*$")
_PATTERN = re.compile(r"[*?=]|^$")
PREVIOUS = "anterior."

Frames = Mapping[str, pd.DataFrame]


class UnknownReferenceError(ExpressionError):
    """A reference to nothing.

    Attributes:
        nearest: Id that may have been meant; empty when none is near.
        only_rows: Whether table and column exist, and only the row does not.
    """

    def __init__(self, reference: str, nearest: str = "", only_rows: bool = False) -> None:
        super().__init__(f"no existe «{reference}»")
        self.nearest, self.only_rows = nearest, only_rows


class YearOperands:
    """Figures and cells of a year, and cells of the one before, when there is one, by reference."""

    def __init__(self, tables: Frames, figures: Register, previous: Frames) -> None:
        self._figures, self._missing_year = figures, not previous
        self._tables = {**{f"{PREVIOUS}{name}": frame for name, frame in previous.items()}, **tables}

    def __call__(self, reference: str) -> Operands:
        """Operands a reference names; none where a pattern or a condition holds for no row of a table of the data.

        Raises:
            UnknownReferenceError: When there is no such table, column, row or figure.
        """
        found = _PARTS.match(reference)
        if found is None:
            raise ExpressionError(f"«{reference}» no es tabla[fila].columna")
        table, rows, column = found["table"], found["rows"], found["column"]
        if table.startswith(PREVIOUS) and self._missing_year:
            if _PATTERN.search(rows):
                return []
            raise UnknownReferenceError(reference, only_rows=True)
        frame = self._tables.get(table)
        if frame is None:
            return self._of_figures(reference, table, rows, column)
        keys = self.rows(f"{table}[{rows}]") if column in frame.columns else []
        if column not in frame.columns or not (keys or _PATTERN.search(rows)):
            raise UnknownReferenceError(reference, self._near(reference), only_rows=column in frame.columns)
        return [Operand(f"{table}[{key}].{column}", key, frame.at[key, column]) for key in keys]

    def rows(self, selection: str) -> list[str]:
        """Keys of the rows that a `table[rows]` selects; an UnknownReferenceError when there is no such table."""
        table, _bracket, rows = selection.rstrip("]").partition("[")
        frame = self._tables.get(table)
        if frame is None:
            raise UnknownReferenceError(selection, self._near(selection))
        keys = [str(key) for key in frame.index]
        if "=" not in rows:
            return [key for key in keys if fnmatchcase(key, rows or "*")]
        for column, equal, value in [self._condition(table, text) for text in rows.split(",")]:
            keys = [key for key in keys if key in column.index and (str(column.at[key]) == value) == equal]
        return keys

    def cells(self, selection: str, key: str) -> dict[str, str]:
        """Texts of a row, by column."""
        row = self._tables[selection.partition("[")[0]].loc[key]
        return {str(name): cell for name, cell in row.items() if isinstance(cell, str)}

    def _condition(self, table: str, text: str) -> tuple[pd.Series, bool, str]:
        found = _CONDITION.match(text)
        other = self._tables.get(found["table"] or table) if found else None
        if found is None or other is None or found["column"] not in other.columns:
            raise ExpressionError(f"«{text.strip()}» no es una condición sobre filas de {table}")
        return other[found["column"]], found["sign"] == "=", found["value"]

    def _of_figures(self, reference: str, table: str, rows: str, column: str) -> Operands:
        before, after = f"{table}[", f"].{column}"
        found = (
            [reference]
            if reference in self._figures
            else [ident for ident in self._figures if ident.startswith(before) and ident.endswith(after)]
        )
        keys = {ident: ident[len(before) : -len(after)] for ident in found}
        chosen = [
            Operand(ident, key, self._figures[ident].traced.closed())
            for ident, key in keys.items()
            if ident == reference or fnmatchcase(key, rows)
        ]
        if not chosen:
            raise UnknownReferenceError(reference, self._near(reference), only_rows=bool(found))
        return chosen

    def _near(self, reference: str) -> str:
        table = reference.partition("[")[0]
        frame = self._tables.get(table)
        if frame is None:
            known = [*self._figures, *(name for name in self._tables if not name.startswith(PREVIOUS))]
        else:
            known = [f"{table}[{key}].{column}" for key in frame.index for column in frame.columns]
        return next(iter(get_close_matches(reference, known, n=1)), "")
