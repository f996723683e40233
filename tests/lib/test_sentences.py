"""Sentences for years that look nothing like 2024: reversed signs, missing values, one of a kind."""

import inspect
import random
import re
from dataclasses import replace
from decimal import Decimal
from importlib import import_module

import pytest
from engine.page.story import Story, enumeration, sentence

from engine.figures import Register, register
from engine.inputs.loading import load_year
from engine.traced import Traced
from lib import objective_gaps, summary
from lib.declarations import SCHEMA

SECTIONS = ("objective_gaps", "services", "pp0093_coverage", "pp0093_budget", "summary")


@pytest.fixture(scope="module")
def year():
    return load_year(SCHEMA, 2024)


def changed(data, table, row, **values):
    """A year with some cells of one row replaced; None blanks a number."""
    frame = data[table].copy()
    for column, value in values.items():
        blank = Traced.absent("no_publicado", ["t.csv:2:x"])
        frame.at[row, column] = (
            blank
            if value is None
            else Traced.given(Decimal(value), "t.csv:2:x")
            if not isinstance(value, str) or value.replace(".", "").lstrip("-").isdigit()
            else value
        )
    return replace(data, tables={**data.tables, table: frame})


def stories(data):
    tables = summary.sections(data)
    tables["summary"] = summary.tables(data, tables)
    figures = Register()
    for name, frames in tables.items():
        figures = figures | register(name, frames, data.rules["niveles"])
    return {name: Story(name, figures, tables[name], tables) for name in tables}


def told(data, section, name, story=None):
    text = getattr(import_module(f"lib.sentences.{section}"), name)(story or stories(data)[section])
    return (
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.replace("\u00a0", " ")))
        .replace(" .", ".")
        .replace(" ,", ",")
        .replace("( ", "(")
        .replace("± ", "±")
        .replace(" )", ")")
        .replace(" :", ":")
        .replace(" ;", ";")
        .strip()
    )


def every_sentence(section):
    module = import_module(f"lib.sentences.{section}")
    return [
        name
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]


def test_suggested_actions_are_worded_as_in_their_table(year):
    # In 2024 two named indicators have no information, and two are of level medio.
    assert told(year, "services", "suggested_actions") == (
        "Revisar la ficha técnica (estructura, fuente de datos y forma de cálculo): ISS.01.01.01.02 e ISS.01.06.05.02. "
        "Evaluar los procesos del servicio para mejorar su avance: ISS.01.03.02.01 e ISS.01.06.05.01."
    )


def test_2024_reads_as_the_documents_say(year):
    assert told(year, "services", "overview").startswith(
        "La política tiene 43 servicios medidos con 86 indicadores: 40 de nivel alto, 5 medio, 18 bajo y 23 sin información."
    )
    assert told(year, "objective_gaps", "level_counts") == (
        "De 5 indicadores de los objetivos prioritarios: 2 de nivel medio, 1 de nivel bajo y 2 sin información."
    )
    assert "prioritarios: intermedio; el 40.0 % de los indicadores de objetivo tiene nivel medio o alto." in (
        told(year, "summary", "rating")
    )
    assert told(year, "pp0093_budget", "physical_sums").startswith(
        "El producto cuenta cada empresa una sola vez: en P1, las actividades suman 2,514 y el producto, 2,337; en P2, "
        "las actividades suman 1,019 y el producto, 997."
    )


def test_an_indicator_above_its_goal_and_its_base_improves(year):
    better = changed(year, "indicator_results", "OP.01", valor_obtenido="50000")
    # 50,000 / 49,007 = 102.0; 50,000 / 44,328 - 1 = +12.8 %
    assert (
        "S/ 50,000 frente a una meta de S/ 49,007, 102.0 % de avance tipo 1, nivel alto. Respecto de la línea base "
        "(S/ 44,328) mejoró: +12.8 %."
    ) in told(better, "objective_gaps", "progress_by_indicator")
    assert "OP.01" not in told(better, "objective_gaps", "hidden_retreat")


