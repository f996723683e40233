"""A year with something assumed: what is put in, what is refused in words, and that the year itself stays as it was."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.inputs.loading import load_year
from engine.traced import ASSUMED
from lib.declarations import SCHEMA


@pytest.fixture(scope="module")
def year():
    return load_year(SCHEMA, 2024)


@pytest.mark.parametrize("given", [46557, 46557.0, "46557", "46,557", Decimal(46557)])
def test_a_number_is_given_in_any_way(year, given):
    cell = year.assuming("indicator_results", "OP.01", valor_obtenido=given)["indicator_results"].at[
        "OP.01", "valor_obtenido"
    ]

    assert (cell.number, cell.origin) == (Decimal(46557), ASSUMED)
    assert cell.sources == ("2024/indicator_results.csv:6:valor_obtenido",)


def test_a_fraction_is_the_one_that_was_written(year):
    assumed = year.assuming("indicator_results", "OP.02", valor_obtenido=12.1)

    assert assumed["indicator_results"].at["OP.02", "valor_obtenido"].number == Decimal("12.1")


def test_what_follows_from_it_says_so_and_nothing_else_does(year):
    results = year.assuming("indicator_results", "OP.01", valor_obtenido=1)["indicator_results"]

    assert (results.at["OP.01", "valor_obtenido"] / results.at["OP.01", "logro_esperado"]).assumed
    assert [row for row in results.index if results.at[row, "valor_obtenido"].assumed] == ["OP.01"]


def test_a_missing_value_gets_one_and_a_value_can_be_taken_away(year):
    given = year.assuming("programme_execution", "2.1", pim=1000)["programme_execution"].at["2.1", "pim"]
    taken = year.assuming("programme_execution", "P1", pim=None)["programme_execution"].at["P1", "pim"]

    assert (given.number, given.sources) == (Decimal(1000), ("2024/programme_execution.csv:7:pim",))
    assert (taken.known, taken.missing, taken.origin) == (False, "no_publicado", ASSUMED)


def test_the_year_itself_stays_and_so_does_what_was_computed_from_it(year):
    year.cache["tabla"] = "computed"
    assumed = year.assuming("indicator_results", "OP.01", valor_obtenido=1, nota="De prueba")

    assert assumed.cache == {}
    assert replace(year, rules={}).cache == {}
    assert year["indicator_results"].at["OP.01", "valor_obtenido"].number != 1
    assert year.assumptions == ()
    assert year["indicator_results"].at["OP.01", "nota"].startswith("Fuente alternativa")
    assert assumed["indicator_results"].at["OP.01", "nota"] == "De prueba"
    assert "cache" not in repr(assumed)


def test_it_says_in_words_what_was_assumed(year):
    assumed = year.assuming("indicator_results", "OP.01", valor_obtenido=46557).with_rules("niveles", alto=85)

    assert assumed.assumptions == (
        "indicator_results, OP.01: valor_obtenido = 46,557 en vez de 42,391",
        "reglas, niveles: alto = 85 en vez de 95",
    )


def test_a_base_that_the_year_keeps_is_also_that_of_the_indicator(year):
    assumed = year.assuming("baselines", "OP.01", linea_base_valor=40000)

    assert assumed["indicators"].at["OP.01", "linea_base_valor"].number == 40000


@pytest.mark.parametrize(
    ("table", "row", "cells", "said"),
    [
        ("indicator_result", "OP.01", {}, "no existe la tabla «indicator_result»; ¿quiso decir indicator_results"),
        ("indicator_results", "OP.99", {}, "no existe en indicator_results la fila «OP.99»; ¿quiso decir OP.0"),
        (
            "indicator_results",
            "OP.01",
            {"valor_obtenid": 1},
            "la columna «valor_obtenid»; ¿quiso decir valor_obtenido?",
        ),
        ("indicator_results", "OP.01", {"lugar": "x"}, "la columna «lugar»; las que hay: logro_esperado, "),
        ("indicator_results", "OP.01", {"codigo": "x"}, "la columna «codigo»; "),
        ("services", "01.01.01", {"objetivo": "OP.07"}, "en objetivo el código «OP.07»; ¿quiso decir OP.0"),
    ],
)
def test_an_unknown_name_is_answered_with_those_there_are(year, table, row, cells, said):
    with pytest.raises(KeyError) as raised:
        year.assuming(table, row, **cells)

    assert said in raised.value.args[0]


@pytest.mark.parametrize(
    ("table", "row", "cells", "said"),
    [
        ("indicator_results", "OP.01", {"valor_obtenido": "mucho"}, "valor_obtenido: se esperaba un número (valor: «mucho»)"),
        ("indicator_results", "OP.01", {"valor_obtenido": True}, "valor_obtenido: se esperaba un número (valor: «True»)"),
        ("indicator_results", "OP.01", {"valor_obtenido": float("nan")}, "valor_obtenido: se esperaba un número (valor: «nan»)"),
        ("indicator_results", "OP.01", {"valor_obtenido": float("inf")}, "valor_obtenido: se esperaba un número (valor: «inf»)"),
        ("programme_execution", "P1", {"meta_fisica": 2.5}, "meta_fisica: se esperaba un número entero (valor: «2.5»)"),
        ("coverage", "tamano.micro", {"porcentaje": 120}, "porcentaje: debe ser 100 o menos (valor: «120»). Corrija"),
        ("indicators", "OP.01", {"sentido": "arriba"}, "sentido: no es un valor permitido (valor: «arriba»). Escriba uno"),
        ("indicators", "OP.01", {"nombre": ""}, "nombre: falta el valor (valor: «»). Complete la celda"),
        ("indicators", "OP.01", {"nombre": 5}, "nombre es de textos: escriba el valor entre comillas"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused(year, table, row, cells, said):
    with pytest.raises(ValueError) as raised:
        year.assuming(table, row, **cells)

    assert str(raised.value).startswith(said)


def test_a_rule_is_a_value_of_its_file(year):
    high = year.rule("niveles")["alto"]

    assert (high.number, high.sources, high.origin) == (
        Decimal(95),
        ("reference/rules.toml:niveles:alto",),
        "transcrito",
    )


def test_another_rule_is_assumed_and_its_neighbours_are_not(year):
    limits = year.with_rules("niveles", alto=85).rule("niveles")

    assert (limits["alto"].number, limits["alto"].origin, limits["medio"].origin) == (85, ASSUMED, "transcrito")
    assert year.rule("niveles")["alto"].number == 95


def test_a_group_that_the_edition_lacks_is_empty_and_can_be_assumed(year):
    old = replace(year, rules={name: group for name, group in year.rules.items() if name != "sensibilidad"})

    assert old.rule("sensibilidad") == {}
    assert old.with_rules("sensibilidad", variacion_pct=2).rule("sensibilidad")["variacion_pct"].number == 2


@pytest.mark.parametrize(
    ("group", "values", "error", "said"),
    [
        ("nivel", {}, KeyError, "no existe el grupo de reglas «nivel»; ¿quiso decir niveles?"),
        ("niveles", {"altos": 1}, KeyError, "no existe en niveles la regla «altos»; ¿quiso decir alto?"),
        ("niveles", {"alto": "mucho"}, ValueError, "alto: se esperaba un número (valor: «mucho»)"),
        ("niveles", {"alto": 70}, ValueError, "en la edición supuesta, [edicion.niveles]: alto debe ser mayor que medio."),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(year, group, values, error, said):
    with pytest.raises(error) as raised:
        year.with_rules(group, **values)

    assert raised.value.args[0].startswith(said)


# The year itself


def test_a_year_says_in_a_line_what_it_holds_and_what_is_assumed(year):
    told = repr(year.assuming("indicator_results", "OP.01", valor_obtenido=46_557))
    assert told.startswith("Datos de 2024. Tablas, con sus filas: objectives (4), services (18), ")
    assert told.endswith("Supuesto: indicator_results, OP.01: valor_obtenido = 46,557 en vez de 42,391")
    assert "indicators" in year and "indicadores" not in year and list(year)[:2] == ["objectives", "services"]


def test_what_is_changed_in_a_table_changes_nothing_of_the_year(year):
    table = year["indicator_results"]
    table.loc["OP.01", "valor_obtenido"] = 46_557
    assert (table.at["OP.01", "valor_obtenido"], year["indicator_results"].at["OP.01", "valor_obtenido"]) == (
        46557,
        42391,
    )
