"""A new year from files alone: new-year, a filled workbook, the report. No line of code or notebook is touched.

The values of 2025 are made up (`fixtures/synthetic_2025.csv`); every expected figure is worked out by hand beside it.
"""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.numbers import NBSP

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "fixtures"))

from synthetic import add_the_year_after, synthetic_workbook  # noqa: E402  (a fixture module, not a package)

pytestmark = pytest.mark.kernel

BY_HAND = {
    "objective_gaps.progress[OP.01].avance_tipo_1": "90.0 %",  # 45,000 / 50,000
    "objective_gaps.progress[OP.01].cambio_base": "+1.5 %",  # 45,000 / 44,328 - 1
    "objective_gaps.trend[OP.01].cambio_anual": "+6.2 %",  # 45,000 / 42,391 - 1 = 6.15
    "objective_gaps.trend[OP.02].cambio_anual": "+2.72 p. p.",  # 12.80 - 10.08
    "objective_gaps.trend[OP.02].nivel_previo": "Medio",
    "objective_gaps.trend[OP.02].nivel": "Alto",  # 12.8 / 12.8
    "objective_gaps.progress[OP.04].avance_tipo_1": "110.0 %",  # 34.1 / 31
    "objective_gaps.firmness[IOP.03.01].firmeza": "Firme",  # 8 / 10; half a unit less is 7.5 / 10, exactly the limit
    "objective_gaps.levels[medio_o_alto].porcentaje": "80.0 %",  # 4 of 5
    "services.levels[PNDI].medio_o_alto_pct": "67.4 %",  # (46 + 12) / 86
    "services.trend[PNDI].medio_o_alto_pct_cambio": "+15.1 p. p.",  # (58 - 45) / 86
    "services.missing[NP].indicadores": "3",
    "pp0093_coverage.trend[atendidas.total].empresas_cambio": "+25.1 %",  # 16,000 / 12,791 - 1
    "pp0093_coverage.focalizacion[cumple].diferencia_pp": "+4.2 p. p.",  # 75.0 - 70.8
    "pp0093_coverage.region[04].porcentaje": "6.0 %",
    "pp0093_budget.execution[P1].avance_fisico_pct": "120.0 %",  # 3,000 / 2,500
    "pp0093_budget.trend[P1].avance_fisico_pct_cambio": "+25.8 p. p.",  # 120.0 - 94.2 (94.235)
    "pp0093_budget.performance[2912].avance_tipo_1": "75.0 %",  # 6 / 8: exactly the limit
    "pp0093_budget.performance[2912].nivel": "Medio",
    "summary.rating[global].propuesta": "Intermedio",
}


def run(*arguments):
    command = [sys.executable, "run_all.py", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def figures(folder):
    with (folder / "figures.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("new-year")
    data = synthetic_workbook(root / "data")
    done = run("--year", 2025, "--data-dir", data, "--output-dir", root / "outputs")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def test_every_section_is_there_and_says_the_data_are_made_up(made):
    pages = sorted((made / "outputs" / "2025").glob("*.html"))
    assert len(pages) == 7
    assert all("Datos sintéticos" in page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize(("figure", "text"), BY_HAND.items())
def test_figures_of_the_new_year(made, figure, text):
    assert figures(made / "outputs" / "2025")[figure]["text"].replace(NBSP, " ") == text


def test_pages_tell_the_change_against_the_year_before(made):
    page = (made / "outputs" / "2025" / "01_objective_gaps.html").read_text(encoding="utf-8")
    assert "Nivel: antes, <data" in page
    assert "No hay datos de un año anterior" not in page


AFTER_THAT = {
    "objective_gaps.trend[OP.01].cambio_anual": "+5.0 %",  # 47,250 / 45,000 - 1
    "services.trend[PNDI].medio_o_alto_pct_cambio": "0.0 p. p.",  # 47 + 11 against 46 + 12, of 86
    "pp0093_coverage.trend[atendidas.total].empresas_cambio": "+5.0 %",  # 16,800 / 16,000 - 1
    "pp0093_budget.trend[3.2].avance_fisico_pct_cambio": "−10.0 p. p.",  # 3,000 / 3,000 against 3,300 / 3,000
    "pp0093_coverage.criteria[ventas_minimas].soles": "S/ 66,950",  # 13 x 5,150, the UIT of 2024
}


def test_the_year_after_needs_data_alone_too(made, tmp_path):
    data = shutil.copytree(made / "data", tmp_path / "data")
    add_the_year_after(data)

    done = run("--year", 2026, "--data-dir", data, "--output-dir", tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    shown = figures(tmp_path / "2026")
    assert {name: shown[name]["text"].replace(NBSP, " ") for name in AFTER_THAT} == AFTER_THAT
    assert len(list((tmp_path / "2026").glob("*.html"))) == 7


def test_2024_does_not_change_when_2025_is_added(made):
    alone = run("--year", 2024, "--output-dir", made / "alone")
    beside = run("--year", 2024, "--data-dir", made / "data", "--output-dir", made / "beside")
    assert (alone.returncode, beside.returncode) == (0, 0), beside.stdout + beside.stderr
    assert re.search(
        r"^  Conciliación: \d+ de \d+ cifras recalculadas difieren; \d+ son datos de entrada y \d+ no se pueden verificar "
        r"\(355 publicadas\)$",
        alone.stdout + alone.stderr,
        re.MULTILINE,
    )
    assert re.search(
        r"^  Cifras mostradas: ([\d,]+) de \1 recalculadas; 0 sin registrar$",
        alone.stdout + alone.stderr,
        re.MULTILINE,
    )
    assert figures(made / "beside" / "2024") == figures(made / "alone" / "2024")
    assert "Datos sintéticos" not in (made / "beside" / "2024" / "index.html").read_text(encoding="utf-8")
