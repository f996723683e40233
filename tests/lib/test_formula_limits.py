"""Every limit of every formula on both sides and on it, and every formula in each direction; hand-worked, as written beside."""

from decimal import Decimal

import pytest
from test_formulas import ABSENT, DOWN, LIMITS, MEF, UP, printed, q

from engine.traced import Traced
from lib import progress

MINIMUM, MAXIMUM, NEITHER = progress.MINIMUM, progress.MAXIMUM, "no_definido"


@pytest.mark.parametrize(
    ("obtained", "goal", "kind", "expected", "formula"),
    [
        (11, 10, MINIMUM, 100, "11 ≥ 10 → 100"),
        (10, 10, MINIMUM, 100, "10 ≥ 10 → 100"),
        (9, 10, MINIMUM, 90, "9 ÷ 10 × 100"),
        (0, 0, MINIMUM, 100, "0 ≥ 0 → 100"),
        (9, 10, MAXIMUM, 100, "9 ≤ 10 → 100"),
        (10, 10, MAXIMUM, 100, "10 ≤ 10 → 100"),
        (16, 10, MAXIMUM, "62.5", "10 ÷ 16 × 100"),
    ],
)
def test_a_goal_that_is_a_bound(obtained, goal, kind, expected, formula):
    result = progress.avance_tipo_1(q(obtained), q(goal), NEITHER, kind)
    assert (result.number, result.formula) == (Decimal(expected), formula)


@pytest.mark.parametrize(("goal", "flags"), [("0", ()), ("0.5", ("vo_cero",)), ("1", ("vo_cero",))])
def test_a_zero_is_flagged_where_the_goal_is_not_zero(goal, flags):
    assert progress.avance_tipo_1(q(0), q(goal), DOWN).flags == flags


@pytest.mark.parametrize(
    ("obtained", "goal", "expected", "formula"),
    [
        (104, 100, "100", "4 ≤ 5 → 100"),
        (105, 100, "100", "5 ≤ 5 → 100"),
        (95, 100, "100", "5 ≤ 5 → 100"),
        (94, 100, "99", "100 × (1 − (6 − 5) ÷ 100)"),  # one beyond the tolerance: one hundredth of the goal
        ("204.5", 100, "0.5", None),  # 99.5 beyond of 100
        (205, 100, "0", "100 × (1 − (105 − 5) ÷ 100)"),  # the whole goal beyond
        (206, 100, "0", "100 × (1 − (106 − 5) ÷ 100) < 0 → 0"),
        (8, 1, "0", "100 × (1 − (7 − 5) ÷ 1) < 0 → 0"),  # 2 beyond the tolerance of 5, of a goal of 1
        (6, 1, "100", "5 ≤ 5 → 100"),
    ],
)
def test_a_goal_with_a_tolerance_on_both_sides_of_it(obtained, goal, expected, formula):
    result = progress.avance_tipo_1(q(obtained), q(goal), NEITHER, tolerancia=q(5))
    assert result == Decimal(expected)
    assert formula in (None, result.formula)


@pytest.mark.parametrize("tolerance", [None, ABSENT])
def test_without_a_tolerance_nothing_is_calculated(tolerance):
    assert progress.avance_tipo_1(q(105), q(100), NEITHER, tolerancia=tolerance).missing == "NC"


def test_a_tolerance_of_a_goal_of_zero_is_not_calculated():
    assert progress.avance_tipo_1(q(3), q(0), NEITHER, tolerancia=q(5)).missing == "NC"


@pytest.mark.parametrize(("obtained", "goal"), [(-1, 10), (10, -1)])
def test_a_negative_value_or_goal_is_not_calculated_and_a_zero_is(obtained, goal):
    assert progress.avance_tipo_1(q(obtained), q(goal), UP).missing == "NC"
    assert progress.avance_tipo_1(q(max(obtained, 0)), q(max(goal, 0)), DOWN).missing != "sin_meta"


@pytest.mark.parametrize(
    ("change", "direction", "expected"),
    [
        ("-0.5", UP, True),
        ("0", UP, False),
        ("0.5", UP, False),
        ("-0.5", DOWN, False),
        ("0", DOWN, False),
        ("0.5", DOWN, True),
        ("-0.5", NEITHER, False),
        ("0.5", NEITHER, False),
    ],
)
def test_what_goes_against_the_direction_is_worse(change, direction, expected):
    assert progress.worsened(q(change), direction) is expected


