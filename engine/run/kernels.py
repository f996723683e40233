"""The kernel a notebook runs in: always this interpreter, whatever the notebook or the machine's kernelspecs say."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import select
import signal
import sys
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from engine.run.channel import Channel, Message
from engine.run.children import KERNELS, ask_server

KERNEL_COMMAND = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
IN_FORKED_CHILD = "engine.run.kernels:become_kernel"
_HEARD_AT_ONCE = 0.02  # seconds; what was said before the kernel knew its listener is lost: ask again
_SECONDS_BETWEEN_LOOKS = 0.005
_MILLISECONDS_TO_RECONNECT = 5  # a tenth of a second is usual, and kernels are slower than who waits for them
_numbers = count()


def kernel_manager(folder: Path, address: str) -> AsyncKernelManager:
    """A manager for one kernel of this interpreter.

    Args:
        folder: Private folder for its connection file.
        address: Server that forks warm kernels; empty to start one afresh.
    """
    manager = AsyncKernelManager(
        kernel_name="python3", connection_file=str(folder / "kernel.json"), client_factory=PromptClient
    )
    manager._kernel_spec = KernelSpec(argv=KERNEL_COMMAND, display_name="Python 3", language="python")
    if address:
        # sockets in the run's own folder: no port can be taken meanwhile; named shortly, as their paths must be
        manager.transport, manager.ip = "ipc", f"{address}-{os.getpid()}-{next(_numbers)}"
        manager.provisioner = ForkedProvisioner(
            address, kernel_id=folder.name, kernel_spec=manager._kernel_spec, parent=manager
        )
    return manager


class PromptClient(AsyncKernelClient):
    """Goes to work as soon as the kernel answers on both channels.

    The library then waits until nothing has been said for 0.2 s, so that no older message is left; nbclient leaves
    out by itself what does not answer its own requests.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.context.setsockopt(zmq.RECONNECT_IVL, _MILLISECONDS_TO_RECONNECT)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the kernel.

        Raises:
            RuntimeError: When it died or did not answer in `timeout` seconds.
        """
        deadline = time.monotonic() + (timeout or float("inf"))
        while time.monotonic() < deadline:
            self.kernel_info()
            with suppress(Empty):
                await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=_HEARD_AT_ONCE)
                return
            if not await self.is_alive():
                raise RuntimeError("the kernel died before it answered")
        raise RuntimeError(f"the kernel did not answer in {timeout:.0f} s")


class ForkedProvisioner(LocalProvisioner):
    """Has the kernel forked by a warm server instead of starting an interpreter.

    Args:
        address: The server.
    """

    def __init__(self, address: str, **options: Any) -> None:
        super().__init__(**options)
        self._address = address

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Message:
        """Ask for the kernel of that command."""
        arguments = cmd[cmd.index("-m") + 2 :]
        request = {
            "target": IN_FORKED_CHILD,
            "payload": {"arguments": arguments},
            "cwd": str(options["cwd"]),
            "env": dict(options["env"]),
            "log": options["stdout"].name,
            "after": KERNELS,
        }
        self.process = ForkedProcess(ask_server(self._address, request))
        self.pid = self.pgid = self.process.pid
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End it, and return when it has ended; the library would look only ten times a second."""
        await super().kill(restart)
        while self.process and self.process.poll() is None:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)


class ForkedProcess:
    """The part of `subprocess.Popen` a provisioner uses, for a process that is the server's child."""

    stdin = stdout = stderr = None

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.returncode: int | None = None
        first = channel.receive()
        if first is None or "pid" not in first:
            raise RuntimeError("the process that forks kernels has ended")
        self.pid: int = first["pid"]

    def poll(self) -> int | None:
        """Exit status, None while it runs."""
        if self.returncode is None and select.select([self._channel], [], [], 0)[0]:
            self.returncode = (self._channel.receive() or {}).get("exit", -signal.SIGKILL)
            self._channel.close()
        return self.returncode

    def wait(self) -> int:
        """Wait for the end."""
        while self.poll() is None:
            time.sleep(0.01)
        return self.returncode

    def send_signal(self, signum: int) -> None:
        """Send a signal unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signum)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def become_kernel(payload: Message, channel: Channel) -> None:
    """Turn a forked child into the kernel `ipykernel_launcher` would be."""
    from ipykernel import kernelapp  # loaded already in the child; heavy for whoever only manages kernels

    channel.send(pid=os.getpid())
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    forget_library()
    sys.argv = [importlib.util.find_spec("ipykernel_launcher").origin, *payload["arguments"]]
    kernelapp.launch_new_instance()


def forget_library() -> None:
    """The notebook imports `lib` itself, as it does in JupyterLab."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("engine", "lib")]:
        del sys.modules[name]
