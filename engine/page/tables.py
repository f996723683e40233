"""Accessible tables: caption, header scopes, units, notes and sources; complete on paper and without scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from engine.figures import Column, Row, parts_of, rows_of
from engine.inputs.fields import ROW_UNIT
from engine.numbers import number_text
from engine.page.html import badge, figure_cell, group_id, piece, slug
from engine.page.passages import Passage, joined, sentence
from engine.page.provenance import Trail, origin_html
from engine.references import Told
from engine.spanish import inside
from engine.tables import Tables
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
_FINER_NOTE = (
    "El valor con más decimales que su columna está tan cerca de un límite que, redondeado, parecería estar en él."
)
_QUOTED_COLUMNS = ("cita", "cita_1", "cita_2", "impreso")


@dataclass(frozen=True)
class Layout:
    """How a table is shown."""

    caption: str  # title
    columns: Sequence[str] = ()  # columns to show, in order; those the frame lacks are left out. Empty for all of them
    header: str = "Concepto"  # label of the first column
    codes: bool = False  # whether the row's code stands before its name
    named_by: str = ""  # column that names the row; empty for the first of nombre_corto and nombre
    bars: Sequence[str] = ()  # columns with a small bar behind the number
    group_by: str = ""  # text column whose values head groups of rows
    group_text: str = ""  # text column said once under that heading
    spans: Sequence[tuple[str, int]] = ()  # header groups: label and how many columns it covers
    totals: Sequence[str] = ("total", "TOTAL", "global")  # rows that close the table
    children: str = ""  # column that is not empty in rows that are a part of the row above
    notes: Sequence[str] = ()  # what a reader must know to read the table
    own: bool = False  # whether it holds figures that the source documents do not (marked as our analysis)
    # Labels of columns where the declared ones would be unclear here.
    labels: Mapping[str, str] = field(default_factory=dict)
    explained: bool = True  # whether the block with formulas and sources follows the table
    # Text column by the quote it says the place of; shown under the quote.
    places: Mapping[str, str] = field(default_factory=dict)
    compact: bool = False  # for hundreds of rows: words are not marked up as figures
    optional: bool = False  # whether nothing is shown when it has no rows, instead of saying so
    # Column left empty in the rows where another column holds a code: (other column, code) by column.
    unless: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    # Whether on a phone each row becomes a block, its cells under one another: for rows of sentences.
    stacked: bool = False
    folded: bool = False  # whether it is closed until a reader opens it
    units: Mapping[str, str] = field(default_factory=dict)  # unit code of `engine.numbers` of columns of one's own
    decimals: Mapping[str, int] = field(default_factory=dict)  # decimals shown of columns of one's own

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that it names."""
        alone = (self.named_by, self.group_by, self.group_text, self.children)
        return (
            *self.columns,
            *self.bars,
            *alone,
            *self.labels,
            *self.places,
            *self.unless,
            *self.units,
            *self.decimals,
        )


@dataclass(frozen=True)
class TableView:
    """One table ready to be written: the frame, how it is shown, and what its columns mean."""

    name: str  # name of the table
    frame: pd.DataFrame  # rows by key; its figures are dressed (`engine.tables.Tables.dressed`)
    layout: Layout  # how it is shown
    tables: Tables  # meaning of columns and codes
    suffix: str = ""  # ends the id where a page shows the table more than once

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
        declared, told = self.tables.column(self.name, name), self.layout
        unit, decimals = told.units.get(name, declared.unit), told.decimals.get(name, declared.decimals)
        return replace(declared, unit=unit, decimals=decimals) if name in {*told.units, *told.decimals} else declared

    def label(self, name: str) -> str:
        """Header of a column."""
        return self.layout.labels.get(name) or self.meaning(name).named(*self._units)

    def own_labels(self, name: str) -> str:
        """What the figures of a column are called, whatever its header says; several where its rows count several units."""
        return ";".join(dict.fromkeys(map(self.meaning(name).named, self._units))) or self.meaning(name).named()

    def unit(self, name: str) -> str:
        """Unit of a column, for its header: the rows' own where they share one; empty for words and plain counts."""
        meta = self.meaning(name)
        if meta.unit != ROW_UNIT or len(self._units) != 1:
            return UNIT_WORDS.get(meta.unit, "")
        (own,) = self._units
        said = own == "numero" or ROW_UNIT in meta.label  # a label may say the unit itself
        return UNIT_WORDS.get(own) or ("" if said else self.word(own).lower())

    @cached_property
    def _units(self) -> list[str]:
        return list(filter(None, dict.fromkeys(self.frame.get("unidad", ()))))

    def word(self, code: str) -> str:
        """The word for a code."""
        return self.tables.vocabulary.text(code)

    def row_name(self, row: str, cells: Row) -> str:
        """What a reader calls a row."""
        named = self.layout.named_by and cells[self.layout.named_by]
        said = str if self.is_quote(self.layout.named_by) else self.word  # a quoted «dos» is no code
        return said(named) if named else self.tables.row_name(str(row), cells)

    def is_number(self, name: str) -> bool:
        """Whether a column holds numbers, to be aligned to the right."""
        return any(isinstance(item, Traced) and isinstance(item.value, Decimal) for item in self.frame[name])

    def holds_told(self, name: str) -> bool:
        """Whether a column holds texts with figures, whose words say what these are."""
        return any(isinstance(item, Told) for item in self.frame[name])

    def is_quote(self, name: str) -> bool:
        """Whether a column holds what the documents say, word for word."""
        return name in _QUOTED_COLUMNS

    def is_total(self, row: str) -> bool:
        """Whether a row closes the table."""
        return row in self.layout.totals

    def is_part(self, cells: Row) -> bool:
        """Whether a row is a part of the row above."""
        return bool(self.layout.children and str(cells[self.layout.children]))

    @property
    def is_brief(self) -> bool:
        """Whether it has few columns and no cell that holds a sentence rather than a name."""
        texts = (item for name in self.columns for item in self.frame[name] if isinstance(item, str))
        return len(self.columns) <= _FEW_COLUMNS and all(len(item) <= _LONG_TEXT for item in texts)

    def in_words(self, headed: bool) -> Passage:
        """The table read out: the known figures of each row, and what each is where they are several; `headed` by its caption."""
        told = [sentence("{caption}:", caption=self.layout.caption)] if headed else []
        each = "{label} {n}" if len(self.columns) > 1 else "{n}"
        for row, cells in self.rows:
            known = [name for name in self.columns if isinstance(cells[name], Traced) and cells[name].known]
            values = joined((sentence(each, label=inside(self.label(name)), n=cells[name]) for name in known), ", ")
            told.append(sentence("{name}: {values}.", name=self.row_name(row, cells), values=values or "sin dato"))
        return joined(told, " ")

    def shown_figures(self) -> Iterator[Traced]:
        """Figures in reading order."""
        for _row, cells in self.rows:
            yield from (cells[name] for name in self.columns if isinstance(cells[name], Traced))


