"""Codes that must exist in another table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from engine.inputs.fields import Field, Table
from engine.inputs.problems import Problem
from engine.inputs.understanding import Record, Understood

_SHOWN_CODES = 10


def check_references(understood: Understood, others: Mapping[str, Understood]) -> list[Problem]:
    """Every well-formed code of a table that is in none of the tables it refers to.

    Args:
        understood: The table.
        others: Tables read before it; one that lacks rows because they could not be read proves nothing.
    """
    tables = {name: item for name, item in others.items() if not item.partial} | {understood.table.name: understood}
    fields = [field for field in understood.table.fields if field.refers_to or field.refers_by]
    return [problem for field in fields for problem in _unknown_codes(understood, field, tables)]


def _unknown_codes(understood: Understood, field: Field, tables: Mapping[str, Understood]) -> Iterator[Problem]:
    for row, record in understood.rows.items():
        names = referred_tables(field, record)
        code = record[field.name]
        if not names or code is None or any(name not in tables for name in names):
            continue
        if field.pattern and not re.fullmatch(field.pattern, str(code)):
            continue
        known = {*field.also}.union(*(tables[name].keys for name in names))
        if code not in known:
            yield understood.place(row, field.name).error(
                "referencia", _unknown([tables[name].table for name in names]), _advice(str(code), known), code
            )


def referred_tables(field: Field, record: Record) -> list[str]:
    """Tables the code of a row refers to."""
    return list(field.refers_to) + [table for name, value, table in field.refers_by if record.get(name) == value]


def _unknown(tables: list[Table]) -> str:
    files = ", ".join(f"{'' if table.yearly else 'reference/'}{table.name}.csv" for table in tables)
    return f"el código no existe en {files}"


def _advice(code: str, known: set[str]) -> str:
    if close := get_close_matches(code, sorted(known), n=1, cutoff=0.7):
        return f"¿Quiso decir {close[0]}? Si es un código nuevo, agréguelo primero a esa tabla."
    if len(known) <= _SHOWN_CODES:
        return "Use uno de estos: {}.".format(", ".join(sorted(known)))
    return "Corrija el código o agréguelo primero a esa tabla."
