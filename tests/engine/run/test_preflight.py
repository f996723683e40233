"""The cheap checks: a notebook must take exactly the agreed parameters, in exactly one tagged cell."""

from pathlib import Path

import pytest
from engine.run.preflight import environment_problems, notebook_problems

from engine.run import preflight

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
    (problem,) = notebook_problems(NOTEBOOKS / f"{notebook}.ipynb")
    assert told in problem


def test_a_file_that_is_no_notebook(tmp_path):
    (tmp_path / "x.ipynb").write_text("{", encoding="utf-8")
    assert "no es un cuaderno de Jupyter legible" in notebook_problems(tmp_path / "x.ipynb")[0]


def test_good_notebooks_pass_also_from_folders_with_braces(tmp_path):
    folder = tmp_path / "año {2024} 100%"
    folder.mkdir()
    (folder / "plain.ipynb").write_bytes((NOTEBOOKS / "plain.ipynb").read_bytes())
    assert notebook_problems(folder / "plain.ipynb") == []


def test_a_python_without_the_libraries_is_told(monkeypatch):
    monkeypatch.setattr(preflight.importlib.util, "find_spec", lambda name: None if name == "ipykernel" else name)
    (problem,) = environment_problems()
    assert "ipykernel" in problem and "make report" in problem
