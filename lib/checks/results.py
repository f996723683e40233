"""Results of the year against the indicators' sheets: every indicator once, states that agree with values, ranges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.inputs.context import Context
from engine.inputs.problems import Problem
from engine.spanish import plural
from engine.traced import Traced
from lib.checks.rows import INDICATORS, RESULTS, listed, lost, row_of, rows, tell
from lib.declarations.tables import NOT_AVAILABLE, NOT_PLANNED, ONLY_PROXY, OTHER_SOURCE, PROPORTION, STATE_WORDS

OTHER_MAGNITUDE = 10
_NEVER_NEGATIVE = (PROPORTION, "numero", "puesto", "quintil")
_ORDINAL = "quintil"


def check_every_indicator(context: Context) -> Iterator[Problem]:
    """Each indicator of the sheets has its row."""
    for code in lost(context, RESULTS, context.rows(INDICATORS)):
        name = row_of(context, INDICATORS, code)["nombre_corto"]
        yield tell(context, "fila_falta-indicador", RESULTS, code=code, name=name)


def check_states(context: Context) -> Iterator[Problem]:
    """`estado` agrees with what is given and what is not."""
    for row in rows(context, RESULTS):
        state = row["estado"]
        if state in (NOT_PLANNED, NOT_AVAILABLE, ONLY_PROXY) and row["valor_obtenido"]:
            message = "estado_con_valor-proxy" if state == ONLY_PROXY else "estado_con_valor"
            yield row.problem(message, "valor_obtenido", state=state, meaning=STATE_WORDS[state])
        if state == OTHER_SOURCE and row.blank("valor_obtenido"):
            yield row.problem("estado_sin_valor", "valor_obtenido")
        if state == NOT_PLANNED and row["logro_esperado"]:
            yield row.problem("estado_con_meta", "logro_esperado")


def check_years(context: Context) -> Iterator[Problem]:
    """No result of the future; each has its year."""
    for row in rows(context, RESULTS):
        if row.number("anio_dato") > context.year:
            yield row.problem("anio_futuro", "anio_dato", year=context.year)
        if row["valor_obtenido"] and row.blank("anio_dato"):
            yield row.problem("anio_falta", "anio_dato")


def check_ranges(context: Context) -> Iterator[Problem]:
    """Values possible for the indicator's unit."""
    for row in rows(context, RESULTS):
        unit = row_of(context, INDICATORS, row.key)["unidad"]
        for column in ("logro_esperado", "valor_obtenido"):
            value = row.number(column)
            if out_of_share(value, unit):
                yield row.problem("rango-porcentaje", column)
            elif value < 0 and unit in _NEVER_NEGATIVE:
                yield row.problem("rango-negativo", column)


def out_of_share(value: Traced, unit: str) -> bool:
    """Whether a part of a whole is less than nothing or more than all."""
    return unit == PROPORTION and (value < 0 or value > 100)


def check_magnitudes(context: Context) -> Iterator[Problem]:
    """Goal, result and base of the same sign and order of magnitude: else a wrong unit, a lost point, a shifted row."""
    for row in rows(context, RESULTS):
        base = row_of(context, INDICATORS, row.key).number("linea_base_valor")
        goal = row.number("logro_esperado")
        pairs = [("valor_obtenido", "el logro esperado", goal), ("logro_esperado", "la línea base", base)]
        if not goal.known:
            pairs = [("valor_obtenido", "la línea base", base)]
        for column, name, other in pairs:
            value = row.number(column)
            if value * other < 0:
                yield row.problem("signo-parecido", column, name=name, other=other)
            elif differs_by(OTHER_MAGNITUDE, value, other):
                yield row.problem("orden_de_magnitud-parecido", column, name=name, other=other)


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


CHECKS = (check_every_indicator, check_states, check_years, check_ranges, check_magnitudes, check_reported)
