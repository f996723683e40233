"""The reconciliation's tables: one verdict per printed figure, errors first, nothing typed by hand."""

import pytest
from audit_samples import figure, frame, number, published_row, register_of, year_of

from engine.inputs.problems import DataError
from lib import reconciliation
from lib.reconciliation import headline, places_of_transcription

VALUE = "objective_gaps.progress[OP.01].valor_obtenido"
PROGRESS = "objective_gaps.progress[OP.01].avance_tipo_1"
CHANGE = "objective_gaps.progress[OP.01].cambio_base"


def verdict_table(data, figures):
    return reconciliation.verdicts(data, figures)


def tables(data, figures):
    """The tables of the section that rest on the verdicts."""
    verdicts = verdict_table(data, figures)
    made = {name: getattr(reconciliation, name)(verdicts) for name in ("errors", "ambiguities", "totals")}
    made |= {name: getattr(reconciliation, name)(verdicts, data) for name in ("unverifiable", "by_document")}
    return {**made, "verdicts": verdicts, "labels": reconciliation.labels(data)}


def year(*rows, **frames):
    return year_of(published_figures=frame("published_figures", *rows), **frames)


@pytest.fixture
def report():
    return year(
        published_row("pndi-1", "S/ 42,391", "42391", VALUE, 2, unidad="soles", cita="obtuvo un ratio de S/ 42,391."),
        published_row("pndi-2", "86.5%", "86.5", PROGRESS, 3, unidad="porcentaje"),
        published_row("pndi-3", "S/ 42,391", "42391", VALUE, 4, unidad="soles", cita="el valor obtenido fue S/ 42,391"),
        published_row(
            "pndi-4",
            "4.0%",
            "-4.0",
            CHANGE,
            5,
            unidad="porcentaje",
            nota="Mal restado. Propuesta: «4.4 %».",
            clase="aritmetica",
        ),
        published_row("pndi-5", "87%", "87", PROGRESS, 6, unidad="p.p."),
        published_row("pndi-6", "dos", "2", "", 7, motivo="Recuento de una lista."),
        published_row(
            "pp-1",
            "86.5 %",
            "86.5",
            PROGRESS,
            8,
            documento="pp0093",
            unidad="porcentaje",
            nota="No dice de qué año. Propuesta: «en 2024».",
            clase="alcance",
        ),
        published_row("pndi-7", "2024", "", "", 9, tipo="fecha"),
        published_row(
            "pndi-8",
            "PP 009",
            "",
            "",
            10,
            tipo="codigo",
            nota="Código cortado. Propuesta: «PP 0093».",
            clase="etiqueta",
        ),
        indicator_results=frame(
            "indicator_results",
            {
                "codigo": "OP.01",
                "valor_obtenido": number("42391", "2024/indicator_results.csv:6:valor_obtenido"),
                "cita": "Sin embargo, el valor obtenido fue S/ 42,391, lo que representa un avance tipo 1 de 86.5%",
            },
        ),
    )


def test_each_figure_gets_its_verdict(report, progress):
    verdicts = verdict_table(report, progress)["veredicto"]
    assert {key: cell.value for key, cell in verdicts.items()} == {
        "pndi-1": "coincide",
        "pndi-2": "coincide",
        "pndi-3": "dato_de_entrada",
        "pndi-4": "difiere",
        "pndi-5": "difiere",
        "pndi-6": "no_verificable",
        "pp-1": "coincide",
    }


def test_the_quoted_sentence_is_the_place_of_transcription_not_the_first_print(report, progress):
    rows = report["published_figures"].query("tipo == 'cifra'")
    assert places_of_transcription(rows, progress, report) == {"pndi-3"}


