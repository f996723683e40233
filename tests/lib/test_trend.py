"""A year against the one before: known answers for an invented second year."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.figures import Register
from engine.numbers import NBSP
from engine.traced import Traced
from lib.suite import SUITE

WITH_A_YEAR_BEFORE = ("objective_gaps.trend", "objective_gaps.series", "services.trend", "pp0093_coverage.trend",
                      "pp0093_budget.trend")  # fmt: skip


@pytest.fixture(scope="module")
def second(data):
    """2024 again as 2025, with a few cells of its own."""
    tables = dict(data.tables)
    for table, row, column, value in [
        ("indicator_results", "OP.01", "valor_obtenido", "47000"),
        ("indicator_results", "OP.02", "valor_obtenido", "12.1"),
        ("service_levels", "OP.01", "alto", "22"),
        ("service_levels", "OP.01", "bajo", "4"),
        ("coverage", "atendidas.total", "empresas", "15000"),
        ("programme_execution", "P2", "avance_fisico", "1220"),
    ]:
        frame = tables[table].copy()
        frame.at[row, column] = Traced.given(Decimal(value), f"2025/{table}.csv:2:{column}")
        tables[table] = frame
    results = tables["indicator_results"].copy()
    results["anio_dato"] = [
        Traced.given(Decimal(2025), "2025/indicator_results.csv:2:anio_dato") if item == 2024 else item
        for item in results["anio_dato"]
    ]
    tables["indicator_results"] = results
    return replace(data, year=2025, tables=tables, previous=data)


@pytest.fixture(scope="module")
def shown(second):
    """Texts of the figures of the second year, by id."""
    figures = Register.of(SUITE.tables.compute(second))
    return {key: figure.text.replace(NBSP, " ") for key, figure in figures.items()}


def test_indicators(shown):
    # 47,000 / 42,391 - 1 = +10.9 %; 47,000 / 49,007 = 95.9 %, was 86.5 %: +9.4 p. p.
    assert shown["objective_gaps.trend[OP.01].cambio_anual"] == "+10.9 %"
    assert shown["objective_gaps.trend[OP.01].cambio_avance"] == "+9.4 p. p."
    assert (shown["objective_gaps.trend[OP.01].nivel_previo"], shown["objective_gaps.trend[OP.01].nivel"]) == (
        "Medio",
        "Alto",
    )
    assert shown["objective_gaps.trend[OP.02].cambio_anual"] == "+2.02 p. p."  # 12.10 - 10.08
    assert shown["objective_gaps.trend[OP.04].cambio_anual"] == "sin información"
    assert [shown[f"objective_gaps.series[OP.01.{year}].valor_obtenido"] for year in (2019, 2024, 2025)] == [
        "S/ 44,328",
        "S/ 42,391",
        "S/ 47,000",
    ]


def test_services(shown):
    # (42 + 5) / 86 = 54.7 %, was 52.3 %
    assert shown["services.trend[PNDI].medio_o_alto_pct"] == "54.7 %"
    assert shown["services.trend[PNDI].medio_o_alto_pct_cambio"] == "+2.3 p. p."  # 2 / 86 = 2.33


def test_programme(shown):
    assert shown["pp0093_coverage.trend[atendidas.total].empresas_cambio"] == "+17.3 %"  # 15,000 / 12,791
    assert shown["pp0093_budget.trend[P2].avance_fisico_pct_cambio"] == "+14.6 p. p."  # 80.0 - 65.4 (223 / 1,525)
    assert shown["pp0093_budget.trend[P2].costo_unitario_cambio"] == "−18.3 %"  # 997 / 1,220


def test_without_an_earlier_year_nothing_is_compared(frames):
    assert all(frames[name].empty for name in WITH_A_YEAR_BEFORE)
