"""What each page was made from, so that nothing is made twice and the run can say why it makes something again.

Everything here is read on a run that changes nothing, so it imports nothing heavy and every file is read once.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.spanish import plural
from lib.suite import NOTEBOOKS_DIR, PROJECT_ROOT, Section

LIBRARIES = (PROJECT_ROOT / "engine", PROJECT_ROOT / "lib")
_TEMPLATES = "engine/page/templates/"
_NOT_CODE = {"__pycache__"}
_ALWAYS_USED = ("engine/run/execution.py", "engine/run/kernels.py")


@dataclass(frozen=True)
class Snapshot:
    """Contents of everything a page can depend on, as they were when the run started.

    Attributes:
        code: sha256 of each file of `lib/`, by path relative to the project.
        notebooks: sha256 of each notebook, by file name.
        data: sha256 of each file of the year's and the reference data, by path relative to the data folder.
        environment: Digest of the interpreter and of what is installed in it.
    """

    code: dict[str, str]
    notebooks: dict[str, str]
    data: dict[str, str]
    environment: str

    @classmethod
    def take(cls, year: int, data_dir: Path) -> Snapshot:
        """Read everything now."""
        data = {file.relative_to(data_dir).as_posix(): sha256(file) for file in _data_files(year, data_dir)}
        code = {
            file.relative_to(PROJECT_ROOT).as_posix(): sha256(file) for folder in LIBRARIES for file in _files(folder)
        }
        notebooks = {path.name: sha256(path) for path in sorted(NOTEBOOKS_DIR.glob("*.ipynb"))}
        return cls(code, notebooks, data, environment())

    def resources(self, template: bool) -> dict[str, str]:
        """Files of `lib/` that are not modules: those of the page template, or the others."""
        return {
            path: digest
            for path, digest in self.code.items()
            if not path.endswith(".py") and path.startswith(_TEMPLATES) == template
        }


def reason_to_execute(
    section: Section,
    record: Mapping[str, Any] | None,
    now: Snapshot,
    before: Mapping[str, Any],
    parameters: Mapping[str, Any],
) -> str:
    """Why a section's notebook must run; empty when its last run still holds.

    Args:
        section: The section.
        record: What the last run recorded of the section; None when it has no page.
        now: Contents now.
        before: Record of the last run: `code`, `data`, `environment`.
        parameters: Parameters of this run.
    """
    if record is None:
        return "no hay una corrida anterior de esta sección"
    if record["notebook_sha256"] != now.notebooks.get(section.notebook):
        return f"cambió el cuaderno {section.notebook}"
    if record["parameters"] != parameters:
        changed = [name for name in parameters if record["parameters"].get(name) != parameters[name]]
        return "cambiaron los parámetros: {names}".format(names=", ".join(changed))
    return reason_to_compute([*record["modules"], *_ALWAYS_USED], now, before)


def reason_to_compute(modules: Iterable[str], now: Snapshot, before: Mapping[str, Any]) -> str:
    """Why tables and figures must be computed again; empty when data, versions and the modules used are the same."""
    used = [*modules, *now.resources(template=False)]
    return (
        _changed(before["data"], now.data)
        or _changed_of(used, before["code"], now.code)
        or _environment(before["environment"], now.environment)
    )


def reason_to_export(record: Mapping[str, Any], now: Snapshot, before: Mapping[str, Any], navigation: list[str]) -> str:
    """Why a page must be made again from its executed notebook; empty when it still holds."""
    if record["navigation"] != navigation:
        return "cambiaron las páginas del informe"
    return _changed_of([*record["page_modules"], *now.resources(template=True)], before["code"], now.code)


def sha256(path: Path) -> str:
    """Digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def modules_loaded() -> list[str]:
    """Modules of the library this process has loaded, as run.json names them."""
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return project_paths(
        file for file in files if file and file.startswith(tuple(f"{folder}{os.sep}" for folder in LIBRARIES))
    )


def project_paths(files: Iterable[str]) -> list[str]:
    """Files of the project, relative to it."""
    return sorted({Path(file).relative_to(PROJECT_ROOT).as_posix() for file in files})


def environment() -> str:
    """Digest of the interpreter and of the name and version of every installed package."""
    names = {
        entry.name
        for folder in sys.path
        if folder.endswith(("site-packages", "dist-packages")) and (root := Path(folder)).is_dir()
        for entry in root.iterdir()
        if entry.name.endswith(".dist-info")
    }
    return hashlib.sha256("\n".join([sys.version, platform.machine(), *sorted(names)]).encode()).hexdigest()


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    return _changed_of(before.keys() | now.keys(), before, now)


def _changed_of(paths: Iterable[str], before: Mapping[str, str], now: Mapping[str, str]) -> str:
    changed = sorted({path for path in paths if before.get(path) != now.get(path)})
    if not changed:
        return ""
    more = len(changed) - 1
    others = plural(" (y {count} archivo más)", " (y {count} archivos más)", more).format(count=more) if more else ""
    return f"cambió {changed[0]}{others}"


def _environment(before: str, now: str) -> str:
    return "" if before == now else "cambiaron las versiones de las bibliotecas o de Python"


def _data_files(year: int, data_dir: Path) -> list[Path]:
    """Reference data and every year up to this one: reports compare with the years before."""
    folders = [data_dir / "reference", *sorted(path for path in data_dir.glob("[0-9]" * 4) if int(path.name) <= year)]
    return [file for folder in folders for file in _files(folder)]


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if not _NOT_CODE & set(path.parts) and not path.name.startswith((".", "~$")) and path.is_file()
    )
