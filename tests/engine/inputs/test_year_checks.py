"""A year against the one before: what was announced, what moved, what is out of scale."""

import pytest
from planting import lines, plant, read_rows, write_rows

from engine.inputs.loading import check_year, load_year
from engine.inputs.sources import REQUIRED_KEYS, check_sidecar
from lib.declarations import SCHEMA


@pytest.fixture
def said(two_years):
    """Plants changes in 2024 and 2025 and returns what the check of 2025 says that it did not say before."""
    before = lines(check_year(SCHEMA, 2025, two_years))

    def after(*changes):
        for change in changes:
            plant(two_years, change)
        return [line for line in lines(check_year(SCHEMA, 2025, two_years)) if line not in before]

    return after


def cell(file, row, column, value):
    return {"file": file, "row": row, "column": column, "value": value}


GOALS = {"file": "2024/announced_goals.csv", "content": "codigo,anio,logro_esperado,cita\nOP.02,2025,12.9,\n"}
LOST = (
    "aviso 2025: no hay datos en tablas que en 2024 los tenían: announced_goals, factors, alternatives, "
    "published_figures, contrasts, observations. Agréguelas si hay fuente; si no, el informe sale sin ellas."
)


def test_the_made_up_year_has_only_true_warnings(two_years):
    assert [line.split(":")[0] for line in lines(check_year(SCHEMA, 2025, two_years))] == [
        "aviso 2025",
        "aviso 2025/context.csv, columna valor",
        "aviso 2025/coverage.csv, columna porcentaje",
        "aviso 2025/policy_facts.csv, columna valor",
        "aviso 2025/service_facts.csv, columna valor",
        "aviso 2025/service_levels.csv, columna indicadores",
        "aviso reference/programme_indicators.csv, fila 16, columna vigente_desde",
    ]


def test_an_announced_goal_that_changed_in_silence_is_an_error(said):
    assert said(GOALS) == [
        "error 2025/indicator_results.csv, fila 7, columna logro_esperado: en 2024 se anunció un logro esperado de "
        "12.9 (valor: «12.8»). Use la meta anunciada; si cambió oficialmente, explíquelo en la nota.",
        LOST,
    ]


def test_one_that_changed_for_a_stated_reason_is_a_warning(said):
    note = cell("2025/indicator_results.csv", "OP.02", "nota", "Meta modificada por resolución.")

    assert said(GOALS, note) == [
        LOST,
        "aviso 2025/indicator_results.csv, fila 7, columna logro_esperado: en 2024 se anunció un logro esperado de "
        "12.9 (valor: «12.8»). Use la meta anunciada; si cambió oficialmente, explíquelo en la nota.",
    ]


def test_a_baseline_that_moves_in_the_sheets_is_told(said):
    assert said(cell("reference/indicators.csv", "OP.01", "linea_base_valor", "40000")) == [
        "aviso 2025/baselines.csv, fila 4, columna linea_base_valor: reference/indicators.csv dice ahora 40000 (valor: "
        "«44328»). El informe de 2025 usa la línea base de este archivo; si la ficha cambió por error, devuelva su valor.",
    ]


def test_a_report_keeps_the_baseline_it_was_made_with(two_years):
    plant(two_years, cell("reference/indicators.csv", "OP.01", "linea_base_valor", "40000"))
    data = load_year(SCHEMA, 2025, two_years)

    for each, file in ((data, "2025/baselines.csv"), (data.previous, "2024/baselines.csv")):
        base = each["indicators"].at["OP.01", "linea_base_valor"]
        assert (base.number, base.sources) == (44328, (f"{file}:4:linea_base_valor",))


def test_a_baseline_other_than_last_years_is_an_error(said):
    assert said(
        cell("reference/indicators.csv", "OP.01", "linea_base_valor", "40000"),
        cell("2025/baselines.csv", "OP.01", "linea_base_valor", "40000"),
    ) == [
        "error 2025/baselines.csv, fila 4, columna linea_base_valor: en 2024 la línea base era 44328 (valor: «40000»). "
        "Devuelva el valor, o explique en la nota el documento que la cambia.",
    ]


def test_a_goal_against_the_direction_is_suspicious(said):
    assert said(cell("2025/indicator_results.csv", "OP.02", "logro_esperado", "12")) == [
        "aviso 2025/indicator_results.csv, fila 7, columna logro_esperado: el sentido es ascendente y en 2024 el logro "
        "esperado era 12.6 (valor: «12»). Confirme la meta y el sentido."
    ]


