"""Numbers as offices write them: read only when they can mean one thing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.inputs.cells import read_number


@pytest.mark.parametrize(
    ("written", "whole", "unit", "meant"),
    [
        ("42391", False, "", "42391"),
        ("35.0", False, "", "35.0"),
        ("-4.4", False, "", "-4.4"),
        ("−4.4", False, "", "-4.4"),
        ("+3.3", False, "", "3.3"),
        (" 12 ", False, "", "12"),
        ("12\u00a0791", True, "", "12791"),
        ("12,6", False, "", "12.6"),
        ("0,123", False, "", "0.123"),
        ("1234,567", False, "", "1234.567"),
        (".5", False, "", "0.5"),
        ("1,234", True, "", "1234"),
        ("1,234", False, "soles", "1234"),
        ("S/ 1,234", False, "soles", "1234"),
        ("S/. 1,234.50", False, "soles", "1234.50"),
        ("s/ 39,739,176", False, "soles", "39739176"),
        ("1'234,567", True, "", "1234567"),
        ("1,234.5", False, "", "1234.5"),
        ("1.234,5", False, "", "1234.5"),
        ("1.234.567", False, "", "1234567"),
        ("1,234,567", False, "", "1234567"),
        ("12.5%", False, "porcentaje", "12.5"),
        ("12,5 %", False, "porcentaje", "12.5"),
        ("5528.0", True, "", "5528"),
        ("007", True, "", "7"),
    ],
)
def test_an_unambiguous_number_is_read(written, whole, unit, meant):
    reading = read_number(written, whole, unit)

    assert (reading.text, reading.fault) == (meant, "")
    assert bool(reading.note) == (written != meant)


@pytest.mark.parametrize(
    ("written", "whole", "unit", "fault"),
    [
        ("1,234", False, "", "numero_ambiguo"),
        ("1,234", False, "porcentaje", "numero_ambiguo"),
        ("-1,234", False, "", "numero_ambiguo"),
        ("1.234", True, "", "numero_ambiguo"),
        ("1.000", True, "", "numero_ambiguo"),
        ("1.234", False, "soles", "numero_ambiguo"),
        ("12.5", True, "", "entero"),
        ("12.5%", False, "soles", "signo_porcentaje"),
        ("12.5%", False, "", "signo_porcentaje"),
        ("S/ 12.5", False, "porcentaje", "signo_soles"),
        ("12,34,567", True, "", "numero"),
        ("1,23.4", False, "", "numero"),
        ("3 2", True, "", "numero"),
        ("5.", False, "", "numero"),
        ("1e5", False, "", "numero"),
        ("NaN", False, "", "numero"),
        ("Infinity", False, "", "numero"),
        ("١٢", True, "", "numero"),
        ("(1,234)", True, "", "numero"),
        ("12 empresas", True, "", "numero"),
        ("< 5", True, "", "numero"),
        ("1/2", False, "", "numero"),
    ],
)
def test_what_can_be_read_in_two_ways_or_in_none_is_refused(written, whole, unit, fault):
    assert read_number(written, whole, unit).fault == fault


@pytest.mark.parametrize("written", ["", "   ", "-", "—", "n.d.", "N.D.", "s/d", "sin información", "\u00a0"])
def test_words_for_no_value_are_blank(written):
    reading = read_number(written)

    assert (reading.text, reading.fault) == ("", "")
    assert bool(reading.note) == bool(written.strip())


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_plain_number_is_read_as_itself(number):
    reading = read_number(f"{number:f}")

    assert Decimal(reading.text) == number


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.booleans())
def test_a_number_with_both_separators_is_never_read_as_another(number, spanish):
    written = f"{number:,.2f}"
    if spanish:
        written = written.translate(str.maketrans(",.", ".,"))

    assert Decimal(read_number(written).text) == number


@given(st.integers(min_value=0, max_value=10**12))
def test_a_count_with_thousand_commas_is_never_read_as_another(count):
    assert int(read_number(f"{count:,}", whole=True).text) == count


@given(st.text(max_size=12))
def test_any_text_is_read_refused_or_blank(written):
    reading = read_number(written)

    assert reading.fault or not reading.text or Decimal(reading.text).is_finite()
