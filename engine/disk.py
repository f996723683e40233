"""Files and folders: what they hold, locks, and what survives a crash: writing through, exchanging two in one step."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

_SWAP = {"linux": ("renameat2", -100), "darwin": ("renameatx_np", -2)}  # and AT_FDCWD
RUN_FOLDER = "RUN_FOLDER"  # variable of the processes of a run: the folder that goes with it
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS


def sha256(path: Path) -> str:
    """Digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(paths: Mapping[str, Path]) -> dict[str, str]:
    """sha256 of each of them that is a file."""
    return {name: sha256(path) for name, path in paths.items() if path.is_file()}


def sha256_of_all(folder: Path) -> dict[str, str]:
    """sha256 of each file of a folder, by its path in it."""
    return digests({path.relative_to(folder).as_posix(): path for path in paths_of(folder)})


def paths_of(folder: Path) -> Iterable[Path]:
    """What is in a folder and in those in it, but hidden files, drafts of editors and compiled modules."""
    return (path for path in sorted(folder.rglob("[!.~]*")) if "__pycache__" not in path.parts)


def held(path: Path, wait: bool = False) -> int | None:
    """Lock a file, made if need be, or a folder, until this process ends; its descriptor, None if another holds it."""
    while True:
        descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT, 0o666)
        try:
            with suppress(ImportError):  # no such locks on Windows
                import fcntl

                fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.stat(path), os.fstat(descriptor)):  # noqa: PTH116 - beside its fstat
                return descriptor
        except FileNotFoundError:
            pass
        except OSError:
            os.close(descriptor)
            return None
        os.close(descriptor)  # who held it before has removed it: that was another file


def once(made_from: object, compute: Callable[[], Any]) -> Any:
    """What a computation gives; once for all processes of a run, by the `repr` of all it depends on, in a file of the run."""
    if not (folder := os.environ.get(RUN_FOLDER)):
        return compute()
    file = Path(folder, hashlib.sha256(repr(made_from).encode()).hexdigest())
    lock = held(file.with_suffix(".lock"), wait=True)
    try:
        if not file.exists():
            part = file.with_suffix(f".{os.getpid()}")
            part.write_bytes(pickle.dumps(compute()))
            part.replace(file)
        return pickle.loads(file.read_bytes())
    finally:
        if lock is not None:
            os.close(lock)


def write_to_disk(path: Path) -> None:
    """Make sure that a file, or what a folder lists, would survive a power cut."""
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False when the system or the file system cannot."""
    name, here = _SWAP.get(sys.platform, ("", 0))
    rename = getattr(ctypes.CDLL(None, use_errno=True), name, None) if name else None
    if rename is None:
        return False
    failed = rename(here, os.fsencode(one), here, os.fsencode(other), _EXCHANGE)
    if failed and (number := ctypes.get_errno()) not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        raise OSError(number, os.strerror(number), str(other))
    return not failed