def test_one_indicator_worse_than_its_base_is_told_in_singular(year):
    better = changed(year, "indicator_results", "OP.01", valor_obtenido="50000")
    assert told(better, "objective_gaps", "hidden_retreat").endswith("está peor que en su línea base.")


def test_equal_to_the_goal_and_to_the_base(year):
    same = changed(year, "indicator_results", "manufactura_pbi", valor_obtenido="12.8")
    assert "es igual a la meta" in told(same, "objective_gaps", "problem_gap")
    stuck = changed(year, "indicator_results", "OP.01", valor_obtenido="44328")
    assert "se mantuvo" in told(stuck, "objective_gaps", "progress_by_indicator")


def test_more_firms_than_the_year_before(year):
    more = changed(year, "coverage", "atendidas.total", variacion_anual="25")
    # 12,791 / 1.25 = 10,232.8
    assert told(more, "pp0093_coverage", "attended") == (
        "El PP 0093 atendió a 12,791 empresas. Respecto del año anterior el número aumentó (+25.0 %), lo que supone unas "
        "10,233 empresas entonces."
    )


def test_without_the_year_before_nothing_is_compared(year):
    alone = changed(year, "coverage", "atendidas.total", variacion_anual=None)
    assert told(alone, "pp0093_coverage", "attended") == "El PP 0093 atendió a 12,791 empresas."


def test_a_recorded_decision_is_told_with_its_reason(year):
    decided = changed(year, "published_rating", "global", valoracion_decidida="Inicial", motivo="Acuerdo del comité")
    text = told(decided, "summary", "rating")
    assert "Nivel de implementación: inicial." in text
    assert "Decisión registrada en «Valoración global»: inicial. Motivo: Acuerdo del comité." in text


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("seed", range(6))
def test_any_missing_values_still_make_sentences(year, section, seed):
    chooser = random.Random(seed)
    data = year
    tables = {}
    for name, frame in year.tables.items():
        copy = frame.copy()
        for column in copy.columns:
            if name in ("indicator_results", "coverage", "programme_execution", "service_levels"):
                copy[column] = [
                    Traced.absent("no_publicado", item.sources)
                    if isinstance(item, Traced) and chooser.random() < 0.4
                    else item
                    for item in copy[column]
                ]
        tables[name] = copy
    data = replace(year, tables=tables)
    story = stories(data)[section]
    for name in every_sentence(section):
        text = told(data, section, name, story)
        assert "None" not in text
        assert not re.search(r"\b[a-z]+_[a-z_]+\b", text), f"a code in {name}: {text}"


DEFINITION = (
    "Un nivel es frágil si cambia al mover el valor obtenido media unidad de su último decimal publicado o ±1 %."
)


def test_fragile_levels_of_2024(year):
    assert told(year, "objective_gaps", "firmness") == (
        f"{DEFINITION} De 3 niveles que se pueden probar, 1 es frágil. 2 indicadores no tienen avance tipo 1 con que probar "
        "su nivel. IOP.03.01, Ocupación de parques industriales: nivel bajo, a 3.57 p. p. del límite de 75 %. Pasaría a "
        "medio con el redondeo de la fuente."
    )
    assert told(year, "services", "firmness") == (
        "Ningún indicador tiene un avance tipo 1 con que probar si su nivel es frágil: hacen falta su valor y su meta."
    )


def test_a_named_service_with_a_goal_is_tested_like_an_objective(year):
    # 94 / 99 = 94.95; 94.5 and 94.94 of 99 are 95.5 and 95.9. The other 29 have no goal.
    directed = changed(year, "indicators", "ISS.03.03.02.01", sentido="ascendente")
    given = changed(directed, "indicator_results", "ISS.03.03.02.01", logro_esperado="99")
    assert told(given, "services", "firmness") == (
        f"{DEFINITION} El único nivel que se puede probar es frágil. 29 indicadores no tienen avance tipo 1 con que probar su "
        "nivel. ISS.03.03.02.01, Acreditaciones dentro del plazo: nivel medio, a 0.05 p. p. del límite de 95 %. Pasaría a "
        "alto tanto con el redondeo de la fuente como si el valor varía ±1 %."
    )


