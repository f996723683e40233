"""Run one notebook with papermill in a kernel of this interpreter, and say in one line what went wrong if it did."""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
import threading
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.translators import translate_parameters

from engine.run.kernels import kernel_manager
from engine.run.outcomes import Failed, Unusable
from engine.run.workplace import Shop
from engine.suite import Section
from engine.terminal import as_text

PARAMETERS = {"year": "int", "data_dir": "str"}
LARGEST_OUTPUT = 20_000_000  # characters a notebook may show; a page is expected to have 250,000
CELLS_OF_A_SECTION = 3  # a whole section may take as long as so many cells
START_TIMEOUT = 120
_EXPLORING = re.compile(r"^#+\s*para explorar\b", re.I | re.M)
_LOG_TAIL, _LONGEST_MESSAGE, _LONGEST_LINE = 2000, 400, 60

for _name in ("papermill", "traitlets", "nbclient"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


def read_notebooks(sections: Iterable[Section], folder: Path) -> tuple[dict[Section, Any], list[str]]:
    """The notebooks of the sections, and what is wrong with those that cannot be run."""
    documents: dict[Section, Any] = {}
    problems: list[str] = []
    for section in sections:
        try:
            documents[section] = read_notebook(folder / section.notebook)
        except Unusable as error:
            problems += error.problems
    return documents, problems


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """A notebook as it is run: nothing from the heading «Para explorar» on, no outputs that were saved.

    Raises:
        Unusable: When it cannot be read or does not take exactly the agreed parameters in one tagged cell.
    """
    try:
        document = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise Unusable([f"no existe el cuaderno {path.name}"]) from None
    except Exception as error:
        raise Unusable([f"{path.name}: no es un cuaderno de Jupyter legible: {error}"]) from error
    cells = document.cells
    ends = (i for i, cell in enumerate(cells) if cell.cell_type == "markdown" and _EXPLORING.search(cell.source))
    document.cells = cells[: next(ends, len(cells))]
    for cell in document.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    document.metadata.setdefault("kernelspec", nbformat.from_dict(kernel))
    if problems := _parameter_problems(document):
        raise Unusable([f"{path.name}: {problem}" for problem in problems])
    return document


def _parameter_problems(document: nbformat.NotebookNode) -> list[str]:
    tagged = sum("parameters" in cell.metadata.get("tags", []) for cell in document.cells)
    if tagged != 1:
        return [f"debe tener exactamente una celda con la etiqueta «parameters»; tiene {tagged}"]
    found = {name: told["inferred_type_name"] for name, told in papermill.inspect_notebook(document).items()}
    wrong = {name: kind for name, kind in PARAMETERS.items() if found.get(name, kind) != kind}
    known = ", ".join(PARAMETERS)
    return [
        *(f"falta el parámetro {name}" for name in PARAMETERS if name not in found),
        *(f"parámetro desconocido {name}; los parámetros son {known}" for name in found if name not in PARAMETERS),
        *(f"el parámetro {name} debe ser de tipo {kind}, no {found[name]}" for name, kind in wrong.items()),
    ]


@dataclass
class Execution:
    """How one notebook is run."""

    name: str  # what its messages call it
    document: nbformat.NotebookNode  # has its outputs afterwards, as far as it came
    output: Path  # where it is saved then
    parameters: Mapping[str, Any]  # as the saved notebook shows them
    data_dir: Path  # which the kernel gets in their place: the copy that this run reads
    folder: Path  # private: the kernel's files and, in `cwd`, its working directory
    shop: Shop
    cell: str = ""  # that is running, as the analyst finds it in the notebook
    stopped: str = ""  # why this program ended the kernel; empty when it did not


def execute(job: Execution) -> None:
    """Run a notebook; `Failed` when a cell raised, hung, ended the kernel or left cells unexecuted."""
    (job.folder / "cwd").mkdir(parents=True, exist_ok=True)
    try:
        papermill.execute_notebook(
            job.document, None, {**job.parameters, "data_dir": str(job.data_dir)}, engine_name=_Engine.__name__,
            kernel_name="python3", language="python", progress_bar=False, job=job,
        )  # fmt: skip
        _require_all_executed(job)
    except Exception as error:
        log = job.folder / "kernel.log"
        printed = log.read_text(encoding="utf-8", errors="replace")[-_LOG_TAIL:] if log.is_file() else ""
        raise Failed([explain(error, job)], "".join(traceback.format_exception(error)) + printed) from error
    finally:
        _save(job)
        _end_tasks()
        shutil.rmtree(job.folder, ignore_errors=True)


class _Client(PapermillNotebookClient):
    """Papermill's client with our kernel, a deadline, and a limit on what is printed."""

    def __init__(self, nb_man: Any, job: Execution, **options: Any) -> None:
        super().__init__(nb_man, shutdown_kernel="immediate", **options)
        self._job, self._shown = job, 0

    def create_kernel_manager(self) -> Any:
        self.km = kernel_manager(self._job.folder, self._job.shop.workplace)
        return self.km

    def papermill_execute_cells(self) -> None:
        """Run all cells, within the time the whole section has."""
        allowed = self._job.shop.options.timeout * CELLS_OF_A_SECTION
        late = f"la sección no terminó en {allowed} s. Revísela o dé más tiempo con --timeout."
        deadline = threading.Timer(allowed or threading.TIMEOUT_MAX, self._stop, [late])
        deadline.daemon = True
        deadline.start()
        try:
            super().papermill_execute_cells()
        finally:
            deadline.cancel()

    def execute_cell(self, cell: Any, cell_index: int, *args: Any, **options: Any) -> Any:
        self._job.cell = _cell_name(self.nb, cell_index)
        place = f"{self._job.name.removesuffix('.ipynb')}: celda {cell_index + 1} de {len(self.nb.cells)}"
        self._job.shop.progress.now(f"  {place}")
        return super().execute_cell(cell, cell_index, *args, **options)

    def process_message(self, message: Any, *args: Any, **options: Any) -> Any:
        content = message["content"]
        self._shown += len(content.get("text", "")) + sum(len(str(item)) for item in content.get("data", {}).values())
        if self._shown <= LARGEST_OUTPUT:
            return super().process_message(message, *args, **options)
        millions = LARGEST_OUTPUT // 1_000_000
        self._stop(f"la celda imprimió demasiado (más de {millions} millones de caracteres). Muestre solo una parte.")
        return None

    def _stop(self, reason: str) -> None:
        self._job.stopped = self._job.stopped or reason
        if process := getattr(self.km and self.km.provisioner, "process", None):
            process.kill()


class _Engine(NBClientEngine):
    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, job: Execution, **_: Any) -> Any:
        job.document = nb_man.nb
        timeout, environment = job.shop.options.timeout or None, dict(job.shop.workplace.environment)
        client = _Client(nb_man, job, kernel_name=kernel_name, timeout=timeout, startup_timeout=START_TIMEOUT)
        with (job.folder / "kernel.log").open("ab") as log:
            return client.execute(env=environment, cwd=str(job.folder / "cwd"), stdout=log, stderr=log)


