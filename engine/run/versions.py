"""With which programs a report is made: versions of packages, commit of this checkout."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from typing import Any

from lib.suite import PROJECT_ROOT

SHOWN = ("pandas", "matplotlib", "seaborn", "papermill", "nbconvert")
RECORDED = (
    "pandas", "numpy", "matplotlib", "seaborn", "papermill", "nbclient", "nbconvert", "ipykernel", "jinja2", "babel",
    "openpyxl", "xlsxwriter",
)  # fmt: skip


def made_with() -> list[str]:
    """Programs and versions named at the foot of a page."""
    return [f"{name} {installed}" for name, installed in versions(SHOWN).items()]


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
