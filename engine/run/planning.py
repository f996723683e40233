"""Which sections a run executes, which it takes from the last report, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.run.arguments import Options
from engine.run.fingerprint import Snapshot, reason_to_compute, reason_to_execute, reason_to_export, sha256
from engine.run.manifest import Manifest
from lib.suite import PROJECT_ROOT, SECTIONS, Section, names

EXECUTE, EXPORT, REUSE, LEAVE, ABSENT = "ejecutar", "exportar", "reutilizar", "dejar", "avisar"


@dataclass(frozen=True)
class ReportSet:
    """One report to produce.

    Attributes:
        name: Name of its folder in the output folder.
        year: Reporting year.
        data_dir: Data folder.
    """

    name: str
    year: int
    data_dir: Path

    @property
    def parameters(self) -> dict[str, Any]:
        """Parameters of its notebooks; the project's own data folder is left to the notebooks' default."""
        own = self.data_dir == PROJECT_ROOT / "data"
        return {"year": self.year, "data_dir": "" if own else str(self.data_dir)}


@dataclass(frozen=True)
class Step:
    """What a run does with one section.

    Attributes:
        section: The section.
        action: One of `EXECUTE`, `EXPORT` (the page only), `REUSE`, `LEAVE` (not in this report), `ABSENT` (a page that
            says it is missing).
        reason: Why, for people.
        seconds: How long it took last time; 0 when unknown.
    """

    section: Section
    action: str
    reason: str
    seconds: float = 0.0


@dataclass(frozen=True)
class Plan:
    """What a run does.

    Attributes:
        steps: One for each section, in report order.
        rest: Why the tables and figures must be made again, and the pages that are kept checked again; empty when what
            they were made from and with is unchanged.
        snapshot: Contents everything is compared by.
    """

    steps: tuple[Step, ...]
    rest: str
    snapshot: Snapshot

    @property
    def has_work(self) -> bool:
        """Whether anything must be made."""
        return bool(self.rest) or any(step.action in (EXECUTE, EXPORT) for step in self.steps)

    @property
    def shown(self) -> tuple[Section, ...]:
        """Sections the report will have."""
        return tuple(step.section for step in self.steps if step.action != LEAVE)

    def doing(self, *actions: str) -> list[Step]:
        """Steps of those actions, the longest first."""
        asked = (step for step in self.steps if step.action in actions)
        return sorted(asked, key=lambda step: (-step.seconds, not step.section.whole))


def plan(report: ReportSet, options: Options, last: Manifest, folder: Path) -> Plan:
    """Decide what a run does.

    Args:
        report: The report.
        options: What was asked.
        last: Record of the report that is in place.
        folder: Where that report is.
    """
    now = Snapshot.take(report.year, report.data_dir)
    steps = tuple(_step(section, report, options, last, folder, now) for section in SECTIONS)
    navigation = [step.section.name for step in steps if step.action != LEAVE]
    steps = tuple(_with_page(step, last, now, navigation) for step in steps)
    return Plan(steps, _rest(last, now, folder), now)


def _step(section: Section, report: ReportSet, options: Options, last: Manifest, folder: Path, now: Snapshot) -> Step:
    record = last.section(section.name)
    spent = record["seconds"] if record else 0.0
    wanted = section.name in (options.only or names())
    reason = _damage(section, last, folder) or reason_to_execute(section, record, now, last.before, report.parameters)
    if wanted and (reason or options.force):
        return Step(section, EXECUTE, reason or "se pidió con --force", spent)
    if reason:
        return Step(section, LEAVE, f"no se pidió, y la anterior ya no vale: {reason}", spent)
    return Step(section, REUSE, "sin cambios", spent)


def _with_page(step: Step, last: Manifest, now: Snapshot, navigation: list[str]) -> Step:
    if step.action != REUSE:
        return step
    reason = reason_to_export(last.section(step.section.name), now, last.before, navigation)
    return replace(step, action=EXPORT, reason=reason) if reason else step


def _damage(section: Section, last: Manifest, folder: Path) -> str:
    if last.section(section.name) is None:
        return ""
    return next(
        filter(None, (_file_damage(name, last, folder) for name in (section.page, f"notebooks/{section.notebook}"))), ""
    )


def _file_damage(name: str, last: Manifest, folder: Path) -> str:
    file = folder / name
    if not file.is_file():
        return f"falta {name} en el informe"
    return "" if sha256(file) == last.outputs.get(name) else f"{name} fue modificado a mano"


def _rest(last: Manifest, now: Snapshot, folder: Path) -> str:
    """Why what is not a page must be made again; empty when the last report's still holds."""
    pages = {name for section in SECTIONS for name in (section.page, f"notebooks/{section.notebook}")}
    others = [name for name in last.outputs if name not in pages]
    if not others:
        return "no hay una corrida anterior"
    damage = next(filter(None, (_file_damage(name, last, folder) for name in others)), "")
    return damage or reason_to_compute(last.data_modules, now, last.before)