papermill_engines.register(_Engine.__name__, _Engine)


def explain(error: Exception, job: Execution) -> str:
    """What went wrong, where, and what to do, in as few lines as that takes."""
    if job.stopped:
        told = job.stopped
    elif not job.cell:
        told = f"no se pudo iniciar el núcleo de Python: {error}"
    elif isinstance(error, CellTimeoutError):
        told = f"la celda no terminó en {job.shop.options.timeout} s. Revísela o dé más tiempo con --timeout."
    elif isinstance(error, DeadKernelError):
        told = "el núcleo de Python terminó de golpe (¿falta memoria?)."
    elif isinstance(error, PapermillExecutionError):
        told = f"{error.ename}: {error.evalue}"
    else:
        told = f"no se pudo ejecutar: {type(error).__name__}: {error}"
    told = as_text(f"{', '.join(filter(None, [job.name, job.cell]))}: {told}")
    return told if len(told) <= _LONGEST_MESSAGE else told[:_LONGEST_MESSAGE] + " …"


def _require_all_executed(job: Execution) -> None:
    """`sys.exit(0)` ends a notebook without an error; papermill takes that for success."""
    for index, cell in enumerate(job.document.cells):
        if cell.cell_type == "code" and cell.source.strip():
            left = any(output.output_type == "error" for output in cell.outputs)
            if left or cell.execution_count is None:
                job.cell = _cell_name(job.document, index) if left else job.cell
                job.stopped = "la celda cerró el núcleo («exit» o «sys.exit»); las celdas siguientes no se ejecutaron."
                raise RuntimeError(cell.source)


def _end_tasks() -> None:
    """A client that stopped a cell leaves tasks behind, which would complain on the terminal when the program ends."""
    loop = asyncio.get_event_loop_policy().get_event_loop()
    if left := asyncio.all_tasks(loop):
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.wait(left, timeout=1))
    loop.close()


def _save(job: Execution) -> None:
    """Save the notebook without what says where or when it ran, the pieces in which texts arrived included."""
    CoalesceStreamsPreprocessor(enabled=True).preprocess(job.document, {})
    job.document.metadata.pop("papermill", None)
    for number, cell in enumerate(job.document.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = f"injected-{number}"
            cell.source = translate_parameters("python3", "python", dict(job.parameters), "Parameters")
    nbformat.write(job.document, job.output)


def _cell_name(document: nbformat.NotebookNode, index: int) -> str:
    """A cell by its number among the code cells of the notebook, and its first line."""
    code = [cell for cell in document.cells[: index + 1] if cell.cell_type == "code"]
    number = sum("injected-parameters" not in cell.metadata.get("tags", []) for cell in code)
    line = next((line for line in document.cells[index].source.splitlines() if line.strip()), "")
    return f"celda de código {number} («{line[:_LONGEST_LINE]}»)"
