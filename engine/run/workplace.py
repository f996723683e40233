"""Where the processes of a run come from, the temporary folder they work in, and what they do first."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import multiprocessing.forkserver
import multiprocessing.resource_tracker
import multiprocessing.util
import os
import shutil
import signal
import sys
import tempfile
from _thread import start_new_thread
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from engine.disk import held
from engine.suite import Suite

_PREFIX, _LOG = "pndi-", "processes.log"
_LONGEST_PLACE = 55  # the system allows sockets paths of 103; multiprocessing adds three names
_AFTER_MULTIPROCESSING = -200
_PERSONAL = ("IPYTHON", "JUPYTER_", "MPLBACKEND", "MATPLOTLIB", "PYTHONSTARTUP")
_F_SETSIG = 10  # of Linux: which signal tells that a descriptor has something to say


class Workplace:
    """Starts the processes of a run, afresh with `spawn`; its temporary folder goes when it closes."""

    def __init__(self, suite: Suite, spawn: bool = False) -> None:
        self._suite, self._inside_a_worker = suite, multiprocessing.current_process().daemon  # of Dask: starts nothing
        can_fork = "forkserver" in multiprocessing.get_all_start_methods()
        self.forking = can_fork and not spawn and not self._inside_a_worker

    def __enter__(self) -> Workplace:
        return self

    def __exit__(self, *_: object) -> None:
        if "folder" in vars(self):
            remove = partial(shutil.rmtree, self.folder, ignore_errors=True)
            if self.forking:  # multiprocessing has a folder in it, which it removes itself when this program ends
                multiprocessing.util.Finalize(None, remove, exitpriority=_AFTER_MULTIPROCESSING)
            else:
                remove()

    @cached_property
    def folder(self) -> Path:
        """Temporary folder of the run; when it is made, those that killed runs left behind are removed."""
        usual = tempfile.gettempdir()
        place = "/tmp" if len(usual) > _LONGEST_PLACE and os.access("/tmp", os.W_OK) else usual
        for left in Path(place).glob(f"{_PREFIX}*/"):
            with suppress(OSError):
                if (descriptor := held(left)) is not None:  # nobody works in it
                    shutil.rmtree(left, ignore_errors=True)
                    os.close(descriptor)
        while True:
            made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
            with suppress(OSError):  # another run may just tidy up
                if sys.platform == "win32" or held(made) is not None:
                    return made

    @cached_property
    def environment(self) -> Mapping[str, str]:
        """Environment of every process: this checkout's library, and none of the user's own settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_PERSONAL)}
        matplotlib = find_spec("matplotlib")
        return kept | {
            "PYTHONPATH": os.pathsep.join(filter(None, [str(self._suite.root), os.environ.get("PYTHONPATH")])),
            "IPYTHONDIR": str(self.folder / "ipython"),
            "MATPLOTLIBRC": str(Path(str(matplotlib and matplotlib.origin)).parent / "mpl-data" / "matplotlibrc"),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "TMPDIR": str(self.folder),
        }

    def warm_up(self) -> None:
        """Have the fork server load its modules while this process loads others."""
        if self.forking:
            multiprocessing.set_forkserver_preload(["engine.run.warm"])
            with _uninterrupted(), self._surroundings():
                multiprocessing.forkserver.ensure_running()

    def executor(self) -> Executor:
        """One process, in which the data of a report are worked on."""
        if self._inside_a_worker:
            return ThreadPoolExecutor(1)
        context = multiprocessing.get_context("forkserver" if self.forking else "spawn")
        given = (str(self.folder / _LOG), self.environment)
        made = ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=given)
        with _uninterrupted():
            made.submit(os.getpid)  # starts the process
        return made

    def printed(self) -> str:
        """The end of what processes printed, for the log when one has died."""
        log = self.folder / _LOG
        return log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.is_file() else ""

    @contextmanager
    def _surroundings(self) -> Iterator[None]:
        """The fork server starts with the environment this process has, and has its socket in the temporary folder."""
        before, given, place = dict(os.environ), self.environment, tempfile.tempdir
        os.environ.clear()
        os.environ.update(given)
        tempfile.tempdir = str(self.folder)
        yield
        os.environ.clear()
        os.environ.update(before)
        tempfile.tempdir = place


def end_all_processes() -> None:
    """End every process that descends from this one, but that of Python which tidies up after the others."""
    import psutil  # comes with ipykernel; only an interrupted run needs it

    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if not any("resource_tracker" in argument for argument in process.cmdline()):
                process.kill()


def become_kernel(arguments: list[str], environment: Mapping[str, str], folder: str, log: str) -> None:
    """Turn a child of the fork server into the kernel that `ipykernel_launcher` would be, working in `folder`."""
    warm = sys.modules["engine.run.warm"]
    os.environ.clear()
    _begin(log, {**warm.SET_BY_IMPORTS, **environment, "JPY_PARENT_PID": str(os.getppid())})
    os.chdir(folder)
    launcher = find_spec("ipykernel_launcher")
    sys.path[:], sys.argv[:] = warm.PATH, [str(launcher and launcher.origin), *arguments]
    sys.modules["numpy"].random.seed()  # or all kernels would draw the same numbers; Python's own sees to itself
    multiprocessing.set_start_method(None, force=True)  # type: ignore[arg-type]
    for name in [name for name in sys.modules if name.partition(".")[0] in ("engine", "__mp_main__")]:
        del sys.modules[name]  # the notebook imports the engine itself
    import_module("ipykernel.kernelapp").launch_new_instance()


def _begin(log: str, environment: Mapping[str, str]) -> None:
    """First thing in a process: it, and all it starts, ends when the run ends in whatever way, however busy they are."""
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
