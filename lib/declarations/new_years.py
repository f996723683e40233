"""How the rows of a new year's tables are made from the reference tables and last year's."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

from engine.inputs.context import Context
from engine.inputs.fields import Maker, Record, Table
from engine.inputs.templates import carried_rows, every_code

_REFERENCE_CATEGORIES = {"region": ("regions", "nombre"), "tamano": ("size_classes", "nombre")}
_BASE_COLUMNS = ("codigo", "linea_base_anio", "linea_base_valor")


def _results(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    """Every indicator, with the goal that was announced for the year or ends in it."""
    announced = {
        record["codigo"]: record["logro_esperado"]
        for record in before.rows("announced_goals").values()
        if record["anio"] == year
    }
    sheets = reference.rows("indicators")
    final = {code: sheet["meta_final_valor"] for code, sheet in sheets.items() if sheet["meta_final_anio"] == year}
    return [{"codigo": code, "logro_esperado": (final | announced).get(code)} for code in sheets]


def _announced(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    """Goals of years still to come."""
    return [dict(record) for record in before.rows(table.name).values() if Decimal(str(record["anio"])) > year]


def _baselines(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    """A copy of the sheets' baselines, so that a later change of a sheet is noticed."""
    sheets = reference.rows("indicators").values()
    return [{name: sheet[name] for name in _BASE_COLUMNS} for sheet in sheets if sheet["linea_base_valor"] is not None]


def _coverage(table: Table, reference: Context, before: Context, year: int) -> list[Record]:
    """Last year's categories, and the regions and sizes that it did not publish."""
    records = carried_rows(table, reference, before, year)
    unit = next(iter(reference.own["programa"].get("unidades", ())), None)
    first: Record = {"unidad": unit, "base": "atendidas.total", "respuesta_multiple": "no"}
    for dimension, (source, name) in _REFERENCE_CATEGORIES.items():
        model: Record = next(
            (each for each in records if each["dimension"] == dimension), first | {"dimension": dimension}
        )
        given = {record["categoria"] for record in records if record["dimension"] == dimension}
        records += [
            model | {"categoria": code, "nombre": row[name]}
            for code, row in reference.rows(source).items()
            if code not in given
        ]
    if not any(record["dimension"] == "atendidas" for record in records):
        attended: Record = {"dimension": "atendidas", "categoria": "total", "nombre": f"{unit} atendidas", "base": None}
        records.insert(0, first | attended)
    order = list(dict.fromkeys(record["dimension"] for record in records))
    return sorted(records, key=lambda record: order.index(record["dimension"]))


TEMPLATES: dict[str, Maker] = {
    "indicator_results": _results,
    "announced_goals": _announced,
    "baselines": _baselines,
    "service_levels": every_code,
    "published_rating": every_code,
    "programme_execution": every_code,
    "coverage": _coverage,
    "service_facts": carried_rows,
    "policy_facts": carried_rows,
    "context": carried_rows,
}
_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PROVENANCE: dict[str, dict[str, str]] = _TOLD["provenance"]
GUIDE: tuple[str, ...] = tuple(_TOLD["guide"])
