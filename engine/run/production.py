"""One report from start to end: plan, check, run the sections side by side, publish the whole."""

from __future__ import annotations

import json
import shutil
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, as_completed, wait
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from engine import report as pages
from engine.disk import sha256_of_all
from engine.overview import OVERVIEW
from engine.run import fingerprint
from engine.run.arguments import ReportSet
from engine.run.outcomes import GOOD, Failed, Log, Outcome, Status, Unusable
from engine.run.publishing import ReportFolder, explain_write_error
from engine.run.workplace import Desk, Shop, load_programs
from engine.suite import Section
from engine.versions import code, commit, programs

_PROBLEMS_SHOWN = 5


class Production:
    """The run of one report."""

    def __init__(self, report: ReportSet, shop: Shop) -> None:
        self._report, self._shop, self._suite = report, shop, shop.suite.of(report.data_dir)
        self._folder = ReportFolder(shop.options.output_dir, report.name)
        self._building = self._folder.building
        self._log, self._started, self._clock = Log(), time.monotonic(), time.strftime("%Y-%m-%dT%H:%M:%S%z")
        self._known: dict[str, Any] = {"sections": {}, "warnings": [], "inputs": {}}
        self._audits: dict[str, pages.Audit] = {}
        self._notes: list[str] = []
        self._broken = False  # whether a section failed, after which no other one starts

    def plan(self) -> fingerprint.Plan:
        """What has to be done, and why."""
        return fingerprint.plan(self._suite, self._report, self._shop.options, self._folder.target)

    def run(self) -> Outcome:
        """Do it; what an analyst can mend never raises."""
        if self._shop.stopping.is_set():
            return self._outcome(Status.INTERRUPTED)
        try:
            with self._folder:
                self._plan = self.plan()
                return self._make() if self._plan.reason else self._outcome(Status.UNCHANGED)
        except Failed as failure:
            return self._outcome(failure.status, failure.problems)
        except OSError as error:
            return self._outcome(Status.FAILED, [explain_write_error(error)])

    def check(self, folder: Path) -> None:
        """Everything short of running the notebooks, in a folder of its own; `Failed` with what is wrong."""
        fingerprint.copy_inputs(self._suite, self._report, folder)
        with self._opened(folder, self._suite.sections):
            (folder / "tables").mkdir()
            self._desk.get("prepare", folder, self._suite.sections)
            self._desk.get("finish", folder, (), ())

    def _make(self) -> Outcome:
        self._plan.parts.update(fingerprint.copy_inputs(self._suite, self._report, self._folder.inputs))
        try:
            with self._opened(self._folder.inputs, self._plan.making) as documents:
                self._folder.start()
                self._build(documents)
                self._publish()
                return self._outcome(Status.PUBLISHED)
        except Exception as error:
            if self._shop.stopping.is_set():  # then it may be any, of processes that were ended under us
                return self._explained(Failed(["la corrida fue interrumpida"]), Status.INTERRUPTED)
            if isinstance(error, Unusable) or not isinstance(error, Failed):
                raise
            return self._explained(error, error.status)

    @contextmanager
    def _opened(self, inputs: Path, sections: Sequence[Section]) -> Iterator[dict[Section, Any]]:
        """The notebooks; they and the data, which a desk has meanwhile, are checked: `Unusable` with every fault of both."""
        self._shop.workplace.warm_up()
        with ThreadPoolExecutor(1) as beside:  # the data's process and this one load what they need: both take a second
            given = (self._shop.workplace, self._suite.source, self._report.year, inputs / fingerprint.DATA)
            asked = beside.submit(Desk, *given)
            execution = load_programs()
        with closing(asked.result()) as self._desk:
            documents, problems = execution.read_notebooks(sections, inputs / fingerprint.NOTEBOOKS)
            found, self._known["warnings"], self._known["inputs"] = self._desk.get(self._desk.opened)
            for text in self._known["warnings"] if not self._shop.several else ():
                self._shop.progress.say(f"Aviso: {text}")
            if problems or found:
                raise Unusable([*problems, *found])
            yield documents

    def _build(self, documents: Mapping[Section, Any]) -> None:
        for text in [self._plan.reason, *(f"Aviso: {text}" for text in self._known["warnings"])]:
            self._log.add(text)
        self._take_over()
        self._make_sections(documents, self._desk.ask("prepare", self._building, self._plan.shown))
        self._audits |= {section.page: self._checked(section) for section in self._plan.kept}
        self._notes = self._desk.get("finish", self._building, self._plan.shown, list(self._audits.values()))
        self._known[OVERVIEW] = self._desk.get("overview")

    def _take_over(self) -> None:
        """Copy the sections of the last report that are not made again, and tell which are left out."""
        for section in self._plan.kept:
            self._known["sections"][section.name] = {"status": "reutilizada"}
            for name in (section.page, f"notebooks/{section.notebook}"):
                shutil.copyfile(self._folder.target / name, self._building / name)
        left = [section.name for section in self._suite.sections if section not in self._plan.shown]
        if left:
            told = f"Fuera de este informe, porque no se pidieron y no hay una versión vigente: {', '.join(left)}"
            self._log.add(told)
            self._shop.progress.say(told)

    def _make_sections(self, documents: Mapping[Section, Any], prepared: Future[Any]) -> None:
        """Run the notebooks side by side, the longest first, and make each page meanwhile; a failure ends the rest."""
        order = sorted(documents, key=lambda section: not section.whole)
        running = {self._shop.kernels.submit(self._execute, one, documents[one]): one for one in order}
        self._known["sections"] |= {section.name: {"status": "no ejecutada"} for section in order}
        problems: list[str] = []
        try:
            for future in as_completed(running):
                section, contexts = running[future], self._desk.get(prepared)
                try:
                    document, spent = future.result()
                    self._make_page(section, document, contexts[section.name])
                    told = {"status": "ejecutada", "seconds": round(spent, 2)}
                    self._tell(f"{section.stem:<20} {spent:5.1f} s")
                except Failed as failure:
                    self._broken = True
                    problems.append("\n    ".join(failure.problems))
                    told = {"status": "fallida", "error": problems[-1]}
                    self._tell(f"{section.stem:<20} FALLÓ", f"{problems[-1]}\n{failure.details}")
                except CancelledError:
                    continue
                self._known["sections"][section.name] = told
        finally:
            for future in running:
                future.cancel()
            wait(running)
        if problems:
            raise Failed(problems)

    def _make_page(self, section: Section, document: Any, context: Mapping[str, Any]) -> None:
        """Make the page of an executed notebook; one with a number that is not what the data say is not good."""
        try:
            html = pages.page_html(document, context)
        except Exception as error:
            raise Failed([f"{section.notebook}: {error}"], traceback.format_exc()) from error
        (self._building / section.page).write_text(html, encoding="utf-8", newline="\n")
        self._audits[section.page] = self._checked(section)

    def _checked(self, section: Section) -> pages.Audit:
        audit: pages.Audit = self._desk.get("audit", self._building / section.page)
        if audit.problems:
            told = [f"{section.page}: la página no concuerda con las cifras calculadas", *audit.problems]
            raise Failed(told[: _PROBLEMS_SHOWN + 1], "\n".join(told))
        return audit

    def _tell(self, text: str, details: str = "") -> None:
        self._log.add(f"{text}\n{details}")
        if not self._shop.stopping.is_set():
            self._shop.progress.say(f"  {self._report.name + ' ' if self._shop.several else ''}{text}")

    def _execute(self, section: Section, document: Any) -> tuple[Any, float]:
        from engine.run.execution import Execution, execute

        self._go_on()
        if self._broken:
            raise CancelledError
        started = time.monotonic()
        job = Execution(
            name=section.notebook, document=document, output=self._building / "notebooks" / section.notebook,
            parameters=self._report.parameters(self._suite), data_dir=self._folder.inputs / fingerprint.DATA,
            folder=self._shop.workplace.folder / f"{self._report.name}-{section.stem}", shop=self._shop,
        )  # fmt: skip
        try:
            execute(job)
        except Failed:
            self._broken = True
            raise
        return job.document, time.monotonic() - started

    def _publish(self) -> None:
        now = {fingerprint.CODE: code(self._suite)}
        if changed := fingerprint.what_changed(self._plan.parts, now):
            raise Failed([f"{changed} mientras se hacía el informe. Repita la corrida."])
        for line in (*self._notes, f"publicado en {self._folder.target}"):
            self._log.add(line)
        for name, text in self._told(Status.PUBLISHED, outputs=sha256_of_all(self._building)).items():
            (self._building / name).write_text(text, encoding="utf-8", newline="\n")
        self._go_on()
        self._folder.publish()

    def _explained(self, failure: Failed, status: Status) -> Outcome:
        """The last report stays as it is; what explains the failure is left in its `failed/`."""
        for text in filter(None, (failure.details, f"no se publicó nada: {'; '.join(failure.problems)}")):
            self._log.add(text)
        failed = [one for one in self._suite.sections if "error" in self._known["sections"].get(one.name, {})]
        made = (self._building / name for one in failed for name in (f"notebooks/{one.notebook}", one.page))
        texts = self._told(status, problems=failure.problems)
        kept = self._folder.keep_failure(texts, [file for file in made if file.is_file()])
        return self._outcome(status, failure.problems, kept) if status == Status.FAILED else self._outcome(status)

    def _told(self, status: Status, **more: Any) -> dict[str, str]:
        """The texts of run.log and run.json."""
        record = {
            "format": fingerprint.FORMAT, "year": self._report.year, "status": status, "started": self._clock,
            "seconds": round(time.monotonic() - self._started, 2), "commit": commit(self._suite.root),
            "versions": programs(),
            "parameters": self._report.parameters(self._suite), "reason": self._plan.reason, **self._known,
            "audits": {page: vars(audit) for page, audit in self._audits.items()}, "made_from": self._plan.parts,
        }  # fmt: skip
        text = json.dumps(record | more, ensure_ascii=False, indent=1)
        return {fingerprint.LOG: self._log.text, fingerprint.RECORD: text}

    def _outcome(self, status: Status, problems: Sequence[str] = (), folder: Path | None = None) -> Outcome:
        spent, where = time.monotonic() - self._started, self._folder.target if status in GOOD else folder
        return Outcome(self._report.name, status, tuple(problems), where, spent, tuple(self._notes))

    def _go_on(self) -> None:
        if self._shop.stopping.is_set():
            raise Failed(["la corrida fue interrumpida"])
