"""Each table checked alone and against the codes it refers to; what broke a rule is set aside.

The checks between tables then look at sound cells only, so that one fault is said once, without its consequences.
Rows of the reference tables that begin after a year or ended before it are left out of it, so that one can be added
without a published year asking for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from decimal import Decimal
from difflib import get_close_matches

from engine.inputs.context import Context, Understood, codes_of
from engine.inputs.fields import Field, Record, Schema, Table
from engine.inputs.folding import fold, squeeze
from engine.inputs.problems import Problem, errors

Outside = dict[str, dict[str, str]]

_UNIQUE_KEY = "clave_repetida"
_SHOWN_CODES, _MOST_SUGGESTIONS = 10, 20


def sound_tables(tables: Mapping[str, Understood]) -> tuple[dict[str, Understood], list[Problem]]:
    """The sound part of each table, and every problem of single tables."""
    sound: dict[str, Understood] = {}
    problems: list[Problem] = []
    for name, understood in tables.items():
        complete = {each: item for each, item in sound.items() if not item.partial} | {name: understood}
        found = [*understood.problems, *_validate(understood)]
        for field in understood.table.fields:
            found += _unknown_codes(understood, field, complete)
        if understood.table.required and not understood.rows and not understood.raw.dropped:
            found.append(understood.table.lacking(understood.raw.place().problem("vacio-tabla")))
        sound[name] = _sound_part(understood, found)
        problems += found
    return sound, problems


def broken_rules(field: Field, value: Decimal | str | None) -> Iterator[tuple[str, dict[str, object]]]:
    """Each rule of its column that a value breaks: name of its message, and what that tells."""
    if value is None:
        if not field.blank:
            yield "vacio-valor", {"description": field.description}
    elif isinstance(value, Decimal):
        if field.minimum is not None and value < field.minimum:
            yield "minimo", {"limit": field.minimum, "description": field.description}
        if field.maximum is not None and value > field.maximum:
            yield "maximo", {"limit": field.maximum, "description": field.description}
    else:
        if field.allowed and value not in field.allowed:
            yield "permitido", {"allowed": ", ".join(field.allowed)}
        if field.pattern and not re.fullmatch(field.pattern, value):
            yield "patron", {"example": field.example}


def _validate(understood: Understood) -> Iterator[Problem]:
    """Every broken rule of a table, one problem per cell and rule, in the order of rows and columns."""
    table = understood.table
    seen: set[tuple[Decimal | str | None, ...]] = set()
    for row, record in understood.rows.items():
        for field in table.fields:
            if (row, field.name) not in understood.unreadable:
                for key, said in broken_rules(field, record[field.name]):
                    yield understood.raw.place(row, field.name).problem(key, record[field.name], **said)
        parts, name = tuple(record[part] for part in table.key), table.row_key(record)
        if parts in seen and name.strip("."):
            yield understood.raw.place(row, table.key[-1]).problem(_UNIQUE_KEY, name, row=understood.keys[name])
        seen.add(parts)


def _sound_part(understood: Understood, problems: list[Problem]) -> Understood:
    """Faulty cells become blank, rows whose code is faulty go away."""
    faulty = {(item.row, item.column): item.rule for item in errors(problems) if item.row and item.column}
    repeated = {row for (row, _column), rule in faulty.items() if rule == _UNIQUE_KEY}
    nameless = {row for row, column in faulty if column in understood.table.key} - repeated
    dropped = nameless | repeated
    rows = {
        row: {column: None if (row, column) in faulty else value for column, value in record.items()}
        for row, record in understood.rows.items()
        if row not in dropped
    }
    partial = understood.partial or bool(nameless) or not understood.rows
    return replace(understood, rows=rows, unreadable=understood.unreadable | faulty.keys(), partial=partial)


def _unknown_codes(understood: Understood, field: Field, tables: Mapping[str, Understood]) -> Iterator[Problem]:
    """Every well-formed code of a column that is in none of the tables it refers to."""
    codes = codes_of({name: item.keys.keys() for name, item in tables.items()})
    advised: dict[str, tuple[str, dict[str, str]]] = {}
    for row, record in understood.rows.items():
        code, known = record[field.name], codes(field, record)
        if known is None or not isinstance(code, str) or code in known:
            continue
        if field.pattern and not re.fullmatch(field.pattern, code):
            continue
        if code not in advised:  # only the first codes are compared with all that exist, which takes long
            advised[code] = _advice(code, known, suggest=len(advised) < _MOST_SUGGESTIONS)
        key, said = advised[code]
        names = field.referred_tables(record)
        files = ", ".join(f"{'' if tables[name].table.yearly else 'reference/'}{name}.csv" for name in names)
        yield understood.raw.place(row, field.name).problem(key, code, files=files, **said)


def _advice(code: str, known: Set[str], suggest: bool) -> tuple[str, dict[str, str]]:
    if suggest and (close := get_close_matches(code, sorted(known), n=1, cutoff=0.7)):
        return "referencia-parecido", {"meant": close[0]}
    if len(known) <= _SHOWN_CODES:
        return "referencia-lista", {"known": ", ".join(sorted(known))}
    return "referencia", {}


def check_helpers(context: Context) -> Iterator[Problem]:
    """What a template wrote beside a code is that code's: it shows when rows and codes were shifted."""
    for understood in context.tables.values():
        for column, table, name in understood.table.helpers:
            if column in understood.raw.columns and table in context.tables:
                meant = {code: str(record.get(name) or "") for code, record in context.rows(table).items()}
                yield from _shifted_rows(understood, column, meant, table=table, year=context.year)


