"""CSV files as offices send them: bytes to rows of text, whatever the encoding and the separator.

What is unambiguous is read and said in a warning; what is not is an error.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from engine.inputs.folding import fold
from engine.inputs.problems import Place, Problem
from engine.inputs.raw import RawRow, RawTable

SEPARATORS = (",", ";", "\t")
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
_SPANISH_LETTERS = set("áéíóúüñÁÉÍÓÚÜÑ¿¡«»°ºª–—‘’“”…·•€´\u00a0²³½¼¾×±")


def read_csv(path: Path, file: str, columns: tuple[str, ...]) -> tuple[RawTable | None, list[Problem]]:
    """Read one CSV file.

    Args:
        path: The file.
        file: Its name for messages.
        columns: Columns expected, to recognise the separator and the header.
    """
    place = Place(file)
    text, problems = _decode(path.read_bytes(), place)
    if text is None:
        return None, problems
    separator = _separator(text, columns)
    if separator != ",":
        problems.append(_other_separator(place, separator))
    rows, fault = _split(text, separator, file)
    if fault:
        return None, [*problems, fault]
    return _to_table(rows, file, columns, problems)


def _split(text: str, separator: str, file: str) -> tuple[list[list[str]], Problem | None]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append(row)  # noqa: PERF402 - the rows before a fault are counted
    except csv.Error:
        return rows, Place(file, row=len(rows) + 1).error(
            "comillas",
            'hay una comilla (") que se abre y no se cierra, o que sobra',
            'Cierre la comilla; una comilla dentro de un texto se escribe doble ("").',
        )
    return rows, None


def header_position(rows: list[list[str]], columns: tuple[str, ...]) -> int:
    """Where the header is: the first of the top rows with half of the expected columns, else the first one."""
    for position, row in enumerate(rows[:10]):
        names = {fold(cell) for cell in row}
        if 2 * sum(column in names for column in columns) >= len(columns):
            return position
    return 0


def _to_table(
    rows: list[list[str]], file: str, columns: tuple[str, ...], problems: list[Problem]
) -> tuple[RawTable | None, list[Problem]]:
    place = Place(file)
    if not any(_filled(row) for row in rows):
        return None, [
            *problems,
            place.error("vacio", "el archivo está vacío", "Debe tener una fila de encabezados y los datos."),
        ]
    start = header_position(rows, columns)
    header = tuple(rows[start])
    body = [(number, row) for number, row in enumerate(rows[start + 1 :], start=start + 2) if _filled(row)]
    ragged = [(number, row) for number, row in body if len(row) != len(header)]
    problems += [_ragged(Place(file, row=number), len(row), len(header)) for number, row in ragged]
    kept = tuple(RawRow(number, tuple(row)) for number, row in body if len(row) == len(header))
    return RawTable(file, header, kept, header_row=start + 1, dropped=len(ragged)), problems


def _filled(row: list[str]) -> bool:
    return any(cell.strip() for cell in row)


def _decode(content: bytes, place: Place) -> tuple[str | None, list[Problem]]:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), [_other_encoding(place, "UTF-16")]
        if content.startswith(_NOT_TEXT) or b"\x00" in content:
            return None, [_not_csv(place)]
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        return _decode_windows(content, error.start, place)


def _decode_windows(content: bytes, start: int, place: Place) -> tuple[str | None, list[Problem]]:
    """Windows-1252 (the usual Latin-1 of Excel) when every letter it gives is Spanish; otherwise nothing is guessed."""
    text = content.decode("cp1252", errors="replace")
    if all(letter.isascii() or letter in _SPANISH_LETTERS for letter in text):
        return text, [_other_encoding(place, "Windows-1252 (Latin-1)")]
    row = content[:start].count(b"\n") + 1
    return None, [
        Place(place.file, row=row).error(
            "codificacion",
            "el archivo no está en UTF-8 y no se reconoce su codificación",
            "Ábralo en Excel y guárdelo como «CSV UTF-8 (delimitado por comas)».",
        )
    ]


def _separator(text: str, columns: tuple[str, ...]) -> str:
    """The separator that finds most of the expected columns in the header; a comma when none does better."""
    lines = text.splitlines()[:10]

    def found(separator: str) -> int:
        return max((sum(name in _names(line, separator) for name in columns) for line in lines), default=0)

    return max(SEPARATORS, key=found)


def _names(line: str, separator: str) -> set[str]:
    return {cell.strip().strip('"').lower() for cell in line.split(separator)}


def _other_encoding(place: Place, encoding: str) -> Problem:
    return place.warning(
        "codificacion",
        f"el archivo no está en UTF-8; se leyó como {encoding}",
        "Revise las tildes y guárdelo como «CSV UTF-8 (delimitado por comas)».",
    )


def _other_separator(place: Place, separator: str) -> Problem:
    name = {";": "punto y coma", "\t": "tabulador"}[separator]
    return place.warning(
        "separador",
        f"las columnas están separadas por {name}; se leyeron así",
        "No hace falta cambiar nada si los datos son correctos.",
    )


def _not_csv(place: Place) -> Problem:
    return place.error(
        "formato",
        "el archivo no es un CSV de texto, aunque su nombre lo diga",
        "Ábralo con el programa que lo creó y guárdelo como «CSV UTF-8 (delimitado por comas)».",
    )


def _ragged(place: Place, found: int, expected: int) -> Problem:
    return place.error(
        "fila_irregular",
        f"la fila tiene {found} celdas y el encabezado {expected}",
        "Escriba entre comillas los textos que tienen comas y complete las celdas que faltan.",
    )
