"""Why a printed figure differs when nobody has explained it: the class and the sentence, by rules on the numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from engine.audit.verdicts import Printed, agrees, expected, same_kind
from engine.figures import Figure, Register
from engine.traced import Traced

ARITHMETIC, NARRATIVE, UNIT, LABEL = "aritmetica", "narrativa_contra_tabla", "unidad", "etiqueta"
DOUBLE_COUNT, SCOPE, WORDING, ROUNDING = "doble_conteo", "alcance", "redaccion", "redondeo"
CLASSES = (ARITHMETIC, NARRATIVE, UNIT, LABEL, DOUBLE_COUNT, SCOPE, WORDING, ROUNDING)

_ID = re.compile(r"(?P<table>[^\[]+)\[(?P<row>.+)\]\.(?P<column>[^.\]]+)$")
CLASS_WORDS = {
    ARITHMETIC: "Aritmética",
    NARRATIVE: "Narrativa contra tabla",
    UNIT: "Unidad",
    LABEL: "Rótulo",
    DOUBLE_COUNT: "Doble conteo",
    SCOPE: "Alcance distinto",
    WORDING: "Redacción",
    ROUNDING: "Redondeo",
}
PROPOSAL = "Propuesta:"
_DISTINCTIVE_DIGITS = 3


@dataclass(frozen=True)
class Difference:
    """Explanation of a difference.

    Attributes:
        kind: One of `CLASSES`, the most serious first.
        text: Explanation for readers.
        correction: What to print instead.
    """

    kind: str
    text: str
    correction: str = "Imprimir el valor calculado."


def explain(printed: Printed, figure: Figure, figures: Register, row_name: Callable[[str], str] = str) -> Difference:
    """The most plausible reason for a difference: unit, sign, wording, rounding, another figure, magnitude, arithmetic.

    Args:
        printed: What the document prints.
        figure: What it should equal.
        figures: All figures, to find the one that was printed instead.
        row_name: What readers call a row, by its key.
    """
    computed = expected(printed, figure)
    if not same_kind(printed, figure):
        return Difference(UNIT, "La unidad impresa no es la de la cifra.", "Imprimir el valor con su unidad.")
    return (
        _wording(printed, computed)
        or _rounding(printed, computed)
        or _printed_instead(printed, figure, figures, row_name)
        or _magnitude(printed, computed)
        or Difference(ARITHMETIC, "No resulta de los datos de los que depende.")
    )


def class_word(kind: str) -> str:
    """What readers call a class; a class of another list passes unchanged.

    Args:
        kind: One of `CLASSES`, or empty.
    """
    return CLASS_WORDS.get(kind, kind)


def split_note(note: str) -> tuple[str, str]:
    """A note's explanation and, after «Propuesta:», its correction; both as they are written."""
    explanation, _mark, correction = note.partition(PROPOSAL)
    return explanation.strip(), correction.strip()


def _wording(printed: Printed, computed: Traced) -> Difference | None:
    """The number is right and the words around it are not, or what they compare does not hold."""
    shown, real = printed.value.number, computed.number
    if printed.excess and abs(real + 100 - shown) <= printed.half_unit:
        told = "La cifra es lo alcanzado; la frase dice en cuánto se supera la meta."
        return Difference(
            WORDING, told, "Decir que se alcanzó ese porcentaje de la meta, o imprimir solo lo que la supera."
        )
    if printed.comparator == "igual":
        told = "La magnitud es correcta, pero el sentido del cambio es el contrario."
        opposite = Difference(WORDING, told, "Decir si aumenta o disminuye según el valor calculado.")
        return opposite if abs(real + shown) <= printed.half_unit else None
    if real == shown:
        told = "El valor es exactamente el límite: no lo supera ni queda por debajo."
        return Difference(WORDING, told, "Decir que el valor iguala el límite.")
    return Difference(ARITHMETIC, "El valor calculado no cumple lo que afirma la frase.")


def _rounding(printed: Printed, computed: Traced) -> Difference | None:
    shown, real, step = printed.value.number, computed.number, Decimal(1).scaleb(-printed.decimals)
    if real == real.to_integral_value() and printed.decimals == 0:
        return None
    if real.quantize(step, ROUND_DOWN) == shown:
        return Difference(ROUNDING, "El valor está truncado, no redondeado.")
    return (
        Difference(ROUNDING, "El último decimal impreso no es el del redondeo.") if abs(real - shown) < step else None
    )


def _printed_instead(
    printed: Printed, figure: Figure, figures: Register, row_name: Callable[[str], str]
) -> Difference | None:
    """Another figure of the same row, or the same column of another row, whose value was printed."""
    if not _distinctive(printed) or not (own := _ID.match(figure.id)):
        return None
    for other, place in _with_value(printed, figures, own["table"]):
        if place["row"] == own["row"] and other.id != figure.id:
            return Difference(NARRATIVE, f"Es el valor de «{other.label}» de la misma fila.")
    for other, place in _with_value(printed, figures, own["table"]):
        if place["column"] == own["column"] and other.id != figure.id:
            return Difference(NARRATIVE, f"Es el valor de otra fila de la misma tabla: {row_name(place['row'])}.")
    return None


def _with_value(printed: Printed, figures: Register, table: str) -> Iterator[tuple[Figure, re.Match[str]]]:
    """Figures of a table that would be printed so, with the parts of their ids."""
    for item in figures.values():
        place = _ID.match(item.id) if item.id.startswith(f"{table}[") and isinstance(item.value, Decimal) else None
        if place and same_kind(printed, item) and agrees(printed, expected(printed, item)):
            yield item, place


def _distinctive(printed: Printed) -> bool:
    """Whether another figure with the same digits is unlikely to be chance."""
    return len(f"{abs(printed.value.number):f}".replace(".", "").lstrip("0")) >= _DISTINCTIVE_DIGITS


def _magnitude(printed: Printed, computed: Traced) -> Difference | None:
    """A slipped decimal point or two digits that changed places."""
    shown, real = printed.value.number, computed.number
    if shown == 0 or real == 0:
        return None
    if any(abs(real - shown.scaleb(shift)) <= printed.half_unit.scaleb(shift) for shift in (-3, -2, -1, 1, 2, 3)):
        return Difference(ARITHMETIC, "Los dígitos son correctos, pero la posición decimal está corrida.")
    if sorted(f"{abs(round(real, printed.decimals)):f}") == sorted(f"{abs(shown):f}"):
        return Difference(ARITHMETIC, "Los dígitos son los mismos en otro orden.")
    return None
