"""Values that carry their trace: arithmetic, formulas, missing values, use inside pandas."""

import operator
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.traced import Traced, count, plain, total

amounts = st.decimals(min_value="-1000000", max_value="1000000", places=3)


def q(value, cell="a.csv:2:x"):
    return Traced.given(Decimal(str(value)), cell)


def test_formula_shows_the_numbers_in_place():
    result = q(42391, "r.csv:2:obtenido") / q(49007, "r.csv:2:esperado") * 100
    assert result.formula == "42,391 ÷ 49,007 × 100"
    assert result.sources == ("r.csv:2:esperado", "r.csv:2:obtenido")


@pytest.mark.parametrize(
    ("result", "formula"),
    [
        ((q(8) - q(5)) / (q(9) - q(5)) * 100, "(8 − 5) ÷ (9 − 5) × 100"),
        (q(9) - (q(4) + q(3)), "9 − (4 + 3)"),
        (q(9) - (q(4) - q(3)), "9 − (4 − 3)"),
        (q(9) + (q(4) - q(3)), "9 + 4 − 3"),
        (q(9) / (q(4) / q(2)), "9 ÷ (4 ÷ 2)"),
        (q(9) + q(-4), "9 + (−4)"),
        (1 - q(4), "1 − 4"),
        (100 * q(2), "100 × 2"),
        (12 / q(4), "12 ÷ 4"),
    ],
)
def test_formula_keeps_the_order_of_operations(result, formula):
    assert result.formula == formula


def test_a_closed_value_is_a_number_in_later_formulas():
    share = (q(45) / q(86) * 100).closed()
    assert (share - 50).formula == "52.325581 − 50"


def test_operands_are_the_exact_numbers_of_the_formula_in_its_order():
    a, b, third = q(8), q(5), (q(1) / q(3)).closed()
    result = abs(a - (b + third)) * 100
    assert result.formula == "2.666667 × 100" and result.operands[0].formula == "|8 − (5 + 0.333333)|"
    assert [operand.value for operand in result.operands] == [result.value / 100, 100]
    assert [operand.value for operand in result.operands[0].operands] == [8, 5, third.value]
    assert result.closed().operands == result.operands


def test_missing_spreads_with_its_reason_and_sources():
    result = q(5, "a.csv:2:x") / Traced.absent("ND", ["a.csv:2:y"]) * 100
    assert not result.known
    assert result.missing == "ND"
    assert result.sources == ("a.csv:2:x", "a.csv:2:y")


def test_division_by_zero_is_missing_not_an_error():
    assert (q(5) / q(0)).missing == "denominador_cero"


def test_total_is_missing_when_a_part_is():
    assert total([q(1), q(2)]).formula == "1 + 2"
    assert total([q(1), Traced.absent("ND")]).missing == "ND"
    assert total([]).missing == "sin_datos"


def test_count_names_what_it_counts():
    result = count(["OP.01", "OP.02"], [q(1, "a.csv:2:x"), q(1, "a.csv:3:x")])
    assert result == 2
    assert result.formula == "n(OP.01, OP.02)"
    assert result.sources == ("a.csv:2:x", "a.csv:3:x")


def test_frames_of_traced_values_filter_and_calculate_like_numbers():
    frame = pd.DataFrame({"done": [q(5), q(8), Traced.absent("ND")], "goal": [q(7), q(8), q(9)]}, dtype=object)
    frame["share"] = frame["done"] / frame["goal"] * 100
    assert list(frame["share"] > 80) == [False, True, False]
    assert list(frame["done"].map(float).isna()) == [False, False, True]
    assert frame["goal"].sum() == 24


def test_words_are_traced_too():
    level = Traced.because("medio", "75 ≤ 80 < 95", q(80))
    assert level == "medio"
    assert level.sources == ("a.csv:2:x",)
    with pytest.raises(ValueError, match="not a number"):
        _ = level.number


def test_what_an_analyst_sees_in_a_cell():
    assert repr(q(5, "a.csv:2:x") / q(8, "a.csv:2:y")) == "0.625  = 5 ÷ 8  [a.csv:2:x; a.csv:2:y]"
    assert repr(Traced.absent("ND", ["a.csv:2:x"])) == "— (ND)  [a.csv:2:x]"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12791", "12,791"),
        ("35.0", "35.0"),
        ("-47.7", "−47.7"),
        ("0.123456789", "0.123457"),
        ("102.34375", "102.34375"),
    ],
)
def test_numbers_inside_formulas(value, text):
    assert plain(Decimal(value)) == text


@given(amounts, amounts)
def test_arithmetic_is_exact(a, b):
    assert (q(a) + q(b)).value == a + b
    assert (q(a) - q(b)).value == a - b
    assert (q(a) * q(b)).value == a * b


@given(st.lists(amounts, min_size=1, max_size=8))
def test_total_does_not_depend_on_order(values):
    assert total(map(q, values)) == total(map(q, reversed(values)))


@pytest.mark.parametrize("relation", [operator.lt, operator.le, operator.gt, operator.ge, operator.eq])
def test_no_comparison_holds_for_a_missing_value(relation):
    assert not relation(Traced.absent("ND"), q(80))
    assert not relation(q(80), Traced.absent("ND"))
