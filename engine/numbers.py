"""How values are written for readers in Peru (es_PE), for example `S/ 42,391`, `86.5 %` and `0.22 p. p.`.

Rounding happens only here, half up (METHODS: «Redondeo»).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

LANGUAGE = "es_PE"
NBSP = "\u00a0"

YEAR = "anio"

UNIT_PATTERNS = {
    "soles": f"S/{NBSP}{{}}",
    "millones_soles": f"S/{NBSP}{{}}{NBSP}millones",
    "porcentaje": f"{{}}{NBSP}%",
    "p.p.": f"{{}}{NBSP}p.{NBSP}p.",
    "porcentaje_anual": f"{{}}{NBSP}%{NBSP}anual",
}

MISSING_REASONS = {
    "ND": "sin información",
    "NP": "no programado",
    "PX": "solo proxy",
    "NC": "no calculable",
    "no_publicado": "no publicado",
    "sin_linea_base": "sin línea base",
    "sin_meta": "sin meta",
    "sin_meta_programada": "sin meta programada",
    "sin_meta_final": "sin meta final",
    "meta_cero": "meta cero",
    "le_igual_lb": "meta igual a la línea base",
    "denominador_cero": "no calculable",
    "no_aplica": "no aplica",
    "sin_datos": "sin datos",
}


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Round half up (away from zero), as both source documents do."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def decimals_of(value: Decimal) -> int:
    """Decimals a number is written with."""
    return max(0, -int(value.as_tuple().exponent))


def half_unit(decimals: int) -> Decimal:
    """Half a unit of the last of so many decimals: how far rounding to them moves a number."""
    return Decimal(5).scaleb(-decimals - 1)


def decimals_to_show(value: Decimal, decimals: int, limits: Iterable[Decimal] = ()) -> int:
    """Decimals needed so that rounding does not carry the value onto a limit it does not reach.

    94.996 with the limit 95 is shown with three decimals, because «95.0 %» would contradict its level.
    """
    for limit in limits:
        while value != limit and round_half_up(value, decimals) == limit and decimals < 6:
            decimals += 1
    return decimals


def number_text(value: Decimal, decimals: int) -> str:
    """The digits alone: thousands separated by commas, minus sign U+2212."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    from babel.numbers import format_decimal  # here: a Python without the libraries must come as far as to be told so

    text = format_decimal(round_half_up(value, decimals), format=pattern, locale=LANGUAGE)
    return text.replace("-", "−")


def quantity_text(value: Decimal, unit: str, decimals: int, signed: bool = False) -> str:
    """A number with its unit; `signed` writes the plus sign of an increase; years have no separators."""
    if unit == YEAR:
        return f"{value:f}"
    rounded = round_half_up(value, decimals)
    sign = "−" if rounded < 0 else "+" if signed and rounded > 0 else ""
    text = number_text(abs(rounded), decimals)
    return sign + (UNIT_PATTERNS[unit].format(text) if unit in UNIT_PATTERNS else text)


def missing_text(reason: str) -> str:
    """Words shown in place of a missing value."""
    return MISSING_REASONS[reason]
