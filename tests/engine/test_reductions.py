"""Statistics of traced numbers against hand calculations, called as an analyst would, and what is cited where there is none."""

from decimal import Decimal

import pytest

from engine import reductions
from engine.traced import NOT_COMPUTABLE, Traced


def parts(*numbers):
    return [Traced.given(number, f"t.csv:{line}:x") for line, number in enumerate(numbers, start=2)]


def test_variance_deviation_and_error_leave_one_degree_of_freedom():
    # 2 and 6: mean 4, squares 4 + 4 = 8; 8 / 1 = 8, its root 2.828427; the error of the mean is the root of 8 / 2 = 2
    assert reductions.variance(parts(2, 6)) == 8
    assert round(reductions.deviation(parts(2, 6)).number, 6) == Decimal("2.828427")
    assert reductions.standard_error(parts(2, 6)) == 2
    assert reductions.variance(parts(2, 6), ddof=0) == 4  # 8 / 2


@pytest.mark.parametrize("name", ["variance", "deviation", "standard_error", "skewness", "kurtosis"])
def test_too_few_values_give_none_and_are_cited(name):
    found = getattr(reductions, name)(parts(5))
    assert (found.missing, found.sources) == (NOT_COMPUTABLE, ("t.csv:2:x",))


def test_skewness():
    # 1, 1, 4: mean 2, deviations -1, -1, 2; m2 = 6 / 3 = 2, m3 = 6 / 3 = 2; 2 / 2^1.5 = 0.707107, times sqrt(6) / 1 = 1.732051
    found = reductions.skewness(parts(1, 1, 4))
    assert round(found.number, 6) == Decimal("1.732051") and found.formula == "asimetría(1; 1; 4)"


@pytest.mark.parametrize(
    ("interpolation", "expected"),
    # Of four values the first quarter ends at place 0.75: between 10 and 20, nearer to 20
    [("lower", 10), ("higher", 20), ("midpoint", 15), ("nearest", 20), ("linear", "17.5")],
)
def test_quantile_between_two_values(interpolation, expected):
    found = reductions.quantile(parts(40, 10, 80, 20), 0.25, interpolation)
    assert found == Decimal(expected) and found.formula == "cuantil 0.25(40; 10; 80; 20)"


def test_quantile_past_the_first_pair():
    # Of five values the share 0.4 ends at place 1.6: 20 + 0.6 x (40 - 20) = 32
    assert reductions.quantile(parts(10, 20, 40, 80, 160), 0.4) == 32
