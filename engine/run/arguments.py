"""Command line of `run_all.py`: which reports are asked for, and what is wrong with what was asked."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from engine.run.outcomes import Unusable
from engine.suite import Suite

DEFAULT_TIMEOUT = 600
COLUMNS = ("name", "year", "data_dir")
_KNOWN = ", ".join(COLUMNS)
_NAME = re.compile(r"\w(?:[\w .()-]{0,78}[\w)-])?")  # fit for any file system, and for no other folder


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


@dataclass(frozen=True)
class ReportSet:
    """One report to produce."""

    name: str  # of its folder in the output folder
    year: int
    data_dir: Path

    def parameters(self, suite: Suite) -> dict[str, Any]:
        """Parameters of its notebooks; the project's own data folder is left to the notebooks' default."""
        return {"year": self.year, "data_dir": "" if self.data_dir == suite.data_dir else str(self.data_dir)}


def parse(suite: Suite, arguments: Sequence[str]) -> Options:
    """Read the command line; `Unusable` with every fault of it."""
    options = Options(**vars(_parser(suite).parse_args(arguments)))
    unknown = [name for name in options.only if name not in suite.names]
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
        (bool(options.name) and (len(options.year) > 1 or options.matrix is not None), "--name is for a single report"),
        (bool(options.name) and not _NAME.fullmatch(options.name),
         "--name: use letters, digits, spaces and . _ ( ) -, at most 80, beginning with a letter or digit"),
        (options.check and options.list, "--check and --list do not go together"),
    ]  # fmt: skip
    if problems := [message for broken, message in rules if broken]:
        raise Unusable(problems)
    return options


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def reports_of(options: Options) -> list[ReportSet]:
    """The reports asked for; `Unusable` for years without a data folder, or a file of sets that cannot be read."""
    if options.matrix:
        return read_matrix(options.matrix, options.data_dir)
    root = options.data_dir
    available = sorted(int(path.name) for path in root.glob("[0-9]" * 4) if path.is_dir())
    if not available and not options.year:
        raise Unusable([f"no hay ningún año en {root}. Cree uno con «python -m lib new-year AAAA»."])
    years, known = options.year or (available[-1],), ", ".join(map(str, available)) or "ninguno"
    told = "no hay datos del año {0} en {1}; años disponibles: {2}. Cree la carpeta con «python -m lib new-year {0}»."
    if missing := [told.format(year, root, known) for year in years if year not in available]:
        raise Unusable(missing)
    return [ReportSet(options.name or str(year), year, root) for year in years]


def read_matrix(file: Path, data_dir: Path) -> list[ReportSet]:
    """Reports listed in a file: TOML with a table `[[set]]` each, or CSV with a row each.

    Args:
        file: Gives `year` and optionally `name` (of the report's folder) and `data_dir` (relative to the file).
        data_dir: Data folder of the sets that name none.

    Raises:
        Unusable: With every fault of the file.
    """
    try:
        rows = _rows(file)
    except (OSError, ValueError, RecursionError) as error:
        raise Unusable([f"{file}: no se puede leer: {error}"]) from error
    faults = [] if rows else [f"{file}: no hay ningún juego de parámetros"]
    names = [str(row.get("name", row.get("year"))) for row in rows]
    for number, (row, name) in enumerate(zip(rows, names, strict=True), start=1):
        rules = [
            *((key not in COLUMNS, f"parámetro desconocido «{key}»; los parámetros son {_KNOWN}") for key in row),
            (not re.fullmatch("[0-9]{4}", str(row.get("year"))), "«year» debe ser un año como 2024"),
            ("name" in row and not _NAME.fullmatch(name), f"«{name}» no sirve de nombre de carpeta"),
        ]
        faults += [f"{file.name}, juego {number}: {fault}" for broken, fault in rules if broken]
    folders = [name.casefold() for name in names]  # one folder where capitals do not count
    faults += [f"{file.name}: el nombre «{name}» se repite" for name in sorted(set(folders)) if folders.count(name) > 1]
    if faults:
        raise Unusable(faults)
    return [
        ReportSet(name, int(row["year"]), file.parent / str(row["data_dir"]) if "data_dir" in row else data_dir)
        for row, name in zip(rows, names, strict=True)
    ]


def _rows(file: Path) -> list[dict[str, Any]]:
    import csv  # imported here: a run that changes nothing should load as little as it can
    import tomllib

    text = file.read_text(encoding="utf-8-sig")
    if file.suffix.lower() == ".toml":
        found = tomllib.loads(text).get("set", [])
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise ValueError("se espera una tabla [[set]] por juego")
        return found
    rows = csv.DictReader(text.splitlines(), delimiter=";" if ";" in text.partition("\n")[0] else ",")  # as Excel does
    return [{str(key): value for key, value in row.items() if value} for row in rows]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Unusable([message, "see the options with «python run_all.py --help»"])


class _Several(argparse.Action):
    """Values that may come together, apart, or separated by commas; each counts once."""

    def __call__(self, _parser: object, given: argparse.Namespace, values: Any, _option: object = None) -> None:
        found = values if isinstance(values, list) else [name.strip() for name in values.split(",")]
        setattr(given, self.dest, tuple(dict.fromkeys((*getattr(given, self.dest), *found))))


def _parser(suite: Suite) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="run_all.py", description="Makes the report of a year: runs the notebooks, publishes the pages."
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


def _path(text: str) -> Path:
    return Path(os.path.abspath(text))  # noqa: PTH100 - resolve() would replace a link the user chose
