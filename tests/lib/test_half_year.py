"""Half a year: what has come is reported, what has not is said with who owes it, and every page says it is a draft."""

import html
import re
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "fixtures"), str(ROOT / "tests" / "lib")]

from synthetic import YEAR, fill_csv, synthetic_data  # noqa: E402
from whole_report import earlier_years_once, whole_report  # noqa: E402

from lib import pending  # noqa: E402

DRAFT = "Borrador: el reporte no está completo; "
ONLY_POLICY = ("coverage", "programme_execution")
ONLY_PROGRAMME = ("indicator_results", "service_levels")


@pytest.fixture(scope="module", autouse=True)
def _earlier_years():
    with earlier_years_once(YEAR):
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return synthetic_data(tmp_path_factory.mktemp("whole") / "data")


@pytest.fixture
def root(whole, tmp_path):
    return Path(shutil.copytree(whole, tmp_path / "data"))


def without(root, *tables):
    for table in tables:
        for path in (root / str(YEAR)).glob(f"{table}.*"):
            path.unlink()


def read(page):
    text = re.sub(r"<(script|style|svg).*?</\1>", "", page, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def test_a_whole_year_is_no_draft(root):
    made = whole_report(root, YEAR, ["summary"])
    assert (pending.draft(made.data), DRAFT in read(made.pages["index.html"])) == ("", False)


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (ONLY_POLICY, "faltan la cobertura del programa y la ejecución del programa."),
        (ONLY_PROGRAMME, "falta el resultado de los indicadores."),
        (("programme_execution",), "falta la ejecución del programa."),
    ],
)
def test_what_has_come_is_reported_and_every_page_says_what_has_not(root, gone, said):
    without(root, *gone)

    made = whole_report(root, YEAR)

    assert (made.errors, made.faults) == ([], [])
    assert len(made.pages) == 6
    assert all(DRAFT + said in read(page) for page in made.pages.values())


def test_nothing_is_said_of_what_has_not_come(root):
    without(root, *ONLY_PROGRAMME)

    page = read(whole_report(root, YEAR, ["summary"]).pages["index.html"])

    assert "Nivel de implementación: sin datos" in page
    assert "Indicadores de objetivo con nivel medio o alto" not in page


def test_an_office_that_owes_is_named_with_its_indicators(root):
    values = {("OP.01", "valor_obtenido"): "", ("OP.01", "anio_dato"): "", ("2912", "valor_obtenido"): ""}
    fill_csv(root / str(YEAR) / "indicator_results.csv", values)

    sidecar = root / str(YEAR) / "indicator_results.meta.toml"
    signed = 'visto_bueno = "Ana Ruiz, 3 de marzo de 2026"\n'
    sidecar.write_text(sidecar.read_text(encoding="utf-8").replace('visto_bueno = ""\n', "") + signed, encoding="utf-8")

    made = whole_report(root, YEAR, ["summary"])

    assert set(pending.delivery(made.data)["visto_bueno"]) == {"Ana Ruiz, 3 de marzo de 2026"}
    assert pending.draft(made.data) == (
        f"{DRAFT}deben resultados de indicadores: sin responsable registrado, ITP/DGITDF."
    )
    assert pending.delivery(made.data).loc["ITP/DGITDF", ["indicadores", "entregados", "debe"]].tolist() == [
        1,
        0,
        "2912",
    ]
    assert "Por entregar , ITP /DGITDF: 2912 ." in read(made.pages["index.html"])


def test_without_published_counts_the_rows_are_counted(root):
    without(root, "service_levels")

    made = whole_report(root, YEAR, ["services"])

    assert (made.errors, made.faults) == ([], [])
    assert "Se cuentan las filas de los indicadores que tienen ficha." in read(made.pages["02_services.html"])


def test_counts_that_differ_from_complete_rows_are_an_error_that_names_both(root):
    # OP.04 has two indicators with a sheet: 9 of a goal of 10 is medio (90 %), 10 of 10 alto.
    results = {
        (f"ISS.04.0{n}.01.01", column): value
        for n, value in ((1, "9"), (2, "10"))
        for column, value in (("logro_esperado", "10"), ("valor_obtenido", value), ("anio_dato", "2025"))
    }
    counts = {"servicios": "2", "indicadores": "2", "alto": "2", "mayor_150": "0", "medio": "0", "bajo": "0"}
    levels = {("OP.04", column): value for column, value in (counts | {"sin_informacion": "0"}).items()}
    fill_csv(root / str(YEAR) / "indicator_results.csv", results)
    fill_csv(root / str(YEAR) / "service_levels.csv", levels)

    said = [line for line in whole_report(root, YEAR, ["services"]).errors if "filas de indicator_results" in line]

    assert [line.split(": ", 1)[1].split(" (valor")[0] for line in said] == [
        "service_levels dice 2 y las filas de indicator_results dan 1",
        "service_levels dice 0 y las filas de indicator_results dan 1",
    ]
