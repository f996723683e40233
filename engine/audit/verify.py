"""`python -m lib verify FILE`: is this HTML the one this repository produces from these data?"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from engine.audit.manifest import INPUT_META, INPUTS_META, SECTION_META, YEAR_META, inputs_digest
from engine.audit.orphans import find_orphans
from engine.audit.page_reader import Page, flat, read_page
from engine.audit.recompute import Recomputed, RecomputeError, in_fresh_process
from engine.audit.shown import Mismatch, check_figures, shown_figures
from engine.inputs.files import PROJECT_ROOT
from engine.spanish import plural

GENUINE, DIFFERENT, UNUSABLE = 0, 1, 2
_SHOWN_DIFFERENCES = 20
_SHORT = 12


@dataclass(frozen=True)
class Verification:
    """What came out of comparing a file with what the data produce.

    Attributes:
        differences: Everything that differs, figure by figure; empty when the file is genuine.
        facts: Year, section, inputs and what was compared.
    """

    differences: tuple[str, ...]
    facts: tuple[str, ...]

    @property
    def genuine(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


class NotAReportError(Exception):
    """The file is not a page of this suite; the message says why."""


@dataclass(frozen=True)
class Published:
    """What the last run left of the page.

    Attributes:
        html: The page of the same name; empty when there is none, or it is the file in hand.
        digest: sha256 of that page as run.json records it; empty when there is none.
    """

    html: str = ""
    digest: str = ""


def verify(html: str, recomputed: Recomputed, published: Published | None = None) -> Verification:
    """Compare a page with the figures recomputed from the data and, where there is one, with the published page.

    Args:
        html: The file in hand.
        recomputed: Figures, input hashes and texts of its year, from a fresh process.
        published: What the last run left of the page.

    Raises:
        NotAReportError: When the page does not say its year and section.
    """
    page = read_page(html)
    year, section = identity_of(page)
    loose = find_orphans(page, recomputed.texts, recomputed.figures)
    differences = [
        *_inputs_that_differ(page, recomputed.hashes),
        *_once_each(check_figures(page, recomputed.figures)),
        *map(str, loose),
    ]
    text, compared = _text_that_differs(html, published or Published())
    shown = sum(1 for _figure in shown_figures(page))
    facts = (
        plural(
            "Año {year}, sección «{section}»: {shown} figura mostrada.",
            "Año {year}, sección «{section}»: {shown} figuras mostradas.",
            shown,
        ).format(year=year, section=section, shown=f"{shown:,}"),
        compared,
        f"Datos: {len(recomputed.hashes)} archivos, huella {inputs_digest(recomputed.hashes)}",
        *(f"  {path}  {digest}" for path, digest in sorted(recomputed.hashes.items())),
    )
    return Verification((*differences, *text), facts)


def _once_each(mismatches: list[Mismatch]) -> list[str]:
    """One line per figure, however often the page shows it."""
    places = Counter(item.figure for item in mismatches)
    first = {item.figure: item for item in reversed(mismatches)}
    return [
        str(first[figure]) + (f" (y en {times - 1} lugares más)" if times > 1 else "")
        for figure, times in places.items()
    ]


def identity_of(page: Page) -> tuple[int, str]:
    """Year and section that a page says it is.

    Args:
        page: The page as read.

    Raises:
        NotAReportError: When it does not say them.
    """
    year, section = (page.meta.get(name, [""])[0] for name in (YEAR_META, SECTION_META))
    if not year.isdigit() or not section:
        raise NotAReportError("no es una página de este reporte: no dice su año ni su sección")
    return int(year), section


def main(arguments: Sequence[str]) -> int:
    """Verify a file and print the outcome.

    Args:
        arguments: Command line after `verify`.

    Returns:
        0 genuine, 1 different, 2 when it cannot be told.
    """
    options = _parser().parse_args(arguments)
    try:
        html = options.file.read_text(encoding="utf-8")
        year, _section = identity_of(read_page(html))
        recomputed = in_fresh_process(year, options.data_dir)
    except (OSError, UnicodeDecodeError) as error:
        return _refuse(f"no se puede leer {options.file}: {_system_message(error)}")
    except NotAReportError as error:
        return _refuse(f"{options.file}: {error}")
    except RecomputeError as error:
        return _refuse(f"los datos del año no se pueden usar:\n{error}")
    return _tell(options.file, verify(html, recomputed, _published(options.output_dir / str(year), options.file)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m lib verify",
        description="Dice si un HTML es el que este repositorio produce con estos datos; si no lo es, qué difiere.",
    )
    parser.add_argument("file", type=Path, metavar="ARCHIVO", help="página del reporte")
    parser.add_argument("--data-dir", default="", metavar="D", help="carpeta de datos (la del proyecto)")
    parser.add_argument(
        "--output-dir",
        type=Path,
        default=PROJECT_ROOT / "outputs",
        metavar="D",
        help="carpeta de resultados, para comparar también el texto",
    )
    return parser


def _published(folder: Path, given: Path) -> Published:
    page, record = folder / given.name, folder / "run.json"
    other = page.is_file() and page.resolve() != given.resolve()
    outputs = json.loads(record.read_text(encoding="utf-8")).get("outputs", {}) if record.is_file() else {}
    return Published(page.read_text(encoding="utf-8") if other else "", outputs.get(given.name, ""))


def _inputs_that_differ(page: Page, hashes: Mapping[str, str]) -> list[str]:
    """Files whose content is not the one the page was made from, by name where the page lists them."""
    if page.meta.get(INPUTS_META, [""])[0] == inputs_digest(hashes):
        return []
    listed = dict(item.split(" ", 1) for item in page.meta.get(INPUT_META, []) if " " in item)
    if not listed:
        return ["los datos no son los que la página declara"]
    changed = [
        f"{path}: la página se hizo con otro contenido ({digest[:_SHORT]}…, ahora {hashes[path][:_SHORT]}…)"
        for path, digest in listed.items()
        if path in hashes and hashes[path] != digest
    ]
    gone = [f"{path}: la página lo usó y ya no está" for path in listed if path not in hashes]
    new = [f"{path}: la página no lo usó" for path in hashes if path not in listed]
    return changed + gone + new or ["la huella de los datos que declara la página no es la de sus archivos"]


def _text_that_differs(html: str, published: Published) -> tuple[list[str], str]:
    identical = "Texto: idéntico al de la página publicada."
    if not (published.html or published.digest):
        return [], "No hay una página publicada: se compararon las figuras y los datos, no la redacción."
    if not published.html:
        same = hashlib.sha256(html.encode()).hexdigest() == published.digest
        return (
            ([], identical)
            if same
            else (
                ["el archivo no es el que registró la última corrida (run.json)"],
                "Texto: distinto del registrado.",
            )
        )
    if _body(html) == _body(published.html):
        return [], identical
    return _changed_blocks(html, published.html), "Texto: distinto del de la página publicada."


def _body(html: str) -> str:
    start, end = html.find("<body"), html.rfind("</body>")
    return html[start:end] if start >= 0 else html


def _changed_blocks(html: str, published: str) -> list[str]:
    old, new = ([block.text for block in read_page(text).blocks] for text in (published, html))
    changes = [
        (old[a:b], new[c:d])
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    lines = [_change_text(_shortened(before), _shortened(after)) for before, after in changes]
    return lines or ["el código de la página no es el publicado, aunque su texto es el mismo"]


def _change_text(old: str, new: str) -> str:
    if not old:
        return f"texto agregado: «{new}»"
    if not new:
        return f"texto retirado: «{old}»"
    return f"texto: «{old}» en la página publicada, «{new}» en este archivo"


def _shortened(blocks: list[str]) -> str:
    text = flat(" / ".join(blocks))
    return text if len(text) <= 160 else text[:159] + "…"


def _tell(file: Path, result: Verification) -> int:
    verdict = (
        "{file}: es el que producen estos datos." if result.genuine else "{file}: NO es el que producen estos datos."
    )
    lines = [verdict.format(file=file)]
    lines += [f"- {line}" for line in result.differences[:_SHOWN_DIFFERENCES]]
    rest = len(result.differences) - _SHOWN_DIFFERENCES
    lines += [f"- … y {rest} diferencias más"] if rest > 0 else []
    print(*lines, *result.facts, sep="\n")
    return GENUINE if result.genuine else DIFFERENT


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return UNUSABLE


def _system_message(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no existe"
    return "no es un texto en UTF-8" if isinstance(error, UnicodeDecodeError) else str(error.strerror)
