"""Published counts of service indicators: levels add up to the indicators, objectives to the policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.inputs.context import Context, added, known, number
from engine.inputs.fields import Record
from engine.inputs.problems import Problem
from lib.declarations.yearly import POLICY_TOTAL

LEVELS, OBJECTIVES = "service_levels", "objectives"
_PARTS = ("alto", "medio", "bajo", "sin_informacion")
_COUNTS = ("servicios", "indicadores", *_PARTS, "mayor_150")
_AS_PRINTED = "Corrija la cifra que no corresponde al documento."


def check_rows(context: Context) -> Iterator[Problem]:
    """Each objective and the total have their row."""
    if context.partial(LEVELS):
        return
    for code in [*context.rows(OBJECTIVES), POLICY_TOTAL]:
        if code not in context.rows(LEVELS):
            yield context.place(LEVELS).error("fila_falta", f"falta la fila {code}", "Agréguela.")


def check_levels(context: Context) -> Iterator[Problem]:
    """Levels are parts of the indicators, and the codes of missing data are parts of «sin información»."""
    for code, record in context.rows(LEVELS).items():
        yield from _parts(context, code, record, _PARTS, "indicadores")
        yield from _parts(context, code, record, ("no_programado", "no_disponible"), "sin_informacion")
        yield from _parts(context, code, record, ("mayor_150",), "alto", complete=False)
        yield from _parts(context, code, record, ("servicios",), "indicadores", complete=False)


def _parts(
    context: Context, code: str, record: Record, columns: tuple[str, ...], whole: str, complete: bool = True
) -> Iterator[Problem]:
    """Parts must equal the whole when all are given; those given can never be more."""
    total = number(record, whole)
    parts = known(number(record, column) for column in columns)
    if total is None or not parts:
        return
    found = added(parts)
    if found > total or (complete and len(parts) == len(columns) and found != total):
        verb = "es" if len(columns) == 1 else "suman"
        message = f"{' + '.join(columns)} {verb} {found}; {whole} es {total}"
        yield context.place(LEVELS, code, whole).error("suma", message, _AS_PRINTED)


def check_total(context: Context) -> Iterator[Problem]:
    """Objectives add up to the policy; where some are blank, those given cannot be more."""
    rows = context.rows(LEVELS)
    total = rows.get(POLICY_TOTAL)
    objectives = [record for code, record in rows.items() if code != POLICY_TOTAL]
    if total is None or len(objectives) != len(context.rows(OBJECTIVES)):
        return
    for column in _COUNTS:
        expected, parts = number(total, column), [number(record, column) for record in objectives]
        found = added(known(parts))
        if expected is not None and (found > expected or (None not in parts and found != expected)):
            message = f"los objetivos suman {found} y el total es {expected}"
            yield context.place(LEVELS, POLICY_TOTAL, column).error("suma", message, _AS_PRINTED)


def check_named(context: Context) -> Iterator[Problem]:
    """Indicators with a sheet against those the document counts: never more, and a warning on those missing."""
    sheets = context.rows("indicators").values()
    named = Counter(str(record["padre"])[:2] for record in sheets if record["nivel"] == "servicio")
    missing = {}
    for code, record in context.rows(LEVELS).items():
        published = number(record, "indicadores")
        if code == POLICY_TOTAL or published is None:
            continue
        given = named[code.removeprefix("OP.")]
        if given > published:
            message = f"hay {given} indicadores de servicio registrados y el documento cuenta {published}"
            advice = "Revise reference/indicators.csv y la cifra del documento."
            yield context.place(LEVELS, code, "indicadores").error("mas_que_publicados", message, advice)
        elif given < published:
            missing[code] = published - given
    if missing:
        detail = ", ".join(f"{code}: {count}" for code, count in missing.items())
        lacking = f"faltan {added(missing.values())} de los que el documento cuenta ({detail})"
        message = f"hay {sum(named.values())} indicadores de servicio registrados; {lacking}"
        until_then = "hasta entonces se usan las cifras publicadas."
        advice = f"Cuando se conozcan, agréguelos a reference/indicators.csv; {until_then}"
        yield context.place(LEVELS, column="indicadores").warning("sin_nombre", message, advice)


CHECKS = (check_rows, check_levels, check_total, check_named)
