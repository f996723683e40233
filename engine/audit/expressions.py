"""Expressions over figures as data files write them, for example `suma(budget.execution[1.*].pim) / 100`.

Read with Python's own grammar, of which only arithmetic, comparisons and the functions below are let in; evaluated over
`Traced`, so that what comes out knows its formula and its cells.

A reference names figures of the register, or cells of the year's tables, `table[row].column`: a row by its key, by a pattern
(`[1.*]`) or by what it holds (`[kind=a]`, `[other.parent=a, kind!=b]`, where another table tells of the same row).
`anterior.table[…]` is the year before.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from engine.figures import Register, parts_of
from engine.numbers import decimals_of, half_unit
from engine.traced import Traced, count, total

REFERENCE = re.compile(r"[a-z_]\w*(?:\.\w+)*\[[^\]\[]*\]\.\w+")
_LONGEST = 2000
_OPERATIONS: Mapping[type, Callable[[Traced, Traced], Traced | bool]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Eq: operator.eq,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_CONDITION = re.compile(r"\s*(?:(?P<table>\w+)\.)?(?P<column>\w+)\s*(?P<sign>!?=)\s*(?P<value>.*?)\s*$")
_PATTERN = re.compile(r"[*?=]|^$")
PREVIOUS = "anterior."

Frames = Mapping[str, pd.DataFrame]


class Operand(NamedTuple):
    """What a reference names: a figure, or a cell as `table[row].column`; its row; a number, or the text of a cell."""

    id: str
    row: str
    value: Traced | str


Operands = list[Operand]
Lookup = Callable[[str], Operands]
Result: TypeAlias = "Traced | Operands | bool"


class ExpressionError(ValueError):
    """An expression that cannot be read or evaluated; the message says why, in Spanish."""


class UnknownReferenceError(ExpressionError):
    """A reference to nothing."""

    def __init__(self, reference: str, nearest: str = "", only_rows: bool = False) -> None:
        super().__init__(f"no existe «{reference}»")
        self.nearest, self.only_rows = nearest, only_rows


class Evaluation:
    """Evaluates expressions and remembers what they used."""

    def __init__(self, lookup: Lookup, **names: Traced) -> None:
        self._lookup, self._names = lookup, names
        self._references: list[str] = []
        self.used: dict[str, Traced] = {}  # operands read, by id
        self.partial = False  # whether a sum left out parts that have no value

    def value(self, text: str) -> Traced:
        """The number an expression gives, missing when something it needs is; an ExpressionError when it gives none."""
        return _number(self._whole(text), lambda: text)

    def holds(self, text: str) -> bool:
        """Whether a condition holds; what compares a missing value does not; an ExpressionError when it is none."""
        return _truth(self._whole(text), lambda: text)

    def _whole(self, text: str) -> Result:
        self._references = REFERENCE.findall(text)
        places = (f"celda_{number}" for number in range(len(self._references)))
        try:
            return self._node(_parsed(REFERENCE.sub(lambda _found: next(places), text[:_LONGEST])))
        except (SyntaxError, RecursionError, MemoryError):
            raise ExpressionError(f"«{text}» no es una expresión") from None

    def _node(self, node: ast.expr) -> Result:
        match node:
            case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
                return Traced(Decimal(str(node.value)))
            case ast.Name(id=name) if name in self._names:
                return self._names[name]
            case ast.Name(id=name) if (reference := self._readable(node)) != name:
                found = self._lookup(reference)
                self.used |= {item.id: item.value for item in found if isinstance(item.value, Traced)}
                return found
            case ast.BinOp(left=left, op=op, right=right) | ast.Compare(left=left, ops=[op], comparators=[right]) if (
                type(op) in _OPERATIONS
            ):
                return _OPERATIONS[type(op)](self._part(left, _number), self._part(right, _number))
            case ast.UnaryOp(op=ast.USub()):
                return Traced(Decimal(0)) - self._part(node.operand, _number)
            case ast.UnaryOp(op=ast.Not()):
                return not self._part(node.operand, _truth)
            case ast.BoolOp(op=op):
                whole = all if isinstance(op, ast.And) else any
                return whole([self._part(item, _truth) for item in node.values])
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS and args:
                return FUNCTIONS[name](self, [self._node(item) for item in args])
        raise ExpressionError(f"«{self._readable(node)}» no se puede usar en una expresión")

    def _part(self, node: ast.expr, kind: Callable[[Result, Callable[[], str]], Any]) -> Any:
        return kind(self._node(node), lambda: self._readable(node))

    def _readable(self, node: ast.expr) -> str:
        """A part as it was written."""
        return re.sub(
            r"\bcelda_(\d+)",
            lambda found: self._references[int(found[1])] if int(found[1]) < len(self._references) else found[0],
            ast.unparse(node),
        )

    def sum_of(self, args: list[Result]) -> Traced:
        """`suma`: of the parts that have a value; that some have none is remembered."""
        parts = _numbers(args)
        known = [part for part in parts if part.known]
        self.partial = self.partial or len(known) < len(parts)
        return total(known)


@cache
def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _number(result: Result, text: Callable[[], str]) -> Traced:
    if isinstance(result, bool):
        raise ExpressionError(f"«{text()}» es una condición, no un número")
    if isinstance(result, Traced):
        return result
    if len(result) != 1 or not isinstance(result[0].value, Traced):
        raise ExpressionError(f"«{text()}» no es un solo número: use suma(…), cuenta(…) o una sola fila")
    return result[0].value


def _truth(result: Result, text: Callable[[], str]) -> bool:
    if not isinstance(result, bool):
        raise ExpressionError(f"«{text()}» es un número, no una condición")
    return result


def _numbers(args: list[Result]) -> list[Traced]:
    found: list[Traced] = []
    for arg in args:
        for value in [item.value for item in arg] if isinstance(arg, list) else [arg]:
            if not isinstance(value, Traced):
                raise ExpressionError("se esperaba un número y hay un texto o una condición")
            found.append(value)
    return found


def _rows(args: list[Result], only_known: bool) -> Traced:
    """How many rows, by name; those whose cell is a text have a value when it is not blank."""
    if not all(isinstance(arg, list) for arg in args):
        raise ExpressionError("solo se cuentan filas de una tabla")
    found = [item for arg in args if isinstance(arg, list) for item in arg]
    if only_known:
        found = [item for item in found if (item.value.known if isinstance(item.value, Traced) else item.value)]
    return count([item.row for item in found], [item.value for item in found if isinstance(item.value, Traced)])


def _whole(args: list[Result], mode: str) -> Traced:
    """The whole number below or above: how far a range of counts goes."""
    number = _numbers(args)[0].closed()
    if not number.known:
        return number
    return Traced.because(number.number.to_integral_value(mode), f"entero junto a {number.shown()}", number)


# suma: of the parts that have a value. cuenta: rows. conocidas: rows with a value. cifra: the result as one number, whose
# calculation later formulas do not repeat. piso, techo: the whole number below or above. medio: half a unit of the last
# printed decimal. falta: whether a value is missing.
FUNCTIONS: dict[str, Callable[[Evaluation, list[Result]], Traced | bool]] = {
    "suma": Evaluation.sum_of,
    "cuenta": lambda _evaluation, args: _rows(args, only_known=False),
    "conocidas": lambda _evaluation, args: _rows(args, only_known=True),
    "cifra": lambda _evaluation, args: _numbers(args)[0].closed(),
    "piso": lambda _evaluation, args: _whole(args, ROUND_FLOOR),
    "techo": lambda _evaluation, args: _whole(args, ROUND_CEILING),
    "medio": lambda _evaluation, args: Traced(
        sum((half_unit(decimals_of(item.number)) for item in _numbers(args) if item.known), Decimal(0))
    ),
    "falta": lambda _evaluation, args: not all(item.known for item in _numbers(args)),
}


class YearOperands:
    """Figures and cells of a year, and cells of the one before, when there is one, by reference."""

    def __init__(self, tables: Frames, figures: Register, previous: Frames) -> None:
        self._figures, self._missing_year = figures, not previous
        self._columns: dict[tuple[str, str], dict[str, Traced]] = {}  # of each table of figures, by row
        for ident, figure in figures.items():
            table, row, column = parts_of(ident)
            self._columns.setdefault((table, column), {})[row] = figure
        self._tables = {**{f"{PREVIOUS}{name}": frame for name, frame in previous.items()}, **tables}

    def __call__(self, reference: str) -> Operands:
        """Operands a reference names; none where a pattern or a condition holds for no row of a table of the data.

        Raises:
            UnknownReferenceError: When there is no such table, column, row or figure.
        """
        table, rows, column = parts_of(reference)
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
        found = self._columns.get((table, column), {})
        keys = [rows] if rows in found else [key for key in found if fnmatchcase(key, rows)]
        if not keys:
            raise UnknownReferenceError(reference, self._near(reference), only_rows=bool(found))
        return [Operand(found[key].id, key, found[key].closed()) for key in keys]

    def _near(self, reference: str) -> str:
        table = reference.partition("[")[0]
        frame = self._tables.get(table)
        if frame is None:
            known = [*self._figures, *(name for name in self._tables if not name.startswith(PREVIOUS))]
        else:
            known = [f"{table}[{key}].{column}" for key in frame.index for column in frame.columns]
        return next(iter(get_close_matches(reference, known, n=1)), "")
