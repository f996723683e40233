"""How the rows of a new year's tables are made from the reference tables and last year's."""

from __future__ import annotations

from decimal import Decimal

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
    for dimension, (source, name) in _REFERENCE_CATEGORIES.items():
        model = next((record for record in records if record["dimension"] == dimension), _first_category(dimension))
        given = {record["categoria"] for record in records if record["dimension"] == dimension}
        records += [
            model | {"categoria": code, "nombre": row[name]}
            for code, row in reference.rows(source).items()
            if code not in given
        ]
    if not any(record["dimension"] == "atendidas" for record in records):
        attended: Record = {"categoria": "total", "nombre": "Empresas atendidas", "base": None}
        records.insert(0, _first_category("atendidas") | attended)
    order = list(dict.fromkeys(record["dimension"] for record in records))
    return sorted(records, key=lambda record: order.index(record["dimension"]))


def _first_category(dimension: str) -> Record:
    return {"dimension": dimension, "unidad": "Empresas", "base": "atendidas.total", "respuesta_multiple": "no"}


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
PROVENANCE = {
    "baselines": {
        "descripcion": "Copia de las líneas base de las fichas al crear el año; sirve para notar si después cambian.",
        "productor": "Este proyecto",
        "documento": "reference/indicators.csv",
        "ubicacion": "Columnas linea_base_anio y linea_base_valor",
        "licencia": "La de las fichas",
        "tipo": "propio",
    }
}
GUIDE = (
    "1. Complete las celdas amarillas. Las grises ya están dadas y no se cambian.",
    "2. Deje vacío lo que la fuente no da. No escriba «n.d.» ni guiones: el motivo va en la columna estado "
    "(NP no programado, ND no disponible).",
    "3. Los números van sin S/, sin % y sin separador de miles; un porcentaje de 12.5 % se escribe 12.5.",
    "4. En cita copie la frase del documento de donde sale el dato.",
    "5. En la hoja Procedencia diga de qué documento viene cada tabla y de qué tipo son los datos.",
    "6. Guarde el libro en data/{year}/{year}.xlsx y ejecute «python -m lib check --year {year}». También puede "
    "completar los CSV de esa carpeta en vez del libro, tabla por tabla.",
)
