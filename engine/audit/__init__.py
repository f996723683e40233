"""The audit: printed figures reconciled, shown figures recomputed, numbers nobody registered, two runs compared."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Audit:
    """What was found when a finished page was checked."""

    problems: tuple[str, ...]  # what it says that is not so; any of them fails the run
    shown: int = 0  # figures shown, formulas included
    recomputed: int = 0  # of them, those that equal what was computed here
    orphans: int = 0  # numbers that are no figure
