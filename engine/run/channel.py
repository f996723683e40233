"""Messages between the processes of a run: one JSON object a line, over a socket or a pair of pipes."""

from __future__ import annotations

import json
import socket
import threading
from typing import Any, BinaryIO

Message = dict[str, Any]


class Channel:
    """One end of a conversation.

    Args:
        reader: Where the other end's messages come from.
        writer: Where messages for the other end go.
    """

    def __init__(self, reader: BinaryIO, writer: BinaryIO) -> None:
        self._reader, self._writer = reader, writer
        self._sending = threading.Lock()

    @classmethod
    def over(cls, connection: socket.socket) -> Channel:
        """A channel over a connected socket, which is closed with it."""
        reader, writer = connection.makefile("rb"), connection.makefile("wb")
        connection.close()
        return cls(reader, writer)

    def send(self, **message: Any) -> None:
        """Send one message, from any thread; a listener that has gone away is no error."""
        try:
            with self._sending:
                self._writer.write(json.dumps(message).encode() + b"\n")
                self._writer.flush()
        except (BrokenPipeError, ConnectionResetError, ValueError):  # the last when it is closed here
            return

    def receive(self) -> Message | None:
        """Wait for one message; None when the other end has closed or died in the middle of a line."""
        try:
            line = self._reader.readline()
        except (ConnectionResetError, ValueError):
            return None
        return json.loads(line) if line.endswith(b"\n") else None

    def fileno(self) -> int:
        """Descriptor to wait on for messages."""
        return self._reader.fileno()

    def close(self) -> None:
        """Close both directions."""
        for stream in (self._writer, self._reader):
            try:
                stream.close()
            except OSError:
                continue
