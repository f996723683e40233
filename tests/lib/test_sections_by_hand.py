"""Tables of the sections over a year with a few cells changed, each against a calculation written beside it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.traced import Traced
from lib import objective_gaps, pp0093_coverage, results, services
from lib.columns import table


def of(name, data):
    return table.frame(name, data)


def indicator(data, code="OP.01", **cells):
    results_of = {name: cells.pop(name) for name in ("logro_esperado", "valor_obtenido", "estado") if name in cells}
    return data.assuming("indicators", code, **cells).assuming("indicator_results", code, **results_of)


@pytest.mark.parametrize(
    ("direction", "goal", "value", "final", "ratio", "word", "since"),
    [
        # Two years from 100: 121 asks 10 % a year and 110.25 made 5 %: half the pace. 133.4025 is 110.25 x 1.1^2.
        # Of the way to it, 10.25 of 33.4025 is made: 30.7 %.
        ("ascendente", 121, "110.25", "133.4025", 50, "limitado", "30.7"),
        # The other way: 81 asks -10 % and 90.25 made -5 %; 9.75 of 26.8975.
        ("descendente", 81, "90.25", "73.1025", 50, "limitado", "36.2"),
        ("ascendente", 121, "90.25", "109.2025", -50, "deterioro", "-105.9"),  # -9.75 of 9.2025
        ("ascendente", 121, "121", "146.41", 100, "en_camino", "45.2"),  # 21 of 46.41
    ],
)
def test_pace_since_the_base_line_and_to_the_final_goal(data, direction, goal, value, final, ratio, word, since):
    base = {"linea_base_anio": 2022, "linea_base_valor": 100, "meta_final_anio": 2026, "meta_final_valor": final}
    given = indicator(data, sentido=direction, logro_esperado=goal, valor_obtenido=value, **base)
    row = of("objective_gaps.pace", given).loc["OP.01"]
    assert (row["razon"], row["ritmo"].value) == (ratio, word)
    assert row["ritmo_necesario"] == (
        10 if direction == "ascendente" else -10
    )  # per cent a year, in the two years left
    assert round(of("objective_gaps.progress", given).at["OP.01", "avance_meta_final"], 1) == Decimal(since)


def test_a_pace_that_cannot_be_compared_cites_both(data):
    row = of("objective_gaps.pace", indicator(data, logro_esperado=None)).loc["OP.01"]
    assert row["razon"].missing == "NC" and "2024/indicator_results.csv:6:valor_obtenido" in row["razon"].sources


def test_the_problem_has_no_level_without_a_goal(data):
    level = of("objective_gaps.problem", data).at["cip", "nivel"]
    assert level.missing == "sin_meta" and "2024/indicator_results.csv" in "; ".join(level.sources)


def test_what_the_report_says_of_a_base_line_and_nothing_where_it_says_nothing(data):
    notes = of("objective_gaps.progress", data)["nota_base"]
    assert notes["IOP.03.01"].startswith("el documento habla de «valores nulos") and set(notes.drop("IOP.03.01")) == {
        ""
    }
    tables = {**data.tables, "baselines": data["baselines"].drop(index="OP.01")}
    assert of("objective_gaps.progress", replace(data, tables=tables)).at["OP.01", "nota_base"] == ""


def test_objectives_stand_in_the_order_of_their_indicators(data):
    progress = of("objective_gaps.progress", data)
    assert list(objective_gaps.composites(progress[::-1], data).index) == ["OP.04", "OP.03", "OP.02", "OP.01"]
    named = results.with_short_names(progress[["nivel"]], data["objectives"])
    assert list(named) == ["nombre_corto", "nivel"]


def test_how_far_an_indicator_is_from_the_next_level(data):
    distance = of("objective_gaps.next_level", data)["distancia_pp"]
    assert distance["OP.02"] == 15  # 95 - 80
    assert round(distance["IOP.03.01"].number, 2) == round(Traced.given(25, "").number / 7, 2)  # 75 - 500/7 = 25/7


def test_base_lines_and_goals_that_are_not_those_of_the_year_before(data):
    """OP.01's base was 44,000; OP.02's goal of 2025 had been announced as 13 and is 12.6 still; the rest did not move."""
    announced = data["announced_goals"].reindex(["OP.01.2025", "OP.02.2025", "OP.04.2025"])
    announced["logro_esperado"] = [Traced.given(49007, "a:2:x"), Traced.given(13, "a:3:x"), Traced.absent("ND")]
    before = replace(data.assuming("indicators", "OP.01", linea_base_valor=44_000), year=2024)
    before = replace(before, tables={**before.tables, "announced_goals": announced})
    told = of("objective_gaps.restated", replace(data, year=2025, previous=before))
    assert list(told.index) == ["OP.01", "OP.02"]
    numbers = told[["linea_base_previa", "linea_base_valor", "meta_anunciada", "logro_esperado"]]
    assert [cell.value for cell in numbers.loc["OP.01"]] == [44_000, 44_328, None, None]
    assert [str(cell) for cell in numbers.loc["OP.02"]] == ["— (no_aplica)", "— (no_aplica)", "13", "12.6"]
    same = of("objective_gaps.restated", replace(data, year=2025, previous=data))
    assert same.empty and list(same) == list(told)
    dropped = data["indicator_results"].drop(index="OP.02")
    gone = replace(data, year=2025, previous=before, tables={**data.tables, "indicator_results": dropped})
    row = of("objective_gaps.restated", gone).loc["OP.02"]
    assert (row["meta_anunciada"], row["logro_esperado"].missing) == (13, "no_aplica")


@pytest.fixture
def uncounted(data):
    """A year whose documents give no counts: two of the eight indicators of OP.03 have 100 % and 160 %, one is ND."""
    counts = data["service_levels"].copy()
    for column in counts.columns:
        if isinstance(counts[column].iloc[0], Traced):
            counts[column] = [Traced.absent("no_publicado")] * len(counts)
    data = replace(data, tables={**data.tables, "service_levels": counts})
    data = indicator(data, "ISS.03.01.01.01", sentido="ascendente", logro_esperado=10, valor_obtenido=10)
    data = indicator(data, "ISS.03.01.01.02", sentido="ascendente", logro_esperado=10, valor_obtenido=16)
    return data.assuming("indicator_results", "ISS.03.02.02.01", estado="ND", valor_obtenido=None)


def test_without_published_counts_the_rows_are_counted(uncounted):
    levels = of("services.levels", uncounted)
    row = {name: levels.at["OP.03", name].number for name in ("servicios", "indicadores", "alto", "mayor_150", "medio")}
    assert row == {"servicios": 5, "indicadores": 8, "alto": 2, "mayor_150": 1, "medio": 0}
    assert levels.at["OP.03", "sin_informacion"] == 6 and list(levels.index) == [
        "OP.01",
        "OP.02",
        "OP.03",
        "OP.04",
        "PNDI",
    ]
    assert levels.at["PNDI", "indicadores"] == 30 and services.from_rows(levels)
    missing = of("services.missing", uncounted)["indicadores"]
    assert (missing["ND"], missing["NP"]) == (3, 0)  # two are in 2024
    empty = replace(
        uncounted, tables={**uncounted.tables, "indicator_results": uncounted["indicator_results"].iloc[:0]}
    )
    assert {name: of("services.missing", empty).at[name, "indicadores"].missing for name in ("ND", "NP")} == {
        "ND": "sin_datos",
        "NP": "sin_datos",
    }
    assert of("services.levels", empty).at["OP.03", "alto"].missing == "sin_datos"
    assert of("services.levels", empty).at["OP.03", "indicadores"] == 8


def test_rows_are_counted_where_they_are_all_there_is(data):
    """30 of 30, each with a goal or a reason; one without either, or one fewer, and the document's counts hold."""
    whole = data.assuming("service_levels", "PNDI", indicadores=30)
    codes = data["indicators"].query("nivel == 'servicio'").index
    for code in codes:
        whole = whole.assuming("indicator_results", code, estado="NP", valor_obtenido=None)
    assert services.from_rows(of("services.levels", whole))
    with_goal = whole.assuming("indicator_results", codes[0], estado="", logro_esperado=5)
    assert services.from_rows(of("services.levels", with_goal))
    for other in (
        whole.assuming("indicator_results", codes[0], estado=""),
        whole.assuming("service_levels", "PNDI", indicadores=31),
        data,
    ):
        assert not services.from_rows(of("services.levels", other))


