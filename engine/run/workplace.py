"""What the reports of a call share: where processes come from, the folder they work in, and who has the data."""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import multiprocessing.util
import os
import shutil
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from engine import report
from engine.disk import RUN_FOLDER, held
from engine.processes import begin, starting
from engine.run.arguments import Options
from engine.run.outcomes import Failed, Unusable
from engine.suite import Suite, import_suite
from engine.terminal import Progress

_NEEDED = ("ipykernel", "papermill", "nbconvert", "pandas")
_PREFIX, _LOG = ".pndi-run-", "processes.log"
_LONGEST_PLACE = 50  # the system allows sockets paths of 103; multiprocessing adds three names
_AFTER_MULTIPROCESSING = -200
_here = threading.local()  # of the process that has the data: its report
_PERSONAL = ("IPYTHON", "JUPYTER_", "MPLBACKEND", "MATPLOTLIB", "PYTHONSTARTUP")


class Workplace(AbstractContextManager["Workplace"]):
    """Starts the processes of a run, afresh with `spawn`; its temporary folder goes when it closes."""

    def __init__(self, suite: Suite, spawn: bool = False) -> None:
        self._suite, self._inside_a_worker = suite, multiprocessing.current_process().daemon  # of Dask: starts nothing
        can_fork = "forkserver" in multiprocessing.get_all_start_methods()
        self.forking = can_fork and not spawn and not self._inside_a_worker

    def __exit__(self, *_: object) -> None:
        if "folder" in vars(self):
            remove = partial(shutil.rmtree, self.folder, ignore_errors=True)
            if self.forking:  # multiprocessing has a folder in it, which it removes itself when this program ends
                multiprocessing.util.Finalize(None, remove, exitpriority=_AFTER_MULTIPROCESSING)
            else:
                remove()

    @cached_property
    def folder(self) -> Path:
        """Temporary folder of the run; when it is made, those that killed runs left behind are removed."""
        usual = tempfile.gettempdir()
        place = "/tmp" if len(usual) > _LONGEST_PLACE and os.access("/tmp", os.W_OK) else usual
        for left in Path(place).glob(f"{_PREFIX}????????/"):
            with suppress(OSError):
                if (descriptor := held(left)) is not None:  # nobody works in it
                    shutil.rmtree(left, ignore_errors=True)
                    os.close(descriptor)
        while True:
            made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
            with suppress(OSError):  # another run may just tidy up
                if sys.platform == "win32" or held(made) is not None:
                    return made

    @cached_property
    def environment(self) -> Mapping[str, str]:
        """Environment of every process: this checkout's library, and none of the user's own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_PERSONAL)}
        matplotlib = find_spec("matplotlib")
        return kept | {
            "PYTHONPATH": os.pathsep.join(filter(None, [str(self._suite.root), os.environ.get("PYTHONPATH")])),
            "IPYTHONDIR": str(self.folder / "ipython"),
            "MATPLOTLIBRC": str(Path(str(matplotlib and matplotlib.origin)).parent / "mpl-data" / "matplotlibrc"),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "TMPDIR": str(self.folder),
            RUN_FOLDER: str(self.folder),
        }

    def warm_up(self) -> None:
        """Have the fork server load its modules while this process loads others."""
        if self.forking:
            multiprocessing.set_forkserver_preload(["engine.run.warm"])
            with starting(self.environment, self.folder):
                multiprocessing.forkserver.ensure_running()

    def executor(self) -> Executor:
        """One process, in which the data of a report are worked on."""
        if self._inside_a_worker:
            return ThreadPoolExecutor(1)
        context = multiprocessing.get_context("forkserver" if self.forking else "spawn")
        given = (str(self.folder / _LOG), self.environment)
        made = ProcessPoolExecutor(1, mp_context=context, initializer=begin, initargs=given)
        with starting(self.environment, self.folder):
            made.submit(os.getpid)  # starts the process
        return made

    def printed(self) -> str:
        """The end of what processes printed, for the log when one has died."""
        log = self.folder / _LOG
        return log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.is_file() else ""


@dataclass
class Shop:
    """What all reports of one call share."""

    suite: Suite
    options: Options
    workplace: Workplace
    progress: Progress
    kernels: Executor  # runs as many notebooks at once as were asked for
    stopping: threading.Event = field(default_factory=threading.Event)  # set when everything must end

    @property
    def several(self) -> bool:
        """Whether more than one report may be told of."""
        return self.options.matrix is not None or len(self.options.year) > 1


class Desk:
    """Has done what `engine.report.Report` does, where its data are; one thing after the other."""

    def __init__(self, workplace: Workplace, source: str, year: int, data_dir: Path) -> None:
        self._workplace, self._executor = workplace, workplace.executor()
        self.opened = self._executor.submit(_open, source, year, data_dir)

    def ask(self, what: str, *arguments: Any) -> Future[Any]:
        """Ask for something whose result is taken later."""
        return self._executor.submit(_do, what, *arguments)

    def get(self, what: str | Future[Any], *arguments: Any) -> Any:
        """What was asked for, now or before; `Failed` when it could not be done."""
        try:
            return (self.ask(what, *arguments) if isinstance(what, str) else what).result()
        except BrokenProcessPool as error:
            raise Failed(["el proceso que lee los datos terminó de golpe"], self._workplace.printed()) from error

    def close(self) -> None:
        """End the process."""
        self._executor.shutdown(wait=False, cancel_futures=True)


def _open(source: str, year: int, data_dir: Path) -> tuple[list[str], list[str], dict[str, str]]:
    opened = _here.report = report.Report(import_suite(source), year, data_dir)
    return opened.problems, opened.warnings, opened.hashes


def _do(what: str, *arguments: Any) -> Any:
    try:
        return getattr(_here.report, what)(*arguments)
    except Exception as error:
        if problems := getattr(error, "problems", ()):  # of the data, each with its cell
            raise Unusable(list(map(str, problems))) from None
        raise Failed([f"no se pudieron preparar los datos del informe: {error}"], traceback.format_exc()) from None


def load_programs() -> Any:
    """Import what runs and exports notebooks, which only runs that make something pay for; `engine.run.execution`.

    jsonschema reads a grammar of web addresses (four seconds) and a library of dates where these packages are
    installed, for formats notebooks do not have. Kernels are not concerned: a notebook gets whatever is installed.
    """
    if missing := ", ".join(name for name in _NEEDED if find_spec(name) is None):
        told = f"faltan en este Python ({sys.executable}): {missing}. Prepare el entorno con «make report» o con "
        raise Unusable([told + "«conda env create -f environment.yml»."])
    for name in ("rfc3987_syntax", "isoduration"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    report.load_exporter()
    return import_module("engine.run.execution")
