"""Accessible tables: caption, header scopes, units, notes and sources; complete on paper and without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import pandas as pd
from markupsafe import Markup, escape

from engine.figures import Column, Row, rows_of
from engine.page.html import badge, figure_cell, slug
from engine.page.provenance import Trail, origin_html
from engine.references import Told
from engine.spanish import plural
from engine.tables import ROW_UNIT, Tables
from engine.traced import Traced

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
_QUOTED_COLUMNS = ("cita", "cita_1", "cita_2", "impreso")


@dataclass(frozen=True)
class Layout:
    """How a table is shown.

    Attributes:
        caption: Title.
        columns: Columns to show, in order; those the frame lacks are left out. Empty for all of them.
        header: Label of the first column.
        codes: Whether the row's code stands before its name.
        named_by: Column that names the row; empty for the first of nombre_corto and nombre.
        bars: Columns with a small bar behind the number.
        group_by: Text column whose values head groups of rows.
        group_text: Text column said once under that heading.
        spans: Header groups: label and how many columns it covers.
        totals: Rows that close the table.
        children: Column that is not empty in rows that are a part of the row above.
        notes: What a reader must know to read the table.
        own: Whether it holds figures that the source documents do not (marked as our analysis).
        labels: Labels of columns where the declared ones would be unclear here.
        explained: Whether the block with formulas and sources follows the table.
        places: Text column by the quote it says the place of; shown under the quote.
        compact: For hundreds of rows: words are not marked up as figures.
        optional: Whether nothing is shown when it has no rows, instead of saying so.
        unless: Column left empty in the rows where another column holds a code: (other column, code) by column.
        folded: Whether it is closed until a reader opens it.
        stacked: Whether on a phone each row becomes a block, its cells under one another: for rows of sentences.
    """

    caption: str
    columns: Sequence[str] = ()
    header: str = "Concepto"
    codes: bool = False
    named_by: str = ""
    bars: Sequence[str] = ()
    group_by: str = ""
    group_text: str = ""
    spans: Sequence[tuple[str, int]] = ()
    totals: Sequence[str] = ("total", "TOTAL", "global")
    children: str = ""
    notes: Sequence[str] = ()
    own: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    explained: bool = True
    places: Mapping[str, str] = field(default_factory=dict)
    compact: bool = False
    optional: bool = False
    unless: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    stacked: bool = False
    folded: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that it names."""
        alone = (self.named_by, self.group_by, self.group_text, self.children)
        return (*self.columns, *self.bars, *alone, *self.labels, *self.places, *self.unless)


@dataclass(frozen=True)
class TableView:
    """One table ready to be written: the frame, how it is shown, and what its columns mean.

    Attributes:
        name: Name of the table.
        frame: Rows by key; its figures are dressed (`engine.tables.Tables.dressed`).
        layout: How it is shown.
        tables: Meaning of columns and codes.
        suffix: Ends the id where a page shows the table more than once.
    """

    name: str
    frame: pd.DataFrame
    layout: Layout
    tables: Tables
    suffix: str = ""

    @property
    def ident(self) -> str:
        """Id of the table's element."""
        return slug(*self.name.split("."), *filter(None, [self.suffix]))

    @cached_property
    def rows(self) -> list[tuple[str, Row]]:
        """Row keys with their cells by column."""
        return list(rows_of(self.frame))

    @cached_property
    def columns(self) -> list[str]:
        """Columns shown that the frame has, without those that no row fills."""
        return [name for name in self._wanted if name not in self.unfilled]

    @cached_property
    def unfilled(self) -> list[str]:
        """Columns of numbers that no row of a table of some rows fills; a note says so instead."""
        if len(self.frame) < _ROWS_TO_DROP_A_COLUMN:
            return []
        return [
            name
            for name in self._wanted
            if all(isinstance(item, Traced) and not item.known for item in self.frame[name])
        ]

    @property
    def _wanted(self) -> list[str]:
        return [name for name in self.layout.columns or self.frame.columns if name in self.frame.columns]

    def meaning(self, name: str) -> Column:
        """Label, unit and definition of a column."""
        return self.tables.column(self.name, name)

    def label(self, name: str) -> str:
        """Header of a column."""
        return self.layout.labels.get(name) or self.meaning(name).label

    def unit(self, name: str) -> str:
        """Unit of a column, for its header: the rows' own where they share one; empty for words and plain counts."""
        unit = self.meaning(name).unit
        shared = set(self.frame["unidad"]) if unit == ROW_UNIT and "unidad" in self.frame.columns else set()
        if len(shared) == 1:
            unit = str(shared.pop())
            return UNIT_WORDS.get(unit) or ("" if unit == "numero" else self.word(unit).lower())
        return UNIT_WORDS.get(unit, "")

    def word(self, code: str) -> str:
        """The word for a code."""
        return self.tables.vocabulary.text(code)

    def row_name(self, row: str, cells: Row) -> str:
        """What a reader calls a row."""
        named = self.layout.named_by and cells[self.layout.named_by]
        return self.word(named) if named else self.tables.row_name(str(row), cells)

    def is_number(self, name: str) -> bool:
        """Whether a column holds numbers, to be aligned to the right."""
        return any(isinstance(item, Traced) and isinstance(item.value, Decimal) for item in self.frame[name])

    @property
    def has_long_texts(self) -> bool:
        """Whether some cell holds a sentence rather than a name."""
        texts = (item for name in self.columns for item in self.frame[name] if isinstance(item, str))
        return any(len(item) > _LONG_TEXT for item in texts)

    def shown_figures(self) -> Iterator[Traced]:
        """Figures in reading order."""
        for _row, cells in self.rows:
            yield from (cells[name] for name in self.columns if isinstance(cells[name], Traced))


