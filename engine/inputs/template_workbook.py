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
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_ROWS_TO_ADD = 100
_ANY_NUMBER = 10**12
_NARROW, _WIDE = 16, 48
_ALLOWED_WHILE_LOCKED = {
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
    "insert_rows": True,
    "delete_rows": True,
}


def write_template_workbook(
    path: Path,
    made: Sequence[Template],
    sidecars: Mapping[str, Sidecar],
    reference: Context,
    guide: Iterable[str],
    year: int,
) -> None:
    """Write the workbook.

    Args:
        path: Where.
        made: Tables to fill in.
        sidecars: What is known of each table's provenance.
        reference: Reference tables, for the lists of codes.
        guide: Steps to fill it in.
        year: The new year.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": f"Datos {year}", "created": datetime(year, 1, 1)})
        writer = _Writer(book, reference)
        writer.instructions(made, [step.format(year=year) for step in guide], year)
        for template in made:
            writer.table(template)
        writer.provenance(made, sidecars)
        writer.lists()


class _Writer:
    """Writes the sheets of one workbook with its formats."""

    def __init__(self, book: xlsxwriter.Workbook, reference: Context) -> None:
        self._book = book
        self._reference = reference
        self._lists: dict[str, list[str]] = {}
        self._header = book.add_format({"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "border": 1})
        self._kept = book.add_format({"num_format": "@", "bg_color": "#EDEDED", "border": 1})
        self._text = book.add_format({"num_format": "@", "locked": False, "border": 1, "bg_color": "#FFFBE6"})
        self._number = book.add_format({"locked": False, "border": 1, "bg_color": "#FFFBE6"})
        self._title = book.add_format({"bold": True, "font_size": 16})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def instructions(self, made: Sequence[Template], steps: Sequence[str], year: int) -> None:
        """What to do with the workbook, and what each sheet holds."""
        sheet = self._book.add_worksheet(INSTRUCTIONS)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 100)
        sheet.write_string(0, 0, f"Datos del reporte {year}", self._title)
        for row, line in enumerate(steps, start=2):
            sheet.write_string(row, 1, line, self._wrapped)
        start = len(steps) + 3
        for row, template in enumerate(made, start=start):
            needed = "" if template.table.required else " (opcional)"
            sheet.write_url(row, 0, f"internal:'{template.table.name}'!A1", string=template.table.name)
            sheet.write_string(row, 1, template.table.title + needed, self._wrapped)
        sheet.protect()

    def table(self, template: Template) -> None:
        """A sheet with the template's rows, room for more, and the rules of each column."""
        sheet = self._book.add_worksheet(template.table.name)
        fields = {item.name: item for item in template.table.fields}
        last_row = len(template.rows) + _ROWS_TO_ADD
        for position, name in enumerate(template.header):
            field = fields.get(name)
            self._column(sheet, position, name, field)
            for row in range(1, last_row + 1):
                given = template.rows[row - 1][position] if row <= len(template.rows) else None
                self._cell(sheet, row, position, given, field)
            if field:
                self._rule(sheet, position, last_row, field)
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

    def _column(self, sheet: Worksheet, position: int, name: str, field: Field | None) -> None:
        sheet.write_string(0, position, name, self._header)
        description = field.description if field else "Solo para leer: no se usa en el reporte."
        sheet.write_comment(0, position, description, {"x_scale": 2})
        wide = name in ("nombre", "cita", "nota", "texto", "motivo")
        sheet.set_column(position, position, _WIDE if wide else _NARROW)

    def _cell(self, sheet: Worksheet, row: int, position: int, given: str | None, field: Field | None) -> None:
        numeric = field is not None and field.numeric
        if given is None:
            sheet.write_blank(row, position, None, self._number if numeric else self._text)
        elif given and numeric:
            sheet.write_number(row, position, float(given), self._open(field, self._number))
        elif given:
            sheet.write_string(row, position, given, self._open(field, self._text))
        else:
            sheet.write_blank(row, position, None, self._number if numeric else self._text)

    def _open(self, field: Field | None, unlocked: Format) -> Format:
        """What is given is locked, unless the column is to be filled in."""
        return unlocked if field and (field.fill or field.numeric) else self._kept

    def _rule(self, sheet: Worksheet, position: int, last_row: int, field: Field) -> None:
        rule = self._validation(field)
        if rule:
            title = "Valor no válido"
            message = {"error_title": title, "error_message": f"Se espera: {field.description}."[:250]}
            sheet.data_validation(1, position, last_row, position, rule | message)

    def _validation(self, field: Field) -> dict[str, object]:
        if field.allowed:
            return {"validate": "list", "source": list(field.allowed)}
        if field.kind == YES_NO:
            return {"validate": "list", "source": ["si", "no"]}
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
    if field.minimum is not None and field.maximum is not None:
        return {"validate": kind, "criteria": "between", "minimum": field.minimum, "maximum": field.maximum}
    if field.minimum is not None:
        return {"validate": kind, "criteria": ">=", "value": field.minimum}
    return {"validate": kind, "criteria": "between", "minimum": -_ANY_NUMBER, "maximum": _ANY_NUMBER}
