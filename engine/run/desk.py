"""What the reports of a call share, and where the data of one are worked on: a process of their own."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from engine.run import report as pages
from engine.run.arguments import Options
from engine.run.outcomes import Failed, Unusable
from engine.run.workplace import Workplace
from engine.suite import Suite, import_suite
from engine.terminal import Progress

_NEEDED = ("ipykernel", "papermill", "nbconvert", "pandas")
_reports: dict[str, pages.Report] = {}  # in that process


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
    """Has done what `engine.run.report.Report` does, in a process that has the data; one thing after the other."""

    def __init__(self, workplace: Workplace, source: str, year: int, data_dir: Path) -> None:
        self._workplace, self._key, self._executor = workplace, str(data_dir), workplace.executor()
        self.opened = self._executor.submit(_open, self._key, source, year, data_dir)

    def ask(self, what: str, *arguments: Any) -> Future[Any]:
        """Ask for something whose result is taken later."""
        return self._executor.submit(_do, self._key, what, *arguments)

    def get(self, what: str | Future[Any], *arguments: Any) -> Any:
        """What was asked for, now or before; `Failed` when it could not be done."""
        try:
            return (self.ask(what, *arguments) if isinstance(what, str) else what).result()
        except BrokenProcessPool as error:
            raise Failed(["el proceso que lee los datos terminó de golpe"], self._workplace.printed()) from error

    def close(self) -> None:
        """End the process."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        _reports.pop(self._key, None)


def _open(key: str, source: str, year: int, data_dir: Path) -> tuple[list[str], list[str], dict[str, str]]:
    _reports[key] = report = pages.Report(import_suite(source), year, data_dir)
    return report.problems, report.warnings, report.hashes


def _do(key: str, what: str, *arguments: Any) -> Any:
    try:
        return getattr(_reports[key], what)(*arguments)
    except Exception as error:
        raise Failed([f"no se pudieron preparar los datos del informe: {error}"], traceback.format_exc()) from None


def load_programs() -> Callable[[Path], Any]:
    """Import what runs and exports notebooks, which only runs that make something pay for; what reads notebooks.

    jsonschema reads a grammar of web addresses (a second) and a library of dates where these packages are installed,
    for formats notebooks do not have. Kernels are not concerned: a notebook gets whatever is installed.
    """
    if missing := ", ".join(name for name in _NEEDED if find_spec(name) is None):
        told = f"faltan en este Python ({sys.executable}): {missing}. Prepare el entorno con «make report» o con "
        raise Unusable([told + "«conda env create -f environment.yml»."])
    for name in ("rfc3987_syntax", "isoduration"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
    from engine.run.execution import read_notebook

    pages.load_exporter()
    return read_notebook
