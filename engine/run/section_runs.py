"""The sections of a report side by side, each notebook in a kernel of its own."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.run import report as pages
from engine.run.desk import DataFailed, Desk
from engine.run.progress import Log, seconds
from engine.run.sets import ReportSet
from engine.run.shop import Shop
from engine.suite import Section

_PROBLEMS_SHOWN = 5


@dataclass
class Result:
    """How one section ended.

    Attributes:
        section: The section.
        error: What went wrong; empty when all went well.
        details: Traceback for the log.
        skipped: Whether it was not tried because another had failed.
        audit: What was found when its page was checked.
        seconds: How long it took.
    """

    section: Section
    error: str = ""
    details: str = ""
    skipped: bool = False
    audit: Any = None
    seconds: float = 0.0

    def told(self) -> dict[str, Any]:
        """What run.json says of it."""
        status = "no ejecutada" if self.skipped else "fallida" if self.error else "ejecutada"
        return {"status": status, "seconds": round(self.seconds, 2)} | ({"error": self.error} if self.error else {})


class SectionRuns:
    """Runs sections of one report into its building folder.

    Args:
        report: The report.
        shop: Options, processes, progress.
        log: Log of this report.
        building: Folder the report is built in.
        desk: Way to the process that has the data.
        contexts: What the template shows on each page, by section, once it is known.
    """

    def __init__(
        self, report: ReportSet, shop: Shop, log: Log, building: Path, desk: Desk, contexts: Future[Any]
    ) -> None:
        self._report, self._shop, self._log, self._building = report, shop, log, building
        self._desk, self._contexts, self._failed = desk, contexts, threading.Event()

    def run(self, sections: Sequence[Section], documents: Mapping[str, Any], data_dir: Path) -> list[Result]:
        """Run them, as many at once as there are slots, the longest first; after a failure no other starts.

        Args:
            sections: The sections.
            documents: Notebook of each, by name.
            data_dir: Data the kernels read.
        """
        order = sorted(sections, key=lambda section: not section.whole)
        with ThreadPoolExecutor(max_workers=len(order)) as threads:
            results = list(threads.map(lambda one: self._one(one, documents[one.name], data_dir), order))
        self._shop.go_on()
        return results

    def _one(self, section: Section, document: Any, data_dir: Path) -> Result:
        result, label = Result(section), f"{self._report.name} {section.stem}" if self._shop.several else section.stem
        with self._shop.slots:
            if self._failed.is_set() or self._shop.stopping.is_set():
                return Result(section, "no se ejecutó porque otra sección falló", skipped=True)
            started = time.monotonic()
            self._execute(result, label, document, data_dir)
        if not result.error:  # the page is made while the next notebook runs
            self._shop.progress.update(label, "haciendo la página")
            self._make_page(result, document)
        result.seconds = time.monotonic() - started
        if result.error:
            self._failed.set()
        if not self._shop.stopping.is_set():
            self._log.add(f"{section.stem}: {result.error or 'lista'} ({seconds(result.seconds)})")
            self._log.add(result.details) if result.details else None
            self._shop.progress.done(label, f"{seconds(result.seconds):>8}  {'FALLÓ' if result.error else ''}".rstrip())
        return result

    def _execute(self, result: Result, label: str, document: Any, data_dir: Path) -> None:
        from engine.run.execution import Execution, SectionFailed, execute

        section, shop = result.section, self._shop
        job = Execution(
            name=section.notebook,
            document=document,
            parameters=self._report.parameters(shop.suite),
            data_dir=data_dir,
            folder=shop.workplace.folder / f"{self._report.name}-{section.stem}",
            workplace=shop.workplace,
            timeout=shop.options.timeout,
            progress=lambda done, count: shop.progress.update(label, f"celda {done + 1} de {count}"),
        )
        try:
            execute(job)
        except SectionFailed as failure:
            result.error, result.details = failure.message, failure.details
        finally:
            job.save(self._building / "notebooks" / section.notebook)
            document.update(job.document)

    def _make_page(self, result: Result, document: Any) -> None:
        page = self._building / result.section.page
        try:
            context = self._desk.result(self._contexts)[result.section.name]
            page.write_text(pages.page_html(document, context), encoding="utf-8", newline="\n")
            result.audit = self._desk.get("audit", page)
        except DataFailed as error:
            result.error, result.details = error.problem, error.details
        except Exception as error:
            result.error, result.details = f"{result.section.notebook}: {error}", traceback.format_exc()
        else:
            if result.audit.problems:
                told = [f"{page.name}: la página no concuerda con las cifras calculadas", *result.audit.problems]
                result.error, result.details = "\n    ".join(told[: _PROBLEMS_SHOWN + 1]), "\n".join(told)
