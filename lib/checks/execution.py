"""Execution of the programme: money adds up, nobody spends more than the budget, products against their activities."""

from __future__ import annotations

from collections.abc import Iterator

from engine.inputs.context import Context
from engine.inputs.problems import Problem
from engine.traced import Traced, traced
from lib.checks.rows import EXECUTION, PROGRAMME, added, by_code, known, listed, lost, row_of, rows, tell
from lib.declarations.tables import PROGRAMME_TOTAL

_MONEY = ("pim", "devengado")
_PHYSICAL = ("meta_fisica", "avance_fisico")
_ENOUGH = 3


def check_rows(context: Context) -> Iterator[Problem]:
    """Each product, each activity and the total have their row."""
    for code in lost(context, EXECUTION, [*context.rows(PROGRAMME), PROGRAMME_TOTAL]):
        message = "fila_falta" if code == PROGRAMME_TOTAL else "fila_falta-programa"
        yield tell(context, message, EXECUTION, code=code)
    blank = [row.key for row in rows(context, EXECUTION) if row.blank(*_PHYSICAL, *_MONEY)]
    yield from listed(context, "fila_vacia", EXECUTION, "", blank)


def check_money(context: Context) -> Iterator[Problem]:
    """Activities add up to their product and products to the total."""
    structure = _structure(context)
    for column in _MONEY:
        for product, activities in structure.items():
            yield from _money_sum(context, product, column, activities, "las actividades")
        yield from _money_sum(context, PROGRAMME_TOTAL, column, list(structure), "los productos")


def _money_sum(context: Context, code: str, column: str, parts: list[str], who: str) -> Iterator[Problem]:
    row, given = row_of(context, EXECUTION, code), _parts(context, parts, column)
    apart = abs(added(given) - row.number(column))
    slack = traced(context.rules.get("tolerancia", {}).get("soles_por_fila", 0)) * len(given)
    if given and apart > slack:
        yield row.problem("suma-dinero", column, who=who, total=added(given))
    elif given and apart > 0:
        yield row.problem("suma_redondeo", column, who=who, total=added(given), slack=slack)


def check_physical(context: Context) -> Iterator[Problem]:
    """A product counts each firm once: no fewer than its largest activity, no more than all together."""
    for product, activities in _structure(context).items():
        row, done = row_of(context, EXECUTION, product), _counted_parts(context, activities, "avance_fisico")
        whole = row.number("avance_fisico")
        if done and (whole < max(done) or whole > added(done)):
            yield row.problem("fuera_de_suma", "avance_fisico", most=max(done), total=added(done))


def check_goals(context: Context) -> Iterator[Problem]:
    """Goals of products that are not the sum of their activities'."""
    for product, activities in _structure(context).items():
        row, goals = row_of(context, EXECUTION, product), _counted_parts(context, activities, "meta_fisica")
        if goals and abs(added(goals) - row.number("meta_fisica")) > 0:
            yield row.problem("meta_distinta", "meta_fisica", total=added(goals))


def check_comments(context: Context) -> Iterator[Problem]:
    """Spending far from delivery needs a comment."""
    limits = context.rules.get("pp0093", {})
    for row in rows(context, EXECUTION) if limits else ():
        goal, done, budget, spent = (row.number(column) for column in _PHYSICAL + _MONEY)
        apart = abs(done / goal * 100 - spent / budget * 100)
        if apart > limits["comentario_brecha_mayor_que"] and not row["nota"]:
            yield row.problem("comentario_falta", "nota", apart=apart)


def check_all_spent(context: Context) -> Iterator[Problem]:
    """Money executed to the last sol in every row."""
    spent = [row for row in rows(context, EXECUTION) if row.number("pim") > 0 and row["devengado"]]
    if len(spent) >= _ENOUGH and all(row["pim"] == row["devengado"] for row in spent):
        yield from listed(context, "todo_ejecutado", EXECUTION, "devengado", [row.key for row in spent])


def _structure(context: Context) -> dict[str, list[str]]:
    """Activities of each product."""
    rows = context.rows(PROGRAMME)
    parents = {code: by_code(context, "actividad", code, PROGRAMME) or row["padre"] for code, row in rows.items()}
    return {
        product: [code for code, parent in parents.items() if parent == product]
        for product, record in rows.items()
        if not record["padre"]
    }


def _counted_parts(context: Context, activities: list[str], column: str) -> list[Traced]:
    """The parts of the activities whose physical goal is in the product's; none when that is not known of one."""
    counts = {code: row_of(context, PROGRAMME, code)["cuenta_en_producto"] for code in activities}
    counted = [code for code, answer in counts.items() if answer == "si"]
    return _parts(context, counted, column) if all(counts.values()) else []


def _parts(context: Context, codes: list[str], column: str) -> list[Traced]:
    """The parts that are not blank; none at all when a row is missing or a cell could not be read."""
    parts = [row_of(context, EXECUTION, code) for code in codes]
    if all(part.record and (part[column] or part.blank(column)) for part in parts):
        return known(part.number(column) for part in parts)
    return []
