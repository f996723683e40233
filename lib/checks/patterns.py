"""Faults that no single cell shows but the rows of a table together do: each pattern is told once, with its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.inputs.context import Context
from engine.inputs.problems import Problem
from engine.traced import Traced
from lib.checks.coverage import MULTIPLE, PARTITIONS, dimensions, share_sum
from lib.checks.results import OTHER_MAGNITUDE
from lib.checks.rows import COVERAGE, EXECUTION, INDICATORS, LEVELS, RESULTS, Row, listed, row_of, rows, tell
from lib.declarations.tables import PROPORTION
from lib.progress import NO_INFORMATION, avance_tipo_1, nivel

_COUNTED = {"objetivos": "objectives", "pp0093_productos": "programme"}  # facts that a reference table tells too
_PERCENTAGES, _APART = (50, 150), 3  # what an avance looks like, and how far it is from a value
_ENOUGH = 3
_REST = ("otr", "resto")


def avance_of(row: Row) -> Traced:
    """Avance tipo 1 of a row of results, by the functions of the report."""
    sheet = row_of(row.context, INDICATORS, row.key)
    goal, value, slack = row.number("logro_esperado"), row.number("valor_obtenido"), sheet.number("tolerancia")
    return avance_tipo_1(value, goal, sheet["sentido"], sheet["agregacion"], slack)


def level_of(row: Row) -> str:
    """Level of a row of results."""
    return str(nivel(avance_of(row), row.context.rules["niveles"]).value)


def check_something(context: Context) -> Iterator[Problem]:
    """Half a year is a draft; a year of which nothing has come is none."""
    came = any(context.rows(table) for table in (RESULTS, COVERAGE, EXECUTION)) or context.large
    if not context.unread and not came:
        yield tell(context, "sin_datos" if context.own.programme else "sin_datos-programa")


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


def check_levels(context: Context) -> Iterator[Problem]:
    """Published counts against those of the rows, where every indicator that the document counts has its row and a level."""
    levels: dict[str, list[str]] = defaultdict(list)
    for row in rows(context, RESULTS) if "niveles" in context.rules else ():
        sheet = row_of(context, INDICATORS, row.key)
        if sheet["nivel"] == "servicio":
            level, service = level_of(row), row_of(context, "services", sheet["padre"])
            levels[service["objetivo"]].append(level if level != NO_INFORMATION or row["estado"] else "")
    for row in rows(context, LEVELS):
        mine = levels[row.key]
        whole = "" not in mine and row.number("indicadores") == len(mine)
        for column in ("alto", "medio", "bajo", NO_INFORMATION) if whole else ():
            said, found = row.number(column), mine.count(column)
            if said.known and said != found:
                yield row.problem("no_coincide-niveles", column, said=said, found=found)


def check_coverage(context: Context) -> Iterator[Problem]:
    """Shares of a dimension that repeat, and those that miss 100 though every category is there."""
    for dimension, categories in dimensions(context).items():
        by_share: dict[Traced, list[str]] = defaultdict(list)
        for row in categories:
            by_share[row.number("porcentaje")].append(row["categoria"])
        first = categories[0]
        for share, same in by_share.items():
            if share > 0 and len(same) >= _ENOUGH:
                yield first.problem(
                    "repetidos", "porcentaje", "", dimension=dimension, share=share, found=", ".join(same)
                )
        added, slack, whole = share_sum(categories)
        has_rest = any(row["categoria"].startswith(_REST) for row in categories)
        single = all(row["respuesta_multiple"] != MULTIPLE for row in categories)
        if whole and has_rest and single and dimension not in PARTITIONS and added < 100 - slack:
            yield first.problem("suma_100-faltan", "porcentaje", "", dimension=dimension, total=added)


def check_money(context: Context) -> Iterator[Problem]:
    """Money executed to the last sol in every row."""
    spent = [row for row in rows(context, EXECUTION) if row.number("pim") > 0 and row["devengado"]]
    if len(spent) >= _ENOUGH and all(row["pim"] == row["devengado"] for row in spent):
        yield from listed(context, "todo_ejecutado", EXECUTION, "devengado", [row.key for row in spent])


def check_same_facts(context: Context) -> Iterator[Problem]:
    """Two cells that hold the same fact and do not agree."""
    for fact, table in _COUNTED.items():
        row, there = row_of(context, "policy_facts", fact), sum(not each["padre"] for each in rows(context, table))
        if row["valor"] and row.number("valor") != there and not context.partial(table):
            yield row.problem("mismo_dato", "valor", table=table, there=there)


CHECKS = (check_something, check_results, check_levels, check_coverage, check_money, check_same_facts)
