"""The process that works with the data of one report, and the run's way to it."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any, TypeVar

from engine.run.outcomes import Failed
from engine.run.report import Report
from engine.run.sets import ReportSet
from engine.run.workplace import Workplace
from engine.suite import Suite, import_suite

T = TypeVar("T")
_reports: dict[str, Report] = {}  # in that process: one; in a Dask worker, where threads do its work: some


class Desk:
    """Has done what `engine.run.report.Report` does, where the data of `data_dir` are; one thing after the other."""

    def __init__(self, workplace: Workplace, suite: Suite, report: ReportSet, data_dir: Path) -> None:
        self._workplace, self._key, self._executor = workplace, str(data_dir), workplace.executor()
        self._opened = self._executor.submit(_open, self._key, suite.source, report.year, data_dir)

    def opened(self) -> tuple[list[str], list[str], dict[str, str]]:
        """Problems and warnings of the data, and sha256 of each file read."""
        return self.result(self._opened)

    def ask(self, what: str, *arguments: Any) -> Future[Any]:
        """Ask for something whose result is taken later."""
        return self._executor.submit(_do, self._key, what, *arguments)

    def get(self, what: str, *arguments: Any) -> Any:
        """Ask for something and wait for it."""
        return self.result(self.ask(what, *arguments))

    def result(self, asked: Future[T]) -> T:
        """What was asked for; `Failed` when it could not be done."""
        try:
            return asked.result()
        except BrokenProcessPool as error:
            raise Failed(["el proceso que lee los datos terminó de golpe"], self._workplace.printed()) from error

    def close(self) -> None:
        """End the process."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        _reports.pop(self._key, None)


def _open(key: str, source: str, year: int, data_dir: Path) -> tuple[list[str], list[str], dict[str, str]]:
    _reports[key] = report = _told(lambda: Report(import_suite(source), year, data_dir))
    return list(report.problems), list(report.warnings), report.hashes


def _do(key: str, what: str, *arguments: Any) -> Any:
    return _told(lambda: getattr(_reports[key], what)(*arguments))


def _told(work: Callable[[], T]) -> T:
    try:
        return work()
    except Exception as error:
        raise Failed([f"no se pudieron preparar los datos del informe: {error}"], traceback.format_exc()) from None
