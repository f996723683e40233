"""`python -m lib verify FILE`: is this file, byte for byte, the one that its data and code produce?

The report is made again, by the project's own run, and the whole file is compared; then it is told what differs.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from engine.audit.manifest import MadeFrom, changes_of, read_metas
from engine.audit.page_differences import page_differences
from engine.audit.page_reader import read_page
from engine.audit.terminal import refuse, say
from engine.inputs.files import data_root
from engine.spanish import plural

GENUINE, DIFFERENT, UNUSABLE = 0, 1, 2
_SHOWN_DIFFERENCES = 20
_TABLES = (".csv", ".xlsx")

Make = Callable[[int, Path, Path, Sequence[str]], int]
"""Makes the sections of a year's report (all when none is named) from a data folder into `output folder/<year>`; 0 when it could."""


class NotVerifiableError(Exception):
    """A file cannot be compared; the message says why and each line what."""


@dataclass(frozen=True)
class Verdict:
    """What came out of comparing a file with the one made again.

    Attributes:
        file: The file.
        differences: Everything that differs; empty when it is the same, byte for byte.
        unusable: Why it could not be compared; empty when it could.
        facts: What it was made from.
    """

    file: Path
    differences: tuple[str, ...] = ()
    unusable: str = ""
    facts: tuple[str, ...] = ()

    @property
    def code(self) -> int:
        """Exit code of this file alone."""
        return UNUSABLE if self.unusable else DIFFERENT if self.differences else GENUINE


@dataclass
class Verifier:
    """Makes each report once and compares files with it.

    Attributes:
        make: Makes a report.
        data_dir: Data folder.
        workshop: Empty folder to make reports in.
    """

    make: Make
    data_dir: Path
    workshop: Path
    _made: dict[tuple[int, tuple[str, ...]], Path] = field(default_factory=dict)

    def page(self, file: Path) -> Verdict:
        """Compare a page, or the single file, whatever it is called.

        Args:
            file: The HTML.
        """
        try:
            content = file.read_bytes()
            recorded, section = _identity_of(content.decode("utf-8"))
            genuine, now = self._made_again(recorded.year, recorded.pages, section)
            changes = changes_of(recorded, now)
            if changes:
                raise NotVerifiableError("\n- ".join(["se hizo con otros datos u otro código:", *changes]))
        except (OSError, UnicodeDecodeError) as error:
            return Verdict(file, unusable=_system_message(error))
        except NotVerifiableError as error:
            return Verdict(file, unusable=str(error))
        same = content == genuine
        told = [] if same else page_differences(genuine.decode("utf-8"), content.decode("utf-8"))
        return Verdict(file, tuple(told or ([] if same else ["otros bytes"])), facts=_facts(now, section))

    def folder(self, folder: Path) -> list[Verdict]:
        """Compare every page of a published report, and its tables.

        Args:
            folder: The report's folder.
        """
        pages = [self.page(path) for path in sorted(folder.glob("*.html"))]
        others = [
            _table(path, given)
            for made in self._made.values()
            for path in sorted(made.rglob("*"))
            if (given := folder / path.relative_to(made)) and _is_compared(path, given)
        ]
        return [*pages, *others] or [Verdict(folder, unusable="no hay páginas en la carpeta")]

    def _made_again(self, year: int, pages: tuple[str, ...], section: str) -> tuple[bytes, MadeFrom]:
        """The page of a section, and what it is made from.

        Raises:
            NotVerifiableError: When the report cannot be made, or has no such section.
        """
        if (year, pages) not in self._made:
            said, folder = StringIO(), self.workshop / str(len(self._made))
            with redirect_stdout(said), redirect_stderr(said):
                code = self.make(year, self.data_dir, folder, pages)
            if code:
                raise NotVerifiableError(f"no se pudo volver a hacer el reporte de {year}:\n{said.getvalue().strip()}")
            self._made[year, pages] = folder / str(year)
        for path in sorted(self._made[year, pages].glob("*.html")):
            content = path.read_bytes()
            now, own = _identity_of(content.decode("utf-8"))
            if own == section:
                return content, now
        raise NotVerifiableError(f"el reporte de {year} no tiene la sección «{section}»")


def main(arguments: Sequence[str], make: Make) -> int:
    """Verify files or folders and print the outcome.

    Args:
        arguments: Command line after `verify`.
        make: Makes a report.

    Returns:
        0 all genuine, 1 some differ, 2 some cannot be compared.
    """
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="verify-") as workshop:
        verifier = Verifier(make, data_root(options.data_dir).resolve(), Path(workshop))
        verdicts = [
            verdict
            for path in options.path
            for verdict in (verifier.folder(path) if path.is_dir() else [verifier.page(path)])
        ]
    for verdict in verdicts:
        _tell(verdict)
    if len(verdicts) > 1:
        genuine = sum(verdict.code == GENUINE for verdict in verdicts)
        say(
            plural("{} de {} archivo es genuino.", "{} de {} archivos son genuinos.", len(verdicts)).format(
                genuine, len(verdicts)
            )
        )
    return max(verdict.code for verdict in verdicts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m lib verify",
        description="Vuelve a hacer el reporte y dice si un archivo es, byte por byte, el que producen sus datos y su "
        "código; si no lo es, qué difiere.",
    )
    parser.add_argument(
        "path", type=Path, nargs="+", metavar="RUTA", help="página, archivo único o carpeta del reporte"
    )
    parser.add_argument("--data-dir", default="", metavar="D", help="carpeta de datos (la del proyecto)")
    return parser


def _identity_of(html: str) -> tuple[MadeFrom, str]:
    """What a page says it was made from, and its section.

    Raises:
        NotVerifiableError: When it does not say it.
    """
    head, ends, _body = html.partition("</head>")
    found = read_metas(read_page(head + ends).meta)
    if found is None:
        raise NotVerifiableError("no es una página de este reporte: no dice su año ni su sección")
    return found


def _is_compared(genuine: Path, given: Path) -> bool:
    """Whether a file of the report is a table, or a page that the folder lacks."""
    return genuine.suffix in _TABLES or (genuine.suffix == ".html" and not given.is_file())


def _table(genuine: Path, given: Path) -> Verdict:
    if not given.is_file():
        return Verdict(given, ("falta",))
    same = genuine.read_bytes() == given.read_bytes()
    return Verdict(given, () if same else ("su contenido no es el que producen los datos",))


def _facts(made: MadeFrom, section: str) -> tuple[str, ...]:
    return (
        f"Año {made.year}, sección «{section}».",
        f"Hecho de {len(made.data)} archivos de datos y {len(made.code)} de código; huella {made.digest()}",
    )


def _tell(verdict: Verdict) -> None:
    if verdict.unusable:
        refuse(f"{verdict.file}: no se puede comprobar: {verdict.unusable}")
        return
    if not verdict.differences and not verdict.facts:
        return  # of the many tables of a report only those that differ are told
    said = "NO es" if verdict.differences else "es, byte por byte,"
    lines = [f"- {line}" for line in verdict.differences[:_SHOWN_DIFFERENCES]]
    rest = len(verdict.differences) - len(lines)
    lines += [f"- … y {rest} diferencias más"] if rest else []
    say(f"{verdict.file}: {said} el que producen estos datos.", *lines, *verdict.facts)


def _system_message(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no existe"
    return "no es un texto en UTF-8" if isinstance(error, UnicodeDecodeError) else str(error.strerror)