def test_a_level_is_computed_or_else_the_published_one_and_calls_for_an_action(uncounted):
    named = of("services.named", uncounted)
    levels = {code: named.at[code, "nivel"] for code in ("ISS.03.01.01.01", "ISS.03.01.01.02", "ISS.03.02.02.01")}
    assert [level.value for level in levels.values()] == ["alto", "alto", "sin_informacion"]
    published = uncounted["indicator_results"]["nivel_publicado"].loc[named.index]
    code = next(code for code in published.index if published[code] == "medio")
    assert (named.at[code, "nivel"].value, named.at[code, "nivel"].origin) == ("medio", "publicado")
    assert named.at[code, "nivel"].sources[0].endswith(":nivel_publicado")
    silent = named.at["ISS.03.02.03.01", "nivel"]
    assert silent.missing == "no_publicado" and silent.sources
    actions = of("services.actions", uncounted)["accion"]
    assert "ISS.03.01.01.01" not in actions.index and "ISS.03.02.03.01" not in actions.index
    assert [actions[item] for item in ("ISS.03.01.01.02", "ISS.03.02.02.01", code)] == [
        "revisar_meta",
        "revisar_ficha",
        "evaluar_procesos",
    ]


def test_the_notes_of_the_data_stand_after_what_the_documents_say(data):
    told = services.factors(data)
    assert next(iter(told)) == "nombre" and (told["texto"] != "").all()
    assert sum(key.startswith("nota.") for key in told.index) == 28 + 2 + 12  # rows with a note in the three tables


