"""Published counts of service indicators: levels add up to the indicators, objectives to the policy."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from engine.inputs.context import Context
from engine.inputs.problems import Problem
from engine.traced import Traced
from lib import progress
from lib.checks.results import level_of
from lib.checks.rows import INDICATORS, LEVELS, OBJECTIVES, RESULTS, Row, added, known, listed, lost, row_of, rows, tell

_COUNTS = ("servicios", "indicadores", *progress.LEVELS, "mayor_150")


def check_rows(context: Context) -> Iterator[Problem]:
    """Each objective and the total have their row."""
    for code in lost(context, LEVELS, [*context.rows(OBJECTIVES), context.own.code]):
        yield tell(context, "fila_falta", LEVELS, code=code)


def check_levels(context: Context) -> Iterator[Problem]:
    """Levels are parts of the indicators, and the codes of missing data are parts of «sin información»."""
    for row in rows(context, LEVELS):
        yield from _parts(row, progress.LEVELS, "indicadores")
        yield from _parts(row, ("no_programado", "no_disponible"), "sin_informacion")


def _parts(row: Row, columns: tuple[str, ...], whole: str) -> Iterator[Problem]:
    total, parts = row.number(whole), list(map(row.number, columns))
    if _miss(parts, total):
        said = {"parts": " + ".join(columns), "found": added(parts), "whole": whole, "total": total}
        yield row.problem("suma-niveles", whole, "", **said)


def check_total(context: Context) -> Iterator[Problem]:
    """Objectives add up to the policy."""
    total = row_of(context, LEVELS, context.own.code)
    objectives = [row for row in rows(context, LEVELS) if row.key != context.own.code]
    for column in _COUNTS if len(objectives) == len(context.rows(OBJECTIVES)) else ():
        expected, parts = total.number(column), [row.number(column) for row in objectives]
        if _miss(parts, expected):
            yield total.problem("suma-objetivos", column, "", found=added(parts), total=expected)


def _miss(parts: list[Traced], whole: Traced) -> bool:
    """Whether parts are more than their whole, or less though all are given."""
    return added(parts) > whole or (len(known(parts)) == len(parts) and added(parts) < whole)


def check_named(context: Context) -> Iterator[Problem]:
    """Indicators with a sheet against those the document counts: never more, and a warning on those missing."""
    services = [row["padre"] for row in rows(context, INDICATORS) if row["nivel"] == "servicio"]
    if not context.rows("services").keys() >= {*services}:
        return
    named = Counter(row_of(context, "services", code)["objetivo"] for code in services)
    missing = {}
    for row in rows(context, LEVELS):
        published, given = row.number("indicadores"), named[row.key]
        if row.key != context.own.code and published < given:
            yield row.problem("mas_que_publicados", "indicadores", "", given=given, published=published)
        elif row.key != context.own.code and published > given:
            missing[row.key] = published - given
    found = [f"{code}: {count}" for code, count in missing.items()]
    given, lacking = sum(named.values()), added(missing.values())
    yield from listed(context, "sin_nombre", LEVELS, "indicadores", found, given=given, missing=lacking)


def check_counted(context: Context) -> Iterator[Problem]:
    """Published counts against those of the rows, where every indicator that the document counts has its row and a level."""
    levels: dict[str, list[str]] = defaultdict(list)
    for row in rows(context, RESULTS) if "niveles" in context.rules else ():
        sheet = row_of(context, INDICATORS, row.key)
        if sheet["nivel"] == "servicio":
            level, service = level_of(row), row_of(context, "services", sheet["padre"])
            levels[service["objetivo"]].append(level if level != progress.NO_INFORMATION or row["estado"] else "")
    for row in rows(context, LEVELS):
        mine = levels[row.key]
        whole = "" not in mine and row.number("indicadores") == len(mine)
        for column in progress.LEVELS if whole else ():
            said, found = row.number(column), mine.count(column)
            if said.known and said != found:
                yield row.problem("no_coincide-niveles", column, said=said, found=found)
