"""When two values that should resemble each other do not: a wrong unit, a lost decimal point, a shifted row."""

from __future__ import annotations

from decimal import Decimal

OTHER_MAGNITUDE, SUDDEN = 10, 3
REVIEW = "Revise la unidad, los decimales y el signo; si es correcto, no cambie nada."


def unlike(value: Decimal, reference: Decimal) -> tuple[str, str] | None:
    """Code and sentence of what two values that should resemble each other do not share; None when they do."""
    if value * reference < 0:
        return "signo", "tiene otro signo que {}"
    if differs_by(OTHER_MAGNITUDE, value, reference):
        return "orden_de_magnitud", "es de otro orden de magnitud que {}"
    return None


def differs_by(factor: int, value: Decimal, reference: Decimal) -> bool:
    """Whether one is at least `factor` times the other; never when one is zero or of another sign."""
    if value * reference <= 0:
        return False
    smaller, larger = sorted((abs(value), abs(reference)))
    return larger >= factor * smaller
