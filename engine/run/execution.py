"""Run one notebook with papermill in a kernel of this interpreter, and say in one line what went wrong if it did."""

from __future__ import annotations

import ast
import json
import logging
import os
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from engine.run.fingerprint import project_paths
from engine.run.kernels import kernel_manager
from engine.run.spawned import before_the_end

ENGINE = "pndi"
LARGEST_OUTPUT = 20_000_000  # characters a notebook may show; a page is expected to have 250,000
START_TIMEOUT = 120
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_LOG_TAIL = 2000
_LONGEST_MESSAGE, _LONGEST_LINE = 400, 60
_LOADED_MODULES = (
    "__import__('json').dumps(sorted(f for f in (getattr(m, '__file__', None) for m in "
    "list(__import__('sys').modules.values())) if f and f.startswith(({root!r} + 'lib', {root!r} + 'engine'))))"
)

logging.getLogger("papermill").setLevel(logging.CRITICAL)
logging.getLogger("traitlets").setLevel(logging.CRITICAL)


class SectionFailed(Exception):
    """A notebook did not run to its end.

    Attributes:
        message: One or a few lines for the terminal.
        details: Traceback for the log.
    """

    def __init__(self, message: str, details: str = "") -> None:
        super().__init__(message)
        self.message, self.details = message, _ANSI.sub("", details)


@dataclass
class Execution:
    """How one notebook is run.

    Attributes:
        notebook: The notebook.
        output: Where the executed notebook goes; after a failure, what was executed so far.
        parameters: Value per parameter.
        folder: Private folder: the kernel's files and, in `cwd`, its working directory.
        kernels: Address of the server that forks kernels; empty to start one afresh.
        environment: Environment of the kernel.
        timeout: Seconds a cell may take; 0 for no limit.
        library: Folder whose modules are reported as used.
        progress: Called with cells done and cells in all.
        executed: Called when the last cell has run, before the kernel is ended.
        modules: Files of `library` the notebook loaded, known after it has run.
        cell: The cell that is running, as the analyst finds it in the notebook.
        overflowed: Whether the notebook printed too much.
    """

    notebook: Path
    output: Path
    parameters: dict[str, Any]
    folder: Path
    kernels: str
    environment: dict[str, str]
    timeout: int
    library: Path
    progress: Callable[[int, int], None]
    executed: Callable[[], None]
    modules: list[str] = field(default_factory=list)
    cell: str = ""
    overflowed: bool = False
    document: nbformat.NotebookNode | None = None


def execute(job: Execution) -> None:
    """Run a notebook; its outputs are saved once, at the end.

    Raises:
        SectionFailed: When a cell raised, hung, ended the kernel or left cells unexecuted.
    """
    (job.folder / "cwd").mkdir(parents=True, exist_ok=True)
    try:
        document = papermill.execute_notebook(
            _literal(job.notebook), _literal(job.output), job.parameters, engine_name=ENGINE, kernel_name="python3",
            language="python", progress_bar=False, request_save_on_cell_execute=False, start_timeout=START_TIMEOUT,
            execution_timeout=job.timeout or None, job=job,
        )  # fmt: skip
        _require_all_executed(document, job)
    except (PapermillExecutionError, CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
        if job.document is not None:
            _tidy(job.document, job)
            nbformat.write(job.document, job.output)
        raise SectionFailed(explain(error, job), _details(error, job)) from error
    _tidy(document, job)
    nbformat.write(document, job.output)


def _details(error: Exception, job: Execution) -> str:
    """The traceback, and the end of what the kernel's process printed by itself."""
    log = job.folder / "kernel.log"
    printed = log.read_text(encoding="utf-8", errors="replace")[-_LOG_TAIL:] if log.is_file() else ""
    return "".join(traceback.format_exception(error)) + printed


class _Client(PapermillNotebookClient):
    """Papermill's client with our kernel, a limit on what is printed, and a record of the modules used."""

    def __init__(self, nb_man: Any, job: Execution, **options: Any) -> None:
        super().__init__(nb_man, shutdown_kernel="immediate", **options)
        self._job, self._shown = job, 0

    def create_kernel_manager(self) -> Any:
        """The kernel of this interpreter."""
        self.km = kernel_manager(self._job.folder, self._job.kernels)
        return self.km

    def execute(self, **options: Any) -> Any:
        """Run the notebook; a kernel that is not the warm process's ends with this process, whatever ends that."""
        if self._job.kernels:
            return super().execute(**options)
        before_the_end.append(self._kill_kernel)
        try:
            return super().execute(**options)
        finally:
            before_the_end.remove(self._kill_kernel)

    def execute_cell(self, cell: Any, cell_index: int, *args: Any, **options: Any) -> Any:
        """Run a cell, telling how far the notebook is."""
        self._job.cell = cell_name(self.nb, cell_index)
        self._job.progress(cell_index, len(self.nb.cells))
        return super().execute_cell(cell, cell_index, *args, **options)

    def papermill_execute_cells(self) -> None:
        """Run all cells."""
        super().papermill_execute_cells()
        self._job.modules = self._modules_used()
        self._job.executed()

    def process_message(self, message: Any, *args: Any, **options: Any) -> Any:
        """Keep an output, or end the kernel when there is too much of it."""
        self._shown += _size(message)
        if self._shown > LARGEST_OUTPUT:
            self._job.overflowed = True
            self._kill_kernel()
            return None
        return super().process_message(message, *args, **options)

    def _kill_kernel(self) -> None:
        process = self.km.provisioner.process if self.km and self.km.provisioner else None
        if process is not None:
            process.kill()

    def _modules_used(self) -> list[str]:
        expression = _LOADED_MODULES.format(root=str(self._job.library) + os.sep)
        asked = self.kc.execute("", silent=True, store_history=False, user_expressions={"files": expression})
        answer = self.wait_for_reply(asked)["content"].get("user_expressions", {}).get("files", {})
        files = json.loads(ast.literal_eval(answer["data"]["text/plain"])) if answer.get("status") == "ok" else []
        return project_paths(files)


class _Engine(NBClientEngine):
    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        job: Execution,
        start_timeout: int,
        execution_timeout: int | None = None,
        **_options: Any,
    ) -> Any:
        job.document = nb_man.nb
        client = _Client(nb_man, job, kernel_name=kernel_name, timeout=execution_timeout, startup_timeout=start_timeout)
        with (job.folder / "kernel.log").open("ab") as log:
            return client.execute(env=job.environment, cwd=str(job.folder / "cwd"), stdout=log, stderr=log)


