"""The kernel a notebook runs in: always this interpreter, whatever the notebook or the machine's kernelspecs say."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
import time
from contextlib import suppress
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty
from typing import Any, cast

import zmq
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from engine.processes import become_kernel
from engine.run.workplace import Workplace

_COMMAND = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
_SPEC = KernelSpec(argv=_COMMAND, display_name="Python 3", language="python")
_SECONDS_BETWEEN_LOOKS = 0.005
_HEARD_AT_ONCE = 0.02  # seconds; what was said before the kernel knew its listener is lost: ask again
_MILLISECONDS_TO_RECONNECT = 5  # a tenth of a second is usual
_numbers = count()


def kernel_manager(folder: Path, workplace: Workplace) -> AsyncKernelManager:
    """A manager for one kernel of this interpreter, with its connection file in a private folder."""
    manager = AsyncKernelManager(connection_file=str(folder / "kernel.json"), client_factory=PromptClient)
    manager.kernel_name, manager._kernel_spec = "python3", _SPEC
    if os.name == "posix":  # sockets in the run's own folder: no port can be taken meanwhile; their paths must be short
        manager.transport, manager.ip = "ipc", str(workplace.folder / f"k{next(_numbers)}")
    made = ForkedProvisioner if workplace.forking else TidyProvisioner
    manager.provisioner = made(kernel_id=folder.name, kernel_spec=_SPEC, parent=manager)
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
        """Wait for the kernel; RuntimeError when it died or did not answer in `timeout` seconds."""
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


class TidyProvisioner(LocalProvisioner):
    """Starts a kernel as usual; what a notebook started and left behind ends with it."""

    async def cleanup(self, restart: bool = False) -> None:
        """Called when the kernel has ended."""
        if self.pgid and hasattr(os, "killpg"):
            with suppress(OSError):
                os.killpg(self.pgid, signal.SIGKILL)
        await super().cleanup(restart)


class ForkedProvisioner(TidyProvisioner):
    """Has the kernel forked by the fork server of `multiprocessing` instead of starting an interpreter."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        """Have the kernel of that command forked."""
        given = (cmd[cmd.index("-m") + 2 :], dict(options["env"]), str(options["cwd"]), options["stdout"].name)
        started = multiprocessing.get_context("forkserver").Process(target=become_kernel, args=given)
        started.start()
        self.process, self.pid, self.pgid = cast(Any, _AsPopen(started)), started.pid, started.pid
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End it, and return when it has ended; the library would look only ten times a second."""
        await super().kill(restart)
        while await self.poll() is None:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)


class _AsPopen:
    """A process of `multiprocessing` with the part of `subprocess.Popen` that a provisioner asks for."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self.process, self.wait, self.kill = process, process.join, process.kill

    def poll(self) -> int | None:
        return self.process.exitcode

    def send_signal(self, signum: int) -> None:
        if self.process.pid and self.process.exitcode is None:
            os.kill(self.process.pid, signum)
