"""The sections of a report side by side, each notebook in a kernel of its own."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from engine.run import report as pages
from engine.run.desk import Desk
from engine.run.execution import Execution, execute
from engine.run.outcomes import Failed, Shop
from engine.run.progress import Log, seconds
from engine.run.sets import ReportSet
from engine.suite import Section

_PROBLEMS_SHOWN = 5


@dataclass
class Result:
    """How one section ended."""

    section: Section
    error: str = ""  # what went wrong; empty when all went well
    skipped: bool = False  # not tried because another had failed
    audit: Any = None  # what was found when its page was checked
    seconds: float = 0.0

    def told(self) -> dict[str, Any]:
        """What run.json says of it."""
        status = "no ejecutada" if self.skipped else "fallida" if self.error else "ejecutada"
        return {"status": status, "seconds": round(self.seconds, 2)} | ({"error": self.error} if self.error else {})


@dataclass
class Sections:
    """Makes sections of one report in its building folder."""

    report: ReportSet
    shop: Shop
    log: Log
    building: Path
    data_dir: Path  # which the kernels read
    desk: Desk
    contexts: Future[Any]  # what the template shows on each page, by section

    def make(self, documents: Mapping[Section, Any]) -> list[Result]:
        """Make them, as many at once as there are slots, the longest first; after a failure no other starts."""
        self._failed = threading.Event()
        with ThreadPoolExecutor(max_workers=len(documents)) as threads:
            order = sorted(documents, key=lambda section: not section.whole)
            return list(threads.map(lambda section: self._one(section, documents[section]), order))

    def _one(self, section: Section, document: Any) -> Result:
        result, progress = Result(section), self.shop.progress
        label = f"{self.report.name} {section.stem}" if self.shop.several else section.stem
        try:
            with self.shop.slots:
                if self._failed.is_set() or self.shop.stopping.is_set():
                    return Result(section, "no se ejecutó porque otra sección falló", skipped=True)
                started = time.monotonic()
                document = self._executed(section, document, label)
            progress.update(label, "haciendo la página")  # while the next notebook runs
            result.audit = self._page(section, document)
        except Failed as failure:
            self._failed.set()
            result.error = "\n    ".join(failure.problems)
            self.log.add(failure.details)
        result.seconds = time.monotonic() - started
        self.log.add(f"{section.stem}: {result.error or 'lista'} ({seconds(result.seconds)})")
        if not self.shop.stopping.is_set():
            progress.done(label, f"{seconds(result.seconds):>8}{'  FALLÓ' if result.error else ''}")
        return result

    def _executed(self, section: Section, document: Any, label: str) -> Any:
        shop = self.shop
        job = Execution(
            name=section.notebook,
            document=document,
            parameters=self.report.parameters(shop.suite),
            data_dir=self.data_dir,
            folder=shop.workplace.folder / f"{self.report.name}-{section.stem}",
            workplace=shop.workplace,
            timeout=shop.options.timeout,
            progress=lambda done, count: shop.progress.update(label, f"celda {done + 1} de {count}"),
        )
        try:
            execute(job)
        finally:
            nbformat.write(job.document, self.building / "notebooks" / section.notebook)
        return job.document

    def _page(self, section: Section, document: Any) -> Any:
        """Make the page of an executed notebook; one with a number that is not what the data say is not good."""
        page, context = self.building / section.page, self.desk.result(self.contexts)[section.name]
        try:
            html = pages.page_html(document, context)
        except Exception as error:
            raise Failed([f"{section.notebook}: {error}"], traceback.format_exc()) from error
        page.write_text(html, encoding="utf-8", newline="\n")
        audit = self.desk.get("audit", page)
        if audit.problems:
            told = [f"{page.name}: la página no concuerda con las cifras calculadas", *audit.problems]
            raise Failed(told[: _PROBLEMS_SHOWN + 1], "\n".join(told))
        return audit
