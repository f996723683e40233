"""Identities of any year, as data declares them: what must hold, what cannot be judged, and what fails."""

from decimal import Decimal

import pytest
from audit_samples import frame, number, year_of

from engine.audit.expressions import YearOperands
from engine.audit.identities import identity_table as judged
from engine.audit.identity_files import read_identities
from engine.figures import Register
from engine.inputs.files import data_root
from lib.words import VOCABULARY

ANY_YEAR = [item for item in read_identities(data_root(), 1000)[0] if item.any_year]


def coded(code, names, values):
    cells = zip(names, values.split(), strict=True)
    return {"codigo": code, **{name: number(value) for name, value in cells if value != "-"}}


def levels(*rows):
    names = ("servicios", "indicadores", "alto", "mayor_150", "medio", "bajo", "sin_informacion")
    return frame("service_levels", *(coded(code, names, values) for code, values in rows))


def coverage(*rows):
    return frame(
        "coverage",
        *(
            {
                "dimension": dimension,
                "categoria": category,
                "nombre": category,
                "unidad": "Empresas",
                **{
                    name: number(value) if name != "base" and name != "respuesta_multiple" else value
                    for name, value in given.items()
                },
            }
            for dimension, category, given in rows
        ),
    )


def execution(**rows):
    names = ("meta_fisica", "avance_fisico", "pim", "devengado")
    return frame("programme_execution", *(coded(code, names, values) for code, values in rows.items()))


PROGRAMME = frame(
    "programme",
    {"codigo": "P1", "padre": "", "unidad": "Empresas"},
    {"codigo": "1.1", "padre": "P1", "unidad": "Empresas", "cuenta_en_producto": "si"},
    {"codigo": "1.2", "padre": "P1", "unidad": "Empresas", "cuenta_en_producto": "si"},
)


def identity_table(data, previous=None):
    """The identities of any year, as the project declares them, over a year made by hand."""
    return judged(ANY_YEAR, YearOperands(data.tables, Register(), previous.tables if previous else {}), VOCABULARY.text)


def verdicts(**frames):
    return {key: cell.value for key, cell in identity_table(year_of(**frames))["veredicto"].items()}


def test_levels_add_up_by_row_and_by_column():
    found = verdicts(
        service_levels=levels(
            ("OP.01", "18 37 20 7 4 6 7"), ("OP.02", "13 26 10 6 1 6 9"), ("PNDI", "31 63 30 13 5 12 17")
        )
    )
    assert found["niveles_OP.01"] == "se_cumple"
    assert found["niveles_PNDI"] == "no_se_cumple"
    assert found["politica_indicadores"] == "se_cumple"
    assert found["politica_sin_informacion"] == "no_se_cumple"
    assert found["alerta_OP.01"] == "se_cumple"


def test_a_level_that_is_not_printed_is_no_fault_when_the_others_reach_the_whole():
    data = year_of(service_levels=levels(("OP.03", "9 17 9 - - 3 5"), ("OP.04", "3 9 1 - - 3 2")))
    table = identity_table(data)
    assert table.at["niveles_OP.03", "veredicto"].value == "se_cumple"
    assert table.at["niveles_OP.03", "explicacion"] == (
        "Hay partes que el documento no imprime; sin ellas la suma ya da el total."
    )
    assert table.at["niveles_OP.04", "veredicto"].value == "no_aplica"
    assert table.at["niveles_OP.04", "diferencia"] == -3


def test_money_adds_up_and_firms_counted_once_do_not_pass_the_sum():
    table = identity_table(
        year_of(
            programme=PROGRAMME,
            programme_execution=execution(
                **{
                    "P1": "2480 2337 2086412 2072340",
                    "1.1": "1780 1781 1000000 1000000",
                    "1.2": "700 733 1086412 1072341",
                }
            ),
        )
    )
    assert table.at["pim_P1", "veredicto"].value == "se_cumple"
    assert table.at["devengado_P1", "veredicto"].value == "no_se_cumple"
    assert table.at["devengado_P1", "veredicto"].formula == "2,072,341 ≠ 2,072,340"
    assert table.at["meta_fisica_P1", "veredicto"].value == "se_cumple"
    assert table.at["avance_fisico_P1", "veredicto"].formula == "2,337 ≤ 2,514"
    assert table.at["avance_fisico_P1", "enunciado"] == (
        "Producto 1: las empresas (contadas una vez) no pasan de la suma de sus actividades"
    )


def test_a_product_with_more_firms_than_its_activities_fails():
    found = verdicts(
        programme=PROGRAMME, programme_execution=execution(**{"P1": "10 31 5 5", "1.1": "5 10 2 2", "1.2": "5 20 3 3"})
    )
    assert found["avance_fisico_P1"] == "no_se_cumple"


@pytest.mark.parametrize(
    ("values", "multiple", "verdict", "explanation"),
    [
        (("67.8", "25.6", "1.7", "4.9"), "no", "se_cumple", "Dentro del redondeo."),
        (("67.8", "25.6", "1.7", "4.8"), "no", "se_cumple", "Dentro del redondeo."),
        (("67.8", "25.6", "1.7", "9.9"), "no", "no_se_cumple", ""),
        (
            ("54.4", "23.8", "29.8", "20.3"),
            "si",
            "no_aplica",
            "Respuesta múltiple: una empresa puede estar en varias categorías, y la suma puede pasar del total.",
        ),
        (
            ("35.0", "34.6", "10.0", "9.7"),
            "no",
            "no_aplica",
            "El documento no imprime todas las categorías: la diferencia es lo que falta.",
        ),
    ],
)
def test_shares_that_must_add_up_and_those_that_cannot(values, multiple, verdict, explanation):
    rows = [
        ("d", f"c{position}", {"porcentaje": value, "respuesta_multiple": multiple})
        for position, value in enumerate(values)
    ]
    row = identity_table(year_of(coverage=coverage(*rows))).loc["participaciones_d"]
    assert (row["veredicto"].value, row["explicacion"]) == (verdict, explanation)


