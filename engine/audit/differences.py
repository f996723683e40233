"""Why a printed figure differs when nobody has explained it: the class and the sentence, by rules on the numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
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
    correction: str


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
    for rule in (_excess, _opposite_sign, _wording, _rounding):
        found = rule(printed, computed)
        if found:
            return found
    return (
        _printed_instead(printed, figure, figures, row_name)
        or _magnitude(printed, computed)
        or Difference(ARITHMETIC, "No resulta de los datos de los que depende.", _print_computed())
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


def _print_computed() -> str:
    return "Imprimir el valor calculado."


def _excess(printed: Printed, computed: Traced) -> Difference | None:
    if not printed.excess or abs(computed.number + 100 - printed.value.number) > printed.half_unit:
        return None
    return Difference(
        WORDING,
        "La cifra es lo alcanzado; la frase dice en cuánto se supera la meta.",
        "Decir que se alcanzó ese porcentaje de la meta, o imprimir solo lo que la supera.",
    )


def _opposite_sign(printed: Printed, computed: Traced) -> Difference | None:
    if printed.comparator != "igual" or abs(computed.number + printed.value.number) > printed.half_unit:
        return None
    return Difference(
        WORDING,
        "La magnitud es correcta, pero el sentido del cambio es el contrario.",
        "Decir si aumenta o disminuye según el valor calculado.",
    )


def _wording(printed: Printed, computed: Traced) -> Difference | None:
    if printed.comparator == "igual":
        return None
    if computed == printed.value:
        return Difference(
            WORDING,
            "El valor es exactamente el límite: no lo supera ni queda por debajo.",
            "Decir que el valor iguala el límite.",
        )
    return Difference(ARITHMETIC, "El valor calculado no cumple lo que afirma la frase.", _print_computed())


def _rounding(printed: Printed, computed: Traced) -> Difference | None:
    step = Decimal(1).scaleb(-printed.decimals)
    exact_count = computed.number == computed.number.to_integral_value() and printed.decimals == 0
    if exact_count:
        return None
    if computed.number.quantize(step, ROUND_DOWN) == printed.value.number:
        return Difference(ROUNDING, "El valor está truncado, no redondeado.", _print_computed())
    if abs(computed.number - printed.value.number) < step:
        return Difference(ROUNDING, "El último decimal impreso no es el del redondeo.", _print_computed())
    return None


def _printed_instead(
    printed: Printed, figure: Figure, figures: Register, row_name: Callable[[str], str]
) -> Difference | None:
    """Another figure of the same row, or the same column of another row, whose value was printed."""
    own = _ID.match(figure.id)
    if not own or not _distinctive(printed):
        return None
    in_row, in_column = f"{own['table']}[{own['row']}].", f"].{own['column']}"
    others = [item for item in figures.values() if item.id != figure.id and item.id.startswith(f"{own['table']}[")]
    found = _equal(printed, (item for item in others if item.id.startswith(in_row)))
    if found:
        return Difference(NARRATIVE, f"Es el valor de «{found.label}» de la misma fila.", _print_computed())
    found = _equal(printed, (item for item in others if item.id.endswith(in_column)))
    if found:
        row = row_name(found.id[found.id.index("[") + 1 : found.id.rindex("]")])
        return Difference(NARRATIVE, f"Es el valor de otra fila de la misma tabla: {row}.", _print_computed())
    return None


def _equal(printed: Printed, candidates: Iterable[Figure]) -> Figure | None:
    return next(
        (
            item
            for item in candidates
            if isinstance(item.value, Decimal) and same_kind(printed, item) and agrees(printed, expected(printed, item))
        ),
        None,
    )


def _distinctive(printed: Printed) -> bool:
    """Whether another figure with the same digits is unlikely to be chance."""
    return len(f"{abs(printed.value.number):f}".replace(".", "").lstrip("0")) >= _DISTINCTIVE_DIGITS


def _magnitude(printed: Printed, computed: Traced) -> Difference | None:
    """A slipped decimal point or two digits that changed places."""
    shown, real = printed.value.number, computed.number
    if shown == 0 or real == 0:
        return None
    if any(abs(real - shown.scaleb(shift)) <= printed.half_unit.scaleb(shift) for shift in (-3, -2, -1, 1, 2, 3)):
        return Difference(
            ARITHMETIC, "Los dígitos son correctos, pero la posición decimal está corrida.", _print_computed()
        )
    rounded = round(real, printed.decimals)
    if sorted(f"{abs(rounded):f}") == sorted(f"{abs(shown):f}"):
        return Difference(ARITHMETIC, "Los dígitos son los mismos en otro orden.", _print_computed())
    return None
