"""Figures as HTML: every number is a `<data>` element that says which figure it is."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from lib.marks import mark_of

if TYPE_CHECKING:
    from engine.figures import Figure

_FIGURE_ID = re.compile(r'data-figure="([^"]+)"')
_FIGURE_PARTS = re.compile(r"([^.]+)\.([^\[]+)\[(.*)\]\.([^.]+)", re.S)
_BLOCKS = ("<p", "<ul", "<ol", "<dl", "<div")
_NUMBER = re.compile(r"[+−]?\d[\d,]*(\.\d+)?")


def figure_html(figure: Figure) -> Markup:
    """A figure inside a sentence: `<data value="86.4999" data-figure="…">86.5 %</data>`."""
    return _data(figure, escape(figure.text))


def figure_cell(figure: Figure) -> Markup:
    """A figure inside a table: levels get their mark, units stand back so that the digits line up."""
    if not figure.known:
        return _data(figure, Markup('<i class="falta">{}</i>').format(figure.text))
    if isinstance(figure.value, str):
        return _data(figure, badge(figure.value, figure.text))
    return _data(figure, _lighter_unit(figure.text))


def badge(code: str, text: str) -> Markup:
    """A word with its colour and, from the style sheet, its symbol; the word alone where the code has no mark."""
    mark = mark_of(code)
    if mark is None:
        return escape(text)
    return Markup('<b class="marca {}">{}</b>').format(mark.tone, text)


def figures_in(html: str) -> list[str]:
    """Ids of the figures some HTML shows, each once, in order."""
    return list(dict.fromkeys(unescape(ident) for ident in _FIGURE_ID.findall(html)))


def parts_of(figure_id: str) -> tuple[str, str, str, str]:
    """Section, table, row and column of a figure id."""
    return _FIGURE_PARTS.fullmatch(figure_id).groups()


def slug(*parts: str) -> str:
    """An id for an HTML element, unique within the report when the parts start with the section."""
    return "-".join(re.sub(r"[^a-z0-9]+", "_", part.lower()).strip("_") for part in parts)


def paragraphs(markup: Markup) -> Markup:
    """Sentences as a paragraph; markup that is already a block stays as it is."""
    return markup if markup.lstrip().startswith(_BLOCKS) else Markup("<p>{}</p>").format(markup)


def _data(figure: Figure, inner: Markup) -> Markup:
    return Markup('<data value="{}" data-figure="{}">{}</data>').format(figure.value_text, figure.id, inner)


def _lighter_unit(text: str) -> Markup:
    found = _NUMBER.search(text)
    if not found:
        return escape(text)
    before, after = text[: found.start()], text[found.end() :]
    return _unit(before) + escape(found.group()) + _unit(after)


def _unit(text: str) -> Markup:
    return Markup("<i>{}</i>").format(text) if text else Markup("")
