"""`data/<year>/corrections.toml`: known errors of a source, corrected at loading and never in the file.

A correction says the value it expects to find: once the source no longer holds it, the correction is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from engine.inputs.fields import Field
from engine.inputs.files import Folder
from engine.inputs.problems import Place, Problem
from engine.inputs.understanding import Understood, exact

REQUIRED_KEYS = ("tabla", "clave", "columna", "valor_anterior", "valor_nuevo", "motivo", "fecha")
_HOW_TO_DECLARE = f"Una corrección es una sección [[correccion]] con: {', '.join(REQUIRED_KEYS)}."
_NUMBER = re.compile(r"(-?\d{1,15}(\.\d{1,20})?)?", re.ASCII)


@dataclass(frozen=True)
class Correction:
    """One declared correction.

    Attributes:
        table, key, column: The cell.
        old: Value the source holds; empty for blank.
        new: Value used instead; empty for blank.
        reason: Why, with its document.
        date: When it was decided (AAAA-MM-DD).
        source: `file:line:column` of the declaration.
    """

    table: str
    key: str
    column: str
    old: str
    new: str
    reason: str
    date: str
    source: str


def corrections_file(year: int) -> str:
    """Where the corrections of a year are declared."""
    return f"{year}/corrections.toml"


def read_corrections(year: int, folder: Folder) -> tuple[list[Correction], list[Problem]]:
    """The corrections of a year, with what is wrong in the file."""
    file = corrections_file(year)
    place = Place(file)
    if not folder.has(file):
        return [], []
    content, problems = folder.toml(file, parse_float=str)
    if content is None:
        return [], problems
    declared = content.pop("correccion", [])
    if not isinstance(declared, list) or not all(isinstance(item, dict) for item in declared):
        message = "las correcciones no están escritas como se espera"
        return [], [place.error("correccion", message, _HOW_TO_DECLARE)]
    lines = _lines((folder.read(file)[0] or b"").decode("utf-8-sig"), len(declared))
    problems = [_unknown_key(place, key) for key in content]
    problems += [problem for line, item in zip(lines, declared, strict=True) for problem in _faults(item, file, line)]
    if problems:
        return [], problems
    return [_correction(item, f"{file}:{line}") for line, item in zip(lines, declared, strict=True)], []


def _correction(item: Mapping[str, object], place: str) -> Correction:
    table, key, column, old, new, reason, date = (str(item[name]) for name in REQUIRED_KEYS)
    return Correction(table, key, column, old, new, reason, date, f"{place}:{column}")


def _lines(text: str, count: int) -> list[int]:
    """The line of each `[[correccion]]`; the first line for corrections written otherwise."""
    found = [
        number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*correccion\s*\]\]", line)
    ]
    return found if len(found) == count else [1] * count


def _faults(item: Mapping[str, object], file: str, line: int) -> Iterator[Problem]:
    place = Place(file, row=line)
    for key in REQUIRED_KEYS:
        if key not in item:
            yield place.error("correccion", f"a la corrección le falta «{key}»", _HOW_TO_DECLARE)
    yield from (_unknown_key(place, key) for key in item if key not in REQUIRED_KEYS)


def _unknown_key(place: Place, key: str) -> Problem:
    return place.error("correccion", f"«{key}» no es parte de una corrección", _HOW_TO_DECLARE)


def apply_corrections(
    tables: Mapping[str, Understood], corrections: list[Correction]
) -> tuple[dict[str, Understood], list[Problem]]:
    """Tables with the corrections applied; the ones that cannot be are problems."""
    corrected, problems = dict(tables), []
    for item in corrections:
        if problem := _impossible(corrected, item):
            problems.append(problem)
            continue
        understood = corrected[item.table]
        row = understood.keys[item.key]
        cells = {**understood.rows[row], item.column: _typed(understood.table.field(item.column), item.new)}
        corrected[item.table] = replace(understood, rows={**understood.rows, row: cells})
    return corrected, problems


def _impossible(tables: Mapping[str, Understood], item: Correction) -> Problem | None:
    """Why a correction cannot be applied; None when it can."""
    file, line, _column = item.source.split(":", 2)
    place, cell = Place(file, row=int(line)), f"{item.table}, fila {item.key}, columna {item.column}"
    understood = tables.get(item.table)
    if understood is None or item.column not in understood.table.columns or item.key not in understood.keys:
        message = f"la corrección señala una celda que no existe: {cell}"
        return place.error("correccion", message, "Corrija la tabla, la clave o la columna.")
    field = understood.table.field(item.column)
    if field.numeric and not all(_NUMBER.fullmatch(text) for text in (item.old, item.new)):
        message = f"la columna {item.column} es de números y la corrección no lo es"
        return place.error("correccion", message, "Escriba los dos valores como números.", item.new)
    found = understood.records[item.key][item.column]
    if found == _typed(field, item.old):
        return None
    message = f"la fuente ya no tiene el valor que se corrige: se esperaba «{item.old}» en {cell}"
    advice = "Si la fuente ya está corregida, borre esta corrección."
    return place.error("correccion_vencida", message, advice, "" if found is None else found)


def _typed(field: Field, text: str) -> Decimal | str | None:
    if not text:
        return None
    return exact(text) if field.numeric else text
