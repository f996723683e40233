"""From a figure back to its formula, its cells and the sentence of the document they were transcribed from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from engine.inputs.quotes import QUOTE, overlap, plain, quotes_of
from engine.inputs.sources import table_of
from engine.inputs.year_data import YearData
from engine.page.html import group_id, piece
from engine.tables import Tables
from engine.traced import Traced

_MANY_PLACES = 12
_LONG_FORMULA = 240
_ORIGINS = {"transcrito": "Transcrito:", "publicado": "Dato publicado:", "calculado": "Sin valor:"}


@dataclass(frozen=True)
class Place:
    """Where an input stands."""

    cell: str  # `file:row`, as in the data folder
    document: str  # source document
    quote: str  # sentence the value was transcribed from; empty when the table keeps none
    part: str = ""  # part of the document that prints the sentence; empty when no page lists it
    href: str = ""  # where the report lists that part

    @property
    def cell_text(self) -> str:
        """The cell as readers meet it."""
        file, _sep, row = self.cell.replace("#", ", hoja ").partition(":")
        if row:
            return f"{file}, fila {row}" if row.isdigit() else self.cell.replace(":", " › ")
        return f"{file}, varias filas"


class Trail:
    """Finds the document and sentence behind the cells a figure depends on.

    Args:
        data: The year.
        tables: What each section, and each document that is quoted, is about.
    """

    def __init__(self, data: YearData, tables: Tables) -> None:
        self._years, self._subjects, self._passages = data.years[::-1], tables.subjects(data), tables.passages
        self._found: dict[str, tuple[str, str]] = {}  # part and code of the document by quote

    def places(self, figure: Traced) -> list[Place]:
        """Places of a figure's inputs, without repeating a row."""
        subject = self._subjects.get(figure.id.partition(".")[0], "")
        found = list(dict.fromkeys(self._place(source, subject) for source in figure.sources))
        return found if len(found) <= _MANY_PLACES else list(dict.fromkeys(_whole_file(place) for place in found))

    def documents(self, figures: Iterable[Traced]) -> list[str]:
        """Documents behind some figures, each once, in order."""
        places = (place for figure in figures for place in self.places(figure))
        return sorted({title for place in places for title in place.document.split("; ") if title})

    def _place(self, source: str, subject: str) -> Place:
        cell = source.rpartition(":")[0] or source
        own = next((year for year in self._years if source.startswith(f"{year.year}/")), self._years[0])
        sidecar = own.sidecars.get(table_of(source), {})
        quote = self._quotes.get(cell, "")
        part, document = self._printed_in(quote) if own is self._years[0] else ("", "")
        title = _document(sidecar, self._subjects.get(document, subject))
        return Place(cell, title, quote, part, self._href(part) if part else "")

    @cached_property
    def _quotes(self) -> dict[str, str]:
        return {place: quote for year in self._years for place, quote in quotes_of(year).items()}

    def _printed_in(self, quote: str) -> tuple[str, str]:
        """The one part of the year's documents that prints a quote, and the document; empty where none or several do."""
        if quote not in self._found:
            sought = plain(quote)
            found = [where for passage, *where in self._printed if overlap(sought, passage)]
            parts, documents = (set(each) for each in zip(*found, strict=True)) if found else (set[str](), set[str]())
            only = [each.pop() if len(each) == 1 else "" for each in (parts, documents)]
            self._found[quote] = only[0], only[1]
        return self._found[quote]

    @cached_property
    def _printed(self) -> list[tuple[str, str, str]]:
        """Passages that a page lists, in plain text, with their part of the document and its code."""
        passages = self._passages
        if passages is None or passages.table not in self._years[0].tables:
            return []
        frame, (column, value) = self._years[0].tables[passages.table], passages.shown
        listed = frame[frame[column] == value]
        columns = (map(plain, listed[QUOTE]), listed["seccion"], listed["documento"])
        return list(dict.fromkeys(zip(*columns, strict=True)))

    def _href(self, part: str) -> str:
        where = self._passages
        return f"{where.page}#{group_id(where.listed, '', part)}" if where else ""


def _whole_file(place: Place) -> Place:
    """Where a figure counts many rows: their file, without naming each."""
    return Place(place.cell.partition(":")[0], place.document, "")


def origin_html(figures: Iterable[Traced], trail: Trail, name_of: Callable[[Traced], str]) -> Markup:
    """Closed block that explains some figures: formula with the numbers in place, cells, documents and quotes.

    Args:
        figures: What to explain, in reading order; those of one row stand together.
        trail: Finder of documents and quotes.
        name_of: What readers call the row of a figure.
    """
    shown = [figure for figure in figures if figure.id and (figure.sources or figure.formula)]
    if not shown:
        return Markup("")
    marks: dict[Place, str] = {}
    rows: dict[str, list[Traced]] = {}
    for figure in shown:
        rows.setdefault(name_of(figure), []).append(figure)
        for place in trail.places(figure):
            marks.setdefault(place, f"[{_letters(len(marks) + 1)}]")

    def letters(figure: Traced) -> str:
        return " ".join(marks[place] for place in trail.places(figure))

    documents = {place.document for place in marks if place.document}
    return piece(
        "origin",
        rows=[
            (name, [figure for figure in group if figure.formula], _copied(group, letters))
            for name, group in rows.items()
        ],
        letters=letters,
        longest=_LONG_FORMULA,
        document=documents.pop() if len(documents) == 1 else "",  # said once when it is the same for all
        places=list(marks),
    )


def _copied(figures: Iterable[Traced], letters: Callable[[Traced], str]) -> dict[str, list[tuple[str, str]]]:
    """The figures of a row that were only copied, under what they are, each with its marks."""
    found: dict[str, dict[tuple[str, str], None]] = {title: {} for title in _ORIGINS.values()}
    for figure in figures:
        if not figure.formula and figure.origin in _ORIGINS:
            found[_ORIGINS[figure.origin]][figure.look.label.lower(), letters(figure)] = None
    return {title: list(each) for title, each in found.items() if each}


def _letters(number: int) -> str:
    """The mark of a place as an ordered list of letters counts it: a … z, aa, ab; a digit would read as an exponent."""
    before, last = divmod(number - 1, 26)
    return (_letters(before) if before else "") + chr(ord("a") + last)


def _document(sidecar: Mapping[str, object], subject: str) -> str:
    """Title of the source; of several, those about the section's subject."""
    titles = document_titles(sidecar)
    return "; ".join([title for title in titles if subject in title] or titles)


def document_titles(sidecar: Mapping[str, object]) -> list[str]:
    """Documents a table was transcribed from."""
    title = sidecar.get("documento", "")
    return [str(item) for item in title] if isinstance(title, list) else [*filter(None, str(title).split("; "))]
