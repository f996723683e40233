"""A year read: what is in the bundle, what stops it, and that nothing in a file can break the reading."""

import random
from decimal import Decimal

import pytest
from planting import lines, plant, read_rows

from engine.inputs.loading import check_year, load_year
from engine.inputs.problems import DataError
from lib.declarations import SCHEMA, TABLES

CORRECTION = """
[[correccion]]
tabla = "programme_execution"
clave = "P4"
columna = "avance_fisico"
valor_anterior = "7291"
valor_nuevo = "7200"
motivo = "Fe de erratas del documento"
fecha = 2025-05-02
"""


def test_a_clean_2024_only_gives_warnings_that_are_true(data):
    """No figures for 2.1 and «otros»; 2.2 delivered 60.4 % with 93.4 % of its money; 30 of 86 indicators are named."""
    assert lines(check_year(SCHEMA, 2024, data)) == [
        "aviso 2024/coverage.csv, columna porcentaje: filas sin cifra: sector.otros. Complételas si la fuente la da.",
        "aviso 2024/indicator_results.csv, columna valor_obtenido: 4 indicadores sin valor y sin estado, sin "
        "responsable registrado: ISS.01.01.01.01, ISS.01.03.02.01, ISS.01.03.02.02, ISS.04.02.01.01. Complete el valor "
        "o escriba ND o NP en estado.",
        "aviso 2024/indicator_results.csv, columna valor_obtenido: 1 indicador sin valor y sin estado, de ProInnóvate: "
        "ISS.01.06.02.01. Complete el valor o escriba ND o NP en estado.",
        "aviso 2024/programme_execution.csv: filas sin meta, avance ni presupuesto: 2.1. Complételas si hubo "
        "ejecución.",
        "aviso 2024/programme_execution.csv, fila 8, columna nota: el avance físico y el financiero distan 33.0 p. p. "
        "y no hay explicación. Explique la diferencia en la nota.",
        "aviso 2024/service_levels.csv, columna indicadores: hay 30 indicadores de servicio registrados; faltan 56 de "
        "los que el documento cuenta (OP.01: 24, OP.02: 19, OP.03: 9, OP.04: 4). Cuando se conozcan, agréguelos a "
        "reference/indicators.csv; hasta entonces se usan las cifras publicadas.",
    ]


def test_a_year_holds_every_table_by_row_key(data):
    year = load_year(SCHEMA, 2024, data)

    assert list(year.tables) == list(TABLES)
    assert list(year["service_levels"].index) == ["OP.01", "OP.02", "OP.03", "OP.04", "PNDI"]
    assert "region.15" in year["coverage"].index
    assert (year.synthetic, year.previous, year.corrections) == (False, None, ())


def test_a_number_knows_its_cell_and_a_blank_its_reason(data):
    execution = load_year(SCHEMA, 2024, data)["programme_execution"]

    budget, blank = execution.at["P1", "pim"], execution.at["2.1", "pim"]
    assert (budget.number, budget.sources, budget.origin) == (
        Decimal(2086412),
        ("2024/programme_execution.csv:2:pim",),
        "transcrito",
    )
    assert (blank.known, blank.missing, blank.sources) == (
        False,
        "no_publicado",
        ("2024/programme_execution.csv:7:pim",),
    )


def test_a_number_that_its_source_had_computed_is_published(data):
    assert load_year(SCHEMA, 2024, data)["coverage"].at["tamano.micro", "porcentaje"].origin == "publicado"


def test_zeros_after_the_decimals_do_not_make_another_number(data):
    plant(data, {"file": "2024/coverage.csv", "row": "sector.comercio", "column": "porcentaje", "value": "35"})

    assert str(load_year(SCHEMA, 2024, data)["coverage"].at["sector.comercio", "porcentaje"].number) == "35"


def test_every_file_read_has_its_hash(data):
    hashes = load_year(SCHEMA, 2024, data).hashes

    given = {path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file()}
    assert set(hashes) == given


@pytest.mark.parametrize(
    ("year", "said"),
    [
        (
            2031,
            "2031/: no hay datos del año 2031; años disponibles: 2024. Cree la carpeta con «python -m lib new-year "
            "2031», o indique otra carpeta de datos con --data-dir.",
        ),
        ("20x4", "year: el año debe ser un número de cuatro cifras (valor: «20x4»). Escriba por ejemplo 2024."),
        (24, "year: el año debe ser un número de cuatro cifras (valor: «24»). Escriba por ejemplo 2024."),
        (True, "year: el año debe ser un número de cuatro cifras (valor: «True»). Escriba por ejemplo 2024."),
    ],
)
def test_a_year_that_cannot_be_is_said(data, year, said):
    with pytest.raises(DataError) as raised:
        load_year(SCHEMA, year, data)

    assert str(raised.value) == said
    assert lines(check_year(SCHEMA, year, data)) == [f"error {said}"]


