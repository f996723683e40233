"""Expressions over figures as data files write them, for example `suma(budget.execution[1.*].pim) / 100`.

Read with Python's own grammar, of which only arithmetic, comparisons and the functions below are let in; evaluated over
`Traced`, so that what comes out knows its formula and its cells.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from engine.numbers import decimals_of, half_unit
from engine.traced import Traced, count, total

REFERENCE = re.compile(r"[a-z_]\w*(?:\.\w+)*\[[^\]\[]*\]\.\w+")
_PLACE = "celda_{}"
_LONGEST = 2000
_ARITHMETIC: Mapping[type, Callable[[Traced, Traced], Traced]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_ORDER: Mapping[type, Callable[[Traced, Traced], bool]] = {
    ast.Eq: operator.eq,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


class Operand(NamedTuple):
    """What a reference names.

    Attributes:
        id: Figure, or cell as `table[row].column`.
        row: Row key.
        value: A number, or the text of a cell.
    """

    id: str
    row: str
    value: Traced | str


Operands = list[Operand]
Lookup = Callable[[str], Operands]


class ExpressionError(ValueError):
    """An expression that cannot be read or evaluated; the message says why, in Spanish."""


class Evaluation:
    """Evaluates expressions and remembers what they used.

    Attributes:
        used: Operands read, by id.
        partial: Whether a sum left out parts that have no value.
    """

    def __init__(self, lookup: Lookup, **names: Traced) -> None:
        self._lookup, self._names = lookup, names
        self.used: dict[str, Traced] = {}
        self.partial = False

    def value(self, text: str) -> Traced:
        """The number an expression gives; missing when something it needs is.

        Raises:
            ExpressionError: When it is not an expression of this grammar, or gives no number.
        """
        result = self._whole(text)
        if isinstance(result, bool):
            raise ExpressionError(f"«{text}» es una condición, no un número")
        return _one(result, text)

    def holds(self, text: str) -> bool:
        """Whether a condition holds; what compares a missing value does not.

        Raises:
            ExpressionError: When it is not a condition.
        """
        result = self._whole(text)
        if not isinstance(result, bool):
            raise ExpressionError(f"«{text}» es un número, no una condición")
        return result

    def _whole(self, text: str) -> Traced | Operands | bool:
        references = REFERENCE.findall(text)
        places = iter(range(len(references)))
        try:
            tree = ast.parse(REFERENCE.sub(lambda _found: _PLACE.format(next(places)), text[:_LONGEST]), mode="eval")
            named = {_PLACE.format(number): reference for number, reference in enumerate(references)}
            return self._node(tree.body, named)
        except (SyntaxError, RecursionError, MemoryError):
            raise ExpressionError(f"«{text}» no es una expresión") from None

    def _node(self, node: ast.expr, named: Mapping[str, str]) -> Traced | Operands | bool:
        match node:
            case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
                return Traced(Decimal(str(node.value)))
            case ast.Name(id=name) if name in named:
                return self._operands(named[name])
            case ast.Name(id=name) if name in self._names:
                return self._names[name]
            case ast.BinOp(op=op) if type(op) in _ARITHMETIC:
                return _ARITHMETIC[type(op)](self._number(node.left, named), self._number(node.right, named))
            case ast.UnaryOp(op=ast.USub()):
                return Traced(Decimal(0)) - self._number(node.operand, named)
            case ast.UnaryOp(op=ast.Not()):
                return not self._truth(node.operand, named)
            case ast.BoolOp(op=op):
                whole = all if isinstance(op, ast.And) else any
                return whole([self._truth(item, named) for item in node.values])
            case ast.Compare(ops=[op], comparators=[right]) if type(op) in _ORDER:
                return _ORDER[type(op)](self._number(node.left, named), self._number(right, named))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS and args:
                return FUNCTIONS[name](self, [self._node(item, named) for item in args])
        raise ExpressionError(f"«{_readable(node, named)}» no se puede usar en una expresión")

    def _operands(self, reference: str) -> Operands:
        found = self._lookup(reference)
        self.used |= {item.id: item.value for item in found if isinstance(item.value, Traced)}
        return found

    def _number(self, node: ast.expr, named: Mapping[str, str]) -> Traced:
        result = self._node(node, named)
        if isinstance(result, bool):
            raise ExpressionError(f"«{_readable(node, named)}» es una condición, no un número")
        return _one(result, _readable(node, named))

    def _truth(self, node: ast.expr, named: Mapping[str, str]) -> bool:
        result = self._node(node, named)
        if not isinstance(result, bool):
            raise ExpressionError(f"«{_readable(node, named)}» es un número, no una condición")
        return result

    def sum_of(self, args: list[Traced | Operands | bool]) -> Traced:
        """`suma`: of the parts that have a value; that some have none is remembered."""
        parts = _numbers(args)
        known = [part for part in parts if part.known]
        self.partial = self.partial or len(known) < len(parts)
        return total(known)


def _numbers(args: list[Traced | Operands | bool]) -> list[Traced]:
    found: list[Traced] = []
    for arg in args:
        for item in arg if isinstance(arg, list) else [arg]:
            value = item.value if isinstance(item, Operand) else item
            if not isinstance(value, Traced):
                raise ExpressionError("se esperaba un número y hay un texto o una condición")
            found.append(value)
    return found


def _rows(args: list[Traced | Operands | bool], only_known: bool) -> Traced:
    """How many rows, by name; those whose cell is a text have a value when it is not blank."""
    if not all(isinstance(arg, list) for arg in args):
        raise ExpressionError("solo se cuentan filas de una tabla")
    found = [item for arg in args if isinstance(arg, list) for item in arg]
    kept = [
        item for item in found if not only_known or (item.value.known if isinstance(item.value, Traced) else item.value)
    ]
    return count([item.row for item in kept], [item.value for item in found if isinstance(item.value, Traced)])


def _half_units(args: list[Traced | Operands | bool]) -> Traced:
    """Half a unit of the last decimal of each number: how far its printed rounding may have moved it."""
    return Traced(sum((half_unit(decimals_of(item.number)) for item in _numbers(args) if item.known), Decimal(0)))


def _whole(args: list[Traced | Operands | bool], mode: str) -> Traced:
    """The whole number below or above: how far a range of counts goes."""
    number = _numbers(args)[0].closed()
    if not number.known:
        return number
    return Traced.because(number.number.to_integral_value(mode), f"entero junto a {number.shown()}", number)


# suma: of the parts that have a value. cuenta: rows. conocidas: rows with a value. cifra: the result as one number, whose
# calculation later formulas do not repeat. piso, techo: the whole number below or above. medio: half a unit of the last printed decimal. falta: whether a value is missing.
FUNCTIONS: dict[str, Callable[[Evaluation, list[Traced | Operands | bool]], Traced | bool]] = {
    "suma": Evaluation.sum_of,
    "cuenta": lambda _evaluation, args: _rows(args, only_known=False),
    "conocidas": lambda _evaluation, args: _rows(args, only_known=True),
    "cifra": lambda _evaluation, args: _numbers(args)[0].closed(),
    "piso": lambda _evaluation, args: _whole(args, ROUND_FLOOR),
    "techo": lambda _evaluation, args: _whole(args, ROUND_CEILING),
    "medio": lambda _evaluation, args: _half_units(args),
    "falta": lambda _evaluation, args: not all(item.known for item in _numbers(args)),
}


def _one(result: Traced | Operands, text: str) -> Traced:
    if isinstance(result, Traced):
        return result
    if len(result) != 1 or not isinstance(result[0].value, Traced):
        raise ExpressionError(f"«{text}» no es un solo número: use suma(…), cuenta(…) o una sola fila")
    return result[0].value


def _readable(node: ast.expr, named: Mapping[str, str]) -> str:
    return re.sub(r"celda_\d+", lambda found: named.get(found.group(), found.group()), ast.unparse(node))
