"""Small commands of the project: `python -m lib check`, `new-year 2025`, `compare A B`, …; `--help` tells all of them."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.inputs.files import PROJECT_ROOT, data_root
from engine.spanish import plural
from engine.terminal import refuse

if TYPE_CHECKING:
    from engine.inputs.problems import Problem

DONE, UNUSABLE = 0, 2
_DATA_DIR: tuple[str, dict[str, Any]] = (
    "--data-dir",
    {"type": Path, "default": data_root(), "help": "carpeta de datos (la del proyecto)"},
)


def main(arguments: Sequence[str]) -> int:
    """Do one command; each imports only what it needs.

    Args:
        arguments: Command and its arguments.

    Returns:
        Exit code.
    """
    parser = argparse.ArgumentParser(prog="python -m lib", description="Órdenes del proyecto, además de run_all.py.")
    commands = parser.add_subparsers(title="órdenes", metavar="ORDEN", required=True)
    for name, (command, told, options) in COMMANDS.items():
        own = commands.add_parser(name, help=told, description=f"{told[0].upper()}{told[1:]}.")
        own.set_defaults(command=command)
        for flag, settings in options:
            own.add_argument(flag, **settings)
    given = vars(parser.parse_args(arguments))
    done: int = given.pop("command")(**given)
    return done


def check(year: str | None, data_dir: Path, write: Path | None) -> int:
    """Print every problem of a year's data, and leave them in files when asked to."""
    from engine.inputs.files import Folder
    from engine.inputs.loading import examine
    from engine.inputs.problem_files import write_problems
    from engine.inputs.problems import DataError, errors
    from engine.references import typed_numbers
    from lib.reconciliation import figures
    from lib.suite import SUITE

    asked = year or max(Folder(data_dir).years(), default="")
    data, problems = examine(SUITE.schema, asked, data_dir)
    if data and not errors(problems):
        try:
            SUITE.tables.compute(data, "reconciliation")  # it names figures of the report, and they must exist
            problems = [*typed_numbers(data, ((item.text, item.id) for item in figures(data).values())), *problems]
        except DataError as error:
            problems = [*error.problems, *problems]
    if write:
        for path in write_problems(problems, write, data_dir):
            sys.stdout.write(f"{path}\n")
    return _tell(str(asked or data_dir), problems)


def new_year(year: str, data_dir: Path) -> int:
    """Create the folder of a year."""
    from engine.inputs.new_year import new_year as create
    from lib.declarations import SCHEMA

    where = "" if data_dir == data_root() else f" --data-dir {data_dir}"
    then = f"Complete el libro {year}.xlsx o los CSV, y ejecute «python -m lib check --year {year}{where}»."
    return _made(lambda: create(SCHEMA, year, data_dir), then)


def new_policy(folder: Path, programme: bool) -> int:
    """Create the data folder of a policy."""
    from lib.new_policy import new_policy as create

    then = f"Complete policy.toml y las tablas, y ejecute «python -m lib new-year AAAA --data-dir {folder}»."
    return _made(lambda: create(folder, programme), then)


def compare(a: Path, b: Path, html: Path) -> int:
    """Compare the figures of two runs."""
    from engine.audit.compare import compare as command
    from lib.columns import table

    return command(a, b, html, table, repeating=("reconciliation",))


def verify(path: Sequence[Path], data_dir: Path) -> int:
    """Say whether pages are, byte for byte, what their data and code give."""
    from engine.audit.verify import verify as command

    return command(path, data_dir, make_report)


def make_report(year: int, data_dir: Path, output_dir: Path, sections: Sequence[str] = ()) -> int:
    """Make a year's report, or some sections of it, as the yearly run does, in a folder named as the year; the exit code."""
    from engine.run.command import main as run
    from lib.suite import SUITE

    only = [f"--only={','.join(sections)}"] if sections else []
    return run(SUITE, ["--year", str(year), "--data-dir", str(data_dir), "--output-dir", str(output_dir), *only])


def review(folder: Path, output: Path | None, filled: Path | None) -> int:
    """Write the review sheet of a report, or read a filled one back."""
    from engine.audit.review import review as command
    from lib.columns import table

    if output and filled:
        sys.stderr.write("--output y --filled no van juntos\n")
        return UNUSABLE
    return command(folder, output, filled, table)


# Of each command: what does it, what it is for, and its arguments.
COMMANDS: dict[str, tuple[Callable[..., int], str, list[tuple[str, dict[str, Any]]]]] = {
    "check": (check, "revisa los datos de un año y dice todos los problemas", [
        ("--year", {"help": "año (por omisión, el más reciente)"}),
        _DATA_DIR,
        ("--write", {"type": Path, "metavar": "CARPETA", "help": "dejar ahí los problemas en archivos"}),
    ]),
    "new-policy": (new_policy, "crea la carpeta de datos de otra política, lista para llenar", [
        ("folder", {"type": Path, "metavar": "CARPETA", "help": "carpeta nueva"}),
        ("--programme", {"action": "store_true", "help": "la política tiene programa presupuestal"}),
    ]),
    "new-year": (new_year, "crea la carpeta de un año nuevo con sus plantillas", [("year", {"metavar": "AÑO"}), _DATA_DIR]),
    "compare": (compare, "compara dos corridas (o dos años) figura por figura y dice por qué cambió cada una", [
        ("a", {"type": Path, "metavar": "A", "help": "carpeta de la corrida anterior, o su figures.csv"}),
        ("b", {"type": Path, "metavar": "B", "help": "carpeta de la corrida nueva, o su figures.csv"}),
        ("--html", {"type": Path, "metavar": "ARCHIVO", "default": PROJECT_ROOT / "outputs" / "comparacion.html",
                    "help": "página que se escribe (outputs/comparacion.html)"}),
    ]),
    "verify": (verify, "vuelve a hacer el reporte y dice si un archivo es, byte por byte, el que producen sus datos y su "
               "código; si no lo es, qué difiere", [
        ("path", {"type": Path, "nargs": "+", "metavar": "RUTA", "help": "página, archivo único o carpeta del reporte"}),
        _DATA_DIR,
    ]),
    "review": (review, "hace la hoja de revisión de un reporte publicado, o dice qué quedó de una hoja llena", [
        ("folder", {"type": Path, "metavar": "CARPETA", "help": "carpeta del reporte, outputs/2024"}),
        ("--output", {"type": Path, "metavar": "ARCHIVO", "help": "hoja que se escribe (revision-2024.xlsx, junto a la carpeta)"}),
        ("--filled", {"type": Path, "metavar": "ARCHIVO", "help": "hoja llena, para leerla"}),
    ]),
}  # fmt: skip


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


def _tell(year: str, problems: Sequence[Problem]) -> int:
    """Every problem with its severity, and how many there are."""
    wrong = sum(problem.is_error for problem in problems)
    doubtful = len(problems) - wrong
    counts = f"{wrong} {plural('error', 'errores', wrong)}, {doubtful} {plural('aviso', 'avisos', doubtful)}"
    sys.stdout.write("".join(f"{line}\n" for line in (*(problem.told for problem in problems), f"{year}: {counts}")))
    return UNUSABLE if wrong else DONE


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
    except OSError as error:  # a folder it may not write in, a full disk
        told = f"{error.filename or 'archivo'}: no se puede leer o escribir: {error.strerror or error}"
        return refuse(f"{told}. Revise la ruta y sus permisos.")
    return code


if __name__ == "__main__":
    sys.exit(run())
