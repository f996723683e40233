"""`python -m lib verify FILE`: is this file, byte for byte, the one that its data and code produce?

The report is made again, by the project's own run, and the whole file is compared; then it is told what differs.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from engine.audit.manifest import MadeFrom, changes_of, read_metas
from engine.audit.page_differences import page_differences
from engine.audit.page_reader import read_page
from engine.inputs.files import data_root
from engine.spanish import plural
from engine.terminal import refuse, say

GENUINE, DIFFERENT, UNUSABLE = 0, 1, 2
_SHOWN_DIFFERENCES = 20
_TABLES = (".csv", ".xlsx")

Make = Callable[[int, Path, Path, Sequence[str]], int]
"""Makes the sections of a year's report (all when none is named) from a data folder into `output folder/<year>`; 0 when it could."""


class NotVerifiableError(Exception):
    """A file cannot be compared; the message says why and each line what."""


@dataclass(frozen=True)
class Verdict:
    """A file against the one made again: all that differs, why it could not be compared, what it was made from."""

    file: Path
    differences: Sequence[str] = ()
    unusable: str = ""
    facts: tuple[str, ...] = ()

    @property
    def code(self) -> int:
        """Exit code of this file alone."""
        return UNUSABLE if self.unusable else DIFFERENT if self.differences else GENUINE


@dataclass
class Verifier:
    """Makes each report once, from a data folder and in an empty one, and compares files with it."""

    make: Make
    data_dir: Path
    workshop: Path
    _made: dict[tuple[int, tuple[str, ...]], Path] = field(default_factory=dict)

    def page(self, file: Path) -> Verdict:
        """Compare a page, or the single file, whatever it is called."""
        try:
            given = file.read_bytes().decode("utf-8")
            recorded, section = _identity_of(given)
            genuine, now = self._made_again(recorded.year, recorded.pages, section)
            if changes := changes_of(recorded, now):
                raise NotVerifiableError("\n- ".join(["se hizo con otros datos u otro código:", *changes]))
        except FileNotFoundError:
            return Verdict(file, unusable="no existe")
        except UnicodeDecodeError:
            return Verdict(file, unusable="no es un texto en UTF-8")
        except (OSError, NotVerifiableError) as error:
            return Verdict(file, unusable=str(error.strerror if isinstance(error, OSError) else error))
        made_of = f"Hecho de {len(now.data)} archivos de datos y {len(now.code)} de código; huella {now.digest()}"
        facts = (f"Año {now.year}, sección «{section}».", made_of)
        return Verdict(file, page_differences(genuine, given), facts=facts)

    def folder(self, folder: Path) -> list[Verdict]:
        """Compare every page of a published report, and its tables."""
        pages = [self.page(path) for path in sorted(folder.glob("*.html"))]
        others = [
            _other(path, folder / path.relative_to(made))
            for made in self._made.values()
            for path in sorted(made.rglob("*"))
            if path.suffix in _TABLES or (path.suffix == ".html" and not (folder / path.relative_to(made)).is_file())
        ]
        return [*pages, *others] or [Verdict(folder, unusable="no hay páginas en la carpeta")]

    def _made_again(self, year: int, pages: tuple[str, ...], section: str) -> tuple[str, MadeFrom]:
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
            content = path.read_bytes().decode("utf-8")
            now, own = _identity_of(content)
            if own == section:
                return content, now
        raise NotVerifiableError(f"el reporte de {year} no tiene la sección «{section}»")


def main(arguments: Sequence[str], make: Make) -> int:
    """Verify files or folders and print the outcome; `make` makes a report.

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
        if verdict.unusable:
            refuse(f"{verdict.file}: no se puede comprobar: {verdict.unusable}")
        elif verdict.differences or verdict.facts:  # of the many tables of a report only those that differ are told
            say(*_lines(verdict))
    genuine = sum(verdict.code == GENUINE for verdict in verdicts)
    if len(verdicts) > 1:
        told = plural("{} de {} archivo es genuino.", "{} de {} archivos son genuinos.", len(verdicts))
        say(told.format(genuine, len(verdicts)))
    return max(verdict.code for verdict in verdicts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m lib verify",
        description="Vuelve a hacer el reporte y dice si un archivo es, byte por byte, el que producen sus datos y su "
        "código; si no lo es, qué difiere.",
    )
    what = "página, archivo único o carpeta del reporte"
    parser.add_argument("path", type=Path, nargs="+", metavar="RUTA", help=what)
    parser.add_argument("--data-dir", default="", metavar="D", help="carpeta de datos (la del proyecto)")
    return parser


def _identity_of(html: str) -> tuple[MadeFrom, str]:
    """What a page says it was made from, and its section; a NotVerifiableError when it does not say it."""
    head, ends, _body = html.partition("</head>")
    found = read_metas(read_page(head + ends).meta)
    if found is None:
        raise NotVerifiableError("no es una página de este reporte: no dice su año ni su sección")
    return found


def _other(genuine: Path, given: Path) -> Verdict:
    """A table, or a page that the folder lacks."""
    if not given.is_file():
        return Verdict(given, ("falta",))
    same = genuine.read_bytes() == given.read_bytes()
    return Verdict(given, () if same else ("su contenido no es el que producen los datos",))


def _lines(verdict: Verdict) -> Iterator[str]:
    said = "NO es" if verdict.differences else "es, byte por byte,"
    yield f"{verdict.file}: {said} el que producen estos datos."
    yield from (f"- {line}" for line in verdict.differences[:_SHOWN_DIFFERENCES])
    if (rest := len(verdict.differences) - _SHOWN_DIFFERENCES) > 0:
        yield f"- … y {rest} diferencias más"
    yield from verdict.facts
