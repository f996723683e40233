"""run.json: how a report was made, from what, and how long it took. Also the memory of what need not be made again."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lib.run.fingerprint import sha256
from lib.run.sections import PROJECT_ROOT

if TYPE_CHECKING:
    from lib.run.planning import Plan, ReportSet, Step
    from lib.run.section_runs import SectionResult

FILE, LOG, FAILED_FOLDER = "run.json", "run.log", "failed"
FORMAT = 2
_LISTS_OF_A_RECORD = ("modules", "page_modules", "navigation")
VERSIONS = (
    "pandas", "numpy", "matplotlib", "seaborn", "papermill", "nbclient", "nbconvert", "ipykernel", "jinja2", "babel",
    "openpyxl", "xlsxwriter",
)  # fmt: skip


@dataclass(frozen=True)
class Manifest:
    """A run.json that was read; empty when there is none that can be used.

    Attributes:
        content: The whole file.
    """

    content: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the one of a report's folder; one that cannot be read or is of another format counts as none."""
        try:
            content = json.loads((folder / FILE).read_text(encoding="utf-8"))
            _require_shape(content)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls({})
        return cls(content)

    @property
    def outputs(self) -> Mapping[str, str]:
        """sha256 of each file of the report."""
        return self.content.get("outputs", {})

    @property
    def before(self) -> Mapping[str, Any]:
        """Contents the report was made from."""
        return self.content.get("made_from", {"code": {}, "data": {}, "environment": ""})

    @property
    def audits(self) -> Mapping[str, Mapping[str, int]]:
        """What was counted when each page was checked."""
        return self.content.get("audits", {})

    @property
    def data_modules(self) -> list[str]:
        """Modules the tables and the single file were made with."""
        return self.content.get("data_modules", [])

    def section(self, name: str) -> Mapping[str, Any] | None:
        """What is known of a section's page; None when there is none."""
        return self.content.get("sections", {}).get(name, {}).get("record")


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
        "versions": versions(VERSIONS), "parameters": made.report.parameters,
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


def versions(names: Sequence[str]) -> dict[str, str]:
    """Installed version of each package; those that are not installed are left out."""
    from importlib.metadata import PackageNotFoundError, version  # only runs that make something pay for it

    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _require_shape(content: Any) -> None:
    """Raise for anything but a run.json of this format, so that what was edited or damaged is not believed."""
    if content["format"] != FORMAT:
        raise ValueError(content["format"])
    maps = [content["outputs"], content["audits"], *(content["made_from"][name] for name in ("code", "data"))]
    records = [section["record"] for section in content["sections"].values() if "record" in section]
    lists = [content["data_modules"], *(record[name] for record in records for name in _LISTS_OF_A_RECORD)]
    texts = [content["made_from"]["environment"], *(record["notebook_sha256"] for record in records)]
    numbers = [record["seconds"] for record in records]
    maps += [record["parameters"] for record in records]
    for values, kind in ((maps, dict), (lists, list), (texts, str), (numbers, (int, float))):
        if not all(isinstance(value, kind) for value in values):
            raise TypeError(kind)


def to_text(content: Mapping[str, Any]) -> str:
    """A run.json's text."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def git_state() -> dict[str, Any]:
    """Commit of this checkout and whether files differ from it; empty when it is no checkout."""
    commit = _git("rev-parse", "HEAD")
    return {"commit": commit, "modified": bool(_git("status", "--porcelain"))} if commit else {"commit": ""}


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(PROJECT_ROOT), *arguments],
            capture_output=True,
            text=True,
            timeout=10,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
