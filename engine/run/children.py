"""Processes that do the heavy work of a run: forked from a warm server where the platform can, else started afresh."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from engine.run.channel import Channel, Message
from lib.suite import PROJECT_ROOT

# What the warm process imports, in the order it is needed: first for who reads tables, then for kernels.
# matplotlib_inline must not be here: it ties matplotlib to the kernel that is running when it is imported.
TABLES, KERNELS = "engine.run.warm_locale", "seaborn"
WARM_MODULES = (
    "pandas", "jinja2", "markupsafe", "tomllib", TABLES,
    # what a kernel imports while it starts, and otherwise each would by itself
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger",
    "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect", "IPython.extensions.storemagic",
    "sqlite3.dbapi2", "tornado.platform.asyncio", "psutil",
    "babel.dates", "html.parser", "xml.etree.ElementTree", "matplotlib.figure", "matplotlib.backends.backend_svg",
    KERNELS,
)  # fmt: skip
_ADDRESS = "warm"
_LONGEST_SOCKET_PATH = 80  # the system allows 103; kernels add a name and a number


def can_fork() -> bool:
    """Whether warm processes can be forked here."""
    return hasattr(os, "fork") and sys.platform != "win32"


class Child:
    """A process at work, seen from the run.

    Args:
        channel: Conversation with it.
        process: The process itself when it was started afresh.
    """

    def __init__(self, channel: Channel, process: subprocess.Popen[bytes] | None = None) -> None:
        self.channel = channel
        self._process = process

    def messages(self) -> Iterator[Message]:
        """What it says until it ends."""
        while (message := self.channel.receive()) is not None:
            yield message
        if self._process is not None:
            yield {"exit": self._process.wait()}

    def stop(self) -> None:
        """End it, with everything it started."""
        self.channel.close()


class Workplace:
    """Starts the processes of a run and ends them all when it closes.

    Args:
        spawn: Start every process afresh instead of forking warm ones.
    """

    def __init__(self, spawn: bool = False) -> None:
        self.forking = can_fork() and not spawn
        self._lock = threading.Lock()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._folder: Path | None = None
        self._closed = False

    def __enter__(self) -> Workplace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """Temporary folder of the run; made, with the warm processes, when something first needs it."""
        with self._lock:
            if self._folder is None and self._closed:
                raise ConnectionError("the run is ending")
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="pndi-", dir=_short_temporary_folder()))
                if self.forking:
                    self._serve()
            return self._folder

    @property
    def log(self) -> Path:
        """What processes print besides their messages."""
        return self.folder / "processes.log"

    def printed(self) -> str:
        """The end of what processes printed, for the log when one has died."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:] if self.log.is_file() else ""

    @property
    def kernel_address(self) -> str:
        """Where to ask for a kernel; empty when kernels are started afresh."""
        return str(self.folder / _ADDRESS) if self.forking else ""

    def start(self, target: str, payload: dict[str, Any], after: str = "") -> Child:
        """Start a process that calls `target(payload, channel)`.

        Args:
            target: `module:function`.
            payload: What it works on.
            after: The warm process must have this in memory when it forks it; empty to start it afresh in any case.
        """
        request = {
            "target": target,
            "payload": payload,
            "cwd": str(self.folder),
            "env": run_environment(self.folder),
            "log": str(self.log),
            "after": after,
        }
        if self.forking and after:
            return Child(ask_server(self.kernel_address, request))
        return self._spawn(request)

    def close(self) -> None:
        """End every process and remove the temporary folder; returns when none is left."""
        with self._lock:
            self._closed = True
            processes, self._processes = self._processes, []
        for process in processes:
            with suppress(OSError):
                process.stdin.close()
        for process in processes:
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _serve(self) -> None:
        folder = self._folder
        with socket.socket(socket.AF_UNIX) as listener, (folder / "processes.log").open("ab") as log:
            listener.bind(str(folder / _ADDRESS))
            listener.listen(128)
            command = [sys.executable, "-m", "engine.run.forkserver", str(listener.fileno()), *WARM_MODULES]
            self._processes.append(
                subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    pass_fds=[listener.fileno()],
                    env=run_environment(folder),
                    cwd=folder,
                    start_new_session=True,
                )
            )

    def _spawn(self, request: Message) -> Child:
        with self.log.open("ab") as log, self._lock:
            if self._closed:
                raise ConnectionError("the run is ending")
            process = subprocess.Popen(
                [sys.executable, "-m", "engine.run.spawned"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=request["env"],
                cwd=request["cwd"],
                start_new_session=True,
            )
            self._processes.append(process)
        channel = Channel(process.stdout, process.stdin)
        channel.send(**request)
        return Child(channel, process)


def ask_server(address: str, request: Message) -> Channel:
    """Ask the server at an address for a child; the channel leads to the child, and closing it ends it."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(address)
    connection.sendall(json.dumps(request).encode() + b"\n")
    return Channel.over(connection)


def run_environment(folder: Path) -> dict[str, str]:
    """Environment of every process of the run: this checkout's `lib`, and no personal IPython profile."""
    paths = [str(PROJECT_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "IPYTHONDIR": str(folder / "ipython"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def _short_temporary_folder() -> str | None:
    """Socket paths have a small limit: use the system's /tmp when the usual temporary folder has a long name."""
    usual = tempfile.gettempdir()
    return "/tmp" if len(usual) > _LONGEST_SOCKET_PATH and os.access("/tmp", os.W_OK) else usual