def test_without_a_quote_the_part_of_the_document_decides_then_the_first_print(progress):
    rows = [
        published_row("a", "S/ 42,391", "42391", VALUE, 2, unidad="soles", seccion="Resumen"),
        published_row("b", "S/ 42,391", "42391", VALUE, 3, unidad="soles", seccion="Anexo"),
    ]
    data = year(*rows)
    assert places_of_transcription(data["published_figures"], progress, data) == {"a"}
    data.sidecars["indicator_results"] = {"ubicacion": "Anexo, cuadro de resultados"}
    assert places_of_transcription(data["published_figures"], progress, data) == {"b"}


def test_errors_come_by_importance_with_what_to_print(report, progress):
    found = tables(report, progress)["errors"]
    assert list(found.index) == ["pndi-4", "pndi-5"]
    assert list(found["clase"]) == ["Aritmética", "Unidad"]
    assert list(found["explicacion"]) == ["Mal restado.", "La unidad impresa no es la de la cifra."]
    assert list(found["correccion"]) == ["«4.4 %».", "Imprimir el valor con su unidad."]
    assert str(found.at["pndi-4", "calculado"]) == "-4.37".replace("-", "−")
    assert str(found.at["pndi-4", "diferencia"]) == "0.37"
    assert found.at["pndi-4", "decimales"] == 2
    assert found.at["pndi-5", "unidad"] == "porcentaje"


def test_a_note_on_a_figure_that_agrees_is_an_ambiguity(report, progress):
    found = tables(report, progress)["ambiguities"]
    assert list(found.index) == ["pp-1"]
    assert (found.at["pp-1", "explicacion"], found.at["pp-1", "correccion"]) == ("No dice de qué año.", "«en 2024».")


def test_a_noted_code_is_a_label_to_correct(report, progress):
    found = tables(report, progress)["labels"]
    assert list(found.index) == ["pndi-8"]
    assert found.at["pndi-8", "correccion"] == "«PP 0093»."


def test_what_cannot_be_verified_says_why(report, progress):
    found = tables(report, progress)["unverifiable"]
    assert dict(found["motivo"]) == {"pndi-6": "Recuento de una lista."}


def test_a_figure_without_value_is_unverifiable_with_its_reason(progress):
    data = year(published_row("a", "30.8%", "30.8", "objective_gaps.progress[OP.04].valor_obtenido"))
    row = verdict_table(data, progress).loc["a"]
    assert (row["veredicto"].value, row["motivo"]) == ("no_verificable", "sin información")


def test_a_figure_in_words_without_a_value_may_be_listed_with_its_reason(progress):
    listed = published_row("a", "su mayoría", "", motivo="No se publica el desglose.")
    row = verdict_table(year(listed), progress).loc["a"]
    assert (row["veredicto"].value, row["motivo"]) == ("no_verificable", "No se publica el desglose.")


def test_totals_count_every_figure_once(report, progress):
    found = tables(report, progress)["totals"]
    assert {key: int(cell.number) for key, cell in found["cifras"].items()} == {
        "coincide": 3,
        "difiere": 2,
        "dato_de_entrada": 1,
        "no_verificable": 1,
        "total": 7,
    }
    assert round(found.at["coincide", "porcentaje"].number, 4) == round(number("300").number / 7, 4)
    by_document = tables(report, progress)["by_document"]["total"]
    assert {key: int(cell.number) for key, cell in by_document.items()} == {"pndi": 6, "pp0093": 1, "total": 7}


def test_a_total_cites_each_of_a_dozen_cells(progress):
    rows = [published_row(f"a{line}", "86.5%", "86.5", PROGRESS, line, unidad="porcentaje") for line in range(2, 15)]
    cited = [tables(year(*some), progress)["totals"].at["total", "cifras"].sources for some in (rows[:12], rows)]
    assert (len(cited[0]), cited[1]) == (13, ("2024/published_figures.csv:*:*", "2024/x.csv:2:valor"))


