"""Locks that the system releases when the process that holds them ends, however it ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def held(path: Path) -> int | None:
    """Lock a file, made if need be, or a folder; its descriptor, or None when another holds it."""
    while True:
        descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(descriptor)
            if os.path.samestat(os.stat(path), os.fstat(descriptor)):  # noqa: PTH116 - beside its fstat
                return descriptor
        except FileNotFoundError:
            pass
        except OSError:
            os.close(descriptor)
            return None
        os.close(descriptor)  # who held it before has removed it: that was another file


def release(descriptor: int, path: Path) -> None:
    """Remove the file of a lock and let it go."""
    with suppress(OSError):
        path.unlink()
    os.close(descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
