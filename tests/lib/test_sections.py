"""The sections computed from the real data of 2024, against the printed documents.

R1: «PRODUCE, Reporte de cumplimiento PNDI 2024». R2: «PRODUCE, Resultados del PP 0093, 2024». Other numbers carry the
hand calculation they come from. Figures are compared as a reader sees them, so unit, sign and decimals are checked too.
"""

import subprocess
import sys

import pytest

from engine.numbers import NBSP

PRINTED = {
    # R1, section I
    "objective_gaps.progress[OP.01].valor_obtenido": "S/ 42,391",
    "objective_gaps.progress[OP.01].avance_tipo_1": "86.5 %",
    "objective_gaps.progress[OP.01].nivel": "Medio",
    "objective_gaps.progress[OP.01].cambio_base": "−4.4 %",
    "objective_gaps.progress[OP.02].avance_tipo_1": "80.0 %",
    "objective_gaps.progress[OP.02].nivel": "Medio",
    "objective_gaps.progress[IOP.03.01].avance_tipo_1": "71.4 %",
    "objective_gaps.progress[IOP.03.01].nivel": "Bajo",
    "objective_gaps.progress[IOP.03.02].nivel": "Sin información",
    "objective_gaps.progress[OP.04].nivel": "Sin información",
    "objective_gaps.progress[OP.04].logro_esperado": "30.8 %",
    "objective_gaps.problem[manufactura_pbi].diferencia_meta": "+0.3 p. p.",
    # R1, summary: «86 … 40 … 5 … 18 … 23», by objective in section II
    "services.levels[PNDI].servicios": "43",
    "services.levels[PNDI].indicadores": "86",
    "services.levels[PNDI].alto": "40",
    "services.levels[PNDI].medio": "5",
    "services.levels[PNDI].bajo": "18",
    "services.levels[PNDI].sin_informacion": "23",
    "services.levels[PNDI].mayor_150": "13",
    "services.levels[PNDI].bajo_o_sin_informacion": "41",
    "services.levels[OP.01].indicadores": "37",
    "services.levels[OP.02].indicadores": "26",
    "services.levels[OP.03].indicadores": "17",
    "services.levels[OP.04].indicadores": "6",
    "services.missing[NP].indicadores": "2",
    "services.missing[ND].indicadores": "21",
    "summary.rating[global].propuesta": "Intermedio",
    # R2, annex and narrative
    "pp0093_coverage.focalizacion[cumple].diferencia_pp": "+47.9 p. p.",
    "pp0093_budget.execution[P1].avance_fisico_pct": "94.2 %",
    "pp0093_budget.execution[P2].avance_fisico_pct": "65.4 %",
    "pp0093_budget.execution[P2].avance_financiero_pct": "93.6 %",
    "pp0093_budget.execution[P3].avance_fisico_pct": "101.1 %",
    "pp0093_budget.execution[P4].avance_fisico_pct": "130.6 %",
    "pp0093_budget.execution[1.3].avance_fisico_pct": "110.8 %",
    "pp0093_budget.execution[1.3].avance_financiero_pct": "100.0 %",
    "pp0093_budget.execution[4.2].avance_fisico_pct": "118.3 %",
    "pp0093_budget.execution[TOTAL].pim": "S/ 39,739,176",
    "pp0093_budget.execution[TOTAL].devengado": "S/ 39,408,936",
    "pp0093_budget.execution[TOTAL].avance_financiero_pct": "99.2 %",
    "pp0093_budget.performance[2913].diferencia_pp": "−21.8 p. p.",
}

