"""What is written on the terminal: nothing of the data can do anything to it."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
from contextlib import suppress
from typing import TextIO

_ESCAPE_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
# control characters but line ends, and those that cannot be seen or turn around what follows them
_NOT_TEXT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
UNUSABLE = 2


def as_text(text: str) -> str:
    """A text that cannot do anything to a terminal: colours left out, other control characters spelled out."""
    return _NOT_TEXT.sub(lambda found: ascii(found[0])[1:-1], _ESCAPE_SEQUENCE.sub("", text))


def say(*lines: str) -> None:
    """Print lines."""
    sys.stdout.writelines(f"{as_text(line)}\n" for line in lines)


def refuse(*lines: str) -> int:
    """Print lines as errors; the exit code of a command that cannot be done."""
    sys.stderr.writelines(f"{as_text(line)}\n" for line in lines)
    return UNUSABLE


class Progress:
    """Speaks for all reports of one call, from any thread; while `live`, a stream can have a line that passes."""

    def __init__(self, stream: TextIO | None = None, live: bool | None = None) -> None:
        self._stream = stream or sys.stdout
        self.live = self._stream.isatty() if live is None else live
        self._lock, self._passing, self._heard = threading.Lock(), False, True
        if hasattr(self._stream, "reconfigure"):
            self._stream.reconfigure(errors="replace")  # a console of another code page must not stop the run

    def say(self, text: str = "") -> None:
        """Write a line that stays."""
        self._write(f"{as_text(text)}\n", passing=False)

    def now(self, text: str) -> None:
        """What is being done: a line that the next one replaces."""
        if self.live:
            self._write(as_text(text)[: shutil.get_terminal_size().columns - 1], passing=True)

    def _write(self, text: str, passing: bool) -> None:
        """A reader that has gone away (`| head`) does not stop the run."""
        with self._lock:
            text, self._passing = ("\r\x1b[K" if self._passing else "") + text, passing
            try:
                if self._heard:
                    self._stream.write(text)
                    self._stream.flush()
            except (OSError, ValueError):
                self._heard = False
                with suppress(OSError, ValueError, AttributeError):  # Python flushes when it ends, and would complain
                    os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
