"""Published counts of service indicators: levels add up to the indicators, objectives to the policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from engine.inputs.context import Context, known, number
from engine.inputs.fields import Record
from engine.inputs.problems import Problem
from lib.declarations.yearly import POLICY_TOTAL

LEVELS, OBJECTIVES = "service_levels", "objectives"
_PARTS = ("alto", "medio", "bajo", "sin_informacion")
_COUNTS = ("servicios", "indicadores", *_PARTS, "mayor_150")


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
    added = sum(parts)
    if added > total or (complete and len(parts) == len(columns) and added != total):
        names = " + ".join(columns)
        yield context.place(LEVELS, code, whole).error(
            "suma",
            f"{names} es {added}; {whole} es {total}"
            if len(columns) == 1
            else f"{names} suman {added}; {whole} es {total}",
            "Corrija la cifra que no corresponde al documento.",
        )


def check_total(context: Context) -> Iterator[Problem]:
    """Objectives add up to the policy; where some are blank, those given cannot be more."""
    rows = context.rows(LEVELS)
    total = rows.get(POLICY_TOTAL)
    objectives = [record for code, record in rows.items() if code != POLICY_TOTAL]
    if total is None or len(objectives) != len(context.rows(OBJECTIVES)):
        return
    for column in _COUNTS:
        expected, parts = number(total, column), [number(record, column) for record in objectives]
        added = sum(known(parts))
        if expected is not None and (added > expected or (None not in parts and added != expected)):
            yield context.place(LEVELS, POLICY_TOTAL, column).error(
                "suma",
                f"los objetivos suman {added} y el total es {expected}",
                "Corrija la cifra que no corresponde al documento.",
            )


def check_named(context: Context) -> Iterator[Problem]:
    """Indicators with a sheet against those the document counts: never more, and a warning on those missing."""
    named = Counter(
        str(record["padre"])[:2] for record in context.rows("indicators").values() if record["nivel"] == "servicio"
    )
    missing: dict[str, Decimal] = {}
    for code, record in context.rows(LEVELS).items():
        published = number(record, "indicadores")
        if code == POLICY_TOTAL or published is None:
            continue
        given = named[code.removeprefix("OP.")]
        if given > published:
            yield context.place(LEVELS, code, "indicadores").error(
                "mas_que_publicados",
                f"hay {given} indicadores de servicio registrados y el documento cuenta {published}",
                "Revise reference/indicators.csv y la cifra del documento.",
            )
        elif given < published:
            missing[code] = published - given
    if missing:
        yield _not_named(context, missing, sum(named.values()))


def _not_named(context: Context, missing: dict[str, Decimal], given: int) -> Problem:
    detail = ", ".join(f"{code}: {count}" for code, count in missing.items())
    return context.place(LEVELS, column="indicadores").warning(
        "sin_nombre",
        f"hay {given} indicadores de servicio registrados; faltan {sum(missing.values())} de los que el documento cuenta ({detail})",
        "Cuando se conozcan, agréguelos a reference/indicators.csv; hasta entonces se usan las cifras publicadas.",
    )


CHECKS = (check_rows, check_levels, check_total, check_named)
