"""Figures that a text of the data names, `{table[row].column}`, put in its place; and what a text may say besides.

`:magnitud` after the id leaves out the sign, where a verb tells the direction: «cae {…:magnitud}».
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from markupsafe import Markup, escape

from engine.audit.free_numbers import cover, quantities
from engine.figures import rows_of
from engine.inputs.fields import PLACE, TEXT
from engine.inputs.problems import Place, Problem
from engine.page.html import figure_html
from engine.traced import Traced

_NAMED = re.compile(r"\{([^{}:\s]*\[[^{}:]*)(:magnitud)?\}")
_QUOTED = re.compile("«([^«»]*)»")
_NO_NUMBER = "el texto tiene números escritos a mano: {numbers}"
_HOW = (
    "Nombre la figura entre llaves, {{tabla[fila].columna}}{near}, o cite el documento entre «», palabra por palabra."
)
_NO_FIGURE = "el texto nombra una figura que no existe"


class Told(str):
    """A text with figures: as a str it is what a reader sees, and in a page each figure is marked up.

    Args:
        parts: Texts and figures in order; a figure with the words that show it.
    """

    parts: tuple[str | tuple[Traced, str], ...]

    def __new__(cls, parts: Iterable[str | tuple[Traced, str]]) -> Told:
        """A text of these parts."""
        listed = tuple(parts)
        made = super().__new__(cls, "".join(item if isinstance(item, str) else item[1] for item in listed))
        made.parts = listed
        return made

    def __reduce__(self) -> tuple[type[Told], tuple[Any, ...]]:
        return Told, (self.parts,)

    def __html__(self) -> Markup:
        return Markup("").join(escape(item) if isinstance(item, str) else figure_html(*item) for item in self.parts)

    @property
    def figures(self) -> list[Traced]:
        """The figures it shows, in order."""
        return [item[0] for item in self.parts if not isinstance(item, str)]


class UnknownFigureError(LookupError):
    """A text names a figure that does not exist; its first argument is the id."""


def told(text: str, figure: Callable[[str], Traced | None]) -> str:
    """A text with the figures it names in their place.

    Args:
        text: As the data hold it.
        figure: Gives the figure of an id; None when there is none.

    Raises:
        UnknownFigureError: When it names one that does not exist.
    """
    parts: list[str | tuple[Traced, str]] = []
    end = 0
    for match in _NAMED.finditer(text):
        value = figure(match[1])
        if value is None:
            raise UnknownFigureError(match[1])
        shown = value.text if value.known and not isinstance(value.value, str) else value.text.lower()
        parts += [text[end : match.start()], (value, shown.lstrip("+−") if match[2] else shown)]
        end = match.end()
    return Told([*parts, text[end:]]) if parts else text


def edged(text: str, first: Callable[[str], str], last: Callable[[str], str]) -> str:
    """A text with its beginning and its end changed, as inside another sentence, and its figures kept."""
    if not isinstance(text, Told):
        return last(first(text))
    ends = [item if isinstance(item, str) else "" for item in (text.parts[0], text.parts[-1])]
    return Told([first(ends[0]), *text.parts[1:-1], last(ends[1])])


def unknown_figures(ident: str, data: Any, known: Iterable[str]) -> list[Problem]:
    """Every cell of the data that names a figure that does not exist, with the nearest one there is."""
    near = get_close_matches(ident, list(known), n=1)
    advice = f"¿Quiso decir «{near[0]}»?" if near else "Los ids están en figures.csv."
    cells = [place for place, text in _texts(data) if f"{{{ident}" in text]
    return [place.error("figura", _NO_FIGURE, advice, ident) for place in cells or [Place(str(data.year))]]


def typed_numbers(data: Any, figures: Iterable[tuple[str, str]] = ()) -> list[Problem]:
    """Numbers that a text of the data states by itself: neither a figure, nor quoted, nor an official reference.

    Texts and ids of `figures` serve to tell which one may be meant.
    """
    passages, by_text = quotes(data), dict(figures)
    problems = []
    for place, text in _texts(data):
        exempt = [False] * len(text)
        cover(exempt, (match.span() for match in _NAMED.finditer(text)))
        cover(exempt, quoted_spans(text, passages))
        numbers = [text[start:end] for start, end in quantities(text, exempt)]
        if numbers:
            meant = next((by_text[form] for item in numbers for form in (f"{item} %", item) if form in by_text), "")
            advice = _HOW.format(near=f" (¿«{meant}»?)" if meant else "")
            problems.append(place.error("numero_a_mano", _NO_NUMBER.format(numbers=", ".join(numbers)), advice, text))
    return problems


def quotes(data: Any) -> str:
    """What the data of the year and of those before quote from the documents, word for word, one passage per line."""
    found = {
        " ".join(cell.split()): None
        for year in data.years
        for name, frame in year.tables.items()
        for field in year.schema.tables[name].fields
        if field.quoted and field.name in frame.columns
        for cell in frame[field.name]
        if isinstance(cell, str) and cell
    }
    return "\n".join(found)


def quoted_spans(text: str, passages: str) -> Iterator[tuple[int, int]]:
    """Where a text quotes between «» what the passages say word for word."""
    for match in _QUOTED.finditer(text):
        words = " ".join(match[1].strip("… ").split())
        if re.search(rf"(?<![\w.,]){re.escape(words)}(?![\w%]|[.,]\d)", passages):
            yield match.span()


def _texts(data: Any) -> Iterator[tuple[Place, str]]:
    """The texts of the data that are our own words, with their place."""
    for name, frame in data.tables.items():
        fields = [
            item.name
            for item in data.schema.tables[name].fields
            if item.kind == TEXT and not (item.quoted or item.allowed or item.name.startswith("nombre"))
        ]
        for _key, row in rows_of(frame):
            file, _colon, line = str(row.get(PLACE, "")).rpartition(":")
            for field in fields:
                if isinstance(row.get(field), str):
                    yield Place(file, row=int(line) if line.isdigit() else None, column=field), row[field]
