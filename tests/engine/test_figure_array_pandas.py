# ruff: noqa: F401 - fixtures are imported by name
"""pandas' own test suite for extension arrays, over columns of figures.

One subclass per class of the suite; what differs is said where it differs. `Dim2CompatTests` is left out: it is for arrays
of two dimensions, and pandas stores every array of another library in one.
"""

from decimal import Decimal

import numpy as np
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
    data_repeated,
    fillna_method,
    groupby_apply_op,
    invalid_scalar,
    na_value,
    use_numpy,
    using_nan_is_na,
)

import engine.drawn_units  # figures among the units of matplotlib
from engine.figure_array import FigureDtype, figures
from engine.traced import Traced

NO_DATA, NOT_GIVEN = Traced.absent("sin_datos"), Traced.absent("ND", ["t.csv:9:x"])


def given(number):
    return Traced.given(Decimal(str(number)), f"t.csv:2:{number}")


@pytest.fixture
def dtype():
    return FigureDtype()


@pytest.fixture
def data():
    return figures(map(given, ["1", "2", "3.5", "4", "5", "6", "7.25", "8", "9", "10"]))


@pytest.fixture
def data_for_twos():
    return figures([given(2)] * 10)


@pytest.fixture
def data_missing():
    return figures([NOT_GIVEN, given(1)])


@pytest.fixture
def data_for_sorting():
    return figures(map(given, [1, 2, 0]))


@pytest.fixture
def data_missing_for_sorting():
    return figures([given(1), NOT_GIVEN, given(0)])


@pytest.fixture
def data_for_grouping():
    low, middle, high = map(given, [0, 1, 2])
    return figures([middle, middle, NOT_GIVEN, NO_DATA, low, low, middle, high])


@pytest.fixture
def na_cmp():
    """Missing is missing, whatever the reason."""
    return lambda left, right: not left.known and not right.known


class TestAccumulate(base.BaseAccumulateTests):
    def _supports_accumulation(self, ser, op_name):
        return True

    def check_accumulate(self, ser, op_name, skipna):
        """As on floats, to the digits of a float."""
        result = getattr(ser, op_name)(skipna=skipna)
        assert isinstance(result.dtype, FigureDtype)
        pd.testing.assert_series_equal(result.astype(float), getattr(ser.astype(float), op_name)(skipna=skipna))


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
    pass


class TestMissing(base.BaseMissingTests):
    pass


class TestArithmetic(base.BaseArithmeticOpsTests):
    divmod_exc = TypeError

    def _get_expected_exception(self, op_name, obj, other):
        """The report has no use for whole division and remainders: they raise."""
        whole = ("__floordiv__", "__rfloordiv__", "__mod__", "__rmod__", "__divmod__", "__rdivmod__")
        return TypeError if op_name in whole else None


class TestComparison(base.BaseComparisonOpsTests):
    pass


class TestUnary(base.BaseUnaryOpsTests):
    pass


class TestPlotting(base.BasePlottingTests):
    pass


class TestPrinting(base.BasePrintingTests):
    pass


class TestReduce(base.BaseReduceTests):
    def _supports_reduction(self, ser, op_name):
        return True

    def check_reduce(self, ser, op_name, skipna):
        """As on floats, to the digits of a float."""
        options = {} if op_name == "count" else {"skipna": skipna}
        result, expected = (getattr(item, op_name)(**options) for item in (ser, ser.astype(float)))
        assert float(result) == pytest.approx(float(expected))
        assert isinstance(result, (bool, np.bool_) if op_name in ("any", "all") else (Traced, np.integer, int))


class TestReshaping(base.BaseReshapingTests):
    pass


class TestSetitem(base.BaseSetitemTests):
    pass