def test_a_value_out_of_scale_with_last_year(said):
    assert said(cell("2025/indicator_results.csv", "ISS.01.06.01.02", "valor_obtenido", "50000")) == [
        "aviso 2025/indicator_results.csv, fila 18, columna valor_obtenido: es de otro orden de magnitud que en 2024 "
        "(462) (valor: «50000»). Revise la unidad, los decimales y el signo; si es correcto, no cambie nada."
    ]


def test_a_count_that_more_than_triples(said):
    assert said(
        cell("2025/indicator_results.csv", "ISS.01.06.01.02", "valor_obtenido", "1400"),
        cell("2025/service_levels.csv", "OP.01", "servicios", "60"),
    ) == [
        "error 2025/service_levels.csv, fila 2, columna indicadores: servicios es 60; indicadores es 37. Corrija la "
        "cifra que no corresponde al documento.",
        "error 2025/service_levels.csv, fila 6, columna servicios: los objetivos suman 85 y el total es 43. Corrija la "
        "cifra que no corresponde al documento.",
        "aviso 2025/service_levels.csv, fila 2, columna servicios: en 2024 eran 18 (valor: «60»). Confirme que la "
        "política cambió el número.",
        "aviso 2025/service_levels.csv, fila 2, columna servicios: cambia más del triple: en 2024 era 18 (valor: "
        "«60»). Revise la unidad, los decimales y el signo; si es correcto, no cambie nada.",
    ]


def test_a_value_that_fell_to_zero(said):
    assert said(cell("2025/indicator_results.csv", "ISS.02.05.01.02", "valor_obtenido", "0")) == [
        "aviso 2025/indicator_results.csv, columna valor_obtenido: son cero y en 2024 no lo eran: ISS.02.05.01.02. "
        "Deje vacío lo que no se sabe; si es un cero de verdad, no cambie nada."
    ]


def test_a_past_value_said_otherwise_is_a_revision(said):
    assert said(cell("2025/coverage.csv", "focalizacion.cumple", "porcentaje_anterior", "70.5")) == [
        "aviso 2025/coverage.csv, fila 3, columna porcentaje_anterior: en 2024 se publicó 70.8 (valor: «70.5»). Si el "
        "documento publica otra cifra para el año anterior, explíquelo en la nota."
    ]


def test_a_change_that_last_years_number_does_not_give(said):
    """16000 against 12791 is +25.09 %."""
    assert said(cell("2025/coverage.csv", "atendidas.total", "variacion_anual", "52.1")) == [
        "aviso 2025/coverage.csv, fila 2, columna variacion_anual: con lo publicado en 2024, 12,791, la "
        "variación es 25.1 % (valor: «52.1»). Si el documento publica otra cifra para el año anterior, explíquelo en "
        "la nota."
    ]


def test_a_category_that_disappears_is_said(said):
    assert said({"file": "2025/coverage.csv", "drop_row": "unidad.pnte"}) == [
        "aviso 2025/coverage.csv: faltan categorías que estaban en 2024: unidad.pnte. Agréguelas si el documento las "
        "publica."
    ]


def test_a_result_older_than_last_years(said):
    assert said(cell("2025/indicator_results.csv", "OP.01", "anio_dato", "2021")) == [
        "aviso 2025/indicator_results.csv, fila 6, columna anio_dato: en 2024 se informó un dato de 2024, más reciente "
        "(valor: «2021»). Confirme el año del dato."
    ]


def test_a_new_value_under_last_years_year(said):
    """2024 reported 42,391 as the value of 2024."""
    assert said(cell("2025/indicator_results.csv", "OP.01", "anio_dato", "2024")) == [
        "aviso 2025/indicator_results.csv, fila 6, columna anio_dato: en 2024 ya se informó un dato de 2024, y era "
        "42,391 (valor: «2024»). Corrija el año del dato; si la fuente revisó el valor, explíquelo en la nota."
    ]


def test_the_same_value_of_the_same_year_is_no_news(said):
    assert not said(
        cell("2025/indicator_results.csv", "OP.01", "anio_dato", "2024"),
        cell("2025/indicator_results.csv", "OP.01", "valor_obtenido", "42391"),
    )


def test_a_share_written_as_a_fraction(said):
    assert said(cell("2025/coverage.csv", "focalizacion.cumple", "porcentaje", "0.75")) == [
        "aviso 2025/coverage.csv, fila 3, columna porcentaje: es de otro orden de magnitud que en 2024 (70.8) (valor: "
        "«0.75»). Revise la unidad, los decimales y el signo; si es correcto, no cambie nada."
    ]


