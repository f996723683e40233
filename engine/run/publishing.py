"""Whole reports or none: built aside, put in place in one step, safe against a crash at any moment.

A report is built in `<output>/.building-<year>-…/`, written to disk, and then exchanged with `<output>/<year>/` by one
rename of the file system. Whatever happens before, the last good report is untouched; whatever happens after, the new
one is whole. Leftovers of a run that was killed are removed by the next.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

FAILED = "failed"
_AT_FDCWD = {"linux": -100, "darwin": -2}
_SWAP = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS


class FolderInUse(Exception):
    """Another run is writing the same report."""


class YearFolder:
    """The place of one year's report, held for one run.

    Args:
        output_dir: Folder of all years' reports.
        name: Name of the report's folder: the year, or the name of a set of a matrix.
    """

    def __init__(self, output_dir: Path, name: str) -> None:
        self.output_dir, self.name = output_dir, name
        self.target = output_dir / name
        self.building = output_dir / f".building-{name}-{os.getpid()}"
        self._previous = output_dir / f".previous-{name}"
        self._lock: BinaryIO | None = None

    def __enter__(self) -> YearFolder:
        self.output_dir.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(self.output_dir / f".{self.name}.lock", self.target)
        self._tidy()
        return self

    def __exit__(self, *_exception: object) -> None:
        shutil.rmtree(self.building, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()

    def start(self) -> Path:
        """An empty folder to build the report in."""
        shutil.rmtree(self.building, ignore_errors=True)
        for folder in (self.building / "notebooks", self.building / "tables"):
            folder.mkdir(parents=True)
        return self.building

    def publish(self) -> None:
        """Put the built report in place of the last one."""
        write_to_disk(self.building)
        if not self.target.exists():
            self.building.rename(self.target)
        elif not _exchange(self.building, self.target):
            self._replace_in_two_steps()
        _sync_folder(self.output_dir)
        shutil.rmtree(self.building, ignore_errors=True)

    def keep_failure(self, files: dict[str, str], notebooks: list[Path]) -> Path:
        """Leave what explains a failed run in `failed/`, beside the last good report.

        Args:
            files: Text of each file to write, by name.
            notebooks: Notebooks as far as they ran.

        Returns:
            The folder.
        """
        folder = self.target / FAILED
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, text in files.items():
            write_text(folder / name, text)
        for notebook in notebooks:
            shutil.copyfile(notebook, folder / notebook.name)
        return folder

    def _replace_in_two_steps(self) -> None:
        """For file systems that cannot exchange: if this is cut short, the next run puts the last report back."""
        shutil.rmtree(self._previous, ignore_errors=True)
        self.target.rename(self._previous)
        self.building.rename(self.target)
        shutil.rmtree(self._previous, ignore_errors=True)

    def _tidy(self) -> None:
        """Remove what a killed run left; called with the lock held, so nobody else is using it."""
        if self._previous.exists() and not self.target.exists():
            self._previous.rename(self.target)
        shutil.rmtree(self._previous, ignore_errors=True)
        for leftover in self.output_dir.glob(f".building-{_literal(self.name)}-*"):
            shutil.rmtree(leftover, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file so that it is always either the old one or the new one."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)


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
    platform = sys.platform if sys.platform in _AT_FDCWD else ""
    if not platform:
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2" if platform == "linux" else "renameatx_np", None)
    if rename is None:
        return False
    here = _AT_FDCWD[platform]
    if rename(here, os.fsencode(one), here, os.fsencode(other), _SWAP) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))


def _locked(path: Path, target: Path) -> BinaryIO:
    """Hold a lock that the system releases when this process ends, however it ends."""
    stream = path.open("ab")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        stream.close()
        raise FolderInUse(
            f"otra corrida está escribiendo {target}. Espere a que termine o use otro --output-dir."
        ) from error
    return stream


def _literal(name: str) -> str:
    """A name for `glob` that matches only itself."""
    import glob

    return glob.escape(name)


def explain_write_error(error: OSError) -> str:
    """What an analyst can do about a file that could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "no queda espacio en el disco para escribir el informe. Libere espacio y repita la corrida."
    with suppress(TypeError):
        return f"no se pudo escribir {os.fspath(error.filename)}: {error.strerror}. Revise los permisos o use --output-dir."
    return f"no se pudo escribir el informe: {error.strerror or error}"