@pytest.mark.parametrize("direction", [UP, DOWN, NEITHER])
def test_a_change_that_is_not_known_is_not_worse(direction):
    assert progress.worsened(ABSENT, direction) is False


@pytest.mark.parametrize(
    ("goal", "limit", "direction", "kind", "expected", "formula"),
    [
        ("49007", 95, UP, "", "46556.65", "49,007 × 95 ÷ 100"),  # R1, OP.01
        ("7", 75, UP, "", "5.25", "7 × 75 ÷ 100"),  # R1, IOP.03.01
        ("60", 75, DOWN, "", "80", "60 × 100 ÷ 75"),  # 60 / 80 = 75 %
        ("40", 75, NEITHER, MINIMUM, "30", "40 × 75 ÷ 100"),
        ("60", 75, NEITHER, MAXIMUM, "80", "60 × 100 ÷ 75"),
    ],
)
def test_the_value_of_a_level_and_that_it_reaches_it(goal, limit, direction, kind, expected, formula):
    needed = progress.valor_para_nivel(q(goal), Decimal(limit), direction, kind)
    assert (needed.number, needed.formula) == (Decimal(expected), formula)
    assert progress.avance_tipo_1(needed, q(goal), direction, kind) == limit


def test_no_value_of_a_level_without_goal_or_direction():
    assert progress.valor_para_nivel(ABSENT, Decimal(75), UP).missing == "sin_meta"
    assert progress.valor_para_nivel(q(7), Decimal(75), NEITHER).missing == "NC"


@pytest.mark.parametrize(
    ("value", "grade", "formula"),
    [
        ("95", "muy_bueno", "95 ≥ 95"),
        ("94.9", "bueno", "94.9 ≥ 90"),
        ("90", "bueno", "90 ≥ 90"),
        ("89.9", "regular", "89.9 ≥ 85"),
        ("85", "regular", "85 ≥ 85"),
        ("84.9", "deficiente", "84.9 < 85"),
    ],
)
def test_the_lower_limit_belongs_to_the_grade(value, grade, formula):
    found = progress.escala_mef(q(value), MEF)
    assert (found.value, found.formula) == (grade, formula)


def test_a_level_shows_the_limits_it_lies_between():
    assert progress.nivel(q("80"), LIMITS).formula == "75 ≤ 80 < 95"
    assert progress.nivel(q("95"), LIMITS).formula == "95 ≥ 95"
    assert progress.nivel(q("74"), LIMITS).formula == "74 < 75"


@pytest.mark.parametrize(
    ("start", "end", "years", "expected"),
    [(1, 2, 1, "100.0"), (100, 121, 2, "10.0"), (4, 1, 2, "-50.0")],  # 1.1² = 1.21; (1/4)^(1/2) = 0.5
)
def test_the_yearly_pace(start, end, years, expected):
    assert printed(progress.tasa_anual(q(start), q(end), q(years)), expected)


@pytest.mark.parametrize(
    ("start", "end", "years"), [(0, 5, 5), (5, 0, 5), (5, 5, 0), (-5, 5, 5), (5, -5, 5), (5, 5, -1)]
)
def test_no_pace_from_to_or_over_nothing(start, end, years):
    assert progress.tasa_anual(q(start), q(end), q(years)).missing == "NC"


@pytest.mark.parametrize("position", range(3))
def test_a_pace_says_what_is_missing(position):
    assert progress.tasa_anual(*[ABSENT if place == position else q(2) for place in range(3)]).missing == "ND"


def test_the_yearly_pace_is_written_out():
    assert progress.tasa_anual(q(100), q(121), q(2)).formula == "((121 ÷ 100) ^ (1 ÷ 2) − 1) × 100"


@pytest.mark.parametrize(
    ("obtained", "goal", "base", "direction", "formula"),
    [(80, 60, 100, DOWN, "(100 − 80) ÷ (100 − 60) × 100"), (5, 7, 3, UP, "(5 − 3) ÷ (7 − 3) × 100")],
)
def test_the_way_is_written_in_the_direction_it_goes(obtained, goal, base, direction, formula):
    for function in (progress.avance_tipo_2, progress.avance_meta_final):
        result = function(q(obtained), q(goal), q(base), direction)
        assert (result.number, result.formula) == (50, formula)


