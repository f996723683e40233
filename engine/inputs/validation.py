"""The rules of single tables, as declared: those of each column, and that no key is repeated."""

from __future__ import annotations

import re
from decimal import Decimal

from engine.inputs.fields import Field
from engine.inputs.problems import Problem
from engine.inputs.rule_messages import rule_text
from engine.inputs.understanding import Understood

REQUIRED, UNIQUE_KEY = "vacio", "clave_repetida"


def validate(understood: Understood) -> list[Problem]:
    """Every broken rule of a table, one problem per cell and rule, in the order of rows and columns."""
    problems = []
    seen: set[tuple[Decimal | str | None, ...]] = set()
    for row, record in understood.rows.items():
        for field in understood.table.fields:
            if (row, field.name) not in understood.unreadable:
                problems += [_broken(understood, row, field, rule) for rule in broken_rules(field, record[field.name])]
        key = tuple(record[column] for column in understood.table.key)
        if key in seen:
            problems += _repeated(understood, row)
        seen.add(key)
    return problems


def broken_rules(field: Field, value: Decimal | str | None) -> list[str]:
    """Codes of the rules a value breaks.

    Args:
        field: Its column.
        value: Number of a numeric column, text of another, None when the cell is blank.
    """
    if value is None:
        return [] if field.blank else [REQUIRED]
    rules = {
        "minimo": field.minimum is not None and value < field.minimum,
        "maximo": field.maximum is not None and value > field.maximum,
        "permitido": bool(field.allowed) and value not in field.allowed,
        "patron": bool(field.pattern) and re.fullmatch(field.pattern, value) is None,
    }
    return [code for code, broken in rules.items() if broken]


def _broken(understood: Understood, row: int, field: Field, rule: str) -> Problem:
    value = understood.rows[row][field.name]
    return understood.place(row, field.name).error(rule, *rule_text(field, rule), "" if value is None else value)


def _repeated(understood: Understood, row: int) -> list[Problem]:
    key, column = understood.table.row_key(understood.rows[row]), understood.table.key[-1]
    if not key.strip("."):
        return []
    told = rule_text(understood.table.field(column), UNIQUE_KEY, understood.keys[key])
    return [understood.place(row, column).error(UNIQUE_KEY, *told, key)]