def test_every_size_printed_must_add_up_even_below_the_whole():
    sizes = frame("size_classes", {"codigo": "micro"}, {"codigo": "grande"})
    rows = [
        ("tamano", "micro", {"porcentaje": "67.8", "respuesta_multiple": "no"}),
        ("tamano", "grande", {"porcentaje": "20.0", "respuesta_multiple": "no"}),
    ]
    assert verdicts(coverage=coverage(*rows), size_classes=sizes)["participaciones_tamano"] == "no_se_cumple"


def test_a_share_must_stand_for_a_whole_number_of_firms():
    attended = ("atendidas", "total", {"empresas": "15"})
    held = ("a", "x", {"porcentaje": "87", "base": "atendidas.total"})  # 13 of 15 = 86.7
    impossible = ("b", "x", {"porcentaje": "90", "base": "atendidas.total"})  # 13 = 87 %, 14 = 93 %
    table = identity_table(year_of(coverage=coverage(attended, held, impossible)))
    assert (table.at["entera_a.x", "veredicto"].value, table.at["entera_a.x", "derecha"]) == ("se_cumple", 13)
    assert table.at["entera_b.x", "veredicto"].value == "no_se_cumple"
    assert table.at["entera_b.x", "explicacion"] == "Ningún número entero de empresas da ese porcentaje."


def test_a_share_that_any_number_of_firms_could_give_is_not_tested():
    # One firm of 12,791 is 0.008 %: with one decimal, every share is that of some whole number.
    attended = ("atendidas", "total", {"empresas": "12791"})
    assert "entera_a.x" not in verdicts(
        coverage=coverage(attended, ("a", "x", {"porcentaje": "87.3", "base": "atendidas.total"}))
    )


@pytest.mark.parametrize(
    ("now", "change", "before", "verdict"),
    [
        ("2337", "181.2", 831, "se_cumple"),
        ("997", "5.7", 943, "se_cumple"),
        ("3", "5.0", 3, "no_se_cumple"),
    ],
)
def test_the_previous_year_that_a_change_implies_is_a_whole_number(now, change, before, verdict):
    attended = ("atendidas", "total", {"empresas": now, "variacion_anual": change})
    found = identity_table(year_of(coverage=coverage(attended))).loc["anterior_atendidas.total"]
    assert (found["derecha"].value, found["veredicto"].value) == (Decimal(before), verdict)


def test_a_previous_year_that_many_whole_numbers_would_explain_is_not_tested():
    # From 24,434 to 24,480 firms fell by 47.7 % to 12,791.
    attended = ("atendidas", "total", {"empresas": "12791", "variacion_anual": "-47.7"})
    assert "anterior_atendidas.total" not in verdicts(coverage=coverage(attended))


def test_a_part_that_is_not_printed_leaves_the_money_undecided():
    table = identity_table(
        year_of(
            programme=PROGRAMME,
            programme_execution=execution(**{"P1": "10 9 500 400", "1.1": "5 4 300 400", "1.2": "5 5 - -"}),
        )
    )
    assert table.at["pim_P1", "veredicto"].value == "no_aplica"
    assert table.at["pim_P1", "explicacion"].startswith("Falta imprimir una de las partes")
    assert table.at["devengado_P1", "explicacion"].startswith("Hay partes que el documento no imprime")


def test_what_a_year_says_of_the_year_before_must_be_what_that_year_published():
    before = year_of(
        coverage=coverage(("a", "x", {"porcentaje": "22.9", "empresas": "200"})),
        programme_execution=execution(P3="50 48 1 1"),
    )
    now = year_of(
        coverage=coverage(
            (
                "a",
                "x",
                {"porcentaje": "70.8", "porcentaje_anterior": "22.8", "empresas": "250", "variacion_anual": "25.0"},
            )
        ),
        programme_execution=frame(
            "programme_execution", {"codigo": "P3", "avance_fisico_pct_anterior": number("96.0")}
        ),
    )
    found = {key: cell.value for key, cell in identity_table(now, before)["veredicto"].items()}
    assert found["cadena_porcentaje_a.x"] == "no_se_cumple"
    assert found["cadena_variacion_a.x"] == "se_cumple"
    assert found["cadena_avance_fisico_P3"] == "se_cumple"
    assert "anterior_a.x" not in found  # what the year before published need not be implied
    assert not [key for key in identity_table(now).index if key.startswith("cadena")]


def test_a_year_without_these_tables_has_nothing_that_fails():
    assert "no_se_cumple" not in verdicts().values()


def test_no_firm_at_all_is_a_whole_number_of_firms():
    attended = ("atendidas", "total", {"empresas": "15"})
    none = ("a", "x", {"porcentaje": "0", "base": "atendidas.total"})
    assert verdicts(coverage=coverage(attended, none))["entera_a.x"] == "se_cumple"