BY_HAND = {
    "objective_gaps.progress[OP.01].avance_tipo_2": "−41.4 %",  # -1,937 / 4,679
    "objective_gaps.progress[OP.02].avance_tipo_2": "−9.6 %",  # -0.22 / 2.30
    "objective_gaps.progress[OP.02].cambio_base": "−0.22 p. p.",  # 10.08 - 10.30
    "objective_gaps.progress[OP.01].brecha_meta": "−S/ 6,616",  # 42,391 - 49,007
    "objective_gaps.problem[cip].cambio_base_pct": "−18.1 %",  # 0.0339 / 0.0414 - 1
    "objective_gaps.problem[cip_puesto].cambio_base": "+7",  # 68 - 61
    "objective_gaps.pace[manufactura_pbi].ritmo_necesario": "+0.83 % anual",  # (14 / 13.1)^(1/8) - 1
    "objective_gaps.pace[OP.01].ritmo": "Deterioro",  # -0.89 against +2.03
    "objective_gaps.next_level[OP.01].valor_necesario": "S/ 46,557",  # 0.95 x 49,007 = 46,556.65
    "objective_gaps.next_level[IOP.03.01].falta": "0.25 p. p.",  # 0.75 x 7 - 5
    "objective_gaps.firmness[OP.01].distancia_limite": "8.50 p. p.",  # 95 - 86.499888
    "objective_gaps.firmness[IOP.03.01].distancia_limite": "3.57 p. p.",  # 75 - 71.428571
    "objective_gaps.firmness[IOP.03.01].nivel_redondeo": "Medio",  # 5.5 / 7 = 78.6
    "objective_gaps.firmness[IOP.03.01].nivel_variacion": "Bajo",  # 5.05 / 7 = 72.1
    "objective_gaps.firmness[IOP.03.01].firmeza": "Frágil",
    "services.firmness_counts[sin_prueba].indicadores": "30",
    "objective_gaps.composites[OP.03].compuesto_ceplan": "35.7 %",  # 71.43 / 2
    "objective_gaps.composites[OP.03].compuesto_medible": "71.4 %",
    "objective_gaps.levels[medio_o_alto].porcentaje": "40.0 %",  # 2 / 5
    "services.levels[PNDI].medio_o_alto_pct": "52.3 %",  # 45 / 86
    "services.levels[PNDI].sin_informacion_pct": "26.7 %",  # 23 / 86
    "summary.rating[servicios].medida": "52.3 %",  # the whole policy's
    "summary.rating[seguimiento].medida": "26.7 %",
    "services.levels[OP.03].medio": "0",  # 17 - 9 - 3 - 5
    "services.levels[OP.04].mayor_150": "0",  # 13 - 7 - 6
    "services.shares[alto].porcentaje_medible": "63.5 %",  # 40 / 63
    "services.facts[mipymes_ec_iniciaron].participacion": "38.7 %",  # 75 / 194
    "services.named_counts[PNDI].indicadores_nombrados": "30",  # 13 + 7 + 8 + 2
    "pp0093_coverage.atendidas[total].empresas_anterior_implicitas": "24,457",  # 12,791 / 0.523
    "pp0093_coverage.atendidas[total].empresas_anterior_desde": "24,434",  # 12,791 / (1 - 0.4765)
    "pp0093_coverage.atendidas[total].empresas_anterior_hasta": "24,480",  # 12,791 / (1 - 0.4775)
    "pp0093_coverage.focalizacion[cumple].empresas_implicitas_desde": "9,050",  # 0.7075 x 12,791
    "pp0093_coverage.focalizacion[cumple].empresas_implicitas_hasta": "9,062",  # 0.7085 x 12,791
    "pp0093_coverage.overlap[servicio].por_empresa": "1.61",  # 20,635 / 12,791
    "pp0093_coverage.focalizacion[cumple].empresas_implicitas": "9,056",  # 0.708 x 12,791
    "pp0093_coverage.overlap[servicio].suma_categorias": "20,635",  # 5,528 + 6,819 + 7,291 + 997
    "pp0093_coverage.overlap[articulacion_tipo].diferencia": "+22",  # 755 + 264 - 997
    "pp0093_coverage.sums[transferencia_tipo].suma_porcentaje": "128.3 %",  # 54.4 + 29.8 + 23.8 + 17.8 + 2.5
    "pp0093_coverage.sums[sector].resto_porcentaje": "10.7 %",  # 100 - 35.0 - 34.6 - 19.7
    "pp0093_coverage.criteria[ventas_minimas].soles": "S/ 59,800",  # 13 x 4,600, the UIT of 2022
    "pp0093_budget.execution[3.2].avance_financiero_pct": "94.996 %",  # 704,746 / 741,871, below the limit 95
    "pp0093_budget.execution[P1].costo_unitario": "S/ 887",  # 2,072,340 / 2,337
    "pp0093_budget.execution[P2].brecha_fisico_financiero": "−28.2 p. p.",  # 65.38 - 93.60
    "pp0093_budget.execution[P1].saldo": "S/ 14,072",  # 2,086,412 - 2,072,340
    "pp0093_budget.execution[P3].cambio_avance_fisico": "+5.1 p. p.",  # 568 / 562 = 101.07; - 96.0
    "pp0093_budget.execution[P2].escala_fisica": "Deficiente",
    "pp0093_budget.execution[2.1].avance_fisico_pct": "no aplica",
    "pp0093_budget.sums[P1].diferencia_avance_fisico": "−177",  # 2,337 - 2,514
    "pp0093_budget.sums[P4].diferencia_pim": "S/ 0",
    "pp0093_budget.performance[2890].avance_tipo_1": "203.5 %",  # 76.3 / 37.5
    "pp0093_budget.performance[2912].avance_tipo_1": "67.2 %",  # 4.5 / 6.7
}


