"""Lines for the terminal that can do nothing to it, whatever the file they quote holds."""

from __future__ import annotations

import sys

from engine.terminal import as_text


def say(*lines: str) -> None:
    """Print lines."""
    sys.stdout.writelines(f"{as_text(line)}\n" for line in lines)


def refuse(*lines: str) -> None:
    """Print lines as errors."""
    sys.stderr.writelines(f"{as_text(line)}\n" for line in lines)
