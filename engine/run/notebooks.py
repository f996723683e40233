"""A notebook before it runs: read once, cut where exploring begins, and with exactly the agreed parameters."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

from engine.run import report

PARAMETERS = {"year": "int", "data_dir": "str"}
EXPLORING_TAG = "explorar"
_EXPLORING = re.compile(r"^#+\s*para explorar\b", re.I | re.M)
_NEEDED = ("ipykernel", "papermill", "nbconvert", "pandas")


class UnusableNotebook(Exception):
    """A notebook that cannot be run; the message says which and why."""


def environment_problems() -> list[str]:
    """What this interpreter lacks to run notebooks."""
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if not missing:
        return []
    return [
        f"faltan en este Python ({sys.executable}): {', '.join(missing)}. Prepare el entorno con «make report» o con "
        "«conda env create -f environment.yml»."
    ]


def load_programs() -> None:
    """Import what runs and exports notebooks; only runs that make something pay for it.

    jsonschema reads a grammar of web addresses (a second) and a library of dates where these packages are installed,
    for formats notebooks do not have. Kernels are not concerned: a notebook gets whatever is installed.
    """
    for name in ("rfc3987_syntax", "isoduration"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    importlib.import_module("engine.run.execution")
    report.exporter()


def read_notebook(path: Path) -> Any:
    """A notebook as it is run: nothing of what follows the heading «Para explorar», no outputs that were saved.

    Raises:
        UnusableNotebook: When it cannot be read or does not take exactly the agreed parameters in one tagged cell.
    """
    import nbformat

    try:
        document = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise UnusableNotebook(f"no existe el cuaderno {path.name}") from None
    except Exception as error:
        raise UnusableNotebook(f"{path.name}: no es un cuaderno de Jupyter legible: {error}") from error
    document.metadata.setdefault("kernelspec", {"name": "python3", "display_name": "Python 3", "language": "python"})
    document.cells = _reported(document.cells)
    for cell in document.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    problems = _problems(path.name, document)
    if problems:
        raise UnusableNotebook("\n".join(problems))
    return document


def _reported(cells: list[Any]) -> list[Any]:
    exploring = (
        number for number, cell in enumerate(cells) if cell.cell_type == "markdown" and _EXPLORING.search(cell.source)
    )
    kept = cells[: next(exploring, len(cells))]
    return [cell for cell in kept if EXPLORING_TAG not in cell.metadata.get("tags", [])]


def _problems(name: str, document: Any) -> list[str]:
    from papermill import inspect_notebook

    tagged = sum("parameters" in cell.metadata.get("tags", []) for cell in document.cells)
    if tagged != 1:
        return [f"{name}: debe tener exactamente una celda con la etiqueta «parameters»; tiene {tagged}"]
    found = inspect_notebook(document)
    missing, extra = sorted(PARAMETERS.keys() - found.keys()), sorted(found.keys() - PARAMETERS.keys())
    problems = [f"{name}: falta el parámetro {', '.join(missing)}"] if missing else []
    if extra:
        known = ", ".join(PARAMETERS)
        problems.append(f"{name}: parámetro desconocido {', '.join(extra)}; los parámetros son {known}")
    for parameter, kind in PARAMETERS.items():
        declared = found.get(parameter, {}).get("inferred_type_name", kind)
        if declared != kind:
            problems.append(f"{name}: el parámetro {parameter} debe ser de tipo {kind}, no {declared}")
    return problems
