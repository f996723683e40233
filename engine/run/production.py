"""One report from start to end: plan, check, run the sections side by side, publish the whole."""

from __future__ import annotations

import json
import shutil
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, as_completed, wait
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from engine.run import fingerprint
from engine.run import report as pages
from engine.run.arguments import ReportSet
from engine.run.desk import Desk, Shop, load_programs
from engine.run.outcomes import Failed, Log, Outcome, Status, Unusable
from engine.run.publishing import ReportFolder, explain_write_error
from engine.suite import Section

_PROBLEMS_SHOWN = 5


class Production:
    """The run of one report."""

    def __init__(self, report: ReportSet, shop: Shop) -> None:
        self._report, self._shop, self._suite = report, shop, shop.suite
        self._folder = ReportFolder(shop.options.output_dir, report.name)
        self._log, self._started, self._clock = Log(), time.monotonic(), time.strftime("%Y-%m-%dT%H:%M:%S%z")
        self._known: dict[str, Any] = {"sections": {}, "warnings": [], "inputs": {}}
        self._audits: dict[str, pages.Audit] = {}
        self._notes: list[str] = []

    def plan(self) -> fingerprint.Plan:
        """What has to be done, and why."""
        return fingerprint.plan(self._suite, self._report, self._shop.options, self._folder.target)

    def run(self) -> Outcome:
        """Do it; what an analyst can mend never raises."""
        try:
            with self._folder:
                self._plan = self.plan()
                return (
                    self._make() if self._plan.reason else self._outcome(Status.UNCHANGED, folder=self._folder.target)
                )
        except Failed as failure:
            return self._outcome(failure.status, failure.problems)
        except OSError as error:
            return self._outcome(Status.FAILED, [explain_write_error(error)])

    def check(self, folder: Path) -> None:
        """Everything short of running the notebooks, in a folder of its own; `Failed` with what is wrong."""
        fingerprint.copy_inputs(self._suite, self._report, folder)
        with self._opened(folder, self._suite.sections) as (desk, _documents):
            (folder / "tables").mkdir()
            desk.get("contexts", self._suite.sections)
            desk.get("write", folder)
            desk.get("finish", folder)

    @contextmanager
    def _opened(self, inputs: Path, sections: Sequence[Section]) -> Iterator[tuple[Desk, dict[Section, Any]]]:
        """The data and the notebooks, checked; `Unusable` with every fault of both."""
        self._shop.workplace.warm_up()
        with ThreadPoolExecutor(1) as beside:  # the data's process and this one load what they need: both take a second
            given = (self._shop.workplace, self._suite.source, self._report.year, inputs / fingerprint.DATA)
            asked = beside.submit(Desk, *given)
            read_notebook = load_programs()
        with closing(asked.result()) as desk:
            problems: list[str] = []
            documents: dict[Section, Any] = {}
            for section in sections:
                try:
                    documents[section] = read_notebook(inputs / fingerprint.NOTEBOOKS / section.notebook)
                except Unusable as error:
                    problems += error.problems
            found, self._known["warnings"], self._known["inputs"] = desk.get(desk.opened)
            for text in self._known["warnings"] if not self._shop.several else ():
                self._shop.progress.say(f"Aviso: {text}")
            if problems or found:
                raise Unusable([*problems, *found])
            yield desk, documents

    def _make(self) -> Outcome:
        self._plan.parts.update(fingerprint.copy_inputs(self._suite, self._report, self._folder.inputs))
        try:
            with self._opened(self._folder.inputs, self._plan.making) as (desk, documents):
                building = self._folder.start()
                self._build(building, desk, documents)
                self._publish(building)
                return self._outcome(Status.PUBLISHED, folder=self._folder.target)
        except Exception as error:
            if self._shop.stopping.is_set():  # then it may be any, of processes that were ended under us
                self._explain(Status.INTERRUPTED, ["la corrida fue interrumpida"])
                return self._outcome(Status.INTERRUPTED)
            if isinstance(error, Unusable) or not isinstance(error, Failed):
                raise
            self._log.add(error.details)
            return self._outcome(error.status, error.problems, self._explain(error.status, error.problems))

    def _build(self, building: Path, desk: Desk, documents: Mapping[Section, Any]) -> None:
        for text in [self._plan.reason, *(f"Aviso: {text}" for text in self._known["warnings"])]:
            self._log.add(text)
        self._take_over(building)
        contexts, written = desk.ask("contexts", self._plan.shown), desk.ask("write", building)
        self._make_sections(building, desk, contexts, documents)
        desk.get(written)
        desk.get("finish", building)
        self._audits |= {section.page: self._checked(building / section.page, desk) for section in self._plan.kept}
        desk.get("assemble", building, self._plan.shown)
        self._notes = desk.get("summary", list(self._audits.values()))

    def _take_over(self, building: Path) -> None:
        """Copy the sections of the last report that are not made again, and tell which are left out."""
        for section in self._plan.kept:
            self._known["sections"][section.name] = {"status": "reutilizada"}
            for name in (section.page, f"notebooks/{section.notebook}"):
                shutil.copyfile(self._folder.target / name, building / name)
        left = [section.name for section in self._suite.sections if section not in self._plan.shown]
        if left:
            told = f"Fuera de este informe, porque no se pidieron y no hay una versión vigente: {', '.join(left)}"
            self._log.add(told)
            self._shop.progress.say(told)

    def _make_sections(
        self, building: Path, desk: Desk, contexts: Future[Any], documents: Mapping[Section, Any]
    ) -> None:
        """Run the notebooks side by side, the longest first, and make each page meanwhile; a failure ends the rest."""
        order = sorted(documents, key=lambda section: not section.whole)
        running = {self._shop.kernels.submit(self._execute, one, documents[one], building): one for one in order}
        self._known["sections"] |= {section.name: {"status": "no ejecutada"} for section in order}
        problems: list[str] = []
        try:
            for future in as_completed(running):
                section = running[future]
                try:
                    document, spent = future.result()
                    self._audits[section.page] = self._make_page(section, document, building, desk, contexts)
                    told = {"status": "ejecutada", "seconds": round(spent, 2)}
                    self._tell(f"{section.stem:<20} {spent:5.1f} s")
                except Failed as failure:
                    problems.append("\n    ".join(failure.problems))
                    told = {"status": "fallida", "error": problems[-1]}
                    self._tell(f"{section.stem:<20} FALLÓ", f"{problems[-1]}\n{failure.details}")
                    _cancel(running)
                except CancelledError:
                    continue
                self._known["sections"][section.name] = told
        finally:
            _cancel(running)
            wait(running)
        if problems:
            raise Failed(problems)

    def _tell(self, text: str, details: str = "") -> None:
        self._log.add(f"{text}\n{details}")
        if not self._shop.stopping.is_set():
            self._shop.progress.say(f"  {self._report.name + ' ' if self._shop.several else ''}{text}")

    def _execute(self, section: Section, document: Any, building: Path) -> tuple[Any, float]:
        from engine.run.execution import Execution, execute

        self._go_on()
        started, shop = time.monotonic(), self._shop
        job = Execution(
            name=section.notebook,
            document=document,
            output=building / "notebooks" / section.notebook,
            parameters=self._report.parameters(self._suite),
            data_dir=self._folder.inputs / fingerprint.DATA,
            folder=shop.workplace.folder / f"{self._report.name}-{section.stem}",
            workplace=shop.workplace,
            timeout=shop.options.timeout,
            progress=lambda cell, count: shop.progress.now(f"  {section.stem}: celda {cell + 1} de {count}"),
        )
        execute(job)
        return job.document, time.monotonic() - started

    def _make_page(
        self, section: Section, document: Any, building: Path, desk: Desk, contexts: Future[Any]
    ) -> pages.Audit:
        """Make the page of an executed notebook; one with a number that is not what the data say is not good."""
        page, context = building / section.page, desk.get(contexts)[section.name]
        try:
            page.write_text(pages.page_html(document, context), encoding="utf-8", newline="\n")
        except Exception as error:
            raise Failed([f"{section.notebook}: {error}"], traceback.format_exc()) from error
        return self._checked(page, desk)

    def _checked(self, page: Path, desk: Desk) -> pages.Audit:
        audit: pages.Audit = desk.get("audit", page)
        if audit.problems:
            told = [f"{page.name}: la página no concuerda con las cifras calculadas", *audit.problems]
            raise Failed(told[: _PROBLEMS_SHOWN + 1], "\n".join(told))
        return audit

    def _publish(self, building: Path) -> None:
        code = {fingerprint.CODE: fingerprint.code(self._suite)}
        if changed := fingerprint.what_changed(self._plan.parts, code):
            raise Failed([f"{changed} mientras se hacía el informe. Repita la corrida."])
        for line in (*self._notes, f"publicado en {self._folder.target}"):
            self._log.add(line)
        content = self._record(Status.PUBLISHED) | {"outputs": fingerprint.outputs(building)}
        (building / fingerprint.LOG).write_text(self._log.text, encoding="utf-8", newline="\n")
        (building / fingerprint.RECORD).write_text(
            json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8", newline="\n"
        )
        self._go_on()
        self._folder.publish()

    def _explain(self, status: Status, problems: Sequence[str]) -> Path:
        """Leave the last report as it is, and what explains the failure in `failed/`."""
        self._log.add(f"no se publicó nada: {'; '.join(problems)}")
        texts = {
            fingerprint.LOG: self._log.text,
            fingerprint.RECORD: json.dumps(self._record(status) | {"problems": problems}, ensure_ascii=False, indent=1),
        }
        failed = [one for one in self._suite.sections if "error" in self._known["sections"].get(one.name, {})]
        made = (self._folder.building / name for one in failed for name in (f"notebooks/{one.notebook}", one.page))
        return self._folder.keep_failure(texts, [file for file in made if file.is_file()])

    def _record(self, status: Status) -> dict[str, Any]:
        """What run.json tells, but for the files of the report."""
        return {
            "format": fingerprint.FORMAT, "year": self._report.year, "status": status, "started": self._clock,
            "seconds": round(time.monotonic() - self._started, 2), "commit": fingerprint.commit(self._suite.root),
            "versions": fingerprint.programs(),
            "parameters": self._report.parameters(self._suite), "reason": self._plan.reason, **self._known,
            "audits": {page: vars(audit) for page, audit in self._audits.items()}, "made_from": self._plan.parts,
        }  # fmt: skip

    def _outcome(self, status: Status, problems: Sequence[str] = (), folder: Path | None = None) -> Outcome:
        spent = time.monotonic() - self._started
        return Outcome(self._report.name, status, tuple(problems), folder, spent, tuple(self._notes))

    def _go_on(self) -> None:
        if self._shop.stopping.is_set():
            raise Failed(["la corrida fue interrumpida"])


def _cancel(futures: Iterable[Future[Any]]) -> None:
    for future in futures:
        future.cancel()
