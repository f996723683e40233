"""A process of the run where nothing can be forked: reads its request from standard input, answers on standard output.

Started as `python -m engine.run.spawned`; ends, with the kernel it started, when the run closes its standard input.
"""

from __future__ import annotations

import importlib
import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

import engine.run.light_imports  # noqa: F401 - before anything else is loaded
from engine.run.channel import Channel, Message

before_the_end: list[Callable[[], None]] = []


class WatchedChannel(Channel):
    """A channel read by a thread of its own, so that the end of the run is noticed while there is other work."""

    def __init__(self, reader: BinaryIO, writer: BinaryIO) -> None:
        super().__init__(reader, writer)
        self._messages: queue.Queue[Message] = queue.Queue()
        threading.Thread(target=self._watch, daemon=True).start()

    def receive(self) -> Message | None:
        """Wait for one message; the process ends when the run has gone away."""
        return self._messages.get()

    def _watch(self) -> None:
        while (message := super().receive()) is not None:
            self._messages.put(message)
        for ending in before_the_end:
            ending()
        os._exit(1)


def main() -> None:
    """Do the one request, telling the answer."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not mix with the messages
    channel = WatchedChannel(os.fdopen(os.dup(0), "rb"), output)
    request = channel.receive()
    module, function = request["target"].split(":")
    getattr(importlib.import_module(module), function)(request["payload"], channel)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    from engine.run import spawned  # the module others add endings to, which is not this copy called __main__

    spawned.main()
