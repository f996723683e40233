"""Accessible tables: caption, header scopes, units, notes and sources; complete on paper and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import pandas as pd
from markupsafe import Markup, escape

from engine.figures import ROW_UNIT, Figure, figure_id
from engine.page.html import badge, figure_cell, slug
from engine.page.provenance import Trail, origin_html, row_name
from engine.traced import Traced
from lib.columns import Column, column
from lib.words import word

LONG_TABLE_ROWS = 12
_LONG_TEXT = 60
_ROWS_TO_DROP_A_COLUMN = 5
_FEW_COLUMNS = 3
UNIT_WORDS = {
    "soles": "S/",
    "millones_soles": "millones de S/",
    "porcentaje": "%",
    "p.p.": "p. p.",
    "porcentaje_anual": "% anual",
    "@unidad": "en su unidad",
    "@cambio": "% o p. p.",
    "@diferencia": "en su unidad o p. p.",
}
FLAG_NOTES = {"vo_cero": "El valor obtenido es cero y el sentido es descendente: la meta se da por alcanzada."}
_CODE_COLUMNS = ("estado", "accion", "alerta", "tipo", "clase", "documento", "producto", "dimension", "objetivo")
_QUOTED_COLUMNS = ("cita", "cita_1", "cita_2", "impreso")


@dataclass(frozen=True)
class Layout:
    """How one table of a section is shown.

    Attributes:
        title: Caption; `{year}` is the reporting year.
        columns: Columns to show, in order; those the frame lacks are left out.
        row_header: Label of the first column; empty to take it from the rows' names.
        show_code: Whether the row's code stands before its name.
        name: Column that names the row; empty for the first of nombre_corto and nombre.
        bars: Columns with a small bar behind the number.
        group_by: Text column whose values head groups of rows.
        group_text: Text column said once under that heading.
        spans: Header groups: label and how many columns it covers.
        totals: Rows that close the table.
        children: Column that is not empty in rows that are a part of the row above.
        notes: What a reader must know to read the table.
        own: Whether it holds figures that the source documents do not (marked as our analysis).
        labels: Labels of columns where the catalogue's would be unclear here.
        explained: Whether the block with formulas and sources follows the table.
        places: Text column by the quote it says the place of; shown under the quote.
        compact: For hundreds of rows: words are not marked up as figures.
        optional: Whether nothing is shown when it has no rows, instead of saying so.
        unless: Column left empty in the rows where another column holds a code: (other column, code) by column.
        stacked: Whether on a phone each row becomes a block, its cells under one another: for rows of sentences.
    """

    title: str
    columns: tuple[str, ...]
    row_header: str = ""
    show_code: bool = False
    name: str = ""
    bars: tuple[str, ...] = ()
    group_by: str = ""
    group_text: str = ""
    spans: tuple[tuple[str, int], ...] = ()
    totals: tuple[str, ...] = ("total", "TOTAL", "PNDI", "global")
    children: str = ""
    notes: tuple[str, ...] = ()
    own: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    explained: bool = True
    places: Mapping[str, str] = field(default_factory=dict)
    compact: bool = False
    optional: bool = False
    unless: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    stacked: bool = False


@dataclass(frozen=True)
class TableView:
    """One table ready to be written: the frame, its figures and its layout.

    Attributes:
        section, name: Where the table belongs.
        frame: Rows by key.
        figures: Figures by id, those of this table at least.
        layout: How it is shown.
        year: Reporting year.
        suffix: Ends the id where a page shows the table more than once.
    """

    section: str
    name: str
    frame: pd.DataFrame
    figures: Mapping[str, Figure]
    layout: Layout
    year: int
    suffix: str = ""

    @property
    def ident(self) -> str:
        """Id of the table's element."""
        return slug(self.section, self.name, *filter(None, [self.suffix]))

    @property
    def title(self) -> str:
        """Caption."""
        return self.layout.title.format(year=self.year)

    @cached_property
    def columns(self) -> list[str]:
        """Columns shown that the frame has, without those that no row fills."""
        return [name for name in self.layout.columns if name in self.frame.columns and name not in self.unfilled]

    @cached_property
    def unfilled(self) -> list[str]:
        """Columns of numbers that no row of a table of some rows fills; a note says so instead."""
        if len(self.frame) < _ROWS_TO_DROP_A_COLUMN:
            return []
        return [
            name
            for name in self.layout.columns
            if name in self.frame.columns
            and all(isinstance(item, Traced) and not item.known for item in self.frame[name])
        ]

    def meaning(self, name: str) -> Column:
        """Label and unit of a column; texts that the catalogue does not list keep their own name."""
        try:
            found = column(self.section, self.name, name)
        except KeyError:
            found = Column(name.replace("_", " ").capitalize())
        return found

    def label(self, name: str) -> str:
        """Header of a column."""
        return self.layout.labels.get(name) or self.meaning(name).label

    def unit(self, name: str) -> str:
        """Unit of a column, for its header: the rows' own where they share one; empty for words and plain counts."""
        unit = self.meaning(name).unit
        shared = set(self.frame["unidad"]) if unit == ROW_UNIT and "unidad" in self.frame.columns else set()
        if len(shared) == 1:
            unit = str(shared.pop())
            return UNIT_WORDS[unit] if unit in UNIT_WORDS else "" if unit == "numero" else word(unit).lower()
        return UNIT_WORDS.get(unit, "")

    def figure(self, row: str, name: str) -> Figure | None:
        """Figure of a cell; None for a text cell."""
        return self.figures.get(figure_id(self.section, self.name, row, name))

    def row_name(self, row: str) -> str:
        """What a reader calls a row."""
        named = self.layout.name and str(self.frame.at[row, self.layout.name])
        return word(named) if named else row_name(self.frame, row)

    def is_number(self, name: str) -> bool:
        """Whether a column holds numbers, to be aligned to the right."""
        return any(isinstance(item, Traced) and isinstance(item.value, Decimal) for item in self.frame[name])

    @property
    def has_long_texts(self) -> bool:
        """Whether some cell holds a sentence rather than a name."""
        texts = (item for name in self.columns for item in self.frame[name] if isinstance(item, str))
        return any(len(item) > _LONG_TEXT for item in texts)

    def shown_figures(self) -> list[Figure]:
        """Figures in reading order."""
        cells = (self.figure(row, name) for row in self.frame.index for name in self.columns)
        return [figure for figure in cells if figure is not None]


