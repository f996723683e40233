"""A notebook before it runs: read once, cut where exploring begins, and with exactly the agreed parameters."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

from engine.run import report
from engine.run.outcomes import Unusable

PARAMETERS = {"year": "int", "data_dir": "str"}
EXPLORING_TAG = "explorar"
_EXPLORING = re.compile(r"^#+\s*para explorar\b", re.I | re.M)
_NEEDED = ("ipykernel", "papermill", "nbconvert", "pandas")


def load_programs() -> None:
    """Import what runs and exports notebooks; only runs that make something pay for it.

    jsonschema reads a grammar of web addresses (a second) and a library of dates where these packages are installed,
    for formats notebooks do not have. Kernels are not concerned: a notebook gets whatever is installed.

    Raises:
        Unusable: When something is not installed.
    """
    missing = ", ".join(name for name in _NEEDED if importlib.util.find_spec(name) is None)
    if missing:
        told = f"faltan en este Python ({sys.executable}): {missing}. Prepare el entorno con «make report» o con "
        raise Unusable([told + "«conda env create -f environment.yml»."])
    for name in ("rfc3987_syntax", "isoduration"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    importlib.import_module("engine.run.execution")
    report.exporter()


def read_notebook(path: Path) -> Any:
    """A notebook as it is run: nothing of what follows the heading «Para explorar», no outputs that were saved.

    Raises:
        Unusable: When it cannot be read or does not take exactly the agreed parameters in one tagged cell.
    """
    import nbformat

    try:
        document = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise Unusable([f"no existe el cuaderno {path.name}"]) from None
    except Exception as error:
        raise Unusable([f"{path.name}: no es un cuaderno de Jupyter legible: {error}"]) from error
    document.metadata.setdefault("kernelspec", {"name": "python3", "display_name": "Python 3", "language": "python"})
    document.cells = _reported(document.cells)
    for cell in document.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    if problems := _problems(path.name, document):
        raise Unusable(problems)
    return document


def _reported(cells: list[Any]) -> list[Any]:
    exploring = (i for i, cell in enumerate(cells) if cell.cell_type == "markdown" and _EXPLORING.search(cell.source))
    kept = cells[: next(exploring, len(cells))]
    return [cell for cell in kept if EXPLORING_TAG not in cell.metadata.get("tags", [])]


def _problems(name: str, document: Any) -> list[str]:
    from papermill import inspect_notebook

    tagged = sum("parameters" in cell.metadata.get("tags", []) for cell in document.cells)
    if tagged != 1:
        return [f"{name}: debe tener exactamente una celda con la etiqueta «parameters»; tiene {tagged}"]
    found, known = inspect_notebook(document), ", ".join(PARAMETERS)
    missing, extra = sorted(PARAMETERS.keys() - found.keys()), sorted(found.keys() - PARAMETERS.keys())
    problems = [f"{name}: falta el parámetro {', '.join(missing)}"] if missing else []
    problems += [f"{name}: parámetro desconocido {', '.join(extra)}; los parámetros son {known}"] if extra else []
    declared = {parameter: found[parameter]["inferred_type_name"] for parameter in PARAMETERS if parameter in found}
    return problems + [
        f"{name}: el parámetro {parameter} debe ser de tipo {PARAMETERS[parameter]}, no {kind}"
        for parameter, kind in declared.items()
        if kind != PARAMETERS[parameter]
    ]
