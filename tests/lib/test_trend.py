"""A year against the one before: known answers for an invented second year."""

from dataclasses import replace
from decimal import Decimal
from operator import sub

import pandas as pd
import pytest

from engine.figures import Register
from engine.numbers import NBSP
from engine.traced import Traced
from lib import trend
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


def test_indicators_stand_in_the_order_of_their_file(second):
    told = SUITE.tables.frame("objective_gaps.trend", second)
    assert list(told.index) == ["OP.01", "OP.02", "IOP.03.01", "IOP.03.02", "OP.04"]


def _given(number):
    return Traced.absent("ND") if number is None else Traced.given(number, "t.csv:2:x")


def _frame(**columns):
    return pd.DataFrame({name: list(map(_given, cells)) for name, cells in columns.items()}, index=["b", "a"])


def test_a_table_is_compared_where_both_years_have_all_its_columns():
    compared = {"x": sub, "y": sub}
    now, before = _frame(x=[5, None], y=[None, None]), _frame(x=[3, 1], y=[2, 2])
    told = trend.change_table(now, before, compared)
    assert list(told.index) == ["b"] and told.at["b", "x_cambio"] == 2  # 5 - 3; of «a» nothing is known this year
    both = trend.change_table(_frame(x=[5, 4], y=[9, 9]), before, compared)
    assert list(both.index) == ["b", "a"] and list(both["y_cambio"]) == [7, 7]  # 9 - 2
    for lacking in (_frame(x=[3, 1]), None):
        assert trend.change_table(now, lacking, compared).empty
        assert lacking is None or trend.change_table(lacking, now, compared).empty
    assert list(trend.change_table(now, None, {"x": sub})) == ["x_previo", "x", "x_cambio"]


def _indicators(*rows):
    columns = "nombre_corto unidad decimales linea_base_anio linea_base_valor anio_dato logro_esperado valor_obtenido"
    records = {code: [code.lower(), "numero", _given(0), *map(_given, numbers)] for code, *numbers in rows}
    return pd.DataFrame.from_dict(records, orient="index", columns=columns.split(), dtype=object)


def test_a_series_has_the_base_line_and_every_year_that_reports_the_indicator(data):
    """Three years: A in all, B new in the last; A's value of 2025 is of 2024, that of 2026 of no year told; B has no base value."""
    of = {
        2024: _indicators(("A", 2019, 10, 2023, 20, 11)),
        2025: _indicators(("A", 2019, 10, 2024, 30, 12)),
        2026: _indicators(("A", 2019, 10, None, 40, 13), ("B", 2020, None, 2026, 5, 4)),
    }
    first = replace(data, year=2024)
    last = replace(data, year=2026, previous=replace(data, year=2025, previous=first))
    told = trend.series(last, lambda each: of[each.year])
    assert list(told.index) == ["A.2019", "A.2023", "A.2024", "A.2026", "B.2026"]
    assert list(told["valor_obtenido"]) == [10, 11, 12, 13, 4] and list(told["nombre_corto"]) == ["a"] * 4 + ["b"]
    assert not told.at["A.2019", "logro_esperado"].known and told.at["A.2026", "logro_esperado"] == 40
