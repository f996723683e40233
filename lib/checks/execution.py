"""Execution of PP 0093: money adds up, nobody spends more than the budget, products against their activities."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.inputs.context import Context, added, known, number, shown
from engine.inputs.fields import Record
from engine.inputs.problems import Problem
from lib.declarations.yearly import PROGRAMME_TOTAL

EXECUTION, PROGRAMME = "programme_execution", "programme"
_MONEY = ("pim", "devengado")
_PHYSICAL = ("meta_fisica", "avance_fisico")


def check_rows(context: Context) -> Iterator[Problem]:
    """Each product, each activity and the total have their row."""
    given = context.rows(EXECUTION)
    other_years = "si es solo de otros años, dígalo en vigente_desde o vigente_hasta de reference/programme.csv."
    for code in [*context.rows(PROGRAMME), PROGRAMME_TOTAL]:
        if code not in given and not context.partial(EXECUTION):
            advice = "Agréguela." if code == PROGRAMME_TOTAL else f"Agréguela; {other_years}"
            yield context.place(EXECUTION).error("fila_falta", f"falta la fila {code}", advice)
    blank = [code for code, record in given.items() if _is_blank(context, code, record)]
    if blank:
        message, advice = f"filas sin meta, avance ni presupuesto: {', '.join(blank)}", "Complételas si hubo ejecución."
        yield context.place(EXECUTION).warning("fila_vacia", message, advice)


def _is_blank(context: Context, code: str, record: Record) -> bool:
    return all(record[column] is None and context.readable(EXECUTION, code, column) for column in _PHYSICAL + _MONEY)


def check_budget(context: Context) -> Iterator[Problem]:
    """What was spent has a budget and does not pass it."""
    for code, record in context.rows(EXECUTION).items():
        budget, spent = number(record, "pim"), number(record, "devengado")
        if spent is None or (budget is None and not context.readable(EXECUTION, code, "pim")):
            continue
        place = context.place(EXECUTION, code, "devengado")
        if budget is None:
            yield place.error("pim_falta", "hay devengado y falta el PIM", "Complete el PIM.", spent)
        elif spent > budget:
            message = f"el devengado es mayor que el PIM ({shown(budget)})"
            advice = "Corrija la cifra equivocada; el devengado no puede pasar del PIM."
            yield place.error("devengado_mayor", message, advice, spent)


def check_money(context: Context) -> Iterator[Problem]:
    """Activities add up to their product and products to the total."""
    structure = _structure(context)
    for column in _MONEY:
        for product, activities in structure.items():
            yield from _money_sum(context, product, column, activities, "las actividades")
        yield from _money_sum(context, PROGRAMME_TOTAL, column, list(structure), "los productos")


def _money_sum(context: Context, code: str, column: str, parts: list[str], who: str) -> Iterator[Problem]:
    whole = number(context.rows(EXECUTION).get(code, {}), column)
    given = _parts(context, parts, column)
    if whole is None or not given or added(given) == whole:
        return
    slack = context.rules.get("tolerancia", {}).get("soles_por_fila", Decimal(0)) * len(given)
    place, message = context.place(EXECUTION, code, column), f"{who} suman {shown(added(given))}"
    if abs(added(given) - whole) <= slack:
        advice = f"La diferencia cabe en el redondeo (S/ {shown(slack)}); si la fuente publica así las cifras, no cambie nada."
        yield place.warning("suma_redondeo", message, advice, whole)
    else:
        yield place.error("suma", message, "El dinero debe sumar: corrija la cifra equivocada.", whole)


def check_physical(context: Context) -> Iterator[Problem]:
    """A product counts each firm once: no fewer than its largest activity, no more than all together."""
    for product, activities in _structure(context).items():
        done = _counted_parts(context, activities, "avance_fisico")
        whole = number(context.rows(EXECUTION).get(product, {}), "avance_fisico")
        if whole is not None and done and not max(done) <= whole <= added(done):
            most, total = shown(max(done)), shown(added(done))
            message = f"debe estar entre la mayor de sus actividades ({most}) y la suma de ellas ({total})"
            place = context.place(EXECUTION, product, "avance_fisico")
            yield place.error("fuera_de_suma", message, "Corrija la cifra equivocada.", whole)


def check_goals(context: Context) -> Iterator[Problem]:
    """Something done without a goal, and goals of products that are not the sum of their activities'."""
    rows = context.rows(EXECUTION)
    for code, record in rows.items():
        if record["avance_fisico"] and not record["meta_fisica"] and context.readable(EXECUTION, code, "meta_fisica"):
            message, advice = "hay avance físico y no hay meta", "Complete la meta si se programó."
            yield context.place(EXECUTION, code, "meta_fisica").warning("sin_meta_programada", message, advice)
    advice = "Revise las metas: la del producto es la suma de las que cuentan, salvo que el documento diga otra cosa."
    for product, activities in _structure(context).items():
        goals = _counted_parts(context, activities, "meta_fisica")
        whole = number(rows.get(product, {}), "meta_fisica")
        if whole is not None and goals and added(goals) != whole:
            message = f"las metas de las actividades que cuentan suman {shown(added(goals))}"
            yield context.place(EXECUTION, product, "meta_fisica").warning("meta_distinta", message, advice, whole)


def check_comments(context: Context) -> Iterator[Problem]:
    """Spending far from delivery needs a comment."""
    limit = context.rules.get("pp0093", {}).get("comentario_brecha_mayor_que")
    for code, record in context.rows(EXECUTION).items():
        gap = _gap(record)
        if limit is not None and gap is not None and abs(gap) > limit and not record["nota"]:
            apart = shown(round(abs(gap), 1))
            message = f"el avance físico y el financiero distan {apart} p. p. y no hay explicación"
            place = context.place(EXECUTION, code, "nota")
            yield place.warning("comentario_falta", message, "Explique la diferencia en la nota.")


def _gap(record: Record) -> Decimal | None:
    goal, done, budget, spent = (number(record, column) for column in _PHYSICAL + _MONEY)
    if not goal or done is None or not budget or spent is None:
        return None
    return done / goal * 100 - spent / budget * 100


def _structure(context: Context) -> dict[str, list[str]]:
    """Activities of each product, by their codes."""
    codes = list(context.rows(PROGRAMME))
    return {
        product: [code for code in codes if code.startswith(f"{product.removeprefix('P')}.")]
        for product in codes
        if product.startswith("P")
    }


def _counted_parts(context: Context, activities: list[str], column: str) -> list[Decimal]:
    """The parts of the activities whose physical goal is in the product's; none when that is not known of one."""
    counts = {code: context.rows(PROGRAMME)[code]["cuenta_en_producto"] for code in activities}
    if None in counts.values():
        return []
    return _parts(context, [code for code, counted in counts.items() if counted == "si"], column)


def _parts(context: Context, codes: list[str], column: str) -> list[Decimal]:
    """The parts that are not blank; none at all when a row is missing or a cell could not be read."""
    rows = context.rows(EXECUTION)
    if any(code not in rows or not context.readable(EXECUTION, code, column) for code in codes):
        return []
    return known(number(rows[code], column) for code in codes)


CHECKS = (check_rows, check_budget, check_money, check_physical, check_goals, check_comments)
