"""The tables as one formatted workbook and as CSV files. Same data, same bytes; no text can become a formula.

The workbook has a sheet for each table that a page or a chart shows, and ends with the sheets that recalculate the figures.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from engine.figures import Register, Row
from engine.inputs.raw import csv_text, inert
from engine.inputs.year_data import YearData
from engine.page.audit_sheet import TITLES, write_audit
from engine.page.looks import Looks, set_page, set_table_page
from engine.page.provenance import Trail
from engine.page.tables import Layout, TableView
from engine.suite import Texts
from engine.tables import Tables
from engine.traced import Traced
from engine.words import SYMBOLS

Frames = Mapping[str, pd.DataFrame]
_LAYOUT = ("caption", "columns", "header", "named_by", "notes")  # what a notebook tells of how a table is shown
_TECHNICAL = ("decimales", "fila", "columna", "nombre", "nombre_corto")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?", re.I)
_SAFE_STRINGS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDEST, _NARROWEST, _LONGEST_NAME = 60, 9, 31
_LINE, _HIGHEST = 15, 405  # points of a line, and of the highest row that a spreadsheet has


@dataclass(frozen=True)
class Shown:
    """A table as a page shows it, or as the data of a chart: what a notebook told when it showed it."""

    page: int  # its number
    name: str
    rows: int  # how many rows it shows
    layout: Layout  # as in the page
    of_chart: bool = False  # whether it is the data of a chart

    @classmethod
    def told(cls, page: int, report: Mapping[str, Any]) -> list[Shown]:
        """The tables that the metadata of an output tell of."""
        return [
            cls(
                page,
                one["name"],
                one["rows"],
                Layout(**{name: one[name] for name in _LAYOUT}),
                report["role"] == "chart",
            )
            for one in report.get("tables", ())
        ]


@dataclass(frozen=True)
class Sheet:
    """One table of the workbook."""

    name: str  # of the sheet
    view: TableView
    columns: tuple[str, ...]  # columns shown: those of the page first, then the rest


def write_workbook(
    shown: Sequence[Shown], frames: Frames, path: Path, data: YearData, tables: Tables, figures: Register, texts: Texts
) -> None:
    """Write each table that a page shows on a sheet of its own, with title, units, notes and sources, behind a contents.

    The tables shown are in page order, `frames` has all of them. The figures that have a calculation follow, as live formulas
    over the data cells.
    """
    book = xlsxwriter.Workbook(path, _SAFE_STRINGS)
    title = f"Tablas del reporte {data.year}"
    book.set_properties({"title": title, "created": datetime(data.year, 12, 31)})
    looks, trail = Looks(book), Trail(data, tables)
    sheets = list(_sheets(shown, frames, tables, texts.sheets))
    titles = {sheet.name: sheet.view.layout.caption for sheet in sheets} | TITLES
    _write_contents(book.add_worksheet("Contenido"), titles, (title, texts.subject), looks)
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, looks, trail)
    write_audit(book, figures.values(), looks)
    book.close()


def write_tables_csv(frames: Frames, tables: Tables, folder: Path) -> list[Path]:
    """Write every table as `<table>.csv`: exact values, words for what is missing, UTF-8 with BOM for Excel."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write_csv(folder / f"{name}.csv", frame, tables) for name, frame in frames.items()]


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return text if _NUMBER.fullmatch(text) else inert(text)


def _write_csv(path: Path, frame: pd.DataFrame, tables: Tables) -> Path:
    rows = (
        [safe_text(str(row)), *(_csv_cell(cell, tables) for cell in cells)]
        for row, *cells in frame.itertuples(name=None)
    )
    path.write_text(csv_text(["codigo", *map(str, frame.columns)], rows), encoding="utf-8-sig", newline="")
    return path


def _csv_cell(value: object, tables: Tables) -> str:
    if not isinstance(value, Traced):
        return safe_text(" ".join(str(value).split()))
    if isinstance(value.value, Decimal):
        return f"{value.value:f}"
    words = tables.vocabulary
    return safe_text(words.text(str(value.value)) if value.known else words.missing(value.missing))