def table_html(view: TableView, trail: Trail) -> Markup:
    """A table with its notes, sources and provenance.

    Args:
        view: What to show.
        trail: Finder of documents and quotes.
    """
    if view.frame.empty:
        return Markup("") if view.layout.optional else _nothing(view)
    return Markup('<div class="cuadro"{}>{}{}<div class="acciones">{}{}</div></div>').format(
        Markup(" data-largo") if len(view.frame) > LONG_TABLE_ROWS else "",
        _table(view),
        _foot(view, trail),
        _definitions(view),
        origin_html(view.shown_figures(), trail, _namer(view)) if view.layout.explained else "",
    )


def _table(view: TableView) -> Markup:
    few = Markup(' class="breve"') if len(view.columns) <= _FEW_COLUMNS and not view.has_long_texts else ""
    kind = _stacked(view) if view.layout.stacked else few
    own = Markup(' <small class="propio">{}</small>').format("Análisis propio") if view.layout.own else ""
    return Markup(
        '<div class="rueda" role="group" aria-labelledby="{id}-t" tabindex="0"><table id="{id}"{kind}>'
        '<caption id="{id}-t"><span>{title}{own}</span></caption>{head}{bodies}</table></div>'
    ).format(kind=kind, id=view.ident, title=view.title, own=own, head=_head(view), bodies=_bodies(view))


