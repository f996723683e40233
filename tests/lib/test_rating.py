"""The proposed rating: every limit on both sides and on it. The limits here are round, so that the answers can be seen."""

from decimal import Decimal

import pytest

from engine.traced import Traced
from lib import rating

LIMITS = {
    "avanzado_alto_minimo": Traced(Decimal(75)),
    "avanzado_sin_informacion_maximo": Traced(Decimal(10)),
    "objetivos_inicial_menor_que": Traced(Decimal(33)),
    "servicios_inicial_hasta": Traced(Decimal(50)),
    "seguimiento_inicial_desde": Traced(Decimal(40)),
}
ABSENT = Traced.absent("ND")
INITIAL, MIDDLE, ADVANCED = "Inicial", "Intermedio", "Avanzado"


def q(value):
    return Traced(Decimal(value))


def shares(high, some, none):
    return {"alto": q(high), "medio_o_alto": q(some), "sin_informacion": q(none)}


BOTH = [
    (75, 80, 10, ADVANCED, "alto 75 ≥ 75 y sin información 10 ≤ 10"),
    (76, 80, 9, ADVANCED, "alto 76 ≥ 75 y sin información 9 ≤ 10"),
    (74, 80, 10, MIDDLE, "ni avanzado ni inicial: alto 74, medio o alto 80, sin información 10"),
    (75, 80, 11, MIDDLE, "ni avanzado ni inicial: alto 75, medio o alto 80, sin información 11"),
]


@pytest.mark.parametrize(
    ("high", "some", "none", "expected", "reason"),
    [
        *BOTH,
        (20, 32, 20, INITIAL, "medio o alto 32 < 33"),
        (20, 33, 20, MIDDLE, "ni avanzado ni inicial: alto 20, medio o alto 33, sin información 20"),
        (20, 34, 20, MIDDLE, "ni avanzado ni inicial: alto 20, medio o alto 34, sin información 20"),
    ],
)
def test_the_objectives(high, some, none, expected, reason):
    judged = rating.judge_objectives(shares(high, some, none), LIMITS)
    assert (judged.value, judged.formula) == (expected, reason)


@pytest.mark.parametrize(
    ("high", "some", "none", "expected", "reason"),
    [
        *BOTH,
        (20, 49, 20, INITIAL, "medio o alto 49 ≤ 50"),
        (20, 50, 20, INITIAL, "medio o alto 50 ≤ 50"),
        (20, 51, 20, MIDDLE, "ni avanzado ni inicial: alto 20, medio o alto 51, sin información 20"),
    ],
)
def test_the_services(high, some, none, expected, reason):
    judged = rating.judge_services(shares(high, some, none), LIMITS)
    assert (judged.value, judged.formula) == (expected, reason)


@pytest.mark.parametrize(
    ("none", "expected", "reason"),
    [
        (9, ADVANCED, "sin información 9 ≤ 10"),
        (10, ADVANCED, "sin información 10 ≤ 10"),
        (11, MIDDLE, "10 < sin información 11 < 40"),
        (39, MIDDLE, "10 < sin información 39 < 40"),
        (40, INITIAL, "sin información 40 ≥ 40"),
        (41, INITIAL, "sin información 41 ≥ 40"),
    ],
)
def test_the_monitoring(none, expected, reason):
    judged = rating.judge_monitoring(q(none), LIMITS)
    assert (judged.value, judged.formula) == (expected, reason)


@pytest.mark.parametrize("missing", ["alto", "medio_o_alto", "sin_informacion"])
@pytest.mark.parametrize("judge", [rating.judge_objectives, rating.judge_services])
def test_without_a_share_there_is_no_judgement(judge, missing):
    found = judge({**shares(80, 80, 5), missing: Traced.absent("ND", ["t.csv:2:x"])}, LIMITS)
    assert (found.missing, "t.csv:2:x" in found.sources) == ("sin_datos", True)


def test_without_its_measure_the_monitoring_is_not_judged():
    assert rating.judge_monitoring(ABSENT, LIMITS).missing == "ND"


@pytest.mark.parametrize(
    ("judgements", "expected"),
    [
        ((INITIAL, MIDDLE, ADVANCED), MIDDLE),
        ((ADVANCED, INITIAL, MIDDLE), MIDDLE),
        ((INITIAL, INITIAL, ADVANCED), INITIAL),
        ((ADVANCED, INITIAL, ADVANCED), ADVANCED),
        ((MIDDLE, MIDDLE, MIDDLE), MIDDLE),
    ],
)
def test_the_overall_one_is_the_middle_one(judgements, expected):
    found = rating.overall([Traced(item) for item in judgements])
    assert (found.value, found.formula) == (expected, f"mediana({', '.join(judgements)})")


def test_the_overall_one_is_missing_when_one_is():
    assert rating.overall([Traced(MIDDLE), ABSENT, Traced(MIDDLE)]).missing == "ND"
