"""What a run makes, what it keeps of the last report, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.run import fingerprint, record
from engine.run.arguments import Options
from engine.run.sets import ReportSet
from engine.suite import Section, Suite


@dataclass(frozen=True)
class Plan:
    """What a run does."""

    making: tuple[Section, ...]
    kept: tuple[Section, ...]  # of the last report
    parts: fingerprint.Parts  # what the report depends on
    reason: str  # why anything must be made; empty when nothing must

    @property
    def shown(self) -> tuple[Section, ...]:
        """Sections the report will have, in its order."""
        return tuple(sorted((*self.making, *self.kept), key=lambda section: section.number))


def plan(suite: Suite, report: ReportSet, options: Options, folder: Path) -> Plan:
    """Decide what a run does about the report that is in a folder.

    Sections nobody asked for stay when nothing changed but the notebooks of those that are made.
    """
    last, now = record.read(folder), fingerprint.take(suite, report)
    making = suite.select(options.only or suite.names)
    if not last:
        return Plan(making, (), now, "no hay un informe anterior")
    others = tuple(section for section in suite.sections if section not in making)
    made, there = {section.notebook for section in making}, last["sections"].keys()
    before, after = (
        parts
        | {
            fingerprint.NOTEBOOKS: {
                name: digest for name, digest in parts.get(fingerprint.NOTEBOOKS, {}).items() if name not in made
            }
        }
        for parts in (last["made_from"], now)
    )
    files = [name for section in others for name in (section.page, f"notebooks/{section.notebook}")]
    hold = {section.name for section in others} <= there and not fingerprint.what_changed(before, after)
    missing = [section.name for section in making if section.name not in there]
    reasons = (
        record.damage(last, folder),
        fingerprint.what_changed(last["made_from"], now),
        f"faltan en el informe: {', '.join(missing)}" if missing else "",
        "se pidió con --force" if options.force else "",
    )
    kept = others if hold and not record.damage(last, folder, files) else ()
    return Plan(making, kept, now, next(filter(None, reasons), ""))
