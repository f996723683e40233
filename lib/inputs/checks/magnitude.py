"""When two values that should resemble each other do not: a wrong unit, a lost decimal point, a shifted row."""

from __future__ import annotations

from decimal import Decimal

OTHER_MAGNITUDE, SUDDEN = 10, 3


def differs_by(factor: int, value: Decimal | None, reference: Decimal | None) -> bool:
    """Whether one is at least `factor` times the other; never when one is blank, zero or of another sign."""
    if value is None or reference is None or value * reference <= 0:
        return False
    smaller, larger = sorted((abs(value), abs(reference)))
    return larger >= factor * smaller
