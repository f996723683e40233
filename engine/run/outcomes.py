"""What all reports of one call share, how each of them ends, and what ends it early."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.run.arguments import Options
from engine.run.progress import Progress
from engine.run.workplace import Workplace
from engine.suite import Suite

PUBLISHED, UNCHANGED, UNPRINTED = "publicado", "sin_cambios", "sin_pdf"
FAILED, UNUSABLE, INTERRUPTED = "fallido", "no_usable", "interrumpido"


class Failed(Exception):
    """Something of a report could not be made; holds the problems for people, and details for the log."""

    status = FAILED

    def __init__(self, problems: Sequence[str], details: str = "") -> None:
        super().__init__(problems, details)
        self.problems, self.details = tuple(problems), details


class Unusable(Failed):
    """What was given cannot be worked with; nothing was made."""

    status = UNUSABLE


class Stopped(Exception):
    """The run was told to end."""


@dataclass
class Shop:
    """What all reports of one call share."""

    suite: Suite
    options: Options
    workplace: Workplace
    progress: Progress
    slots: threading.Semaphore  # as many notebooks run at once
    stopping: threading.Event = field(default_factory=threading.Event)  # set when everything must end

    @property
    def several(self) -> bool:
        """Whether more than one report may be told of."""
        return self.options.matrix is not None or len(self.options.year) > 1

    def go_on(self) -> None:
        """Raise `Stopped` when the run was told to end."""
        if self.stopping.is_set():
            raise Stopped


@dataclass(frozen=True)
class Outcome:
    """How one report ended."""

    name: str  # of its folder
    status: str  # one of the words above
    problems: tuple[str, ...] = ()
    folder: Path | None = None  # where to look: the report, or its `failed/`
    seconds: float = 0.0
    notes: tuple[str, ...] = ()  # what the checks of the pages found
    pdf: Path | None = None
