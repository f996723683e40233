"""`python -m lib verify FILE`: is this file, byte for byte, the one that its data and code produce?

The report is made again, by the project's own run, and the whole file is compared; then it is told what differs.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from io import StringIO
from pathlib import Path

from engine.audit.manifest import MadeFrom, changes_of, read_metas
from engine.audit.page_reader import FIGURE, Block, flat, read_page
from engine.spanish import plural
from engine.terminal import refuse, say

GENUINE, DIFFERENT = 0, 1
_SHOWN_DIFFERENCES = 20
_HEAD_ELEMENT = re.compile(r"<(title|style|script)\b[^>]*>.*?</\1\s*>|<(?:meta|link|base)\b[^>]*>", re.S | re.I)
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.S | re.I)
_SAID = re.compile(r"<title\b[^>]*>(.*?)</title>|aria-label=\"([^\"]*)\"", re.S)
_TAG = re.compile(r"<(?!data\b)[a-z!][^>]*>", re.I)
_AROUND, _LONGEST = 60, 160
_TABLES = (".csv", ".xlsx")

Make = Callable[[int, Path, Path, Sequence[str]], int]
"""Makes the sections of a year's report (all when none is named) from a data folder into `output folder/<year>`; 0 when it could."""


class NotVerifiableError(Exception):
    """A file cannot be compared; the message says why and each line what."""


@dataclass
class Verifier:
    """Makes each report once, from a data folder and in an empty one, and compares files with it."""

    make: Make
    data_dir: Path
    workshop: Path
    _made: dict[tuple[int, tuple[str, ...]], Path] = field(default_factory=dict)

    def page(self, file: Path) -> int:
        """Compare a page, or the single file, whatever it is called, and tell the outcome; its exit code."""
        try:
            given = _text_of(file)
            recorded, section = _identity_of(given)
            genuine, now = self._made_again(recorded.year, recorded.pages, section)
            if changes := changes_of(recorded, now):
                raise NotVerifiableError("\n- ".join(["se hizo con otros datos u otro código:", *changes]))
        except (OSError, NotVerifiableError) as error:
            return _unusable(file, str(error.strerror if isinstance(error, OSError) else error))
        made_of = f"Hecho de {len(now.data)} archivos de datos y {len(now.code)} de código; huella {now.digest()}"
        return _told(file, page_differences(genuine, given), f"Año {now.year}, sección «{section}».", made_of)

    def folder(self, folder: Path) -> list[int]:
        """Compare every page of a published report, and its tables; the exit code of each."""
        pages = [self.page(path) for path in sorted(folder.glob("*.html"))]
        others = [
            _other(path, folder / path.relative_to(made))
            for made in self._made.values()
            for path in sorted(made.rglob("*"))
            if path.suffix in _TABLES or (path.suffix == ".html" and not (folder / path.relative_to(made)).is_file())
        ]
        return [*pages, *others] or [_unusable(folder, "no hay páginas en la carpeta")]

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
            content = _text_of(path)
            now, own = _identity_of(content)
            if own == section:
                return content, now
        raise NotVerifiableError(f"el reporte de {year} no tiene la sección «{section}»")


def verify(paths: Sequence[Path], data_dir: Path, make: Make) -> int:
    """Verify files or folders and print the outcome; `make` makes a report from a data folder.

    Returns:
        0 all genuine, 1 some differ, 2 some cannot be compared.
    """
    with tempfile.TemporaryDirectory(prefix="verify-") as workshop:
        verifier = Verifier(make, data_dir.resolve(), Path(workshop))
        codes = [code for path in paths for code in (verifier.folder(path) if path.is_dir() else [verifier.page(path)])]
    if len(codes) > 1:
        told = plural("{} de {} archivo es genuino.", "{} de {} archivos son genuinos.", len(codes))
        say(told.format(codes.count(GENUINE), len(codes)))
    return max(codes)


def _text_of(file: Path) -> str:
    """The text of a file; a NotVerifiableError when it cannot be had."""
    if file.exists() and not file.is_file():  # a pipe would be waited for
        raise NotVerifiableError("no es un archivo")
    try:
        return file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise NotVerifiableError("no existe") from None
    except UnicodeDecodeError:
        raise NotVerifiableError("no es un texto en UTF-8") from None


def _identity_of(html: str) -> tuple[MadeFrom, str]:
    """What a page says it was made from, and its section; a NotVerifiableError when it does not say it."""
    head, ends, _body = html.partition("</head>")
    found = read_metas(read_page(head + ends).meta)
    if found is None:
        raise NotVerifiableError("no es una página de este reporte: no dice su año ni su sección")
    return found


