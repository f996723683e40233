"""A year as one workbook and as CSV files gives the same pages to the byte, but for what names the file.

What must name the file: where each cell is (`2024/2024.xlsx, hoja coverage, fila 4` for `2024/coverage.csv, fila 4`), the list
of data files at the foot of a page, and the digests of those files that `verify` reads in its head.
"""

import csv
import re
import shutil
import sys
import tomllib
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "fixtures"), str(ROOT / "tests" / "lib")]

from synthetic import YEAR, fill_workbook, real_data, synthetic_data  # noqa: E402
from whole_report import whole_report  # noqa: E402

from engine.figures import Register  # noqa: E402
from engine.inputs.new_year import new_year  # noqa: E402
from engine.inputs.sources import REQUIRED_KEYS  # noqa: E402
from engine.page.provenance import Trail  # noqa: E402
from lib.declarations import SCHEMA, TABLES  # noqa: E402
from lib.suite import SUITE  # noqa: E402


def into_workbook(folder):
    """Put the tables of a year's folder in one workbook, with their provenance, and take the CSV files away."""
    book, year = openpyxl.Workbook(), folder.name
    provenance = book.active
    provenance.title = "Procedencia"
    provenance.append(["tabla", *REQUIRED_KEYS])
    for path in sorted(folder.glob("*.csv")):
        sidecar = tomllib.loads(path.with_suffix(".meta.toml").read_text(encoding="utf-8"))
        said = (sidecar[key] for key in REQUIRED_KEYS)
        provenance.append([path.stem, *("; ".join(text) if isinstance(text, list) else text for text in said)])
        sheet = book.create_sheet(path.stem)
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        sheet.append(header)
        numeric = [TABLES[path.stem].field(name).numeric for name in header]
        for row in rows:
            cells = zip(row, numeric, strict=True)
            sheet.append([float(text) if number and text else text or None for text, number in cells])
        path.unlink()
        path.with_suffix(".meta.toml").unlink()
    book.save(folder / f"{year}.xlsx")


def but_for_the_file(page, year):
    """A page with the cells of a workbook called as those of CSV files, and without the list of files and their digests."""
    page = re.sub(rf"{year}/{year}\.xlsx(?:, hoja |#)(\w+)", rf"{year}/\1.csv", page)
    page = re.sub(r'\n<meta name="report-inputs?" content="[^"]*">', "", page)
    return re.sub(r"<details><summary>Archivos de datos</summary>.*?</details>", "", page, flags=re.S)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    made = {}
    for name in ("csv", "workbook"):
        data = real_data(tmp_path_factory.mktemp(name) / "data")
        if name == "workbook":
            into_workbook(data / "2024")
        made[name] = whole_report(data, 2024)
    return made


def test_the_workbook_is_read_without_errors(both):
    assert (both["workbook"].errors, both["workbook"].faults) == ([], [])


@pytest.mark.parametrize("section", SUITE.sections, ids=lambda section: section.name)
def test_the_pages_are_the_same_to_the_byte_but_for_what_names_the_file(both, section):
    one, other = (both[name].pages[section.page] for name in ("csv", "workbook"))
    assert "2024/2024.xlsx, hoja " in other or section.name == "reconciliation"
    assert but_for_the_file(other, 2024) == but_for_the_file(one, 2024)


def test_figures_are_the_same_with_the_sheet_named_where_the_file_was(both):
    tables = []
    for name in ("csv", "workbook"):
        frame = Register.of(SUITE.tables.compute(both[name].data)).to_frame().astype(str)
        frame["sources"] = [re.sub(r"2024/2024\.xlsx#(\w+)", r"2024/\1.csv", text) for text in frame["sources"]]
        tables.append(frame)
    assert tables[0].equals(tables[1])


def test_a_figure_of_last_year_is_shown_with_last_years_document(tmp_path):
    data = synthetic_data(tmp_path / "data")
    year = whole_report(data, YEAR, ["summary"]).data
    figures = Register.of(SUITE.tables.compute(year))

    places = Trail(year, SUITE.tables).places(figures["objective_gaps.trend[OP.01].cambio_anual"])

    told = {place.cell.split("/")[0]: (place.document, "S/ 42,391" in place.quote) for place in places}
    assert told == {
        "2024": ("PRODUCE, Reporte de cumplimiento PNDI 2024", True),
        "2025": ("Ninguno: datos sintéticos", False),
    }


def test_a_cell_of_a_workbook_has_its_document_and_its_quote(both):
    year = both["workbook"].data
    figure = Register.of(SUITE.tables.compute(year))["objective_gaps.progress[OP.01].valor_obtenido"]

    (place,) = Trail(year, SUITE.tables).places(figure)

    assert place.cell.startswith("2024/2024.xlsx#indicator_results:")
    assert place.document == "PRODUCE, Reporte de cumplimiento PNDI 2024"
    assert "S/ 42,391" in place.quote


def test_a_blank_workbook_filled_by_a_person_names_its_sheets(tmp_path):
    data = synthetic_data(tmp_path / "data")
    shutil.rmtree(data / str(YEAR))
    new_year(SCHEMA, YEAR, data)
    for path in (data / str(YEAR)).glob("*.*"):
        if path.suffix != ".xlsx":
            path.unlink()
    fill_workbook(data / str(YEAR) / f"{YEAR}.xlsx")

    page = whole_report(data, YEAR, ["objective_gaps"]).pages["01_objective_gaps.html"]

    assert re.search(r"<code>2025/2025\.xlsx, hoja indicator_results, fila \d+</code>", page)
