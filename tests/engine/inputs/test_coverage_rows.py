"""A category of the coverage that is lost is missed in the very first year, when there is no other to compare with."""

from dataclasses import replace

import pytest
from planting import copy_clean, lines, plant

from engine.inputs.loading import check_year, read_context
from lib.checks.coverage import check_every_category
from lib.declarations import SCHEMA


@pytest.fixture(scope="module")
def context_2024(tmp_path_factory):
    return read_context(SCHEMA, 2025, copy_clean(tmp_path_factory.mktemp("coverage") / "data"))[1]


def without(context, *keys):
    coverage = context.tables["coverage"]
    rows = {row: record for row, record in coverage.rows.items() if coverage.table.row_key(record) not in keys}
    return replace(context, tables={**context.tables, "coverage": replace(coverage, rows=rows)})


def test_the_published_coverage_lacks_nothing(context_2024):
    assert list(check_every_category(context_2024)) == []


def test_every_row_with_a_printed_number_is_missed(context_2024):
    """But «sector.otros», named without a number, and those whose loss another check tells.

    The four that published_figures.csv names as figures of the programme's execution are the base of other rows, whose
    code is then unknown.
    """
    silent = [
        key for key in context_2024.rows("coverage") if not list(check_every_category(without(context_2024, key)))
    ]

    assert silent == [
        "servicio.transferencia",
        "servicio.articulacion",
        "articulacion_tipo.ferias_ruedas",
        "articulacion_tipo.proveedores",
        "sector.otros",
    ]


def test_a_whole_dimension_that_is_lost_is_missed(context_2024):
    found = check_every_category(without(context_2024, "evento.ferias", "evento.ruedas"))

    assert [str(problem).split(",")[0] for problem in found] == [
        "2024/coverage.csv: falta la fila evento.ferias",
        "2024/coverage.csv: falta la fila evento.ruedas",
    ]


def test_the_sentence_says_what_is_printed_and_where(data):
    plant(data, {"file": "2024/coverage.csv", "drop_row": "region.13"})

    assert [line for line in lines(check_year(SCHEMA, 2024, data)) if line.startswith("error")] == [
        "error 2024/coverage.csv: falta la fila region.13, que el documento imprime: «6.0 %» (published_figures.csv, "
        "pp0093-110). Agréguela, o corrija la columna figura de published_figures.csv."
    ]


def test_a_dimension_that_the_document_does_not_give_is_not_asked_for(context_2024):
    unprinted = {name: item for name, item in context_2024.tables.items() if name != "published_figures"}
    sizes = [key for key in context_2024.rows("coverage") if key.startswith("tamano.")]

    assert list(check_every_category(without(replace(context_2024, tables=unprinted), *sizes))) == []
