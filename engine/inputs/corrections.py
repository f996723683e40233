"""`data/<year>/corrections.toml`: known errors of a source, corrected at loading and never in the file.

A correction says the value it expects to find: once the source no longer holds it, the correction is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from engine.inputs.fields import Field
from engine.inputs.problems import Place, Problem
from engine.inputs.toml_files import read_toml
from engine.inputs.understanding import Understood, exact

REQUIRED_KEYS = ("tabla", "clave", "columna", "valor_anterior", "valor_nuevo", "motivo", "fecha")


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


def read_corrections(year: int, root: Path) -> tuple[list[Correction], list[Problem]]:
    """The corrections of a year, with what is wrong in the file."""
    file = f"{year}/corrections.toml"
    path, place = root / file, Place(file)
    if not path.exists():
        return [], []
    content, problems = read_toml(path, place, parse_float=str)
    if content is None:
        return [], problems
    declared = content.get("correccion", [])
    if not isinstance(declared, list) or not all(isinstance(item, dict) for item in declared):
        return [], [place.error("correccion", "las correcciones no están escritas como se espera", _how_to_declare())]
    placed = list(zip(_lines(path, len(declared)), declared, strict=True))
    problems = [problem for line, item in placed for problem in _incomplete(item, file, line)]
    return ([], problems) if problems else ([_correction(item, file, line) for line, item in placed], [])


def _lines(path: Path, count: int) -> list[int]:
    """The line of each `[[correccion]]`; the first line for corrections written otherwise."""
    text = path.read_text(encoding="utf-8-sig")
    found = [
        number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*correccion\s*\]\]", line)
    ]
    return found if len(found) == count else [1] * count


def apply_corrections(
    tables: Mapping[str, Understood], corrections: list[Correction]
) -> tuple[dict[str, Understood], list[Problem]]:
    """Tables with the corrections applied; the ones that cannot be are problems."""
    corrected, problems = dict(tables), []
    for item in corrections:
        problem = _impossible(corrected, item)
        if problem:
            problems.append(problem)
            continue
        understood = corrected[item.table]
        row = understood.keys[item.key]
        new = _typed(understood.table.field(item.column), item.new)
        corrected[item.table] = replace(
            understood, rows={**understood.rows, row: {**understood.rows[row], item.column: new}}
        )
    return corrected, problems


def _impossible(tables: Mapping[str, Understood], item: Correction) -> Problem | None:
    """Why a correction cannot be applied; None when it can."""
    file, line, _column = item.source.rsplit(":", 2)
    place = Place(file, row=int(line))
    understood = tables.get(item.table)
    if understood is None or item.column not in understood.table.columns or item.key not in understood.keys:
        message = "la corrección señala una celda que no existe: {}, fila {}, columna {}"
        return place.error(
            "correccion",
            message.format(item.table, item.key, item.column),
            "Corrija la tabla, la clave o la columna.",
        )
    field = understood.table.field(item.column)
    if field.numeric and not all(re.fullmatch(r"(-?\d+(\.\d+)?)?", text) for text in (item.old, item.new)):
        message = f"la columna {item.column} es de números y la corrección no lo es"
        return place.error("correccion", message, "Escriba los dos valores como números.", item.new)
    found = understood.records[item.key][item.column]
    return None if found == _typed(field, item.old) else _stale(place, item, found)


def _stale(place: Place, item: Correction, found: Decimal | str | None) -> Problem:
    message = "la fuente ya no tiene el valor que se corrige: se esperaba «{}» en {}, fila {}, columna {}"
    return place.error(
        "correccion_vencida",
        message.format(item.old, item.table, item.key, item.column),
        "Si la fuente ya está corregida, borre esta corrección.",
        "" if found is None else found,
    )


def _typed(field: Field, text: str) -> Decimal | str | None:
    if not text:
        return None
    return exact(text) if field.numeric else text


def _incomplete(item: Mapping[str, object], file: str, line: int) -> list[Problem]:
    return [
        Place(file, row=line).error("correccion", f"a la corrección le falta «{key}»", _how_to_declare())
        for key in REQUIRED_KEYS
        if key not in item
    ]


def _how_to_declare() -> str:
    return "Una corrección es una sección [[correccion]] con: {}.".format(", ".join(REQUIRED_KEYS))


def _correction(item: Mapping[str, object], file: str, line: int) -> Correction:
    return Correction(*(str(item[key]) for key in REQUIRED_KEYS), source=f"{file}:{line}:{item['columna']}")