def table_html(view: TableView, trail: Trail) -> Markup:
    """A table with its notes, sources and provenance."""
    layout, figures = view.layout, list(view.shown_figures())
    flags = dict.fromkeys(flag for value in figures for flag in value.flags)
    spans = layout.spans if sum(count for _label, count in layout.spans) == len(view.columns) else ()
    return piece(
        "table",
        view=view,
        layout=layout,
        badge=badge,
        cell=_cell,
        group_id=group_id,
        spans=spans,
        groups=_groups(view),
        long=len(view.frame) > LONG_TABLE_ROWS,
        notes=[*layout.notes, *(FLAG_NOTES[flag] for flag in flags if flag in FLAG_NOTES), *_finer_note(view)],
        documents="; ".join(trail.documents(figures)),
        definitions=[(view.label(name), said) for name in view.columns if (said := view.meaning(name).meaning)],
        origin=origin_html(figures, trail, _coded_name if layout.codes else _row_name) if layout.explained else "",
    )


def _finer_note(view: TableView) -> list[str]:
    """Why a value has more decimals than its column, if one has: so that rounding does not carry it onto a limit."""
    for name in view.columns:
        meta = view.meaning(name)
        graded = meta.graded and meta.decimals is not None
        shown = [item.shown_as for item in view.frame[name] if isinstance(item, Traced)] if graded else []
        if any(item and item.decimals > (meta.decimals or 0) for item in shown):
            return [_FINER_NOTE]
    return []


def _groups(view: TableView) -> list[tuple[str, str, list[tuple[str, Row]]]]:
    """The rows by what heads them, and what is said once below it; all of them under nothing where nothing groups them."""
    layout = view.layout
    if not layout.group_by or layout.group_by not in view.frame.columns:
        return [("", "", view.rows)]
    groups: dict[str, list[tuple[str, Row]]] = {}
    for row, cells in view.rows:
        groups.setdefault(str(cells[layout.group_by]), []).append((row, cells))
    return [
        (view.word(value) or "Sin grupo", str(rows[0][1].get(layout.group_text, "")), rows)
        for value, rows in groups.items()
    ]


def _cell(view: TableView, cells: Row, name: str) -> tuple[str, Markup | str]:
    """Class and content of a cell."""
    value = cells[name]
    other, code = view.layout.unless.get(name, ("", ""))
    if other and cells[other] == code:
        return "", ""
    if not isinstance(value, Traced):
        if is_bare_number(value):
            return "n", _bare_text(value)
        text = _text(view, cells, name)
        return "t" if len(text) > _LONG_TEXT else "", text
    if view.layout.compact and isinstance(value.value, str):
        return "", badge(value.look.tone, value.text)
    numeric = isinstance(value.value, Decimal) or view.is_number(name)
    return "n" if numeric else "", figure_cell(value) + _bar(view, value, name)


def is_bare_number(value: object) -> bool:
    """Whether it is a number of Python or numpy, which no run can trace."""
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


def _bare_text(value: Any) -> str:
    """Thousands separated, at most two decimals; nothing in the place of NaN."""
    return "" if value != value else number_text(Decimal(str(value)), 0 if value == round(value) else 2)


def _text(view: TableView, cells: Row, name: str) -> Markup:
    text = cells[name] if isinstance(cells[name], Told) else str(cells[name])
    if not view.is_quote(name) or not text:
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


def _row_name(value: Traced) -> str:
    return value.look.row


def _coded_name(value: Traced) -> str:
    """Name of the row a figure stands in, after its code."""
    row, name = parts_of(value.id)[1], _row_name(value)
    return f"{row} {name}" if row.isupper() and row != name else name
