"""What every sentence is written with: figures as marked-up numbers, verbs that agree with them, paragraphs, lists.

A passage knows the figures it shows, so that a page can say where each comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from string import Formatter

from markupsafe import Markup, escape

from engine.page.html import figure_html
from engine.references import Told
from engine.traced import Traced

_DOUBLE_STOP = re.compile(r"(\.(?:</\w+>)*)\.(?=\s|$|<)")


@dataclass(frozen=True)
class Passage:
    """Text with figures."""

    html: Markup = field(default_factory=Markup)  # as it stands in a page
    figures: tuple[Traced, ...] = ()  # the figures it shows, in order

    def __html__(self) -> Markup:
        return self.html

    def __str__(self) -> str:
        """As a reader sees it."""
        return self.html.striptags()

    def __bool__(self) -> bool:
        return bool(self.html)


def sentence(template: str, **fields: object) -> Passage:
    """Fill a sentence; a figure becomes a marked-up number, its words in lower case as inside a sentence.

    A sentence that ends in an abbreviation («p. p.») has one full stop, not two.

    Args:
        template: Spanish text with `{fields}`; marked up, not escaped.
        **fields: Figures, passages or plain texts; these are escaped.
    """
    used = _names(template)
    written = Markup(template).format(**{name: _written(fields[name]) for name in used})
    return Passage(
        Markup(_DOUBLE_STOP.sub(r"\1", str(written))),
        tuple(figure for name in used for figure in _figures(fields[name])),
    )


def if_known(*templates: str, link: str = " ", **fields: object) -> Passage:
    """Those of several sentences whose fields are all there and whose figures all have a value, one after the other.

    Args:
        *templates: As for `sentence`.
        link: What stands between two.
        **fields: As for `sentence`; None is a field that is not there.
    """
    missing = {
        name for name, value in fields.items() if value is None or (isinstance(value, Traced) and not value.known)
    }
    told = {name: value for name, value in fields.items() if name not in missing}
    return joined((sentence(item, **told) for item in templates if told.keys() >= set(_names(item))), link)


def text(plain: str) -> Passage:
    """A text without figures, marked up."""
    return Passage(Markup(plain))


def paragraph(*sentences: Passage | str) -> Passage:
    """Sentences as one paragraph; a text is marked up, not escaped; nothing when there is none."""
    said = joined((text(item) if isinstance(item, str) else item for item in sentences), " ")
    return Passage(Markup("<p>{}</p>").format(said), said.figures) if said else said


def bullets(items: Iterable[Passage]) -> Passage:
    """Sentences as a list; nothing when there is none."""
    said = [item for item in items if item]
    if not said:
        return Passage()
    listed = Markup("").join(Markup("<li>{}</li>").format(item) for item in said)
    return Passage(Markup("<ul>{}</ul>").format(listed), _all_figures(said))


def joined(passages: Iterable[Passage], link: str = "") -> Passage:
    """Passages one after the other, without the empty ones."""
    said = [item for item in passages if item]
    return Passage(Markup(link).join(item.html for item in said), _all_figures(said))


def coded(code: str) -> Passage:
    """An official code, which is not a number: `2.2`, `2913`."""
    return Passage(Markup('<span data-no-figure="code">{}</span>').format(code))


def enumeration(items: Iterable[Passage | Traced | str]) -> Passage:
    """«a, b y c»; «e» before a word that begins with the sound i."""
    listed = [_passage(item) for item in items]
    if len(listed) < 2:
        return joined(listed)
    last = str(listed[-1]).lower()
    link = "e" if last.startswith(("i", "hi")) and not last.startswith("hie") else "y"
    html = Markup("{} {} {}").format(Markup(", ").join(item.html for item in listed[:-1]), link, listed[-1])
    return Passage(html, _all_figures(listed))


def agree(count: Traced, one: str, many: str) -> str:
    """The form of a word that agrees with a count («indicador», «indicadores»)."""
    return one if count == 1 else many


def counted(count: Traced, one: str, many: str) -> Passage | None:
    """A count with the noun that agrees with it: «1 indicador», «5 indicadores»; None where it is not known."""
    return sentence("{count} {noun}", count=count, noun=agree(count, one, many)) if count.known else None


def amount(value: Traced) -> Passage:
    """A figure without its sign, where a verb says the direction: «cayó 4.4 %»."""
    return Passage(figure_html(value, value.text.lstrip("+−")), tuple(_figures(value)))


def _names(template: str) -> list[str]:
    """Fields of a template, each once, in order."""
    return list(dict.fromkeys(name for _text, name, _spec, _conversion in Formatter().parse(template) if name))


def _passage(item: Passage | Traced | str) -> Passage:
    if isinstance(item, Passage):
        return item
    return Passage(escape(_written(item)), tuple(_figures(item)))


def _written(value: object) -> object:
    if not isinstance(value, Traced):
        return value
    is_word = not value.known or isinstance(value.value, str)
    return figure_html(value, value.text.lower() if is_word else value.text)


def _figures(value: object) -> Iterator[Traced]:
    if isinstance(value, Passage | Told):
        yield from value.figures
    elif isinstance(value, Traced) and value.id:
        yield value


def _all_figures(passages: Iterable[Passage]) -> tuple[Traced, ...]:
    return tuple(figure for passage in passages for figure in passage.figures)
