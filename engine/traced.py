"""A value that remembers where it came from.

Every number of the report is a `Traced`: an exact decimal with the formula that produced it and the cells of the
input files it depends on. Arithmetic on traced values writes the formula, so the trace cannot differ from the
computation. They live in the figure columns of ordinary pandas frames (`engine.figure_array`), where
`frame["obtenido"] / frame["esperado"]` works.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any, TypeAlias, TypeGuard

import numpy as np

from engine.number_in_numpy import NumberInNumpy
from engine.numbers import round_half_up

ASSUMED = "supuesto"
NO_DATA, NOT_COMPUTABLE, ZERO_DIVISOR = "sin_datos", "NC", "denominador_cero"
Number: TypeAlias = "Traced | Decimal | int | float"
_Method: TypeAlias = "Callable[[Traced, Number], Traced]"

_NUMBERS = (Decimal, int, float, np.number, np.bool_)
_ATOM, _POWER, _PRODUCT, _SUM = 3, 2, 1, 0
_DECIMALS_IN_FORMULAS = 6


class NotANumber(TypeError, ValueError):
    """A word or a missing value stands where a number is needed."""


@dataclass(frozen=True)
class Shown:
    """How readers meet a value: which figure it is and how it is written."""

    id: str  # `<table>[<row>].<column>`; empty while it is no figure of a table
    text: str  # as a reader sees it, unit included
    label: str = ""  # what its column is called
    row: str = ""  # what its row is called
    unit: str = ""  # unit code of `engine.numbers`
    decimals: int = 0  # decimals shown
    tone: str = ""  # how a word looks (`engine.words.SYMBOLS`)
    data: Any = field(default=None, repr=False, compare=False)  # the year it belongs to


def _operator(
    symbol: str, precedence: int, operation: Callable[[Decimal, Decimal], Decimal]
) -> tuple[_Method, _Method]:
    """An operator with the number on its left and on its right."""

    def left(self: Traced, other: Number) -> Traced:
        return _combine(self, other, symbol, precedence, operation)

    def right(self: Traced, other: Number) -> Traced:
        return _combine(other, self, symbol, precedence, operation)

    return left, right


def _relation(relation: Callable[[Decimal, Decimal], bool]) -> Callable[[Traced, Number], bool]:
    """A comparison; none holds for a missing value, as with NaN."""

    def compares(self: Traced, other: Number) -> bool:
        if not _is_number(other):
            return NotImplemented
        right = traced(other)
        return self.known and right.known and relation(self.number, right.number)

    return compares


@dataclass(frozen=True, eq=False)
class Traced(NumberInNumpy):
    """A number (or a word such as a level) with its formula and sources; missing when it has no value."""

    value: Decimal | str | None  # exact value, a word, or None when missing
    formula: str = ""  # the calculation with the numbers in place; empty for a value read from a file
    sources: tuple[str, ...] = ()  # cells it depends on, each `file:line:column`, sorted and unique
    # Why there is no value (a code of `MISSING_REASONS` in `engine.numbers`); empty when there is one.
    missing: str = ""
    # `transcrito`, `publicado` or `calculado`; `supuesto` for an assumed value and all that follows from one.
    origin: str = "calculado"
    flags: tuple[str, ...] = ()  # codes of notes a reader must see beside the value, e.g. `vo_cero`
    precedence: int = field(default=_ATOM, repr=False)
    # The values whose numbers stand in the formula, exact and in its order; of a rule, its inputs.
    operands: tuple[Traced, ...] = field(default=(), repr=False)
    # How readers meet it, once it stands in a table of figures; what is computed from it starts without.
    shown_as: Shown | None = field(default=None, repr=False)

    def __new__(cls, value: Any = ..., *others: Any, **named: Any) -> Traced:
        """An `Absent` when there is no value."""
        return Absent.__new__(Absent) if value is None else object.__new__(cls)

    @classmethod
    def given(cls, value: Decimal | str | int, source: str, origin: str = "transcrito") -> Traced:
        """A value read from one cell of an input file."""
        return cls(value if isinstance(value, str) else Decimal(value), sources=(source,), origin=origin)

    @classmethod
    def absent(cls, reason: str, sources: Iterable[str] = (), inputs: Iterable[Traced] = ()) -> Traced:
        """No value, for a stated reason; the inputs it follows from give their sources, and an assumed one shows."""
        rests_on = list(inputs)
        cited = _merge([*sources, *(source for item in rests_on for source in item.sources)])
        return cls(None, sources=cited, missing=reason, origin=_origin(*rests_on))

    @classmethod
    def because(cls, value: Decimal | str | int, formula: str, *inputs: Traced, flags: tuple[str, ...] = ()) -> Traced:
        """A value decided by a rule: the formula says which, the inputs give the sources."""
        exact = value if isinstance(value, str) else Decimal(value)
        sources = _merge(source for item in inputs for source in item.sources)
        return cls(exact, formula, sources, origin=_origin(*inputs), flags=flags, operands=inputs)

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def look(self) -> Shown:
        """How readers meet it; plainly while it is no figure of a table."""
        return self.shown_as or Shown("", str(self))

    @property
    def text(self) -> str:
        """As a reader sees it."""
        return self.look.text

    @property
    def id(self) -> str:
        """Which figure it is; empty while it is none."""
        return self.look.id

    @property
    def value_text(self) -> str:
        """The exact value as text, empty when missing: what `data value` and figures.csv hold."""
        return "" if self.value is None else f"{self.value:f}" if isinstance(self.value, Decimal) else self.value

    @property
    def assumed(self) -> bool:
        """Whether it is, or follows from, a value somebody assumed."""
        return self.origin == ASSUMED

    @property
    def number(self) -> Decimal:
        """The exact value; raises NotANumber for a missing value or a word."""
        if not isinstance(self.value, Decimal):
            raise NotANumber(f"not a number: {self!r}")
        return self.value

    def closed(self, flags: tuple[str, ...] = ()) -> Traced:
        """The same value as one finished figure: later formulas show its number, not how it was made."""
        return Traced(
            self.value,
            self.formula,
            self.sources,
            self.missing,
            self.origin,
            self.flags + flags,
            operands=self.operands,
        )

    def shown(self, precedence: int = _SUM) -> str:
        """How this value stands inside a formula of the given precedence."""
        if not self.known:
            return "?"
        if self._is_one_number:
            return plain(self.value)
        return f"({self.formula})" if self.precedence < precedence else self.formula

    @property
    def _is_one_number(self) -> bool:
        """Whether later formulas show its number and not its formula."""
        return not self.formula or self.precedence == _ATOM

    def _shown_operands(self) -> tuple[Traced, ...]:
        """The values whose numbers `shown` writes, in its order."""
        return (self,) if self._is_one_number else self.operands

    __add__, _right_add = _operator("+", _SUM, operator.add)
    __sub__, __rsub__ = _operator("−", _SUM, operator.sub)
    __mul__, __rmul__ = _operator("×", _PRODUCT, operator.mul)
    __truediv__, __rtruediv__ = _operator("÷", _PRODUCT, operator.truediv)
    __pow__, __rpow__ = _operator("^", _POWER, operator.pow)

    def __radd__(self, other: Number) -> Traced:
        return self if isinstance(other, int) and other == 0 else self._right_add(other)

    def __neg__(self) -> Traced:
        return 0 - self

    def __abs__(self) -> Traced:
        return self._changed(abs(self.number), f"|{self.shown()}|") if self.known else self

    def __round__(self, decimals: int = 0) -> Traced:
        """Rounded half up; the formula says so."""
        if not self.known:
            return self
        return self._changed(round_half_up(self.number, decimals), f"redondeo({self.shown()}; {decimals})")

    def _changed(self, value: Decimal, formula: str) -> Traced:
        """What a function of this number alone gives."""
        operands = self._shown_operands()
        return Traced(value, formula, self.sources, origin=_origin(self), flags=self.flags, operands=operands)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            return self.value == other
        if not _is_number(other):
            return NotImplemented
        return self.known and self.value == traced(other).value

    __lt__, __le__ = _relation(operator.lt), _relation(operator.le)
    __gt__, __ge__ = _relation(operator.gt), _relation(operator.ge)

    def __hash__(self) -> int:
        return hash(self.value)

    def __float__(self) -> float:
        return float(self.value) if isinstance(self.value, Decimal) else math.nan

    def __int__(self) -> int:
        return int(self.number)

    def __format__(self, spec: str) -> str:
        """As a number is formatted, rounded half up; a missing value shows its text."""
        if not spec or not self.known:
            return str(self) if not spec else self.text
        with localcontext(rounding=ROUND_HALF_UP):
            return format(self.value, spec)

    def __deepcopy__(self, memo: object) -> Traced:
        """Nothing in it changes, and the year it belongs to is not copied with it."""
        return self

    def __str__(self) -> str:
        return plain(self.value) if self.known else f"— ({self.missing})"

    def __repr__(self) -> str:
        """What an analyst sees in a cell: the value, its formula and the cells it came from."""
        assumed = "(supuesto)" if self.assumed else ""
        parts = [self.text, assumed, f"= {self.formula}" if self.formula else "", f"[{'; '.join(self.sources)}]"]
        return "  ".join(part for part in parts if part)


class Absent(Traced, Decimal):  # type: ignore[misc]  # it calculates as Traced does
    """A missing value: a NaN of Python's decimals too, because that is what pandas and numpy take for missing anywhere."""

    def __new__(cls, value: Any = None, *others: Any, **named: Any) -> Any:
        """A missing value; a known one when it is given a value."""
        return Decimal.__new__(cls, "NaN") if value is None else Traced(value, *others, **named)

    def __reduce__(self) -> Any:
        return Absent, (None,), self.__dict__


