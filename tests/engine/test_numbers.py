"""How values are written for readers in Peru."""

from decimal import Decimal

import pytest

from engine.numbers import NBSP, decimals_to_show, missing_text, quantity_text, round_half_up

LIMITS = (Decimal(95), Decimal(75))


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [("86.45", 1, "86.5"), ("86.44", 1, "86.4"), ("-0.25", 1, "-0.3"), ("2.5", 0, "3"), ("0.5", 0, "1")],
)
def test_rounding_is_half_up_and_symmetric(value, decimals, expected):
    assert round_half_up(Decimal(value), decimals) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "signed", "expected"),
    [
        ("42391", "soles", 0, False, "S/ 42,391"),
        ("-6616", "soles", 0, True, "−S/ 6,616"),
        ("86.4999", "porcentaje", 1, False, "86.5 %"),
        ("-0.22", "p.p.", 2, True, "−0.22 p. p."),
        ("47.9", "p.p.", 1, True, "+47.9 p. p."),
        ("0", "p.p.", 1, True, "0.0 p. p."),
        ("-0.04", "porcentaje", 1, True, "0.0 %"),
        ("2.1", "millones_soles", 1, False, "S/ 2.1 millones"),
        ("12791", "empresas", 0, False, "12,791"),
        ("2024", "anio", 0, False, "2024"),
    ],
)
def test_numbers_with_their_unit(value, unit, decimals, signed, expected):
    assert quantity_text(Decimal(value), unit, decimals, signed).replace(NBSP, " ") == expected


@pytest.mark.parametrize(
    ("value", "decimals"), [("94.9957613", 3), ("94.94", 1), ("95", 1), ("74.99999", 5), ("86.5", 1)]
)
def test_rounding_never_carries_a_value_onto_a_limit(value, decimals):
    assert decimals_to_show(Decimal(value), 1, LIMITS) == decimals


def test_a_reason_without_words_is_a_programming_error():
    assert missing_text("ND") == "sin información"
    with pytest.raises(KeyError):
        missing_text("no existe")
