"""A figure's arithmetic as a spreadsheet writes it: its formula over the data cells its numbers were read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from engine.traced import Traced, plain

_TOKENS = re.compile(r"−?\d{1,3}(?:,\d{3})*(?:\.\d+)?|mín\(|[+−×÷^(),|]")
# What a formula is written with, as a spreadsheet and as Python write it; bars open or close.
_SIGNS = {"+": "+", "−": "-", "×": "*", "÷": "/", "(": "(", ")": ")", ",": ",", "^": "^", "mín(": "MIN("}
_IN_PYTHON = {"^": "**", "MIN(": "min(", "ABS(": "abs("}
_READ = ("transcrito", "publicado")


class Cell(NamedTuple):
    """A cell of the input files, with the number a formula takes from it."""

    source: str
    number: Decimal


class Expression(NamedTuple):
    """What stands behind the equals sign of a spreadsheet formula."""

    parts: tuple[str | Cell, ...]  # its text in pieces; a `Cell` where a reference goes
    value: float  # what a spreadsheet gets from it, in the binary numbers it calculates with

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
    tokens = _TOKENS.findall(figure.formula)
    if "".join(tokens) != figure.formula.replace(" ", ""):
        return None
    try:
        return _expression(tokens, figure.operands)
    except (ValueError, ArithmeticError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None


def _expression(tokens: list[str], given: tuple[Traced, ...]) -> Expression:
    """The expression of a formula's tokens, calculated by Python, which has the same grammar; it sees nothing else.

    Only a power of a power is read otherwise, and `engine.traced` writes the first one in parentheses.
    """
    operands = iter(_operands([token for token in tokens if token[-1].isdigit()], given))
    parts: list[str | Cell] = []
    python: list[str] = []
    numbers: dict[str, float] = {}
    complete = False  # whether what stands before is a number: then a bar closes
    for token in tokens:
        if token[-1].isdigit():
            operand, name = _operand(next(operands)), f"number_{len(numbers)}"
            parts += operand.parts
            python.append(name)
            numbers[name] = operand.value
            complete = True
        else:
            sign = _SIGNS.get(token) or (")" if complete else "ABS(")
            parts.append(sign)
            python.append(_IN_PYTHON.get(sign, sign))
            complete = sign == ")"
    value = eval(" ".join(python), {"__builtins__": {}, "min": min, "abs": abs}, numbers)
    if not isinstance(value, float):
        raise ValueError(f"no number: {value!r}")
    return Expression(tuple(parts), value)


def _enclosed(inner: Expression) -> Expression:
    return Expression(("(", *inner.parts, ")"), inner.value)


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
        return _enclosed(inner) if inner else _literal(operand.number)
    if operand.origin in _READ and len(operand.sources) == 1:
        return Expression((Cell(operand.sources[0], operand.number),), float(operand.number))
    return _literal(operand.number)


def _literal(number: Decimal) -> Expression:
    """A number with the fifteen digits a spreadsheet keeps; a sign inside parentheses, since it binds before «^»."""
    text = f"{float(number):.15g}".upper()
    return Expression((f"({text})" if number < 0 else text,), float(text))