def traced(value: Number) -> Traced:
    """A number as a traced one; traced values pass unchanged, NaN is missing.

    A float is the decimal it is written as: 0.1 is one tenth.

    Raises:
        NotANumber: When it is none.
    """
    if isinstance(value, Traced):
        return value
    if not _is_number(value):
        raise NotANumber(f"not a number: {value!r}")
    if value != value:  # NaN
        return Traced.absent(NO_DATA)
    if isinstance(value, (float, np.floating)):
        return Traced(Decimal(str(value)))
    return Traced(value if isinstance(value, Decimal) else Decimal(int(value)))


def total(values: Iterable[Traced]) -> Traced:
    """Sum of all values; missing when any of them is, or when there is none."""
    parts = list(values)
    if len(parts) < 2:
        return parts[0] if parts else Traced.absent(NO_DATA)
    missing = next((part.missing for part in parts if not part.known), "")
    if missing:
        return Traced.absent(missing, inputs=parts)
    first, *others = parts
    return Traced(
        sum((part.number for part in others), first.number),
        " + ".join([first.shown(_SUM), *(_on_the_right(part.shown(_SUM)) for part in others)]),
        _merge(source for part in parts for source in part.sources),
        origin=_origin(*parts),
        flags=tuple(flag for part in parts for flag in part.flags),
        precedence=_SUM,
        operands=tuple(operand for part in parts for operand in part._shown_operands()),
    )


