"""The formulas against the printed documents, hand calculations, limits and invariants.

Golden values come from «PRODUCE, Reporte de cumplimiento PNDI 2024» (R1) and «PRODUCE, Resultados del PP 0093, 2024»
(R2), or from the hand calculation written beside them. Tolerance: half a unit of the last printed digit.
"""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.traced import Traced
from lib import progress

LIMITS = {"alto": Decimal(95), "medio": Decimal(75), "alerta_mayor_que": Decimal(150)}
MEF = {"muy_bueno": Decimal(95), "bueno": Decimal(90), "regular": Decimal(85)}
ABSENT = Traced.absent("ND")
UP, DOWN = progress.ASCENDING, progress.DESCENDING

amounts = st.decimals(min_value="0.01", max_value="1000000", places=2)


def q(value):
    return Traced.given(Decimal(str(value)), f"test.csv:2:{value}")


def printed(actual, expected):
    """Equal within half a unit of the last digit of `expected`, a string as printed."""
    decimals = len(expected.partition(".")[2])
    return abs(actual.number - Decimal(expected)) <= Decimal(5).scaleb(-decimals - 1)


@pytest.mark.parametrize(
    ("obtained", "goal", "expected", "level"),
    [
        (42391, 49007, "86.5", "medio"),  # R1, OP.01
        ("10.08", "12.6", "80.0", "medio"),  # R1, OP.02
        (5, 7, "71.4", "bajo"),  # R1, IOP.03.01
        ("13.1", "12.8", "102.3", "alto"),  # 13.1 / 12.8 = 1.0234
        ("27.5", "49.3", "55.8", "bajo"),  # R2, performance: 27.5 / 49.3 = 0.5578
        ("81.4", "29.5", "275.9", "alto"),  # R2, performance: 81.4 / 29.5 = 2.7593
    ],
)
def test_avance_tipo_1_of_the_documents(obtained, goal, expected, level):
    result = progress.avance_tipo_1(q(obtained), q(goal), UP)
    assert printed(result, expected)
    assert progress.nivel(result, LIMITS) == level


@pytest.mark.parametrize(
    ("obtained", "goal", "expected"),
    [(328, 147, "44.82"), ("61.8", 40, "64.72")],  # CEPLAN application output, descending: 147/328, 40/61.8
)
def test_avance_tipo_1_descending(obtained, goal, expected):
    assert printed(progress.avance_tipo_1(q(obtained), q(goal), DOWN), expected)


@pytest.mark.parametrize(
    ("obtained", "goal", "direction", "kind", "expected"),
    [
        (0, 5160, UP, "", 0),  # a real zero is a result, not missing
        (0, 10, DOWN, "", 100),  # nothing left to reduce
        (0, 0, DOWN, "", 100),
        (12, 10, "no_definido", progress.MINIMUM, 100),
        (8, 10, "no_definido", progress.MINIMUM, 80),
        (8, 10, "no_definido", progress.MAXIMUM, 100),
        (20, 10, "no_definido", progress.MAXIMUM, 50),
    ],
)
def test_avance_tipo_1_edges(obtained, goal, direction, kind, expected):
    assert progress.avance_tipo_1(q(obtained), q(goal), direction, kind) == expected


@pytest.mark.parametrize(
    ("obtained", "goal", "direction", "reason"),
    [
        (ABSENT, q(30.8), UP, "ND"),
        (q(5), Traced.absent("no_publicado"), UP, "sin_meta"),
        (q(5), q(0), UP, "meta_cero"),
        (q(5), q(0), DOWN, "NC"),
        (q(-5), q(10), UP, "NC"),
        (q(5), q(10), "no_definido", "NC"),
    ],
)
def test_avance_tipo_1_undefined_says_why(obtained, goal, direction, reason):
    result = progress.avance_tipo_1(obtained, goal, direction)
    assert not result.known
    assert result.missing == reason
    assert progress.nivel(result, LIMITS) == "sin_informacion"


def test_zero_of_a_descending_indicator_is_flagged():
    assert progress.avance_tipo_1(q(0), q(10), DOWN).flags == ("vo_cero",)


@pytest.mark.parametrize(("obtained", "expected"), [(102, 100), (110, 95), (300, 0)])
def test_tolerance_band(obtained, expected):
    # goal 100, tolerance 5: |110-100| = 10, 100 x (1 - (10-5)/100) = 95
    assert progress.avance_tipo_1(q(obtained), q(100), "no_definido", tolerancia=q(5)) == expected


