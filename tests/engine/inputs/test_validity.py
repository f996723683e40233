"""What begins or ends in a year is asked for in the years it holds, and in no other."""

import pytest
from planting import lines, new_lines, plant, read_rows, update_hash, write_rows

from engine.inputs.loading import check_year, load_year
from engine.inputs.new_year import new_year
from lib.declarations import SCHEMA

NEW_INDICATOR = {
    "codigo": "5060",
    "nivel": "desempeno_pp",
    "padre": "P2",
    "nombre": "Porcentaje de empresas que acceden a negociaciones",
    "nombre_corto": "Acceso a negociaciones",
    "unidad": "porcentaje",
    "decimales": "1",
}
NEW_ACTIVITY = {
    "codigo": "2.4",
    "padre": "P2",
    "nombre": "Actividad de prueba",
    "nombre_corto": "Prueba",
    "unidad": "Empresas",
    "cuenta_en_producto": "si",
}
NOT_IN_THE_INDICATORS = (
    "aviso reference/programme_indicators.csv, fila 16, columna vigente_desde: la ficha 5060 rige desde 2025 y no está "
    "entre los indicadores. Si el documento la informa, agréguela a reference/indicators.csv."
)


@pytest.fixture
def before(data):
    return lines(check_year(SCHEMA, 2024, data))


def add_row(root, table, record):
    path = root / f"reference/{table}.csv"
    rows = read_rows(path)
    write_rows(path, [*rows, [record.get(name, "") for name in rows[0]]])
    update_hash(path)


def set_cell(root, file, row, column, value):
    plant(root, {"file": file, "row": row, "column": column, "value": value})


def codes(path):
    return [row[0] for row in read_rows(path)[1:]]


def test_the_mef_has_fourteen_sheets_of_2024_and_eleven_of_2025(two_years):
    """Without 2890, 4131, 4577 and 4883, which are not among those of 2025, and with 5060."""
    sheets = {year: set(load_year(SCHEMA, year, two_years)["programme_indicators"].index) for year in (2024, 2025)}

    assert (len(sheets[2024]), len(sheets[2025])) == (14, 11)
    assert sheets[2024] - sheets[2025] == {"2890", "4131", "4577", "4883"}
    assert sheets[2025] - sheets[2024] == {"5060"}


def test_an_indicator_ends_with_its_sheet(two_years):
    assert {"2890", "4883"} <= set(load_year(SCHEMA, 2024, two_years)["indicators"].index)
    assert {"2890", "4883", "5060"}.isdisjoint(load_year(SCHEMA, 2025, two_years)["indicators"].index)


def test_a_sheet_that_begins_and_no_indicator_follows_is_said(two_years):
    assert NOT_IN_THE_INDICATORS in lines(check_year(SCHEMA, 2025, two_years))


def test_an_indicator_that_begins_later_is_not_asked_of_a_published_year(data, before):
    add_row(data, "indicators", NEW_INDICATOR)

    assert lines(check_year(SCHEMA, 2024, data)) == before
    new_year(SCHEMA, 2025, data)
    assert "5060" in codes(data / "2025/indicator_results.csv")
    assert NOT_IN_THE_INDICATORS not in lines(check_year(SCHEMA, 2025, data))


def test_one_without_years_is_asked_of_every_year(data, before):
    add_row(data, "indicators", NEW_INDICATOR | {"codigo": "5061"})

    assert new_lines(data, before) == [
        "error 2024/indicator_results.csv: falta la fila del indicador 5061 (Acceso a negociaciones). Agréguela; si no "
        "hay valor, escriba ND o NP en estado. Si el indicador es solo de otros años, dígalo en vigente_desde o "
        "vigente_hasta de reference/indicators.csv."
    ]


def test_an_activity_that_begins_later_waits_for_its_year(data, before):
    add_row(data, "programme", NEW_ACTIVITY | {"vigente_desde": "2025"})

    assert lines(check_year(SCHEMA, 2024, data)) == before
    new_year(SCHEMA, 2025, data)
    assert "2.4" in codes(data / "2025/programme_execution.csv")


def test_what_belongs_to_a_product_ends_with_it(data):
    set_cell(data, "reference/programme.csv", "P2", "vigente_hasta", "2024")

    new_year(SCHEMA, 2025, data)

    assert {"P2", "2.1", "2.2", "2.3"}.isdisjoint(codes(data / "2025/programme_execution.csv"))
    coverage = [row[:2] for row in read_rows(data / "2025/coverage.csv")]
    assert ["producto", "P1"] in coverage and ["producto", "P2"] not in coverage


def test_a_code_used_out_of_its_years_is_an_error(data, before):
    set_cell(data, "reference/services.csv", "01.01.01", "vigente_hasta", "2023")

    assert [line for line in new_lines(data, before) if "indicator_results.csv, fila" in line] == [
        f"error 2024/indicator_results.csv, fila {row}, columna codigo: no rige en 2024: según reference/services.csv, "
        f"01.01.01 rige hasta 2023 (valor: «{code}»). Borre la fila, o corrija ese año si la fuente dice otro."
        for row, code in ((11, "ISS.01.01.01.01"), (12, "ISS.01.01.01.02"))
    ]


def test_a_code_used_before_its_years_is_an_error(data, before):
    set_cell(data, "reference/programme_indicators.csv", "2912", "vigente_desde", "2025")

    assert [line for line in new_lines(data, before) if line.startswith("error")] == [
        "error 2024/indicator_results.csv, fila 46, columna codigo: no rige en 2024: según "
        "reference/programme_indicators.csv, 2912 rige desde 2025 (valor: «2912»). Borre la fila, o corrija ese año si "
        "la fuente dice otro."
    ]


def test_a_goal_may_be_announced_for_what_begins_later(data, before):
    add_row(data, "indicators", NEW_INDICATOR)
    goals = "codigo,anio,logro_esperado,cita\n5060,2025,40,\n"
    plant(data, {"file": "2024/announced_goals.csv", "content": goals})

    assert not [line for line in new_lines(data, before) if line.startswith("error")]
    new_year(SCHEMA, 2025, data)
    header, *rows = read_rows(data / "2025/indicator_results.csv")
    assert [row[header.index("logro_esperado")] for row in rows if row[0] == "5060"] == ["40"]


def test_years_that_are_the_wrong_way_round_are_an_error(data, before):
    set_cell(data, "reference/programme_indicators.csv", "4883", "vigente_hasta", "2023")

    assert new_lines(data, before)[:2] == [
        "error 2024/indicator_results.csv, fila 45, columna codigo: no rige en 2024: según "
        "reference/programme_indicators.csv, 4883 rige hasta 2023 (valor: «4883»). Borre la fila, o corrija ese año si "
        "la fuente dice otro.",
        "error reference/programme_indicators.csv, fila 12, columna vigente_hasta: termina antes de empezar (2024) "
        "(valor: «2023»). Corrija vigente_desde o vigente_hasta.",
    ]