def _sheets(shown: Sequence[Shown], frames: Frames, tables: Tables, names: Mapping[str, str]) -> Iterator[Sheet]:
    """A sheet for each table, once, with all its rows, as most of them are shown; none where its name is empty."""
    most = sorted(shown, key=lambda item: (item.rows, not item.of_chart))
    taken, fullest = set[str](), {item.name: item for item in most}
    for item in (item for item in shown if item is fullest[item.name]):
        layout, called = item.layout, names.get(item.name, item.layout.caption)
        if item.name not in frames or frames[item.name].empty or not called:
            continue
        frame = frames[item.name]
        told = (*layout.columns, *_TECHNICAL, layout.named_by)
        rest = (name for name in frame.columns if name not in told)
        columns = tuple(name for name in (*layout.columns, *rest) if name in frame.columns)
        layout = replace(layout, named_by=layout.named_by if layout.named_by in frame.columns else "")
        name = _sheet_name(f"{item.page} {called}", taken)
        taken.add(name)
        yield Sheet(name, TableView(item.name, frame, layout, tables), columns)


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """The name, after the number of the page, as a workbook can hold it; of a caption its beginning."""
    words = wanted.translate(str.maketrans("", "", "[]:*?/\\'"))
    name = textwrap.shorten(words.split(",")[0], _LONGEST_NAME, placeholder="")
    return name if name not in taken else f"{name[: _LONGEST_NAME - 3]} {len(taken)}"


def _write_contents(page: Worksheet, titles: Mapping[str, str], heads: tuple[str, str], looks: Looks) -> None:
    page.write_string(0, 0, heads[0], looks.title)
    page.write_string(1, 0, heads[1], looks.plain_note)
    for row, (name, title) in enumerate(titles.items(), start=3):
        page.write_url(row, 0, f"internal:'{name}'!A1", looks.link, name)
        page.write_string(row, 1, title, looks.text)
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 80)
    set_page(page)


def _write_sheet(page: Worksheet, sheet: Sheet, looks: Looks, trail: Trail) -> None:
    view = sheet.view
    page.write_string(0, 0, view.layout.caption, looks.title)
    head = 2
    page.write_row(head, 0, _heads(view, sheet.columns), looks.head)
    for position, (row, cells) in enumerate(view.rows, start=head + 1):
        _write_row(page, position, row, cells, sheet, looks)
    last = head + len(view.rows)
    page.autofilter(head, 0, last, len(sheet.columns) + 1)
    for offset, line in enumerate(_notes(view, trail), start=2):
        page.write_string(last + offset, 0, line, looks.plain_note)
    printed = sum(
        name in view.layout.columns for name in sheet.columns
    )  # what the page has; the rest is for the screen
    page.print_area(0, 0, max(last, head) + 2 + len(_notes(view, trail)), printed + 1)
    _set_page(page, sheet, head)


def _heads(view: TableView, columns: Iterable[str]) -> list[str]:
    labels = [f"{view.label(name)} ({unit})" if (unit := view.unit(name)) else view.label(name) for name in columns]
    return ["Código", view.layout.header, *labels]


def _write_row(page: Worksheet, position: int, row: str, cells: Row, sheet: Sheet, looks: Looks) -> None:
    view = sheet.view
    total = row in view.layout.totals
    page.write_string(position, 0, str(row), looks.text)
    page.write_string(position, 1, view.row_name(row, cells), looks.of(text_wrap=True, valign="top", bold=total))
    for column, name in enumerate(sheet.columns, start=2):
        value = cells[name]
        if not isinstance(value, Traced):
            page.write_string(position, column, _words(view, name, value), looks.text)
        elif isinstance(value.value, Decimal):
            page.write_number(position, column, float(value.value), looks.number(value, total))
        elif value.known:
            tone = value.look.tone
            page.write_string(position, column, f"{SYMBOLS.get(tone, '')} {value.text}".strip(), looks.level(tone))
        else:
            page.write_string(position, column, value.text, looks.note)


def _words(view: TableView, name: str, value: object) -> str:
    """What a cell says: a figure as it is shown, the word for a code, or the text itself."""
    if isinstance(value, Traced):
        return value.text
    return view.word(str(value)) if name in view.tables.coded else str(value)


def _notes(view: TableView, trail: Trail) -> list[str]:
    lines = [f"Nota: {note}" for note in view.layout.notes]
    sources = trail.documents(list(view.shown_figures()))
    return [*lines, f"Fuente: {'; '.join(sources)}."] if sources else lines


def _set_page(page: Worksheet, sheet: Sheet, head: int) -> None:
    """Columns as wide as what they hold, rows as high as their texts: not every program fits them by itself."""
    view = sheet.view
    set_table_page(page, head, 2)
    table = [_heads(view, sheet.columns)[1:]]
    for row, cells in view.rows:
        table.append([view.row_name(row, cells), *(_words(view, name, cells[name]) for name in sheet.columns)])
    widths = [_width(*texts) for texts in zip(*table, strict=True)]
    for column, width in enumerate([14, *widths]):
        page.set_column(column, column, width)
    for position, texts in enumerate(table, start=head):
        lines = max(-(-len(text) // width) for text, width in zip(texts, widths, strict=True))
        page.set_row(position, min(_LINE * lines, _HIGHEST))


def _width(head: str, *texts: str) -> int:
    return min(max(_NARROWEST, min(len(head), 16) + 2, *(len(text) + 2 for text in texts)), _WIDEST)