def test_a_data_folder_that_is_not_there_is_said(tmp_path):
    folder = tmp_path / "nada"

    assert lines(check_year(SCHEMA, 2024, folder)) == [
        f"error {folder}: no existe la carpeta de datos. Revise la ruta de la opción --data-dir o del parámetro "
        "data_dir."
    ]


def test_loading_stops_with_errors_and_leaves_warnings_out(data):
    plant(data, {"file": "2024/programme_execution.csv", "row": "1.1", "column": "pim", "value": "x"})
    plant(data, {"file": "2024/coverage.csv", "row": "tamano.micro", "column": "porcentaje", "value": "67,8"})

    with pytest.raises(DataError) as raised:
        load_year(SCHEMA, 2024, data)

    assert [problem.rule for problem in raised.value.problems] == ["numero"]


def test_a_correction_replaces_the_value_and_is_cited(data):
    (data / "2024/corrections.toml").write_text(CORRECTION, encoding="utf-8")
    cells = (("coverage", "producto.P4", "empresas"), ("programme_execution", "4.1", "avance_fisico"))
    for table, row, column in cells:
        plant(data, {"file": f"2024/{table}.csv", "row": row, "column": column, "value": "7200"})

    year = load_year(SCHEMA, 2024, data)

    corrected = year["programme_execution"].at["P4", "avance_fisico"]
    assert corrected.number == 7200
    assert corrected.sources == (
        "2024/programme_execution.csv:14:avance_fisico",
        "2024/corrections.toml:2:avance_fisico",
    )
    assert [(item.key, item.old, item.new, item.date) for item in year.corrections] == [
        ("P4", "7291", "7200", "2025-05-02")
    ]


def test_two_years_hang_together(two_years):
    year = load_year(SCHEMA, 2025, two_years)

    assert (year.synthetic, year.previous.year, year.previous.synthetic, year.previous.previous) == (
        True,
        2024,
        False,
        None,
    )
    assert set(year.previous.hashes) < set(year.hashes)


def test_2024_does_not_change_when_2025_is_added(two_years, data):
    with_later, alone = load_year(SCHEMA, 2024, two_years), load_year(SCHEMA, 2024, data)

    assert with_later.hashes == alone.hashes
    assert with_later.warnings == alone.warnings
    assert all(with_later[name].map(repr).equals(alone[name].map(repr)) for name in TABLES)


def test_a_fault_of_last_year_stops_this_one(two_years):
    plant(two_years, {"file": "2024/programme_execution.csv", "row": "1.1", "column": "pim", "value": "x"})

    assert [line for line in lines(check_year(SCHEMA, 2025, two_years)) if line.startswith("error")] == [
        "error 2024/programme_execution.csv, fila 3, columna pim: se esperaba un número (valor: «x»). Escriba solo el "
        "número, con punto decimal, o deje la celda vacía."
    ]


@pytest.mark.parametrize("seed", range(30))
def test_no_damage_to_a_file_breaks_the_reading(two_years, seed):
    chance = random.Random(seed)
    path = chance.choice(sorted(path for path in two_years.rglob("*") if path.is_file()))
    content = bytearray(path.read_bytes())
    for _time in range(chance.randint(1, 30)):
        position = chance.randrange(len(content) + 1)
        content[position : position + chance.randint(0, 40)] = chance.randbytes(chance.randint(0, 5))
    path.write_bytes(bytes(content))

    problems = check_year(SCHEMA, 2025, two_years)

    assert all(problem.message and problem.advice for problem in problems)


def test_the_fixtures_start_from_the_tables_the_project_publishes(data):
    assert read_rows(data / "2024/programme_execution.csv")[1][:3] == ["P1", "2480", "2337"]


def test_a_number_is_shown_as_it_was_given_and_a_year_as_a_year(data):
    year = load_year(SCHEMA, 2024, data)
    results, execution = year["indicator_results"].loc["OP.01"], year["programme_execution"]

    assert (results["anio_dato"].text, results["valor_obtenido"].text) == ("2024", "S/\xa042,391")
    assert (execution.at["P1", "meta_fisica"].text, execution.at["2.1", "pim"].text) == ("2,480", "no publicado")
    assert results["valor_obtenido"].shown_as.label == "Valor obtenido, en la unidad del indicador"
    assert results["valor_obtenido"].id == ""
