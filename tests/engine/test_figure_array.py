"""Columns of figures: what a number remembers, how a missing one behaves, how frames get the dtype."""

import copy
import pickle
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from engine.figure_array import FigureDtype, as_figures, figures
from engine.traced import Shown, Traced
from engine.word_array import WordDtype, words

LEVELS = ("bajo", "medio", "alto")


def given(number, row="1", origin="transcrito"):
    value = Traced.given(Decimal(str(number)), f"t.csv:{row}:x", origin)
    shown = Shown(f"t.x[{row}].x", f"S/ {number}")
    return Traced(value.value, sources=value.sources, origin=origin, shown_as=shown)


def ids(column):
    return [value.id for value in column]


@pytest.fixture
def frame():
    values = [given(5, "a"), Traced.absent("ND", ["t.csv:b:x"]), given("2.5", "c"), given(40, "d")]
    return pd.DataFrame({"group": ["p", "p", "q", "q"], "x": figures(values)}, index=list("abcd"))


def test_reductions_keep_formula_and_sources(frame):
    column = frame["x"]
    assert column.sum().formula == "5 + 2.5 + 40" and column.sum().sources == ("t.csv:a:x", "t.csv:c:x", "t.csv:d:x")
    assert column.mean().formula == "(5 + 2.5 + 40) ÷ 3" and column.median().formula == "mediana(5; 2.5; 40)"
    assert column.quantile(0.25).formula == "cuantil 0.25(5; 2.5; 40)" and column.quantile(0.25) == Decimal("3.75")
    assert column.max() is frame.at["d", "x"] and column.min().id == "t.x[c].x"
    assert frame.groupby("group")["x"].sum()["q"].formula == "2.5 + 40"
    assert [value.formula for value in column.cumsum()] == ["", "", "5 + 2.5", "5 + 2.5 + 40"]


def test_statistics_are_exact():
    column = pd.Series(figures([Decimal("0.1")] * 3))
    assert column.sum() == Decimal("0.3") and column.std() == 0 and column.mean() == Decimal("0.1")
    assert abs(pd.Series(figures([1, 2, 4])).var() - Decimal(7) / 3) < Decimal("1e-24")


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        (lambda f: f[f["x"] > 3], "ad"),
        (lambda f: f.sort_values("x", ascending=False), "dac"),
        (lambda f: f.nlargest(2, "x"), "da"),
        (lambda f: f.merge(pd.DataFrame({"group": ["q"], "y": [1]}), on="group"), "cd"),
        (lambda f: pd.concat([f.tail(1), f.head(1)]), "da"),
        (lambda f: f[["x"]].join(f[["group"]]).reset_index(drop=True), "acd"),
        (lambda f: f.assign(y=1).set_index("group").reset_index(), "acd"),
        (lambda f: f[["x"]].T.T, "acd"),
        (lambda f: f.rename(columns={"x": "y"}).melt(id_vars="group", value_name="x"), "acd"),
        (lambda f: f.drop_duplicates("x"), "acd"),
        (lambda f: f.groupby("group").first(), "ac"),
        (lambda f: f.astype(object).astype({"x": "figure"}), "acd"),
    ],
)
def test_a_value_keeps_its_figure_wherever_a_frame_takes_it(frame, change, kept):
    assert [ident for ident in ids(change(frame)["x"]) if ident] == [f"t.x[{row}].x" for row in kept]


def test_an_edited_cell_shows_what_it_holds(frame):
    frame.loc["a", "x"] = 7
    frame.loc[frame["x"] > 30, "x"] = 0.5
    edited = frame["x"]
    assert edited["a"] == 7 and edited["d"] == Decimal("0.5")
    assert ids(edited) == ["", "", "t.x[c].x", ""] and edited["d"].text == "0.5"
    frame.loc["suma"] = {"group": "", "x": edited.sum()}
    assert frame["x"].dtype == "figure" and frame.at["suma", "x"].formula == "7 + 2.5 + 0.5"


def test_a_sum_added_as_a_row_keeps_its_formula(frame):
    numbers = frame[["x"]].copy()
    numbers.loc["suma"] = numbers.sum()
    assert numbers.at["suma", "x"].formula == "5 + 2.5 + 40"


