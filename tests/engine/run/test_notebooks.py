"""A notebook before it runs: exactly the agreed parameters in one tagged cell, and nothing of what is for exploring."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from engine.run.execution import read_notebook
from engine.run.outcomes import Unusable
from engine.run.workplace import load_programs
from lib.suite import SUITE

NOTEBOOKS = Path(__file__).resolve().parents[2] / "fixtures" / "notebooks"


@pytest.mark.parametrize(("notebook", "told"), [
    ("no_parameters", "exactamente una celda con la etiqueta «parameters»; tiene 0"),
    ("two_parameter_cells", "exactamente una celda con la etiqueta «parameters»; tiene 2"),
    ("unknown_parameter", "parámetro desconocido yaer; los parámetros son year, data_dir"),
    ("missing_parameter", "falta el parámetro data_dir"),
    ("wrong_type", "el parámetro year debe ser de tipo int, no str"),
    ("absent", "no existe el cuaderno"),
])  # fmt: skip
def test_a_notebook_with_other_parameters_does_not_start(notebook, told):
    with pytest.raises(Unusable) as raised:
        read_notebook(NOTEBOOKS / f"{notebook}.ipynb")
    (problem,) = raised.value.problems
    assert told in problem


@pytest.mark.parametrize("content", ["{", "[]", '{"cells": 3}', "[" * 100_000])
def test_a_file_that_is_no_notebook(tmp_path, content):
    (tmp_path / "x.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(Unusable, match="no es un cuaderno de Jupyter legible"):
        read_notebook(tmp_path / "x.ipynb")


def test_good_notebooks_pass_also_from_folders_with_braces(tmp_path):
    folder = tmp_path / "año {2024} 100%"
    folder.mkdir()
    (folder / "plain.ipynb").write_bytes((NOTEBOOKS / "plain.ipynb").read_bytes())
    assert len(read_notebook(folder / "plain.ipynb").cells) == 4


@pytest.mark.parametrize("heading", ["## Para explorar", "# para explorar: más", "Texto.\n\n### Para explorar"])
def test_what_follows_the_heading_for_exploring_is_cut_whatever_its_tags(tmp_path, heading):
    document = nbformat.read(NOTEBOOKS / "plain.ipynb", as_version=4)
    kept = len(document.cells)
    document.cells += [new_markdown_cell(heading), new_code_cell("1 / 0"), new_markdown_cell("## Otra parte")]
    nbformat.write(document, tmp_path / "x.ipynb")
    assert len(read_notebook(tmp_path / "x.ipynb").cells) == kept


def test_outputs_that_were_saved_are_not_believed(tmp_path):
    document = nbformat.read(NOTEBOOKS / "plain.ipynb", as_version=4)
    document.cells[-1].outputs, document.cells[-1].execution_count = [new_output("stream", text="viejo")], 7
    nbformat.write(document, tmp_path / "x.ipynb")
    last = read_notebook(tmp_path / "x.ipynb").cells[-1]
    assert (last.outputs, last.execution_count) == ([], None)


def test_a_notebook_without_a_kernel_of_its_own_is_run_all_the_same(tmp_path):
    document = nbformat.read(NOTEBOOKS / "plain.ipynb", as_version=4)
    document.metadata.clear()
    nbformat.write(document, tmp_path / "x.ipynb")
    assert read_notebook(tmp_path / "x.ipynb").metadata.kernelspec.name == "python3"


def test_the_project_s_own_notebooks_pass():
    for section in SUITE.sections:
        read_notebook(SUITE.notebooks_dir / section.notebook)


def test_a_python_without_the_libraries_is_told(monkeypatch):
    monkeypatch.setattr("engine.run.workplace.find_spec", lambda name: None if name == "ipykernel" else name)
    with pytest.raises(Unusable, match=r"ipykernel.*make report"):
        load_programs()
