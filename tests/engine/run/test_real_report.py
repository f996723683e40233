"""The real report of 2024, whole: the suite's way, plain papermill and JupyterLab's way must show the same."""

import json
import re
import subprocess
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import takewhile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from lib.suite import SUITE

pytestmark = pytest.mark.kernel
HIDDEN = {"parameters", "injected-parameters"}


@pytest.fixture
def report(real_report) -> Path:
    return real_report.folder


def outputs(path: Path) -> list[list[dict]]:
    """What each cell shows, parameters and what is for exploring aside."""
    cells = nbformat.read(path, as_version=4).cells
    cells = list(takewhile(lambda cell: not cell.source.startswith("## Para explorar"), cells))
    shown = [
        cell.outputs for cell in cells if cell.cell_type == "code" and not HIDDEN & set(cell.metadata.get("tags", []))
    ]
    return [
        [{key: value for key, value in item.items() if key != "execution_count"} for item in cell] for cell in shown
    ]


def run_all_cells(section, folder: Path, root: Path) -> Path:
    """What JupyterLab's «Run All Cells» does: the notebook's own kernel, in the notebooks' folder, defaults."""
    document = nbformat.read(root / "notebooks" / section.notebook, as_version=4)
    resources = {"metadata": {"path": str(root / "notebooks")}}
    NotebookClient(document, resources=resources, timeout=300).execute()
    nbformat.write(document, folder / section.notebook)
    return folder / section.notebook


def test_the_run_ends_with_where_the_report_is(real_report):
    assert str(real_report.folder / "index.html") in real_report.said


def test_every_file_of_the_run_contract_is_there(report):
    names = {path.relative_to(report).as_posix() for path in report.rglob("*") if path.is_file()}
    assert {section.page for section in SUITE.sections} <= names
    assert {f"notebooks/{section.notebook}" for section in SUITE.sections} <= names
    assert {"report-2024.html", "figures.csv", "tables-2024.xlsx", "run.json", "run.log"} <= names
    assert any(name.startswith("tables/services.") for name in names)


def test_jupyterlab_shows_the_same_in_every_notebook(report, tmp_path, project_root, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(project_root))  # as installing the project does
    with ThreadPoolExecutor(2) as pool:
        paths = list(pool.map(lambda section: run_all_cells(section, tmp_path, project_root), SUITE.sections))
    different = [path.name for path in paths if outputs(path) != outputs(report / "notebooks" / path.name)]
    assert different == []


def test_plain_papermill_shows_the_same(report, tmp_path, project_root):
    command = [
        sys.executable,
        "-m",
        "papermill",
        "--no-progress-bar",
        "notebooks/02_services.ipynb",
        str(tmp_path / "out.ipynb"),
        "-p",
        "year",
        "2024",
    ]
    done = subprocess.run(command, cwd=project_root, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "unknown parameter" not in done.stderr
    assert outputs(tmp_path / "out.ipynb") == outputs(report / "notebooks" / "02_services.ipynb")


def test_a_page_names_no_place_of_this_machine(report, project_root, tmp_path):
    for page in report.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert str(project_root) not in text and str(tmp_path.parent) not in text and "/tmp/" not in text


def test_a_page_may_run_its_own_script_and_load_nothing(report):
    """Whatever markup got into a page could neither run nor fetch anything: the browser is told by a hash what may."""
    for page in report.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        scripts = re.findall(r"<script>(.*?)</script>", text, re.S)
        policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', text)[1]
        digest = b64encode(sha256(scripts[0].encode()).digest()).decode()
        assert len(scripts) == 1 and f"script-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy
        assert text.index("Content-Security-Policy") < min(text.index("<style"), text.index("<script"))
        assert not re.search(r"\son\w+=|javascript:", text), "no handler that the policy would forbid"


def test_run_json_tells_inputs_versions_and_sections(report):
    told = json.loads((report / "run.json").read_text(encoding="utf-8"))
    assert told["status"] == "publicado" and told["inputs"]["reference/rules.toml"]
    assert {"pandas", "papermill", "nbconvert", "matplotlib"} <= told["versions"].keys()
    assert all(section["status"] == "ejecutada" for section in told["sections"].values())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--year", "1999"], "no hay datos del año 1999"),
        (["--only", "servicios"], "unknown section: servicios"),
    ],
)
def test_a_wrong_call_is_one_message_and_writes_nothing(arguments, told, tmp_path, project_root):
    command = [sys.executable, "run_all.py", *arguments, "--output-dir", str(tmp_path / "out")]
    done = subprocess.run(command, cwd=project_root, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2 and done.stderr == ""
    assert done.stdout.count("Error:") == 1 and told in done.stdout
    assert not (tmp_path / "out").exists()
