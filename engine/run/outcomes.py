"""How a report ends, and what is told of it in run.log."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engine.terminal import as_text


class Status(StrEnum):
    """How a report ended."""

    PUBLISHED = "publicado"
    UNCHANGED = "sin_cambios"
    UNPRINTED = "sin_pdf"
    FAILED = "fallido"
    UNUSABLE = "no_usable"
    INTERRUPTED = "interrumpido"


GOOD = frozenset({Status.PUBLISHED, Status.UNCHANGED})


class Failed(Exception):
    """Something could not be made: the problems for people, and details for the log."""

    status = Status.FAILED

    def __init__(self, problems: Sequence[str], details: str = "") -> None:
        super().__init__(problems, details)
        self.problems, self.details = tuple(problems), details


class Unusable(Failed):
    """What was asked or given cannot be worked with; nothing was made."""

    status = Status.UNUSABLE


@dataclass(frozen=True)
class Outcome:
    """How one report ended; `folder` is where to look: the report, or its `failed/`."""

    name: str
    status: Status
    problems: tuple[str, ...] = ()
    folder: Path | None = None
    seconds: float = 0.0
    notes: tuple[str, ...] = ()  # what the checks of the pages found


class Log:
    """What happened in one report's run, with the time of each line: becomes run.log."""

    def __init__(self) -> None:
        self.text, self._started = "", time.monotonic()

    def add(self, text: str) -> None:
        """Record one event; a text of several lines stays together."""
        stamp = f"{time.strftime('%Y-%m-%d %H:%M:%S')} {time.monotonic() - self._started:8.2f} s  "
        self.text += stamp + as_text(text.rstrip()).replace("\n", "\n    ") + "\n"
