"""The tables of `data/`, declared once: validation, data dictionary, workbook templates and messages read this.

Names and descriptions are in Spanish because analysts meet them in files, templates and errors.
"""

from collections.abc import Iterable
from typing import Any

from engine.inputs.context import Context
from engine.inputs.fields import NUMERIC_KINDS, Field, RuleGroup, Schema, Table
from engine.inputs.problems import Problem
from lib.declarations.new_years import GUIDE, PROVENANCE, TEMPLATES
from lib.declarations.reference import REFERENCE_TABLES, VALID_FROM, VALID_TO
from lib.declarations.register import REGISTER_CODES, REGISTER_TABLES
from lib.declarations.yearly import LEVELS, RATINGS, STATES, YEARLY_TABLES

__all__ = ["LEVELS", "NUMERIC_KINDS", "RATINGS", "SCHEMA", "STATES", "TABLES", "Field", "Table"]

TABLES: dict[str, Table] = {
    table.name: table for table in (*REFERENCE_TABLES, REGISTER_CODES, *YEARLY_TABLES, *REGISTER_TABLES)
}
_LEVELS, _SCALE, _PACE = (
    ("alto", "medio"),
    ("muy_bueno", "bueno", "regular"),
    ("en_camino", "avance_acelerar", "limitado"),
)
_RATING = (
    *("avanzado_alto_minimo", "avanzado_sin_informacion_maximo", "objetivos_inicial_menor_que"),
    *("servicios_inicial_hasta", "seguimiento_inicial_desde"),
)
_FOCUS = ("ventas_minimas_uit", "ventas_maximas_uit", "anios_minimos_registro", "rezago_ventas_anios")
RULES = (
    RuleGroup("niveles", (*_LEVELS, "alerta_mayor_que"), ("alerta_mayor_que", *_LEVELS)),
    RuleGroup("valoracion", _RATING),
    RuleGroup("escala_mef", _SCALE, _SCALE),
    RuleGroup("pp0093", ("revisar_programacion_desde", "comentario_brecha_mayor_que")),
    RuleGroup("focalizacion", _FOCUS, ("ventas_maximas_uit", "ventas_minimas_uit")),
    RuleGroup("ritmo", _PACE, _PACE),
    RuleGroup("sensibilidad", ("variacion_pct",), optional=True),
    RuleGroup("compuestos", ("decimales_del_avance",), optional=True),
    RuleGroup("privacidad", ("minimo_empresas",), optional=True),
    RuleGroup("tolerancia", ("soles_por_fila",), optional=True),
)


def _check(context: Context) -> Iterable[Problem]:
    from lib.checks import run_checks  # they look at the declarations

    return run_checks(context)


def _draft(data: Any) -> str:
    from lib.pending import draft  # it looks at the sections, and they at the declarations

    return draft(data)


SCHEMA = Schema(
    tables=TABLES,
    check=_check,
    rules=RULES,
    templates=TEMPLATES,
    provenance=PROVENANCE,
    valid_from=VALID_FROM,
    valid_to=VALID_TO,
    others=("identities.toml",),
    guide=GUIDE,
    draft=_draft,
    command="python -m lib",
)