def count(names: Iterable[str], inputs: Iterable[Traced] = ()) -> Traced:
    """How many things there are, each named in the formula; inputs are the values that put them in the count."""
    listed, counted = list(names), list(inputs)
    sources = _merge(source for item in counted for source in item.sources)
    formula = f"n({', '.join(listed)})" if listed else "n(∅)"
    return Traced(Decimal(len(listed)), formula, sources, origin=_origin(*counted))


def plain(value: Decimal | str | None) -> str:
    """A value as it stands in a formula: thousands separated, at most six decimals, no trailing zeros."""
    if not isinstance(value, Decimal):
        return str(value)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -_DECIMALS_IN_FORMULAS:
        return f"{value:,f}".replace("-", "−")
    return f"{round(value, _DECIMALS_IN_FORMULAS):,f}".replace("-", "−").rstrip("0").rstrip(".")


def _combine(
    left: Number, right: Number, symbol: str, precedence: int, operation: Callable[[Decimal, Decimal], Decimal]
) -> Traced:
    """An operation of two numbers with its formula; NotImplemented lets a frame or a column do it element by element."""
    if not (_is_number(left) and _is_number(right)):
        return NotImplemented
    a, b = traced(left), traced(right)
    missing = ZERO_DIVISOR if symbol == "÷" and b == 0 else a.missing or b.missing
    value = None if missing else _computed(operation, a.number, b.number)
    if value is None:
        return Traced.absent(missing or NOT_COMPUTABLE, inputs=(a, b))
    left_text = a.shown(precedence + (symbol == "^"))
    right_text = _on_the_right(b.shown(precedence + (symbol in "−÷^")))
    return Traced(
        value,
        f"{_on_the_right(left_text) if symbol == '^' else left_text} {symbol} {right_text}",
        _merge(a.sources + b.sources),
        origin=_origin(a, b),
        flags=a.flags + b.flags,
        precedence=precedence,
        operands=a._shown_operands() + b._shown_operands(),
    )


def _computed(operation: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal) -> Decimal | None:
    """The result, or None where there is no such number (a root of a negative one)."""
    try:
        result = operation(left, right)
    except ArithmeticError:
        return None
    return result if result.is_finite() else None


def _on_the_right(text: str) -> str:
    """A sign stands in parentheses after an operator, and before a power."""
    return f"({text})" if text.startswith("−") else text


def _is_number(value: object) -> TypeGuard[Number]:
    return isinstance(value, (Traced, *_NUMBERS))


def _origin(*inputs: Traced) -> str:
    """What is computed is `calculado`, unless it rests on something assumed."""
    return ASSUMED if any(item.origin == ASSUMED for item in inputs) else "calculado"


def _merge(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(sources)))
