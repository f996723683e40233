"""What the pages say: word for word in 2024, and with one thing of the data changed."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from told import changed, everything, progress_with, read, sentences_of, told, without

from engine.traced import Traced
from lib import objective_gaps, pp0093_coverage
from lib.columns import table
from lib.sentences import charts, reconciliation
from lib.sentences import pp0093_coverage as coverage
from lib.sentences import summary as overall


@pytest.fixture(scope="module")
def year(data):
    return data


@pytest.fixture(scope="module")
def said(year):
    return everything(year)


# 2024, word for word -------------------------------------------------------------------------------------------------


def test_2024_reads_word_for_word(said):
    # Values as printed in the two documents, or worked by hand in the tests below; the file is read by a person.
    text = Path(__file__).with_name("sentences_2024.txt").read_text(encoding="utf-8")
    expected = dict(block.split("\n", 1) for block in text.removeprefix("## ").rstrip("\n").split("\n\n## "))
    assert said == expected


def test_what_a_rounded_percentage_implies_is_a_range(year, said):
    # −47.7 % is printed for changes from −47.75 to −47.65 %: 12,791 ÷ 0.5235 = 24,433.6 and 12,791 ÷ 0.5225 = 24,480.4.
    firms = pp0093_coverage.categories(year, "atendidas").loc["total"]
    assert (firms["empresas_anterior_desde"].text, firms["empresas_anterior_hasta"].text) == ("24,434", "24,480")
    # 70.8 % is printed for 70.75 to 70.85 %: of 12,791 firms, 9,049.6 to 9,062.4.
    assert "entre 9,050 y 9,062 de las empresas atendidas" in said["coverage.targeting"]


def test_limits_in_soles_are_those_of_the_year_of_the_sales(year, said):
    # SUNAT 2022, UIT of S/ 4,600: 13 × 4,600 and 2,300 × 4,600.
    assert "(con la UIT de 2022, de S/ 59,800 a S/ 10,580,000)" in said["coverage.targeting"]
    later = replace(
        year, rules={**year.rules, "focalizacion": {**year.rules["focalizacion"], "rezago_ventas_anios": 1}}
    )
    assert "(con la UIT de 2023, de S/ 64,350 a S/ 11,385,000)" in told(later, "coverage.targeting")  # UIT of S/ 4,950
    unknown = replace(
        year, rules={**year.rules, "focalizacion": {**year.rules["focalizacion"], "rezago_ventas_anios": 50}}
    )
    assert told(unknown, "coverage.targeting").endswith("desde 13 hasta 2,300 UIT, ambos límites incluidos.")


# One thing changed ---------------------------------------------------------------------------------------------------


def test_better_than_goal_and_base(year):
    # 50,000 ÷ 49,007 = 102.0; 50,000 ÷ 44,328 − 1 = +12.8 %
    better = progress_with(year, valor_obtenido=50000)
    assert (
        "S/ 50,000 frente a una meta de S/ 49,007, 102.0 % de avance tipo 1, nivel alto. Respecto de la línea base "
        "(S/ 44,328, de 2019) mejoró 12.8 %."
    ) in told(better, "gaps.progress_by_indicator")
    assert told(better, "gaps.hidden_retreat").endswith(
        "OP.02 (80.0 % de avance tipo 1 y −9.6 % de avance tipo 2) está peor que en su línea base."
    )
    assert "productividad" in told(better, "headline.verdict").split("ganó")[1]


@pytest.mark.parametrize(
    ("sentido", "value", "moved", "worse"),
    [
        ("ascendente", 50000, "mejoró 12.8 %", False),
        ("ascendente", 42391, "retrocedió 4.4 %", True),
        ("descendente", 50000, "aumentó 12.8 %, y se espera que baje", True),
        ("descendente", 42391, "bajó 4.4 %, como se espera", False),
        ("no_definido", 50000, "aumentó 12.8 %", False),
        ("no_definido", 42391, "disminuyó 4.4 %", False),
        ("ascendente", 44328, "se mantuvo igual", False),
        ("ascendente", 44330, "casi no varió", False),  # 2 ÷ 44,328 = 0.005 %
    ],
)
def test_a_move_is_told_and_judged_by_its_direction(year, sentido, value, moved, worse):
    text = everything(progress_with(year, sentido=sentido, valor_obtenido=value))
    first = text["gaps.progress_by_indicator"].split("\n")[0]
    silent = "; PRODUCE no explica por qué" if worse else ""
    assert f"Respecto de la línea base (S/ 44,328, de 2019) {moved}{silent}. Según PRODUCE: La fuente oficial" in first
    alert = "Peor que en la línea base: valor agregado bruto por trabajador"
    low = "nivel bajo" in first
    assert (alert in text["overall.attention"]) == (worse and not low and "de avance tipo 1, nivel" in first)
    assert ("OP.01" in text["gaps.hidden_retreat"]) == (worse and "avance tipo 1, nivel" in first)


def test_the_second_avance_stands_only_where_it_says_a_retreat(year):
    # Goal below the base line and value below the goal: (42,391 − 44,328) ÷ (43,000 − 44,328) = +145.9 %.
    odd = progress_with(year, logro_esperado=43000)
    assert "OP.01 (98.6 % de avance tipo 1 y −4.4 % frente a la base)" in told(odd, "gaps.hidden_retreat")


def test_ranks_rise_and_fall(year):
    rose = changed(year, "indicator_results", "cip_puesto", valor_obtenido=60)
    assert told(rose, "gaps.problem_gap").split("\n")[2].endswith("Frente a 61 de 2018, subió 1 puesto.")
    same = changed(year, "indicator_results", "cip_puesto", valor_obtenido=61)
    assert told(same, "gaps.problem_gap").split("\n")[2].endswith("Frente a 61 de 2018, se mantuvo igual.")


@pytest.mark.parametrize(
    ("value", "place"), [("12.8", "es igual a la meta"), ("12.9", "está por encima"), ("12.7", "está por debajo")]
)
def test_beside_the_goal(year, value, place):
    assert place in told(
        changed(year, "indicator_results", "manufactura_pbi", valor_obtenido=value), "gaps.problem_gap"
    )


def test_a_value_without_goal_is_not_without_information(year):
    text = everything(progress_with(year, logro_esperado=None))
    assert "trabajador: S/ 42,391, sin meta con que compararlo. Respecto" in text["gaps.progress_by_indicator"]
    assert (
        "Objetivo con valor y sin avance que calcular: valor agregado bruto por trabajador (S/ 42,391)."
        in text["overall.attention"]
    )
    assert "de los objetivos, empresas con servicios especializados y acuerdo con el" in text["headline.findings"]
    undefined = told(progress_with(year, sentido="no_definido"), "gaps.progress_by_indicator")
    assert "S/ 42,391, frente a S/ 49,007: avance tipo 1 no calculable." in undefined


def test_a_base_of_unknown_year_says_so(year):
    data = replace(year, tables={**year.tables, "baselines": year["baselines"].assign(nota="")})
    assert "(0 %, de un año que el documento no dice) mejoró 5 p. p." in told(data, "gaps.progress_by_indicator")


def test_what_was_missing_for_the_next_level_has_no_sign(year):
    # Descending, goal 40,000: alto from 40,000 ÷ 0.95 = 42,105.26 downwards; 42,391 is 286 above.
    falling = progress_with(year, sentido="descendente", logro_esperado=40000)
    assert "OP.01 necesitaba bajar a S/ 42,105 para el nivel alto; lo pasó por S/ 286." in told(
        falling, "gaps.next_level"
    )
    # A most permissible of 30,000: medio from 30,000 ÷ 0.75 = 40,000 downwards.
    bounded = progress_with(year, sentido="no_definido", agregacion="maximo_permisible", logro_esperado=30000)
    assert "OP.01 necesitaba bajar a S/ 40,000 para el nivel medio; lo pasó por S/ 2,391." in told(
        bounded, "gaps.next_level"
    )
    # Within 1,000 of 45,000 is asked: a band has no value for the next level.
    band = changed(
        progress_with(year, sentido="no_definido", logro_esperado=49007), "indicators", "OP.01", tolerancia=1000
    )
    assert "OP.01" not in told(band, "gaps.next_level")


def test_a_final_goal_already_passed_asks_nothing(year):
    passed = changed(year, "indicator_results", "manufactura_pbi", valor_obtenido="14.5")
    assert "Manufactura en el PBI: ya pasó la meta final, 14.0 % en 2030." in told(passed, "gaps.pace")


def test_published_relevances_weigh(year):
    weighed = changed(year, "indicators", "OP.01", relevancia=1)
    assert told(weighed, "gaps.composites").endswith("donde no, pesan igual.")


def test_levels_none_of_whose_indicators_exist(year):
    none = told(without(year, "indicators", "OP.01", "OP.02", "IOP.03.01", "IOP.03.02", "OP.04"), "gaps.level_counts")
    assert none == "No hay indicadores de los objetivos prioritarios este año."
    one = told(without(year, "indicators", "OP.02", "IOP.03.01", "IOP.03.02", "OP.04"), "gaps.level_counts")
    assert one == "De 1 indicador de los objetivos prioritarios: 1 de nivel medio."


def test_counts_of_the_services_agree_and_stand_only_when_known(year):
    blank = changed(year, "service_levels", "OP.01", alto=None, bajo=None)
    assert (
        told(blank, "service.overview")
        == "La política tiene 43 servicios medidos con 86 indicadores: 5 de nivel medio y 23 sin información."
    )
    unknown = changed(year, "service_levels", "OP.01", indicadores=None)
    assert not told(unknown, "service.overview").startswith("La política")


@pytest.mark.parametrize(
    ("np", "nd", "reasons"),
    [
        (1, 22, ": en 1 no se había programado un resultado y en 22 las entidades no disponían de datos."),
        (0, 23, ": en 23 las entidades no disponían de datos."),
        (23, 0, ": en 23 no se había programado un resultado."),
        (23, None, ": en 23 no se había programado un resultado."),
        (None, None, "."),
    ],
)
def test_reasons_for_missing_information(year, np, nd, reasons):
    data = changed(year, "service_levels", "PNDI", no_programado=np, no_disponible=nd)
    assert told(data, "service.missing_by_reason") == f"23 indicadores no tienen información (26.7 % de todos){reasons}"


def test_services_all_with_information_or_all_named(year):
    frame = year["service_levels"]
    full = year
    for code in frame.index.drop("PNDI"):
        full = changed(full, "service_levels", code, sin_informacion=0)
    assert told(full, "service.missing_by_reason") == "Todos los indicadores de servicio tienen información."
    few = year  # 15 + 1 + 1 + 1 services and 24 + 2 + 2 + 2 indicators, as many as are named
    for code in frame.index.drop("PNDI"):
        many, all_of_it = (15, 24) if code == "OP.01" else (1, 2)
        counts = {"servicios": many, "indicadores": all_of_it, "alto": all_of_it}
        few = changed(few, "service_levels", code, medio=0, bajo=0, sin_informacion=0, **counts)
    assert told(few, "service.what_is_known") == "Los documentos nombran todos los servicios y todos sus indicadores."
    for code in ("OP.01", "OP.02", "OP.03", "OP.04"):
        few = changed(few, "service_levels", code, indicadores=20, alto=20)
    assert told(few, "service.what_is_known").startswith(
        "Los documentos nombran 18 de 18 servicios y 30 de 80 indicadores"
    )


@pytest.mark.parametrize(
    ("first", "second", "both", "starts"),
    [(1, 0, 1, "1 indicador aparece con"), (1, 1, 2, "2 indicadores aparecen con"), (0, 0, 0, ""), (None, 1, 5, "")],
)
def test_indicators_above_the_alert(year, first, second, both, starts):
    data = changed(year, "service_levels", "OP.01", mayor_150=first)
    data = changed(data, "service_levels", "OP.02", mayor_150=second)
    text = told(changed(data, "service_levels", "PNDI", mayor_150=both), "service.above_alert")
    assert text.startswith(starts) and bool(text) == bool(starts)


@pytest.mark.parametrize(
    ("change", "told_so"),
    [
        ("25", "El PP 0093 atendió a 12,791 empresas, 25.0 % más que el año anterior."),
        ("-47.7", "El PP 0093 atendió a 12,791 empresas, 47.7 % menos que el año anterior."),
        ("0", "El PP 0093 atendió a 12,791 empresas, tantas como el año anterior."),
        (None, "El PP 0093 atendió a 12,791 empresas."),
    ],
)
def test_firms_against_the_year_before(year, change, told_so):
    text = everything(changed(year, "coverage", "atendidas.total", variacion_anual=change))
    assert text["coverage.finding"] == told_so
    ending = {
        "25": "atendió a un 25.0 % más de empresas que el año anterior.",
        "0": "atendió a tantas empresas como el año anterior.",
    }
    assert text["headline.verdict"].endswith(
        ending.get(change, "de empresas que el año anterior." if change else "atendió a 12,791 empresas.")
    )


def test_a_single_firm_and_nothing_known(year):
    one = changed(year, "coverage", "atendidas.total", empresas=1, variacion_anual=None)
    assert told(one, "headline.verdict").endswith("y atendió a 1 empresa.")
    assert told(one, "coverage.finding") == "El PP 0093 atendió a 1 empresa."
    nothing = changed(year, "coverage", "atendidas.total", empresas=None, variacion_anual=None)
    for code in ("P1", "P2", "P3", "P4"):
        nothing = changed(nothing, "programme_execution", code, pim=None)
    for code in ("OP.01", "OP.02", "OP.03", "OP.04"):
        nothing = changed(nothing, "service_levels", code, indicadores=None)
    nothing = without(nothing, "indicators", "OP.01", "OP.02", "IOP.03.01", "IOP.03.02", "OP.04")
    assert str(sentences_of(nothing)["headline.tiles"]().html) == ""
    assert str(sentences_of(one)["headline.tiles"]().html).count("<li>") == 4


def test_a_single_indicator_without_information_is_a_finding(year):
    data = year
    for code in ("OP.01", "OP.02", "OP.03", "OP.04"):
        data = changed(data, "service_levels", code, sin_informacion=int(code == "OP.01"))
    assert "Sin información: 1 de 86 indicadores de servicio" in told(data, "headline.findings")


def test_no_firms_published(year):
    text = everything(changed(year, "coverage", "atendidas.total", empresas=None, variacion_anual=None))
    assert text["coverage.finding"] == "El documento no publica el número de empresas atendidas."
    assert text["headline.verdict"].endswith("el PP 0093 gastó el 99.2 % de su presupuesto.")
    assert "Empresas atendidas" not in text["headline.tiles"]


def test_the_sum_of_the_services_is_told_only_when_each_is_known(year):
    assert told(changed(year, "coverage", "servicio.difusion", empresas=None), "coverage.services_given") == ""
    few = year
    for name in ("capacitacion", "difusion", "transferencia", "articulacion"):
        few = changed(few, "coverage", f"servicio.{name}", empresas=100)
    assert told(few, "coverage.services_given") == ("La suma de los servicios es 400; las empresas atendidas, 12,791.")
    one_less = changed(year, "coverage", "atendidas.total", empresas=20634)
    assert "La suma de los servicios, 20,635, pasa de las empresas atendidas, 20,634, porque" in told(
        one_less, "coverage.services_given"
    )
    exclusive = replace(year, tables={**year.tables, "coverage": year["coverage"].assign(respuesta_multiple="no")})
    assert "porque" not in told(exclusive, "coverage.services_given")
    single = changed(year, "coverage", "atendidas.total", empresas=20635)
    assert "pasa de" not in told(single, "coverage.services_given")


def test_regions_none_one_or_all_but_one(year):
    published = ("15", "13", "12", "09", "03")
    none = year
    for code in published:
        none = changed(none, "coverage", f"region.{code}", porcentaje=None)
    assert told(none, "coverage.regions") == ""
    region = table.frame("pp0093_coverage.region", year).loc[[*published, "01"]]
    text = read(coverage.regions(region, table.frame("pp0093_coverage.sums", year)))
    assert text == "Por diferencia, a la otra región le queda 42.9 %."


def test_the_largest_product_is_named_only_when_it_is_known_and_alone(year):
    nobody = "Presupuesto y devengado de cada producto"
    assert told(changed(year, "programme_execution", "P1", pim=None), "charts.budget_title") == nobody
    assert told(changed(year, "programme_execution", "P1", pim=33627133), "charts.budget_title") == nobody
    # 40,000,000 ÷ (39,739,176 − 2,086,412 + 40,000,000) = 51.5 %
    first = told(changed(year, "programme_execution", "P1", pim=40000000), "charts.budget_title")
    assert first == "Capacitación y asistencia técnica tiene el 51.5 % del presupuesto"
    without_total = told(changed(year, "programme_execution", "P1", devengado=None), "budget.finding")
    assert without_total.startswith("Los documentos no permiten calcular el gasto de todo el PP 0093; ")


def test_a_cause_recorded_by_the_data_stands_in_the_place_of_none(year):
    cause = changed(
        changed(year, "factors", "F105", tipo="barrera", ambito="P2"),
        "factors",
        "F106",
        tipo="facilitador",
        ambito="P2",
    )
    text = everything(cause)
    assert "28.2 p. p. menos; según PRODUCE, el producto articula a las MIPYME" in text["budget.gap"]
    assert "Ferias comerciales" not in text["budget.gap"]
    assert "Causa: según PRODUCE, el producto articula" in text["headline.findings"]
    helped = told(changed(year, "factors", "F117", tipo="facilitador"), "budget.gap")
    assert "31.0 p. p. más; según PRODUCE, el ITP da soporte a las empresas" in helped


def test_alerts_of_the_programme(year):
    over = changed(year, "programme_execution", "P3", avance_fisico=900)  # 900 ÷ 562 = 160.1 %
    assert "alcanzó el 160.1 % de su meta física: la meta pudo fijarse demasiado baja." in told(over, "budget.gap")
    # 600 ÷ 500 = 120 % with all of the budget: 20 points are not more than 20.
    high = changed(year, "programme_execution", "P3", avance_fisico=600, meta_fisica=500, devengado=1831469)
    assert (
        "P3, Desarrollo industrial y gestión ambiental: alcanzó el 120.0 % de su meta física: conviene revisar"
        in told(high, "budget.gap")
    )
    calm = year
    for code in ("P2", "2.2", "P4", "4.1"):
        calm = changed(calm, "programme_execution", code, avance_fisico=100, meta_fisica=100)
    assert told(calm, "budget.gap") == "Ningún producto ni actividad pasa los límites de alerta."


def test_physical_sums_say_what_the_differences_support(year):
    other_goal = told(changed(year, "programme_execution", "P1", meta_fisica=2400), "budget.physical_sums")
    assert other_goal.endswith(
        "La meta de P2, en cambio, es la suma simple de las de sus actividades: su avance físico queda subestimado."
    )
    more = changed(
        changed(year, "programme_execution", "P1", avance_fisico=2600), "programme_execution", "P2", avance_fisico=1100
    )
    assert told(more, "budget.physical_sums") == ""
    missing = told(changed(year, "programme_execution", "1.2", avance_fisico=None), "budget.physical_sums")
    assert "P1" not in missing


def test_the_rating_says_whose_it_is(year):
    decided = changed(year, "published_rating", "global", valoracion_decidida="Inicial", motivo="Acuerdo del comité.")
    text = told(decided, "overall.rating")
    assert text.startswith("Nivel de implementación: inicial. Es la decisión registrada; la propuesta coincide")
    assert text.endswith("Decisión registrada en «Valoración global»: inicial. Motivo: Acuerdo del comité.")
    other = told(changed(year, "published_rating", "global", valoracion_publicada="Avanzado"), "overall.rating")
    assert "Es nuestra propuesta. La publicada es avanzado; los límites de la propuesta" in other
    unpublished = told(changed(year, "published_rating", "global", valoracion_publicada=""), "overall.rating")
    assert "publica PRODUCE" not in unpublished and "PRODUCE publica" not in unpublished


def test_the_verdict_tells_gains_losses_and_neither(year):
    def verdict(productivity, index):
        data = changed(year, "indicator_results", "OP.01", valor_obtenido=productivity)
        return told(changed(data, "indicator_results", "cip", valor_obtenido=index), "headline.verdict")

    lead = "Frente a su línea base, la industria "
    assert verdict(45000, "0.05").startswith(
        f"{lead}ganó productividad (+1.5 %, 2019–2024) y competitividad (+20.8 %, 2018–2022); el PP 0093"
    )
    assert verdict(42391, "0.05").startswith(
        f"{lead}perdió productividad (−4.4 %, 2019–2024) y ganó competitividad (+20.8 %, 2018–2022); "
    )
    assert verdict(44328, None).startswith(f"{lead}mantuvo su productividad (0.0 %, 2019–2024); ")
    assert verdict(None, None).startswith(
        "No hay datos para decir si la industria ganó o perdió productividad y competitividad; "
    )


def test_fewer_firms_are_told_with_how_many_of_them_meet_the_criteria(year):
    tile = "47.7 % menos que el año anterior; el 70.8 % cumple los criterios"
    assert f"{tile} (el año anterior, el 22.9 %)" in told(year, "headline.tiles")
    alone = changed(year, "coverage", "focalizacion.cumple", porcentaje_anterior=None)
    assert told(alone, "headline.tiles").split("\n")[0].count(f"{tile} (") == 0 and tile in told(
        alone, "headline.tiles"
    )
    unknown = changed(year, "coverage", "focalizacion.cumple", porcentaje=None)
    assert "criterios" not in told(unknown, "headline.tiles")


def test_a_retreat_says_whose_source_it_has_where_it_is_not_that_of_its_sheet(year):
    own = changed(year, "indicator_results", "OP.02", estado="")
    names = "valor agregado bruto por trabajador (−4.4 %, con otra fuente que la de su ficha) y exportaciones"
    assert f"Peor que en su línea base: {names}" in told(own, "headline.findings")
    unnamed = replace(year, tables={**year.tables, "services": year["services"].assign(responsable="")})
    assert "ocho alternativas, sin nombrar responsable; la primera, «" in told(unnamed, "headline.findings")


def test_limits_say_where_the_rules_of_the_year_say_they_come_from(year):
    own = replace(year, norm="Guía de 2025.")
    assert told(own, "headline.rule").endswith("medio desde 75 %: guía de 2025.")
    assert told(year.with_rules("niveles", alto=85), "headline.rule").endswith("medio desde 75 %.")


def test_a_year_with_other_limits_than_the_one_before_says_so(year):
    before = replace(year, rules={**year.rules, "niveles": {**year.rules["niveles"], "alto": Decimal(99)}})
    (note,) = objective_gaps.trend_notes(replace(year, previous=before))
    assert note.startswith("Los límites de los niveles no son los mismos en los dos años")
    assert objective_gaps.trend_notes(replace(year, previous=year)) == objective_gaps.trend_notes(year) == []


def test_before_any_document_a_gap_has_the_cause_that_its_office_gives(year):
    silent = replace(year, tables={**year.tables, "factors": year["factors"].iloc[:0]})
    noted = changed(silent, "programme_execution", "P2", nota="El proceso de las ferias se atrasó.")
    said = "28.2 p. p. menos; según quien entregó el dato, el proceso de las ferias se atrasó."
    assert said in told(noted, "budget.gap")
    with_document = changed(year, "programme_execution", "P2", nota="El proceso de las ferias se atrasó.")
    assert "28.2 p. p. menos; PRODUCE no explica por qué." in told(with_document, "budget.gap")


def test_the_title_of_spending_and_delivery_tells_the_widest_gap(year):
    title = "charts.physical_financial_title"
    assert told(year, title).startswith("P2 Articulación y acceso a mercados gastó el 93.6 % de su presupuesto")
    ahead = changed(year, "programme_execution", "P2", avance_fisico=1427)  # 1,427 ÷ 1,525 = 93.6 %, as was spent
    assert told(ahead, title).startswith("P4 Transferencia de tecnología e innovación gastó el 99.6 %")


def test_findings_say_nothing_where_there_is_nothing(year):
    data = progress_with(year, valor_obtenido=50000)
    data = changed(data, "indicator_results", "OP.02", valor_obtenido=11)
    data = changed(data, "programme_execution", "P2", avance_fisico=1500)
    for code in data["service_levels"].index.drop("PNDI"):
        data = changed(data, "service_levels", code, sin_informacion=0)
    assert told(data, "headline.findings") == ""
    orphan = replace(year, tables={**year.tables, "alternatives": year["alternatives"].iloc[:0]})
    neither = (
        "valor agregado bruto por trabajador, PRODUCE no propone ninguna; en exportaciones de media y alta tecnología, "
    )
    assert f"Acción: en {neither}PRODUCE no propone ninguna." in told(orphan, "headline.findings")
    nobody = changed(year, "programme", "P2", responsable="")
    assert told(nobody, "headline.findings").endswith(
        "los documentos no proponen nada para este producto, ni dicen quién responde."
    )


def totals(**cifras):
    rows = {"coincide": 0, "difiere": 0, "dato_de_entrada": 0, "no_verificable": 0, **cifras}
    rows["total"] = sum(rows.values())
    return pd.DataFrame({"cifras": {name: Traced(Decimal(n)) for name, n in rows.items()}}, dtype=object)


def by_document(**cifras):
    rows = {name: totals(**counts)["cifras"] for name, counts in {**cifras, "total": cifras.get("total", {})}.items()}
    frame = pd.DataFrame(rows).T
    return frame.assign(recalculadas=[row["coincide"] + row["difiere"] for _name, row in frame.iterrows()])


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ({"coincide": 1, "difiere": 1, "no_verificable": 2}, "De 4 cifras publicadas se recalculan 2, y 1 difiere."),
        ({"coincide": 1, "difiere": 2}, "De 3 cifras publicadas se recalculan 3, y 2 difieren."),
        ({"difiere": 1}, "De 1 cifra publicada se recalcula 1, y 1 difiere."),
        ({"coincide": 2}, "De 2 cifras publicadas se recalculan 2, y ninguna difiere."),
        ({}, "Aún no hay cifras publicadas de este año con las que conciliar."),
    ],
)
def test_what_the_reconciliation_finds(counts, found):
    assert read(reconciliation.finding(by_document(total=counts))) == found


def test_the_chart_of_the_reconciliation_names_each_document():
    frame = by_document(pndi={"difiere": 3}, pp0093={"coincide": 2}, total={"difiere": 3, "coincide": 2})
    named = frame.assign(nombre_corto=["Reporte", "Resultados", "total"])
    assert read(charts.verdicts_title(named)) == "Cifras que difieren: Reporte, 3; Resultados, 0"
    assert read(charts.verdicts_title(named.iloc[-1:])) == "No hay cifras publicadas que conciliar"


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        # 2,337 ÷ 2,480 = 94.2 % and 997 ÷ 1,525 = 65.4 % in 2024; 1,524 ÷ 1,525 = 99.9 %
        ({"P1": 2480}, "; articulación y acceso a mercados (65.4 %) no llegó a su meta física."),
        (
            {"P1": 2479},  # 99.96 %
            "; capacitación y asistencia técnica (2,479 de 2,480) y articulación y acceso a mercados (65.4 %) no llegaron a "
            "su meta física.",
        ),
        ({"P1": 2480, "P2": 1524}, "; articulación y acceso a mercados (99.9 %) no llegó a su meta física."),
        ({"P1": 2480, "P2": 1525}, "todos los productos llegaron a su meta física."),
        ({"P1": None, "P2": 1525}, "los productos con dato llegaron a su meta física."),
        ({"P1": None}, "; articulación y acceso a mercados (65.4 %) no llegó a su meta física."),
    ],
)
def test_which_products_fell_short(year, cells, found):
    data = year
    for code, delivered in cells.items():
        data = changed(data, "programme_execution", code, avance_fisico=delivered)
    assert found in told(data, "budget.finding")


def test_the_reconciliation_counts(year):
    attention = table.frame("summary.attention", year)
    assert read(overall.attention(attention, totals(difiere=7, coincide=348))).endswith(
        "lo que dan los datos: 7 de 355."
    )
    assert read(overall.attention(attention.iloc[:0], totals())) == "Ninguna regla de alerta se activó."


# Firmness --------------------------------------------------------------------------------------------------------------

FRAGILE = "Un nivel es frágil si cambia al mover el valor obtenido media unidad de su último decimal publicado o ±1 %."


def test_a_named_service_with_a_goal_is_tested_like_an_objective(year):
    # 94 / 99 = 94.95; 94.5 and 94.94 of 99 are 95.5 and 95.9. The other 29 have no goal.
    data = progress_with(year, "ISS.03.03.02.01", logro_esperado=99)
    assert told(data, "service.firmness") == (
        f"{FRAGILE} El único nivel que se puede probar es frágil. 29 indicadores no tienen avance tipo 1 con que probar su "
        "nivel.\nISS.03.03.02.01, Acreditaciones dentro del plazo: nivel medio, a 0.05 p. p. del límite de 95 %. Pasaría a "
        "alto tanto con el redondeo de la fuente como si el valor varía ±1 %."
    )


def test_several_fragile_levels_by_rounding_and_by_change(year):
    # 46,500 / 49,007 = 94.88: 46,965 is alto (95.83), 46,500.5 is not (94.89). 9.45 / 12.6 = 75: 9.445 and 9.3555 are bajo.
    data = progress_with(progress_with(year, valor_obtenido=46500), "OP.02", valor_obtenido="9.45")
    text = told(data, "gaps.firmness")
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
    near = progress_with(year, "IOP.03.01", valor_obtenido=6, logro_esperado="6.32")
    wide = replace(near, rules={**near.rules, "sensibilidad": {"variacion_pct": Decimal("25.5")}})
    assert "Pasaría a alto con el redondeo de la fuente y a bajo o alto si el valor varía ±25.5 %." in (
        told(wide, "gaps.firmness")
    )


def test_no_fragile_level_or_a_single_one(year):
    firm = progress_with(year, "IOP.03.01", valor_obtenido=3)  # 3.5 / 7 = 50
    assert "Ningún nivel es frágil: los 3 que se pueden probar no cambian." in told(firm, "gaps.firmness")
    others = ("OP.02", "IOP.03.01", "IOP.03.02", "OP.04")
    assert told(without(year, "indicators", *others), "gaps.firmness") == (
        f"{FRAGILE} Ningún nivel es frágil: el único que se puede probar no cambia."
    )
    one = told(without(year, "indicators", "OP.01", "OP.02", "IOP.03.02"), "gaps.firmness")
    assert one.startswith(f"{FRAGILE} El único nivel que se puede probar es frágil. 1 indicador no tiene avance tipo 1")


def test_rules_without_the_change_to_test_say_so(year):
    old = replace(year, rules={name: group for name, group in year.rules.items() if name != "sensibilidad"})
    assert told(old, "gaps.firmness") == (
        "Las reglas de este año no declaran la variación con que se prueba si un nivel es frágil."
    )


# The year before -------------------------------------------------------------------------------------------------------


def test_two_years_are_compared_from_their_data(year):
    before = changed(year, "indicator_results", "OP.01", valor_obtenido=30000)  # 30,000 / 49,007 = 61.2: bajo
    before = changed(before, "coverage", "atendidas.total", empresas=10000)
    before = changed(before, "programme_execution", "P2", avance_fisico=1000)
    before = changed(before, "service_levels", "OP.01", alto=10, bajo=16)
    text = everything(replace(year, previous=before))
    assert (
        "Valor agregado bruto por trabajador: pasó de S/ 30,000 a S/ 42,391 (+41.3 %). Nivel: antes, bajo; ahora, medio."
    ) in text["gaps.trend"]
    assert "Exportaciones de media y alta tecnología: pasó de 10.08 % a 10.08 % (0.00 p. p.).\n" in text["gaps.trend"]
    assert "Empresas con servicios especializados: sin dos valores que comparar." in text["gaps.trend"]
    # 35 and 45 of 86 indicators
    assert text["service.trend"] == (
        "Los indicadores de nivel medio o alto pasaron de 40.7 % a 52.3 % (+11.6 p. p.). Los que no tienen información "
        "pasaron de 26.7 % a 26.7 % (0.0 p. p.)."
    )
    assert text["coverage.trend"] == (
        "Según los datos de ambos años, las empresas atendidas pasaron de 10,000 a 12,791 (+27.9 %)."
    )
    assert text["budget.trend"].split("\n")[1] == (
        "P2: el avance físico pasó de 65.6 % a 65.4 % (−0.2 p. p.); el financiero pasó de 93.6 % a 93.6 % (0.0 p. p.)."
    )


def test_a_chart_tells_no_avance_apart_from_no_information(year):
    """OP.01 with a value and a goal of zero has information and no avance; IOP.03.02 and OP.04 have no value."""
    assert (
        told(year, "charts.goal_gap_title")
        == "Ningún indicador con información llegó a su meta y dos están peor que en su línea base"
    )
    zero = progress_with(year, logro_esperado=0)
    assert (
        told(zero, "charts.goal_gap_title")
        == "Ningún indicador con avance que calcular llegó a su meta y uno está peor que en su línea base"
    )
    nothing = year
    for code in ("OP.01", "OP.02", "IOP.03.01"):
        nothing = changed(nothing, "indicator_results", code, logro_esperado=None)
    assert told(nothing, "charts.goal_gap_title") == "Ningún indicador de objetivo tiene avance que calcular este año"
    for code in ("OP.01", "OP.02", "IOP.03.01"):
        nothing = changed(nothing, "indicator_results", code, valor_obtenido=None)
    assert told(nothing, "charts.goal_gap_title") == "Ningún indicador de objetivo tiene información este año"


def test_one_firm_of_a_product_is_one(year):
    one = changed(year, "coverage", "producto.P1", empresas=1)
    assert "P1: atendió a 1 empresa, 181.2 % más que el año anterior" in told(one, "budget.printed_changes")


def test_a_performance_indicator_that_should_fall_reaches_its_goal_below_it(year):
    """2890: 76.3 of a goal of 37.5 is met when it should rise; when it should fall, 37.5 / 76.3 = 49.1 % is not."""
    two = "Dos de seis indicadores de desempeño llegaron a su meta"
    assert told(year, "charts.performance_title").startswith(two)
    falling = changed(year, "indicators", "2890", sentido="descendente")
    assert (
        told(falling, "charts.performance_title").partition(":")[0]
        == "Uno de seis indicadores de desempeño llegó a su meta"
    )


def test_counts_in_a_chart_agree_and_are_not_invented(year):
    firms = changed(year, "coverage", "servicio.capacitacion", empresas=1)
    for name in ("difusion", "transferencia", "articulacion"):
        firms = changed(firms, "coverage", f"servicio.{name}", empresas=0)
    assert told(firms, "charts.services_given_title") == "Capacitación llegó a 1 empresa, más que ningún otro servicio"
