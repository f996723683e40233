"""Files and folders: what they hold, locks, and what survives a crash: writing through, exchanging two in one step."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

_SWAP = {"linux": ("renameat2", -100), "darwin": ("renameatx_np", -2)}  # and AT_FDCWD
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


def held(path: Path) -> int | None:
    """Lock a file, made if need be, or a folder, until this process ends; its descriptor, None if another holds it."""
    while True:
        descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT, 0o666)
        try:
            with suppress(ImportError):  # no such locks on Windows
                import fcntl

                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.stat(path), os.fstat(descriptor)):  # noqa: PTH116 - beside its fstat
                return descriptor
        except FileNotFoundError:
            pass
        except OSError:
            os.close(descriptor)
            return None
        os.close(descriptor)  # who held it before has removed it: that was another file


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
    if rename(here, os.fsencode(one), here, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(other))
