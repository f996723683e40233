"""Why a printed figure differs when nobody has explained it: the class and the sentence, by rules on the numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from engine.audit.verdicts import Printed, agrees, expected, same_kind
from engine.figures import Figure, Register, parts_of
from engine.traced import Traced

ARITHMETIC, NARRATIVE = "aritmetica", "narrativa_contra_tabla"
UNIT, WORDING, ROUNDING = "unidad", "redaccion", "redondeo"
CLASS_WORDS = {  # the most serious first
    ARITHMETIC: "Aritmética",
    NARRATIVE: "Narrativa contra tabla",
    UNIT: "Unidad",
    "etiqueta": "Rótulo",
    "doble_conteo": "Doble conteo",
    "alcance": "Alcance distinto",
    WORDING: "Redacción",
    ROUNDING: "Redondeo",
}
CLASSES = tuple(CLASS_WORDS)
PROPOSAL = "Propuesta:"
_DISTINCTIVE_DIGITS = 3


class Difference(NamedTuple):
    """Explanation of a difference for readers: one of `CLASSES`, why, and what to print instead."""

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
    if wording := _wording(printed, computed):
        return wording
    if rounding := _rounding(printed, computed.number):
        return Difference(ROUNDING, rounding)
    if instead := _printed_instead(printed, figure, figures, row_name):
        return Difference(NARRATIVE, instead)
    return Difference(ARITHMETIC, _magnitude(printed, computed.number) or "No resulta de los datos de los que depende.")


def class_word(kind: str) -> str:
    """What readers call a class; a class of another list, or none, passes unchanged."""
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
        advice = "Decir que se alcanzó ese porcentaje de la meta, o imprimir solo lo que la supera."
        return Difference(WORDING, told, advice)
    if printed.comparator == "igual":
        told = "La magnitud es correcta, pero el sentido del cambio es el contrario."
        opposite = Difference(WORDING, told, "Decir si aumenta o disminuye según el valor calculado.")
        return opposite if abs(real + shown) <= printed.half_unit else None
    if real == shown:
        told = "El valor es exactamente el límite: no lo supera ni queda por debajo."
        return Difference(WORDING, told, "Decir que el valor iguala el límite.")
    return Difference(ARITHMETIC, "El valor calculado no cumple lo que afirma la frase.")


def _rounding(printed: Printed, real: Decimal) -> str:
    shown, step = printed.value.number, Decimal(1).scaleb(-printed.decimals)
    if real == real.to_integral_value() and printed.decimals == 0:
        return ""
    if real.quantize(step, ROUND_DOWN) == shown:
        return "El valor está truncado, no redondeado."
    return "El último decimal impreso no es el del redondeo." if abs(real - shown) < step else ""


def _printed_instead(printed: Printed, figure: Figure, figures: Register, row_name: Callable[[str], str]) -> str:
    """Another figure of the same row, or the same column of another row, whose value was printed.

    Only of a number with digits enough, for of a short one that would be chance.
    """
    table, own_row, own_column = parts_of(figure.id)
    digits = f"{abs(printed.value.number):f}".replace(".", "").lstrip("0")
    if len(digits) < _DISTINCTIVE_DIGITS:
        return ""
    elsewhere = ""
    for other in figures.values():
        other_table, row, column = parts_of(other.id)
        if other_table != table or other.id == figure.id or not _would_print(printed, other):
            continue
        if row == own_row:
            return f"Es el valor de «{other.label}» de la misma fila."
        if column == own_column and not elsewhere:
            elsewhere = f"Es el valor de otra fila de la misma tabla: {row_name(row)}."
    return elsewhere


def _would_print(printed: Printed, figure: Figure) -> bool:
    """Whether a figure would be printed as this one is."""
    is_number = isinstance(figure.value, Decimal)
    return is_number and same_kind(printed, figure) and agrees(printed, expected(printed, figure))


def _magnitude(printed: Printed, real: Decimal) -> str:
    """A slipped decimal point or two digits that changed places."""
    shown = printed.value.number
    if shown == 0 or real == 0:
        return ""
    if any(abs(real - shown.scaleb(shift)) <= printed.half_unit.scaleb(shift) for shift in (-3, -2, -1, 1, 2, 3)):
        return "Los dígitos son correctos, pero la posición decimal está corrida."
    same = sorted(f"{abs(round(real, printed.decimals)):f}") == sorted(f"{abs(shown):f}")
    return "Los dígitos son los mismos en otro orden." if same else ""
