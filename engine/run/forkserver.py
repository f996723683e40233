"""A process with the libraries already loaded, that forks a ready child for each request.

Importing pandas, matplotlib and IPython takes longer than most sections; here it happens once. A child starts with the
modules in memory and nothing else: it has run no code of a notebook. A request names the module it must come after, so
that who needs no charts does not wait for matplotlib. Each child lives as long as the connection that asked for it, so
whoever dies, its children die too.

Started as `python -m engine.run.forkserver LISTENING_FD MODULE ...`; ends, with all its children, when its standard input
closes, and then removes the run's temporary folder, which is its current one.
"""

from __future__ import annotations

import builtins
import ctypes
import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import traceback
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from engine.run.channel import Channel, Message

INLINE_BACKEND = "module://matplotlib_inline.backend_inline"
_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of linux/prctl.h


class _InKernel:
    kernel = True


@dataclass
class _Child:
    pid: int
    connection: socket.socket


class ForkServer:
    """Accepts connections, forks a child for each, tells its exit status and ends it when the connection closes.

    Args:
        listener: Where requests come from.
        modules: What to import, in this order; what is not installed is skipped.
    """

    def __init__(self, listener: socket.socket, modules: Sequence[str]) -> None:
        self._listener = listener
        self._to_load = deque(modules)
        self._waiting: list[tuple[socket.socket, Message]] = []
        self._environment = dict(os.environ)
        self._children: dict[int, _Child] = {}
        self._selector = selectors.DefaultSelector()
        self._wakeup, wakeup_writer = socket.socketpair()
        for end in (self._wakeup, wakeup_writer):
            end.setblocking(False)
        self._wakeup_writer = wakeup_writer

    def serve(self) -> None:
        """Work until standard input closes, then end every child."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run decides what Ctrl-C ends, and in which order
        signal.signal(signal.SIGTERM, lambda *_: self._end())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wakeup_writer.fileno())
        self._selector.register(sys.stdin.fileno(), selectors.EVENT_READ, "life")
        self._selector.register(self._listener, selectors.EVENT_READ, "listener")
        self._selector.register(self._wakeup, selectors.EVENT_READ, "children")
        while True:
            for key, _ in self._selector.select(0 if self._to_load else None):
                self._handle(key.data)
            if self._to_load:
                _load(self._to_load.popleft())
            self._fork_ready()

    def _handle(self, event: str | _Child) -> None:
        if event == "listener":
            self._accept()
        elif event == "children":
            with suppress(BlockingIOError):
                self._wakeup.recv(4096)
            self._reap()
        elif event == "life":
            self._end()
        else:
            self._connection_closed(event)

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        request = _first_message(connection)
        if request is None:
            connection.close()
            return
        self._waiting.append((connection, request))

    def _fork_ready(self) -> None:
        waiting, self._waiting = self._waiting, []
        for connection, request in waiting:
            if request["after"] in self._to_load:
                self._waiting.append((connection, request))
            else:
                self._fork(connection, request)

    def _fork(self, connection: socket.socket, request: Message) -> None:
        gc.freeze()  # children share this memory for as long as the collector leaves it alone
        pid = os.fork()
        if pid == 0:
            self._become_child(connection, request)
        child = _Child(pid, connection)
        self._children[pid] = child
        self._selector.register(connection, selectors.EVENT_READ, child)

    def _become_child(self, connection: socket.socket, request: Message) -> None:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for signum in (signal.SIGTERM, signal.SIGCHLD):
                signal.signal(signum, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._close_inherited()
            gc.enable()
            request["env"] = self._set_by_imports() | request["env"]
            code = run_request(request, connection)
        except BaseException:  # nothing may return into the server's loop
            traceback.print_exc()
        finally:
            with suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def _set_by_imports(self) -> dict[str, str]:
        """Variables of the environment that modules set when they were imported here, as they would in the child."""
        return {name: value for name, value in os.environ.items() if self._environment.get(name) != value}

    def _close_inherited(self) -> None:
        self._selector.close()
        for end in (self._listener, self._wakeup, self._wakeup_writer):
            end.close()
        for child in self._children.values():
            child.connection.close()
        for other, _ in self._waiting:
            other.close()
        self._children.clear()

    def _connection_closed(self, child: _Child) -> None:
        """A child's owner has gone, or talks to the child (then the child reads, and sees the end, itself)."""
        self._selector.unregister(child.connection)
        if not _has_message(child.connection):
            _kill(child.pid)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._tell_exit(self._children.pop(pid, None), os.waitstatus_to_exitcode(status))

    def _tell_exit(self, child: _Child | None, code: int) -> None:
        if child is None:
            return
        with suppress(KeyError, ValueError):
            self._selector.unregister(child.connection)
        _kill_group(child.pid)  # what a notebook started and left behind
        with suppress(OSError):
            child.connection.sendall(b'{"exit": %d}\n' % code)
        child.connection.close()

    def _end(self) -> None:
        for pid in self._children:
            _kill(pid)
        for pid in self._children:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
        with suppress(OSError):
            shutil.rmtree(Path.cwd(), ignore_errors=True)  # the run's folder: when it was killed nobody else will
        os._exit(0)


