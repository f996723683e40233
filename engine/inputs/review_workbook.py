"""The reviewer's workbook: a row per figure the pages show, with room for an opinion, and what it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.inputs.fields import CODE, TEXT, YES_NO, Field, Table
from engine.inputs.folding import one_line
from engine.inputs.templates import HEADER, instructions

if TYPE_CHECKING:
    import xlsxwriter

SHEET = "Revisión"
YEAR, COUNT, DATA, FIGURES = "Año del reporte", "Cifras", "Huella de los datos", "Huella de las cifras"
_REVIEWED: dict[str, Any] = {"blank": True, "fill": True}
_EXTRA: dict[str, Any] = {"blank": True, "optional": True}
_COLUMNS = (  # with the width and the heading of each
    (Field("cifra", TEXT, "qué es la cifra"), 48, ""),
    (Field("texto", TEXT, "la cifra como se lee en las páginas"), 18, ""),
    (Field("paginas", TEXT, "páginas que la muestran", optional=True), 26, "páginas"),
    (Field("conforme", YES_NO, "sí o no; vacía si no se revisó", **_REVIEWED), 12, ""),
    (Field("observacion", TEXT, "qué debería decir la cifra o qué le falta", **_REVIEWED), 56, "observación"),
    (Field("revisor", TEXT, "nombre de quien revisa", **_REVIEWED), 22, ""),
    (Field("fecha", TEXT, "día de la revisión", **_REVIEWED), 13, ""),
    (Field("formula", TEXT, "fórmula con los números puestos", **_EXTRA), 36, "fórmula"),
    (Field("fuentes", TEXT, "archivo, fila y columna de cada dato", **_EXTRA), 36, ""),
    (Field("id", CODE, "nombre único de la cifra"), 36, ""),
    (Field("control", CODE, "código que permite saber si la fila se alteró"), 20, ""),
)
REVIEW = Table(
    "revision", False, ("id",), "Revisión de las cifras del reporte", tuple(field for field, _width, _head in _COLUMNS)
)
_WRAPPED = ("cifra", "texto", "paginas", "observacion")
_MARK_LENGTH = 8
_ALLOWED_WHILE_LOCKED = {"format_columns": True, "format_rows": True, "autofilter": True}
_PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_YES_OR_NO = {
    "validate": "list",
    "source": ["sí", "no"],
    "error_title": "Valor no válido",
    "error_message": "Elija sí o no, o deje la celda vacía.",
}
_STEPS = (
    "1. En la hoja Revisión hay una fila por cada cifra que muestran las páginas. Complete las celdas amarillas.",
    "2. En conforme elija sí o no. Déjela vacía si no revisó la cifra.",
    "3. Si no está conforme, diga en observación qué debería decir la cifra o qué le falta, y ponga su nombre en revisor "
    "y el día en fecha.",
    "4. Puede filtrar. No cambie las celdas grises ni borre filas: por ellas se sabe de qué cifra se habla.",
    "5. Una observación queda abierta hasta que la cifra cambie o hasta que en conforme diga sí.",
    "6. Guarde el libro como «Libro de Excel (.xlsx)» y devuélvalo a quien se lo envió.",
)


class Made(NamedTuple):
    """What a review workbook was made from: the report's year, digests of its input files and of its figures."""

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
    """Write the workbook: what is known of each figure, by column of `REVIEW`; an OSError leaves no file."""
    import xlsxwriter

    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **_PLAIN_TEXT}) as book:
        book.set_properties({"title": f"Revisión {made.year}", "created": datetime(made.year, 12, 31)})
        sheet, row = instructions(book, f"Revisión del reporte {made.year}", _STEPS, 24)
        facts = {YEAR: str(made.year), COUNT: str(len(rows)), DATA: made.data, FIGURES: made.figures}
        for number, (label, value) in enumerate(facts.items(), start=row):
            sheet.write_string(number, 0, label, book.add_format({"bold": True}))
            sheet.write_string(number, 1, value)
        _write_rows(book, rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.getvalue())


def _write_rows(book: xlsxwriter.Workbook, rows: Sequence[Mapping[str, str]]) -> None:
    """Given texts are locked and can never become formulas; the reviewer's cells are open, as text."""
    sheet, header = book.add_worksheet(SHEET), book.add_format(HEADER)
    for position, (field, width, head) in enumerate(_COLUMNS):
        sheet.write_string(0, position, head or field.name, header)
        sheet.write_comment(0, position, field.description, {"x_scale": 2})
        sheet.set_column(position, position, width)
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
            sheet.data_validation(1, position, len(rows), position, _YES_OR_NO)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(rows), len(_COLUMNS) - 1)
    sheet.protect(options=_ALLOWED_WHILE_LOCKED)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
