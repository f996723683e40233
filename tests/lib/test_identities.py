"""Identities between printed figures: what must hold, what cannot be judged, and what fails."""

from decimal import Decimal

import pytest
from audit_samples import frame, number, year_of

from engine.audit.identity import Identity
from engine.traced import Traced
from lib.identities import identities, identity_table


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


def verdicts(**frames):
    return {item.key: item.verdict().value for item in identities(year_of(**frames))}


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


def test_a_share_must_stand_for_whole_firms():
    attended = ("atendidas", "total", {"empresas": "15"})
    held = ("a", "x", {"porcentaje": "87", "base": "atendidas.total"})  # 13 of 15 = 86.7
    impossible = ("b", "x", {"porcentaje": "90", "base": "atendidas.total"})  # 13 = 87 %, 14 = 93 %
    table = identity_table(year_of(coverage=coverage(attended, held, impossible)))
    assert table.at["empresas_enteras", "izquierda"].formula == "n(a.x)"
    assert table.at["empresas_enteras", "derecha"] == 2
    assert table.at["empresas_enteras", "veredicto"].value == "no_se_cumple"


def test_no_whole_number_of_firms_makes_462_their_55_47_percent():
    data = year_of(
        indicator_results=frame("indicator_results", {"codigo": "ISS.01.06.01.02", "valor_obtenido": number("462")}),
        service_facts=frame("service_facts", {"codigo": "certificaciones_universo", "valor": number("55.47")}),
    )
    row = identity_table(data).loc["universo_certificaciones"]
    assert (row["veredicto"].value, row["derecha"].value) == ("no_se_cumple", Decimal(833))
    assert row["izquierda"].formula == "462 ÷ 55.47 × 100"


@pytest.mark.parametrize(
    ("now", "change", "before", "verdict"),
    [
        ("12791", "-47.7", 24457, "se_cumple"),
        ("2337", "181.2", 831, "se_cumple"),
        ("997", "5.7", 943, "se_cumple"),
        ("3", "5.0", 3, "no_se_cumple"),
    ],
)
def test_the_previous_year_that_a_change_implies_is_a_whole_number(now, change, before, verdict):
    attended = ("atendidas", "total", {"empresas": now, "variacion_anual": change})
    found = identity_table(year_of(coverage=coverage(attended))).loc["anterior_atendidas.total"]
    assert (found["derecha"].value, found["veredicto"].value) == (Decimal(before), verdict)


def test_attended_firms_that_no_product_counts_are_told():
    data = year_of(
        programme=PROGRAMME,
        programme_execution=execution(**{"P1": "10 11193 5 5", "1.1": "5 6000 2 2", "1.2": "5 8223 3 3"}),
        coverage=coverage(("atendidas", "total", {"empresas": "12791"})),
    )
    table = identity_table(data)
    assert table.at["atendidas_productos", "veredicto"].formula == "12,791 > 11,193"
    assert table.at["atendidas_productos", "diferencia"] == 1598
    assert table.at["atendidas_actividades", "veredicto"].value == "se_cumple"
    assert table.index[0] == "atendidas_productos"


def test_a_year_without_these_tables_has_nothing_that_fails():
    assert "no_se_cumple" not in verdicts().values()


def test_no_firm_at_all_is_a_whole_number_of_firms():
    attended = ("atendidas", "total", {"empresas": "15"})
    none = ("a", "x", {"porcentaje": "0", "base": "atendidas.total"})
    assert verdicts(coverage=coverage(attended, none))["empresas_enteras"] == "se_cumple"


def test_a_missing_side_cannot_be_judged():
    item = Identity("k", "pndi", "…", number("1"), Traced.absent("no_publicado"))
    assert (item.verdict().value, item.verdict().formula) == ("no_aplica", "falta una cifra")


def test_the_sources_of_a_verdict_are_those_of_both_sides():
    item = Identity("k", "pndi", "…", number("1", "a.csv:2:x"), number("2", "b.csv:2:x"))
    assert item.verdict().sources == ("a.csv:2:x", "b.csv:2:x")