def _shifted_rows(understood: Understood, column: str, meant: Mapping[str, str], **said: object) -> Iterator[Problem]:
    for number, cells in understood.raw.rows.items():
        code = understood.table.row_key(understood.rows.get(number, {}))
        written = squeeze(cells[understood.raw.columns[column]])
        if written and code in meant and fold(written) != fold(meant[code]):
            place = understood.raw.place(number, column)
            yield place.problem("fila_desplazada", written, code=code, meant=meant[code], **said)


def in_force(
    schema: Schema, tables: Mapping[str, Understood], year: int
) -> tuple[dict[str, Understood], list[Problem]]:
    """The tables with the reference rows that hold in a year, and what uses a code that does not hold.

    What a row belongs to limits it too, and the row of the same key in a table that limits its own.
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
        rows = understood.rows.items()
        held = {row: cells for row, cells in rows if understood.table.row_key(cells) not in outside[name]}
        kept[name] = replace(understood, rows=held) if outside[name] else understood
    return kept, problems


def _outside(schema: Schema, understood: Understood, before: Outside, year: int) -> dict[str, str]:
    """Why each code that does not hold in the year does not; what belongs to nothing comes first."""
    found: dict[str, str] = {}
    known = before | {understood.table.name: found}
    owners = {code: _owners(understood.table, code, record) for code, record in understood.records.items()}
    for code in sorted(owners, key=lambda each: bool(owners[each])):
        inherited = (known.get(name, {}).get(owner, "") for name, owner in owners[code])
        own = _limit(schema, understood.table, code, understood.records[code], year)
        if reason := own or next(filter(None, inherited), ""):
            found[code] = reason
    return found


def _owners(table: Table, code: str, record: Record) -> list[tuple[str, str]]:
    """What limits a row besides its own years: table and code."""
    owners = [(name, record[field.name]) for field in table.fields for name in field.refers_to]
    return [(name, str(owner)) for name, owner in owners if owner is not None] + [
        (name, code) for name in table.limited_by
    ]


def _limit(schema: Schema, table: Table, code: str, record: Record, year: int) -> str:
    first, last = record.get(schema.valid_from), record.get(schema.valid_to)
    began, ended = first is None or int(first) <= year, last is not None and int(last) < year
    if began and not ended:
        return ""
    return f"según reference/{table.name}.csv, {code} rige {f'hasta {last}' if began else f'desde {first}'}"


def _reversed(schema: Schema, understood: Understood) -> Iterator[Problem]:
    names = {"valid_from": schema.valid_from, "valid_to": schema.valid_to}
    for row, record in understood.rows.items():
        first, last = record.get(schema.valid_from), record.get(schema.valid_to)
        if first is not None and last is not None and int(last) < int(first):
            yield understood.raw.place(row, schema.valid_to).problem("vigencia", last, first=first, **names)


def _misused(understood: Understood, outside: Outside, year: int) -> Iterator[Problem]:
    """Codes of a year's table that do not hold in it; a table of years to come may name them."""
    for field in () if understood.table.looks_ahead else understood.table.fields:
        for row, record in understood.rows.items():
            code = record[field.name]
            reasons = (outside.get(name, {}).get(str(code), "") for name in field.referred_tables(record))
            if reason := next(filter(None, reasons), ""):
                yield understood.raw.place(row, field.name).problem("no_rige", code, year=year, reason=reason)
