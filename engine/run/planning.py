"""What a run makes, what it keeps of the last report, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.run import fingerprint, record
from engine.run.arguments import Options
from engine.run.sets import ReportSet
from engine.suite import Section, Suite


@dataclass(frozen=True)
class Plan:
    """What a run does.

    Attributes:
        making: Sections it makes.
        kept: Sections it takes from the last report.
        parts: What the report depends on, as it is now.
        reason: Why anything must be made; empty when nothing must.
    """

    making: tuple[Section, ...]
    kept: tuple[Section, ...]
    parts: fingerprint.Parts
    reason: str

    @property
    def shown(self) -> tuple[Section, ...]:
        """Sections the report will have, in its order."""
        return tuple(sorted((*self.making, *self.kept), key=lambda section: section.number))


def plan(suite: Suite, report: ReportSet, options: Options, folder: Path) -> Plan:
    """Decide what a run does.

    Args:
        suite: The suite.
        report: The report.
        options: What was asked.
        folder: Where the report that is in place is.
    """
    last, now = record.read(folder), fingerprint.take(suite, report)
    wanted = suite.select(options.only or suite.names)
    if not last:
        return Plan(wanted, (), now, "no hay un informe anterior")
    missing = ", ".join(section.name for section in wanted if section.name not in last["sections"])
    reason = record.damage(last, folder) or fingerprint.what_changed(last["made_from"], now)
    reason = reason or (f"faltan en el informe: {missing}" if missing else "")
    reason = reason or ("se pidió con --force" if options.force else "")
    others = tuple(section for section in suite.sections if section not in wanted)
    return Plan(wanted, others if _still_hold(others, wanted, last, now, folder) else (), now, reason)


def _still_hold(
    others: Sequence[Section], wanted: Sequence[Section], last: Mapping[str, Any], now: fingerprint.Parts, folder: Path
) -> bool:
    """Whether the sections nobody asked for can stay: nothing changed but the notebooks of those that are made."""
    made = {section.notebook for section in wanted}
    before, after = (
        {**parts, fingerprint.NOTEBOOKS: {name: digest for name, digest in parts[fingerprint.NOTEBOOKS].items()
                                          if name not in made}}
        for parts in (last["made_from"], now)
    )  # fmt: skip
    files = [name for section in others for name in (section.page, f"notebooks/{section.notebook}")]
    there = all(section.name in last["sections"] for section in others)
    return there and not fingerprint.what_changed(before, after) and not record.damage(last, folder, files)
