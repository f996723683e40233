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
from engine.suite import Suite

Parts = dict[str, dict[str, str]]
NOTEBOOKS, DATA, CODE, SETTINGS = "notebooks", "data", "code", "settings"
ENGINE = Path(engine.__file__).resolve().parent
_REACHES_KERNELS = ("PYTHON", "LC_", "LANG", "TZ", "OMP_", "OPENBLAS_", "MKL_")  # `Workplace` drops what must not
_SAID = {
    "packages": "las versiones de las bibliotecas",
    "python": "la versión de Python",
    "parameters": "los parámetros",
}


def take(suite: Suite, report: ReportSet) -> Parts:
    """sha256 of everything a report can depend on, by kind and name, as it is now."""
    return {
        NOTEBOOKS: _digests(_notebooks(suite)),
        DATA: _digests(_data_files(report)),
        CODE: code(suite),
        SETTINGS: _settings(report),
    }


def code(suite: Suite) -> dict[str, str]:
    """sha256 of each file of the library and the engine, modules and templates alike."""
    folders = (ENGINE, suite.library)
    return _digests(
        {f"{root.name}/{file.relative_to(root).as_posix()}": file for root in folders for file in _files(root)}
    )


def copy_inputs(suite: Suite, report: ReportSet, folder: Path) -> Parts:
    """Copy data and notebooks into a folder, so that one and the same state of them is read; sha256 of each copy."""
    (folder / DATA / str(report.year)).mkdir(parents=True)
    (folder / NOTEBOOKS).mkdir()
    copied = {}
    for kind, files in ((DATA, _data_files(report)), (NOTEBOOKS, _notebooks(suite))):
        for name, path in files.items():
            (folder / kind / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / kind / name)
        copied[kind] = _digests({name: folder / kind / name for name in files})
    return copied


def what_changed(before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]) -> str:
    """What is different, in words; empty when nothing is. Only the kinds of `now` count."""
    differing = [
        _SAID.get(name, f"la variable de entorno {name}") if kind == SETTINGS else name
        for kind in now
        for name in sorted(before.get(kind, {}).keys() | now[kind].keys())
        if before.get(kind, {}).get(name) != now[kind].get(name)
    ]
    more = f" y {len(differing) - 1} más" if len(differing) > 1 else ""
    return f"cambió {differing[0]}{more}" if differing else ""


def sha256(path: Path) -> str:
    """Digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digests(files: Mapping[str, Path]) -> dict[str, str]:
    return {name: sha256(path) for name, path in files.items()}


def _settings(report: ReportSet) -> dict[str, str]:
    """Parameters, interpreter, packages as their folders are called, and variables that reach a kernel."""
    folders = [Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))]
    packages = {entry for folder in folders if folder.is_dir() for entry in os.listdir(folder) if "-info" in entry}
    known = {
        "parameters": json.dumps([report.year, str(report.data_dir)]),
        "python": f"{sys.version} {platform.machine()}",
        "packages": " ".join(sorted(packages)),
    } | {name: value for name, value in os.environ.items() if name.startswith(_REACHES_KERNELS)}
    return {name: hashlib.sha256(os.fsencode(text)).hexdigest() for name, text in known.items()}


def _notebooks(suite: Suite) -> dict[str, Path]:
    paths = (suite.notebooks_dir / section.notebook for section in suite.sections)
    return {path.name: path for path in paths if path.is_file()}


def _data_files(report: ReportSet) -> dict[str, Path]:
    """Reference data and every year up to the report's, for reports compare with the years before."""
    root = report.data_dir
    years = (path for path in sorted(root.glob("[0-9]" * 4)) if int(path.name) <= report.year)
    loose = (path for path in sorted(root.glob("[!.~]*")) if path.is_file())
    found = [*loose, *(file for folder in (root / "reference", *years) for file in _files(folder))]
    return {file.relative_to(root).as_posix(): file for file in found}


def _files(folder: Path) -> Iterable[Path]:
    return (file for file in sorted(folder.rglob("[!.~]*")) if "__pycache__" not in file.parts and file.is_file())
