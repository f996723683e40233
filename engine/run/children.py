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
    """First thing in a process of the data's part, which prints to `log`."""
    end_with_the_run()
    redirect(log)
    os.environ.update(environment)


def become_kernel(arguments: Sequence[str], environment: Mapping[str, str], folder: str, log: str) -> None:
    """Turn a child of the fork server into the kernel that `ipykernel_launcher` would be, working in `folder`."""
    warm = sys.modules["engine.run.warm"]
    end_with_the_run()
    os.environ.clear()
    os.environ.update({**warm.SET_BY_IMPORTS, **environment, "JPY_PARENT_PID": str(os.getppid())})
    os.chdir(folder)
    redirect(log)
    launcher = importlib.util.find_spec("ipykernel_launcher")
    sys.path[:], sys.argv[:] = warm.PATH, [str(launcher and launcher.origin), *arguments]
    sys.modules["numpy"].random.seed()  # or all kernels would draw the same numbers; Python's own sees to itself
    multiprocessing.set_start_method(None, force=True)  # type: ignore[arg-type]
    for name in [name for name in sys.modules if name.partition(".")[0] in ("engine", "__mp_main__")]:
        del sys.modules[name]  # the notebook imports the engine itself
    importlib.import_module("ipykernel.kernelapp").launch_new_instance()


def end_with_the_run() -> None:
    """Have this process, and all it starts, ended when the run ends in whatever way, however busy they are."""
    run = multiprocessing.parent_process()
    sentinel = -1 if run is None else run.sentinel
    if sys.platform != "win32":
        os.setsid()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    if sys.platform == "linux":
        import fcntl

        fcntl.fcntl(sentinel, fcntl.F_SETOWN, -os.getpid())
        fcntl.fcntl(sentinel, _F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(sentinel, fcntl.F_SETFL, fcntl.fcntl(sentinel, fcntl.F_GETFL) | os.O_ASYNC)
        if not multiprocessing.connection.wait([sentinel], 0):
            return
    start_new_thread(_wait_for, (sentinel,))


def redirect(log: str) -> None:
    """Send to a file what this process prints, and give it nothing to read."""
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
