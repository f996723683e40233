"""What notebooks use: open a section, explore its tables, show tables, charts and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from engine.inputs.loading import YearData, load_year
from engine.page import style
from engine.page.html import figures_in, paragraphs, parts_of
from engine.page.provenance import Trail, origin_html, row_name
from engine.page.story import Story
from engine.page.tables import TableView, table_html
from lib.register import register_of, section_tables
from lib.table_layouts import layout_of
from lib.tiles import tiles_html

SUMMARY, RECONCILIATION = "summary", "reconciliation"
Frames = dict[str, pd.DataFrame]


class SectionReport:
    """One section of one year: tables to explore, and helpers that show them to readers.

    Attributes:
        name: Section name.
        year: Reporting year.
        data: Everything read for that year.
        tables: The section's frames by name.
        sections: Frames of every section the page may show, by section name.
        figures: Register of all figures the page may show.
    """

    def __init__(self, name: str, data: YearData, sections: Mapping[str, Frames]) -> None:
        self.name, self.year, self.data = name, data.year, data
        self.sections = dict(sections)
        self.tables = self.sections[name]
        self.figures = register_of(self.sections, data)
        self._trail = Trail(data)

    def __repr__(self) -> str:
        return "Sección «{name}», año {year}: {count} tablas ({tables})".format(
            name=self.name, year=self.year, count=len(self.tables), tables=", ".join(self.tables)
        )

    def view(self, name: str) -> TableView:
        """A table ready to be written; `section.table` reaches another section's."""
        section, table = self._qualified(name)
        frame = self.sections[section][table]
        return TableView(section, table, frame, self.figures, layout_of(section, table, frame), self.year)

    def table_html(self, name: str) -> Markup:
        """HTML of a table."""
        return table_html(self.view(name), self._trail)

    def chart_html(self, name: str) -> Markup:
        """HTML of a chart with its alternative text and data table; nothing where an optional table has no rows."""
        charts = import_module("lib.charts")  # matplotlib, only when a chart is drawn
        section, chart = self._qualified(name)
        frame = self.sections[section].get(chart)
        if frame is not None and frame.empty and layout_of(section, chart, frame).optional:
            return Markup("")
        return charts.chart_html(charts.draw(chart, self.story(section)), self._trail, self.year)

    def sentence_html(self, name: str) -> Markup:
        """HTML of a narrative: its sentences and where their figures come from."""
        section, function = self._qualified(name)
        narrative = import_module(f"lib.sentences.{section}")
        return self.explained(getattr(narrative, function)(self.story(section)))

    def story(self, section: str) -> Story:
        """What sentences and charts of a section are made from."""
        return Story(section, self.figures, self.sections[section], self.sections)

    def explained(self, text: Markup) -> Markup:
        """Sentences followed by the origin of the figures they quote."""
        if not text:
            return Markup("")
        quoted = [self.figures[ident] for ident in figures_in(text)]
        return Markup('<div class="dice">{}{}</div>').format(
            paragraphs(text), origin_html(quoted, self._trail, self._row_name)
        )

    def _row_name(self, ident: str) -> str:
        section, table, row, _column = parts_of(ident)
        return row_name(self.sections[section][table], row)

    def show_table(self, name: str) -> None:
        """Show a table."""
        _display(self.table_html(name))

    def show_chart(self, name: str) -> None:
        """Show a chart."""
        _display(self.chart_html(name))

    def say(self, name: str) -> None:
        """Show the sentences of `lib.sentences.<section>.<name>`."""
        _display(self.sentence_html(name))

    def show_tiles(self) -> None:
        """Show the headline figures of all sections as tiles."""
        _display(tiles_html(self.figures, self.sections["objective_gaps"]["progress"]))

    def _qualified(self, name: str) -> tuple[str, str]:
        section, dot, rest = name.partition(".")
        return (section, rest) if dot else (self.name, name)


def open_section(name: str, year: int, data_dir: str | Path = "") -> SectionReport:
    """Load a year, compute the section's tables and figures, and make the notebook look like the report.

    Args:
        name: Section name, for example `objective_gaps`.
        year: Reporting year.
        data_dir: Data folder; empty for the project's own.
    """
    data = load_year(year, data_dir)
    report = SectionReport(name, data, sections_for(name, data))
    _display(style.notebook_style(), role="style")
    if data.synthetic:
        _display(style.synthetic_banner(), role="banner")
    return report


def sections_for(name: str, data: YearData) -> dict[str, Frames]:
    """Frames of the sections a page shows: its own, and for the summary and the reconciliation all of them."""
    if name in (SUMMARY, RECONCILIATION):
        return section_tables(data)
    return {name: import_module(f"lib.{name}").tables(data)}


def _display(markup: Markup, role: str = "") -> None:
    """Show HTML in a notebook, if there is any; the role tells the page template what it need not repeat."""
    if not markup:
        return
    from IPython.display import display  # heavy, and tests and exports never show anything

    metadata = {"report": role} if role else {}
    styled = markup if role else Markup('<div class="pndi">{}</div>').format(markup)  # JupyterLab has no styled body
    display({"text/html": str(styled)}, raw=True, metadata=metadata)
