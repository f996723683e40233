"""Sentences of section 04: what was spent and delivered, where both part ways, what a unit cost, performance."""

from __future__ import annotations

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import Passage, amount, bullets, coded, enumeration, joined, paragraph, sentence, text
from lib.pp0093_budget import TOTAL
from lib.sentences.wording import largest, why, without_two_years

_ALERTS = {
    "gasto_sobre_entrega": "gastó el {spent} de su presupuesto y entregó el {delivered} de su meta física, {gap} menos",
    "entrega_sobre_gasto": "entregó el {delivered} de su meta física y gastó el {spent} de su presupuesto, {gap} menos",
    "revisar_programacion": "alcanzó el {delivered} de su meta física: conviene revisar la programación",
    "mayor_150": "alcanzó el {delivered} de su meta física: la meta pudo fijarse demasiado baja",
}
_CAUSE_OF = {"gasto_sobre_entrega": ("causa", "barrera"), "entrega_sobre_gasto": ("causa", "facilitador")}
_UNITS = {"Empresas": "empresa", "Acciones": "acción"}


def execution(execution: pd.DataFrame) -> Passage:
    """The programme's budget and accrued spending, and the product with the largest part.

    Args:
        execution: Result of `lib.pp0093_budget.execution`.
    """
    total = dict(execution.loc[TOTAL])
    if not total["avance_financiero_pct"].known:
        return paragraph(text("Los documentos no permiten calcular el gasto de todo el PP 0093."))
    return paragraph(
        sentence(
            "El PP 0093 devengó {spent} de un PIM de {budget}: {share}.",
            spent=total["devengado"],
            budget=total["pim"],
            share=total["avance_financiero_pct"],
        ),
        _largest_product(execution),
    )


def by_product(execution: pd.DataFrame) -> Passage:
    """One item per product: physical and financial progress.

    Args:
        execution: Result of `lib.pp0093_budget.execution`.
    """
    return bullets(_product_item(code, row) for code, row in _products(execution))


def gap(execution: pd.DataFrame, factors: pd.DataFrame) -> Passage:
    """Products and activities where spending and delivery part ways, or the goal was far exceeded, with the cause told.

    A cause is what the documents record as one: `causa`; `barrera` of a shortfall, `facilitador` of a surplus.

    Args:
        execution: Result of `lib.pp0093_budget.execution`.
        factors: Table `factors` of the year.
    """
    items = bullets(_gap_item(code, row, factors) for code, row in rows_of(execution) if row["alerta"])
    return items or paragraph(text("Ningún producto ni actividad pasa los límites de alerta."))


def unit_cost(execution: pd.DataFrame) -> Passage:
    """What a unit attended cost in each product.

    Args:
        execution: Result of `lib.pp0093_budget.execution`.
    """
    items = [
        sentence(
            "{cost} por {unit} en {code}",
            cost=row["costo_unitario"],
            unit=_UNITS.get(row["unidad"], "unidad"),
            code=coded(code),
        )
        for code, row in _products(execution)
        if row["costo_unitario"].known
    ]
    if not items:
        return Passage()
    return paragraph(
        sentence("El devengado por unidad atendida fue {items}.", items=enumeration(items)),
        text(
            "Los servicios de cada producto son distintos: el costo sirve para seguir un producto en el tiempo, no para "
            "comparar productos."
        ),
    )


def physical_sums(sums: pd.DataFrame, execution: pd.DataFrame) -> Passage:
    """Why a product's firms are fewer than the sum of its activities, and what that does to its physical progress.

    Args:
        sums: Result of `lib.pp0093_budget.sums`.
        execution: Result of `lib.pp0093_budget.execution`.
    """
    fewer = [code for code, _row in _products(execution) if sums.at[code, "diferencia_avance_fisico"] < 0]
    if not fewer:
        return Passage()
    items = joined((_sum_item(code, sums, execution) for code in fewer), "; ")
    added = [coded(code) for code in fewer if sums.at[code, "diferencia_meta_fisica"] == 0]
    return paragraph(
        sentence("Se deduce que el producto cuenta cada empresa una sola vez: {items}.", items=items),
        sentence(
            "{goals} de {codes}, en cambio, {verb} la suma simple de las de sus actividades, de modo que su avance físico "
            "queda subestimado.",
            goals="La meta" if len(added) == 1 else "Las metas",
            codes=enumeration(added),
            verb="es" if len(added) == 1 else "son",
        )
        if added
        else Passage(),
    )


