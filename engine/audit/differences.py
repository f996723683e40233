"""Why a printed figure differs when nobody has explained it: the class and the sentence, by rules on the numbers.

Classes and sentences are a table, `differences.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import NamedTuple

from engine.audit.verdicts import Printed, agrees, expected, same_kind
from engine.figures import Register, parts_of
from engine.traced import Traced

_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
CLASSES = tuple(_TOLD["classes"])
PROPOSAL = "Propuesta:"
_DISTINCTIVE_DIGITS = 3


class Difference(NamedTuple):
    """Explanation of a difference for readers: one of `CLASSES`, why, and what to print instead."""

    kind: str
    text: str
    correction: str = _TOLD["correction"]


def explain(printed: Printed, figure: Traced, figures: Register, row_name: Callable[[str], str] = str) -> Difference:
    """The most plausible reason for a difference: unit, sign, wording, rounding, another figure, magnitude, arithmetic.

    Args:
        printed: What the document prints.
        figure: What it should equal.
        figures: All figures, to find the one that was printed instead.
        row_name: What readers call a row, by its key.
    """
    reason, other = next(_reasons(printed, figure, figures, row_name))
    kind, text, *correction = _TOLD["reasons"][reason]
    return Difference(kind, text.format(other=other), *correction)


def class_word(kind: str) -> str:
    """What readers call a class; a class of another list, or none, passes unchanged."""
    return str(_TOLD["classes"].get(kind, kind))


def split_note(note: str) -> tuple[str, str]:
    """A note's explanation and, after «Propuesta:», its correction; both as they are written."""
    explanation, _mark, correction = note.partition(PROPOSAL)
    return explanation.strip(), correction.strip()


def _reasons(
    printed: Printed, figure: Traced, figures: Register, row_name: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """The reasons that there may be, the most plausible first, each with the other figure or row that it names."""
    if not same_kind(printed, figure):
        yield "unit", ""
    real = expected(printed, figure).number
    yield from ((reason, "") for reason in (*_wording(printed, real), *_rounding(printed, real)))
    yield from _printed_instead(printed, figure, figures, row_name)
    yield from ((reason, "") for reason in (*_magnitude(printed, real), "none"))


def _wording(printed: Printed, real: Decimal) -> Iterator[str]:
    """The number is right and the words around it are not, or what they compare does not hold."""
    shown = printed.value.number
    if printed.excess and abs(real + 100 - shown) <= printed.half_unit:
        yield "excess"
    if printed.comparator != "igual":
        yield "limit" if real == shown else "false"
    elif abs(real + shown) <= printed.half_unit:
        yield "opposite"


def _rounding(printed: Printed, real: Decimal) -> Iterator[str]:
    shown, step = printed.value.number, Decimal(1).scaleb(-printed.decimals)
    if real == real.to_integral_value() and printed.decimals == 0:
        return
    if real.quantize(step, ROUND_DOWN) == shown:
        yield "truncated"
    if abs(real - shown) < step:
        yield "last_decimal"


def _printed_instead(
    printed: Printed, figure: Traced, figures: Register, row_name: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """Another figure of the same row, or the same column of another row, whose value was printed.

    Only of a number with digits enough, for of a short one that would be chance.
    """
    table, own_row, own_column = parts_of(figure.id)
    digits = f"{abs(printed.value.number):f}".replace(".", "").lstrip("0")
    found = [
        (parts_of(other.id), other)
        for other in figures.values()
        if other.id.startswith(f"{table}[") and other.id != figure.id and _would_print(printed, other)
    ]
    if len(digits) >= _DISTINCTIVE_DIGITS:
        yield from (("same_row", other.look.label) for (_table, row, _column), other in found if row == own_row)
        yield from (("other_row", row_name(row)) for (_table, row, column), _other in found if column == own_column)


def _would_print(printed: Printed, figure: Traced) -> bool:
    """Whether a figure would be printed as this one is."""
    is_number = isinstance(figure.value, Decimal)
    return is_number and same_kind(printed, figure) and agrees(printed, expected(printed, figure))


def _magnitude(printed: Printed, real: Decimal) -> Iterator[str]:
    """A slipped decimal point or two digits that changed places."""
    shown = printed.value.number
    if shown == 0 or real == 0:
        return
    if any(abs(real - shown.scaleb(shift)) <= printed.half_unit.scaleb(shift) for shift in (-3, -2, -1, 1, 2, 3)):
        yield "shifted"
    if sorted(f"{abs(round(real, printed.decimals)):f}") == sorted(f"{abs(shown):f}"):
        yield "swapped"
