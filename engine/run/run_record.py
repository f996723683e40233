"""What run.json tells: how a report was made, from what, and how long it took."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.run.fingerprint import sha256
from engine.run.manifest import FAILED_FOLDER, FORMAT, LOG, Manifest
from engine.run.planning import Plan, ReportSet, Step
from engine.run.section_runs import SectionResult
from engine.run.versions import RECORDED, git_state, versions


@dataclass(frozen=True)
class Made:
    """What run.json tells about a run as a whole.

    Attributes:
        report: The report.
        plan: What was to be done, and the contents it was decided on.
        last: Record of the report before.
        started: When it started.
        seconds: How long it took.
        status: How it ended.
        navigation: Sections every page leads to.
        data_modules: Modules the tables and the single file were made with.
        inputs: sha256 of each data file read.
        audits: What was counted when each page was checked.
        warnings: What is doubtful in the data.
    """

    report: ReportSet
    plan: Plan
    last: Manifest
    started: str
    seconds: float
    status: str
    navigation: Sequence[str]
    data_modules: Sequence[str]
    inputs: Mapping[str, str]
    audits: Mapping[str, Mapping[str, int]]
    warnings: Sequence[str]


def content(made: Made, results: Sequence[SectionResult], building: Path) -> dict[str, Any]:
    """Everything run.json says.

    Args:
        made: The run as a whole.
        results: How each section that was worked on ended.
        building: Folder with the report's files.
    """
    by_name = {result.step.section.name: result for result in results}
    return {
        "format": FORMAT, "year": made.report.year, "status": made.status, "started": made.started,
        "seconds": round(made.seconds, 2), **git_state(), "python": platform.python_version(),
        "versions": versions(RECORDED), "parameters": made.report.parameters,
        "sections": {step.section.name: _section(step, by_name.get(step.section.name), made)
                     for step in made.plan.steps},
        "warnings": list(made.warnings), "inputs": dict(made.inputs),
        "outputs": {path.relative_to(building).as_posix(): sha256(path) for path in sorted(building.rglob("*"))
                    if path.is_file() and path.name != LOG and FAILED_FOLDER not in path.relative_to(building).parts},
        "audits": dict(made.audits), "data_modules": list(made.data_modules),
        "made_from": {"code": made.plan.snapshot.code, "data": made.plan.snapshot.data,
                      "environment": made.plan.snapshot.environment},
    }  # fmt: skip


def _section(step: Step, result: SectionResult | None, made: Made) -> dict[str, Any]:
    told = {
        "action": step.action,
        "reason": step.reason,
        "status": _status(step, result),
        "seconds": round(result.seconds, 2) if result else 0,
    }
    if result is not None and result.error:
        return told | {"error": result.error}
    record = _record(step, result, made)
    return told | {"record": record} if record else told


def _status(step: Step, result: SectionResult | None) -> str:
    if result is None:
        return {"reutilizar": "reutilizada", "dejar": "no incluida"}.get(step.action, "no terminada")
    if result.error:
        return "no ejecutada" if result.skipped else "fallida"
    return {"ejecutar": "ejecutada", "exportar": "exportada"}.get(step.action, step.action)


def _record(step: Step, result: SectionResult | None, made: Made) -> dict[str, Any] | None:
    """What the next run needs to know whether the section still holds."""
    before = made.last.section(step.section.name)
    if step.action == "dejar" or (result is None and step.action != "reutilizar"):
        return None
    if step.action == "ejecutar":
        return {
            "notebook_sha256": made.plan.snapshot.notebooks[step.section.notebook],
            "parameters": made.report.parameters, "modules": result.modules, "page_modules": result.page_modules,
            "navigation": list(made.navigation), "seconds": round(result.seconds, 2), "executed": made.started,
        }  # fmt: skip
    page = {"page_modules": result.page_modules} if result else {}
    return {**before, **page, "navigation": list(made.navigation)}


def to_text(content: Mapping[str, Any]) -> str:
    """A run.json's text."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=False) + "\n"
