"""Processes that this one starts: they end with it, whatever ends it, and say nothing on its terminal."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import multiprocessing.resource_tracker
import os
import signal
import sys
import tempfile
import threading
from _thread import start_new_thread
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

_one_at_a_time = threading.Lock()  # they change what this process is
_F_SETSIG = 10  # of Linux: which signal tells that a descriptor has something to say


def become_kernel(arguments: list[str], environment: Mapping[str, str], folder: str, log: str) -> None:
    """Turn a child of the fork server into the kernel that `ipykernel_launcher` would be, working in `folder`."""
    warm = sys.modules["engine.run.warm"]
    os.environ.clear()
    begin(log, {**warm.SET_BY_IMPORTS, **environment, "JPY_PARENT_PID": str(os.getppid())})
    os.chdir(folder)
    launcher = find_spec("ipykernel_launcher")
    sys.path[:], sys.argv[:] = warm.PATH, [str(launcher and launcher.origin), *arguments]
    sys.modules["numpy"].random.seed()  # or all kernels would draw the same numbers; Python's own sees to itself
    multiprocessing.set_start_method(None, force=True)  # type: ignore[arg-type]
    for name in [name for name in sys.modules if name.partition(".")[0] in ("engine", "__mp_main__")]:
        del sys.modules[name]  # the notebook imports the engine itself
    import_module("ipykernel.kernelapp").launch_new_instance()


def begin(log: str, environment: Mapping[str, str]) -> None:
    """First thing in a process: it, and all it starts, ends when the run ends in whatever way, however busy they are."""
    run = multiprocessing.parent_process()
    sentinel = -1 if run is None else run.sentinel
    if sys.platform != "win32":
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # forgets one that was meant for the terminal's programs
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform == "linux":
        import fcntl

        fcntl.fcntl(sentinel, fcntl.F_SETOWN, -os.getpid())
        fcntl.fcntl(sentinel, _F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(sentinel, fcntl.F_SETFL, fcntl.fcntl(sentinel, fcntl.F_GETFL) | os.O_ASYNC)
    if sys.platform != "linux" or multiprocessing.connection.wait([sentinel], 0):
        start_new_thread(_wait_for, (sentinel,))
    os.environ.update(environment)
    empty, output = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for source, target in ((empty, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.close(empty)
    os.close(output)


def _wait_for(sentinel: int) -> None:
    multiprocessing.connection.wait([sentinel])
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


@contextmanager
def starting(environment: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Processes started meanwhile have an environment and their sockets in a folder, and hear no Ctrl-C until `begin`.

    Before they are ready for it they would tell it on the terminal.
    """
    with _one_at_a_time, _without_interrupts():
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


@contextmanager
def _without_interrupts() -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    multiprocessing.resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_all_processes() -> None:
    """End every process that descends from this one, but that of Python which tidies up after the others."""
    import psutil  # comes with ipykernel; only an interrupted run needs it

    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if not any("resource_tracker" in argument for argument in process.cmdline()):
                process.kill()