def run_request(request: Message, connection: socket.socket) -> int:
    """Do in a fresh child what a request asks for.

    Args:
        request: `target` (`module:function`), `payload`, `cwd`, `env`, `log` (file for what the process prints) and
            `after` (the module it needed to be loaded).
        connection: Connection to whoever asked.

    Returns:
        Exit status of the process.
    """
    os.setsid()
    _die_with_parent()
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    _redirect(request["log"])
    _new_random_state()
    module, function = request["target"].split(":")
    getattr(importlib.import_module(module), function)(request["payload"], Channel.over(connection))
    return 0


def _first_message(connection: socket.socket) -> Message | None:
    connection.settimeout(5)
    line = b""
    with suppress(OSError):
        while not line.endswith(b"\n"):
            # looked at before it is taken: what follows the first line belongs to the child
            block = connection.recv(1 << 16, socket.MSG_PEEK)
            if not block:
                return None
            line += connection.recv(block.index(b"\n") + 1 if b"\n" in block else len(block))
    connection.settimeout(None)
    return json.loads(line) if line.endswith(b"\n") else None


def _has_message(connection: socket.socket) -> bool:
    """Whether there is something to read, or was until the child took it just now."""
    try:
        return bool(connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
    except BlockingIOError:
        return True
    except OSError:
        return False


def _kill(child: int) -> None:
    _kill_group(child)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)  # not yet the leader of its own group


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _die_with_parent() -> None:
    """On Linux the kernel process ends even when this server is killed; elsewhere it notices by its connection."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _redirect(log: str) -> None:
    empty, output = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(empty, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(empty)
    os.close(output)


def _new_random_state() -> None:
    """Random numbers must differ from one child to the next; Python's own generator sees to itself."""
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def _load(module: str) -> None:
    with _in_kernel(), suppress(ImportError):
        importlib.import_module(module)


@contextmanager
def _in_kernel() -> Iterator[None]:
    """Pandas asks, while it is imported, whether it is in a kernel."""
    builtins.get_ipython = _InKernel
    try:
        yield
    finally:
        del builtins.get_ipython


def main() -> None:
    """Serve on the socket whose descriptor is the first argument, while importing the other arguments."""
    del sys.path[0]  # the current folder, which `python -m` puts there and ipykernel_launcher takes away
    gc.disable()  # what it frees while modules are imported leaves holes that children fill, each in a copy of its own
    # a kernel sets it before matplotlib is imported; here matplotlib comes first
    os.environ.setdefault("MPLBACKEND", INLINE_BACKEND)
    sys.stdout.reconfigure(encoding="UTF-8")  # pandas asks, while it is imported, what its output can encode
    ForkServer(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:]).serve()


if __name__ == "__main__":
    main()