def test_last_years_file_under_this_years_name_is_refused(two_years):
    write_rows(two_years / "2025/programme_execution.csv", read_rows(two_years / "2024/programme_execution.csv"))

    assert (
        "error 2025/programme_execution.csv: todos los valores son iguales a los de 2024. ¿Se copió el archivo del año "
        "anterior? Escriba los valores del año."
    ) in lines(check_year(SCHEMA, 2025, two_years))


def test_last_years_warnings_are_not_repeated(two_years):
    assert not [line for line in lines(check_year(SCHEMA, 2025, two_years)) if "2024/" in line]


def test_values_of_last_year_repeated_across_a_service(said):
    # 2024: ISS.03.01.01.01 is 15 and .02 is 87.
    same = [
        cell("2025/indicator_results.csv", f"ISS.03.01.01.0{n}", "valor_obtenido", v) for n, v in ((1, "15"), (2, "87"))
    ]
    assert said(*same) == [
        "aviso 2025/indicator_results.csv, columna valor_obtenido: repiten los valores de 2024: ISS.03.01.01.01, "
        "ISS.03.01.01.02. ¿Se copiaron del año anterior? Escriba los del año; si son iguales de verdad, no cambie nada."
    ]


def test_a_cumulative_indicator_that_falls(said):
    assert said(cell("2025/indicator_results.csv", "IOP.03.01", "valor_obtenido", "4")) == [
        "aviso 2025/indicator_results.csv, columna valor_obtenido: son acumulativos y bajan: IOP.03.01 (4; en 2024, 5). "
        "Escriba el valor acumulado, no solo el del año."
    ]


def test_an_announced_final_goal_is_that_of_the_sheet(said):
    goals = {
        "file": "2025/announced_goals.csv",
        "content": "codigo,anio,logro_esperado,cita\nmanufactura_pbi,2030,15,\n",
    }
    assert said(goals) == [
        "aviso 2025/announced_goals.csv, fila 2, columna logro_esperado: en reference/indicators.csv la meta final de ese "
        "año es 14 (valor: «15»). Corrija la que no diga el documento."
    ]


def test_a_goal_that_disappears(said):
    """49,007 in 2024; the level that is published without it cannot be verified, which is said once."""
    lost = cell("2025/indicator_results.csv", "OP.01", "logro_esperado", "")
    assert said(lost, cell("2025/indicator_results.csv", "OP.01", "nivel_publicado", "alto")) == [
        "aviso 2025/indicator_results.csv, fila 6, columna logro_esperado: falta el logro esperado, que en 2024 era "
        "49,007: sin él no se calcula el avance ni se comprueba el nivel. Complételo; si este año no se programó, escriba "
        "NP en estado y deje vacío el valor."
    ]


def test_a_goal_that_was_not_planned_this_year(said):
    changes = (("logro_esperado", ""), ("valor_obtenido", ""), ("anio_dato", ""), ("estado", "NP"))
    assert said(*(cell("2025/indicator_results.csv", "OP.01", column, value) for column, value in changes)) == []


def test_a_level_that_cannot_be_verified(said):
    """Neither year gives IOP.03.02 a goal; of services the documents print levels and no goals."""
    published = (("valor_obtenido", "5"), ("anio_dato", "2025"), ("estado", ""), ("nivel_publicado", "medio"))
    of_service = cell("2025/indicator_results.csv", "ISS.01.06.01.02", "nivel_publicado", "alto")
    changes = [cell("2025/indicator_results.csv", "IOP.03.02", column, value) for column, value in published]
    assert said(*changes, of_service) == [
        "aviso 2025/indicator_results.csv, fila 9, columna nivel_publicado: el nivel no se puede comprobar: falta el logro "
        "esperado (valor: «medio»). Complételo; si el documento no lo da, no cambie nada."
    ]


@pytest.mark.parametrize("document", [
    "PRODUCE, Resultados del PP 0093, 2025; aprobado por la Ley 32353 de 2021", "D.S. 003-2024-PRODUCE", "Plan 2022-2026",
    "R.M. 00045-2024-PRODUCE", "R.D. 0045-2024", "Anexo del PP 0093", "Informe 120240",
])  # fmt: skip
def test_a_document_of_this_year_or_of_no_year_is_not_last_years(document):
    content = dict.fromkeys(REQUIRED_KEYS, "x") | {"tipo": "publicado", "documento": document, "fecha": "2025"}
    assert check_sidecar(content, "coverage", "2025/coverage.meta.toml", 2025) == []
