"""CSV files as offices send them, whatever the encoding and the separator, and as the project keeps them.

What is unambiguous is read and said in a warning; what is not is an error.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence

from engine.inputs.problems import Place, Problem
from engine.inputs.raw import MOST_ROWS, RawRow, RawTable, header_position, too_large

_SEPARATORS = {",": "", ";": "punto y coma", "\t": "tabulador"}
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
_SPANISH_LETTERS = set("áéíóúüñÁÉÍÓÚÜÑ¿¡«»°ºª–—‘’“”…·•€´\u00a0²³½¼¾×±")
_SAVE_AS_UTF_8 = "guárdelo como «CSV UTF-8 (delimitado por comas)»."
_FORMULA = re.compile(r"[=+@\t\r＝＋－＠]|-(?![\d.]+$)")


def read_csv(content: bytes, file: str, columns: tuple[str, ...]) -> tuple[RawTable | None, list[Problem]]:
    """Read one CSV file."""
    place = Place(file)
    text, problems = _decode(content, place)
    if text is None:
        return None, problems
    separator = _separator(text, columns)
    if separator != ",":
        message = f"las columnas están separadas por {_SEPARATORS[separator]}; se leyeron así"
        advice = "No hace falta cambiar nada si los datos son correctos."
        problems.append(place.warning("separador", message, advice))
    rows, fault = _split(text, separator, file)
    if fault:
        return None, [*problems, fault]
    return _to_table(rows, place, columns, problems)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as the project keeps it: commas, one line per row ended by a line feed."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return stream.getvalue()


def table_hash(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """sha256 of a table's CSV text."""
    return hashlib.sha256(csv_text(header, rows).encode(errors="replace")).hexdigest()


def inert(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula; a negative number stays one."""
    return f"'{text}" if _FORMULA.match(text) else text


def _decode(content: bytes, place: Place) -> tuple[str | None, list[Problem]]:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), [_other_encoding(place, "UTF-16")]
        if content.startswith(_NOT_TEXT) or b"\x00" in content:
            message = "el archivo no es un CSV de texto, aunque su nombre lo diga"
            return None, [place.error("formato", message, f"Ábralo con el programa que lo creó y {_SAVE_AS_UTF_8}")]
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        return _decode_windows(content, error.start, place)


def _decode_windows(content: bytes, start: int, place: Place) -> tuple[str | None, list[Problem]]:
    """Windows-1252 (the usual Latin-1 of Excel) when every letter it gives is Spanish; otherwise nothing is guessed."""
    text = content.decode("cp1252", errors="replace")
    if all(letter.isascii() or letter in _SPANISH_LETTERS for letter in set(text)):
        return text, [_other_encoding(place, "Windows-1252 (Latin-1)")]
    message = "el archivo no está en UTF-8 y no se reconoce su codificación"
    place = Place(place.file, row=content[:start].count(b"\n") + 1)
    return None, [place.error("codificacion", message, f"Ábralo en Excel y {_SAVE_AS_UTF_8}")]


def _other_encoding(place: Place, encoding: str) -> Problem:
    message = f"el archivo no está en UTF-8; se leyó como {encoding}"
    return place.warning("codificacion", message, f"Revise las tildes y {_SAVE_AS_UTF_8}")


def _separator(text: str, columns: tuple[str, ...]) -> str:
    """The separator that finds most of the expected columns in the header; a comma when none does better."""
    lines = text[:100_000].splitlines()[:10]

    def found(separator: str) -> int:
        names = ({cell.strip().strip('"').lower() for cell in line.split(separator)} for line in lines)
        return max((sum(name in each for name in columns) for each in names), default=0)

    return max(_SEPARATORS, key=found)


def _split(text: str, separator: str, file: str) -> tuple[list[list[str]], Problem | None]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append(row)
            if len(rows) > MOST_ROWS:
                break
    except csv.Error:
        message = 'hay una comilla (") que se abre y no se cierra, o que sobra'
        advice = 'Cierre la comilla; una comilla dentro de un texto se escribe doble ("").'
        return rows, Place(file, row=len(rows) + 1).error("comillas", message, advice)
    return rows, None


def _to_table(
    rows: list[list[str]], place: Place, columns: tuple[str, ...], problems: list[Problem]
) -> tuple[RawTable | None, list[Problem]]:
    if not any(map(_filled, rows)):
        advice = "Debe tener una fila de encabezados y los datos."
        return None, [*problems, place.error("vacio", "el archivo está vacío", advice)]
    start = header_position(rows, columns)
    header = tuple(rows[start])
    if fault := too_large(place, len(rows), len(header)):
        return None, [*problems, fault]
    body = [(number, row) for number, row in enumerate(rows[start + 1 :], start=start + 2) if _filled(row)]
    ragged = [(number, row) for number, row in body if len(row) != len(header)]
    advice = "Escriba entre comillas los textos que tienen comas y complete las celdas que faltan."
    for number, row in ragged:
        message = f"la fila tiene {len(row)} celdas y el encabezado {len(header)}"
        problems.append(Place(place.file, row=number).error("fila_irregular", message, advice))
    kept = tuple(RawRow(number, tuple(row)) for number, row in body if len(row) == len(header))
    return RawTable(place.file, header, kept, header_row=start + 1, dropped=len(ragged)), problems


def _filled(row: list[str]) -> bool:
    return any(cell.strip() for cell in row)
