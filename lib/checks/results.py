"""Results of the year against the indicators' sheets: every indicator once, values of their size, levels as the report gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.inputs.context import Context
from engine.inputs.problems import Problem
from engine.spanish import plural
from engine.traced import Traced
from lib.checks.rows import INDICATORS, RESULTS, Row, listed, lost, row_of, rows, tell
from lib.declarations.tables import PROPORTION
from lib.progress import avance_tipo_1, nivel

OTHER_MAGNITUDE = 10
_ORDINAL = "quintil"
_PERCENTAGES, _APART = (50, 150), 3  # what an avance looks like, and how far it is from a value


def check_every_indicator(context: Context) -> Iterator[Problem]:
    """Each indicator of the sheets has its row."""
    for code in lost(context, RESULTS, context.rows(INDICATORS)):
        yield tell(
            context, "fila_falta-indicador", RESULTS, code=code, name=row_of(context, INDICATORS, code)["nombre_corto"]
        )


def check_magnitudes(context: Context) -> Iterator[Problem]:
    """Goal, result and base of the same sign and order of magnitude: else a wrong unit, a lost point, a shifted row."""
    for row in rows(context, RESULTS):
        sheet, goal = row_of(context, INDICATORS, row.key), row.number("logro_esperado")
        base = sheet.number("linea_base_valor")
        pairs = [("valor_obtenido", "el logro esperado", goal), ("logro_esperado", "la línea base", base)]
        if not goal.known:
            pairs = [("valor_obtenido", "la línea base", base)]
        for column, name, other in pairs:
            value = row.number(column)
            if value * other < 0:
                yield row.problem("signo-parecido", column, name=name, other=other)
            elif differs_by(OTHER_MAGNITUDE, value, other):
                yield row.problem("orden_de_magnitud-parecido", column, name=name, other=other)
            elif not other.known and sheet["unidad"] == PROPORTION and 0 < value < 1:
                yield row.problem("parece_fraccion", column)


def differs_by(factor: int, value: Traced, other: Traced) -> bool:
    """Whether one is at least `factor` times the other; never when one is zero or of another sign."""
    return value / other >= factor or other / value >= factor


def check_reported(context: Context) -> Iterator[Problem]:
    """Indicators with neither value nor state, by responsible, so that one knows whom to ask."""
    pending: dict[str, list[str]] = defaultdict(list)
    for row in rows(context, RESULTS):
        sheet = row_of(context, INDICATORS, row.key)
        if sheet.record and sheet["unidad"] != _ORDINAL and row.blank("valor_obtenido", "estado"):
            pending[sheet["responsable"]].append(row.key)
    for responsible, codes in pending.items():
        noun = plural("indicador", "indicadores", len(codes))
        owner = f"de {responsible}" if responsible else "sin responsable registrado"
        yield from listed(
            context, "sin_reportar", RESULTS, "valor_obtenido", codes, count=len(codes), noun=noun, owner=owner
        )


def check_results(context: Context) -> Iterator[Problem]:
    """Goals and values that give no avance, one that is typed as value, goals far exceeded, levels that are not so."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows(context, RESULTS) if "niveles" in context.rules else ():
        sheet, avance = row_of(context, INDICATORS, row.key), avance_of(row)
        goal, value = row.number("logro_esperado"), row.number("valor_obtenido")
        if not sheet.record or not goal.known or not value.known:
            continue
        told = f"{row.key} ({value:,f}; meta {goal:,f})"
        if not avance.known and sheet["sentido"] in ("", "no_definido"):
            found["sentido_falta"].append(row.key)
        if _looks_like_avance(value, goal, sheet["unidad"]):
            found["avance_por_valor"].append(told)
        elif sheet["nivel"] == "objetivo" and _far_exceeded(avance, context):
            found["meta_superada"].append(told)
        if avance.known and row["estado"] in ("", "FA") and row["nivel_publicado"] not in ("", level_of(row)):
            said = f"dice {row['nivel_publicado']}; con {avance:.1f} % es {level_of(row)}"
            found["nivel_distinto"].append(f"{row.key} ({said})")
    yield from listed(context, "sentido_falta", INDICATORS, "sentido", found["sentido_falta"])
    yield from listed(context, "avance_por_valor", RESULTS, "valor_obtenido", found["avance_por_valor"])
    yield from listed(context, "meta_superada", RESULTS, "valor_obtenido", found["meta_superada"])
    yield from listed(context, "nivel_distinto", RESULTS, "nivel_publicado", found["nivel_distinto"])


def _looks_like_avance(value: Traced, goal: Traced, unit: str) -> bool:
    """A percentage where the unit or its decimals do not expect one, far from a goal of the same magnitude."""
    sizes = abs(value), abs(goal)
    ratio = max(sizes) / min(sizes)
    expected = unit != PROPORTION and value.number == value.number.to_integral_value()
    return _APART < ratio < OTHER_MAGNITUDE and not expected and _PERCENTAGES[0] <= value <= _PERCENTAGES[1]


def _far_exceeded(avance: Traced, context: Context) -> bool:
    return context.rules["niveles"]["alerta_mayor_que"] < avance < 100 * OTHER_MAGNITUDE


def avance_of(row: Row) -> Traced:
    """Avance tipo 1 of a row of results, by the functions of the report."""
    sheet = row_of(row.context, INDICATORS, row.key)
    goal, value, slack = row.number("logro_esperado"), row.number("valor_obtenido"), sheet.number("tolerancia")
    return avance_tipo_1(value, goal, sheet["sentido"], sheet["agregacion"], slack)


def level_of(row: Row) -> str:
    """Level of a row of results."""
    return str(nivel(avance_of(row), row.context.rules["niveles"]).value)