def _stacked(view: TableView) -> Markup:
    """Class, role and column labels of a table that a phone shows as blocks: the labels stand before each cell."""
    labels = ";".join(f"--c{place}:{_css_text(view.label(name))}" for place, name in enumerate(view.columns, 1))
    return Markup(' class="apilada" role="table" style="{}"').format(labels)


def _css_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _role(view: TableView, name: str) -> Markup:
    """The role of a part of a stacked table, which its style would take from it; nothing in other tables."""
    return Markup(' role="{}"').format(name) if view.layout.stacked else Markup("")


def _nothing(view: TableView) -> Markup:
    return Markup('<div class="cuadro vacio"><p><b>{}</b></p><p>{}</p></div>').format(
        view.title, "No hay datos para esta tabla."
    )


def _head(view: TableView) -> Markup:
    first = view.layout.row_header or "Concepto"
    spans = view.layout.spans if sum(count for _label, count in view.layout.spans) == len(view.columns) else ()
    groups = Markup("").join(
        Markup('<th scope="colgroup" colspan="{}">{}</th>').format(count, label)
        if label
        else Markup('<td colspan="{}"></td>').format(count)
        for label, count in spans
    )
    upper = Markup("<tr><td></td>{}</tr>").format(groups) if spans else Markup("")
    cells = Markup("").join(_header(view, name) for name in view.columns)
    return Markup('<thead{}>{}<tr{}><th scope="col"{}>{}</th>{}</tr></thead>').format(
        _role(view, "rowgroup"), upper, _role(view, "row"), _role(view, "columnheader"), first, cells
    )


def _header(view: TableView, name: str) -> Markup:
    unit = view.unit(name) if view.unit(name) != view.label(name).lower() else ""
    own = view.meaning(name).label
    return Markup('<th scope="col"{}{}{}>{}{}</th>').format(
        _role(view, "columnheader"),
        Markup(' class="n"') if view.is_number(name) else "",
        Markup(' data-label="{}"').format(own) if view.label(name) != own else "",
        view.label(name),
        Markup(" <small>{}</small>").format(unit) if unit else "",
    )


def _bodies(view: TableView) -> Markup:
    group_by = view.layout.group_by
    if not group_by or group_by not in view.frame.columns:
        return _body(view, view.frame)
    return Markup("").join(
        _body(view, rows, _group_head(view, str(value), rows))
        for value, rows in view.frame.groupby(group_by, sort=False)
    )


def _body(view: TableView, rows: pd.DataFrame, head: Markup | str = "") -> Markup:
    return Markup("<tbody{}>{}{}</tbody>").format(
        _role(view, "rowgroup"), head, Markup("").join(_row(view, row) for row in rows.index)
    )


def _group_head(view: TableView, value: str, rows: pd.DataFrame) -> Markup:
    said = str(rows[view.layout.group_text].iloc[0]) if view.layout.group_text in rows.columns else ""
    return Markup('<tr class="grupo"{}><th scope="rowgroup" colspan="{}"{}>{}{}</th></tr>').format(
        _role(view, "row"),
        len(view.columns) + 1,
        _role(view, "rowheader"),
        word(value) or "Sin grupo",
        Markup(" <small>{}</small>").format(said) if said else "",
    )


def _row(view: TableView, row: str) -> Markup:
    name = view.row_name(row)
    code = (
        Markup('<span class="codigo" data-no-figure="code">{}</span> ').format(row)
        if view.layout.show_code and row != name and row not in view.layout.totals
        else ""
    )
    shown = Markup("<q>{}</q>").format(name) if view.layout.name in _QUOTED_COLUMNS else badge(row, name)
    cells = Markup("").join(_cell(view, row, name_of_column) for name_of_column in view.columns)
    return Markup('<tr{}{}><th scope="row"{}>{}{}</th>{}</tr>').format(
        _row_class(view, row), _role(view, "row"), _role(view, "rowheader"), code, shown, cells
    )


