"""One report from start to end: plan, check, run the sections side by side, publish the whole."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from engine.run import run_record
from engine.run.data_desk import DataDesk, DataFailed, Link, single_file
from engine.run.manifest import FAILED_FOLDER, FILE, LOG, Manifest
from engine.run.planning import ABSENT, EXECUTE, EXPORT, LEAVE, REUSE, Plan, ReportSet, Step, plan
from engine.run.preflight import environment_problems
from engine.run.progress import Log
from engine.run.publishing import FolderInUse, YearFolder, explain_write_error
from engine.run.section_runs import SectionResult, SectionRuns
from engine.run.shop import FAILED, INTERRUPTED, PARTIAL, PUBLISHED, UNCHANGED, UNUSABLE, Outcome, Shop, Stopped
from lib.suite import NOTEBOOKS_DIR, SECTIONS, Section

SUMMARY = SECTIONS[0]


class Production:
    """The run of one report.

    Args:
        report: The report.
        shop: Options, processes, progress.
    """

    def __init__(self, report: ReportSet, shop: Shop) -> None:
        self._report, self._shop = report, shop
        self._folder = YearFolder(shop.options.output_dir, report.name)
        self._log, self._started, self._clock = Log(), time.monotonic(), time.strftime("%Y-%m-%dT%H:%M:%S%z")
        self._last = Manifest.read(self._folder.target)
        self._plan = plan(report, shop.options, self._last, self._folder.target)
        self._alone = shop.options.matrix is None and len(shop.options.years) < 2
        self._desk: DataDesk | None = None
        self._warnings: list[str] = []
        self._checked: list[str] = []

    @property
    def plan(self) -> Plan:
        """What has to be done, and why."""
        return self._plan

    def run(self) -> Outcome:
        """Do it; what an analyst can mend never raises."""
        if not self._plan.has_work:
            return self._outcome(UNCHANGED, folder=self._folder.target, reused=len(self._plan.shown))
        try:
            problems = self.check()
            return self._outcome(UNUSABLE, problems) if problems else self._make()
        except FolderInUse as error:
            return self._outcome(UNUSABLE, [str(error)])
        except DataFailed as error:
            return self._outcome(FAILED, error.problems)
        except Stopped:
            return self._outcome(INTERRUPTED)
        except OSError as error:
            return self._outcome(INTERRUPTED) if self._shop.stopping.is_set() else self._outcome(FAILED, [_told(error)])
        finally:
            self.close()

    def check(self) -> list[str]:
        """The cheap checks: environment, notebooks and data; every problem found. Nothing is written."""
        problems = environment_problems()
        if problems:
            return problems
        self._desk = DataDesk(self._shop, self._report)
        problems = self._notebook_problems()
        found, self._warnings = self._desk.check()
        for text in self._warnings if self._alone else ():
            self._shop.progress.say(f"Aviso: {text}")
        return problems + found

    def close(self) -> None:
        """End the process that works with the data."""
        if self._desk is not None:
            self._desk.close()

    def _notebook_problems(self) -> list[str]:
        sections = [step.section for step in self._plan.doing(EXECUTE)] if self._plan.has_work else SECTIONS
        paths = [str(NOTEBOOKS_DIR / section.notebook) for section in sections]
        answers = list(self._shop.notebooks.ask("notebooks", paths=paths))
        self._shop.go_on()
        return next(iter(answers), {}).get(
            "problems", ["no se pudieron revisar los cuadernos; vea que el entorno esté completo"]
        )

    def _make(self) -> Outcome:
        with self._folder:
            self._building = self._folder.start()
            for text in self._warnings:
                self._log.add(f"Aviso: {text}")
            try:
                return self._build()
            except DataFailed as error:
                self._log.add("\n".join([*error.problems, error.details]))
                return self._fail(FAILED, error.problems, [])
            except (Stopped, OSError) as error:
                if not self._shop.stopping.is_set():
                    raise
                self._fail(INTERRUPTED, ["la corrida fue interrumpida"], [])
                raise Stopped from error  # an OSError here is a process that was closed under us

    def _build(self) -> Outcome:
        self._take_over()
        self._tell_what_is_left_out()
        shown = [section for section in SECTIONS if section in self._plan.shown or section is SUMMARY]
        absent = [section for section in shown if section not in self._plan.shown]
        runs = SectionRuns(self._report, self._shop, self._log, self._building, self._desk.audit)
        steps = [*self._plan.doing(EXECUTE, EXPORT), *_absent_steps(absent)]
        contexts = self._desk.contexts(_links(shown, absent), shown)
        with ThreadPoolExecutor(1) as beside:
            rest = beside.submit(self._make_rest)
            results = runs.run(steps, contexts)
        rest.result()
        failures = [result for result in results if result.error]
        if failures and not self._shop.options.keep_going:
            return self._fail(FAILED, [item.error for item in failures if not item.skipped], failures)
        if failures:
            self._keep_notebooks(failures)
            absent += [result.step.section for result in failures]
            self._export_again(runs, shown, absent)
        modules, self._checked = self._desk.assemble(self._building, _links(shown, absent))
        kept = [] if self._plan.rest else self._last.data_modules  # made the tables that were taken over
        return self._publish(results, absent, sorted({*modules, *kept}))

    def _make_rest(self) -> None:
        """Write the tables, and check the pages taken from the last report by today's rules, unless nothing changed."""
        if not self._plan.rest:
            kept = {step.section.page for step in self._plan.doing(REUSE)}
            self._desk.audits.update({page: counts for page, counts in self._last.audits.items() if page in kept})
            self._desk.compute_figures()
            return
        self._log.add(f"tablas y figuras: {self._plan.rest}")
        self._desk.write_tables(self._building)
        problems = [
            problem
            for step in self._plan.doing(REUSE)
            for problem in self._desk.audit(self._building / step.section.page)
        ]
        if problems:
            raise DataFailed(problems)

    def _tell_what_is_left_out(self) -> None:
        left = [step.section.name for step in self._plan.doing(LEAVE)]
        if left:
            told = "Fuera de este informe, porque no se pidieron y no hay una versión vigente: {names}".format(
                names=", ".join(sorted(left))
            )
            self._log.add(told)
            self._shop.progress.say(told)

    def _export_again(self, runs: SectionRuns, shown: list[Section], absent: list[Section]) -> None:
        """Make every page again, so that each says which sections are missing."""
        present = [Step(section, EXPORT, "otra sección falló") for section in shown if section not in absent]
        contexts = self._desk.contexts(_links(shown, absent), shown)
        failures = [result.error for result in runs.run([*present, *_absent_steps(absent)], contexts) if result.error]
        if failures:
            raise DataFailed(failures)

    def _take_over(self) -> None:
        """Copy from the last report what is not made again."""
        target = self._folder.target
        for step in self._plan.doing(REUSE, EXPORT):
            section = step.section
            shutil.copyfile(target / "notebooks" / section.notebook, self._building / "notebooks" / section.notebook)
            if step.action == REUSE:
                shutil.copyfile(target / section.page, self._building / section.page)
                self._log.add(f"{section.stem}: {step.action}: {step.reason}")
        for name in self._kept_tables():
            shutil.copyfile(target / name, self._building / name)

    def _kept_tables(self) -> list[str]:
        """Tables and figures of the last report that still hold."""
        made = {name for section in SECTIONS for name in (section.page, f"notebooks/{section.notebook}")}
        made.add(single_file(self._report.year))
        return [] if self._plan.rest else [name for name in self._last.outputs if name not in made]

    def _publish(self, results: list[SectionResult], absent: list[Section], modules: list[str]) -> Outcome:
        failures = [result for result in results if result.error]
        self._shop.go_on()
        status = PARTIAL if failures else PUBLISHED
        for line in self._checked:
            self._log.add(line)
        self._log.add(f"publicado en {self._folder.target}")
        content = self._record(status, results, absent, modules)
        (self._building / LOG).write_text(self._log.text(), encoding="utf-8", newline="\n")
        (self._building / FILE).write_text(run_record.to_text(content), encoding="utf-8", newline="\n")
        self._folder.publish()
        made = sum(not result.error and result.step.action != ABSENT for result in results)
        return self._outcome(
            status, [result.error for result in failures], self._folder.target, made, len(self._plan.doing(REUSE))
        )

    def _fail(self, status: str, problems: list[str], failures: list[SectionResult]) -> Outcome:
        """Leave the last report as it is, and what explains the failure in `failed/`."""
        self._log.add("no se publicó nada: {problems}".format(problems="; ".join(problems)))
        content = self._record(status, failures, [], []) | {"problems": problems}
        files = {LOG: self._log.text(), FILE: run_record.to_text(content)}
        folder = self._folder.keep_failure(files, self._half_made(failures))
        return self._outcome(status, problems, folder)

    def _keep_notebooks(self, failures: list[SectionResult]) -> None:
        """With --keep-going what failed goes to `failed/` of the report that is published."""
        folder = self._building / FAILED_FOLDER
        folder.mkdir()
        for path in self._half_made(failures):
            path.replace(folder / path.name)

    def _half_made(self, failures: list[SectionResult]) -> list[Path]:
        sections = [result.step.section for result in failures]
        paths = [
            path
            for section in sections
            for path in (self._building / "notebooks" / section.notebook, self._building / section.page)
        ]
        return [path for path in paths if path.is_file()]

    def _record(self, status: str, results: list[SectionResult], absent: list[Section], modules: list[str]) -> dict:
        navigation = [section.name for section in self._plan.shown if section not in absent]
        return run_record.content(
            run_record.Made(
                self._report,
                self._plan,
                self._last,
                self._clock,
                self._spent(),
                status,
                navigation,
                modules,
                self._desk.hashes,
                self._desk.audits,
                self._warnings,
            ),
            results,
            self._building,
        )

    def _outcome(
        self, status: str, problems: list[str] | None = None, folder: Path | None = None, made: int = 0, reused: int = 0
    ) -> Outcome:
        return Outcome(
            self._report.name, status, tuple(problems or ()), folder, self._spent(), made, reused, tuple(self._checked)
        )

    def _spent(self) -> float:
        return time.monotonic() - self._started


def _told(error: OSError) -> str:
    if isinstance(error, ConnectionError):
        return f"no se pudieron iniciar los procesos de la corrida ({error}). Pruebe con --spawn."
    return explain_write_error(error)


def _links(shown: list[Section], absent: list[Section]) -> list[Link]:
    return [
        Link(
            section.name,
            f"{section.title} (no disponible)" if section in absent else section.title,
            section.page,
        )
        for section in shown
    ]


def _absent_steps(absent: list[Section]) -> list[Step]:
    return [Step(section, ABSENT, "sin esta sección") for section in absent]
