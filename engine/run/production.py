"""One report from start to end: plan, check, run the sections side by side, publish the whole."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.run import fingerprint, record
from engine.run.desk import Desk
from engine.run.notebooks import load_programs, read_notebook
from engine.run.outcomes import INTERRUPTED, PUBLISHED, UNCHANGED, Failed, Outcome, Shop, Stopped, Unusable
from engine.run.planning import Plan, plan
from engine.run.progress import Log
from engine.run.publishing import ReportFolder, explain_write_error
from engine.run.sets import ReportSet
from engine.suite import Section

if TYPE_CHECKING:
    from engine.run.sections import Result


class Production:
    """The run of one report."""

    def __init__(self, report: ReportSet, shop: Shop) -> None:
        self._report, self._shop, self._suite = report, shop, shop.suite
        self._folder = ReportFolder(shop.options.output_dir, report.name)
        self._log, self._started, self._clock = Log(), time.monotonic(), time.strftime("%Y-%m-%dT%H:%M:%S%z")
        self._known: dict[str, Any] = {"warnings": [], "inputs": {}, "audits": {}}
        self._results: list[Result] = []
        self._notes: tuple[str, ...] = ()

    def plan(self) -> Plan:
        """What has to be done, and why."""
        return plan(self._suite, self._report, self._shop.options, self._folder.target)

    def run(self) -> Outcome:
        """Do it; what an analyst can mend never raises."""
        try:
            with self._folder:
                self._plan = self.plan()
                return self._make() if self._plan.reason else self._outcome(UNCHANGED, folder=self._folder.target)
        except Failed as failure:
            return self._outcome(failure.status, failure.problems)
        except Stopped:
            return self._outcome(INTERRUPTED)
        except OSError as error:
            stopped = self._shop.stopping.is_set()  # then it is a process that was closed under us
            return self._outcome(INTERRUPTED) if stopped else self._outcome(Failed.status, [explain_write_error(error)])

    def check(self, folder: Path) -> None:
        """Everything short of running the notebooks, in a folder of its own.

        Raises:
            Failed: With what is wrong with environment, notebooks and data.
        """
        fingerprint.copy_inputs(self._suite, self._report, folder)
        with self._opened(folder, self._suite.sections) as (desk, _documents):
            (folder / "report" / "tables").mkdir(parents=True)
            desk.get("contexts", self._suite.sections)
            desk.get("write", folder / "report")

    @contextmanager
    def _opened(self, inputs: Path, sections: Sequence[Section]) -> Iterator[tuple[Desk, dict[Section, Any]]]:
        """The data and the notebooks, checked; `Unusable` with every fault of both."""
        self._shop.workplace.warm_up()
        with ThreadPoolExecutor(1) as beside:  # the data's process and this one load what they need: both take a second
            data_dir = inputs / fingerprint.DATA
            asked = beside.submit(Desk, self._shop.workplace, self._suite, self._report, data_dir)
            load_programs()
        with closing(asked.result()) as desk:
            problems, documents = [], {}
            for section in sections:
                try:
                    documents[section] = read_notebook(inputs / fingerprint.NOTEBOOKS / section.notebook)
                except Unusable as error:
                    problems += error.problems
            found, self._known["warnings"], self._known["inputs"] = desk.opened()
            for text in self._known["warnings"] if not self._shop.several else ():
                self._shop.progress.say(f"Aviso: {text}")
            if problems or found:
                raise Unusable([*problems, *found])
            self._shop.go_on()
            yield desk, documents

    def _make(self) -> Outcome:
        self._plan.parts.update(fingerprint.copy_inputs(self._suite, self._report, self._folder.inputs))
        with self._opened(self._folder.inputs, self._plan.making) as (desk, documents):
            try:
                building = self._folder.start()
                self._build(building, desk, documents)
                self._publish(building)
                return self._outcome(PUBLISHED, folder=self._folder.target)
            except (Failed, Stopped, OSError) as error:
                if self._shop.stopping.is_set():
                    self._explain(INTERRUPTED, ["la corrida fue interrumpida"])
                    raise Stopped from error
                if not isinstance(error, Failed):
                    raise
                self._log.add(error.details)
                return self._outcome(error.status, error.problems, self._explain(error.status, error.problems))

    def _build(self, building: Path, desk: Desk, documents: dict[Section, Any]) -> None:
        from engine.run.sections import Sections

        for text in [self._plan.reason, *(f"Aviso: {text}" for text in self._known["warnings"])]:
            self._log.add(text)
        self._take_over(building)
        contexts, written = desk.ask("contexts", self._plan.shown), desk.ask("write", building)
        data_dir = self._folder.inputs / fingerprint.DATA
        sections = Sections(self._report, self._shop, self._log, building, data_dir, desk, contexts)
        self._results = sections.make(documents)
        self._shop.go_on()
        if failed := [result for result in self._results if result.error]:
            raise Failed([result.error for result in failed if not result.skipped])
        desk.result(written)
        audits = {result.section.page: result.audit for result in self._results}
        audits |= {section.page: desk.get("audit", building / section.page) for section in self._plan.kept}
        if problems := [problem for audit in audits.values() for problem in audit.problems]:
            raise Failed(problems)
        desk.get("assemble", building, self._plan.shown)
        self._notes = tuple(desk.get("summary", list(audits.values())))
        self._known["audits"] = {page: vars(audit) for page, audit in audits.items()}

    def _take_over(self, building: Path) -> None:
        """Copy the sections of the last report that are not made again, and tell which are left out."""
        for section in self._plan.kept:
            for name in (section.page, f"notebooks/{section.notebook}"):
                shutil.copyfile(self._folder.target / name, building / name)
        left = [section.name for section in self._suite.sections if section not in self._plan.shown]
        if left:
            told = f"Fuera de este informe, porque no se pidieron y no hay una versión vigente: {', '.join(left)}"
            self._log.add(told)
            self._shop.progress.say(told)

    def _publish(self, building: Path) -> None:
        code = {fingerprint.CODE: fingerprint.code(self._suite)}
        if changed := fingerprint.what_changed({fingerprint.CODE: self._plan.parts[fingerprint.CODE]}, code):
            raise Failed([f"{changed} mientras se hacía el informe. Repita la corrida."])
        for line in (*self._notes, f"publicado en {self._folder.target}"):
            self._log.add(line)
        content = self._record(PUBLISHED) | {"outputs": record.outputs(building)}
        (building / record.LOG).write_text(self._log.text(), encoding="utf-8", newline="\n")
        (building / record.FILE).write_text(record.to_text(content), encoding="utf-8", newline="\n")
        self._shop.go_on()
        self._folder.publish()

    def _explain(self, status: str, problems: Sequence[str]) -> Path:
        """Leave the last report as it is, and what explains the failure in `failed/`."""
        self._log.add(f"no se publicó nada: {'; '.join(problems)}")
        content = self._record(status) | {"problems": list(problems)}
        failed = [result.section for result in self._results if result.error]
        made = (self._folder.building / name for one in failed for name in (f"notebooks/{one.notebook}", one.page))
        texts = {record.LOG: self._log.text(), record.FILE: record.to_text(content)}
        return self._folder.keep_failure(texts, [file for file in made if file.is_file()])

    def _record(self, status: str) -> dict[str, Any]:
        """What run.json tells, but for the files of the report."""
        sections = {section.name: {"status": "reutilizada"} for section in self._plan.kept}
        sections |= {result.section.name: result.told() for result in self._results}
        return {
            "format": record.FORMAT, "year": self._report.year, "status": status, "started": self._clock,
            "seconds": round(time.monotonic() - self._started, 2), **record.about_the_programs(self._suite.root),
            "parameters": self._report.parameters(self._suite), "reason": self._plan.reason,
            "sections": sections, **self._known, "made_from": self._plan.parts,
        }  # fmt: skip

    def _outcome(self, status: str, problems: Sequence[str] = (), folder: Path | None = None) -> Outcome:
        spent = time.monotonic() - self._started
        return Outcome(self._report.name, status, tuple(problems), folder, spent, self._notes)
