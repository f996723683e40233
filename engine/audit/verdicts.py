"""Whether one printed figure equals the figure computed from the data, in the unit and rounding it was printed with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from engine.figures import Row
from engine.numbers import decimals_of, half_unit
from engine.traced import Traced, plain

MATCH, DIFFER, INPUT, UNVERIFIABLE = "coincide", "difiere", "dato_de_entrada", "no_verificable"
VERDICTS = (MATCH, DIFFER, INPUT, UNVERIFIABLE)

_SHARE, _MONEY, _QUANTITY = "porcentaje", "soles", "cantidad"
_FAMILIES = {"porcentaje": _SHARE, "porcentaje_anual": _SHARE, "p.p.": "p.p.", "puntos_porcentuales": "p.p."}
_FAMILIES |= dict.fromkeys(("soles", "miles_soles", "millones_soles"), _MONEY)
_SCALES = {"miles_soles": 1_000, "millones_soles": 1_000_000}
_EXCESS = re.compile(r"\bsuper(?:a|ó|an|aron|ando)\b(?:\s+\w+){0,3}\s+en\s*$")
_COMPARATORS = {
    "mayor": (">", "≤", lambda computed, printed: computed > printed),
    "menor": ("<", "≥", lambda computed, printed: computed < printed),
    "mayor_igual": ("≥", "<", lambda computed, printed: computed >= printed),
    "menor_igual": ("≤", ">", lambda computed, printed: computed <= printed),
}


@dataclass(frozen=True)
class Printed:
    """One figure as a source document prints it."""

    value: Traced  # printed value
    unit: str  # unit it was printed with
    decimals: int  # decimals printed
    comparator: str  # `igual`, `mayor`, `menor`, `mayor_igual` or `menor_igual`: how the sentence states it
    figure: str  # id of the figure it should equal; empty when there is none
    excess: bool = False  # whether the sentence says by how much a goal is exceeded («superando en … % la meta»)

    @classmethod
    def of(cls, row: Row) -> Printed:
        """The printed figure of a row of `published_figures`; its decimals are as declared, else those of its value."""
        value, declared = row["valor"], row["decimales"]
        decimals = int(declared.number) if declared.known else decimals_of(value.number) if value.known else 0
        return cls(value, row["unidad"], decimals, row["comparador"] or "igual", row["figura"], states_excess(row))

    @property
    def half_unit(self) -> Decimal:
        """Half a unit of the last printed decimal: the rounding the document used."""
        return half_unit(self.decimals)


def states_excess(row: Row) -> bool:
    """Whether the words before a printed percentage say that it is the excess over a goal, not the progress."""
    time = int(row["posicion"].number) if row["posicion"].known else 1
    before = row["impreso"].join(row["cita"].split(row["impreso"])[:time])
    return row["unidad"] == _SHARE and bool(_EXCESS.search(before))


def unit_family(unit: str) -> str:
    """Kind of quantity: shares, percentage points, money, or a plain quantity (counts, ranks, indices)."""
    return _FAMILIES.get(unit, _QUANTITY)


def same_kind(printed: Printed, figure: Traced) -> bool:
    """Whether the printed unit can hold the figure: a change in points printed with % cannot."""
    return unit_family(printed.unit) == unit_family(figure.look.unit)


def expected(printed: Printed, figure: Traced) -> Traced:
    """What the sentence should print for a figure: its exact value in the printed unit, less 100 % for an excess.

    Where the units are of another kind the figure keeps its own.
    """
    computed, scale, own = figure.closed(), _SCALES.get(printed.unit, 1), _SCALES.get(figure.look.unit, 1)
    if not same_kind(printed, figure) or (scale == own and not printed.excess):
        return computed
    if printed.excess:
        return (computed - 100).closed()
    return (computed * own / scale if own != 1 else computed / scale).closed()


def agrees(printed: Printed, computed: Traced) -> bool:
    """Whether the sentence is true of the computed value: compared exactly, equality within the printed rounding."""
    if printed.comparator in _COMPARATORS:
        return _COMPARATORS[printed.comparator][2](computed, printed.value)
    return abs(computed.number - printed.value.number) <= printed.half_unit


def prints_input(printed: Printed, figure: Traced) -> bool:
    """Whether the row prints, digit for digit, a value that the data transcribe."""
    given = printed.comparator == "igual" and figure.origin in ("transcrito", "publicado")
    return given and same_kind(printed, figure) and expected(printed, figure) == printed.value


def judge(printed: Printed, figure: Traced | None, is_input: bool) -> Traced:
    """The verdict on a printed figure, one of `VERDICTS` with the comparison as its formula.

    Args:
        printed: What the document prints.
        figure: What it should equal; None when nothing can be computed.
        is_input: Whether this is the place the data were transcribed from.
    """
    if figure is None or not figure.known:
        return Traced(UNVERIFIABLE, sources=printed.value.sources)
    computed = expected(printed, figure)
    if is_input:
        verdict, told = INPUT, f"{computed.shown(3)} = {printed.value.shown()}"
    elif not same_kind(printed, figure):
        verdict, told = DIFFER, f"{unit_family(printed.unit)} ≠ {unit_family(figure.look.unit)}"
    else:
        verdict = MATCH if agrees(printed, computed) else DIFFER
        told = _comparison(printed, computed, verdict == MATCH)
    return Traced.because(verdict, told, printed.value, computed)


def _comparison(printed: Printed, computed: Traced, holds: bool) -> str:
    left, right = plain(computed.value), plain(printed.value.value)
    if printed.comparator in _COMPARATORS:
        return f"{left} {_COMPARATORS[printed.comparator][0 if holds else 1]} {right}"
    return f"|{left} − {right}| {'≤' if holds else '>'} {plain(printed.half_unit)}"
