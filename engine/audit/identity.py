"""One identity between printed figures, and the terms identities are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from engine.inputs.year_data import YearData
from engine.numbers import decimals_of, round_half_up
from engine.traced import Traced, total

HOLDS, FAILS, UNDECIDED = "se_cumple", "no_se_cumple", "no_aplica"
EQUAL, AT_MOST = "=", "≤"
PNDI, PP0093 = "pndi", "pp0093"


@dataclass(frozen=True)
class Identity:
    """One identity between printed figures.

    Attributes:
        key: Row key.
        document: Where its figures are printed.
        statement: What must hold, in Spanish.
        left, right: Both sides.
        relation: `=` or `≤`.
        unit: Unit code of both sides.
        decimals: Decimals shown.
        tolerance: Deviation that the printed rounding allows.
        explanation: What a reader should know, whatever the verdict.
        on_failure: What it means when it fails.
        undecided: Why it cannot be judged although both sides are known; empty when it can.
    """

    key: str
    document: str
    statement: str
    left: Traced
    right: Traced
    relation: str = EQUAL
    unit: str = ""
    decimals: int = 0
    tolerance: Decimal = Decimal(0)
    explanation: str = ""
    on_failure: str = ""
    undecided: str = ""

    def verdict(self) -> Traced:
        """Whether it holds, with the comparison as formula."""
        if not (self.left.known and self.right.known) or self.undecided:
            return Traced.because(UNDECIDED, self.undecided or "falta una cifra", self.left, self.right)
        excess = self.left.number - self.right.number
        holds = abs(excess) <= self.tolerance if self.relation == EQUAL else excess <= self.tolerance
        sign = self.relation if holds else {EQUAL: "≠", AT_MOST: ">"}[self.relation]
        shown = f"{self.left.closed().shown()} {sign} {self.right.closed().shown()}"
        return Traced.because(HOLDS if holds else FAILS, shown, self.left, self.right)


class Cells:
    """Cells of the year's tables by table, row and column; absent where a year lacks them."""

    def __init__(self, data: YearData) -> None:
        self._tables = data.tables

    def __call__(self, table: str, row: str, column: str) -> Traced:
        """The cell, or a missing value."""
        frame = self._tables.get(table)
        if frame is None or row not in frame.index or column not in frame.columns:
            return Traced.absent("sin_datos")
        return frame.at[row, column]


def known(values: Iterable[Traced]) -> list[Traced]:
    """The values that are there."""
    return [value for value in values if value.known]


def partial_sum(parts: Iterable[Traced], whole: Traced) -> tuple[Traced, str, str]:
    """Sum of the printed parts; with unprinted parts it is decided only when the printed ones reach the whole.

    Args:
        parts: The parts, some of them perhaps not printed.
        whole: What they should add up to.

    Returns:
        The sum, an explanation and why it is undecided.
    """
    listed = list(parts)
    added = total(known(listed))
    if all(part.known for part in listed):
        return added, "", ""
    if added.known and whole.known and added < whole:
        return added, "", "Falta imprimir una de las partes; lo que queda por explicar es la diferencia."
    return added, "Hay partes que el documento no imprime; sin ellas la suma ya da el total.", ""


def programme_name(code: str) -> str:
    """What a reader calls a product, an activity or the total of the programme."""
    if code == "TOTAL":
        return "Total"
    if "." in code:
        return f"Actividad {code}"
    return "Producto {number}".format(number=code.lstrip("P"))


def nearest_whole(implied: Traced, share_of: Callable[[Decimal], Decimal], printed: Decimal, least: int = 0) -> Traced:
    """The whole number next to an implied value that comes closest to the printed figure.

    Args:
        implied: Exact value the printed figure implies.
        share_of: What would be printed for a whole number.
        printed: What was printed.
        least: Smallest number that makes sense; 1 where it divides.
    """
    low = implied.number.to_integral_value(ROUND_FLOOR)
    best = min((number for number in (low, low + 1) if number >= least), key=lambda item: abs(share_of(item) - printed))
    return Traced.because(best, f"entero más cercano a {implied.closed().shown()}", implied)


def rounds_to(value: Decimal, printed: Decimal) -> bool:
    """Whether a value rounds to what was printed, at the printed decimals."""
    return round_half_up(value, decimals_of(printed)) == printed


def reach(candidate: Traced, implied: Traced, exact: bool) -> Decimal:
    """Tolerance of a whole-number identity: enough when the whole number rounds to what was printed, else none."""
    return abs(candidate.number - implied.number) if exact else Decimal(0)
