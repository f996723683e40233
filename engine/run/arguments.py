"""Command line of `run_all.py`: what may be asked, and what is wrong with what was asked."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from engine.suite import Suite

DEFAULT_TIMEOUT = 600
_NAME = re.compile(r"\w(?:[\w .()-]{0,78}[\w)-])?")


class UsageError(Exception):
    """What was asked cannot be done; holds every fault found."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Options:
    """What one call of `run_all.py` was asked to do; `_parser` says what each option means."""

    data_dir: Path
    output_dir: Path
    year: tuple[int, ...] = ()
    only: tuple[str, ...] = ()
    jobs: int = 1
    timeout: int = DEFAULT_TIMEOUT
    check: bool = False
    list: bool = False
    force: bool = False
    pdf: bool = False
    spawn: bool = False
    matrix: Path | None = None
    dask: str = ""
    name: str = ""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError([message, "see the options with «python run_all.py --help»"])


def parse(suite: Suite, arguments: Sequence[str]) -> Options:
    """Read the command line.

    Raises:
        UsageError: For unknown options, sections or impossible combinations; all of them at once.
    """
    options = Options(**vars(_parser(suite).parse_args(arguments)))
    problems = _problems(suite, options)
    if problems:
        raise UsageError(problems)
    return options


def usable_name(name: str) -> bool:
    """Whether a report's folder can have that name on any file system, and nowhere but in the output folder."""
    return bool(_NAME.fullmatch(name))


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Several(argparse.Action):
    """Values that may come together, apart, or separated by commas; each counts once."""

    def __call__(self, _parser: object, given: argparse.Namespace, values: object, _option: object = None) -> None:
        found = values if isinstance(values, list) else [name.strip() for name in str(values).split(",")]
        setattr(given, self.dest, tuple(dict.fromkeys((*getattr(given, self.dest), *found))))


def _parser(suite: Suite) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="run_all.py", description="Makes the report of a year: runs the notebooks and publishes the pages."
    )
    add = parser.add_argument
    add("--year", type=int, nargs="+", action=_Several, default=(), metavar="YYYY", help="years (default: the newest)")
    add("--only", action=_Several, default=(), metavar="SECTION,…", help=", ".join(suite.names))
    add("--jobs", type=int, default=cores(), metavar="N", help="notebooks at once (default: the cores)")
    add("--data-dir", type=_path, default=suite.data_dir, metavar="D", help="data folder")
    add("--output-dir", type=_path, default=suite.root / "outputs", metavar="D", help="folder of the reports")
    add("--check", action="store_true", help="only check the data and the notebooks")
    add("--list", action="store_true", help="say what would run and why")
    add("--force", action="store_true", help="make everything again, changed or not")
    add("--timeout", type=int, default=DEFAULT_TIMEOUT, metavar="S",
        help="seconds a cell may take, a section three times as long; 0 = no limit")  # fmt: skip
    add("--matrix", type=_path, metavar="FILE", help="TOML or CSV with several parameter sets")
    add("--dask", default="", metavar="ADDRESS", help="send the sets to a Dask cluster")
    add("--name", default="", metavar="NAME", help="folder of the report (default: the year)")
    add("--pdf", action="store_true", help="also print the report as PDF (needs Chromium)")
    add("--spawn", action="store_true", help="start every process afresh (slower)")
    return parser


def _problems(suite: Suite, options: Options) -> list[str]:
    unknown = [name for name in options.only if name not in suite.names]
    several = len(options.year) > 1 or options.matrix is not None
    rules = [
        (bool(unknown), f"unknown section: {', '.join(unknown)}; the sections are {', '.join(suite.names)}"),
        (any(not 1900 <= year <= 2999 for year in options.year), "--year: expected a year like 2024"),
        (options.jobs < 1, "--jobs must be 1 or more"),
        (options.timeout < 0, "--timeout cannot be negative"),
        (options.matrix is not None and bool(options.year), "--matrix gives the years: do not combine it with --year"),
        (options.matrix is not None and not options.matrix.is_file(), f"--matrix: there is no file {options.matrix}"),
        (not options.data_dir.is_dir(), f"--data-dir: there is no folder {options.data_dir}"),
        (options.output_dir.exists() and not options.output_dir.is_dir(),
         f"--output-dir: {options.output_dir} is not a folder"),
        (bool(options.name) and several, "--name is for a single report"),
        (bool(options.name) and not usable_name(options.name),
         "--name: use letters, digits, spaces and . _ ( ) -, at most 80, beginning with a letter or digit"),
        (options.check and options.list, "--check and --list do not go together"),
    ]  # fmt: skip
    return [message for broken, message in rules if broken]


def _path(text: str) -> Path:
    return Path(os.path.abspath(text))  # noqa: PTH100 - resolve() would replace a link the user chose
