"""The cheap checks before any kernel starts: kernel, notebook parameters, data. All problems come in one list."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

PARAMETERS = {"year": "int", "data_dir": "str"}
_NEEDED = ("ipykernel", "papermill", "nbconvert", "pandas")


def environment_problems() -> list[str]:
    """What this interpreter lacks to run notebooks."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if not missing:
        return []
    return [
        (
            "faltan en este Python ({python}): {names}. Prepare el entorno con «make report» o con "
            "«conda env create -f environment.yml»."
        ).format(python=sys.executable, names=", ".join(missing))
    ]


def notebook_problems(path: Path) -> list[str]:
    """What is wrong with a notebook before it runs: it must take exactly the agreed parameters, in one tagged cell."""
    import nbformat  # heavy: only in processes that handle notebooks
    from papermill import inspect_notebook

    try:
        document = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        return [f"no existe el cuaderno {path}"]
    except Exception as error:
        return [f"{path.name}: no es un cuaderno de Jupyter legible: {error}"]
    tagged = sum("parameters" in cell.metadata.get("tags", []) for cell in document.cells)
    if tagged != 1:
        return [f"{path.name}: debe tener exactamente una celda con la etiqueta «parameters»; tiene {tagged}"]
    found = inspect_notebook(str(path).replace("{", "{{").replace("}", "}}"))
    return _parameter_problems(path.name, found)


def _parameter_problems(name: str, found: dict[str, Any]) -> list[str]:
    problems = []
    missing, extra = sorted(PARAMETERS.keys() - found.keys()), sorted(found.keys() - PARAMETERS.keys())
    if missing:
        problems.append("{name}: falta el parámetro {missing}".format(name=name, missing=", ".join(missing)))
    if extra:
        problems.append(
            "{name}: parámetro desconocido {extra}; los parámetros son {known}".format(
                name=name, extra=", ".join(extra), known=", ".join(PARAMETERS)
            )
        )
    for parameter, kind in PARAMETERS.items():
        declared = found.get(parameter, {}).get("inferred_type_name", kind)
        if declared != kind:
            problems.append(f"{name}: el parámetro {parameter} debe ser de tipo {kind}, no {declared}")
    return problems
