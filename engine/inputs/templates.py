"""What a new year's tables hold before anybody fills them in, and the workbook that offers them.

Every expected row is there, with goals where they are known and blank values; in the workbook codes are text, lists and
ranges are enforced, and headers are locked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.inputs.context import Context
from engine.inputs.fields import CODE, INTEGER, TEXT, YEAR, YES_NO, Field, Record, Schema, Table
from engine.inputs.sources import KEYS, KINDS, PROVENANCE, REQUIRED_KEYS, SIGNED_OFF, Sidecar
from engine.inputs.workbook_reading import INSTRUCTIONS, LISTS

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

HEADER = {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "border": 1}
_OPEN = {"locked": False, "border": 1, "bg_color": "#FFFBE6"}
_WRAPPED = {"text_wrap": True, "valign": "top"}
_ROWS_TO_ADD = 100
_ANY_NUMBER = 10**12
_NARROW, _WIDE = 16, 48
_WIDE_COLUMNS = ("nombre", "cita", "nota", "texto", "motivo", "titulo", "descripcion", "documento", "ubicacion")
_ALLOWED = ("format_columns", "format_rows", "sort", "autofilter", "insert_rows", "delete_rows")
_ALLOWED_WHILE_LOCKED = dict.fromkeys(_ALLOWED, True)
_PROVENANCE = Table(
    PROVENANCE,
    yearly=True,
    key=("tabla",),
    title="De dónde viene cada tabla",
    fields=(
        Field("tabla", CODE, ""),
        *(Field(key, TEXT, "", fill=True, allowed=KINDS if key == "tipo" else ()) for key in REQUIRED_KEYS),
        Field(SIGNED_OFF, TEXT, "Quién aprobó los datos, y cuándo; puede quedar vacío", blank=True, fill=True),
    ),
)


class Template(NamedTuple):
    """One table to fill in: its columns, those that only help the reader right after the code, and its text cells."""

    table: Table
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    sidecar: Sidecar  # what is known of its provenance before the data arrive


def templates(schema: Schema, reference: Context, previous: Context | None, year: int) -> list[Template]:
    """The templates of all yearly tables."""
    before = previous or Context({}, year - 1, {})
    return [_template(schema, table, reference, before, year) for table in schema.yearly if table.asked]


def every_code(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    """A row for each code that the key may hold."""
    key = table.field(table.key[0])
    codes = [code for name in key.refers_to for code in reference.rows(name)]
    return [{key.name: code} for code in (*codes, *key.also, *key.allowed)]


def carried_rows(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    """Last year's rows without what is to be filled in; years move with the report."""
    step, renamed = year - before.year, re.compile(f"_({before.year}|{before.year - 1})$")
    rows: list[Record] = []
    for record in before.rows(table.name).values():
        kept: Record = {}
        for field in table.fields:
            value = None if field.fill else record[field.name]
            if field.kind == YEAR and isinstance(value, Decimal):
                value += step
            if isinstance(value, str) and field.kind == CODE:
                value = renamed.sub(lambda found: f"_{int(found[1]) + step}", value)
            kept[field.name] = value
        rows.append(kept)
    return rows


def _template(schema: Schema, table: Table, reference: Context, before: Context, year: int) -> Template:
    last_key = table.columns.index(table.key[-1]) + 1
    helpers = [name for name, _table, _column in table.helpers]
    header = (*table.columns[:last_key], *helpers, *table.columns[last_key:])
    make = schema.templates.get(table.name)
    rows = []
    for record in make(table, reference, before, year) if make else ():
        if table.looks_ahead or _holds(schema, table, record, reference):
            key = table.row_key(record)
            told = {name: reference.rows(source).get(key, {}).get(column) for name, source, column in table.helpers}
            rows.append(tuple(_text((record | told).get(name)) for name in header))
    return Template(table, header, rows, {})


def _holds(schema: Schema, table: Table, record: Record, reference: Context) -> bool:
    """Whether what a row refers to is in force in the new year."""
    for field in table.fields:
        code = record.get(field.name)
        names = [name for name in field.referred_tables(record) if not schema.tables[name].yearly]
        if code is not None and names and code not in {*field.also}.union(*map(reference.rows, names)):
            return False
    return True


def _text(value: Decimal | str | None) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else value