def test_a_total_depends_on_whole_files_where_it_depends_on_many_cells(progress):
    rows = [published_row(f"a{line}", "86.5%", "86.5", PROGRESS, line, unidad="porcentaje") for line in range(2, 16)]
    found = tables(year(*rows), progress)["totals"]
    assert found.at["total", "cifras"].sources == ("2024/published_figures.csv:*:*", "2024/x.csv:2:valor")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            published_row("a", "5", "5", "objective_gaps.progress[OP.01].avance_tipo1", 7),
            "2024/published_figures.csv, fila 7, columna figura: la cifra a nombra una figura que no existe (valor: "
            "«objective_gaps.progress[OP.01].avance_tipo1»). ¿Quiso decir «objective_gaps.progress[OP.01].avance_tipo_1»?",
        ),
        (
            published_row("a", "5", "5", "zzz", 7),
            "2024/published_figures.csv, fila 7, columna figura: la cifra a nombra una figura que no existe (valor: «zzz»). "
            "Los ids están en figures.csv.",
        ),
        (
            published_row("a", "5", "5", "", 7),
            "2024/published_figures.csv, fila 7, columna figura: la cifra a no tiene figura ni motivo. "
            "Escriba la figura que debe igualar, o por qué no se puede verificar.",
        ),
        (
            published_row("a", "5", "5", "objective_gaps.progress[OP.01].nivel", 7),
            "2024/published_figures.csv, fila 7, columna figura: la cifra a nombra una figura que no es un número (valor: "
            "«objective_gaps.progress[OP.01].nivel»). Elija la figura que tiene el número impreso.",
        ),
    ],
)
def test_a_row_that_cannot_be_compared_is_an_error_of_the_data(row, message, progress):
    with pytest.raises(DataError) as error:
        verdict_table(year(row), progress)
    assert str(error.value) == message
    assert error.value.problems[0].rule == "figura"


def test_a_year_without_printed_figures_has_empty_tables():
    found = tables(year(), register_of(figure("a.b[c].d", "1")))
    assert all(len(found[name]) == 0 for name in ("verdicts", "errors", "ambiguities", "labels", "unverifiable"))
    assert found["totals"].at["total", "cifras"] == 0
    assert found["totals"].at["total", "porcentaje"].missing == "denominador_cero"


def test_the_headline_tells_recomputed_figures_apart_from_inputs():
    counts = {"coincide": "144", "difiere": "7", "dato_de_entrada": "191", "no_verificable": "13", "total": "355"}
    figures = [figure(f"reconciliation.totals[{name}].cifras", value) for name, value in counts.items()]
    assert headline(register_of(*figures)) == [
        "Conciliación: 7 de 151 cifras recalculadas difieren; 191 son datos de entrada y 13 no se pueden verificar "
        "(355 publicadas)"
    ]
    assert headline(register_of()) == []


def test_labels_come_by_class_and_not_by_name():
    kinds = ["redaccion", "etiqueta", "aritmetica", ""]
    rows = [
        published_row(f"r{place}", "x", "", "", place, tipo="codigo", nota="Mal.", clase=kind)
        for place, kind in enumerate(kinds, start=2)
    ]
    assert list(reconciliation.labels(year(*rows)).index) == ["r4", "r3", "r2", "r5"]


def test_an_activity_is_called_one_and_a_product_is_not():
    parents = {"1.1": "P1", "P1": ""}
    assert [reconciliation._row_name(parents, row) for row in ("1.1", "P1", "x")] == ["Actividad 1.1", "P1", "x"]


def test_a_contrast_that_cannot_be_read_is_an_error_of_the_data(data):
    wrong = data.assuming("contrasts", "economias_desde", expresion="no.existe[x].y")
    with pytest.raises(DataError) as error:
        reconciliation.contrasts(wrong, reconciliation.figures(data))
    assert error.value.problems[0].rule == "contraste"


def test_observations_show_what_a_reader_needs_and_not_where_they_are_stored(frames):
    assert list(frames["reconciliation.observations"]) == reconciliation._OBSERVATION