papermill_engines.register(ENGINE, _Engine)


def explain(error: Exception, job: Execution) -> str:
    """What went wrong, where, and what to do, in as few lines as that takes."""
    place = f"{job.notebook.name}, {job.cell}"
    if job.overflowed:
        return f"{place}: la celda imprimió demasiado (más de {LARGEST_OUTPUT // 1_000_000} millones de caracteres). Muestre solo una parte."
    if isinstance(error, CellTimeoutError):
        return f"{place}: la celda no terminó en {job.timeout} s. Revísela o dé más tiempo con --timeout."
    if isinstance(error, DeadKernelError):
        return f"{place}: el núcleo de Python terminó de golpe (¿falta memoria?)."
    if isinstance(error, PapermillExecutionError):
        return f"{place}: {_shortened(error.ename, error.evalue)}"
    if isinstance(error, _Unexecuted):
        return f"{place}: la celda cerró el núcleo («exit» o «sys.exit»); las celdas siguientes no se ejecutaron."
    return "{name}: no se pudo iniciar el núcleo de Python: {error}".format(
        name=job.notebook.name, error=_shortened("", str(error))
    )


class _Unexecuted(RuntimeError):
    """A cell never ran, although nothing failed."""


def _require_all_executed(document: nbformat.NotebookNode, job: Execution) -> None:
    """`sys.exit(0)` ends a notebook without an error; papermill takes that for success."""
    job.document = document
    for index, cell in enumerate(document.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        left = any(output.output_type == "error" for output in cell.outputs)
        if left or cell.execution_count is None:
            job.cell = cell_name(document, index) if left else job.cell
            raise _Unexecuted(cell.source)


def _tidy(document: nbformat.NotebookNode, job: Execution) -> None:
    """Leave out of the saved notebook what says where or when it ran, the pieces in which texts arrived included."""
    CoalesceStreamsPreprocessor(enabled=True).preprocess(document, {})
    document.metadata.pop("papermill", None)
    for number, cell in enumerate(document.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = f"injected-{number}"


def cell_name(document: nbformat.NotebookNode, index: int) -> str:
    """A cell by its number among the code cells of the notebook, and its first line."""
    number = sum(
        cell.cell_type == "code" and "injected-parameters" not in cell.metadata.get("tags", [])
        for cell in document.cells[: index + 1]
    )
    line = next((line for line in document.cells[index].source.splitlines() if line.strip()), "")
    return f"celda de código {number} («{line[:_LONGEST_LINE]}»)"


def _shortened(name: str, text: str) -> str:
    told = f"{name}: {_ANSI.sub('', text)}" if name else _ANSI.sub("", text)
    return told if len(told) <= _LONGEST_MESSAGE else told[:_LONGEST_MESSAGE] + " …"


def _size(message: Any) -> int:
    content = message["content"]
    if "text" in content:
        return len(content["text"])
    return sum(len(str(value)) for value in content.get("data", {}).values())


def _literal(path: Path) -> str:
    """Papermill formats paths with the parameters: braces of real folders must be doubled."""
    return str(path).replace("{", "{{").replace("}", "}}")
