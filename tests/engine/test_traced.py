"""Values that carry their trace: arithmetic, formulas, missing values, use inside pandas."""

import copy
import operator
import pickle
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.traced import Shown, Traced, count, plain, total

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
        (q(9) ** 2, "9 ^ 2"),
        ((q(9) + 1) ** q(2), "(9 + 1) ^ 2"),
        (q(9) * q(-2) ** 2, "9 × (−2) ^ 2"),
        (2 ** (1 / q(4)), "2 ^ (1 ÷ 4)"),
        ((q(9) ** 2) ** 2, "(9 ^ 2) ^ 2"),
        (-q(9), "0 − 9"),
        (round(q(9) / 4, 1), "redondeo(9 ÷ 4; 1)"),
        (q(9) * 0.1, "9 × 0.1"),
        (np.float64(0.5) * q(9), "0.5 × 9"),
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


def test_a_long_total_is_the_chain_of_its_sums():
    parts = [q(1), q(-2), q(8) / q(4), q(3) + q(4)]
    chained = parts[0] + parts[1] + parts[2] + parts[3]
    added = total(parts)
    assert (added.value, added.formula, added.operands) == (chained.value, chained.formula, chained.operands)


@pytest.mark.parametrize(("base", "exponent"), [(q(-8), q("0.5")), (q(0), q(0)), (q(0), q(-1))])
def test_a_power_that_is_no_number_is_missing(base, exponent):
    assert (base**exponent).missing == "NC"


def test_a_float_is_the_decimal_it_is_written_as_and_nan_is_missing():
    assert q("0.1") == 0.1 and q("0.1") < 0.11 and (q(1) * 0.1).value == Decimal("0.1")
    assert (q(1) + float("nan")).missing == "sin_datos" and not q(1) < float("nan") and q(1) < float("inf")
    assert q(1) != float("nan") and q(1) != "1" and q(1) is not None and (q(1) == None) is False  # noqa: E711


def test_numbers_are_formatted_rounded_half_up():
    assert (f"{q('0.25'):.1f}", f"{q('1234.5'):,.0f}", f"{q(5)}") == ("0.3", "1,235", "5")
    assert f"{Traced.absent('ND'):.1f}" == "— (ND)" and f"{Traced('alto'):>6}" == "  alto"
    assert int(q("7.9")) == 7


def test_numpy_sees_a_number():
    assert np.isfinite(q(4)) and np.sqrt(q(4)) == 2.0 and np.abs(q(-4)).formula == "|−4|"
    assert list(np.linspace(q(0), q(1), 3)) == [0, 0.5, 1]
    assert [item.formula for item in np.array([1.0, 2.0]) * q(4)] == ["1.0 × 4", "2.0 × 4"]


def test_a_missing_value_is_missing_to_pandas_and_numpy_wherever_it_stands():
    absent = Traced.absent("ND", ["a.csv:2:x"])
    mixed = pd.Series([absent, q(2), "text"], dtype=object)
    assert pd.isna(absent) and list(mixed.isna()) == [True, False, False] and np.isnan(float(absent))
    assert pd.Series([absent, absent])[1].missing == "ND"
    assert (Decimal(5) - absent).missing == "ND" and not Decimal(5) < absent
    assert replace(absent, value=Decimal(5), missing="") == 5 and pd.isna(replace(q(5), value=None, missing="ND"))


def test_what_follows_from_an_assumed_value_is_assumed():
    assumed = Traced.given(Decimal(0), "a.csv:2:x", "supuesto")
    results = [
        assumed + 1,
        q(5) / assumed,
        assumed**-1,
        -assumed,
        round(assumed, 1),
        abs(assumed),
        total([q(1), assumed]),
    ]
    assert all(result.assumed for result in results)
    assert Traced.absent("ND", inputs=[assumed]).assumed and "(supuesto)" in repr(assumed + 1)


@pytest.mark.parametrize("value", [q(5) / q(3), Traced.absent("ND", ["a.csv:2:x"]), Traced("alto")])
def test_values_can_be_copied_and_sent(value):
    shown = replace(value, shown_as=Shown("t[r].c", "5 %", data={"year": 2024}))
    sent = pickle.loads(pickle.dumps(shown))
    assert (sent.value, sent.formula, sent.missing, sent.id) == (value.value, value.formula, value.missing, "t[r].c")
    assert type(sent) is type(value) and copy.deepcopy(shown) is shown


def test_rules_and_counts_that_rest_on_something_assumed_are_assumed():
    assumed = Traced.given(Decimal(5), "a.csv:2:x", "supuesto")
    assert Traced.because("alto", "5 ≥ 4", q(4), assumed).assumed and count(["a"], [q(1), assumed]).assumed
    assert not Traced.because("alto", "5 ≥ 4", q(4)).assumed and not count(["a"], [q(1)]).assumed


def test_python_adds_from_zero_and_only_from_zero():
    assert sum([q(2), q(3)]).formula == "2 + 3"
    assert [(item, item.formula) for item in (5 + q(2), 1 + q(2), 0.0 + q(2))] == [
        (7, "5 + 2"),
        (3, "1 + 2"),
        (2, "0.0 + 2"),
    ]


def test_a_sign_stands_in_parentheses_before_a_power_and_not_before_a_sum():
    assert (-q(3), (-q(3)).formula) == (-3, "0 − 3")
    assert ((q(-2) ** 2).formula, (q(-2) + 3).formula) == ("(−2) ^ 2", "−2 + 3")


def test_a_note_on_a_value_goes_with_what_is_computed_from_it():
    noted = Traced.because(-5, "regla", flags=("vo_cero",))
    assert [item.flags for item in (abs(noted), noted + 1, 1 - noted, noted.closed(("otra",)))] == [
        ("vo_cero",),
        ("vo_cero",),
        ("vo_cero",),
        ("vo_cero", "otra"),
    ]


def test_how_a_value_is_stored_and_formatted():
    told = replace(Traced.absent("ND"), shown_as=Shown("t[r].c", "sin información"))
    assert [item.value_text for item in (q("42391.50"), Traced("alto"), told)] == ["42391.50", "alto", ""]
    assert (f"{told}", f"{told:.1f}", round(told, 1) is told) == ("— (ND)", "sin información", True)


def test_what_is_no_number_is_not_compared_and_a_word_read_from_a_file_stays_one():
    with pytest.raises(TypeError):
        q(1) < "x"  # noqa: B015
    with pytest.raises(TypeError):
        q(1) + "x"
    assert (Traced.given("alto", "a.csv:2:x").value, Traced.given(5, "a.csv:2:x").value) == ("alto", Decimal(5))


def test_a_rule_keeps_its_inputs_and_a_sum_the_notes_of_its_parts():
    assert Traced.because("alto", "5 ≥ 4", *(inputs := (q(5), q(4)))).operands == inputs
    assert total([q(1), Traced.because(0, "regla", flags=("vo_cero",))]).flags == ("vo_cero",)
    assert plain(Decimal("0.123400")) == "0.123400" and plain(Decimal("0.1234000")) == "0.1234"
