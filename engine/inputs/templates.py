"""What next year's tables hold before anybody fills them in: every expected row, goals where known, blank values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from engine.inputs.context import Context
from engine.inputs.fields import CODE, YEAR, Record, Table
from engine.inputs.schema import Schema


@dataclass(frozen=True)
class Template:
    """One table to fill in.

    Attributes:
        table: Its declaration.
        header: Columns, those that only help the reader right after the code.
        rows: Text cells.
    """

    table: Table
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def templates(schema: Schema, reference: Context, previous: Context | None, year: int) -> list[Template]:
    """The templates of all yearly tables."""
    before = previous or Context({}, year - 1, {})
    return [_template(table, _records(schema, table, reference, before, year), reference) for table in schema.yearly]


def every_code(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    """A row for each code that the key may hold."""
    key = table.field(table.key[0])
    codes = [code for name in key.refers_to for code in reference.rows(name)]
    return [{key.name: code} for code in (*codes, *key.also, *key.allowed)]


def carried_rows(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    """Last year's rows without what is to be filled in; years move with the report."""
    step = year - before.year
    return [_carried(table, record, before.year, step) for record in before.rows(table.name).values()]


def _carried(table: Table, record: Record, last: int, step: int) -> Record:
    kept: Record = {}
    for field in table.fields:
        value = None if field.fill else record[field.name]
        if field.kind == YEAR and isinstance(value, Decimal):
            value += step
        if isinstance(value, str) and field.kind == CODE:
            value = re.sub(rf"_({last}|{last - 1})$", lambda found: f"_{int(found[1]) + step}", value)
        kept[field.name] = value
    return kept


def _records(schema: Schema, table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    make = schema.templates.get(table.name)
    made = make(table, reference, before, year) if make else []
    return [record for record in made if table.looks_ahead or _holds(schema, table, record, reference)]


def _holds(schema: Schema, table: Table, record: Record, reference: Context) -> bool:
    """Whether what a row refers to is in force in the new year."""
    for field in table.fields:
        code = record.get(field.name)
        names = [name for name in field.referred_tables(record) if not schema.tables[name].yearly]
        if code is not None and names and code not in {*field.also}.union(*map(reference.rows, names)):
            return False
    return True


def _template(table: Table, records: Iterable[Record], reference: Context) -> Template:
    last_key = table.columns.index(table.key[-1]) + 1
    helpers = tuple(name for name, _table, _column in table.helpers)
    header = (*table.columns[:last_key], *helpers, *table.columns[last_key:])
    rows = []
    for record in records:
        cells = record | _helper_cells(table, record, reference)
        rows.append(tuple(_text(cells.get(name)) for name in header))
    return Template(table, header, tuple(rows))


def _helper_cells(table: Table, record: Record, reference: Context) -> Record:
    code = table.row_key(record)
    return {name: reference.rows(source).get(code, {}).get(column) for name, source, column in table.helpers}


def _text(value: Decimal | str | None) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else value