@pytest.mark.parametrize(
    ("avance", "level"),
    [
        ("75", "medio"),
        ("74.999999999", "bajo"),
        ("95", "alto"),
        ("94.9999999", "medio"),
        ("150", "alto"),
        ("0", "bajo"),
    ],
)
def test_level_limits_are_included_from_below(avance, level):
    assert progress.nivel(q(avance), LIMITS) == level


@pytest.mark.parametrize(
    ("avance", "cited"),
    [("95", ("r:niveles:alto",)), ("75", ("r:niveles:alto", "r:niveles:medio")), ("74", ("r:niveles:medio",))],
)
def test_a_level_cites_the_limits_it_rests_on(avance, cited):
    limits = {name: Traced.given(value, f"r:niveles:{name}") for name, value in LIMITS.items()}
    assert progress.nivel(Traced(Decimal(avance)), limits).sources == cited


def test_levels_are_classified_with_exact_decimals():
    # In binary floats 6.6 / 8.8 x 100 is 74.99999999999999.
    assert progress.nivel(progress.avance_tipo_1(q("6.6"), q("8.8"), UP), LIMITS) == "medio"


@pytest.mark.parametrize(("avance", "exceeds"), [("150", False), ("150.01", True), ("203.5", True)])
def test_alert_is_strictly_above_150(avance, exceeds):
    assert progress.exceeds_alert(q(avance), LIMITS) is exceeds


@pytest.mark.parametrize(
    ("obtained", "goal", "base", "direction", "expected"),
    [
        (42391, 49007, 44328, UP, "-41.4"),  # (42391-44328)/(49007-44328) = -1937/4679
        ("10.08", "12.6", "10.3", UP, "-9.6"),  # -0.22/2.3
        (5, 7, 0, UP, "71.4"),
        (80, 60, 100, DOWN, "50.0"),  # half of the way from 100 down to 60
    ],
)
def test_avance_tipo_2(obtained, goal, base, direction, expected):
    assert printed(progress.avance_tipo_2(q(obtained), q(goal), q(base), direction), expected)


@pytest.mark.parametrize(
    ("goal", "base", "reason"), [(q(7), Traced.absent("no_publicado"), "sin_linea_base"), (q(7), q(7), "le_igual_lb")]
)
def test_avance_tipo_2_undefined_says_why(goal, base, reason):
    assert progress.avance_tipo_2(q(5), goal, base, UP).missing == reason


@pytest.mark.parametrize(
    ("obtained", "base", "unit", "expected"),
    [
        (42391, 44328, "soles", "-4.4"),
        ("10.08", "10.3", "porcentaje", "-0.22"),
        ("0.0339", "0.0414", "indice", "-18.1"),
    ],
)
def test_change_against_base_is_percent_or_points(obtained, base, unit, expected):
    assert printed(progress.cambio_base(q(obtained), q(base), unit), expected)


def test_annual_growth():
    # (0.0339 / 0.0414)^(1/4) - 1 = -4.87 % a year; (42391/44328)^(1/5) - 1 = -0.89 %
    assert printed(progress.tasa_anual(q("0.0414"), q("0.0339"), q(4)), "-4.9")
    assert printed(progress.tasa_anual(q(44328), q(42391), q(5)), "-0.89")
    assert progress.tasa_anual(q(0), q(5), q(5)).missing == "NC"


@pytest.mark.parametrize(
    ("relevance", "weights"),
    [
        ((1, 2), ("2/3", "1/3")),
        ((1, 2, 3), ("3/6", "2/6", "1/6")),
        ((2, 1, 1), ("1/5", "2/5", "2/5")),
        ((None, 1), ("1/2", "1/2")),
    ],
)
def test_weights_by_relevance(relevance, weights):
    values = progress.pesos([None if item is None else Decimal(item) for item in relevance])
    expected = [Decimal(a) / Decimal(b) for a, b in (weight.split("/") for weight in weights)]
    assert all(abs(a - b) < Decimal("1e-20") for a, b in zip(values, expected, strict=True))


@pytest.mark.parametrize(
    ("scores", "relevance", "expected"),
    [
        ((ABSENT, q(70), ABSENT), (1, 1, 1), "23.33"),  # CEPLAN application output: ND counts as 0
        ((ABSENT, q("43.4")), (1, 2), "14.47"),
        ((q(100), q(60), q("56.95")), (2, 1, 1), "66.78"),
        ((q(300), q(50)), (1, 1), "75.0"),  # capped at 100 inside the score
        ((q("71.428571"), ABSENT), (1, 1), "35.7"),  # OP.03 with equal relevance
    ],
)
def test_ceplan_composite(scores, relevance, expected):
    assert printed(progress.compuesto_ceplan(scores, [Decimal(item) for item in relevance]), expected)


