"""Each table checked alone and against the codes it refers to; what broke a rule is set aside.

The checks between tables then look at sound cells only, so that one fault is said once, without its consequences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from engine.inputs.fields import Field
from engine.inputs.problems import Problem, errors
from engine.inputs.references import check_references
from engine.inputs.understanding import Understood

_UNIQUE_KEY = "clave_repetida"


def sound_tables(tables: Mapping[str, Understood]) -> tuple[dict[str, Understood], list[Problem]]:
    """The sound part of each table, and every problem of single tables."""
    sound: dict[str, Understood] = {}
    problems: list[Problem] = []
    for name, understood in tables.items():
        found = [*understood.problems, *_validate(understood), *check_references(understood, sound)]
        if understood.table.required and not understood.rows and not understood.raw.dropped:
            message, advice = "la tabla no tiene filas", "Complete los datos debajo del encabezado."
            found.append(understood.table.lacking(understood.place(), "vacio", message, advice))
        sound[name] = _sound_part(understood, found)
        problems += found
    return sound, problems


def broken_rules(field: Field, value: Decimal | str | None) -> Iterator[tuple[str, str, str]]:
    """Code, message and advice of each rule of its column that a value breaks."""
    if value is None:
        if not field.blank:
            yield "vacio", "falta el valor", f"Complete la celda: {field.description}."
        return
    if isinstance(value, Decimal):
        advice = f"Corrija el valor: {field.description}."
        if field.minimum is not None and value < field.minimum:
            yield "minimo", f"debe ser {field.minimum:g} o más", advice
        if field.maximum is not None and value > field.maximum:
            yield "maximo", f"debe ser {field.maximum:g} o menos", advice
        return
    if field.allowed and value not in field.allowed:
        yield "permitido", "no es un valor permitido", f"Escriba uno de estos: {', '.join(field.allowed)}."
    if field.pattern and not re.fullmatch(field.pattern, value):
        yield "patron", "el código no tiene la forma esperada", f"Escríbalo como en el ejemplo: {field.example}."


def _validate(understood: Understood) -> Iterator[Problem]:
    """Every broken rule of a table, one problem per cell and rule, in the order of rows and columns."""
    table, column = understood.table, understood.table.key[-1]
    seen: set[tuple[Decimal | str | None, ...]] = set()
    for row, record in understood.rows.items():
        for field in table.fields:
            value = record[field.name]
            if (row, field.name) not in understood.unreadable:
                for broken in broken_rules(field, value):
                    yield understood.place(row, field.name).error(*broken, "" if value is None else value)
        key, name = tuple(record[part] for part in table.key), table.row_key(record)
        if key in seen and name.strip("."):
            message = f"el código ya está en la fila {understood.keys[name]}"
            advice = "Deje una sola fila, o corrija el código si Excel le quitó ceros."
            yield understood.place(row, column).error(_UNIQUE_KEY, message, advice, name)
        seen.add(key)


def _sound_part(understood: Understood, problems: list[Problem]) -> Understood:
    """Faulty cells become blank, rows whose code is faulty go away."""
    faulty = {(item.row, item.column): item.rule for item in errors(problems) if item.row and item.column}
    keys = understood.table.key
    repeated = {row for (row, _column), rule in faulty.items() if rule == _UNIQUE_KEY}
    nameless = {row for row, column in faulty if column in keys} - repeated
    dropped = nameless | repeated
    rows = {
        row: {column: None if (row, column) in faulty else value for column, value in record.items()}
        for row, record in understood.rows.items()
        if row not in dropped
    }
    partial = understood.partial or bool(nameless) or not understood.rows
    return replace(understood, rows=rows, unreadable=understood.unreadable | faulty.keys(), partial=partial)
