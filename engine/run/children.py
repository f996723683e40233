"""What the processes of a run do first: end when the run ends, say nothing on the terminal, become a kernel."""

from __future__ import annotations

import importlib
import importlib.util
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
from _thread import start_new_thread
from collections.abc import Mapping, Sequence

_F_SETSIG = 10  # of Linux: which signal tells that a descriptor has something to say


def begin(log: str, environment: Mapping[str, str]) -> None:
    """First thing in a process of the data's part.

    Args:
        log: File for what the process prints by itself.
        environment: Variables it must have.
    """
    end_with_parent()
    redirect(log)
    os.environ.update(environment)


def become_kernel(arguments: Sequence[str], environment: Mapping[str, str], folder: str, log: str) -> None:
    """Turn a child of the fork server into the kernel that `ipykernel_launcher` would be.

    Args:
        arguments: Command line of the launcher.
        environment: The kernel's environment.
        folder: Its working folder.
        log: File for what the process prints by itself.
    """
    warm = sys.modules["engine.run.warm"]
    end_with_parent()
    os.environ.clear()
    os.environ.update({**warm.SET_BY_IMPORTS, **environment, "JPY_PARENT_PID": str(os.getppid())})
    os.chdir(folder)
    redirect(log)
    launcher = importlib.util.find_spec("ipykernel_launcher")
    sys.path[:], sys.argv[:] = warm.PATH, [str(launcher and launcher.origin), *arguments]
    sys.modules["numpy"].random.seed()  # or all kernels would draw the same numbers; Python's own sees to itself
    multiprocessing.set_start_method(None, force=True)  # type: ignore[arg-type]
    for name in [name for name in sys.modules if name.partition(".")[0] in ("engine", "__mp_main__")]:
        del sys.modules[name]
    importlib.import_module("ipykernel.kernelapp").launch_new_instance()


def end_with_parent() -> None:
    """Have this process, and all it starts, ended when the run ends in whatever way, however busy they are."""
    if sys.platform == "win32":
        start_new_thread(_wait_for_the_end, ())
        return
    os.setsid()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    if sys.platform != "linux":
        start_new_thread(_wait_for_the_end, ())
        return
    import fcntl

    run = multiprocessing.parent_process().sentinel  # type: ignore[union-attr]
    fcntl.fcntl(run, fcntl.F_SETOWN, -os.getpid())
    fcntl.fcntl(run, _F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(run, fcntl.F_SETFL, fcntl.fcntl(run, fcntl.F_GETFL) | os.O_ASYNC)


def redirect(log: str) -> None:
    """Send to a file what this process prints, and give it nothing to read."""
    empty, output = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for source, target in ((empty, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.close(empty)
    os.close(output)


def _wait_for_the_end() -> None:
    multiprocessing.connection.wait([multiprocessing.parent_process().sentinel])  # type: ignore[union-attr]
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
