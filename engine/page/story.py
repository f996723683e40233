"""What every sentence is written with: figures as marked-up numbers, verbs that agree with them, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd
from markupsafe import Markup, escape

from engine.figures import Figure, Register
from engine.page.html import figure_html
from engine.spanish import plural
from lib.columns import figure_id
from lib.progress import DESCENDING

_DOUBLE_STOP = re.compile(r"(\.(?:</\w+>)*)\.(?=\s|$|<)")


@dataclass(frozen=True)
class Story:
    """The figures and tables a section tells about.

    Attributes:
        section: Name of the section.
        figures: Register holding every figure the sentences may show.
        tables: The section's own tables.
        sections: Tables of the other sections, for the summary.
    """

    section: str
    figures: Register
    tables: Mapping[str, pd.DataFrame]
    sections: Mapping[str, Mapping[str, pd.DataFrame]] = field(default_factory=dict)

    def figure(self, table: str, row: str, column: str) -> Figure:
        """A figure of this section."""
        return self.figures[figure_id(self.section, table, row, column)]

    def show(self, table: str, row: str, column: str) -> Markup:
        """A figure of this section, marked up; words such as levels in lower case, as inside a sentence."""
        figure = self.figure(table, row, column)
        is_word = not figure.known or isinstance(figure.value, str)
        return figure_html(replace(figure, text=figure.text.lower()) if is_word else figure)

    def has(self, table: str, row: str, column: str) -> bool:
        """Whether there is such a figure and it has a value."""
        name = figure_id(self.section, table, row, column)
        return name in self.figures and self.figures[name].known

    def of(self, table: str, row: str, *columns: str) -> dict[str, Markup]:
        """Several marked-up figures of one row, by column: the fields of a sentence."""
        return {column: self.show(table, row, column) for column in columns}


def sentence(template: str, **fields: object) -> Markup:
    """Fill a translated sentence; plain texts are escaped, marked-up ones are not.

    A sentence that ends in an abbreviation («p. p.») has one full stop, not two.
    """
    return Markup(_DOUBLE_STOP.sub(r"\1", str(Markup(template).format(**fields))))


def paragraph(sentences: Iterable[Markup]) -> Markup:
    """Sentences as one paragraph; nothing when there is none."""
    text = Markup(" ").join(item for item in sentences if item)
    return Markup("<p>{}</p>").format(text) if text else Markup("")


def bullets(items: Iterable[Markup]) -> Markup:
    """Sentences as a list; nothing when there is none."""
    listed = Markup("").join(Markup("<li>{}</li>").format(item) for item in items if item)
    return Markup("<ul>{}</ul>").format(listed) if listed else Markup("")


def coded(code: str) -> Markup:
    """An official code, which is not a number: `2.2`, `2913`, `OP.01`."""
    return Markup('<span data-no-figure="code">{}</span>').format(code)


def enumeration(items: Iterable[object]) -> Markup:
    """«a, b y c»; «e» before a word that begins with the sound i."""
    listed = [escape(item) for item in items]
    if len(listed) < 2:
        return Markup("").join(listed)
    last = listed[-1].striptags().lower()
    link = "e" if last.startswith(("i", "hi")) and not last.startswith("hie") else "y"
    return Markup("{} {} {}").format(Markup(", ").join(listed[:-1]), link, listed[-1])


def agree(figure: Figure, one: str, many: str) -> str:
    """The form of a word that agrees with a count («indicador», «indicadores»)."""
    return plural(one, many, int(figure.traced.number) if figure.known else 0)


def no_earlier_year() -> Markup:
    """What a comparison says when there is nothing to compare with."""
    return paragraph([Markup("No hay datos de un año anterior: la comparación empezará con el siguiente reporte.")])


def moved(change: Figure, direction: str = "") -> str:
    """How a value moved, in words; with a direction, whether that is better or worse."""
    if change.traced.number == 0:
        return "se mantuvo"
    rose = change.traced.number > 0
    if not direction:
        return "aumentó" if rose else "disminuyó"
    return "mejoró" if rose != (direction == DESCENDING) else "retrocedió"


def compared(difference: Figure) -> str:
    """Where a value stands against its goal."""
    number = difference.traced.number
    if number == 0:
        return "es igual a la meta"
    return "está por encima de la meta" if number > 0 else "está por debajo de la meta"