def _row_class(view: TableView, row: str) -> Markup:
    if row in view.layout.totals:
        return Markup(' class="total"')
    children = view.layout.children
    return Markup(' class="hija"') if children and str(view.frame.at[row, children]) else Markup("")


def _cell(view: TableView, row: str, name: str) -> Markup:
    figure = view.figure(row, name)
    other, code = view.layout.unless.get(name, ("", ""))
    if other and view.frame.at[row, other] == code:
        return _td(view, "")
    if figure is None:
        text = _text(view, row, name)
        return _td(view, text, "t" if len(text) > _LONG_TEXT else "")
    if view.layout.compact and isinstance(figure.value, str):
        return _td(view, badge(figure.value, figure.text))
    numeric = isinstance(figure.value, Decimal) or view.is_number(name)
    return _td(view, figure_cell(figure) + _bar(view, figure, name), "n" if numeric else "")


def _td(view: TableView, content: Markup | str, css: str = "") -> Markup:
    kind = Markup(' class="{}"').format(css) if css else ""
    return Markup("<td{}{}>{}</td>").format(kind, _role(view, "cell"), content)


def _text(view: TableView, row: str, name: str) -> Markup:
    text = str(view.frame.at[row, name])
    if name not in _QUOTED_COLUMNS or not text:
        return escape(word(text) if name in _CODE_COLUMNS else text)
    place = str(view.frame.at[row, view.layout.places[name]]) if name in view.layout.places else ""
    return Markup("<q>{}</q>{}").format(text, Markup(" <small>{}</small>").format(place) if place else "")


def _bar(view: TableView, figure: Figure, name: str) -> Markup:
    """A bar on a scale that starts at zero, with a tick at 100 when some pass it; the number stands beside it."""
    if name not in view.layout.bars or not isinstance(figure.value, Decimal):
        return Markup("")
    known = [abs(item.number) for item in view.frame[name] if isinstance(item, Traced) and item.known]
    longest = max([*known, Decimal(100)])
    width, whole = (round(max(part, Decimal(0)) / longest * 100) for part in (figure.value, Decimal(100)))
    return Markup('<i class="barra" style="--w:{}%{}"></i>').format(width, f";--m:{whole}%" if longest > 100 else "")


def _foot(view: TableView, trail: Trail) -> Markup:
    flags = dict.fromkeys(flag for figure in view.shown_figures() for flag in figure.traced.flags)
    notes = [*view.layout.notes, *(FLAG_NOTES[flag] for flag in flags if flag in FLAG_NOTES)]
    lines = [Markup("<p><b>{}</b> {}</p>").format("Nota:", note.format(year=view.year)) for note in notes]
    if view.unfilled:
        names = ", ".join(view.label(name).lower() for name in view.unfilled)
        lines.append(Markup("<p><b>{}</b> {}</p>").format("Sin dato en ninguna fila:", f"{names}."))
    documents = "; ".join(trail.documents(view.shown_figures()))
    if documents:
        lines.append(Markup("<p><b>{}</b> {}.</p>").format("Fuente:", documents))
    return Markup('<div class="pie">{}</div>').format(Markup("").join(lines)) if lines else Markup("")


def _definitions(view: TableView) -> Markup:
    known = [(view.label(name), view.meaning(name).meaning) for name in view.columns if view.meaning(name).meaning]
    if not known or view.suffix:
        return Markup("")
    items = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(label, meaning) for label, meaning in known)
    return Markup('<details class="glosa"><summary>{}</summary><dl>{}</dl></details>').format(
        "Qué significa cada columna", items
    )


def _namer(view: TableView) -> Callable[[str], str]:
    """Name of the row a figure of this table stands in."""
    names = {
        figure_id(view.section, view.name, row, name): _coded(row, view.row_name(row))
        for row in view.frame.index
        for name in view.columns
    }
    return names.__getitem__


def _coded(row: str, name: str) -> str:
    return f"{row} {name}" if row.isupper() and row != name else name
