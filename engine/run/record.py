"""run.json: how a report was made, from what and how long it took; and the memory of what need not be made again."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.run.fingerprint import sha256

FILE, LOG, FAILED_FOLDER = "run.json", "run.log", "failed"
FORMAT = 3
SHOWN = ("pandas", "matplotlib", "seaborn", "papermill", "nbconvert")
_RECORDED = (*SHOWN, "numpy", "nbclient", "ipykernel", "jinja2", "babel", "openpyxl", "xlsxwriter")


def read(folder: Path) -> Mapping[str, Any]:
    """The run.json of a report's folder; empty when there is none that can be believed."""
    try:
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        _require_shape(content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return content


def damage(record: Mapping[str, Any], folder: Path, names: Iterable[str] | None = None) -> str:
    """What a report's folder lost or got changed by hand; empty when all its files are those its run.json names.

    Args:
        record: The run.json.
        folder: The report.
        names: Files to look at; all of them when None.
    """
    for name in record["outputs"] if names is None else names:
        file = folder / name
        if not file.is_file():
            return f"falta {name} en el informe"
        if sha256(file) != record["outputs"].get(name):
            return f"{name} fue modificado a mano"
    return ""


def outputs(folder: Path) -> dict[str, str]:
    """sha256 of each file of a report."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in (FILE, LOG))
    return {path.relative_to(folder).as_posix(): sha256(path) for path in files}


def about_the_programs(root: Path) -> dict[str, Any]:
    """Versions and commit a report is made with."""
    return {**_git_state(root), "python": platform.python_version(), "versions": versions(_RECORDED)}


def programs() -> dict[str, str]:
    """Python and the libraries a report is made with, by name."""
    return {"python": platform.python_version(), **versions(_RECORDED)}


def to_text(content: Mapping[str, Any]) -> str:
    """A run.json's text."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


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
    maps = [content["outputs"], content["sections"], *content["made_from"].values()]
    if not all(isinstance(value, dict) for value in maps):
        raise TypeError("a mapping was expected")


def _git_state(root: Path) -> dict[str, Any]:
    """Commit of this checkout and whether files differ from it; empty when it is no checkout."""
    commit = _git(root, "rev-parse", "HEAD")
    return {"commit": commit, "modified": bool(_git(root, "status", "--porcelain"))} if commit else {"commit": ""}


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""
