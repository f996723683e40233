"""A figure's arithmetic as a spreadsheet writes it: its formula over the data cells its numbers were read from."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from engine.traced import Traced, plain

Operation = Callable[[float, float], float]

# Loosest first. A sign belongs to its number; an operator stands between spaces.
_OPERATORS: tuple[Mapping[str, tuple[str, Operation]], ...] = (
    {"+": ("+", operator.add), "−": ("-", operator.sub)},
    {"×": ("*", operator.mul), "÷": ("/", operator.truediv)},
    {"^": ("^", math.pow)},
)
_TOKENS = re.compile(r"−?\d{1,3}(?:,\d{3})*(?:\.\d+)?|mín\(|[+−×÷^(),|]")
_READ = ("transcrito", "publicado")
_END = ""


class Cell(NamedTuple):
    """A cell of the input files, with the number a formula takes from it."""

    source: str
    number: Decimal


class Expression(NamedTuple):
    """What stands behind the equals sign of a spreadsheet formula.

    Attributes:
        parts: Its text in pieces; a `Cell` where a reference goes.
        value: What a spreadsheet gets from it, in the binary numbers it calculates with.
    """

    parts: tuple[str | Cell, ...]
    value: float

    @property
    def cells(self) -> Iterator[Cell]:
        """The cells it refers to."""
        return (part for part in self.parts if isinstance(part, Cell))

    def text(self, addresses: Mapping[Cell, str]) -> str:
        """The expression with an address in the place of each cell."""
        return "".join(addresses[part] if isinstance(part, Cell) else part for part in self.parts)


def arithmetic_of(figure: Traced) -> Expression | None:
    """The calculation that a value's formula tells; None when it tells none (a count by name, a rule in words).

    A number that was itself calculated stands with its own calculation, in parentheses; so what a formula shows rounded
    enters whole.
    """
    try:
        return _Reader(figure).whole()
    except (ValueError, ArithmeticError):
        return None


class _Reader:
    """Reads a formula from left to right, as written by `engine.traced`."""

    def __init__(self, figure: Traced) -> None:
        tokens = _TOKENS.findall(figure.formula)
        if "".join(tokens) != figure.formula.replace(" ", ""):
            raise ValueError(f"no arithmetic: {figure.formula}")
        self._tokens = iter([*tokens, _END])
        self._operands = iter(_operands([token for token in tokens if token[-1].isdigit()], figure.operands))
        self._next = next(self._tokens)

    def whole(self) -> Expression:
        return self._inside(_END)

    def _level(self, rank: int) -> Expression:
        """A chain of the operators of one rank, from left to right."""
        if rank == len(_OPERATORS):
            return self._atom()
        result = self._level(rank + 1)
        while self._next in _OPERATORS[rank]:
            sign, operation = _OPERATORS[rank][self._next]
            self._next = next(self._tokens)
            right = self._level(rank + 1)
            result = Expression((*result.parts, sign, *right.parts), operation(result.value, right.value))
        return result

    def _atom(self) -> Expression:
        opening = self._next
        self._next = next(self._tokens, _END)
        if opening == "(":
            return _enclosed("(", self._inside(")"))
        if opening == "|":
            parts, value = self._inside("|")
            return _enclosed("ABS(", Expression(parts, abs(value)))
        if opening == "mín(":
            (first, one), (second, other) = self._inside(","), self._inside(")")
            return _enclosed("MIN(", Expression((*first, ",", *second), min(one, other)))
        if opening[-1:].isdigit():
            return _operand(next(self._operands))
        raise ValueError(f"{opening!r} begins no number")

    def _inside(self, closing: str) -> Expression:
        """All up to what closes it."""
        inner = self._level(0)
        if self._next != closing:
            raise ValueError(f"{self._next!r} where {closing!r} should stand")
        self._next = next(self._tokens, _END)
        return inner


def _enclosed(opening: str, inner: Expression) -> Expression:
    return Expression((opening, *inner.parts, ")"), inner.value)


def _operands(numbers: list[str], operands: tuple[Traced, ...]) -> list[Traced]:
    """The exact value of each number of a formula: by its place, or in a rule's formula by how it is written."""
    if numbers == [plain(operand.value) for operand in operands]:
        return list(operands)
    return [Traced(_exact(number, operands)) for number in numbers]


def _exact(number: str, operands: tuple[Traced, ...]) -> Decimal:
    """A whole number that no input has is a constant of the rule; one with decimals may be rounded."""
    values = {operand.number for operand in operands if plain(operand.value) == number}
    if not values and "." not in number:
        return Decimal(number.replace(",", "").replace("−", "-"))
    if len(values) != 1:
        raise ValueError(f"not one exact value: {values}")
    return values.pop()


def _operand(operand: Traced) -> Expression:
    """A reference to the cell it was read from, its own calculation, or else its number."""
    if operand.formula:
        inner = arithmetic_of(operand)
        return _enclosed("(", inner) if inner else _literal(operand.number)
    if operand.origin in _READ and len(operand.sources) == 1:
        return Expression((Cell(operand.sources[0], operand.number),), float(operand.number))
    return _literal(operand.number)


def _literal(number: Decimal) -> Expression:
    """A number with the fifteen digits a spreadsheet keeps; a sign inside parentheses, since it binds before «^»."""
    text = f"{float(number):.15g}".upper()
    return Expression((f"({text})" if number < 0 else text,), float(text))
