"""Each table checked alone and against the codes it refers to; what broke a rule is set aside.

The checks between tables then look at sound cells only, so that one fault is said once, without its consequences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.inputs.problems import Problem, errors
from engine.inputs.references import check_references
from engine.inputs.understanding import Understood
from engine.inputs.validation import UNIQUE_KEY, validate


def sound_tables(tables: Mapping[str, Understood]) -> tuple[dict[str, Understood], list[Problem]]:
    """The sound part of each table, and every problem of single tables.

    Args:
        tables: Tables as understood, each after those its codes refer to.
    """
    sound: dict[str, Understood] = {}
    problems: list[Problem] = []
    for name, understood in tables.items():
        found = [
            *understood.problems,
            *validate(understood),
            *check_references(understood, sound),
            *_no_rows(understood),
        ]
        sound[name] = _sound_part(understood, found)
        problems += found
    return sound, problems


def _sound_part(understood: Understood, problems: list[Problem]) -> Understood:
    """Faulty cells become blank, rows whose code is faulty go away."""
    faulty = {(item.row, item.column): item.rule for item in errors(problems) if item.row and item.column}
    keys = understood.table.key
    repeated = {row for (row, _column), rule in faulty.items() if rule == UNIQUE_KEY}
    nameless = {row for row, column in faulty if column in keys} - repeated
    rows = {
        row: {column: None if (row, column) in faulty else value for column, value in record.items()}
        for row, record in understood.rows.items()
        if row not in nameless | repeated
    }
    partial = understood.partial or bool(nameless) or not understood.rows
    return replace(understood, rows=rows, unreadable=understood.unreadable | faulty.keys(), partial=partial)


def _no_rows(understood: Understood) -> list[Problem]:
    if understood.rows or understood.raw.dropped or not understood.table.required:
        return []
    return [understood.place().error("vacio", "la tabla no tiene filas", "Complete los datos debajo del encabezado.")]