def _other(genuine: Path, given: Path) -> int:
    """Compare a table, or a page that the folder lacks; of the many of a report only those that differ are told."""
    if not given.is_file():
        return _told(given, ["falta"])
    same = genuine.read_bytes() == given.read_bytes()
    return GENUINE if same else _told(given, ["su contenido no es el que producen los datos"])


def _unusable(file: Path, why: str) -> int:
    return refuse(f"{file}: no se puede comprobar: {why}")


def _told(file: Path, differences: Sequence[str], *facts: str) -> int:
    """Print what differs and what the file was made from; its exit code."""
    said = "NO es" if differences else "es, byte por byte,"
    say(f"{file}: {said} el que producen estos datos.", *(f"- {line}" for line in differences[:_SHOWN_DIFFERENCES]))
    if (rest := len(differences) - _SHOWN_DIFFERENCES) > 0:
        say(f"- … y {rest} diferencias más")
    say(*facts)
    return DIFFERENT if differences else GENUINE


def page_differences(genuine: str, given: str) -> list[str]:
    """Everything that differs, in the words of a reader; empty only when both are the same text."""
    if genuine == given:
        return []
    if genuine == given.replace("\r\n", "\n").removeprefix("\ufeff"):
        return ["solo cambian los fines de línea o la marca inicial del archivo: otro programa lo volvió a guardar"]
    told: list[str] = []
    for kind, parts_of in _PARTS.items():
        old, new = parts_of(genuine), parts_of(given)
        if kind != _MARKUP or not told or len(old) == len(new):  # what came with an added text is not told twice
            told += [f"{kind}: {line}" for line in _compared(old, new)][: 1 if kind == _MARKUP else None]
    times = Counter(told or [_first_place(genuine, given)])
    return [f"{line} (y en {count - 1} lugares más)" if count > 1 else line for line, count in times.items()]


def _compared(old: list[str], new: list[str]) -> Iterator[str]:
    """What is other, missing or added; of as many parts each is compared with its own, so that a swap is told as one."""
    matcher = SequenceMatcher(None, old, new) if len(old) != len(new) else None
    for _tag, a, b, c, d in matcher.get_opcodes() if matcher else [("", 0, len(old), 0, len(new))]:
        if b - a == d - c:
            yield from (_changed(was, now) for was, now in zip(old[a:b], new[c:d], strict=True) if was != now)
        else:
            yield from (f"falta «{_short(was)}»" for was in old[a:b])
            yield from (f"sobra «{_short(now)}»" for now in new[c:d])


def _changed(old: str, new: str) -> str:
    """Both texts, from a little before the first difference."""
    start = max(0, next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0) - _AROUND)
    cut = "…" if start else ""
    return f"«{cut}{_short(new[start:])}» donde el reporte tiene «{cut}{_short(old[start:])}»"


@lru_cache(maxsize=2)
def _blocks(html: str) -> list[Block]:
    return read_page(html).blocks


def _texts(html: str) -> list[str]:
    """What a reader reads, with a dot in the place of each figure."""
    return [
        flat("".join("·" if piece.kind == FIGURE else piece.text for piece in block.pieces)) for block in _blocks(html)
    ]


def _figures(html: str) -> list[str]:
    """Each figure with its id, its text and the exact value it declares."""
    return [
        flat(f"{piece.ref} ({piece.value}): {piece.text}")
        for block in _blocks(html)
        for piece in block.figures
        if piece.kind == FIGURE
    ]


def _drawings(html: str) -> list[str]:
    """Each drawing, its name first."""
    drawings = [(found.group(), _SAID.search(found.group())) for found in _DRAWING.finditer(html)]
    return [f"{next(filter(None, said.groups()), '') if said else ''}: {drawing}" for drawing, said in drawings]


def _first_place(genuine: str, given: str) -> str:
    place = next((i for i, (one, other) in enumerate(zip(genuine, given, strict=False)) if one != other), None)
    at = min(len(genuine), len(given)) if place is None else place
    own, piece = (_short(text[max(0, at - _AROUND) : at + _AROUND]) for text in (given, genuine))
    return f"línea {genuine.count(chr(10), 0, at) + 1}: «{own}» donde el reporte tiene «{piece}»"


def _short(text: str) -> str:
    told = flat(text)
    return told if len(told) <= _LONGEST else told[: _LONGEST - 1] + "…"


_MARKUP = "marcas"
_PARTS: Mapping[str, Callable[[str], list[str]]] = {
    "cabecera": lambda html: [found.group() for found in _HEAD_ELEMENT.finditer(html.partition("<body")[0])],
    "texto": _texts,
    "figura": _figures,
    "dibujo": _drawings,
    _MARKUP: lambda html: _TAG.findall(_DRAWING.sub("", html[html.find("<body") :])),
    "después del cuerpo": lambda html: [html.rpartition("</body>")[2]],
}
