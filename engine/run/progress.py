"""What the run tells while it works: one live line per section on a terminal, plain lines elsewhere, and run.log."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
import time
from contextlib import suppress
from typing import TextIO

_REDRAW = 0.1
_ESCAPE_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
# control characters but line ends, and those that cannot be seen or turn around what follows them
_NOT_TEXT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def as_text(text: str) -> str:
    """A text that cannot do anything to a terminal: colours left out, other control characters spelled out."""
    return _NOT_TEXT.sub(lambda found: ascii(found[0])[1:-1], _ESCAPE_SEQUENCE.sub("", text))


def seconds(value: float) -> str:
    """A duration for people."""
    return f"{value:.1f} s"


class Progress:
    """Speaks for all reports of one call, from any thread; lines are redrawn when the stream is `live`."""

    def __init__(self, stream: TextIO | None = None, live: bool | None = None) -> None:
        self._stream = stream or sys.stdout
        self._live = self._stream.isatty() if live is None else live
        self._lock, self._heard = threading.RLock(), True
        self._active: dict[str, str] = {}
        self._drawn, self._last_draw = 0, 0.0
        if hasattr(self._stream, "reconfigure"):
            self._stream.reconfigure(errors="replace")  # a console of another code page must not stop the run

    def say(self, text: str = "") -> None:
        """Write a line that stays."""
        self._write(f"{as_text(text)}\n")

    def update(self, name: str, state: str) -> None:
        """What something is doing now."""
        with self._lock:
            self._active[name] = state
            if self._live and time.monotonic() - self._last_draw > _REDRAW:
                self._write()

    def done(self, name: str, result: str) -> None:
        """Something ended: its live line becomes one that stays."""
        with self._lock:
            self._active.pop(name, None)
            self.say(f"  {name:<20} {result}")

    def clear(self) -> None:
        """Leave no live line behind."""
        with self._lock:
            self._active.clear()
            self._write()

    def _write(self, text: str = "") -> None:
        """Write over the live lines, and them below; a reader that has gone away (`| head`) does not stop the run."""
        with self._lock:
            width = shutil.get_terminal_size().columns - 1
            lines = [as_text(f"  {name:<20} {state}")[:width] for name, state in self._active.items() if self._live]
            erase, self._drawn = f"\x1b[{self._drawn}A\x1b[J" if self._drawn else "", len(lines)
            self._last_draw = time.monotonic()
            try:
                if self._heard:
                    self._stream.write(erase + text + "".join(f"{line}\n" for line in lines))
                    self._stream.flush()
            except (OSError, ValueError):
                self._heard = False
                with suppress(OSError, ValueError, AttributeError):  # Python flushes when it ends, and would complain
                    os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())


class Log:
    """What happened in one report's run, with the time of each line: becomes run.log."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._started = time.monotonic()

    def add(self, text: str) -> None:
        """Record one event; a text of several lines stays together."""
        stamp = f"{time.strftime('%Y-%m-%d %H:%M:%S')} {time.monotonic() - self._started:8.2f} s  "
        self._lines.append(stamp + as_text(text.rstrip()).replace("\n", "\n    ") + "\n")

    def text(self) -> str:
        """The log so far."""
        return "".join(self._lines)
