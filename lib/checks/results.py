"""Results of the year against the indicators' sheets: every indicator once, states that agree with values, ranges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from engine.inputs.context import Context, number, shown
from engine.inputs.fields import Record
from engine.inputs.problems import Problem
from engine.spanish import plural
from lib.checks.magnitude import unlike
from lib.declarations.reference import PROPORTION
from lib.declarations.yearly import NOT_AVAILABLE, NOT_PLANNED, ONLY_PROXY, OTHER_SOURCE, STATE_WORDS

RESULTS, INDICATORS = "indicator_results", "indicators"
_NEVER_NEGATIVE = (PROPORTION, "numero", "puesto", "quintil")
_ORDINAL = "quintil"


def check_every_indicator(context: Context) -> Iterator[Problem]:
    """Each indicator of the sheets has its row."""
    given = context.rows(RESULTS)
    if context.partial(RESULTS):
        return
    for code, sheet in context.rows(INDICATORS).items():
        if code not in given:
            yield context.place(RESULTS).error(
                "fila_falta",
                "falta la fila del indicador {} ({})".format(code, sheet["nombre_corto"]),
                (
                    "Agréguela; si no hay valor, escriba ND o NP en estado. Si el indicador es solo de otros años, "
                    "dígalo en vigente_desde o vigente_hasta de reference/indicators.csv."
                ),
            )


def check_states(context: Context) -> Iterator[Problem]:
    """`estado` agrees with what is given and what is not."""
    for code, record in context.rows(RESULTS).items():
        state, value = record["estado"], number(record, "valor_obtenido")
        if state in (NOT_PLANNED, NOT_AVAILABLE, ONLY_PROXY) and value is not None:
            yield _state_with_value(context, code, str(state), value)
        if state == OTHER_SOURCE and value is None and context.readable(RESULTS, code, "valor_obtenido"):
            yield context.place(RESULTS, code, "valor_obtenido").error(
                "estado_sin_valor",
                "el estado es FA (fuente alternativa) y falta el valor",
                "Escriba el valor de la fuente alternativa, o cambie el estado a ND.",
            )
        if state == NOT_PLANNED and number(record, "logro_esperado") is not None:
            yield context.place(RESULTS, code, "logro_esperado").error(
                "estado_con_meta",
                "el estado es NP (no programado) y hay un logro esperado",
                "Borre el logro esperado, o use ND si estaba programado y no hay dato.",
                record["logro_esperado"],
            )


def _state_with_value(context: Context, code: str, state: str, value: Decimal) -> Problem:
    advice = (
        "Con PX el valor queda vacío: ponga el del proxy en la nota."
        if state == ONLY_PROXY
        else "Borre el valor, o borre el estado si el valor es el del indicador."
    )
    return context.place(RESULTS, code, "valor_obtenido").error(
        "estado_con_valor",
        f"el estado es {state} ({STATE_WORDS[state]}) y hay un valor",
        advice,
        value,
    )


def check_years(context: Context) -> Iterator[Problem]:
    """No result of the future; each has its year."""
    for code, record in context.rows(RESULTS).items():
        year, value = number(record, "anio_dato"), record["valor_obtenido"]
        if year is not None and year > context.year:
            yield context.place(RESULTS, code, "anio_dato").error(
                "anio_futuro",
                f"el año del dato es posterior al año del reporte ({context.year})",
                "Corrija el año.",
                year,
            )
        if year is None and value is not None and context.readable(RESULTS, code, "anio_dato"):
            yield context.place(RESULTS, code, "anio_dato").warning(
                "anio_falta", "falta el año al que corresponde el valor", "Escriba el año del dato."
            )


def check_ranges(context: Context) -> Iterator[Problem]:
    """Values possible for the indicator's unit."""
    sheets = context.rows(INDICATORS)
    for code, record in context.rows(RESULTS).items():
        for column in ("logro_esperado", "valor_obtenido"):
            value, sheet = number(record, column), sheets.get(code)
            if value is not None and sheet and (fault := _out_of_range(value, str(sheet["unidad"]))):
                yield context.place(RESULTS, code, column).error(
                    "rango",
                    fault,
                    "Revise la unidad y los decimales; la unidad está en reference/indicators.csv.",
                    value,
                )


def _out_of_range(value: Decimal, unit: str) -> str:
    if unit == PROPORTION and not 0 <= value <= 100:
        return "la unidad es porcentaje y debe estar entre 0 y 100"
    if unit in _NEVER_NEGATIVE and value < 0:
        return "no puede ser negativo"
    return ""


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
            if found is None or reference is None or not (said := unlike(found, reference)):
                continue
            rule, message = said
            yield context.place(RESULTS, code, column).warning(
                rule,
                message.format(f"{name} ({shown(reference)})"),
                "Revise la unidad, los decimales y el signo; si es correcto, no cambie nada.",
                found,
            )


def check_reported(context: Context) -> Iterator[Problem]:
    """Indicators with neither value nor state, by responsible, so that one knows whom to ask."""
    pending: dict[str, list[str]] = defaultdict(list)
    sheets = context.rows(INDICATORS)
    for code, record in context.rows(RESULTS).items():
        sheet = sheets.get(code)
        if sheet and sheet["unidad"] != _ORDINAL and _is_pending(context, code, record):
            pending[str(sheet["responsable"] or "")].append(code)
    for responsible, codes in pending.items():
        message = plural("{} indicador sin valor y sin estado", "{} indicadores sin valor y sin estado", len(codes))
        owner = f"de {responsible}" if responsible else "sin responsable registrado"
        yield context.place(RESULTS, column="valor_obtenido").warning(
            "sin_reportar",
            f"{message.format(len(codes))}, {owner}: {', '.join(codes)}",
            "Complete el valor o escriba ND o NP en estado.",
        )


def _is_pending(context: Context, code: str, record: Record) -> bool:
    columns = ("valor_obtenido", "estado")
    return all(record[column] is None and context.readable(RESULTS, code, column) for column in columns)


CHECKS = (check_every_indicator, check_states, check_years, check_ranges, check_magnitudes, check_reported)
