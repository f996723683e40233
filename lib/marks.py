"""Levels, scales and verdicts told in three ways at once: word, symbol and colour, never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """How a code looks.

    Attributes:
        symbol: Shape shown before the word.
        tone: CSS class and name of the colour: alto, bueno, medio, bajo or nada.
    """

    symbol: str
    tone: str


_HIGH, _GOOD, _MIDDLE, _LOW, _NONE = (
    Mark("▲", "alto"),
    Mark("△", "bueno"),
    Mark("◆", "medio"),
    Mark("▼", "bajo"),
    Mark("○", "nada"),
)

MARKS: dict[str, Mark] = {
    "alto": _HIGH,
    "medio": _MIDDLE,
    "bajo": _LOW,
    "sin_informacion": _NONE,
    "muy_bueno": _HIGH,
    "bueno": _GOOD,
    "regular": _MIDDLE,
    "deficiente": _LOW,
    "Avanzado": _HIGH,
    "Intermedio": _MIDDLE,
    "Inicial": _LOW,
    "meta_alcanzada": _HIGH,
    "en_camino": _HIGH,
    "avance_acelerar": _GOOD,
    "limitado": _MIDDLE,
    "deterioro": _LOW,
    "coincide": _HIGH,
    "dato_de_entrada": _GOOD,
    "no_verificable": _NONE,
    "difiere": _LOW,
    "se_cumple": _HIGH,
    "no_se_cumple": _LOW,
    "no_aplica": _NONE,
    "mayor_150": _MIDDLE,
    "gasto_sin_entrega": _LOW,
    "entrega_sobre_gasto": _MIDDLE,
    "revisar_programacion": _MIDDLE,
}


def mark_of(code: str) -> Mark | None:
    """The mark of a code, or None."""
    return MARKS.get(code)