def performance(performance: pd.DataFrame) -> Passage:
    """One item per performance indicator, against its goal.

    Args:
        performance: Result of `lib.pp0093_budget.performance`.
    """
    return bullets(_performance_item(code, row) for code, row in rows_of(performance))


def trend(trend: pd.DataFrame, execution: pd.DataFrame) -> Passage:
    """Physical and financial progress of each product in the year and in the year before.

    Args:
        trend: Result of `lib.pp0093_budget.trend`.
        execution: Result of `lib.pp0093_budget.execution`, which tells the products.
    """
    codes = [code for code, _row in _products(execution) if code in trend.index]
    return bullets(_trend_item(code, dict(trend.loc[code])) for code in codes) or without_two_years()


def _products(execution: pd.DataFrame) -> list[tuple[str, Row]]:
    return [(code, row) for code, row in rows_of(execution) if code != TOTAL and not row["padre"]]


def _largest_product(execution: pd.DataFrame) -> Passage:
    products = _products(execution)
    first = largest(row["participacion_pim"] for _code, row in products)
    if first is None or len(products) == 1:
        return Passage()
    code, row = products[first]
    return sentence(
        "El producto con más presupuesto es {code}, con el {share}.", code=coded(code), share=row["participacion_pim"]
    )


def _product_item(code: str, row: Row) -> Passage:
    shares = {"físico": row["avance_fisico_pct"], "financiero": row["avance_financiero_pct"]}
    parts = [
        sentence(f"{{share}} de avance {name}" if share.known else f"avance {name}, {{share}}", share=share)
        for name, share in shares.items()
    ]
    return sentence(
        "<strong>{code}</strong>, {name}: {parts}.",
        code=coded(code),
        name=row["nombre_corto"],
        parts=enumeration(parts),
    )


def _gap_item(code: str, row: Row, factors: pd.DataFrame) -> Passage:
    alert = row["alerta"]
    told = sentence(
        _ALERTS[alert],
        spent=row["avance_financiero_pct"],
        delivered=row["avance_fisico_pct"],
        gap=amount(row["brecha_fisico_financiero"]),
    )
    return sentence(
        "<strong>{code}</strong>, {name}: {told}{why}.",
        code=coded(code),
        name=row["nombre_corto"],
        told=told,
        why=sentence("; {why}", why=why(factors, (code,), _CAUSE_OF[alert])) if alert in _CAUSE_OF else "",
    )


def _sum_item(code: str, sums: pd.DataFrame, execution: pd.DataFrame) -> Passage:
    parts = execution[execution["padre"] == code]
    all_known = all(item.known for item in parts["avance_fisico"])
    return sentence(
        "en {code}, las actividades{known} suman {added} y el producto, {own}",
        code=coded(code),
        known="" if all_known else " con dato",
        added=sums.at[code, "avance_fisico_actividades"],
        own=execution.at[code, "avance_fisico"],
    )


def _performance_item(code: str, row: Row) -> Passage:
    name = sentence(
        "<strong>{code}</strong> ({product}), {name}",
        code=coded(code),
        product=coded(row["producto"]),
        name=row["nombre"],
    )
    value, goal, difference = row["valor_obtenido"], row["logro_esperado"], row["diferencia_pp"]
    if not row["avance_tipo_1"].known:
        template = "{name}: {value}; la meta era {goal}." if goal.known else "{name}: {value}; {goal} de meta."
        return sentence(template, name=name, value=value, goal=goal)
    side = "" if difference == 0 else ", {difference} más" if difference > 0 else ", {difference} menos"
    return sentence(
        f"{{name}}: {{value}} frente a una meta de {{goal}}{side}; avance de {{avance}}, nivel {{level}}.",
        name=name,
        value=value,
        goal=goal,
        difference=amount(difference),
        avance=row["avance_tipo_1"],
        level=row["nivel"],
    )


def _trend_item(code: str, row: Row) -> Passage:
    names = {"avance_fisico_pct": "el avance físico", "avance_financiero_pct": "el financiero"}
    parts = [
        sentence(
            f"{name} pasó de {{before}} a {{now}} ({{change}})",
            before=row[f"{column}_previo"],
            now=row[column],
            change=row[f"{column}_cambio"],
        )
        for column, name in names.items()
        if row[f"{column}_cambio"].known
    ]
    return (
        sentence("<strong>{code}</strong>: {parts}.", code=coded(code), parts=enumeration(parts))
        if parts
        else Passage()
    )
