"""What a report is made from, every byte of it, so that nothing is made twice and the run can say what changed.

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
from pathlib import Path

import engine
from engine.run.sets import ReportSet
from engine.spanish import plural
from engine.suite import Suite

Parts = dict[str, dict[str, str]]
DATA, NOTEBOOKS, CODE, SETTINGS = "data", "notebooks", "code", "settings"
ENGINE = Path(engine.__file__).resolve().parent
_REACHES_KERNELS = ("PYTHON", "LC_", "LANG", "TZ", "OMP_", "OPENBLAS_", "MKL_")
_SAID = {
    "packages": "cambiaron las versiones de las bibliotecas",
    "python": "cambió la versión de Python",
    "parameters": "cambiaron los parámetros",
}


def take(suite: Suite, report: ReportSet) -> Parts:
    """sha256 of everything a report can depend on, by kind and name, as it is now."""
    return {
        NOTEBOOKS: {name: sha256(path) for name, path in _notebooks(suite).items()},
        DATA: {name: sha256(path) for name, path in data_files(report).items()},
        CODE: code(suite),
        SETTINGS: _settings(report),
    }


def code(suite: Suite) -> dict[str, str]:
    """sha256 of each file of the library and the engine, modules and templates alike."""
    folders = (ENGINE, suite.library)
    return {
        f"{folder.name}/{file.relative_to(folder).as_posix()}": sha256(file)
        for folder in folders
        for file in _files(folder)
    }


def copy_inputs(suite: Suite, report: ReportSet, folder: Path) -> Parts:
    """Copy data and notebooks, so that whatever happens to them meanwhile one and the same state of them is read.

    Args:
        suite: The suite.
        report: The report.
        folder: Gets `data/` and `notebooks/`.

    Returns:
        sha256 of each copied file, by kind and name.
    """
    (folder / DATA / str(report.year)).mkdir(parents=True)
    (folder / DATA / "reference").mkdir()
    return {
        DATA: _copied(data_files(report), folder / DATA),
        NOTEBOOKS: _copied(_notebooks(suite), folder / NOTEBOOKS),
    }


def data_files(report: ReportSet) -> dict[str, Path]:
    """Reference data and every year up to the report's, for reports compare with the years before."""
    root = report.data_dir
    years = (path for path in sorted(root.glob("[0-9]" * 4)) if int(path.name) <= report.year)
    loose = (path for path in sorted(root.glob("*")) if path.is_file() and _is_content(path))
    found = [*loose, *(file for folder in (root / "reference", *years) for file in _files(folder))]
    return {file.relative_to(root).as_posix(): file for file in found}


def what_changed(before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]) -> str:
    """What is different, in words; empty when nothing is."""
    differing = [
        (kind, name)
        for kind in now
        for name in sorted(before.get(kind, {}).keys() | now[kind].keys())
        if before.get(kind, {}).get(name) != now[kind].get(name)
    ]
    if not differing:
        return ""
    (kind, name), more = differing[0], len(differing) - 1
    told = _SAID.get(name, f"cambió la variable de entorno {name}") if kind == SETTINGS else f"cambió {name}"
    return told + (plural(" (y {count} cosa más)", " (y {count} cosas más)", more).format(count=more) if more else "")


def sha256(path: Path) -> str:
    """Digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _settings(report: ReportSet) -> dict[str, str]:
    """Parameters, interpreter, packages, and variables that reach a kernel (`kernels.environment` drops the others)."""
    variables = {name: value for name, value in os.environ.items() if name.startswith(_REACHES_KERNELS)}
    known = {
        "parameters": json.dumps([report.year, str(report.data_dir)]),
        "python": f"{sys.version} {platform.machine()}",
        "packages": "\n".join(sorted(_packages())),
    }
    return {name: hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest() for name, text in
            (known | variables).items()}  # fmt: skip


def _packages() -> set[str]:
    """Name and version of every installed package, as their folders say."""
    folders = [Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))]
    return {
        entry.name
        for folder in folders
        if folder.is_dir()
        for entry in folder.iterdir()
        if entry.suffix in (".dist-info", ".egg-info")
    }


def _notebooks(suite: Suite) -> dict[str, Path]:
    paths = (suite.notebooks_dir / section.notebook for section in suite.sections)
    return {path.name: path for path in paths if path.is_file()}


def _copied(files: Mapping[str, Path], folder: Path) -> dict[str, str]:
    for name, path in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)
    return {name: sha256(folder / name) for name in files}


def _files(folder: Path) -> Iterable[Path]:
    return (
        path
        for path in sorted(folder.rglob("*"))
        if "__pycache__" not in path.parts and _is_content(path) and path.is_file()
    )


def _is_content(path: Path) -> bool:
    return not path.name.startswith((".", "~$"))
