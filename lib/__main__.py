"""Small commands of the project: `python -m lib check | new-policy FOLDER | new-year 2025 | compare A B | verify FILE | review FOLDER | …`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.spanish import plural

if TYPE_CHECKING:
    from engine.inputs.problems import Problem

DONE, UNUSABLE = 0, 2


def main(arguments: Sequence[str]) -> int:
    """Do one command; each imports only what it needs.

    Args:
        arguments: Command and its arguments.

    Returns:
        Exit code.
    """
    parser = argparse.ArgumentParser(prog="python -m lib", description=__doc__)
    parser.add_argument("command", choices=sorted(COMMANDS), help="qué hacer")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="sus argumentos; vea «python -m lib check --help»")
    given = parser.parse_args(arguments)
    return COMMANDS[given.command](given.rest)


def check(arguments: Sequence[str]) -> int:
    """Check the data of a year and print every problem; `--write` leaves them in files, beside the marked cells."""
    from engine.inputs.files import Folder, data_root
    from engine.inputs.loading import examine
    from engine.inputs.problem_files import write_problems
    from engine.inputs.problems import DataError, errors
    from engine.references import typed_numbers
    from lib.reconciliation import figures
    from lib.suite import SUITE

    parser = argparse.ArgumentParser(prog="python -m lib check", description=check.__doc__)
    parser.add_argument("--year", help="año (por omisión, el más reciente)")
    parser.add_argument("--data-dir", type=Path, default=data_root(), help="carpeta de datos")
    parser.add_argument("--write", type=Path, metavar="CARPETA", help="dejar ahí los problemas en archivos")
    given = parser.parse_args(arguments)
    year = given.year or max(Folder(given.data_dir).years(), default=0)
    data, problems = examine(SUITE.schema, year, given.data_dir)
    if data and not errors(problems):
        try:
            SUITE.tables.compute(data, "reconciliation")  # it names figures of the report, and they must exist
            problems = [*typed_numbers(data, ((item.text, item.id) for item in figures(data).values())), *problems]
        except DataError as error:
            problems = [*error.problems, *problems]
    if given.write:
        for path in write_problems(problems, given.write, given.data_dir):
            sys.stdout.write(f"{path}\n")
    return _tell(year, problems)


def new_year(arguments: Sequence[str]) -> int:
    """Create the folder of a new year with its templates."""
    from engine.inputs.files import data_root
    from engine.inputs.new_year import new_year as create
    from lib.declarations import SCHEMA

    parser = argparse.ArgumentParser(prog="python -m lib new-year", description=new_year.__doc__)
    parser.add_argument("year", help="año")
    parser.add_argument("--data-dir", type=Path, default=data_root(), help="carpeta de datos")
    given = parser.parse_args(arguments)
    where = "" if given.data_dir == data_root() else f" --data-dir {given.data_dir}"
    then = f"Complete el libro {given.year}.xlsx o los CSV, y ejecute «python -m lib check --year {given.year}{where}»."
    return _made(lambda: create(SCHEMA, given.year, given.data_dir), then)


def new_policy(arguments: Sequence[str]) -> int:
    """Create the data folder of another policy, ready to fill in."""
    from lib.new_policy import new_policy as create

    parser = argparse.ArgumentParser(prog="python -m lib new-policy", description=new_policy.__doc__)
    parser.add_argument("folder", type=Path, help="carpeta nueva")
    parser.add_argument("--programme", action="store_true", help="la política tiene programa presupuestal")
    given = parser.parse_args(arguments)
    then = f"Complete policy.toml y las tablas, y ejecute «python -m lib new-year AAAA --data-dir {given.folder}»."
    return _made(lambda: create(given.folder, given.programme), then)


def compare(arguments: Sequence[str]) -> int:
    """Compare the figures of two runs."""
    from engine.audit import compare as command
    from lib.columns import table

    return command.main(arguments, table, repeating=("reconciliation",))


def verify(arguments: Sequence[str]) -> int:
    """Say whether a page is, byte for byte, what its data and code give."""
    from engine.audit import verify as command

    return command.main(arguments, make_report)


def make_report(year: int, data_dir: Path, output_dir: Path, sections: Sequence[str] = ()) -> int:
    """Make a year's report as the yearly run does.

    Args:
        year: Reporting year.
        data_dir: Data folder.
        output_dir: Where to leave it, in a folder named as the year.
        sections: Its sections; all of them when none is named.

    Returns:
        Exit code of the run.
    """
    from engine.run.command import main as run
    from lib.suite import SUITE

    only = [f"--only={','.join(sections)}"] if sections else []
    return run(SUITE, ["--year", str(year), "--data-dir", str(data_dir), "--output-dir", str(output_dir), *only])


def review(arguments: Sequence[str]) -> int:
    """Write the review sheet of a report, or read a filled one back."""
    from engine.audit import review as command
    from lib.columns import table

    return command.main(arguments, table)


def example_register(arguments: Sequence[str]) -> int:
    """Copy a year's data with a made-up register of services, to see what one gives."""
    from engine.inputs.files import data_root
    from engine.inputs.loading import load_year
    from lib.declarations import SCHEMA, TABLES
    from lib.declarations.tables import REGISTER
    from lib.register_example import FAULTS, example_folder

    endings = TABLES[REGISTER].endings
    parser = argparse.ArgumentParser(prog="python -m lib example-register", description=example_register.__doc__)
    parser.add_argument("folder", type=Path, help="carpeta nueva de datos")
    parser.add_argument("--year", type=int, default=2024, help="año de los márgenes impresos (por omisión, 2024)")
    parser.add_argument("--data-dir", type=Path, default=data_root(), help="carpeta de datos de la que se copia")
    parser.add_argument("--firms", type=int, default=0, help="empresas atendidas (por omisión, las impresas)")
    parser.add_argument("--seed", type=int, default=0, help="semilla: la misma da el mismo registro")
    parser.add_argument("--format", choices=endings, default=endings[0], help="formato de los registros")
    parser.add_argument("--faults", nargs="+", choices=FAULTS, default=(), help="defectos, en tres filas cada uno")
    given = parser.parse_args(arguments)
    if given.folder.exists():
        parser.error(f"la carpeta {given.folder} ya existe")
    if min(given.firms, given.seed) < 0:
        parser.error("--firms y --seed no son negativos")
    asked = (given.folder, given.firms, given.seed, given.format, given.faults)
    then = f"Siga con: python run_all.py --year {given.year} --data-dir {given.folder}"
    return _made(lambda: example_folder(load_year(SCHEMA, given.year, given.data_dir), *asked), then)


COMMANDS = {
    "check": check,
    "new-policy": new_policy,
    "new-year": new_year,
    "compare": compare,
    "verify": verify,
    "review": review,
    "example-register": example_register,
}


def _made(create: Callable[[], list[Path]], then: str) -> int:
    """The files that were made and what to do then, or what is wrong."""
    from engine.inputs.problems import DataError

    try:
        made = create()
    except DataError as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    sys.stdout.write("".join(f"{line}\n" for line in (*made, then)))
    return DONE


def _tell(year: int | str, problems: Sequence[Problem]) -> int:
    """Every problem with its severity, and how many there are."""
    for problem in problems:
        sys.stdout.write(f"{problem.told}\n")
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    sys.stdout.write(
        "{year}: {errors}, {warnings}".format(
            year=year,
            errors=plural("{count} error", "{count} errores", errors).format(count=errors),
            warnings=plural("{count} aviso", "{count} avisos", warnings).format(count=warnings),
        )
        + "\n"
    )
    return UNUSABLE if errors else DONE


def run() -> int:
    """The command line: any console, and a reader that goes away (`| head`) is no fault."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code


if __name__ == "__main__":
    sys.exit(run())
