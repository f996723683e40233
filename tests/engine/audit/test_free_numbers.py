"""Dates, codes, norms, versions and file names are told by their form; every other number must be a figure."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.audit.free_numbers import quantities
from engine.numbers import quantity_text


def found(text):
    return [text[start:end] for start, end in quantities(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Reporte 2024",
        "entre 2018 y 2022",
        "2018-2022",
        "publicado el 15 de febrero de 2024",
        "2024-11-22",
        "OP.01 e IOP.03.01",
        "ISS.01.06.05.02.",
        "P1, P2",
        "PP 0093",
        "el programa presupuestal 0093",
        "F01",
        "A.OP.01.1",
        "Servicio 01.03.02.",
        "la Actividad 1.1 y el Producto 4",
        "Actividades 1.1, 1.2 y 1.3",
        "avance tipo 1 %",
        "Ley N° 30877",
        "Decreto Supremo N° 010-2024-PRODUCE",
        "D.S. 016-2022-PRODUCE",
        "Resolución Directoral N° 037-2017 INACAL/DN",
        "Directiva N.° 0003-2022-EF/50.01",
        "ISO/IEC 17025",
        "pandas 3.1.1",
        "05_reconciliation.html",
        "2024/coverage.csv",
        "huella 3f2a9c1b7d",
        "Devengado ÷ PIM × 100",
        "Tabla 3",
        "Gráfico 12",
    ],
)
def test_what_is_not_a_quantity(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("hay 5 cosas", ["5"]),
        ("86.5 %", ["86.5"]),
        ("S/ 42,391", ["42,391"]),
        ("S/ 2024", ["2024"]),
        ("2,024 empresas", ["2,024"]),
        ("el 2024 %", ["2024"]),
        ("en 2024, 7 empresas", ["7"]),
        ("× 100.5", ["100.5"]),
        ("4.5", ["4.5"]),
        ("1.1 Gestión", ["1.1"]),
        ("Producto 95", ["95"]),
        ("tipo 3", ["3"]),
        ("2024.5", ["2024.5"]),
        ("100 %", ["100"]),
        ("−0.22 p. p.", ["0.22"]),
        ("(37)", ["37"]),
        ("el 7.", ["7"]),
        ("2024 p. p.", ["2024"]),
        ("la Ley Nacional 86.5 %", ["86.5"]),
        ("la Actividad 4.5 %", ["4.5"]),
        ("OP.01.5 %", ["01.5"]),
    ],
)
def test_what_is(text, numbers):
    assert found(text) == numbers


@given(st.decimals(0, 10_000_000, places=2), st.sampled_from(["soles", "porcentaje", "p.p.", ""]), st.integers(0, 4))
def test_no_quantity_as_the_report_writes_it_passes_for_a_date_or_a_code(value, unit, decimals):
    text = quantity_text(Decimal(value), unit, decimals)
    assert found(f"Son {text} en total.") != []
    assert found(f"({text})") != []


def test_what_is_already_accounted_for_is_left_out():
    text = "7 y 8"
    assert list(quantities(text, [True, False, False, False, False])) == [(4, 5)]
