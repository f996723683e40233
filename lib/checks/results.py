"""Results of the year against the indicators' sheets: every indicator once, states that agree with values, ranges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.inputs.context import Context
from engine.inputs.problems import Problem
from engine.spanish import plural
from engine.traced import Traced
from lib.checks.rows import INDICATORS, RESULTS, listed, lost, row_of, rows, tell
from lib.declarations.tables import PROPORTION

OTHER_MAGNITUDE = 10
_ORDINAL = "quintil"


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


CHECKS = (check_every_indicator, check_magnitudes, check_reported)
