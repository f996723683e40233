"""All tables as one formatted workbook and as CSV files. Same data, same bytes; no text can become a formula.

The workbook ends with the sheets that recalculate the figures.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from engine.figures import Register, Row, rows_of
from engine.inputs.loading import YearData
from engine.numbers import missing_text
from engine.page.audit_sheet import audit_of, write_audit
from engine.page.looks import Looks
from engine.page.provenance import Trail
from engine.page.tables import TableView
from engine.traced import Traced
from lib.marks import mark_of
from lib.table_layouts import layout_of
from lib.words import word

Frames = Mapping[str, pd.DataFrame]
_TECHNICAL = ("decimales", "fila", "columna", "nombre", "nombre_corto")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_SAFE_STRINGS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDEST, _NARROWEST = 60, 9


@dataclass(frozen=True)
class Sheet:
    """One table of the workbook.

    Attributes:
        name: Name of the sheet.
        view: The table.
        columns: Columns shown: those of the page first, then the rest.
    """

    name: str
    view: TableView
    columns: tuple[str, ...]


def write_workbook(
    sections: Mapping[str, Frames], path: Path, year: int, figures: Register | None = None, data: YearData | None = None
) -> None:
    """Write every table on a sheet of its own, with title, units, notes and sources, behind a sheet of contents.

    The figures that have a calculation follow, as live formulas over the data cells.

    Args:
        sections: Frames by section and name.
        path: File to write.
        year: Reporting year.
        figures: Register of all figures, for formats, sources and the sheets that recalculate them.
        data: The year, for the titles of the source documents; without it the data files are named.
    """
    book = xlsxwriter.Workbook(path, _SAFE_STRINGS)
    book.set_properties({"title": f"Tablas del reporte {year}", "created": datetime(year, 12, 31)})
    looks = Looks(book)
    sheets = list(_sheets(sections, year, figures or Register()))
    audit = audit_of(figures.values()) if figures else None
    titles = {sheet.name: sheet.view.title for sheet in sheets} | (audit.titles if audit else {})
    _write_contents(book.add_worksheet("Contenido"), titles, year, looks)
    trail = Trail(data) if data else None
    for sheet in sheets:
        _write_sheet(book.add_worksheet(sheet.name), sheet, looks, trail)
    if audit:
        write_audit(book, audit, looks)
    book.close()


def write_tables_csv(sections: Mapping[str, Frames], folder: Path) -> list[Path]:
    """Write every table as `<section>.<table>.csv`: exact values, words for what is missing, UTF-8 with BOM for Excel.

    Args:
        sections: Frames by section and name.
        folder: Folder to write in; made when it does not exist.
    """
    Path(folder).mkdir(parents=True, exist_ok=True)
    return [
        _write_csv(Path(folder) / f"{section}.{name}.csv", frame)
        for section, frames in sections.items()
        for name, frame in frames.items()
    ]


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False


def _write_csv(path: Path, frame: pd.DataFrame) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["codigo", *map(str, frame.columns)])
        for row, *cells in frame.itertuples(name=None):
            writer.writerow([safe_text(str(row)), *map(_csv_cell, cells)])
    return path


def _csv_cell(value: object) -> str:
    if not isinstance(value, Traced):
        return safe_text(" ".join(str(value).split()))
    if isinstance(value.value, Decimal):
        return f"{value.value:f}"
    return safe_text(word(value.value) if value.known else missing_text(value.missing))


def _sheets(sections: Mapping[str, Frames], year: int, figures: Register) -> Iterator[Sheet]:
    for number, (section, frames) in enumerate(sections.items(), start=1):
        for position, (name, frame) in enumerate(frames.items(), start=1):
            layout = layout_of(section, name, frame)
            rest = (item for item in frame.columns if item not in layout.columns and item not in _TECHNICAL)
            columns = tuple(item for item in (*layout.columns, *rest) if item in frame.columns)
            yield Sheet(
                f"{number}.{position} {name}"[:31], TableView(section, name, frame, figures, layout, year), columns
            )


def _write_contents(page: Worksheet, titles: Mapping[str, str], year: int, looks: Looks) -> None:
    page.write_string(0, 0, f"Tablas del reporte {year}", looks.title)
    page.write_string(1, 0, "Política Nacional de Desarrollo Industrial y programa presupuestal 0093", looks.note)
    for row, (name, title) in enumerate(titles.items(), start=3):
        page.write_url(row, 0, f"internal:'{name}'!A1", looks.link, name)
        page.write_string(row, 1, title, looks.text)
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 80)
    page.hide_gridlines(2)


def _write_sheet(page: Worksheet, sheet: Sheet, looks: Looks, trail: Trail | None) -> None:
    view = sheet.view
    page.write_string(0, 0, view.title, looks.title)
    head = 2
    for column, text in enumerate(_heads(view, sheet.columns)):
        page.write_string(head, column, text, looks.head)
    for position, (row, cells) in enumerate(rows_of(view.frame), start=head + 1):
        _write_row(page, position, row, cells, sheet, looks)
    last = head + len(view.frame)
    if len(view.frame):
        page.autofilter(head, 0, last, len(sheet.columns) + 1)
    else:
        page.write_string(head + 1, 0, "No hay datos para esta tabla.", looks.note)
    for offset, line in enumerate(_notes(view, trail), start=2):
        page.write_string(last + offset, 0, line, looks.plain_note)
    _set_page(page, sheet, head)


def _heads(view: TableView, columns: Iterable[str]) -> list[str]:
    labels = [f"{view.label(name)} ({unit})" if (unit := view.unit(name)) else view.label(name) for name in columns]
    return ["Código", (view.layout.row_header or "Concepto"), *labels]


def _write_row(page: Worksheet, position: int, row: str, cells: Row, sheet: Sheet, looks: Looks) -> None:
    view = sheet.view
    total = row in view.layout.totals
    page.write_string(position, 0, str(row), looks.text)
    page.write_string(position, 1, view.row_name(row), looks.of(text_wrap=True, valign="top", bold=total))
    for column, name in enumerate(sheet.columns, start=2):
        value = cells[name]
        if not isinstance(value, Traced):
            page.write_string(position, column, str(value), looks.text)
        elif isinstance(value.value, Decimal):
            page.write_number(position, column, float(value.value), looks.number(view.figure(row, name), total))
        elif value.known:
            mark = mark_of(value.value)
            page.write_string(
                position,
                column,
                f"{mark.symbol} {word(value.value)}" if mark else word(value.value),
                looks.level(value.value),
            )
        else:
            page.write_string(position, column, missing_text(value.missing), looks.note)


def _notes(view: TableView, trail: Trail | None) -> list[str]:
    lines = [f"Nota: {note.format(year=view.year)}" for note in view.layout.notes]
    figures = view.shown_figures()
    sources = (
        trail.documents(figures)
        if trail
        else sorted({source.split(":", 1)[0] for figure in figures for source in figure.traced.sources})
    )
    return [*lines, f"Fuente: {'; '.join(sources)}."] if sources else lines


def _set_page(page: Worksheet, sheet: Sheet, head: int) -> None:
    view = sheet.view
    page.freeze_panes(head + 1, 2)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.set_column(0, 0, 14)
    page.set_column(1, 1, _width(view.row_name(row) for row in view.frame.index))
    for column, name in enumerate(sheet.columns, start=2):
        texts = (str(item) if not isinstance(item, Traced) else "" for item in view.frame[name])
        page.set_column(column, column, max(_width(texts), min(len(view.label(name)) + 2, 18)))


def _width(texts: Iterable[str]) -> int:
    longest = max((len(text) for text in texts), default=0)
    return min(max(longest + 2, _NARROWEST), _WIDEST)
