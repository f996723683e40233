"""A finished chart and its HTML: message, drawing for two widths, alternative text, and the data one click below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from markupsafe import Markup

from engine.page.canvas import NARROW, WIDE, Canvas, drawn
from engine.page.html import slug
from engine.page.provenance import Trail
from engine.page.story import Story
from engine.page.tables import TableView, table_html
from lib.table_layouts import layout_of


@dataclass(frozen=True)
class Chart:
    """One chart.

    Attributes:
        ident: Id of its element.
        title: The message, a sentence with its figures.
        subtitle: What is measured and in which unit.
        alt: What the drawing shows, in words and figures.
        svg: The drawing, wide and narrow.
        tables: Data behind it, one or more tables.
        note: What a reader must know to read it.
    """

    ident: str
    title: Markup
    subtitle: str
    alt: Markup
    svg: Markup
    tables: tuple[TableView, ...]
    note: str = ""


Painter = Callable[[Canvas], None]


def both_widths(ident: str, height: Callable[[bool], float], paint: Painter) -> Markup:
    """A drawing for screens and paper, and one for phones; the style sheet shows one of them.

    Args:
        ident: Id of the chart.
        height: Height in pixels, given whether the drawing is narrow.
        paint: Draws on a canvas.
    """
    return Markup("").join(
        drawn(width, height(width == NARROW), paint).svg(ident, f"{ident}-alt", look)
        for width, look in ((WIDE, "ancho"), (NARROW, "angosto"))
    )


def chart_ident(story: Story, name: str) -> str:
    """Id of a chart's element."""
    return slug(story.section, "grafico", name)


def data_table(story: Story, name: str, *columns: str) -> TableView:
    """The table behind a chart, plain: no bars, no provenance of its own."""
    frame = story.tables[name]
    layout = layout_of(story.section, name, frame)
    plain = replace(layout, columns=columns or layout.columns, bars=(), spans=(), explained=False, notes=())
    return TableView(story.section, name, frame, story.figures, plain, 0, suffix="datos")


def chart_html(chart: Chart, trail: Trail, year: int) -> Markup:
    """A chart as it stands in a page."""
    shown = [figure for view in chart.tables for figure in view.shown_figures()]
    source = "; ".join(trail.documents(shown))
    suffix = chart.ident.rpartition("-")[2]
    tables = Markup("").join(table_html(replace(view, year=year, suffix=suffix), trail) for view in chart.tables)
    note = Markup("<p><b>{}</b> {}</p>").format("Nota:", chart.note) if chart.note else Markup("")
    credit = Markup("<p><b>{}</b> {}.</p>").format("Fuente:", source) if source else Markup("")
    return Markup(
        '<figure class="grafico" id="{ident}"><figcaption><p class="lema">{title}</p><p class="sub">{subtitle}</p>'
        '</figcaption><p id="{ident}-alt" hidden>{alt}</p>{svg}<div class="pie">{note}{credit}</div>'
        '<details class="datos"><summary>{more}</summary>{tables}</details></figure>'
    ).format(
        ident=chart.ident,
        title=chart.title,
        subtitle=chart.subtitle,
        alt=chart.alt,
        svg=chart.svg,
        note=note,
        credit=credit,
        more="Ver los datos del gráfico",
        tables=tables,
    )