def table_html(view: TableView, trail: Trail) -> Markup:
    """A table with its notes, sources and provenance.

    Args:
        view: What to show.
        trail: Finder of documents and quotes.
    """
    if view.frame.empty:
        return Markup("") if view.layout.optional else _nothing(view)
    figures = list(view.shown_figures())
    table = Markup('<div class="cuadro"{}>{}{}<div class="acciones">{}{}</div></div>').format(
        Markup(" data-largo") if len(view.frame) > LONG_TABLE_ROWS else "",
        _table(view),
        _foot(view, figures, trail),
        _definitions(view),
        origin_html(figures, trail, _coded_name if view.layout.codes else _row_name) if view.layout.explained else "",
    )
    if not view.layout.folded:
        return table
    return Markup('<details class="plegada"><summary data-filas="{} {}">{}</summary>{}</details>').format(
        len(view.frame), plural("fila", "filas", len(view.frame)), view.layout.caption, table
    )


def _table(view: TableView) -> Markup:
    few = Markup(' class="breve"') if len(view.columns) <= _FEW_COLUMNS and not view.has_long_texts else ""
    kind = Markup(' class="apilada" role="table"') if view.layout.stacked else few
    own = Markup(' <small class="propio">{}</small>').format("Análisis propio") if view.layout.own else ""
    return Markup(
        '<div class="rueda" role="group" aria-labelledby="{id}-t" tabindex="0"><table id="{id}"{kind}>'
        '<caption id="{id}-t"><span>{title}{own}</span></caption>{head}{bodies}</table></div>'
    ).format(kind=kind, id=view.ident, title=view.layout.caption, own=own, head=_head(view), bodies=_bodies(view))


def _role(view: TableView, name: str) -> Markup:
    """The role of a part of a stacked table, which its style would take from it; nothing in other tables."""
    return Markup(' role="{}"').format(name) if view.layout.stacked else Markup("")


def _nothing(view: TableView) -> Markup:
    return Markup('<div class="cuadro vacio"><p><b>{}</b></p><p>{}</p></div>').format(
        view.layout.caption, "No hay datos para esta tabla."
    )


def _head(view: TableView) -> Markup:
    first = view.layout.header
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
    return Markup('<th scope="col"{}{}{}{}>{}{}</th>').format(
        _role(view, "columnheader"),
        Markup(" data-texto") if any(isinstance(item, Told) for item in view.frame[name]) else "",
        Markup(' class="n"') if view.is_number(name) else "",
        Markup(' data-label="{}"').format(own) if view.label(name) != own else "",
        view.label(name),
        Markup(" <small>{}</small>").format(unit) if unit else "",
    )


def _bodies(view: TableView) -> Markup:
    group_by = view.layout.group_by
    if not group_by or group_by not in view.frame.columns:
        return _body(view, view.rows)
    groups: dict[str, list[tuple[str, Row]]] = {}
    for row, cells in view.rows:
        groups.setdefault(str(cells[group_by]), []).append((row, cells))
    return Markup("").join(_body(view, rows, _group_head(view, value, rows[0][1])) for value, rows in groups.items())


def _body(view: TableView, rows: Sequence[tuple[str, Row]], head: Markup | str = "") -> Markup:
    return Markup("<tbody{}>{}{}</tbody>").format(
        _role(view, "rowgroup"), head, Markup("").join(_row(view, row, cells) for row, cells in rows)
    )


def _group_head(view: TableView, value: str, cells: Row) -> Markup:
    said = str(cells.get(view.layout.group_text, ""))
    return Markup('<tr class="grupo"{}><th scope="rowgroup" colspan="{}"{}>{}{}</th></tr>').format(
        _role(view, "row"),
        len(view.columns) + 1,
        _role(view, "rowheader"),
        view.word(value) or "Sin grupo",
        Markup(" <small>{}</small>").format(said) if said else "",
    )


