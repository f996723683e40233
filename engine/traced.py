"""A value that remembers where it came from.

Every number of the report is a `Traced`: an exact decimal with the formula that produced it and the cells of the
input files it depends on. Arithmetic on traced values writes the formula, so the trace cannot differ from the
computation. They live in the figure columns of ordinary pandas frames: `frame["obtenido"] / frame["esperado"]` works.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ASSUMED = "supuesto"
Number = "Traced | Decimal | int"

_ATOM, _PRODUCT, _SUM = 3, 2, 1
_DECIMALS_IN_FORMULAS = 6


@dataclass(frozen=True)
class Shown:
    """How readers meet a value: which figure it is and how it is written.

    Attributes:
        id: `<table>[<row>].<column>`; empty while it is no figure of a table.
        text: As a reader sees it, unit included.
        label: What its column is called.
        row: What its row is called.
        unit: Unit code of `engine.numbers`.
        decimals: Decimals shown.
        tone: How a word looks (`engine.words.SYMBOLS`).
        data: The year it belongs to.
    """

    id: str
    text: str
    label: str = ""
    row: str = ""
    unit: str = ""
    decimals: int = 0
    tone: str = ""
    data: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, eq=False)
class Traced:
    """A number (or a word such as a level) with its formula and sources; missing when it has no value.

    Attributes:
        value: Exact value, a word, or None when missing.
        formula: The calculation with the numbers in place; empty for a value read from a file.
        sources: Cells it depends on, each `file:line:column`, sorted and unique.
        missing: Why there is no value (a code of `MISSING_REASONS` in `engine.numbers`); empty when there is one.
        origin: `transcrito`, `publicado` or `calculado`; `supuesto` for an assumed value and all that follows from one.
        flags: Codes of notes a reader must see beside the value, e.g. `vo_cero`.
        operands: The values whose numbers stand in the formula, exact and in its order; of a rule, its inputs.
        shown_as: How readers meet it, once it stands in a table of figures; what is computed from it starts without.
    """

    value: Decimal | str | None
    formula: str = ""
    sources: tuple[str, ...] = ()
    missing: str = ""
    origin: str = "calculado"
    flags: tuple[str, ...] = ()
    precedence: int = field(default=_ATOM, repr=False)
    operands: tuple[Traced, ...] = field(default=(), repr=False)
    shown_as: Shown | None = field(default=None, repr=False)

    @classmethod
    def given(cls, value: Decimal | str | int, source: str, origin: str = "transcrito") -> Traced:
        """A value read from one cell of an input file."""
        return cls(value if isinstance(value, str) else Decimal(value), sources=(source,), origin=origin)

    @classmethod
    def absent(cls, reason: str, sources: Iterable[str] = ()) -> Traced:
        """No value, for a stated reason."""
        return cls(None, sources=_merge(sources), missing=reason)

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
    def text(self) -> str:
        """As a reader sees it; plainly while it is no figure of a table."""
        return self.shown_as.text if self.shown_as else str(self)

    @property
    def id(self) -> str:
        """Which figure it is; empty while it is none."""
        return self.shown_as.id if self.shown_as else ""

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
        """The exact value; raises ValueError for a missing value or a word."""
        if not isinstance(self.value, Decimal):
            raise ValueError(f"not a number: {self!r}")
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

    def __add__(self, other: Number) -> Traced:
        return _combine(self, other, "+", _SUM, lambda a, b: a + b)

    def __sub__(self, other: Number) -> Traced:
        return _combine(self, other, "−", _SUM, lambda a, b: a - b)

    def __mul__(self, other: Number) -> Traced:
        return _combine(self, other, "×", _PRODUCT, lambda a, b: a * b)

    def __truediv__(self, other: Number) -> Traced:
        divisor = traced(other)
        if divisor.known and divisor.number == 0:
            return Traced.absent("denominador_cero", self.sources + divisor.sources)
        return _combine(self, divisor, "÷", _PRODUCT, lambda a, b: a / b)

    def __radd__(self, other: Number) -> Traced:
        return self if isinstance(other, int) and other == 0 else traced(other) + self

    def __rsub__(self, other: Number) -> Traced:
        return traced(other) - self

    def __rmul__(self, other: Number) -> Traced:
        return traced(other) * self

    def __rtruediv__(self, other: Number) -> Traced:
        return traced(other) / self

    def __abs__(self) -> Traced:
        if not self.known:
            return self
        operands = self._shown_operands()
        return Traced(
            abs(self.number),
            f"|{self.shown()}|",
            self.sources,
            origin=_origin(self),
            flags=self.flags,
            operands=operands,
        )

    def __eq__(self, other: object) -> bool:
        return self.known and self.value == (other.value if isinstance(other, Traced) else other)

    def __lt__(self, other: Number) -> bool:
        return self._compares(operator.lt, other)

    def __le__(self, other: Number) -> bool:
        return self._compares(operator.le, other)

    def __gt__(self, other: Number) -> bool:
        return self._compares(operator.gt, other)

    def __ge__(self, other: Number) -> bool:
        return self._compares(operator.ge, other)

    def _compares(self, relation: Callable[[Decimal, Decimal], bool], other: Number) -> bool:
        """No order holds for a missing value, as with NaN."""
        right = traced(other)
        return self.known and right.known and relation(self.number, right.number)

    def __hash__(self) -> int:
        return hash(self.value)

    def __float__(self) -> float:
        return float(self.value) if isinstance(self.value, Decimal) else math.nan

    def __str__(self) -> str:
        return plain(self.value) if self.known else f"— ({self.missing})"

    def __repr__(self) -> str:
        """What an analyst sees in a cell: the value, its formula and the cells it came from."""
        assumed = "(supuesto)" if self.assumed else ""
        parts = [self.text, assumed, f"= {self.formula}" if self.formula else "", f"[{'; '.join(self.sources)}]"]
        return "  ".join(part for part in parts if part)


def traced(value: Number) -> Traced:
    """Wrap a constant of a rule; traced values pass unchanged."""
    return value if isinstance(value, Traced) else Traced(Decimal(value))


def total(values: Iterable[Traced]) -> Traced:
    """Sum of all values; missing when any of them is, or when there is none.

    Args:
        values: The parts.
    """
    parts = list(values)
    if not parts:
        return Traced.absent("sin_datos")
    result = parts[0]
    for part in parts[1:]:
        result = result + part
    return result


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
    if value.as_tuple().exponent >= -_DECIMALS_IN_FORMULAS:
        return f"{value:,f}".replace("-", "−")
    return f"{round(value, _DECIMALS_IN_FORMULAS):,f}".replace("-", "−").rstrip("0").rstrip(".")


def _combine(
    left: Number, right: Number, symbol: str, precedence: int, operation: Callable[[Decimal, Decimal], Decimal]
) -> Traced:
    a, b = traced(left), traced(right)
    sources = _merge(a.sources + b.sources)
    if not (a.known and b.known):
        return Traced(None, sources=sources, missing=a.missing or b.missing, origin=_origin(a, b))
    right_precedence = precedence + (symbol in "−÷")
    right_text = b.shown(right_precedence)
    formula = f"{a.shown(precedence)} {symbol} {f'({right_text})' if right_text.startswith('−') else right_text}"
    return Traced(
        operation(a.number, b.number),
        formula,
        sources,
        origin=_origin(a, b),
        flags=a.flags + b.flags,
        precedence=precedence,
        operands=a._shown_operands() + b._shown_operands(),
    )


def _origin(*inputs: Traced) -> str:
    """What is computed is `calculado`, unless it rests on something assumed."""
    return ASSUMED if any(item.origin == ASSUMED for item in inputs) else "calculado"


def _merge(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(sources)))