def test_a_missing_value_stays_missing_with_its_reason(frame):
    column = frame["x"]
    assert list(column.isna()) == [False, True, False, False] and pd.isna(column["b"])
    for changed in (column.clip(upper=3), column.round(1), column * 2, column.cumsum(), -column, column.abs()):
        assert changed["b"].missing == "ND"
    assert frame.loc["b"].isna()["x"] and column.reindex(["b", "z"])["z"].missing == "sin_datos"
    assert column.sort_values().iloc[-1].missing == "ND"
    assert column.sum(skipna=False).missing == "ND"


def test_nothing_known_adds_up_to_nothing_and_never_to_zero(frame):
    missing = frame[frame["x"].isna()]
    assert missing["x"].sum().missing == "ND" and missing["x"].mean().missing == "ND"
    assert frame[frame["x"] > 99]["x"].sum().missing == "sin_datos"
    assert frame.groupby(frame.index)["x"].sum()["b"].missing == "ND"
    assert frame["x"].std(ddof=3).missing == "NC"


def test_a_clipped_or_filled_value_is_a_constant(frame):
    assert frame["x"].clip(upper=10)["d"] == 10 and frame["x"].fillna(0)["b"].sources == ()


def test_rounding_is_half_up_and_says_so():
    rounded = pd.Series(figures([given("0.25"), given("86.449")])).round(1)
    assert [value.formula for value in rounded] == ["redondeo(0.25; 1)", "redondeo(86.449; 1)"]
    assert list(rounded == [Decimal("0.3"), Decimal("86.4")]) == [True, True]


def test_arithmetic_with_everything_that_is_a_number(frame):
    column = frame["x"]
    for other in (2, 2.0, Decimal(2), np.int64(2), given(2), [2] * 4, np.full(4, 2.0), pd.Series([2] * 4, frame.index)):
        assert (column * other)["a"].value == 10
        assert (other / column if not isinstance(other, list) else 2 / column)["a"] == Decimal("0.4")
    assert (column / 0)["a"].missing == "denominador_cero"
    assert (column**2)["c"].formula == "2.5 ^ 2"
    assert (column + pd.Series([1, 1, None, np.nan], frame.index)).isna().tolist() == [False, True, True, True]
    with pytest.raises(TypeError, match="unsupported operand"):
        _ = column + "x"
    with pytest.raises(TypeError, match="unsupported operand"):
        _ = column % 2


@pytest.mark.parametrize("wrong", ["12", True, object(), float("inf"), Traced("alto")])
def test_what_is_no_number_does_not_enter(frame, wrong):
    with pytest.raises((TypeError, ValueError)):
        figures([1, wrong])
    with pytest.raises((TypeError, ValueError)):
        frame.at["a", "x"] = wrong


def test_what_a_function_gives_keeps_its_own_type(frame):
    column = frame["x"].dropna()
    assert column.map(lambda value: value * 2).dtype == "figure"
    assert column.map(float).dtype == float and column.map(lambda value: value > 3).dtype == bool
    assert list(column.map(lambda value: value.text)) == ["S/ 5", "S/ 2.5", "S/ 40"]


def test_a_frame_shows_values_as_readers_see_them(frame):
    frame.at["a", "x"] = given(46557, "a", "supuesto")
    assert frame["x"].to_string(index=False).split() == [
        "S/",
        "46557",
        "(supuesto)",
        "—",
        "(ND)",
        "S/",
        "2.5",
        "S/",
        "40",
    ]
    assert "93,114 (supuesto)" in repr(frame["x"] * 2) and "S/ 46557 (supuesto)" in frame.to_html()


def test_plain_values_for_numpy_and_for_export(frame):
    assert frame["x"].to_numpy().tolist()[2:] == [2.5, 40.0] and np.isnan(np.asarray(frame["x"])[1])
    assert frame["x"].to_numpy(na_value=0).sum() == 47.5
    assert frame[["x"]].to_numpy()[0, 0] is frame.at["a", "x"]
    with_words = frame.assign(level=words(["alto", None, "bajo", "alto"], LEVELS))
    assert with_words["x"].astype("float64").dtype == "float64"
    assert list(with_words["level"].astype("category").cat.categories) == list(LEVELS)
    with pytest.raises(ValueError, match="missing"):
        frame["x"].astype(int)


