"""What all reports of one call share, and how each of them ended."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from engine.run.arguments import Options
from engine.run.children import Workplace
from engine.run.notebook_desk import NotebookDesk
from engine.run.progress import Progress

PUBLISHED, UNCHANGED, PARTIAL, UNPRINTED = "publicado", "sin_cambios", "parcial", "sin_pdf"
FAILED, UNUSABLE, INTERRUPTED = "fallido", "no_usable", "interrumpido"


class Stopped(Exception):
    """The run was told to end."""


@dataclass
class Shop:
    """What all reports of one call share.

    Attributes:
        options: What was asked.
        workplace: Where processes come from.
        progress: Where to tell what happens.
        notebooks: Where to have notebooks run and pages made.
        slots: As many notebooks run at once as there are slots.
        stopping: Set when everything must end.
    """

    options: Options
    workplace: Workplace
    progress: Progress
    notebooks: NotebookDesk
    slots: threading.Semaphore
    stopping: threading.Event = field(default_factory=threading.Event)

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
        made: Sections that were run or exported again.
        reused: Sections taken from the last report.
        pdf: The printed report, when one was asked for.
        checked: What the checks of the pages found.
    """

    name: str
    status: str
    problems: tuple[str, ...] = ()
    folder: Path | None = None
    seconds: float = 0.0
    made: int = 0
    reused: int = 0
    checked: tuple[str, ...] = ()
    pdf: Path | None = None
