"""What all reports of one call share, and how each of them ended."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from engine.run.arguments import Options
from engine.run.progress import Progress
from engine.run.workplace import Workplace
from engine.suite import Suite

PUBLISHED, UNCHANGED, UNPRINTED = "publicado", "sin_cambios", "sin_pdf"
FAILED, UNUSABLE, INTERRUPTED = "fallido", "no_usable", "interrumpido"


class Stopped(Exception):
    """The run was told to end."""


@dataclass
class Shop:
    """What all reports of one call share.

    Attributes:
        suite: The suite.
        options: What was asked.
        workplace: Where processes come from.
        progress: Where to tell what happens.
        slots: As many notebooks run at once as there are slots.
        stopping: Set when everything must end.
    """

    suite: Suite
    options: Options
    workplace: Workplace
    progress: Progress
    slots: threading.Semaphore
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def several(self) -> bool:
        """Whether more than one report may be told of."""
        return self.options.matrix is not None or len(self.options.years) > 1

    def go_on(self) -> None:
        """Raise `Stopped` when the run was told to end."""
        if self.stopping.is_set():
            raise Stopped


@dataclass(frozen=True)
class Outcome:
    """How one report ended.

    Attributes:
        name: Name of the report's folder.
        status: One of the words above.
        problems: What went wrong, for people.
        folder: Where to look: the report, or its `failed/`.
        seconds: How long it took.
        notes: What the checks of the pages found.
        pdf: The printed report, when one was asked for.
    """

    name: str
    status: str
    problems: tuple[str, ...] = ()
    folder: Path | None = None
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    pdf: Path | None = None
