# ruff: noqa: F401, F811 - fixtures are imported by name
"""pandas' own test suite for extension arrays, over columns of words; see `test_figure_array_pandas`."""

import pandas as pd
import pytest
from pandas.tests.extension import base
from pandas.tests.extension.conftest import (
    all_arithmetic_operators,
    all_boolean_reductions,
    all_data,
    all_numeric_accumulations,
    all_numeric_reductions,
    all_reductions,
    as_array,
    as_frame,
    as_series,
    box_in_series,
    comparison_op,
    data_for_twos,
    data_repeated,
    fillna_method,
    groupby_apply_op,
    invalid_scalar,
    na_value,
    use_numpy,
    using_nan_is_na,
)

import engine.drawn_units  # words among the units of matplotlib
from engine.traced import Traced
from engine.word_array import WordDtype, words

ORDER = ("bajo", "medio", "alto")
NO_DATA, NOT_GIVEN = Traced.absent("sin_datos"), Traced.absent("ND", ["t.csv:9:x"])


def given(word):
    return Traced.because(word, "75 ≤ 80 < 95", Traced.given(80, "t.csv:2:x"))


@pytest.fixture
def dtype():
    return WordDtype(ORDER)


@pytest.fixture
def data():
    return words(map(given, ["medio", "bajo", "alto", "medio", "medio_o_alto", *ORDER, "bajo", "bajo"]), ORDER)


@pytest.fixture
def data_missing():
    return words([NOT_GIVEN, given("alto")], ORDER)


@pytest.fixture
def data_for_sorting():
    return words(map(given, ["medio", "alto", "bajo"]), ORDER)


@pytest.fixture
def data_missing_for_sorting():
    return words([given("medio"), NOT_GIVEN, given("bajo")], ORDER)


@pytest.fixture
def data_for_grouping():
    low, middle, high = map(given, ORDER)
    return words([middle, middle, NOT_GIVEN, NO_DATA, low, low, middle, high], ORDER)


@pytest.fixture
def na_cmp():
    """Missing is missing, whatever the reason."""
    return lambda left, right: not left.known and not right.known


class TestAccumulate(base.BaseAccumulateTests):
    pass


class TestCasting(base.BaseCastingTests):
    pass


class TestConstructors(base.BaseConstructorsTests):
    @pytest.mark.xfail(
        reason="pandas.DataFrame([item, …]) makes the fields of dataclasses the columns, and Traced is one"
    )
    def test_from_dtype(self, data):
        super().test_from_dtype(data)


class TestDtype(base.BaseDtypeTests):
    pass


class TestGetitem(base.BaseGetitemTests):
    pass


class TestGroupby(base.BaseGroupbyTests):
    pass


class TestIndex(base.BaseIndexTests):
    pass


class TestInterface(base.BaseInterfaceTests):
    pass


class TestParsing(base.BaseParsingTests):
    pass


class TestMethods(base.BaseMethodsTests):
    @pytest.mark.xfail(reason="the order of words belongs to their column: two lone words cannot be compared")
    def test_combine_le(self, data_repeated):
        super().test_combine_le(data_repeated)


class TestMissing(base.BaseMissingTests):
    pass


class TestArithmetic(base.BaseArithmeticOpsTests):
    """Words have no arithmetic: every operation raises TypeError, as the suite expects unless told otherwise."""


class TestComparison(base.BaseComparisonOpsTests):
    def _compare_other(self, ser, data, op, other):
        """The order belongs to the column, not to a lone word; a word outside it is neither more nor less than any."""
        others = other if isinstance(other, pd.Series) else [other] * len(ser)
        pairs = [(left.value, right.value) for left, right in zip(ser, others, strict=True)]
        if op.__name__ not in ("eq", "ne"):
            pairs = [[ORDER.index(word) if word in ORDER else float("nan") for word in pair] for pair in pairs]
        assert list(op(ser, other)) == [op(left, right) for left, right in pairs]


class TestUnary(base.BaseUnaryOpsTests):
    pass


class TestPlotting(base.BasePlottingTests):
    @pytest.mark.parametrize("plot_data", [True, False], indirect=True)
    @pytest.mark.xfail(reason="a word has no height: pandas finds no numeric data to plot")
    def test_plot_on_y_axis(self, plot_data):
        super().test_plot_on_y_axis(plot_data)


class TestPrinting(base.BasePrintingTests):
    pass


class TestReduce(base.BaseReduceTests):
    def _supports_reduction(self, ser, op_name):
        return op_name in ("count", "min", "max")

    def check_reduce(self, ser, op_name, skipna):
        """The lowest or highest of the words in the order."""
        if op_name == "count":
            assert ser.count() == len(ser)
        else:
            ordered = sorted((word.value for word in ser if word.value in ORDER), key=ORDER.index)
            assert getattr(ser, op_name)(skipna=skipna) == ordered[0 if op_name == "min" else -1]


class TestReshaping(base.BaseReshapingTests):
    pass


class TestSetitem(base.BaseSetitemTests):
    pass