def _row(view: TableView, row: str, cells: Row) -> Markup:
    name = view.row_name(row, cells)
    code = (
        Markup('<span class="codigo" data-no-figure="code">{}</span> ').format(row)
        if view.layout.codes and row != name and row not in view.layout.totals
        else ""
    )
    shown = (
        Markup("<q>{}</q>").format(name)
        if view.layout.named_by in _QUOTED_COLUMNS
        else badge(view.tables.vocabulary.tone(str(row)), name)
    )
    return Markup('<tr{}{}><th scope="row"{}>{}{}</th>{}</tr>').format(
        _row_class(view, row, cells),
        _role(view, "row"),
        _role(view, "rowheader"),
        code,
        shown,
        Markup("").join(_cell(view, cells, column) for column in view.columns),
    )


def _row_class(view: TableView, row: str, cells: Row) -> Markup:
    if row in view.layout.totals:
        return Markup(' class="total"')
    children = view.layout.children
    return Markup(' class="hija"') if children and str(cells[children]) else Markup("")


def _cell(view: TableView, cells: Row, name: str) -> Markup:
    value = cells[name]
    other, code = view.layout.unless.get(name, ("", ""))
    if other and cells[other] == code:
        return _td(view, name, "")
    if not isinstance(value, Traced):
        text = _text(view, cells, name)
        return _td(view, name, text, "t" if len(text) > _LONG_TEXT else "")
    if view.layout.compact and isinstance(value.value, str):
        return _td(view, name, badge(value.shown_as.tone if value.shown_as else "", value.text))
    numeric = isinstance(value.value, Decimal) or view.is_number(name)
    return _td(view, name, figure_cell(value) + _bar(view, value, name), "n" if numeric else "")


def _td(view: TableView, name: str, content: Markup | str, css: str = "") -> Markup:
    """A cell; in a stacked table it says its column, which a phone shows before it."""
    kind = Markup(' class="{}"').format(css) if css else ""
    label = Markup(' data-c="{}"').format(view.label(name)) if view.layout.stacked else ""
    return Markup("<td{}{}{}>{}</td>").format(kind, _role(view, "cell"), label, content)


def _text(view: TableView, cells: Row, name: str) -> Markup:
    text = cells[name] if isinstance(cells[name], Told) else str(cells[name])
    if name not in _QUOTED_COLUMNS or not text:
        return escape(view.word(text) if name in view.tables.coded else text)
    place = str(cells[view.layout.places[name]]) if name in view.layout.places else ""
    return Markup("<q>{}</q>{}").format(text, Markup(" <small>{}</small>").format(place) if place else "")


def _bar(view: TableView, value: Traced, name: str) -> Markup:
    """A bar on a scale that starts at zero, with a tick at 100 when some pass it; the number stands beside it."""
    if name not in view.layout.bars or not isinstance(value.value, Decimal):
        return Markup("")
    known = [abs(item.number) for item in view.frame[name] if isinstance(item, Traced) and item.known]
    longest = max([*known, Decimal(100)])
    width, whole = (round(max(part, Decimal(0)) / longest * 100) for part in (value.value, Decimal(100)))
    return Markup('<i class="barra" style="--w:{}%{}"></i>').format(width, f";--m:{whole}%" if longest > 100 else "")


def _foot(view: TableView, figures: Sequence[Traced], trail: Trail) -> Markup:
    flags = dict.fromkeys(flag for value in figures for flag in value.flags)
    notes = [*view.layout.notes, *(FLAG_NOTES[flag] for flag in flags if flag in FLAG_NOTES)]
    lines = [Markup("<p><b>Nota:</b> {}</p>").format(note) for note in notes]
    if view.unfilled:
        names = ", ".join(view.label(name).lower() for name in view.unfilled)
        lines.append(Markup("<p><b>Sin dato en ninguna fila:</b> {}.</p>").format(names))
    documents = "; ".join(trail.documents(figures))
    if documents:
        lines.append(Markup("<p><b>Fuente:</b> {}.</p>").format(documents))
    return Markup('<div class="pie">{}</div>').format(Markup("").join(lines)) if lines else Markup("")


def _definitions(view: TableView) -> Markup:
    known = [(view.label(name), view.meaning(name).meaning) for name in view.columns if view.meaning(name).meaning]
    if not known or view.suffix:
        return Markup("")
    items = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(label, meaning) for label, meaning in known)
    return Markup('<details class="glosa"><summary>Qué significa cada columna</summary><dl>{}</dl></details>').format(
        items
    )


def _row_name(value: Traced) -> str:
    return value.shown_as.row if value.shown_as else ""


def _coded_name(value: Traced) -> str:
    """Name of the row a figure stands in, after its code."""
    row, name = value.id[value.id.find("[") + 1 : value.id.rfind("]")], _row_name(value)
    return f"{row} {name}" if row.isupper() and row != name else name
