"""The sections of a report side by side, each notebook in a kernel of its own."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.run.channel import Message
from engine.run.planning import ABSENT, EXECUTE, ReportSet, Step
from engine.run.progress import Log, seconds
from engine.run.shop import Shop
from lib.suite import NOTEBOOKS_DIR, Section

_PROBLEMS_SHOWN = 5


@dataclass
class SectionResult:
    """How one section ended.

    Attributes:
        step: What was to be done.
        seconds: How long it took.
        modules: Modules of the library its notebook used.
        page_modules: Modules its page was made with.
        error: What went wrong; empty when all went well.
        details: Traceback for the log.
        skipped: Whether it was not tried because another had failed.
    """

    step: Step
    seconds: float = 0.0
    modules: list[str] = field(default_factory=list)
    page_modules: list[str] = field(default_factory=list)
    error: str = ""
    details: str = ""
    skipped: bool = False


class SectionRuns:
    """Runs sections of one report into its building folder.

    Args:
        report: The report.
        shop: Options, processes, progress.
        log: Log of this report.
        building: Folder the report is built in.
        audit: Finds what is wrong with a finished page.
    """

    def __init__(
        self, report: ReportSet, shop: Shop, log: Log, building: Path, audit: Callable[[Path], list[str]]
    ) -> None:
        self._report, self._shop, self._log, self._building, self._audit = report, shop, log, building, audit
        self._failed = threading.Event()

    def run(self, steps: Sequence[Step], contexts: Mapping[str, Any]) -> list[SectionResult]:
        """Do the steps, as many at once as there are slots; after a failure no other starts unless asked to go on."""
        if not steps:
            return []
        with ThreadPoolExecutor(max_workers=len(steps)) as threads:
            results = list(threads.map(lambda step: self._one(step, contexts[step.section.name]), steps))
        self._shop.go_on()
        return results

    def label(self, step: Step) -> str:
        """What a section is called on the terminal."""
        several = self._shop.options.matrix is not None or len(self._shop.options.years) > 1
        return f"{self._report.name} {step.section.stem}" if several else step.section.stem

    def _one(self, step: Step, context: Mapping[str, Any]) -> SectionResult:
        with _Slot(self._shop.slots) as slot:
            stop_early = self._failed.is_set() and not self._shop.options.keep_going
            if self._shop.stopping.is_set() or stop_early:
                return SectionResult(step, skipped=True, error="no se ejecutó porque otra sección falló")
            self._log.add(f"{step.section.stem}: {step.action}: {step.reason}")
            self._shop.progress.update(self.label(step), step.reason)
            result = self._follow(step, context, slot)
        if result.error:
            self._failed.set()
        self._tell(result)
        return result

    def _follow(self, step: Step, context: Mapping[str, Any], slot: _Slot) -> SectionResult:
        """Have it done, listening until it ends."""
        started = time.monotonic()
        result = SectionResult(step, error=f"{step.section.notebook}: el proceso terminó de golpe (¿falta memoria?)")
        try:
            for message in self._shop.notebooks.ask("section", **self._task(step, context)):
                result = self._heard(message, result, slot)
        except OSError as error:
            result.details = repr(error)
            return result
        if result.error and not result.details:
            result.details = self._shop.workplace.printed()
        shutil.rmtree(self._private_folder(step), ignore_errors=True)
        result.seconds = time.monotonic() - started
        return result if result.error else self._audited(result)

    def _audited(self, result: SectionResult) -> SectionResult:
        """A page with a number that is not what the data say is as bad as one that could not be made."""
        self._shop.progress.update(self.label(result.step), "comprobando las cifras")
        problems = self._audit(self._building / result.step.section.page)
        if problems:
            result.error = "\n    ".join(
                [
                    f"{result.step.section.page}: la página no concuerda con las cifras calculadas",
                    *problems[:_PROBLEMS_SHOWN],
                ]
            )
            result.details = "\n".join(problems)
        return result

    def _heard(self, message: Message, result: SectionResult, slot: _Slot) -> SectionResult:
        step = result.step
        if "cell" in message:
            self._shop.progress.update(self.label(step), "celda {cell} de {of}".format(**message))
        elif "executed" in message:
            slot.release()  # the page is made while the next notebook runs
            self._shop.progress.update(self.label(step), "haciendo la página")
        elif "error" in message:
            return SectionResult(step, error=message["error"], details=message["details"])
        elif "ok" in message:
            return SectionResult(step, modules=message["modules"], page_modules=message["page_modules"])
        return result

    def _tell(self, result: SectionResult) -> None:
        if self._shop.stopping.is_set():
            return
        spent = seconds(result.seconds)
        self._log.add(f"{result.step.section.stem}: {result.error or 'lista'} ({spent})")
        if result.details:
            self._log.add(result.details)
        told = "FALLÓ" if result.error else result.step.reason
        self._shop.progress.done(self.label(result.step), f"{spent:>8}  {told}")

    def _absent(self, section: Section) -> Path:
        """A notebook for the page of a section that is not in this report."""
        text = [f"# {section.title}", "Esta sección no está en esta corrida del informe."]
        cells = [
            {"cell_type": "markdown", "id": f"absent-{number}", "metadata": {}, "source": source}
            for number, source in enumerate(text)
        ]
        path = self._shop.workplace.folder / f"absent-{self._report.name}-{section.notebook}"
        document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    def _private_folder(self, step: Step) -> Path:
        return self._shop.workplace.folder / f"{self._report.name}-{step.section.stem}"

    def _task(self, step: Step, context: Mapping[str, Any]) -> dict[str, Any]:
        section, workplace = step.section, self._shop.workplace
        executed = self._building / "notebooks" / section.notebook
        return {
            "execute": step.action == EXECUTE,
            "notebook": str(NOTEBOOKS_DIR / section.notebook),
            "executed": str(self._absent(section) if step.action == ABSENT else executed),
            "page": str(self._building / section.page),
            "parameters": self._report.parameters,
            "folder": str(self._private_folder(step)),
            "kernels": workplace.kernel_address,
            "timeout": self._shop.options.timeout,
            "context": context,
        }


class _Slot:
    """One of the places for a running notebook; given back once, early or at the end."""

    def __init__(self, slots: threading.Semaphore) -> None:
        self._slots, self._held = slots, False

    def __enter__(self) -> _Slot:
        self._slots.acquire()
        self._held = True
        return self

    def __exit__(self, *_exception: object) -> None:
        self.release()

    def release(self) -> None:
        """Let the next notebook start."""
        if self._held:
            self._held = False
            self._slots.release()
