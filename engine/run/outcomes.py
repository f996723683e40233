"""How a report ends, and what is told meanwhile: on the terminal, where it fits, and in run.log."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

PUBLISHED, UNCHANGED, UNPRINTED = "publicado", "sin_cambios", "sin_pdf"
FAILED, UNUSABLE, INTERRUPTED = "fallido", "no_usable", "interrumpido"
_ESCAPE_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
# control characters but line ends, and those that cannot be seen or turn around what follows them
_NOT_TEXT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


class Failed(Exception):
    """Something could not be made: the problems for people, and details for the log."""

    status = FAILED

    def __init__(self, problems: Sequence[str], details: str = "") -> None:
        super().__init__(problems, details)
        self.problems, self.details = tuple(problems), details


class Unusable(Failed):
    """What was asked or given cannot be worked with; nothing was made."""

    status = UNUSABLE


class Stopped(Exception):
    """The run was told to end."""


@dataclass(frozen=True)
class Outcome:
    """How one report ended."""

    name: str  # of its folder
    status: str  # one of the words above
    problems: tuple[str, ...] = ()
    folder: Path | None = None  # where to look: the report, or its `failed/`
    seconds: float = 0.0
    notes: tuple[str, ...] = ()  # what the checks of the pages found


def as_text(text: str) -> str:
    """A text that cannot do anything to a terminal: colours left out, other control characters spelled out."""
    return _NOT_TEXT.sub(lambda found: ascii(found[0])[1:-1], _ESCAPE_SEQUENCE.sub("", text))


class Progress:
    """Speaks for all reports of one call, from any thread; a stream that is `live` can have a line that passes."""

    def __init__(self, stream: TextIO | None = None, live: bool | None = None) -> None:
        self._stream = stream or sys.stdout
        self._live = self._stream.isatty() if live is None else live
        self._lock, self._passing, self._heard = threading.Lock(), False, True
        if hasattr(self._stream, "reconfigure"):
            self._stream.reconfigure(errors="replace")  # a console of another code page must not stop the run

    def say(self, text: str = "") -> None:
        """Write a line that stays."""
        self._write(f"{as_text(text)}\n", passing=False)

    def now(self, text: str) -> None:
        """What is being done: a line that the next one replaces."""
        if self._live:
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


class Log:
    """What happened in one report's run, with the time of each line: becomes run.log."""

    def __init__(self) -> None:
        self.text, self._started = "", time.monotonic()

    def add(self, text: str) -> None:
        """Record one event; a text of several lines stays together."""
        stamp = f"{time.strftime('%Y-%m-%d %H:%M:%S')} {time.monotonic() - self._started:8.2f} s  "
        self.text += stamp + as_text(text.rstrip()).replace("\n", "\n    ") + "\n"