def test_several_fragile_levels_by_rounding_and_by_change(year):
    # 46,500 / 49,007 = 94.88: 46,965 is alto (95.83), 46,500.5 is not (94.89). 9.45 / 12.6 = 75: 9.445 and 9.3555 are bajo.
    moved = changed(year, "indicator_results", "OP.01", valor_obtenido="46500")
    text = told(changed(moved, "indicator_results", "OP.02", valor_obtenido="9.45"), "objective_gaps", "firmness")
    assert "De 3 niveles que se pueden probar, 3 son frágiles." in text
    assert (
        "OP.02, Exportaciones de media y alta tecnología: nivel medio, justo en el límite de 75 %. Pasaría a bajo "
        "tanto con el redondeo de la fuente como si el valor varía ±1 %."
    ) in text
    assert (
        "OP.01, Valor agregado bruto por trabajador: nivel medio, a 0.12 p. p. del límite de 95 %. Pasaría a alto si el "
        "valor varía ±1 %."
    ) in text


def test_a_level_that_rounding_and_change_would_move_apart(year):
    # 6 / 6.32 = 94.9; 5.5 and 6.5 give 87.0 and 102.8. A change of 25.5 %: 4.47 gives 70.7 and 7.53 is alto.
    near = changed(year, "indicator_results", "IOP.03.01", valor_obtenido="6", logro_esperado="6.32")
    wide = replace(near, rules={**near.rules, "sensibilidad": {"variacion_pct": Decimal("25.5")}})
    assert "Pasaría a alto con el redondeo de la fuente y a bajo o alto si el valor varía ±25.5 %." in (
        told(wide, "objective_gaps", "firmness")
    )


def test_no_fragile_level(year):
    firm = changed(year, "indicator_results", "IOP.03.01", valor_obtenido="3")  # 3.5 / 7 = 50
    assert "Ningún nivel es frágil: los 3 que se pueden probar no cambian." in told(firm, "objective_gaps", "firmness")


def test_one_level_to_test_and_one_indicator_without(year):
    def only(data, *codes):
        return replace(data, tables={**data.tables, "indicators": data["indicators"].loc[list(codes)]})

    fragile = only(year, "IOP.03.01", "OP.04")
    tables = objective_gaps.tables(fragile)
    story = Story("objective_gaps", register("objective_gaps", tables), tables)
    assert told(fragile, "objective_gaps", "firmness", story).startswith(
        f"{DEFINITION} El único nivel que se puede probar es frágil. 1 indicador no tiene avance tipo 1 con que probar su "
        "nivel. IOP.03.01"
    )
    firm = objective_gaps.tables(only(year, "OP.01"))
    story = Story("objective_gaps", register("objective_gaps", firm), firm)
    assert told(year, "objective_gaps", "firmness", story) == (
        f"{DEFINITION} Ningún nivel es frágil: el único que se puede probar no cambia."
    )


def test_rules_without_the_change_to_test_say_so(year):
    old = replace(year, rules={name: group for name, group in year.rules.items() if name != "sensibilidad"})
    assert told(old, "objective_gaps", "firmness") == (
        "Las reglas de este año no declaran la variación con que se prueba si un nivel es frágil."
    )


def test_lists_read_as_spanish():
    assert enumeration(["a"]) == "a"
    assert enumeration(["a", "b", "c"]) == "a, b y c"
    assert enumeration(["OP.01", "IOP.03.01"]) == "OP.01 e IOP.03.01"


def test_a_sentence_has_one_full_stop_and_escapes_plain_text():
    assert sentence("Faltan {n}.", n="2 p. p.") == "Faltan 2 p. p."
    assert sentence("{name}.", name="<script>") == "&lt;script&gt;."
