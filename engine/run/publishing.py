"""Whole reports or none: built aside, put in place in one step, safe against a crash at any moment.

A report is built in `<output>/.building-<name>/`, written to disk, and then exchanged with `<output>/<name>/` by one
rename of the file system. Whatever happens before, the last good report is untouched; whatever happens after, the new
one is whole. A lock is held meanwhile; what a run that was killed left behind, the next one removes.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from engine.disk import exchange, held, write_to_disk
from engine.run.fingerprint import RECORD
from engine.run.outcomes import Unusable

FAILED_FOLDER = "failed"


class ReportFolder:
    """The place of the report of a name in an output folder, held for one run; `start` makes where it is built."""

    def __init__(self, output_dir: Path, name: str) -> None:
        self.target = output_dir / name
        self._real = self.target.resolve()  # the folder may be a link: what it leads to is exchanged, and it stays
        self._beside, name = self._real.parent, self._real.name
        self._scratch, self._previous = self._beside / f".building-{name}", self._beside / f".previous-{name}"
        self._lock_file, self._lock = self._beside / f".{name}.lock", -1
        self.inputs, self.building = self._scratch / "inputs", self._scratch / "report"

    def __enter__(self) -> ReportFolder:
        self._made = not self._beside.exists()
        self._beside.mkdir(parents=True, exist_ok=True)
        lock = held(self._lock_file)
        if lock is None:
            told = f"otra corrida está escribiendo {self.target}. Espere a que termine o use otro --output-dir."
            raise Unusable([told])
        self._lock = lock
        try:
            self._tidy()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)
        with suppress(OSError):
            self._lock_file.unlink()
            self._beside.rmdir() if self._made else None  # only when nothing was left in it
        os.close(self._lock)

    def start(self) -> None:
        """Make an empty folder to build the report in."""
        for folder in ("notebooks", "tables"):
            (self.building / folder).mkdir(parents=True)

    def publish(self) -> None:
        """Put the built report in place of the last one."""
        for root, _folders, files in os.walk(self.building):
            for name in (*files, ""):
                write_to_disk(Path(root, name))
        if not self._real.exists():
            self.building.rename(self._real)
        elif not exchange(self.building, self._real):  # in two steps; cut short, the next run puts the last report back
            self._real.rename(self._previous)
            self.building.rename(self._real)
            shutil.rmtree(self._previous, ignore_errors=True)
        write_to_disk(self._beside)

    def keep_failure(self, texts: Mapping[str, str], files: Sequence[Path]) -> Path:
        """Leave what explains a failed run, texts by name and files, in `failed/` beside the last good report."""
        folder = self._real / FAILED_FOLDER
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        for file in files:
            shutil.copyfile(file, folder / file.name)
        return self.target / FAILED_FOLDER

    def _tidy(self) -> None:
        """Remove what a killed run left; called with the lock held, so nobody else is using it."""
        if self._previous.exists() and not self._real.exists():
            self._previous.rename(self._real)
        for leftover in (self._previous, self._scratch):
            shutil.rmtree(leftover, ignore_errors=True)
        there = {path.name for path in self._real.iterdir()} if self._real.exists() else {RECORD}
        if RECORD not in there and not there <= {FAILED_FOLDER}:
            told = f"{self.target} no es un informe (no tiene {RECORD}) y publicar ahí borraría lo que contiene. "
            raise Unusable([told + "Vacíe esa carpeta o use otro --output-dir."])


def tidy_others(output_dir: Path) -> None:
    """Finish what killed runs of any name left in an output folder; those that are running hold their locks."""
    with suppress(OSError):
        for path in [*output_dir.glob(".building-*"), *output_dir.glob(".previous-*")]:
            with suppress(Unusable), ReportFolder(output_dir, path.name.partition("-")[2]):
                pass


def explain_write_error(error: OSError) -> str:
    """What an analyst can do about a file that could not be read or written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "no queda espacio en el disco para escribir el informe. Libere espacio y repita la corrida."
    if error.filename is None:
        return f"no se pudo escribir el informe: {error.strerror or error}"
    return f"no se pudo escribir {os.fspath(error.filename)}: {error.strerror}. Revise los permisos o use --output-dir."
