"""Lines for the terminal that can do nothing to it, whatever the file they quote holds."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from engine.terminal import as_text


def say(*lines: str) -> None:
    """Print lines."""
    _write(lines, error=False)


def refuse(*lines: str) -> None:
    """Print lines as errors."""
    _write(lines, error=True)


def _write(lines: Iterable[str], error: bool) -> None:
    stream = sys.stderr if error else sys.stdout
    stream.writelines(f"{as_text(line)}\n" for line in lines)
