"""The reviewer's workbook: a row per figure the pages show, with room for an opinion, and what it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from engine.inputs.fields import CODE, TEXT, YES_NO, Field, Table
from engine.inputs.folding import one_line
from engine.inputs.workbook_reading import INSTRUCTIONS

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

SHEET = "Revisión"
YEAR, COUNT, DATA, FIGURES = "Año del reporte", "Cifras", "Huella de los datos", "Huella de las cifras"
REVIEW = Table(
    "revision",
    False,
    ("id",),
    "Revisión de las cifras del reporte",
    (
        Field("cifra", TEXT, "qué es la cifra"),
        Field("texto", TEXT, "la cifra como se lee en las páginas"),
        Field("paginas", TEXT, "páginas que la muestran", optional=True),
        Field("conforme", YES_NO, "sí o no; vacía si no se revisó", blank=True, fill=True),
        Field("observacion", TEXT, "qué debería decir la cifra o qué le falta", blank=True, fill=True),
        Field("revisor", TEXT, "nombre de quien revisa", blank=True, fill=True),
        Field("fecha", TEXT, "día de la revisión", blank=True, fill=True),
        Field("formula", TEXT, "fórmula con los números puestos", blank=True, optional=True),
        Field("fuentes", TEXT, "archivo, fila y columna de cada dato", blank=True, optional=True),
        Field("id", CODE, "nombre único de la cifra"),
        Field("control", CODE, "código que permite saber si la fila se alteró"),
    ),
)
_HEADS = {"paginas": "páginas", "observacion": "observación", "formula": "fórmula"}
_WIDTHS = {
    "cifra": 48,
    "texto": 18,
    "paginas": 26,
    "conforme": 12,
    "observacion": 56,
    "revisor": 22,
    "fecha": 13,
    "formula": 36,
    "fuentes": 36,
    "id": 36,
    "control": 20,
}
_WRAPPED = ("cifra", "texto", "paginas", "observacion")
_MARK_LENGTH = 8
_ALLOWED_WHILE_LOCKED = {"format_columns": True, "format_rows": True, "autofilter": True}
_PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class Made:
    """What a review workbook was made from.

    Attributes:
        year: Year of the report.
        data: Digest of its input files.
        figures: Digest of the figures its pages show.
    """

    year: int
    data: str
    figures: str


def mark(text: str) -> str:
    """A short code of a text, the same however its spaces were saved."""
    return hashlib.sha256(one_line(text).encode()).hexdigest()[:_MARK_LENGTH]


def control(ident: str, text: str) -> str:
    """The code that tells whether the id or the text of a row was edited."""
    return f"{mark(ident)}-{mark(text)}"


def write_review(path: Path, rows: Sequence[Mapping[str, str]], made: Made) -> None:
    """Write the workbook, all at once: a file that cannot be written raises OSError and leaves none.

    Args:
        path: Where; its folder is made when it does not exist.
        rows: What is known of each figure, by column of `REVIEW`.
        made: What the figures are of.
    """
    import xlsxwriter

    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **_PLAIN_TEXT}) as book:
        book.set_properties({"title": f"Revisión {made.year}", "created": datetime(made.year, 12, 31)})
        _write_instructions(book, made, len(rows))
        _write_rows(book, rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.getvalue())


def _write_instructions(book: xlsxwriter.Workbook, made: Made, count: int) -> None:
    sheet = book.add_worksheet(INSTRUCTIONS)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, f"Revisión del reporte {made.year}", book.add_format({"bold": True, "font_size": 16}))
    steps = _steps()
    for row, line in enumerate(steps, start=2):
        sheet.write_string(row, 1, line, wrapped)
    facts = {YEAR: str(made.year), COUNT: str(count), DATA: made.data, FIGURES: made.figures}
    for row, (label, value) in enumerate(facts.items(), start=len(steps) + 3):
        sheet.write_string(row, 0, label, book.add_format({"bold": True}))
        sheet.write_string(row, 1, value)
    sheet.protect()


def _write_rows(book: xlsxwriter.Workbook, rows: Sequence[Mapping[str, str]]) -> None:
    sheet = book.add_worksheet(SHEET)
    header = book.add_format({"bold": True, "bg_color": "#1F3864", "font_color": "#FFFFFF", "border": 1})
    for position, field in enumerate(REVIEW.fields):
        sheet.write_string(0, position, _HEADS.get(field.name, field.name), header)
        sheet.write_comment(0, position, field.description, {"x_scale": 2})
        sheet.set_column(position, position, _WIDTHS[field.name])
        _write_column(book, sheet, position, rows)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(rows), len(REVIEW.fields) - 1)
    sheet.protect(options=_ALLOWED_WHILE_LOCKED)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_column(
    book: xlsxwriter.Workbook, sheet: Worksheet, position: int, rows: Sequence[Mapping[str, str]]
) -> None:
    """A column's cells: given texts are locked and can never become formulas; the reviewer's are open, as text."""
    field = REVIEW.fields[position]
    look = {"border": 1, "valign": "top", "text_wrap": field.name in _WRAPPED}
    given = book.add_format({**look, "bg_color": "#EDEDED", "quote_prefix": True})
    open_cell = book.add_format({**look, "bg_color": "#FFFBE6", "locked": False, "num_format": "@"})
    for number, row in enumerate(rows, start=1):
        if field.fill:
            sheet.write_blank(number, position, None, open_cell)
        else:
            text = control(row["id"], row["texto"]) if field.name == "control" else row[field.name]
            sheet.write_string(number, position, text, given)
    if field.kind == YES_NO and rows:
        sheet.data_validation(1, position, len(rows), position, _yes_or_no())


def _yes_or_no() -> dict[str, object]:
    return {
        "validate": "list",
        "source": ["sí", "no"],
        "error_title": "Valor no válido",
        "error_message": "Elija sí o no, o deje la celda vacía.",
    }


def _steps() -> list[str]:
    return [
        "1. En la hoja Revisión hay una fila por cada cifra que muestran las páginas. Complete las celdas amarillas.",
        "2. En conforme elija sí o no. Déjela vacía si no revisó la cifra.",
        (
            "3. Si no está conforme, diga en observación qué debería decir la cifra o qué le falta, y ponga su nombre "
            "en revisor y el día en fecha."
        ),
        "4. Puede filtrar. No cambie las celdas grises ni borre filas: por ellas se sabe de qué cifra se habla.",
        "5. Una observación queda abierta hasta que la cifra cambie o hasta que en conforme diga sí.",
        "6. Guarde el libro como «Libro de Excel (.xlsx)» y devuélvalo a quien se lo envió.",
    ]