@pytest.mark.parametrize(("figure_id", "text"), [*PRINTED.items(), *BY_HAND.items()])
def test_figure_reads_as_printed_or_as_calculated_by_hand(figures, figure_id, text):
    assert figures[figure_id].text.replace(NBSP, " ") == text


@pytest.fixture
def computed(figures):
    """The figures of the sections that calculate; what is reconciled has tests of its own."""
    return [figure for figure in figures.values() if not figure.id.startswith("reconciliation.")]


def test_every_figure_with_a_value_says_where_it_comes_from(computed):
    # Counts of named services come from the list of names itself, which the formula shows.
    lost = [
        figure.id for figure in computed if figure.known and not figure.sources and not figure.formula.startswith("n(")
    ]
    assert lost == []


def test_every_calculated_figure_shows_its_formula(computed):
    silent = [figure.id for figure in computed if figure.known and figure.origin == "calculado" and not figure.formula]
    assert silent == []


def test_a_missing_figure_has_a_reason_in_words(figures):
    assert {figure.text for figure in figures.values() if not figure.known} <= {
        "sin información",
        "no publicado",
        "no aplica",
        "sin meta",
        "sin línea base",
        "sin meta final",
        "no calculable",
        "sin datos",
        "sin meta programada",
    }


def test_levels_of_every_row_add_up_to_its_indicators(figures):
    for row in ("OP.01", "OP.02", "OP.03", "OP.04", "PNDI"):
        parts = [
            figures[f"services.levels[{row}].{level}"].number for level in ("alto", "medio", "bajo", "sin_informacion")
        ]
        assert sum(parts) == figures[f"services.levels[{row}].indicadores"].number


def test_a_section_after_the_last_needs_its_line_in_the_suite_and_no_more(tmp_path, project_root):
    (tmp_path / "offices.py").write_text(
        'from lib.columns import table\n\n@table("offices.money")\ndef money(data): ...\n', encoding="utf-8"
    )
    code = (
        "import sys; from dataclasses import replace; import lib.suite; from engine.suite import Section\n"
        "lib.__path__.append(sys.argv[1]); suite = lib.suite.SUITE\n"
        "more = replace(suite, sections=(*suite.sections, Section('offices', 6, 'Oficinas')))\n"
        "lib.suite.SUITE = more; print('offices.money' in more.tables.names(), more.tables.passages.page)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=project_root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "05_reconciliation.html"]
