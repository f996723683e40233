"""What a report was made from, as `<meta>` elements of the head of each of its pages: year, section, data, code, versions.

`verify` reads them back: a report is made again only from what it was made from. Of a file's sha256 they hold the beginning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

YEAR_META, SECTION_META, PAGES_META = "report-year", "report-section", "report-pages"
INPUTS_META = "report-inputs"
_KINDS = {"report-input": "los datos", "report-code": "el código", "report-version": "las versiones"}
_SHORT = 12


@dataclass(frozen=True)
class MadeFrom:
    """Everything that can change a byte of a report."""

    year: int  # reporting year
    data: Mapping[str, str]  # sha256 of each data file, by path relative to the data folder
    # Sha256 of each file of the project that is not data (code, notebooks, templates), by path relative to it.
    code: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)  # version of Python and of each library, by name
    pages: tuple[str, ...] = ()  # sections of the report, in order: each page leads to the others

    @property
    def kinds(self) -> dict[str, Mapping[str, str]]:
        """Data, code and versions by the name of their element, as a page writes them."""
        begun = ({name: digest[:_SHORT] for name, digest in files.items()} for files in (self.data, self.code))
        return dict(zip(_KINDS, (*begun, self.versions), strict=True))

    def digest(self) -> str:
        """One sha256 over all of it."""
        given = ((kind, name, value) for kind, values in self.kinds.items() for name, value in values.items())
        return inputs_digest({f"{kind} {name}": value for kind, name, value in given})


def inputs_digest(hashes: Mapping[str, str]) -> str:
    """One sha256 over many, by path: of the lines `path sha256`, sorted."""
    lines = "".join(f"{path} {digest}\n" for path, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def meta_elements(made: MadeFrom, section: str) -> dict[str, list[str]]:
    """Contents of the `<meta>` elements, by name; `section` is `all` for the single file."""
    listed = {kind: ["\n".join(map(" ".join, sorted(given.items())))] for kind, given in made.kinds.items()}
    own = {YEAR_META: [str(made.year)], SECTION_META: [section], PAGES_META: [" ".join(made.pages)]}
    return {**own, INPUTS_META: [made.digest()], **listed}


def read_metas(metas: Mapping[str, Sequence[str]]) -> tuple[MadeFrom, str] | None:
    """What a page says it was made from, and its section; None when it does not say its year and section."""
    year, section, pages = (next(iter(metas.get(name, [])), "") for name in (YEAR_META, SECTION_META, PAGES_META))
    if not (year.isascii() and year.isdigit()) or not section:
        return None
    parts = ([line.rpartition(" ") for line in "\n".join(metas.get(kind, ())).splitlines()] for kind in _KINDS)
    data, code, versions = ({name: value for name, _space, value in items} for items in parts)
    return MadeFrom(int(year), data, code, versions, tuple(pages.split())), section


def changes_of(recorded: MadeFrom, now: MadeFrom) -> list[str]:
    """Data, code and versions of which a page records others than a page made now, each by name."""
    pairs = zip(_KINDS.values(), recorded.kinds.values(), now.kinds.values(), strict=True)
    return [f"{kind}: {line}" for kind, then, there in pairs for line in _changes(then, there)]


def _changes(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    changed = [
        f"{name} es otro ({then[name]} en el archivo, {now[name]} aquí)"
        for name in sorted(then.keys() & now.keys())
        if then[name] != now[name]
    ]
    gone = [f"{name} ya no está" for name in sorted(then.keys() - now.keys())]
    return changed + gone + [f"{name} no estaba" for name in sorted(now.keys() - then.keys())]
