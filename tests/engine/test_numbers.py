"""How values are written for readers in Peru."""

from decimal import Decimal

import pytest

from engine.numbers import (
    NBSP,
    decimals_of,
    decimals_to_show,
    half_unit,
    missing_text,
    number_text,
    quantity_text,
    round_half_up,
)

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
        ("0.5", "p.p.", 1, True, "+0.5 p. p."),
        ("0", "p.p.", 1, True, "0.0 p. p."),
        ("-0.04", "porcentaje", 1, True, "0.0 %"),
        ("2.1", "millones_soles", 1, False, "S/ 2.1 millones"),
        ("12791", "empresas", 0, False, "12,791"),
        ("2024", "anio", 0, False, "2024"),
    ],
)
def test_numbers_with_their_unit(value, unit, decimals, signed, expected):
    assert quantity_text(Decimal(value), unit, decimals, signed).replace(NBSP, " ") == expected


def test_no_plus_sign_unless_it_is_asked_for():
    assert quantity_text(Decimal("47.9"), "porcentaje", 1) == f"47.9{NBSP}%"


@pytest.mark.parametrize(
    ("value", "decimals"),
    [("94.9957613", 3), ("94.94", 1), ("95", 1), ("74.99999", 5), ("86.5", 1), ("94.99999999", 6)],  # six at most
)
def test_rounding_never_carries_a_value_onto_a_limit(value, decimals):
    assert decimals_to_show(Decimal(value), 1, LIMITS) == decimals


@pytest.mark.parametrize(
    ("value", "decimals", "half"), [("68", 0, "0.5"), ("13.1", 1, "0.05"), ("0.0339", 4, "0.00005"), ("1E+3", 0, "0.5")]
)
def test_how_exactly_a_number_is_printed(value, decimals, half):
    """13.1 stands for 13.05 to 13.15: half of 0.1 to each side."""
    assert decimals_of(Decimal(value)) == decimals
    assert half_unit(decimals) == Decimal(half)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"), [("-1234.5", 0, "−1,235"), ("1234567.25", 2, "1,234,567.25"), ("999", 0, "999")]
)
def test_digits_alone(value, decimals, expected, monkeypatch):
    monkeypatch.setattr("babel.numbers.LC_NUMERIC", "de_DE")  # where a computer stands does not matter
    assert number_text(Decimal(value), decimals) == expected


def test_a_reason_without_words_is_a_programming_error():
    assert missing_text("ND") == "sin información"
    with pytest.raises(KeyError):
        missing_text("no existe")
