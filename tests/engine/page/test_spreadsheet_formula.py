"""Formulas of figures written as a spreadsheet writes them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.page.spreadsheet_formula import arithmetic_of
from engine.traced import Traced, count, total
from lib.progress import capped_at_100, tasa_anual


def q(value, cell="a.csv:2:x"):
    return Traced.given(Decimal(str(value)), cell)


def written(figure):
    """The formula with each cell's column as its address."""
    found = arithmetic_of(figure)
    return found and found.text({cell: cell.source.rsplit(":", 1)[1] for cell in found.cells})


THIRD = (q(1, "a.csv:2:one") / q(3, "a.csv:2:three")).closed()


@pytest.mark.parametrize(
    ("figure", "formula"),
    [
        (q(42391, "a.csv:2:vo") / q(49007, "a.csv:2:le") * 100, "vo/le*100"),
        (q(9, "a.csv:2:a") - (q(4, "a.csv:2:b") - q(3, "a.csv:2:c")), "a-(b-c)"),
        (total([q(1, "a.csv:2:a"), q(1, "a.csv:3:b"), q(1, "a.csv:4:c")]), "a+b+c"),
        (abs(q(1, "a.csv:2:a") - q(3, "a.csv:2:b")), "ABS(a-b)"),
        (q(12791, "a.csv:2:n") / (1 + q("-47.7", "a.csv:2:v") / 100), "n/(1+(v/100))"),
        (THIRD * 3, "(one/three)*3"),
        (2 * abs(q(1, "a.csv:2:a") - THIRD), "2*(ABS(a-(one/three)))"),
        (capped_at_100(q(130)) * Decimal("0.5"), "(MIN(130,100))*0.5"),
        (Traced(Decimal(-5)) - Traced(Decimal(3)), "(-5)-3"),
        (count(["a", "b"]).closed() / q(4, "a.csv:2:n"), "2/n"),
    ],
)
def test_operators_functions_and_references(figure, formula):
    assert written(figure) == formula


def test_a_rate_takes_its_numbers_whole():
    start = q("1.23456789", "a.csv:2:a")
    rate = tasa_anual(start, q(2, "a.csv:2:b"), q(8, "a.csv:2:n"))
    assert rate.formula == "((2 ÷ 1.234568) ^ (1 ÷ 8) − 1) × 100"
    assert written(rate) == "((2/1.23456789)^(1/8)-1)*100"


@pytest.mark.parametrize(
    "formula",
    ["n(OP.01)", "75 ≤ 80 < 95", "entero más cercano a 13.05", "5 ≥ 3 → 100", "1 ÷ 0", "2 +", "(2", "2022 − 1", "x"],
)
def test_what_is_no_arithmetic_has_no_formula(formula):
    assert arithmetic_of(Traced(Decimal(1), formula)) is None


def test_a_number_a_rule_shows_rounded_is_never_taken_as_whole():
    assert arithmetic_of(Traced.because(1, "0.333333 × 3", q(7))) is None
    twins = q("0.3333331"), q("0.3333332")
    assert arithmetic_of(Traced.because(1, "0.333333 × 3", *twins)) is None


def test_a_value_without_one_cell_of_its_own_stands_as_a_number():
    corrected = Traced(Decimal(7), sources=("a.csv:2:x", "corrections.toml:1"), origin="transcrito")
    counted_as_zero = Traced(Decimal(0), sources=("a.csv:2:x",))
    assert written(corrected + counted_as_zero) == "7+0"


LEAVES = st.decimals(min_value="-1000000", max_value="1000000", places=3).map(q)
STEPS = st.sampled_from(
    [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: abs(a - b), lambda a, b: (a + b).closed()]
)
FIGURES = st.recursive(
    LEAVES, lambda parts: st.tuples(STEPS, parts, parts).map(lambda step: step[0](*step[1:])), max_leaves=6
)


@given(FIGURES, FIGURES)
def test_any_arithmetic_recalculates_to_its_value(left, right):
    figure = left - right
    size = 1 + sum(abs(operand.number) for operand in (left, right))
    assert arithmetic_of(figure).value == pytest.approx(float(figure), abs=float(size) * 1e-6)
