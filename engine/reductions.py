"""Statistics of traced numbers: exact, each with the formula that made it and the cells it rests on.

Every function takes the known values, at least one.
"""

from __future__ import annotations

import functools
import math
import operator
import statistics
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from engine.traced import NOT_COMPUTABLE, Traced, plain, total


def mean(parts: Sequence[Traced]) -> Traced:
    """Arithmetic mean: «(a + b) ÷ 2»."""
    return total(parts) / len(parts)


def product(parts: Sequence[Traced]) -> Traced:
    """Product: «a × b»."""
    return functools.reduce(operator.mul, parts)


def median(parts: Sequence[Traced]) -> Traced:
    """The middle value, or the mean of the two in the middle."""
    return _told("mediana", statistics.median(_numbers(parts)), parts)


def variance(parts: Sequence[Traced], ddof: int = 1) -> Traced:
    """Variance; missing when no degree of freedom is left."""
    return _told("varianza", _variance(parts, ddof), parts)


def deviation(parts: Sequence[Traced], ddof: int = 1) -> Traced:
    """Standard deviation; missing when no degree of freedom is left."""
    spread = _variance(parts, ddof)
    return _told("desviación estándar", None if spread is None else spread.sqrt(), parts)


def standard_error(parts: Sequence[Traced], ddof: int = 1) -> Traced:
    """Standard error of the mean; missing when no degree of freedom is left."""
    spread = _variance(parts, ddof)
    return _told("error estándar", None if spread is None else (spread / len(parts)).sqrt(), parts)


def skewness(parts: Sequence[Traced]) -> Traced:
    """Skewness, to the digits of a float; missing below three values."""
    return _told("asimetría", _from_float(_floats(parts).skew()), parts)


def kurtosis(parts: Sequence[Traced]) -> Traced:
    """Excess kurtosis, to the digits of a float; missing below four values."""
    return _told("curtosis", _from_float(_floats(parts).kurt()), parts)


def quantile(parts: Sequence[Traced], share: float, interpolation: str = "linear") -> Traced:
    """The value below which a share (0 to 1) of the values lies, interpolated as pandas does."""
    ordered = sorted(_numbers(parts))
    position = Decimal(str(share)) * (len(ordered) - 1)
    low, high = ordered[math.floor(position)], ordered[math.ceil(position)]
    found = {
        "lower": low,
        "higher": high,
        "midpoint": (low + high) / 2,
        "nearest": ordered[round(position)],
        "linear": low + (high - low) * (position % 1),
    }
    return _told(f"cuantil {plain(Decimal(str(share)))}", found[interpolation], parts)


def added(parts: Sequence[Traced]) -> Traced:
    """Sum: «a + b»; of one value too it is a number of its own, and not that figure."""
    return total(parts) if len(parts) > 1 else parts[0].closed()


REDUCTIONS: dict[str, Callable[..., Traced]] = {
    "sum": added,
    "prod": product,
    "mean": mean,
    "median": median,
    "var": variance,
    "std": deviation,
    "sem": standard_error,
    "skew": skewness,
    "kurt": kurtosis,
}
WITH_DDOF = frozenset({"var", "std", "sem"})


def _numbers(parts: Sequence[Traced]) -> list[Decimal]:
    return [part.number for part in parts]


def _floats(parts: Sequence[Traced]) -> Any:
    return pd.Series([float(part) for part in parts])


def _variance(parts: Sequence[Traced], ddof: int) -> Decimal | None:
    numbers = _numbers(parts)
    if len(numbers) <= ddof:
        return None
    middle = sum(numbers, Decimal(0)) / len(numbers)
    return sum(((number - middle) ** 2 for number in numbers), Decimal(0)) / (len(numbers) - ddof)


def _from_float(value: float) -> Decimal | None:
    return Decimal(str(value)) if math.isfinite(value) else None


def _told(name: str, value: Decimal | None, parts: Sequence[Traced]) -> Traced:
    if value is None:
        return Traced.absent(NOT_COMPUTABLE, inputs=parts)
    return Traced.because(value, f"{name}({'; '.join(plain(part.value) for part in parts)})", *parts)
