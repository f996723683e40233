"""run.json: how a report was made, from what and how long it took; and the memory of what need not be made again."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from engine.run.fingerprint import sha256

FILE, LOG, FAILED_FOLDER = "run.json", "run.log", "failed"
FORMAT = 3
SHOWN = ("pandas", "matplotlib", "seaborn", "papermill", "nbconvert")
_RECORDED = (*SHOWN, "numpy", "nbclient", "ipykernel", "jinja2", "babel", "openpyxl", "xlsxwriter")


def read(folder: Path) -> Mapping[str, Any]:
    """The run.json of a report's folder; empty when there is none that can be believed."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        content = json.loads((folder / FILE).read_text(encoding="utf-8"))
        maps = (content["outputs"], content["sections"], *content["made_from"].values())
        if content["format"] == FORMAT and all(isinstance(value, dict) for value in maps):
            return dict(content)
    return {}


def damage(record: Mapping[str, Any], folder: Path, names: Iterable[str] | None = None) -> str:
    """What a report lost or got changed by hand, of all its files or those named; empty when they are as recorded."""
    for name in record["outputs"] if names is None else names:
        file = folder / name
        if not file.is_file():
            return f"falta {name} en el informe"
        if sha256(file) != record["outputs"].get(name):
            return f"{name} fue modificado a mano"
    return ""


def outputs(folder: Path) -> dict[str, str]:
    """sha256 of each file of a report."""
    return {path.relative_to(folder).as_posix(): sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def to_text(content: Mapping[str, Any]) -> str:
    """A run.json's text."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def about_the_programs(root: Path) -> dict[str, Any]:
    """Versions and commit a report is made with."""
    commit = _git(root, "rev-parse", "HEAD")
    modified = {"modified": bool(_git(root, "status", "--porcelain"))} if commit else {}
    return {"commit": commit, **modified, "python": platform.python_version(), "versions": versions(_RECORDED)}


def versions(names: Iterable[str]) -> dict[str, str]:
    """Installed version of each package; those that are not installed are left out."""
    from importlib import metadata  # only runs that make something pay for it

    found = {}
    for name in names:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def _git(root: Path, *arguments: str) -> str:
    with suppress(OSError, subprocess.TimeoutExpired):
        done = subprocess.run(["git", "-C", root, *arguments], capture_output=True, timeout=10, check=False)
        return "" if done.returncode else done.stdout.decode(errors="replace").strip()
    return ""
