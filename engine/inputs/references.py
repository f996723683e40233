"""Codes that must exist in another table, and what a template wrote beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from engine.inputs.context import Context
from engine.inputs.fields import Field, Record
from engine.inputs.folding import fold, squeeze
from engine.inputs.problems import Problem
from engine.inputs.understanding import Understood

_SHOWN_CODES = 10
_MOST_SUGGESTIONS = 20


def check_references(understood: Understood, others: Mapping[str, Understood]) -> list[Problem]:
    """Every well-formed code of a table that is in none of the tables it refers to."""
    tables = {name: item for name, item in others.items() if not item.partial} | {understood.table.name: understood}
    fields = [field for field in understood.table.fields if field.refers_to or field.refers_by]
    return [problem for field in fields for problem in _unknown_codes(understood, field, tables)]


def _unknown_codes(understood: Understood, field: Field, tables: Mapping[str, Understood]) -> Iterator[Problem]:
    known: dict[tuple[str, ...], set[str]] = {}
    advices: dict[object, str] = {}
    for row, record in understood.rows.items():
        names, code = field.referred_tables(record), record[field.name]
        if not names or code is None or any(name not in tables for name in names):
            continue
        if field.pattern and not re.fullmatch(field.pattern, str(code)):
            continue
        if names not in known:
            known[names] = {*field.also}.union(*(tables[name].keys for name in names))
        if code not in known[names]:
            if code not in advices:
                advices[code] = _advice(str(code), known[names], suggest=len(advices) < _MOST_SUGGESTIONS)
            files = [f"{'' if tables[name].table.yearly else 'reference/'}{name}.csv" for name in names]
            message = f"el código no existe en {', '.join(files)}"
            yield understood.place(row, field.name).error("referencia", message, advices[code], code)


def _advice(code: str, known: set[str], suggest: bool) -> str:
    """What to do; only the first unknown codes are compared with all that exist, which takes long."""
    if suggest and (close := get_close_matches(code, sorted(known), n=1, cutoff=0.7)):
        return f"¿Quiso decir {close[0]}? Si es un código nuevo, agréguelo primero a esa tabla."
    if len(known) <= _SHOWN_CODES:
        return f"Use uno de estos: {', '.join(sorted(known))}."
    return "Corrija el código o agréguelo primero a esa tabla."


def check_helpers(context: Context) -> Iterator[Problem]:
    """What a template wrote beside a code is that code's: it shows when rows and codes were shifted."""
    for understood in context.tables.values():
        for column, table, name in understood.table.helpers:
            if column in understood.raw.columns and table in context.tables:
                yield from _check_helper(understood, column, context.rows(table), name)


def _check_helper(understood: Understood, column: str, expected: Mapping[str, Record], name: str) -> Iterator[Problem]:
    position = understood.raw.columns[column]
    for row in understood.raw.rows:
        code = understood.table.row_key(understood.rows.get(row.number, {}))
        written, meant = squeeze(row.cells[position]), str(expected.get(code, {}).get(name) or "")
        if written and code in expected and fold(written) != fold(meant):
            message = f"no corresponde al código {code}, que es «{meant}»"
            advice = "¿Se desplazaron las filas o se cambió el código? Revise la fila entera."
            yield understood.place(row.number, column).error("fila_desplazada", message, advice, written)
