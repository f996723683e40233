"""Results of the year against the indicators' sheets: every indicator once, states that agree with values, ranges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from engine.inputs.context import Context, number, shown
from engine.inputs.fields import Record
from engine.inputs.problems import Problem
from engine.spanish import plural
from lib.checks.magnitude import REVIEW, unlike
from lib.declarations.columns import PROPORTION
from lib.declarations.yearly import NOT_AVAILABLE, NOT_PLANNED, ONLY_PROXY, OTHER_SOURCE, STATE_WORDS

RESULTS, INDICATORS = "indicator_results", "indicators"
_NEVER_NEGATIVE = (PROPORTION, "numero", "puesto", "quintil")
_ORDINAL = "quintil"


def check_every_indicator(context: Context) -> Iterator[Problem]:
    """Each indicator of the sheets has its row."""
    if context.partial(RESULTS):
        return
    advice = (
        "Agréguela; si no hay valor, escriba ND o NP en estado. Si el indicador es solo de otros años, dígalo en "
        "vigente_desde o vigente_hasta de reference/indicators.csv."
    )
    for code, sheet in context.rows(INDICATORS).items():
        if code not in context.rows(RESULTS):
            message = f"falta la fila del indicador {code} ({sheet['nombre_corto']})"
            yield context.place(RESULTS).error("fila_falta", message, advice)


def check_states(context: Context) -> Iterator[Problem]:
    """`estado` agrees with what is given and what is not."""
    for code, record in context.rows(RESULTS).items():
        state, value, place = (
            record["estado"],
            number(record, "valor_obtenido"),
            context.place(RESULTS, code, "valor_obtenido"),
        )
        if state in (NOT_PLANNED, NOT_AVAILABLE, ONLY_PROXY) and value is not None:
            message = f"el estado es {state} ({STATE_WORDS[str(state)]}) y hay un valor"
            advice = "Borre el valor, o borre el estado si el valor es el del indicador."
            if state == ONLY_PROXY:
                advice = "Con PX el valor queda vacío: ponga el del proxy en la nota."
            yield place.error("estado_con_valor", message, advice, value)
        if state == OTHER_SOURCE and value is None and context.readable(RESULTS, code, "valor_obtenido"):
            message = "el estado es FA (fuente alternativa) y falta el valor"
            advice = "Escriba el valor de la fuente alternativa, o cambie el estado a ND."
            yield place.error("estado_sin_valor", message, advice)
        goal = number(record, "logro_esperado")
        if state == NOT_PLANNED and goal is not None:
            message = "el estado es NP (no programado) y hay un logro esperado"
            advice = "Borre el logro esperado, o use ND si estaba programado y no hay dato."
            yield context.place(RESULTS, code, "logro_esperado").error("estado_con_meta", message, advice, goal)


def check_years(context: Context) -> Iterator[Problem]:
    """No result of the future; each has its year."""
    for code, record in context.rows(RESULTS).items():
        year, place = number(record, "anio_dato"), context.place(RESULTS, code, "anio_dato")
        if year is not None and year > context.year:
            message = f"el año del dato es posterior al año del reporte ({context.year})"
            yield place.error("anio_futuro", message, "Corrija el año.", year)
        if year is None and record["valor_obtenido"] is not None and context.readable(RESULTS, code, "anio_dato"):
            message = "falta el año al que corresponde el valor"
            yield place.warning("anio_falta", message, "Escriba el año del dato.")


def check_ranges(context: Context) -> Iterator[Problem]:
    """Values possible for the indicator's unit."""
    sheets = context.rows(INDICATORS)
    advice = "Revise la unidad y los decimales; la unidad está en reference/indicators.csv."
    for code, record in context.rows(RESULTS).items():
        for column in ("logro_esperado", "valor_obtenido"):
            value, sheet = number(record, column), sheets.get(code)
            if value is not None and sheet and (fault := _out_of_range(value, str(sheet["unidad"]))):
                yield context.place(RESULTS, code, column).error("rango", fault, advice, value)


def _out_of_range(value: Decimal, unit: str) -> str:
    if unit == PROPORTION and not 0 <= value <= 100:
        return "la unidad es porcentaje y debe estar entre 0 y 100"
    return "no puede ser negativo" if unit in _NEVER_NEGATIVE and value < 0 else ""


def check_magnitudes(context: Context) -> Iterator[Problem]:
    """Goal, result and base of the same sign and order of magnitude."""
    sheets = context.rows(INDICATORS)
    for code, record in context.rows(RESULTS).items():
        base = number(sheets.get(code, {}), "linea_base_valor")
        goal, value = number(record, "logro_esperado"), number(record, "valor_obtenido")
        pairs = (
            ("valor_obtenido", value, "el logro esperado", goal),
            ("logro_esperado", goal, "la línea base", base),
            ("valor_obtenido", value if goal is None else None, "la línea base", base),
        )
        for column, found, name, reference in pairs:
            if found is not None and reference is not None and (said := unlike(found, reference)):
                rule, message = said
                message = message.format(f"{name} ({shown(reference)})")
                yield context.place(RESULTS, code, column).warning(rule, message, REVIEW, found)


def check_reported(context: Context) -> Iterator[Problem]:
    """Indicators with neither value nor state, by responsible, so that one knows whom to ask."""
    pending: dict[str, list[str]] = defaultdict(list)
    sheets = context.rows(INDICATORS)
    for code, record in context.rows(RESULTS).items():
        sheet = sheets.get(code)
        if sheet and sheet["unidad"] != _ORDINAL and _is_pending(context, code, record):
            pending[str(sheet["responsable"] or "")].append(code)
    place, advice = context.place(RESULTS, column="valor_obtenido"), "Complete el valor o escriba ND o NP en estado."
    for responsible, codes in pending.items():
        message = plural("{} indicador sin valor y sin estado", "{} indicadores sin valor y sin estado", len(codes))
        owner = f"de {responsible}" if responsible else "sin responsable registrado"
        message = f"{message.format(len(codes))}, {owner}: {', '.join(codes)}"
        yield place.warning("sin_reportar", message, advice)


def _is_pending(context: Context, code: str, record: Record) -> bool:
    columns = ("valor_obtenido", "estado")
    return all(record[column] is None and context.readable(RESULTS, code, column) for column in columns)


CHECKS = (check_every_indicator, check_states, check_years, check_ranges, check_magnitudes, check_reported)