@pytest.mark.parametrize(("decimals", "expected"), [(q(2), "73.22"), (None, "73.21")])
def test_the_official_composite_that_needs_rounded_avances(decimals, expected):
    """(100, ND, 92.86) gives 73.22 in the CEPLAN application: 13 of 14, not rounded, would give 73.21."""
    scores = (q(100), ABSENT, q("92.857142857"))
    weights = [Decimal(item) for item in (1, 2, 2)]
    assert printed(progress.compuesto_ceplan(scores, weights, decimals), expected)


def test_measurable_composite_leaves_missing_out():
    assert printed(progress.compuesto_medible([q("71.428571"), ABSENT], [None, None]), "71.4")
    assert progress.compuesto_medible([ABSENT], [None]).missing == "ND"
    assert progress.compuesto_ceplan([ABSENT], [None]).missing == "ND"


@pytest.mark.parametrize(
    ("done", "goal", "expected"),
    [(2337, 2480, "94.2"), (997, 1525, "65.4"), (7291, 5581, "130.6"), (1821, 1539, "118.3"), (456, 450, "101.3")],
)
def test_physical_progress_of_the_annex(done, goal, expected):
    assert printed(progress.avance_fisico(q(done), q(goal)), expected)


def test_physical_progress_undefined_says_why():
    blank = Traced.absent("no_publicado")
    assert progress.avance_fisico(blank, blank).missing == "no_aplica"
    assert progress.avance_fisico(q(3), q(0)).missing == "sin_meta_programada"
    assert progress.avance_fisico(q(3), blank).missing == "sin_meta_programada"


@pytest.mark.parametrize(
    ("accrued", "budget", "expected", "scale"),
    [
        (39408936, 39739176, "99.2", "muy_bueno"),
        (2053633, 2194162, "93.6", "bueno"),
        (704746, 741871, "95.0", "bueno"),  # 94.996: prints 95.0, stays below the limit
    ],
)
def test_budget_execution_of_the_annex(accrued, budget, expected, scale):
    result = progress.avance_financiero(q(accrued), q(budget))
    assert printed(result, expected)
    assert progress.escala_mef(result, MEF) == scale


def test_budget_execution_without_budget_does_not_apply():
    assert progress.avance_financiero(q(0), q(0)).missing == "no_aplica"
    assert progress.avance_financiero(q(5), Traced.absent("no_publicado")).missing == "no_aplica"


def test_previous_year_implied_by_a_change():
    # 12791 / (1 - 0.477) = 24457; 2337 / 2.812 = 831; 997 / 1.057 = 943
    assert printed(progress.valor_anterior(q(12791), q("-47.7")), "24457")
    assert printed(progress.valor_anterior(q(2337), q("181.2")), "831")
    assert printed(progress.valor_anterior(q(997), q("5.7")), "943")


@given(amounts, amounts)
def test_reaching_the_goal_exactly_is_100_in_both_directions(value, base):
    for direction in (UP, DOWN):
        assert progress.avance_tipo_1(q(value), q(value), direction) == 100


@given(amounts, amounts, amounts)
def test_more_is_better_when_ascending_and_worse_when_descending(goal, low, extra):
    high = low + extra
    assert progress.avance_tipo_1(q(low), q(goal), UP) < progress.avance_tipo_1(q(high), q(goal), UP)
    assert progress.avance_tipo_1(q(low), q(goal), DOWN) > progress.avance_tipo_1(q(high), q(goal), DOWN)


@given(amounts, amounts, st.integers(1, 1000))
def test_avance_tipo_1_does_not_depend_on_the_unit(value, goal, factor):
    one = progress.avance_tipo_1(q(value), q(goal), UP)
    other = progress.avance_tipo_1(q(value * factor), q(goal * factor), UP)
    assert abs(one.number - other.number) < Decimal("1e-15")


@given(st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=8))
def test_weights_add_up_to_one_and_follow_relevance(relevance):
    weights = progress.pesos([Decimal(item) for item in relevance])
    assert abs(sum(weights) - 1) < Decimal("1e-20")
    assert all(a >= b for a, b in itertools.pairwise(weights)) or relevance != sorted(relevance)


@given(st.lists(st.one_of(st.none(), amounts), min_size=1, max_size=6))
def test_composites_stay_between_0_and_100_and_the_measurable_one_is_not_lower(values):
    scores = [ABSENT if value is None else q(value) for value in values]
    ceplan = progress.compuesto_ceplan(scores, [None] * len(scores))
    measurable = progress.compuesto_medible(scores, [None] * len(scores))
    assert ceplan.known == measurable.known == any(score.known for score in scores)
    if ceplan.known:
        assert 0 <= ceplan.number <= measurable.number <= Decimal("100.0000001")