def test_what_a_reader_must_know_of_a_dimension(data):
    notes = {name: pp0093_coverage.notes(pp0093_coverage.categories(data, name)) for name in ("servicio", "sector")}
    assert notes == {"servicio": [pp0093_coverage.MULTIPLE], "sector": [pp0093_coverage.IMPLIED]}
    topics = pp0093_coverage.categories(data, "difusion_tema")
    assert pp0093_coverage.notes(topics) == [pp0093_coverage.MULTIPLE, pp0093_coverage.IMPLIED]


def test_dimensions_keep_the_order_of_the_document(data):
    sums, overlap = (of(f"pp0093_coverage.{name}", data) for name in ("sums", "overlap"))
    order = list(dict.fromkeys(data["coverage"]["dimension"]))
    for frame in (sums, overlap):
        assert list(frame.index) == [name for name in order if name in frame.index]
    assert dict(sums["respuesta_multiple"].loc[["difusion_tema", "sector"]]) == {"difusion_tema": "si", "sector": "no"}


def test_firms_of_a_dimension_against_its_whole(data):
    one = replace(data, tables={**data.tables, "coverage": data["coverage"].drop(index="evento.ruedas")})
    assert of("pp0093_coverage.overlap", one).at["evento", "suma_categorias"] == 409
    blank = of("pp0093_coverage.overlap", data.assuming("coverage", "evento.ruedas", empresas=None)).loc["evento"]
    assert not blank["suma_categorias"].known and blank["empresas"] == 755
    shares = pp0093_coverage.categories(data, "servicio")["participacion"]
    assert round(shares["capacitacion"].number, 2) == round(Traced.given(552_800, "").number / 12_791, 2)
    assert "participacion" not in pp0093_coverage.categories(data, "atendidas")
    implied = pp0093_coverage.categories(data.assuming("coverage", "atendidas.total", empresas=None), "sector")
    assert "empresas_implicitas" not in implied


def test_shares_of_several_categories_add_up_and_those_of_one_or_of_none_do_not(data):
    sums = of("pp0093_coverage.sums", data)
    assert "sector" in sums.index and not {"focalizacion", "atendidas", "servicio"} & set(sums.index)


def test_a_share_of_nobody_knows_what_implies_no_firms_and_is_cited(data):
    sector = pp0093_coverage.categories(data.assuming("coverage", "sector.comercio", base=""), "sector")
    implied = sector["empresas_implicitas"]
    assert (implied["comercio"].missing, implied["comercio"].sources) == (
        "no_publicado",
        ("2024/coverage.csv:28:porcentaje",),
    )
    assert round(implied["manufactura"].number) == 4426  # 0.346 x 12,791 = 4,425.7


def test_a_missing_value_has_the_reason_its_office_gave_unless_somebody_assumes_one(data):
    def value(given):
        return results.indicators_of(given, "objetivo").at["OP.04", "valor_obtenido"]

    assert (value(data).missing, value(data).sources) == ("ND", ("2024/indicator_results.csv:10:valor_obtenido",))
    assert value(data.assuming("indicator_results", "OP.04", valor_obtenido=28)) == 28
    tables = {**data.tables, "indicator_results": data["indicator_results"].copy()}
    tables["indicator_results"].loc["OP.01", "estado"] = "PX"  # a proxy never stands for the value
    assert results.indicators_of(replace(data, tables=tables), "objetivo").at["OP.01", "valor_obtenido"].missing == "PX"
    tables["indicator_results"] = data["indicator_results"].iloc[:0]
    levels = results.indicators_of(replace(data, tables=tables), "objetivo")["nivel"]
    assert [level.missing for level in levels] == ["sin_datos"] * 5  # nothing has come
