"""What a report is made from, every byte of it: run.json remembers it, so that nothing is made twice without need.

Everything here is read on a run that changes nothing, so it imports nothing heavy and reads every file once.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.disk import digests, paths_of, sha256
from engine.run.arguments import Options, ReportSet, reports_of
from engine.run.outcomes import Unusable
from engine.suite import Section, Suite
from engine.versions import code

Parts = dict[str, dict[str, str]]
NOTEBOOKS, DATA, CODE, SETTINGS = "notebooks", "data", "code", "settings"
RECORD, LOG, FORMAT = "run.json", "run.log", 3
_REACHES_KERNELS = ("PYTHON", "LC_", "LANG", "TZ", "OMP_", "OPENBLAS_", "MKL_")  # `Workplace` drops what must not
_SAID = {
    "packages": "cambiaron las versiones de las bibliotecas",
    "python": "cambió la versión de Python",
    "parameters": "cambiaron los parámetros",
}


@dataclass(frozen=True)
class Plan:
    """What a run does."""

    making: tuple[Section, ...]
    kept: tuple[Section, ...]  # of the last report
    parts: Parts  # what the report depends on
    reason: str  # why anything must be made; empty when nothing must

    @property
    def shown(self) -> tuple[Section, ...]:
        """Sections the report will have, in its order."""
        return tuple(sorted((*self.making, *self.kept), key=lambda section: section.number))


def plan(suite: Suite, report: ReportSet, options: Options, folder: Path) -> Plan:
    """Decide what a run does about the report that is in a folder.

    Sections nobody asked for stay when nothing changed but the notebooks of those that are made.
    """
    if absent := ", ".join(name for name in options.only if name not in suite.names):
        raise Unusable([f"los datos de {report.data_dir} no tienen la sección {absent}"])
    last, making = read_record(folder), suite.select(options.only or suite.names)
    read = {NOTEBOOKS: digests(_notebooks(suite)), DATA: digests(_data_paths(report))}
    now = read | {CODE: code(suite), SETTINGS: _settings(report)}
    if not last:
        return Plan(making, (), now, "no hay un informe anterior")
    others = tuple(section for section in suite.sections if section not in making)
    before, after = ({**parts, NOTEBOOKS: dict(parts.get(NOTEBOOKS, {}))} for parts in (last["made_from"], now))
    for section in making:
        before[NOTEBOOKS].pop(section.notebook, None)
        after[NOTEBOOKS].pop(section.notebook, None)
    files = [name for section in others for name in (section.page, f"notebooks/{section.notebook}")]
    stay = {section.name for section in others} <= last["sections"].keys() and not what_changed(before, after)
    missing = ", ".join(section.name for section in making if section.name not in last["sections"])
    reasons = (
        _damage(last, folder, last["outputs"]),
        what_changed(last["made_from"], now),
        missing and f"faltan en el informe: {missing}",
        "se pidió con --force" if options.force else "",
    )
    kept = others if stay and not _damage(last, folder, files) else ()
    return Plan(making, kept, now, next(filter(None, reasons), ""))


def copy_inputs(suite: Suite, report: ReportSet, folder: Path) -> Parts:
    """Copy data and notebooks into a folder, so that one and the same state of them is read; sha256 of each copy."""
    reports_of(Options(report.data_dir, folder, (report.year,)))  # a year that is not there is told as `--year` is
    (folder / DATA / str(report.year)).mkdir(parents=True)
    (folder / NOTEBOOKS).mkdir()
    copied = {}
    for kind, files in ((DATA, _data_paths(report)), (NOTEBOOKS, _notebooks(suite))):
        for name, path in files.items():
            (folder / kind / name).parent.mkdir(parents=True, exist_ok=True)
            if path.is_file():
                shutil.copyfile(path, folder / kind / name)
            elif path.exists():  # a pipe or a folder: it cannot be read there either, which is told as `check` does
                (folder / kind / name).mkdir(exist_ok=True)
        copied[kind] = digests({name: folder / kind / name for name in files})
    return copied


def what_changed(before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]) -> str:
    """What is different, in words; empty when nothing is. Only the kinds of `now` count."""
    differing = [
        _SAID.get(name, f"cambió la variable de entorno {name}") if kind == SETTINGS else f"cambió {name}"
        for kind in now
        for name in sorted(before.get(kind, {}).keys() | now[kind].keys())
        if before.get(kind, {}).get(name) != now[kind].get(name)
    ]
    return "".join(differing[:1]) + (f" y {len(differing) - 1} más" if differing[1:] else "")


def read_record(folder: Path) -> Mapping[str, Any]:
    """The run.json of a report's folder; empty when there is none that can be believed."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        content = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        maps = (content["outputs"], content["sections"], *content["made_from"].values())
        if content["format"] == FORMAT and all(isinstance(value, dict) for value in maps):
            return dict(content)
    return {}


def _damage(last: Mapping[str, Any], folder: Path, names: Iterable[str]) -> str:
    """What a report lost or got changed by hand; empty when those files are as recorded."""
    for name in names:
        if not (folder / name).is_file():
            return f"falta {name} en el informe"
        if sha256(folder / name) != last["outputs"].get(name):
            return f"{name} fue modificado a mano"
    return ""


def _settings(report: ReportSet) -> dict[str, str]:
    """Parameters, interpreter, packages as their folders are called, and variables that reach a kernel."""
    folders = [Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))]
    packages = {path.name for folder in folders if folder.is_dir() for path in folder.glob("*-info")}
    known = {
        "parameters": json.dumps([report.year, str(report.data_dir)]),
        "python": f"{sys.version} {platform.machine()}",
        "packages": " ".join(sorted(packages)),
    } | {name: value for name, value in os.environ.items() if name.startswith(_REACHES_KERNELS)}
    return {name: hashlib.sha256(os.fsencode(text)).hexdigest() for name, text in known.items()}


def _notebooks(suite: Suite) -> dict[str, Path]:
    paths = (suite.notebooks_dir / section.notebook for section in suite.sections)
    return {path.name: path for path in paths if path.is_file()}


def _data_paths(report: ReportSet) -> dict[str, Path]:
    """Reference data and every year up to the report's, for reports compare with the years before."""
    root = report.data_dir
    years = (path for path in sorted(root.glob("[0-9]" * 4)) if int(path.name) <= report.year)
    loose = (path for path in sorted(root.glob("[!.~]*")) if not path.is_dir())
    found = [*loose, *(path for folder in (root / "reference", *years) for path in paths_of(folder))]
    return {path.relative_to(root).as_posix(): path for path in found}