def test_frames_made_from_records_get_their_dtypes():
    records = {
        "a": {"n": given(1), "word": Traced("alto"), "free": Traced("x"), "text": "t", "none": Traced.absent("ND")},
        "b": {
            "n": None,
            "word": Traced.absent("ND"),
            "free": Traced("y"),
            "text": given(2),
            "none": Traced.absent("NP"),
        },
    }
    made = as_figures(pd.DataFrame.from_dict(records, orient="index"), {"word": LEVELS, "none": LEVELS})
    assert list(made.dtypes) == [FigureDtype(), WordDtype(LEVELS), WordDtype(), np.dtype(object), WordDtype(LEVELS)]
    assert made.at["b", "none"].missing == "NP" and made.at["b", "n"].missing == "sin_datos"
    assert list(made.index) == ["a", "b"] and as_figures(made).equals(made)


def test_figures_travel(frame):
    again = pickle.loads(pickle.dumps(frame))
    assert ids(again["x"]) == ids(frame["x"]) and again["x"]["b"].missing == "ND" and again["x"].dtype == "figure"
    assert ids(copy.deepcopy(frame)["x"]) == ids(frame["x"])


def test_running_reductions_pass_over_what_is_missing():
    """3, nothing, 5, 2: highest 3 5 5, lowest 3 3 2, product 3 15 30; of two that are equal the first is shown."""
    column = pd.Series(figures([3, None, 5, 2]))
    told = {name: list(getattr(column, name)().dropna().astype(float)) for name in ("cummax", "cummin", "cumprod")}
    assert told == {"cummax": [3, 5, 5], "cummin": [3, 3, 2], "cumprod": [3, 15, 30]}
    assert list(column.groupby([1, 1, 1, 1]).cumsum().dropna().astype(float)) == [3, 8, 10]
    equal = pd.Series(figures([given(5, "a"), given(5, "b")]))
    assert ids(equal.cummax()) == ids(equal.cummin()) == ["t.x[a].x"] * 2
    stopped = column.groupby([1, 1, 1, 1]).cumsum(skipna=False)
    assert [cell.known for cell in stopped] == [True, False, False, False]
    for name in ("cummax", "cummin"):
        assert [cell.known for cell in getattr(column, name)(skipna=False)] == [True, False, False, False]
    few = figures([None, 1])
    assert (few._reduce("sum"), few._reduce("any"), [cell.known for cell in few._accumulate("cumsum")]) == (
        1, True, [False, True],
    )  # fmt: skip
    assert not pd.Series(figures([None, 0])).any()


def test_any_all_and_the_opposite():
    some, none = pd.Series(figures([0, 5])), pd.Series(figures([0, 0]))
    assert (some.any(), some.all(), none.any(), none.all(), pd.Series(figures([1, 5])).all()) == (
        True, False, False, False, True,
    )  # fmt: skip
    assert list(-some) == [0, -5] and figures([2, 6])._reduce("var") == 8


def test_which_columns_become_figures_or_words():
    absent, word, number = Traced.absent("ND"), Traced("alto"), given(5)
    frame = pd.DataFrame(
        {"text": [number, "x"], "both": [number, word], "word": [absent, word], "number": [absent, number]},
        dtype=object,
    )
    assert {name: str(dtype) for name, dtype in as_figures(frame).dtypes.items()} == {
        "text": "object",
        "both": "object",
        "word": "word[]",
        "number": "figure",
    }


def test_what_numpy_and_pandas_ask_of_a_column():
    column = figures([None, 1, 2, 1])
    assert column.take([-1, 1])[0] == 1 and column.nbytes == 32
    assert column.to_numpy(dtype="float32").dtype == "float32"
    assert isinstance(column.to_numpy(dtype=object)[1], Traced) and isinstance(column.to_numpy("float64")[1], float)
    assert list(figures([None, None, 1])._mode()) == [1]
    assert words([None, "alto", "bajo"], LEVELS)._reduce("max") == "alto"
    assert list(pd.Series(column).mode()) == [1] and list(column._mode()) == [1]  # twice, and 2 once
    assert (len(column.value_counts()), len(column.value_counts(dropna=False))) == (2, 3)
    assert list(column.factorize()[0]) == [-1, 0, 1, 0] and column.value_counts().name == "count"
    assert column[1:].searchsorted([]).dtype == np.intp
    few = pd.Series(column).groupby(["a", "a", "b", "b"]).sum(min_count=2)
    assert (few["a"].known, few["b"]) == (False, 3)
