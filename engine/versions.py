"""Which code and which programs are at work: they decide, with the data, every byte of a report."""

from __future__ import annotations

import platform
import subprocess
from contextlib import suppress
from pathlib import Path

import engine
from engine.disk import sha256_of_all
from engine.suite import Suite

ENGINE = Path(engine.__file__).resolve().parent
_LIBRARIES = (
    "pandas", "matplotlib", "seaborn", "papermill", "nbconvert", "numpy", "nbclient", "ipykernel", "jinja2", "babel",
    "openpyxl", "xlsxwriter", "duckdb", "scipy",
)  # fmt: skip


def code(suite: Suite) -> dict[str, str]:
    """sha256 of each file of the library and the engine, modules and templates alike."""
    found = ((root.name, sha256_of_all(root)) for root in (ENGINE, suite.library))
    return {f"{root}/{name}": digest for root, digests_of_root in found for name, digest in digests_of_root.items()}


def programs() -> dict[str, str]:
    """Version of Python and of the installed libraries that a report is made with, by name."""
    from importlib import metadata  # only runs that make something pay for it

    found = {"python": platform.python_version()}
    for name in _LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def commit(root: Path) -> str:
    """Commit of this checkout, with `+` when files differ from it; empty when it is no checkout."""
    with suppress(OSError, subprocess.SubprocessError):
        command = ["git", "-C", str(root), "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty=+"]
        return subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout.strip()
    return ""
