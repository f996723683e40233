"""Whole reports or none: built aside, put in place in one step, safe against a crash at any moment.

A report is built in `<output>/.building-<name>/`, written to disk, and then exchanged with `<output>/<name>/` by one
rename of the file system. Whatever happens before, the last good report is untouched; whatever happens after, the new
one is whole. A lock is held meanwhile; what a run that was killed left behind, the next one removes.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from engine.run.locks import held, release
from engine.run.record import FAILED_FOLDER, FILE

_AT_FDCWD = {"linux": -100, "darwin": -2}
_SWAP = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS


class FolderInUse(Exception):
    """A report's folder is not to be written: another run does, or it is something else than a report."""


class ReportFolder:
    """The place of one report, held for one run.

    Args:
        output_dir: Folder of all reports.
        name: Name of the report's folder: the year, or the name of a set of a matrix.

    Attributes:
        target: The report.
        inputs: Where the run keeps its copy of the inputs.
        building: Where the report is built, once `start` has made it.
    """

    def __init__(self, output_dir: Path, name: str) -> None:
        self.target = output_dir / name
        self._real = self.target.resolve()  # the folder may be a link: what it leads to is exchanged, and it stays
        self._beside, name = self._real.parent, self._real.name
        self._scratch, self._previous = self._beside / f".building-{name}", self._beside / f".previous-{name}"
        self._lock_file = self._beside / f".{name}.lock"
        self.inputs, self.building = self._scratch / "inputs", self._scratch / "report"

    def __enter__(self) -> ReportFolder:
        self._made = not self._beside.exists()
        self._beside.mkdir(parents=True, exist_ok=True)
        self._lock = held(self._lock_file)
        if self._lock is None:
            raise FolderInUse(
                f"otra corrida está escribiendo {self.target}. Espere a que termine o use otro --output-dir."
            )
        try:
            self._tidy()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)
        release(self._lock, self._lock_file)
        if self._made:
            with suppress(OSError):
                self._beside.rmdir()  # only when nothing was left in it

    def start(self) -> Path:
        """An empty folder to build the report in."""
        for folder in (self.building / "notebooks", self.building / "tables"):
            folder.mkdir(parents=True)
        return self.building

    def publish(self) -> None:
        """Put the built report in place of the last one."""
        write_to_disk(self.building)
        if not self._real.exists():
            self.building.rename(self._real)
        elif not _exchange(self.building, self._real):
            self._replace_in_two_steps()
        _sync_folder(self._beside)

    def keep_failure(self, texts: Mapping[str, str], files: Sequence[Path]) -> Path:
        """Leave what explains a failed run in `failed/`, beside the last good report.

        Args:
            texts: Text of each file to write, by name.
            files: Notebooks as far as they ran, and pages.

        Returns:
            The folder.
        """
        folder = self._real / FAILED_FOLDER
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        for file in files:
            shutil.copyfile(file, folder / file.name)
        return self.target / FAILED_FOLDER

    def _replace_in_two_steps(self) -> None:
        """For file systems that cannot exchange: if this is cut short, the next run puts the last report back."""
        shutil.rmtree(self._previous, ignore_errors=True)
        self._real.rename(self._previous)
        self.building.rename(self._real)
        shutil.rmtree(self._previous, ignore_errors=True)

    def _tidy(self) -> None:
        """Remove what a killed run left; called with the lock held, so nobody else is using it."""
        if self._previous.exists() and not self._real.exists():
            self._previous.rename(self._real)
        for leftover in (self._previous, self._scratch):
            shutil.rmtree(leftover, ignore_errors=True)
        if self._real.exists() and not _is_report(self._real):
            raise FolderInUse(
                f"{self.target} no es un informe (no tiene {FILE}) y publicar ahí borraría lo que contiene. Vacíe esa "
                "carpeta o use otro --output-dir."
            )


def tidy_others(output_dir: Path) -> None:
    """Finish what killed runs of any name left in an output folder; those that are running hold their locks."""
    with suppress(OSError):
        leftovers = [*output_dir.glob(".building-*"), *output_dir.glob(".previous-*")]
        for name in {path.name.partition("-")[2] for path in leftovers}:
            with suppress(FolderInUse), ReportFolder(output_dir, name):
                pass


def write_to_disk(folder: Path) -> None:
    """Make sure that every file of a folder would survive a power cut."""
    for root, _folders, files in os.walk(folder):
        for name in files:
            descriptor = os.open(os.path.join(root, name), os.O_RDWR)  # noqa: PTH118 - as os.walk gives them
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        _sync_folder(Path(root))


def explain_write_error(error: OSError) -> str:
    """What an analyst can do about a file that could not be read or written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "no queda espacio en el disco para escribir el informe. Libere espacio y repita la corrida."
    with suppress(TypeError):
        return f"no se pudo escribir {os.fspath(error.filename)}: {error.strerror}. Revise los permisos o use --output-dir."
    return f"no se pudo escribir el informe: {error.strerror or error}"


def _is_report(folder: Path) -> bool:
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else {""}
    return FILE in names or names <= {FAILED_FOLDER}


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False when the system or the file system cannot."""
    if sys.platform not in _AT_FDCWD:
        return False
    rename = getattr(
        ctypes.CDLL(None, use_errno=True), "renameat2" if sys.platform == "linux" else "renameatx_np", None
    )
    if rename is None:
        return False
    here = _AT_FDCWD[sys.platform]
    if rename(here, os.fsencode(one), here, os.fsencode(other), _SWAP) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))
