"""How firm a level is, against hand calculations: rounding, the declared change, limits, directions, missing values."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
import pytest

from engine.traced import Traced
from lib import firmness, objective_gaps, progress

LIMITS = {"alto": Traced(Decimal(95)), "medio": Traced(Decimal(75))}
ONE_PER_CENT = Traced(Decimal(1))
RULES = SimpleNamespace(rule={"niveles": LIMITS, firmness.RULE: {firmness.BAND: ONE_PER_CENT}}.__getitem__)
UP, DOWN = progress.ASCENDING, progress.DESCENDING


def q(text):
    return Traced.absent("ND") if text is None else Traced.given(Decimal(text), f"t.csv:2:{text}")


def indicator(value, goal, direction=UP, unit="porcentaje", decimals=0, kind=""):
    obtained, expected, tolerance = q(value), q(goal), Traced.absent("no_publicado")
    avance = progress.avance_tipo_1(obtained, expected, direction, kind, tolerance)
    return {
        "nombre": "Indicador",
        "nombre_corto": "Indicador",
        "unidad": unit,
        "decimales": Traced(Decimal(decimals)),
        "sentido": direction,
        "agregacion": kind,
        "tolerancia": tolerance,
        "valor_obtenido": obtained,
        "logro_esperado": expected,
        "avance_tipo_1": avance,
        "nivel": progress.nivel(avance, LIMITS),
    }


def probed(**indicators):
    frame = pd.DataFrame.from_dict({code: indicator(*item) for code, item in indicators.items()}, orient="index")
    return firmness.tested(frame, RULES)


def words(row):
    return [str(row[name].value) for name in ("nivel", "nivel_redondeo", "nivel_variacion", "firmeza")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # 5 / 7 = 71.4; 4.5 / 7 = 64.3 and 5.5 / 7 = 78.6; 4.95 / 7 = 70.7 and 5.05 / 7 = 72.1
        (("5", "7"), ["bajo", "medio", "bajo", "fragil"]),
        # 10.08 / 12.6 = 80.0; 10.075 and 10.085 give 79.96 and 80.04; 9.9792 and 10.1808 give 79.2 and 80.8
        (("10.08", "12.6", UP, "porcentaje", 2), ["medio", "medio", "medio", "firme"]),
        # Exactly on the limit, which is included: 6.6 / 8.8 = 75; 6.55 / 8.8 = 74.4; 6.534 / 8.8 = 74.3
        (("6.6", "8.8", UP, "porcentaje", 1), ["medio", "bajo", "bajo", "fragil"]),
        # 74.5 / 100 is bajo; one per cent more is 75.245, half a unit of the second decimal more is 74.505
        (("74.50", "100", UP, "porcentaje", 2), ["bajo", "bajo", "medio", "fragil"]),
        # The value carries one decimal more than its sheet: 74.9 + 0.05 = 74.95, still bajo; 74.9 + 0.5 would be medio
        (("74.9", "100"), ["bajo", "bajo", "medio", "fragil"]),
        # Descending: 100 / 105 = 95.2; 100 / 105.5 = 94.8 and 100 / 104.5 = 95.7; 100 / 106.05 = 94.3
        (("105", "100", DOWN), ["alto", "medio", "medio", "fragil"]),
        # Descending, 100 / 134 = 74.6: only a lower value helps, 100 / 133.5 = 74.9, 100 / 132.66 = 75.4
        (("134", "100", DOWN), ["bajo", "bajo", "medio", "fragil"]),
        # Both ends: 3 / 3.5 = 85.7 is medio; 2.5 / 3.5 = 71.4 is bajo and 3.5 / 3.5 = 100 is alto
        (("3", "3.5"), ["medio", "bajo_o_alto", "medio", "fragil"]),
        # A permissible minimum that is met counts 100, above or below: 10 and 9.5 of 10 give 100 and 95
        (("10", "10", "no_definido", "porcentaje", 0, progress.MINIMUM), ["alto", "alto", "alto", "firme"]),
        # A permissible maximum: 10.5 over 10 gives 10 / 10.5 = 95.2; 11 would give 90.9
        (("10", "10", "no_definido", "porcentaje", 0, progress.MAXIMUM), ["alto", "alto", "alto", "firme"]),
        # Zero is not moved below zero: 0 and 0.5 of 10 are bajo
        (("0", "10"), ["bajo", "bajo", "bajo", "firme"]),
        # 0.05 of 1 is bajo still; a value of 0 stays 0, it does not become 1
        (("0", "1", UP, "porcentaje", 1), ["bajo", "bajo", "bajo", "firme"]),
        # 0.75 and 0.85 of 1: a value below 1 is not one below 0
        (("0.8", "1", UP, "porcentaje", 1), ["medio", "medio", "medio", "firme"]),
        # Zero of a goal of zero, descending: 0 counts as met, 0.5 has no avance
        (("0", "0", DOWN), ["alto", "sin_informacion", "alto", "fragil"]),
    ],
)
def test_levels_after_rounding_and_after_one_per_cent(given, expected):
    assert words(probed(X=given).loc["X"]) == expected


def test_a_count_or_a_rank_is_not_rounded():
    # 9 / 10 = 90; 9.5 would be alto, but nobody counts half a training; 9.09 / 10 = 90.9
    rows = probed(N=("9", "10", UP, "numero"), R=("9", "10", UP, "puesto"), D=("9.0", "10", UP, "numero", 1))
    assert [rows.at[code, "nivel_redondeo"].missing for code in ("N", "R")] == ["no_aplica", "no_aplica"]
    assert list(rows["firmeza"]) == ["firme", "firme", "firme"]
    assert rows.at["D", "nivel_redondeo"] == "medio"  # 9.05 / 10 = 90.5


def test_only_what_falls_below_zero_is_taken_for_zero():
    row = probed(X=("0", "10")).loc["X"]
    assert row["nivel_redondeo"].formula == "0 ÷ 10 × 100 → bajo; (0 + 0.5) ÷ 10 × 100 → bajo"


def test_a_value_that_is_not_rounded_is_still_cited():
    row = probed(N=("9", "10", UP, "numero")).loc["N"]
    assert row["nivel_redondeo"].sources == ("t.csv:2:9",)


@pytest.mark.parametrize(
    ("value", "limit", "distance"),
    [
        ("71.43", 75, "3.57"),
        ("86.5", 95, "8.5"),
        ("75", 75, "0"),
        ("95", 95, "0"),
        ("85", 95, "10"),  # as far from 75: the higher limit is told
        ("0", 75, "75"),
        ("275.9", 95, "180.9"),
    ],
)
def test_distance_to_the_nearest_limit(value, limit, distance):
    row = probed(X=(value, "100")).loc["X"]
    assert (row["limite_cercano"], row["distancia_limite"]) == (limit, Decimal(distance))


def test_without_value_or_goal_there_is_nothing_to_test_and_it_is_counted():
    given = {"A": ("5", "7"), "B": (None, "7"), "C": ("5", None), "D": ("5", "0")}
    frame = pd.DataFrame.from_dict({code: indicator(*item) for code, item in given.items()}, orient="index")
    tested = firmness.tested(frame, RULES)
    assert list(tested.index) == ["A"]
    counts = firmness.counts(frame, tested)["indicadores"]
    assert {name: int(item.number) for name, item in counts.items()} == {
        "fragil": 1, "firme": 0, "probados": 1, "sin_prueba": 3, "total": 4,
    }  # fmt: skip
    assert counts["sin_prueba"].formula == "n(B, C, D)"


def test_shown_are_the_fragile_levels_and_the_nearest_firm_ones():
    firm = {f"F{gap}": (str(95 + gap), "100", UP, "porcentaje", 2) for gap in (40, 9, 30, 8, 7, 20)}
    rows = firmness.worth_showing(probed(**firm, Y=("5", "7"), X=("74.9", "100")))
    assert list(rows.index) == ["X", "Y", "F7", "F8", "F9", "F20", "F30"]


def test_of_firm_levels_at_the_same_distance_the_first_are_shown():
    rows = probed(**{f"I{number:02d}": ("86", "100", UP, "porcentaje", 2) for number in reversed(range(20))})
    assert list(firmness.worth_showing(rows).index) == ["I19", "I18", "I17", "I16", "I15"]


def test_the_band_is_named_after_its_rule():
    told = firmness.band(RULES)
    assert list(told.index) == [firmness.BAND] and told.at[firmness.BAND, "variacion"] == 1


def test_a_trace_shows_the_moved_values_and_cites_rule_and_sheet(frames):
    row = frames["objective_gaps.firmness"].loc["IOP.03.01"]
    assert row["nivel_redondeo"].formula == "(5 − 0.5) ÷ 7 × 100 → bajo; (5 + 0.5) ÷ 7 × 100 → medio"
    assert row["distancia_limite"].formula == "|71.428571 − 75|"
    assert "reference/indicators.csv:8:decimales" in row["nivel_redondeo"].sources
    assert "reference/rules.toml:sensibilidad:variacion_pct" in row["nivel_variacion"].sources
    assert row["firmeza"].formula == "bajo ≠ medio"


def test_in_2024_one_objective_level_is_fragile_and_no_service_level_can_be_tested(frames):
    assert [(code, str(item)) for code, item in frames["objective_gaps.firmness"]["firmeza"].items()] == [
        ("IOP.03.01", "fragil"),
        ("OP.02", "firme"),
        ("OP.01", "firme"),
    ]
    assert frames["services.firmness"].empty
    assert frames["services.firmness_counts"].at["sin_prueba", "indicadores"] == 30


def test_another_band_needs_no_code(data):
    # 10.08 x 0.93 / 12.6 = 74.4: OP.02 would be bajo with 7 %
    wider = replace(data, rules={**data.rules, "sensibilidad": {"variacion_pct": Decimal(7)}})
    assert words(objective_gaps.firmness(objective_gaps.progress(wider), wider).loc["OP.02"]) == [
        "medio",
        "medio",
        "bajo",
        "fragil",
    ]


def test_an_edition_that_declares_no_band_leaves_levels_untested(data):
    old = replace(data, rules={name: group for name, group in data.rules.items() if name != "sensibilidad"})
    indicators = objective_gaps.progress(old)
    assert objective_gaps.firmness(indicators, old).empty and objective_gaps.firmness_band(old).empty
    assert objective_gaps.firmness_counts(indicators, old).at["sin_prueba", "indicadores"] == 5