def test_what_is_added_up_over_the_years_has_no_base_line():
    assert progress.avance_tipo_2(q(6), q(12), q(3), UP, progress.ADDITIVE) == 50


def test_the_final_goal_says_why_it_is_not_known():
    assert progress.avance_meta_final(ABSENT, q(7), q(3), UP).missing == "ND"
    assert progress.avance_meta_final(q(5), ABSENT, q(3), UP).missing == "sin_meta_final"
    assert progress.avance_tipo_2(q(5), ABSENT, q(3), UP).missing == "sin_meta"


@pytest.mark.parametrize(
    ("avance", "capped", "formula"),
    [("99.5", "99.5", ""), ("100", "100", ""), ("100.5", "100", "mín(100.5, 100)")],
)
def test_a_score_counts_no_more_than_100(avance, capped, formula):
    found = progress.capped_at_100(q(avance))
    assert (found.number, found.formula) == (Decimal(capped), formula)


def test_budget_of_zero_is_a_case_of_its_own():
    assert progress.avance_financiero(q(0), q(100)) == 0
    assert progress.avance_financiero(q(0), q(0)).missing == "no_aplica"
    assert progress.avance_financiero(q(5), q(0)).missing not in ("", "no_aplica")
    assert progress.avance_financiero(q(5), Traced.absent("sin_datos")).missing == "sin_datos"


def test_what_has_not_come_is_not_taken_for_what_was_not_planned():
    absent = Traced.absent("sin_datos")
    assert progress.avance_fisico(absent, absent).missing == "sin_datos"
    assert progress.avance_fisico(q(3), q(1)) == 300
    assert progress.avance_fisico(ABSENT, q(5)).missing == "ND"


@pytest.mark.parametrize(("now", "before", "expected"), [(150, 100, 50), (50, 100, -50), (100, 100, 0)])
def test_a_change_in_percent(now, before, expected):
    assert progress.variacion(q(now), q(before)) == expected
    assert progress.cambio_base(q(now), q(before), "soles") == expected


def test_a_change_says_what_is_missing():
    assert progress.cambio_base(ABSENT, q(5), "soles").missing == "ND"
    assert progress.cambio_base(q(5), ABSENT, "porcentaje").missing == "sin_linea_base"


def test_a_score_of_one_or_of_two_shows_its_weights():
    assert progress.compuesto_medible([q("71.4"), ABSENT], [None, None]).formula == "71.4 × 1"
    assert progress.compuesto_medible([q("71.4"), q(120)], [None, None]).formula == "71.4 × 0.5 + 100 × 0.5"


def test_what_cannot_be_calculated_cites_what_it_was_to_be_calculated_from():
    absent = Traced.absent("ND", ["test.csv:2:x"])
    found = [
        progress.avance_tipo_1(absent, q(5), UP),
        progress.avance_tipo_1(q(-1), q(5), UP),
        progress.avance_tipo_1(q(1), q(0), UP),
        progress.avance_tipo_1(q(1), q(0), DOWN),
        progress.avance_tipo_1(q(1), q(5), NEITHER, tolerancia=None),
        progress.avance_tipo_2(absent, q(5), q(1), UP),
        progress.compuesto_medible([absent, absent], [None, None]),
        progress.tasa_anual(q(-1), q(5), q(1)),
    ]
    cited = [
        ("test.csv:2:5", "test.csv:2:x"),
        ("test.csv:2:-1", "test.csv:2:5"),
        *[("test.csv:2:0", "test.csv:2:1")] * 2,
    ]
    cited += [("test.csv:2:1", "test.csv:2:5"), ("test.csv:2:1", "test.csv:2:5", "test.csv:2:x"), ("test.csv:2:x",)]
    cited.append(("test.csv:2:-1", "test.csv:2:1", "test.csv:2:5"))
    assert [(item.known, item.sources) for item in found] == [(False, sources) for sources in cited]
    assert progress.escala_mef(absent, MEF).missing == "ND"
