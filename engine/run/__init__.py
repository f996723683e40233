"""Runs the notebooks of a year and publishes the report: the run contract behind `run_all.py`."""

from __future__ import annotations

from collections.abc import Sequence

from engine.suite import Suite


def main(suite: Suite, arguments: Sequence[str]) -> int:
    """Do what `run_all.py` is asked to do.

    Args:
        suite: The suite to run.
        arguments: Command line, without the program's name.

    Returns:
        Exit code: 0 all published, 1 something failed, 2 bad usage or data, 130 interrupted.
    """
    from engine.run.command import run  # the processes that fork kernels import this package, and need nothing of it

    return run(suite, arguments)
