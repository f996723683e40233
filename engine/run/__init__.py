"""Runs the notebooks of a year and publishes the report: the run contract behind `run_all.py`."""

from collections.abc import Sequence

from engine.suite import Suite


def main(suite: Suite, arguments: Sequence[str]) -> int:
    """Do what `run_all.py` is asked to do, for a suite; exit code 0 done, 1 failed, 2 bad usage or data, 130 stopped."""
    from engine.run.command import run  # the processes that fork kernels import this package, and need nothing of it

    return run(suite, arguments)
