"""Where the processes of a run come from, and the temporary folder they work in."""

from __future__ import annotations

import multiprocessing
import multiprocessing.forkserver
import multiprocessing.resource_tracker
import multiprocessing.util
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from engine.run.children import begin
from engine.run.locks import held
from engine.suite import Suite

_PREFIX, _LOG = "pndi-", "processes.log"
_LONGEST_SOCKET_PATH = 70  # the system allows 103; sockets add a name and a number
_AFTER_MULTIPROCESSING = -200
_PERSONAL = ("IPYTHON", "JUPYTER_", "MPLBACKEND", "MATPLOTLIB", "PYTHONSTARTUP")


class Workplace:
    """Starts the processes of a run; the temporary folder goes when it closes.

    Args:
        suite: The suite that is run.
        spawn: Start every process afresh instead of forking it from a warm one.
    """

    def __init__(self, suite: Suite, spawn: bool = False) -> None:
        self._suite, self._folder, self._lock = suite, None, -1
        self._inside_a_worker = multiprocessing.current_process().daemon  # of Dask; it may start no processes
        can_fork = "forkserver" in multiprocessing.get_all_start_methods()
        self.forking = can_fork and not spawn and not self._inside_a_worker

    def __enter__(self) -> Workplace:
        return self

    def __exit__(self, *_: object) -> None:
        if self._folder is None:
            return
        remove = partial(shutil.rmtree, self._folder, ignore_errors=True)
        if self.forking:  # multiprocessing has a folder in it, which it removes itself when this program ends
            multiprocessing.util.Finalize(None, remove, exitpriority=_AFTER_MULTIPROCESSING)
        else:
            remove()

    @cached_property
    def folder(self) -> Path:
        """Temporary folder of the run; made, and those that killed runs left removed, when something first needs it."""
        place = _short_temporary_folder()
        _remove_left_behind(Path(place))
        while self._folder is None or not self._folder.exists():  # another run may just tidy up
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
            self._lock = _claim(self._folder)
        return self._folder

    @cached_property
    def environment(self) -> Mapping[str, str]:
        """Environment of every process: this checkout's library, and none of the user's own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_PERSONAL)}
        matplotlib = find_spec("matplotlib")
        settings = str(Path(str(matplotlib and matplotlib.origin)).parent / "mpl-data" / "matplotlibrc")
        return kept | {
            "PYTHONPATH": os.pathsep.join(filter(None, [str(self._suite.root), os.environ.get("PYTHONPATH")])),
            "IPYTHONDIR": str(self.folder / "ipython"),
            "MATPLOTLIBRC": settings,
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "TMPDIR": str(self.folder),
        }

    def warm_up(self) -> None:
        """Have the fork server load its modules while this process loads others."""
        if not self.forking:
            return
        multiprocessing.set_forkserver_preload(["engine.run.warm"])
        with _uninterrupted(), _surroundings(self.environment, self.folder):
            multiprocessing.forkserver.ensure_running()

    def executor(self) -> Executor:
        """One process, in which the data of a report are worked on."""
        if self._inside_a_worker:
            return ThreadPoolExecutor(1)
        made = ProcessPoolExecutor(
            1,
            mp_context=multiprocessing.get_context("forkserver" if self.forking else "spawn"),
            initializer=begin,
            initargs=(str(self.folder / _LOG), self.environment),
        )
        with _uninterrupted():
            made.submit(os.getpid)  # starts the process
        return made

    def printed(self) -> str:
        """The end of what processes printed, for the log when one has died."""
        with suppress(OSError):
            return (self.folder / _LOG).read_text(encoding="utf-8", errors="replace")[-2000:]
        return ""


def end_all_processes() -> None:
    """End every process that descends from this one."""
    import psutil  # comes with ipykernel; only an interrupted run needs it

    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            process.kill()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes started meanwhile hear no Ctrl-C until they are ready for it: they would tell it on the terminal."""
    if sys.platform == "win32":
        yield
        return
    multiprocessing.resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _surroundings(environment: Mapping[str, str], folder: Path) -> Iterator[None]:
    """The fork server starts with the environment this process has, and has its socket in the temporary folder."""
    before, place = dict(os.environ), tempfile.tempdir
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        tempfile.tempdir = place


def _claim(folder: Path) -> int:
    descriptor: Any = None if sys.platform == "win32" else held(folder)
    return os.open(os.devnull, os.O_RDONLY) if descriptor is None else int(descriptor)


def _remove_left_behind(place: Path) -> None:
    """Remove the temporary folders of runs that were killed: those that nobody holds."""
    if sys.platform == "win32":
        return
    for folder in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            descriptor = held(folder) if folder.is_dir() else None
            if descriptor is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(descriptor)


def _short_temporary_folder() -> str:
    """Socket paths have a small limit: use the system's /tmp when the usual temporary folder has a long name."""
    usual = tempfile.gettempdir()
    return "/tmp" if len(usual) > _LONGEST_SOCKET_PATH and os.access("/tmp", os.W_OK) else usual
