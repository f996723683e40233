"""The notebooks under plain papermill and plain nbconvert, with nothing of ours between: they run and look right."""

import sys
from concurrent.futures import ThreadPoolExecutor
from subprocess import run

import nbformat
import pytest
from bs4 import BeautifulSoup

from lib.suite import SUITE

NAMES = [*(section.notebook for section in SUITE.sections), "inicio.ipynb"]

pytestmark = [pytest.mark.kernel, pytest.mark.slow]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Every notebook executed by papermill, exploration included, and exported by nbconvert."""
    folder = tmp_path_factory.mktemp("plain")

    def papermill(name):
        out = folder / name
        command = ["papermill", "--no-progress-bar", "--cwd", str(SUITE.notebooks_dir)]
        return tool(*command, str(SUITE.notebooks_dir / name), str(out), "-p", "year", "2024")

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(papermill, NAMES))
    done = tool("nbconvert", "--to", "html", *(str(folder / name) for name in NAMES))
    assert [item.stderr for item in (*told, done) if item.returncode] == []
    return folder


def tool(*command):
    return run(
        [sys.executable, "-m", *command], cwd=SUITE.root, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_runs_without_an_error_or_a_warning(folder, name):
    code = [cell for cell in nbformat.read(folder / name, as_version=4).cells if cell.cell_type == "code"]
    outputs = [output for cell in code for output in cell.outputs]
    assert all(cell.execution_count for cell in code if cell.source.strip())
    assert [item for item in outputs if item.output_type == "error" or item.get("name") == "stderr"] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_plain_export_carries_the_look_and_the_figures(folder, name):
    page = BeautifulSoup((folder / name).with_suffix(".html").read_text(encoding="utf-8"), "html.parser")
    assert len(page.select("style.pndi-estilo")) >= 1
    assert page.select_one(".pndi [data-figure]")
    if name != "inicio.ipynb":
        numbers = page.select(".pndi table td.n")
        assert numbers and all(table.caption.get_text(strip=True) for table in page.select(".pndi .cuadro table"))
