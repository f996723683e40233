"""The workbook of a new year: one sheet per table, codes as text, lists and ranges enforced, headers locked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine.inputs.context import Context
from engine.inputs.fields import INTEGER, YEAR, YES_NO, Field
from engine.inputs.raw import column_letters
from engine.inputs.sidecars import KINDS, REQUIRED_KEYS, Sidecar
from engine.inputs.templates import Template
from engine.inputs.workbook_reading import INSTRUCTIONS, LISTS, PROVENANCE

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

HEADER = {"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "border": 1}
_OPEN = {"locked": False, "border": 1, "bg_color": "#FFFBE6"}
_WRAPPED = {"text_wrap": True, "valign": "top"}
_ROWS_TO_ADD = 100
_ANY_NUMBER = 10**12
_NARROW, _WIDE = 16, 48
_WIDE_COLUMNS = ("nombre", "cita", "nota", "texto", "motivo")
_ALLOWED = ("format_columns", "format_rows", "sort", "autofilter", "insert_rows", "delete_rows")
_ALLOWED_WHILE_LOCKED = dict.fromkeys(_ALLOWED, True)


def write_template_workbook(
    path: Path,
    made: Sequence[Template],
    sidecars: Mapping[str, Sidecar],
    reference: Context,
    guide: Iterable[str],
    year: int,
) -> None:
    """Write the workbook."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": f"Datos {year}", "created": datetime(year, 1, 1)})
        steps = [step.format(year=year) for step in guide]
        sheet, row = instructions(book, f"Datos del reporte {year}", steps, 30)
        for number, template in enumerate(made, start=row):
            needed = "" if template.table.required else " (opcional)"
            sheet.write_url(number, 0, f"internal:'{template.table.name}'!A1", string=template.table.name)
            sheet.write_string(number, 1, template.table.title + needed, book.add_format(_WRAPPED))
        writer = _Writer(book, reference)
        for template in made:
            writer.table(template)
        writer.provenance(made, sidecars)
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
            description = field.description if field else "Solo para leer: no se usa en el reporte."
            sheet.write_comment(0, position, description, {"x_scale": 2})
            sheet.set_column(position, position, _WIDE if name in _WIDE_COLUMNS else _NARROW)
            for row in range(1, last_row + 1):
                given = template.rows[row - 1][position] if row <= len(template.rows) else ""
                self._cell(sheet, row, position, given, field)
            if field and (rule := self._validation(field)):
                told = {"error_title": "Valor no válido", "error_message": f"Se espera: {field.description}."[:250]}
                sheet.data_validation(1, position, last_row, position, rule | told)
        sheet.freeze_panes(1, len(template.table.key))
        sheet.protect(options=_ALLOWED_WHILE_LOCKED)

    def provenance(self, made: Sequence[Template], sidecars: Mapping[str, Sidecar]) -> None:
        """Where each table comes from: a row per table."""
        sheet = self._book.add_worksheet(PROVENANCE)
        header = ("tabla", *REQUIRED_KEYS)
        for position, name in enumerate(header):
            sheet.write_string(0, position, name, self._header)
            sheet.set_column(position, position, _WIDE if position else _NARROW)
        for row, template in enumerate(made, start=1):
            sheet.write_string(row, 0, template.table.name, self._kept)
            for position, key in enumerate(REQUIRED_KEYS, start=1):
                sheet.write_string(row, position, str(sidecars[template.table.name].get(key, "")), self._text)
        kind = header.index("tipo")
        sheet.data_validation(1, kind, len(made), kind, {"validate": "list", "source": list(KINDS)})
        sheet.freeze_panes(1, 1)
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
        if field.allowed or field.kind == YES_NO:
            return {"validate": "list", "source": list(field.allowed or ("si", "no"))}
        if field.numeric:
            return _range(field)
        if field.refers_to and all(name in self._reference.tables for name in field.refers_to):
            return {"validate": "list", "source": self._list(field)}
        return {}

    def _list(self, field: Field) -> str:
        """Range of the hidden sheet that holds the codes of a column."""
        name = "+".join((*field.refers_to, *field.also))
        codes = [code for table in field.refers_to for code in self._reference.rows(table)]
        self._lists.setdefault(name, [*codes, *field.also])
        column = column_letters(list(self._lists).index(name))
        return f"={LISTS}!${column}$2:${column}${len(self._lists[name]) + 1}"


def _range(field: Field) -> dict[str, object]:
    kind = "integer" if field.kind in (INTEGER, YEAR) else "decimal"
    low, high = field.minimum, field.maximum
    if low is not None and high is None:
        return {"validate": kind, "criteria": ">=", "value": low}
    if low is None or high is None:
        low, high = -_ANY_NUMBER, _ANY_NUMBER
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
