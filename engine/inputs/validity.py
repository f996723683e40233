"""What holds in a year: the rows of the reference tables that begin later or ended earlier are left out of it.

So a row can be added to the reference tables without a published year asking for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.inputs.fields import Record, Table
from engine.inputs.problems import Problem
from engine.inputs.schema import Schema
from engine.inputs.understanding import Understood

Outside = dict[str, dict[str, str]]


def in_force(
    schema: Schema, tables: Mapping[str, Understood], year: int
) -> tuple[dict[str, Understood], list[Problem]]:
    """The tables with the reference rows that hold in a year.

    What a row belongs to limits it too, and the row of the same key in a table that limits its own.

    Returns:
        The tables, the year's own untouched, and what uses a code that does not hold.
    """
    outside: Outside = {}
    kept = dict(tables)
    problems: list[Problem] = []
    for name, understood in tables.items():
        if understood.table.yearly:
            problems += _misused(understood, outside, year)
            continue
        problems += _reversed(schema, understood)
        outside[name] = _outside(schema, understood, outside, year)
        if outside[name]:
            rows = understood.rows.items()
            held = {row: cells for row, cells in rows if understood.table.row_key(cells) not in outside[name]}
            kept[name] = replace(understood, rows=held)
    return kept, problems


def _outside(schema: Schema, understood: Understood, before: Outside, year: int) -> dict[str, str]:
    """Why each code that does not hold in the year does not; what belongs to nothing comes first."""
    table = understood.table
    found: dict[str, str] = {}
    known = before | {table.name: found}
    owners = {code: list(_owners(table, code, record)) for code, record in understood.records.items()}
    for code in sorted(owners, key=lambda each: bool(owners[each])):
        inherited = (known.get(name, {}).get(owner, "") for name, owner in owners[code])
        reason = _limit(schema, table, code, understood.records[code], year) or next(filter(None, inherited), "")
        if reason:
            found[code] = reason
    return found


def _owners(table: Table, code: str, record: Record) -> Iterator[tuple[str, str]]:
    """What limits a row besides its own years: table and code."""
    for field in table.fields:
        value = record[field.name]
        yield from ((name, str(value)) for name in field.refers_to if value is not None)
    yield from ((name, code) for name in table.limited_by)


def _limit(schema: Schema, table: Table, code: str, record: Record, year: int) -> str:
    first, last = record.get(schema.valid_from), record.get(schema.valid_to)
    file = f"reference/{table.name}.csv"
    if first is not None and year < int(first):
        return f"según {file}, {code} rige desde {first}"
    if last is not None and year > int(last):
        return f"según {file}, {code} rige hasta {last}"
    return ""


def _reversed(schema: Schema, understood: Understood) -> Iterator[Problem]:
    for row, record in understood.rows.items():
        first, last = record.get(schema.valid_from), record.get(schema.valid_to)
        if first is not None and last is not None and int(last) < int(first):
            message, advice = f"termina antes de empezar ({first})", f"Corrija {schema.valid_from} o {schema.valid_to}."
            yield understood.place(row, schema.valid_to).error("vigencia", message, advice, last)


def _misused(understood: Understood, outside: Outside, year: int) -> Iterator[Problem]:
    """Codes of a year's table that do not hold in it; a table of years to come may name them."""
    if understood.table.looks_ahead:
        return
    advice = "Borre la fila, o corrija ese año si la fuente dice otro."
    for field in understood.table.fields:
        for row, record in understood.rows.items():
            code = record[field.name]
            reasons = (outside.get(name, {}).get(str(code), "") for name in field.referred_tables(record))
            if reason := next(filter(None, reasons), ""):
                place = understood.place(row, field.name)
                yield place.error("no_rige", f"no rige en {year}: {reason}", advice, code)
