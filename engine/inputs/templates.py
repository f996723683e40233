"""What next year's tables hold before anybody fills them in: every expected row, goals where known, blank values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from engine.inputs.fields import YEAR, Table
from engine.inputs.references import referred_tables
from engine.inputs.understanding import Record
from lib.checks import Context
from lib.declarations import TABLES
from lib.declarations.yearly import ANNOUNCED_GOALS, POLICY_TOTAL, PROGRAMME_TOTAL, PUBLISHED_RATING

_REFERENCE_CATEGORIES = {"region": ("regions", "nombre"), "tamano": ("size_classes", "nombre")}


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


def templates(reference: Context, previous: Context | None, year: int) -> list[Template]:
    """The templates of all yearly tables.

    Args:
        reference: The reference tables.
        previous: Last year's tables; None when there is no earlier year.
        year: The new year.
    """
    before = previous or Context({}, year - 1, {})
    return [
        _template(table, _records(table, reference, before, year), reference)
        for table in TABLES.values()
        if table.yearly
    ]


def _records(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    made = _MAKERS.get(table.name, _no_rows)(table, reference, before, year)
    return [record for record in made if table is ANNOUNCED_GOALS or _holds(table, record, reference)]


def _holds(table: Table, record: Record, reference: Context) -> bool:
    """Whether what a row refers to is in force in the new year."""
    for field in table.fields:
        code = record.get(field.name)
        names = [name for name in referred_tables(field, record) if not TABLES[name].yearly]
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


def _no_rows(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    return []


def _carried_rows(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    """Last year's rows without what is to be filled in; years move with the report."""
    step = year - before.year
    return [_carried(table, record, before.year, step) for record in before.rows(table.name).values()]


def _carried(table: Table, record: Record, last: int, step: int) -> Record:
    kept: Record = {}
    for field in table.fields:
        value = None if field.fill else record[field.name]
        if field.kind == YEAR and isinstance(value, Decimal):
            value += step
        if isinstance(value, str) and field.name in ("codigo", "parte_de"):
            value = re.sub(rf"_({last}|{last - 1})$", lambda found: f"_{int(found[1]) + step}", value)
        kept[field.name] = value
    return kept


def _results(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    announced = {
        record["codigo"]: record["logro_esperado"]
        for record in before.rows("announced_goals").values()
        if record["anio"] == year
    }
    final = {
        code: sheet["meta_final_valor"]
        for code, sheet in reference.rows("indicators").items()
        if sheet["meta_final_anio"] == year
    }
    goals = final | announced
    return [{"codigo": code, "logro_esperado": goals.get(code)} for code in reference.rows("indicators")]


def _announced(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    """Goals of years still to come."""
    return [dict(record) for record in before.rows(table.name).values() if Decimal(str(record["anio"])) > year]


def _baselines(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    """A copy of the sheets' baselines, so that a later change of a sheet is noticed."""
    return [
        {"codigo": code, "linea_base_anio": sheet["linea_base_anio"], "linea_base_valor": sheet["linea_base_valor"]}
        for code, sheet in reference.rows("indicators").items()
        if sheet["linea_base_valor"] is not None
    ]


def _levels(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    return [{"codigo": code} for code in [*reference.rows("objectives"), POLICY_TOTAL]]


def _rating(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    return [{"juicio": judgement} for judgement in PUBLISHED_RATING.field("juicio").allowed]


def _execution(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    return [{"codigo": code} for code in [*reference.rows("programme"), PROGRAMME_TOTAL]]


def _coverage(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    """Last year's categories, and the regions and sizes that it did not publish."""
    records = _carried_rows(table, reference, before, year)
    for dimension, (source, name) in _REFERENCE_CATEGORIES.items():
        model = next((record for record in records if record["dimension"] == dimension), _first_category(dimension))
        given = {record["categoria"] for record in records if record["dimension"] == dimension}
        records += [
            model | {"categoria": code, "nombre": row[name]}
            for code, row in reference.rows(source).items()
            if code not in given
        ]
    if not any(record["dimension"] == "atendidas" for record in records):
        attended = {"categoria": "total", "nombre": "Empresas atendidas", "base": None}
        records.insert(0, _first_category("atendidas") | attended)
    order = list(dict.fromkeys(record["dimension"] for record in records))
    return sorted(records, key=lambda record: order.index(record["dimension"]))


def _first_category(dimension: str) -> Record:
    return {"dimension": dimension, "unidad": "Empresas", "base": "atendidas.total", "respuesta_multiple": "no"}


def _text(value: Decimal | str | None) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else value


_MAKERS: dict[str, Callable[[Table, Context, Context, int], list[Record]]] = {
    "indicator_results": _results,
    "announced_goals": _announced,
    "baselines": _baselines,
    "service_levels": _levels,
    "published_rating": _rating,
    "programme_execution": _execution,
    "coverage": _coverage,
    "service_facts": _carried_rows,
    "policy_facts": _carried_rows,
    "context": _carried_rows,
}
