"""Faults that no single cell shows but the rows of a table together do: each pattern is told once, with its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from engine.inputs.context import Context, added, known, number, shown
from engine.inputs.fields import Record
from engine.inputs.problems import Place, Problem
from engine.numbers import decimals_of, half_unit
from engine.traced import Traced
from lib.checks.coverage import COVERAGE, MULTIPLE, PARTITIONS, dimensions
from lib.checks.execution import EXECUTION
from lib.checks.results import INDICATORS, RESULTS
from lib.declarations.columns import PROPORTION
from lib.progress import NO_INFORMATION, avance_tipo_1, nivel

_OBJECTIVE, _SAID_COUNT = "objetivo", {"objetivos": "objectives", "pp0093_productos": "programme"}
_PERCENTAGES, _APART, _OTHER_MAGNITUDE = (50, 150), 3, 10  # what an avance looks like, and how far it is from a value
_ENOUGH = 3
_REST = ("otr", "resto")
_IF_RIGHT = "Revise el valor y la meta; si son correctos, no cambie nada."
_AS_PRINTED = "Corrija la cifra o el nivel; si el documento lo dice así, se explica en la conciliación."
_UNDIRECTED = "tienen meta y valor y no se sabe el sentido, así que su avance no se calcula"
_TYPED, _FAR = (
    "el valor parece el avance en %, no el valor",
    "indicadores de objetivo que pasan su meta con mucha holgura",
)
_OTHER = "el nivel publicado no es el que dan la meta y el valor"
_OF_RESULTS = (
    (INDICATORS, "sentido", "sentido_falta", _UNDIRECTED, "Escriba ascendente o descendente según la ficha."),
    (RESULTS, "valor_obtenido", "avance_por_valor", _TYPED, "Escriba el valor en la unidad del indicador."),
    (RESULTS, "valor_obtenido", "meta_superada", _FAR, _IF_RIGHT),
    (RESULTS, "nivel_publicado", "nivel_distinto", _OTHER, _AS_PRINTED),
)


def avance_of(context: Context, code: str, record: Record) -> Traced:
    """Avance tipo 1 of a row of results, by the functions of the report."""
    sheet = context.rows(INDICATORS).get(code, {})
    goal, value, slack = (
        _traced(record, "logro_esperado"),
        _traced(record, "valor_obtenido"),
        _traced(sheet, "tolerancia"),
    )
    return avance_tipo_1(value, goal, str(sheet.get("sentido") or ""), str(sheet.get("agregacion") or ""), slack)


def level_of(context: Context, code: str, record: Record) -> str:
    """Level of a row of results."""
    return str(nivel(avance_of(context, code, record), context.rules["niveles"]).value)


def check_something(context: Context) -> Iterator[Problem]:
    """Half a year is a draft; a year of which nothing has come is none."""
    if not context.unread and not any(context.rows(table) for table in (RESULTS, COVERAGE, EXECUTION)):
        message = "no ha llegado ningún dato: ni resultados, ni cobertura, ni ejecución"
        yield Place(str(context.year)).error("sin_datos", message, "Complete al menos una de esas tablas.")


def check_results(context: Context) -> Iterator[Problem]:
    """Goals and values that give no avance, one that is typed as value, goals far exceeded, levels that are not so."""
    if RESULTS not in context.tables or INDICATORS not in context.tables:
        return
    undirected, typed, far, other = [], [], [], []
    for code, record in context.rows(RESULTS).items():
        goal, value = number(record, "logro_esperado"), number(record, "valor_obtenido")
        sheet = context.rows(INDICATORS).get(code)
        if not sheet or goal is None or value is None or "niveles" not in context.rules:
            continue
        avance, said = avance_of(context, code, record), record["nivel_publicado"]
        if not avance.known and sheet["sentido"] in (None, "no_definido"):
            undirected.append(code)
        if _looks_like_avance(value, goal, str(sheet["unidad"])):
            typed.append(f"{code} ({shown(value)}; meta {shown(goal)})")
        elif (
            sheet["nivel"] == _OBJECTIVE
            and context.rules["niveles"]["alerta_mayor_que"] < avance < 100 * _OTHER_MAGNITUDE
        ):
            far.append(f"{code} ({shown(value)}; meta {shown(goal)})")
        if (
            said
            and avance.known
            and record["estado"] in (None, "FA")
            and said != (level := level_of(context, code, record))
        ):
            other.append(f"{code} (dice {said}; con {round(avance.number, 1)} % es {level})")
    for found, (table, column, rule, message, advice) in zip((undirected, typed, far, other), _OF_RESULTS, strict=True):
        if found:
            yield context.place(table, column=column).warning(rule, f"{message}: {', '.join(found)}", advice)


def _traced(record: Record, column: str) -> Traced:
    value = number(record, column)
    return Traced.absent("sin_datos") if value is None else Traced(value)


def _looks_like_avance(value: Decimal, goal: Decimal, unit: str) -> bool:
    """A percentage where the unit or its decimals do not expect one, far from a goal of the same magnitude."""
    low, high = sorted((abs(value), abs(goal)))
    far = low > 0 and _APART < high / low < _OTHER_MAGNITUDE
    expected = unit != PROPORTION and value == value.to_integral_value()
    return far and not expected and _PERCENTAGES[0] <= value <= _PERCENTAGES[1]


def check_levels(context: Context) -> Iterator[Problem]:
    """Published counts against those of the rows, where every indicator that the document counts has its row and a level."""
    rows: dict[str, list[str]] = defaultdict(list)
    for code, record in context.rows(RESULTS).items():
        if context.rows(INDICATORS).get(code, {}).get("nivel") == "servicio" and "niveles" in context.rules:
            level = level_of(context, code, record)
            rows[f"OP.{code[4:6]}"].append(level if level != NO_INFORMATION or record["estado"] else "")
    advice = (
        "Las dos tablas cuentan lo mismo: corrija la equivocada, o quite service_levels si ningún documento la publica."
    )
    for code, record in context.rows("service_levels").items():
        levels = rows[code]
        if "" in levels or len(levels) != record["indicadores"]:
            continue
        for column in ("alto", "medio", "bajo", NO_INFORMATION):
            said, found = number(record, column), levels.count(column)
            if said is not None and said != found:
                message = f"service_levels dice {said} y las filas de indicator_results dan {found}"
                yield context.place("service_levels", code, column).error("no_coincide", message, advice, said)


def check_coverage(context: Context) -> Iterator[Problem]:
    """Shares of a dimension that repeat, and those that miss 100 though every category is there."""
    for dimension, rows in dimensions(context).items():
        shares = {str(record["categoria"]): number(record, "porcentaje") for record in rows.values()}
        by_share: dict[Decimal | None, list[str]] = defaultdict(list)
        for category, share in shares.items():
            by_share[share].append(category)
        place = context.place(COVERAGE, next(iter(rows)), "porcentaje")
        for share, same in by_share.items():
            if share and len(same) >= _ENOUGH:
                message = f"en {dimension} tienen el mismo porcentaje ({shown(share)}): {', '.join(same)}"
                yield place.warning("repetidos", message, "¿Se copió la celda? Escriba el de cada categoría.")
        given = known(shares.values())
        whole = len(given) == len(shares) and any(name.startswith(_REST) for name in shares)
        single = all(record["respuesta_multiple"] != MULTIPLE for record in rows.values())
        if whole and single and dimension not in PARTITIONS:
            total, rounding = added(given), added(half_unit(decimals_of(share)) for share in given)
            if total < 100 - rounding:
                message = f"los porcentajes de {dimension} suman {total} y están todas sus categorías"
                yield place.warning("suma_100", message, "Revise los porcentajes, o agregue la categoría que falta.")


def check_money(context: Context) -> Iterator[Problem]:
    """Money executed to the last sol in every row."""
    rows = context.rows(EXECUTION).items()
    pairs = {code: (number(record, "pim"), number(record, "devengado")) for code, record in rows}
    spent = {code: pair for code, pair in pairs.items() if pair[0] and pair[1] is not None}
    if len(spent) >= _ENOUGH and all(budget == done for budget, done in spent.values()):
        message = f"el devengado es igual al PIM en todas las filas: {', '.join(spent)}"
        advice = "¿Se copió el PIM? Escriba lo devengado."
        yield context.place(EXECUTION, column="devengado").warning("todo_ejecutado", message, advice)


def check_same_facts(context: Context) -> Iterator[Problem]:
    """Two cells that hold the same fact and do not agree."""
    for fact, table in _SAID_COUNT.items():
        said = number(context.rows("policy_facts").get(fact, {}), "valor")
        there = sum(not record.get("padre") for record in context.rows(table).values())
        if said is not None and said != there and not context.partial(table):
            message = f"en reference/{table}.csv hay {there}"
            place = context.place("policy_facts", fact, "valor")
            yield place.warning("mismo_dato", message, "Corrija la cifra, o la tabla de referencia.", said)
    for key, record in context.rows("announced_goals").items():
        sheet = context.rows(INDICATORS).get(str(record["codigo"]), {})
        final, goal = number(sheet, "meta_final_valor"), number(record, "logro_esperado")
        if sheet.get("meta_final_anio") == record["anio"] and None not in (final, goal) and final != goal:
            message = f"en reference/indicators.csv la meta final de ese año es {shown(final or Decimal(0))}"
            place = context.place("announced_goals", key, "logro_esperado")
            yield place.warning("mismo_dato", message, "Corrija la que no diga el documento.", goal)


CHECKS = (check_something, check_results, check_levels, check_coverage, check_money, check_same_facts)