def write_template_workbook(
    path: Path, made: Sequence[Template], reference: Context, schema: Schema, year: int
) -> None:
    """Write the workbook."""
    import xlsxwriter

    sources = [(item.table.name, *(str(item.sidecar.get(key, "")) for key in KEYS)) for item in made]
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": f"Datos {year}", "created": datetime(year, 1, 1)})
        steps = [step.format(year=year) for step in schema.guide]
        sheet, row = instructions(book, f"Datos del reporte {year}", steps, 30)
        for number, template in enumerate(made, start=row):
            needed = "" if template.table.required else " (opcional)"
            sheet.write_url(number, 0, f"internal:'{template.table.name}'!A1", string=template.table.name)
            sheet.write_string(number, 1, template.table.title + needed, book.add_format(_WRAPPED))
        writer = _Writer(book, reference)
        for template in (*made, Template(_PROVENANCE, _PROVENANCE.columns, sources, {})):
            writer.table(template)
        writer.lists()


def instructions(book: xlsxwriter.Workbook, title: str, steps: Sequence[str], width: int) -> tuple[Worksheet, int]:
    """The first sheet, which says what to do with the workbook.

    Returns:
        The sheet, locked, and its first free row.
    """
    sheet, wrapped = book.add_worksheet(INSTRUCTIONS), book.add_format(_WRAPPED)
    sheet.set_column(0, 0, width)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 16}))
    for row, line in enumerate(steps, start=2):
        sheet.write_string(row, 1, line, wrapped)
    sheet.protect()
    return sheet, len(steps) + 3


class _Writer:
    """Writes the sheets of one workbook with its formats."""

    def __init__(self, book: xlsxwriter.Workbook, reference: Context) -> None:
        self._book = book
        self._reference = reference
        self._lists: dict[str, list[str]] = {}
        self._header = book.add_format(HEADER)
        self._kept = book.add_format({"num_format": "@", "bg_color": "#EDEDED", "border": 1})
        self._text = book.add_format({"num_format": "@", **_OPEN})
        self._number = book.add_format(_OPEN)

    def table(self, template: Template) -> None:
        """A sheet with the template's rows, room for more, and the rules of each column."""
        sheet = self._book.add_worksheet(template.table.name)
        fields = {item.name: item for item in template.table.fields}
        last_row = len(template.rows) + _ROWS_TO_ADD
        for position, name in enumerate(template.header):
            field = fields.get(name)
            sheet.write_string(0, position, name, self._header)
            if told := field.description if field else "Solo para leer: no se usa en el reporte.":
                sheet.write_comment(0, position, told, {"x_scale": 2})
            sheet.set_column(position, position, _WIDE if name in _WIDE_COLUMNS else _NARROW)
            for row in range(1, last_row + 1):
                given = template.rows[row - 1][position] if row <= len(template.rows) else ""
                self._cell(sheet, row, position, given, field)
            if field and (rule := self._validation(field)):
                sheet.data_validation(1, position, last_row, position, rule)
        sheet.freeze_panes(1, len(template.table.key))
        sheet.protect(options=_ALLOWED_WHILE_LOCKED)

    def lists(self) -> None:
        """The codes that drop-downs offer."""
        sheet = self._book.add_worksheet(LISTS)
        for position, (name, codes) in enumerate(self._lists.items()):
            sheet.write_column(0, position, [name, *codes], self._kept)
        sheet.hide()

    def _cell(self, sheet: Worksheet, row: int, position: int, given: str, field: Field | None) -> None:
        """A cell; what is given is locked, unless the column is to be filled in."""
        numeric = field is not None and field.numeric
        if not given:
            sheet.write_blank(row, position, None, self._number if numeric else self._text)
        elif numeric:
            sheet.write_number(row, position, float(given), self._number)
        else:
            sheet.write_string(row, position, given, self._text if field and field.fill else self._kept)

    def _validation(self, field: Field) -> dict[str, object]:
        told = {"error_title": "Valor no válido", "error_message": f"Se espera: {field.description}."[:250]}
        rule = told if field.description else {}
        if field.allowed or field.kind == YES_NO:
            return {"validate": "list", "source": list(field.allowed or ("si", "no")), **rule}
        if field.numeric:
            kind = "integer" if field.kind in (INTEGER, YEAR) else "decimal"
            low = -_ANY_NUMBER if field.minimum is None else field.minimum
            high = _ANY_NUMBER if field.maximum is None else field.maximum
            return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high, **rule}
        if field.refers_to and all(name in self._reference.tables for name in field.refers_to):
            return {"validate": "list", "source": self._list(field), **rule}
        return {}

    def _list(self, field: Field) -> str:
        """Range of the hidden sheet that holds the codes of a column."""
        from xlsxwriter.utility import xl_col_to_name

        name = "+".join((*field.refers_to, *field.also))
        codes = [code for table in field.refers_to for code in self._reference.rows(table)]
        self._lists.setdefault(name, [*codes, *field.also])
        column = xl_col_to_name(list(self._lists).index(name))
        return f"={LISTS}!${column}$2:${column}${len(self._lists[name]) + 1}"
