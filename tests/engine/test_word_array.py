"""Columns of words: their order in sorting, counting, grouping and comparing."""

import numpy as np
import pandas as pd
import pytest

from engine.traced import Traced
from engine.word_array import WordDtype, words

LEVELS = ("bajo", "medio", "alto")


@pytest.fixture
def frame():
    known = [Traced.because(word, "75 ≤ 80", Traced.given(80, "t.csv:2:x")) for word in ("alto", "bajo", "bajo_o_alto")]
    levels = words([*known, Traced.absent("ND"), "alto", "medio"], LEVELS)
    return pd.DataFrame({"level": levels, "n": range(6)})


def told(values):
    return [value.value for value in values]


def test_words_sort_and_count_in_their_order_and_others_after_them(frame):
    assert told(frame.sort_values("level")["level"]) == ["bajo", "medio", "alto", "alto", "bajo_o_alto", None]
    assert told(frame["level"].value_counts().index) == ["bajo", "medio", "alto", "bajo_o_alto"]
    assert list(frame["level"].value_counts()) == [1, 1, 2, 1]
    assert told(frame["level"].value_counts(ascending=True).index)[-1] == "alto"
    assert told(frame["level"].value_counts().sort_values(ascending=False).index)[0] == "alto"
    assert frame["level"].value_counts(normalize=True)["alto"] == 0.4
    assert told(frame.groupby("level")["n"].sum().index) == ["bajo", "medio", "alto", "bajo_o_alto"]
    assert told(frame["level"].unique()) == ["bajo", "medio", "alto", "bajo_o_alto", None]


def test_words_compare_with_words_and_columns(frame):
    level = frame["level"]
    assert list(level == "alto") == [True, False, False, False, True, False]
    assert list(level != "alto") == [False, True, True, True, False, True]
    assert list(level >= "medio") == [True, False, False, False, True, True]
    assert list(level < level.iloc[::-1].array) == [False, True, False, False, False, True]
    assert list(level.isin(["alto", "otro"])) == [True, False, False, False, True, False]
    with pytest.raises(TypeError, match="not a word"):
        _ = level < 3


def test_the_highest_and_lowest_are_words_of_the_order(frame):
    assert frame["level"].max() == "alto" and frame["level"].min().formula == "75 ≤ 80"
    assert frame.groupby("n")["level"].max()[2] == "bajo_o_alto"
    assert frame["level"].iloc[3:4].max().missing == "ND"
    with pytest.raises(TypeError, match="Cannot perform reduction 'sum'"):
        frame["level"].sum()


def test_words_become_texts_and_categories(frame):
    assert list(frame["level"].astype(str))[:2] == ["alto", "bajo"] and frame["level"].astype(str).isna()[3]
    categories = frame["level"].astype("category")
    assert list(categories.cat.categories) == [*LEVELS, "bajo_o_alto"] and categories.cat.ordered
    assert list(frame["level"].map({"alto": 1, "bajo": 0}).dropna()) == [1, 0, 1]


def test_a_set_word_stands_as_it_is(frame):
    frame.loc[3, "level"] = "medio"
    assert frame["level"][3].value == "medio" and frame["level"].dtype == WordDtype(LEVELS)
    with pytest.raises(TypeError, match="not a word"):
        frame.loc[3, "level"] = 5
    assert isinstance(frame.loc[0, "level"], Traced) and frame.loc[0, "level"].sources == ("t.csv:2:x",)


def test_the_name_of_the_dtype_tells_its_words():
    dtype = WordDtype(LEVELS)
    assert str(dtype) == "word[bajo < medio < alto]"
    assert pd.Series(["alto", "bajo"], dtype=str(dtype)).max() == "alto"
    assert WordDtype() == "word[]" and WordDtype(LEVELS) != WordDtype(LEVELS[::-1])
    joined = pd.concat([pd.Series(words(["alto"], LEVELS)), pd.Series(words(["x"]))])
    assert joined.dtype == object and told(joined) == ["alto", "x"]


def test_json_holds_the_words(frame):
    assert frame["level"].head(2).to_json(orient="values") == '["alto","bajo"]'
    assert np.asarray(frame["level"])[0] is frame["level"][0]
