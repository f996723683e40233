"""Command line of `run_all.py`: what may be asked, and what is wrong with what was asked."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from lib.suite import PROJECT_ROOT, names

DEFAULT_TIMEOUT = 600


class UsageError(Exception):
    """What was asked cannot be done; holds every fault found."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Options:
    """What one call of `run_all.py` was asked to do.

    Attributes:
        years: Reporting years; empty for the newest.
        only: Sections to run; empty for all.
        jobs: Notebooks at once.
        data_dir: Data folder.
        output_dir: Folder the years' reports go to.
        timeout: Seconds a cell may take; 0 for no limit.
        check: Stop after the checks.
        list: Say what would run, and why, and stop.
        force: Run sections that have not changed too.
        keep_going: Publish what could be made when a section fails.
        pdf: Print the single-file report too.
        spawn: Start each kernel afresh instead of forking it from a warm process.
        matrix: File of parameter sets to run instead of one.
        dask: Address of the Dask cluster the sets run on.
        name: Name of the report's folder; empty for the year.
    """

    years: tuple[int, ...] = ()
    only: tuple[str, ...] = ()
    jobs: int = 1
    data_dir: Path = PROJECT_ROOT / "data"
    output_dir: Path = PROJECT_ROOT / "outputs"
    timeout: int = DEFAULT_TIMEOUT
    check: bool = False
    list: bool = False
    force: bool = False
    keep_going: bool = False
    pdf: bool = False
    spawn: bool = False
    matrix: Path | None = None
    dask: str = ""
    name: str = ""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError([message, "Vea las opciones con «python run_all.py --help»."])


def parse(argv: list[str]) -> Options:
    """Read the command line.

    Raises:
        UsageError: For unknown options, sections or impossible combinations; all of them at once.
    """
    given = _parser().parse_args(argv)
    only = tuple(dict.fromkeys(name.strip() for text in given.only for name in text.split(",") if name.strip()))
    options = Options(
        years=tuple(dict.fromkeys(given.year)), only=only, jobs=given.jobs, data_dir=_absolute(given.data_dir),
        output_dir=_absolute(given.output_dir), timeout=given.timeout, check=given.check, list=given.list,
        force=given.force, keep_going=given.keep_going, pdf=given.pdf, spawn=given.spawn,
        matrix=_absolute(given.matrix) if given.matrix else None, dask=given.dask, name=given.name,
    )  # fmt: skip
    problems = _problems(options, given)
    if problems:
        raise UsageError(problems)
    return options


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="run_all.py",
        description="Produce el informe del año: ejecuta los cuadernos y publica las páginas en outputs/<año>/.",
    )
    add = parser.add_argument
    add("--year", type=int, nargs="+", default=[], metavar="AAAA", help="año o años (por omisión, el más reciente)")
    add("--only", action="append", default=[], metavar="SECCIÓN,…", help=", ".join(names()))
    add("--jobs", type=int, default=cores(), metavar="N", help="cuadernos a la vez (por omisión, los núcleos)")
    add("--data-dir", type=Path, default=PROJECT_ROOT / "data", metavar="D", help="carpeta de datos")
    add("--output-dir", type=Path, default=PROJECT_ROOT / "outputs", metavar="D", help="carpeta de resultados")
    add("--check", action="store_true", help="solo revisar los datos y los cuadernos")
    add("--list", action="store_true", help="decir qué se ejecutaría y por qué")
    add("--force", action="store_true", help="ejecutar también lo que no cambió")
    add("--keep-going", action="store_true", help="si una sección falla, publicar las demás")
    add("--timeout", type=int, default=DEFAULT_TIMEOUT, metavar="S", help="segundos por celda; 0 = sin límite")
    add("--matrix", type=Path, metavar="ARCHIVO", help="TOML o CSV con varios juegos de parámetros")
    add("--dask", default="", metavar="DIRECCIÓN", help="enviar los juegos a un clúster de Dask")
    add("--name", default="", metavar="NOMBRE", help="carpeta del informe (por omisión, el año)")
    add("--pdf", action="store_true", help="imprimir además el informe en PDF (necesita Chromium)")
    add("--spawn", action="store_true", help="iniciar cada núcleo desde cero (más lento)")
    return parser


def _problems(options: Options, given: argparse.Namespace) -> list[str]:
    unknown = [name for name in options.only if name not in names()]
    rules = [
        (bool(unknown), "sección desconocida: {names}; las secciones son {known}".format(
            names=", ".join(unknown), known=", ".join(names()))),
        (bool(given.only) and not options.only, "--only necesita al menos una sección"),
        (any(not 1900 <= year <= 2999 for year in options.years), "--year: se espera un año como 2024"),
        (options.jobs < 1, "--jobs debe ser 1 o más"),
        (options.timeout < 0, "--timeout no puede ser negativo"),
        (options.matrix is not None and bool(options.years), "--matrix ya dice los años: no lo combine con --year"),
        (options.matrix is not None and not options.matrix.is_file(),
         f"--matrix: no existe el archivo {options.matrix}"),
        (not options.data_dir.is_dir(), f"--data-dir: no existe la carpeta {options.data_dir}"),
        (options.output_dir.exists() and not options.output_dir.is_dir(),
         f"--output-dir: {options.output_dir} no es una carpeta"),
        (bool(options.name) and (len(options.years) > 1 or options.matrix is not None),
         "--name es para un solo informe"),
        (bool(options.name) and Path(options.name).name != options.name, "--name no puede llevar carpetas"),
        (options.check and options.list, "--check y --list no van juntos"),
    ]  # fmt: skip
    return [message for broken, message in rules if broken]


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would replace a link the user chose
