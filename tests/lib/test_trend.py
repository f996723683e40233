"""A year against the one before: known answers for an invented second year."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.figures import register
from engine.inputs.loading import load_year
from engine.numbers import NBSP
from engine.traced import Traced
from lib import objective_gaps, pp0093_budget, pp0093_coverage, services
from lib.declarations import SCHEMA


@pytest.fixture(scope="module")
def first():
    return load_year(SCHEMA, 2024)


@pytest.fixture(scope="module")
def second(first):
    """2024 again as 2025, with a few cells of its own."""
    tables = dict(first.tables)
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
    return replace(first, year=2025, tables=tables, previous=first)


def texts(section, tables, *names):
    figures = register(section, {name: tables[name] for name in names})
    return {key: figure.text.replace(NBSP, " ") for key, figure in figures.items()}


def test_indicators(second):
    shown = texts("g", objective_gaps.tables(second), "trend", "series")
    # 47,000 / 42,391 - 1 = +10.9 %; 47,000 / 49,007 = 95.9 %, was 86.5 %: +9.4 p. p.
    assert shown["g.trend[OP.01].cambio_anual"] == "+10.9 %"
    assert shown["g.trend[OP.01].cambio_avance"] == "+9.4 p. p."
    assert (shown["g.trend[OP.01].nivel_previo"], shown["g.trend[OP.01].nivel"]) == ("Medio", "Alto")
    assert shown["g.trend[OP.02].cambio_anual"] == "+2.02 p. p."  # 12.10 - 10.08
    assert shown["g.trend[OP.04].cambio_anual"] == "sin información"
    assert [shown[f"g.series[OP.01.{year}].valor_obtenido"] for year in (2019, 2024, 2025)] == [
        "S/ 44,328",
        "S/ 42,391",
        "S/ 47,000",
    ]


def test_services(second):
    shown = texts("s", services.tables(second), "trend")
    # (42 + 5) / 86 = 54.7 %, was 52.3 %
    assert shown["s.trend[PNDI].medio_o_alto_pct"] == "54.7 %"
    assert shown["s.trend[PNDI].medio_o_alto_pct_cambio"] == "+2.3 p. p."  # 2 / 86 = 2.33


def test_programme(second):
    shown = texts("c", pp0093_coverage.tables(second), "trend")
    assert shown["c.trend[atendidas.total].empresas_cambio"] == "+17.3 %"  # 15,000 / 12,791
    shown = texts("b", pp0093_budget.tables(second), "trend")
    assert shown["b.trend[P2].avance_fisico_pct_cambio"] == "+14.6 p. p."  # 80.0 - 65.4 (223 / 1,525)
    assert shown["b.trend[P2].costo_unitario_cambio"] == "−18.3 %"  # 997 / 1,220


def test_without_an_earlier_year_nothing_is_compared(first):
    assert objective_gaps.tables(first)["trend"].empty
    assert objective_gaps.tables(first)["series"].empty
    assert services.tables(first)["trend"].empty
    assert pp0093_coverage.tables(first)["trend"].empty
    assert pp0093_budget.tables(first)["trend"].empty
