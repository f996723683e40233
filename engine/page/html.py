"""Figures as HTML: every number is a `<data>` element that says which figure it is."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup, escape

from engine.page.style import TEMPLATES

if TYPE_CHECKING:
    from engine.traced import Traced  # heavy, and the process that makes pages of notebooks needs no number

_BLOCKS = ("<h2", "<p", "<ul", "<ol", "<dl", "<div")
_NUMBER = re.compile(r"[+−]?\d[\d,]*(\.\d+)?")
_WITHOUT_ACCENTS = str.maketrans("áéíóúüñ", "aeiouun")
_ASSUMED = Markup(' <small class="supuesto">supuesto</small>')


def figure_html(value: Traced, text: str = "") -> Markup:
    """A figure inside a sentence: `<data value="86.4999" data-figure="…">86.5 %</data>`.

    Args:
        value: The figure; a value that is none is only its text.
        text: As it is said there; empty for the figure's own text.
    """
    return _data(value, escape(text or value.text))


def figure_cell(value: Traced) -> Markup:
    """A figure inside a table: levels get their mark, units stand back so that the digits line up."""
    if not value.known:
        return _data(value, Markup('<i class="falta">{}</i>').format(value.text))
    if isinstance(value.value, str):
        return _data(value, badge(value.look.tone, value.text))
    return _data(value, _lighter_unit(value.text))


def badge(tone: str, text: str) -> Markup:
    """A word with its colour and, from the style sheet, its symbol; the word alone where it has no tone."""
    return Markup('<b class="marca {}">{}</b>').format(tone, text) if tone else escape(text)


def piece(name: str, **told: object) -> Markup:
    """A part of a page, from the template of its name."""
    return Markup(_template(name).render(told))


def slug(*parts: str) -> str:
    """An id for an HTML element, unique within the report when the parts start with the section."""
    plain = (part.lower().translate(_WITHOUT_ACCENTS) for part in parts)
    return "-".join(re.sub(r"[^a-z0-9]+", "_", part).strip("_") for part in plain)


def group_id(table: str, suffix: str, group: str) -> str:
    """The id of the row that heads a group of a table; the suffix tells apart what a page shows more than once."""
    return slug(*table.split("."), *filter(None, [suffix]), "grupo", group)


def paragraphs(markup: Markup) -> Markup:
    """Sentences as a paragraph; markup that is already a block stays as it is."""
    return markup if markup.lstrip().startswith(_BLOCKS) else Markup("<p>{}</p>").format(markup)


@cache
def _template(name: str) -> jinja2.Template:
    """A template; its line ends and indents are for who reads it, and are left out."""
    source = (TEMPLATES / "pieces" / f"{name}.html.j2").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(re.sub(r"\n\s*", "", source))


def _data(value: Traced, inner: Markup) -> Markup:
    told = inner + _ASSUMED if value.assumed else inner
    if not value.id:
        return told
    return Markup('<data value="{}" data-figure="{}">{}</data>').format(value.value_text, value.id, told)


def _lighter_unit(text: str) -> Markup:
    found = _NUMBER.search(text)
    if not found:
        return escape(text)
    before, after = (Markup("<i>{}</i>").format(unit) if unit else "" for unit in text.split(found[0], 1))
    return before + escape(found[0]) + after
