"""One report from start to end: plan, check, run the sections side by side, publish the whole."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from engine.run import fingerprint, record
from engine.run.desk import DataFailed, Desk
from engine.run.notebooks import UnusableNotebook, environment_problems, load_programs, read_notebook
from engine.run.planning import Plan, plan
from engine.run.progress import Log
from engine.run.publishing import FolderInUse, ReportFolder, explain_write_error
from engine.run.section_runs import Result, SectionRuns
from engine.run.sets import ReportSet
from engine.run.shop import FAILED, INTERRUPTED, PUBLISHED, UNCHANGED, UNUSABLE, Outcome, Shop, Stopped
from engine.suite import Section


class _Failed(Exception):
    """A section failed; holds how all of them ended."""

    def __init__(self, results: Sequence[Result]) -> None:
        super().__init__()
        self.results = [result for result in results if result.error]


class Production:
    """The run of one report.

    Args:
        report: The report.
        shop: Options, processes, progress.
    """

    def __init__(self, report: ReportSet, shop: Shop) -> None:
        self._report, self._shop, self._suite = report, shop, shop.suite
        self._folder = ReportFolder(shop.options.output_dir, report.name)
        self._log, self._started, self._clock = Log(), time.monotonic(), time.strftime("%Y-%m-%dT%H:%M:%S%z")
        self._known: dict[str, Any] = {"warnings": [], "inputs": {}, "audits": {}}
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
        except FolderInUse as error:
            return self._outcome(UNUSABLE, [str(error)])
        except Stopped:
            return self._outcome(INTERRUPTED)
        except OSError as error:
            if self._shop.stopping.is_set():
                return self._outcome(INTERRUPTED)
            return self._outcome(FAILED, [explain_write_error(error)])

    def check(self, folder: Path) -> list[str]:
        """What is wrong with environment, notebooks and data, short of running the notebooks.

        Args:
            folder: Where to put what the check needs.
        """
        problems = environment_problems()
        if problems:
            return problems
        fingerprint.copy_inputs(self._suite, self._report, folder)
        with self._opened(folder) as desk:
            problems = self._problems(desk, folder, self._suite.sections)
            if not problems:
                (folder / "report" / "tables").mkdir(parents=True)
                desk.get("contexts", self._suite.sections)
                desk.get("write", folder / "report")
        return problems

    def _make(self) -> Outcome:
        problems = environment_problems()
        if problems:
            return self._outcome(UNUSABLE, problems)
        self._plan.parts.update(fingerprint.copy_inputs(self._suite, self._report, self._folder.inputs))
        with self._opened(self._folder.inputs) as desk:
            try:
                problems = self._problems(desk, self._folder.inputs, self._plan.making)
                if problems:
                    return self._outcome(UNUSABLE, problems)
                self._build(desk)
                return self._publish()
            except _Failed as failed:
                told = [result.error for result in failed.results if not result.skipped]
                return self._fail(FAILED, told, failed.results)
            except DataFailed as error:
                self._log.add(error.details)
                self._shop.go_on()
                return self._fail(FAILED, [error.problem])
            except Stopped:
                self._fail(INTERRUPTED, ["la corrida fue interrumpida"])
                raise

    @contextmanager
    def _opened(self, inputs: Path) -> Iterator[Desk]:
        """The data's process, while this one loads what it needs: both take a second."""
        self._shop.workplace.warm_up()
        with ThreadPoolExecutor(1) as beside:
            data_dir = inputs / fingerprint.DATA
            asked = beside.submit(Desk, self._shop.workplace, self._suite, self._report, data_dir)
            load_programs()
        with closing(asked.result()) as desk:
            yield desk

    def _problems(self, desk: Desk, inputs: Path, sections: Sequence[Section]) -> list[str]:
        """Faults of notebooks and data, in one list."""
        problems, self._documents = [], {}
        for section in sections:
            try:
                self._documents[section.name] = read_notebook(inputs / fingerprint.NOTEBOOKS / section.notebook)
            except UnusableNotebook as error:
                problems.append(str(error))
        found, self._known["warnings"], self._known["inputs"] = desk.opened()
        self._shop.go_on()
        for text in self._known["warnings"] if not self._shop.several else ():
            self._shop.progress.say(f"Aviso: {text}")
        return problems + found

    def _build(self, desk: Desk) -> None:
        self._building = self._folder.start()
        for text in [self._plan.reason, *(f"Aviso: {text}" for text in self._known["warnings"])]:
            self._log.add(text)
        self._take_over()
        self._tell_what_is_left_out()
        contexts = desk.ask("contexts", self._plan.shown)
        written = desk.ask("write", self._building)
        runs = SectionRuns(self._report, self._shop, self._log, self._building, desk, contexts)
        inputs = self._folder.inputs / fingerprint.DATA
        self._results = runs.run(self._plan.making, self._documents, inputs)
        if any(result.error for result in self._results):
            raise _Failed(self._results)
        desk.result(written)
        desk.get("finish", self._building)
        audits = {result.section.page: result.audit for result in self._results}
        for section in self._plan.kept:
            audits[section.page] = desk.get("audit", self._building / section.page)
        problems = [problem for audit in audits.values() for problem in audit.problems]
        if problems:
            raise DataFailed("\n    ".join(problems[:5]))
        desk.get("assemble", self._building, self._plan.shown)
        self._notes = tuple(desk.get("summary", list(audits.values())))
        self._known["audits"] = {
            page: {name: value for name, value in vars(audit).items() if name != "problems"}
            for page, audit in audits.items()
        }

    def _publish(self) -> Outcome:
        changed = fingerprint.what_changed(
            {fingerprint.CODE: self._plan.parts[fingerprint.CODE]}, {fingerprint.CODE: fingerprint.code(self._suite)}
        )
        if changed:
            return self._fail(FAILED, [f"{changed} mientras se hacía el informe. Repita la corrida."])
        for line in self._notes:
            self._log.add(line)
        self._log.add(f"publicado en {self._folder.target}")
        content = self._record(PUBLISHED, self._results) | {"outputs": record.outputs(self._building)}
        (self._building / record.LOG).write_text(self._log.text(), encoding="utf-8", newline="\n")
        (self._building / record.FILE).write_text(record.to_text(content), encoding="utf-8", newline="\n")
        self._shop.go_on()
        self._folder.publish()
        return self._outcome(PUBLISHED, folder=self._folder.target)

    def _take_over(self) -> None:
        """Copy the sections of the last report that are not made again."""
        for section in self._plan.kept:
            for name in (section.page, f"notebooks/{section.notebook}"):
                shutil.copyfile(self._folder.target / name, self._building / name)

    def _tell_what_is_left_out(self) -> None:
        left = [section.name for section in self._suite.sections if section not in self._plan.shown]
        if left:
            told = f"Fuera de este informe, porque no se pidieron y no hay una versión vigente: {', '.join(left)}"
            self._log.add(told)
            self._shop.progress.say(told)

    def _fail(self, status: str, problems: Sequence[str], failures: Sequence[Result] = ()) -> Outcome:
        """Leave the last report as it is, and what explains the failure in `failed/`."""
        self._log.add(f"no se publicó nada: {'; '.join(problems)}")
        content = self._record(status, failures) | {"problems": list(problems)}
        texts = {record.LOG: self._log.text(), record.FILE: record.to_text(content)}
        files = [self._building / name for result in failures
                 for name in (f"notebooks/{result.section.notebook}", result.section.page)]  # fmt: skip
        folder = self._folder.keep_failure(texts, [file for file in files if file.is_file()])
        return self._outcome(status, problems, folder)

    def _record(self, status: str, results: Sequence[Result]) -> dict[str, Any]:
        """What run.json tells, but for the files of the report."""
        sections = {section.name: {"status": "reutilizada"} for section in self._plan.kept}
        sections |= {result.section.name: result.told() for result in results}
        order = [name for name in self._suite.names if name in sections]
        return {
            "format": record.FORMAT, "year": self._report.year, "status": status, "started": self._clock,
            "seconds": round(self._spent(), 2), **record.about_the_programs(self._suite.root),
            "parameters": self._report.parameters(self._suite), "reason": self._plan.reason,
            "sections": {name: sections[name] for name in order}, **self._known, "made_from": self._plan.parts,
        }  # fmt: skip

    def _outcome(self, status: str, problems: Sequence[str] = (), folder: Path | None = None) -> Outcome:
        return Outcome(self._report.name, status, tuple(problems), folder, self._spent(), self._notes)

    def _spent(self) -> float:
        return time.monotonic() - self._started
