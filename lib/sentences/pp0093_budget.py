"""Sentences of section 04: what was spent and delivered, where both part ways, what a unit cost, performance."""

from __future__ import annotations

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import Passage, amount, bullets, coded, enumeration, if_known, joined, paragraph, sentence
from engine.spanish import inside
from lib.pp0093_budget import TOTAL, products
from lib.sentences.pp0093_coverage import than_last_year
from lib.sentences.wording import heading, known_in, row_of, served, why
from lib.words import spoken

OVERSPENT, _OVERDELIVERED = "gasto_sobre_entrega", "entrega_sobre_gasto"
SPENT_AND_DELIVERED = (
    "gastó el {avance_financiero_pct} de su presupuesto y entregó el {avance_fisico_pct} de su meta física"
)
_ALERTS = {
    OVERSPENT: f"{SPENT_AND_DELIVERED}, {{gap}} menos; {{why}}",
    _OVERDELIVERED: f"{SPENT_AND_DELIVERED}, {{gap}} más; {{why}}",
    "revisar_programacion": "alcanzó el {avance_fisico_pct} de su meta física: conviene revisar la programación",
    "mayor_150": "alcanzó el {avance_fisico_pct} de su meta física: la meta pudo fijarse demasiado baja",
}
CAUSES = {OVERSPENT: ("causa", "barrera"), _OVERDELIVERED: ("causa", "facilitador")}
_BEFORE = "avance_fisico_pct_anterior"


def finding(execution: pd.DataFrame) -> Passage:
    """What the page finds: what part of its budget the programme spent, and which products fell short of their goal."""
    rows = [row for _code, row in rows_of(products(execution))]
    known = [row for row in rows if known_in(row, "avance_fisico_pct")]
    short = [_short_of_goal(row) for row in known if row["avance_fisico_pct"] < 100]
    verb = "no llegó" if len(short) == 1 else "no llegaron"
    everyone = "todos los productos" if len(known) == len(rows) else "los productos con dato"
    delivered = f"{{who}} {verb} a su meta física" if short else f"{everyone} llegaron a su meta física"
    spent = "{programme} gastó el {avance_financiero_pct} de su presupuesto ({devengado} de {pim})"
    total = if_known(spent, programme=spoken("Programa"), **row_of(execution, TOTAL))
    unknown = sentence(f"Los documentos no permiten calcular el gasto de todo {spoken('programa')}")
    goals = sentence(delivered, who=enumeration(short)) if known else Passage()
    return heading(joined([total or unknown, goals], "; "))


def gap(execution: pd.DataFrame, factors: pd.DataFrame) -> Passage:
    """Products and activities where spending and delivery part ways, or the goal was far exceeded, with the cause told.

    A cause is what the documents record as one: `causa`; `barrera` of a shortfall, `facilitador` of a surplus.
    """
    items = bullets(
        sentence(
            f"<strong>{{code}}</strong>, {{nombre_corto}}: {_ALERTS[row['alerta']]}.",
            code=coded(code),
            gap=amount(row["brecha_fisico_financiero"]),
            why=_why(code, row, factors),
            **row,
        )
        for code, row in rows_of(execution)
        if row["alerta"]
    )
    known = any(item.known for item in execution["avance_fisico_pct"])
    calm = "Ningún producto ni actividad pasa los límites de alerta."
    return items or paragraph(calm if known else "No hay avances con que comparar el gasto y la entrega.")


def _why(code: str, row: Row, factors: pd.DataFrame) -> Passage:
    """The cause the documents give; before there is any, what the office that sent the row says."""
    if row["nota"] and (factors["tipo"] == "nota").all():
        return sentence("según quien entregó el dato, {nota}", nota=inside(row["nota"].rstrip(".")))
    return why(factors, (code,), CAUSES.get(row["alerta"], ()))


def unit_cost(execution: pd.DataFrame) -> Passage:
    """What a unit attended cost in each product."""
    template = "{costo_unitario} en {code}"
    items = enumeration(
        sentence(template, code=coded(code), **row)
        for code, row in rows_of(products(execution))
        if row["costo_unitario"].known
    )
    told = sentence("El devengado por unidad atendida fue {items}.", items=items)
    how = "Los servicios de cada producto son distintos: el costo sirve para seguir un producto en el tiempo, no para comparar productos."
    return paragraph(told, _spent_besides(execution), how) if items else items


def _spent_besides(execution: pd.DataFrame) -> Passage:
    """The products whose spending is also that of activities which their physical goal does not count."""
    others = execution[(execution["cuenta_en_producto"] == "no") & (execution["devengado"] > 0)]
    told = (
        sentence("en {code}, {activities}", code=coded(str(code)), activities=enumeration(map(coded, group.index)))
        for code, group in others.groupby("padre", sort=True)
    )
    template = "El gasto incluye también el de actividades que no cuentan en la meta física del producto: {told}."
    return sentence(template, told=joined(told, "; ")) if len(others) else Passage()


def physical_sums(execution: pd.DataFrame, sums: pd.DataFrame) -> Passage:
    """Why a product's firms are fewer than the sum of its activities, and what that does to its physical progress."""
    fewer = {code: row for code, row in rows_of(products(execution)) if sums.at[code, "diferencia_avance_fisico"] < 0}
    if not fewer:
        return Passage()
    items = joined((_sum_item(code, row, sums, execution) for code, row in fewer.items()), "; ")
    added = [coded(code) for code in fewer if sums.at[code, "diferencia_meta_fisica"] == 0]
    one = "La meta de {codes}, en cambio, es la suma simple de las de sus actividades: su avance físico queda subestimado."
    many = "Las metas de {codes}, en cambio, son la suma simple de las de sus actividades: su avance físico queda subestimado."
    return paragraph(
        sentence(
            "Se deduce que el producto cuenta cada {one} una sola vez: {items}.", one=spoken("unidad"), items=items
        ),
        sentence(one if len(added) == 1 else many, codes=enumeration(added)) if added else Passage(),
    )


def printed_changes(producto: pd.DataFrame, execution: pd.DataFrame) -> Passage:
    """What the document itself compares with the year before: firms of a product, and its physical progress."""
    items = []
    for code, row in rows_of(products(execution)):
        firms = {
            **row_of(producto, code),
            **{name: row[name] for name in ("avance_fisico_pct", _BEFORE) if name in row},
        }
        compared = {"compared": than_last_year(firms)} if known_in(firms, "empresas") else {}
        told = if_known(
            "atendió a {firms}, {compared}",
            "alcanzó el {avance_fisico_pct} de su meta física; el año anterior, el {avance_fisico_pct_anterior}",
            link="; ",
            firms=served(firms["empresas"]) if "empresas" in firms else None,
            **firms,
            **compared,
        )
        items += [sentence("<strong>{code}</strong>: {told}.", code=coded(code), told=told)] if told else []
    return bullets(items)


def trend(trend: pd.DataFrame, execution: pd.DataFrame) -> Passage:
    """Physical and financial progress of each product in the year and in the year before."""
    rows = [(code, row_of(trend, code)) for code, _row in rows_of(products(execution))]
    return bullets(_trend_item(code, row) for code, row in rows)


def _short_of_goal(row: Row) -> Passage:
    """A product with its progress; with what it delivered and its goal where rounding would show 100 %."""
    told = (
        "{avance_fisico} de {meta_fisica}" if row["avance_fisico_pct"].text.startswith("100") else "{avance_fisico_pct}"
    )
    return sentence(f"{{name}} ({told})", name=inside(row["nombre_corto"]), **row)


def _sum_item(code: str, row: Row, sums: pd.DataFrame, execution: pd.DataFrame) -> Passage:
    activities = execution.loc[execution["padre"] == code, "avance_fisico"]
    with_data = "" if all(item.known for item in activities) else " con dato"
    template = "en {code}, las actividades{with_data} suman {added} y el producto, {avance_fisico}"
    added = sums.at[code, "avance_fisico_actividades"]
    return sentence(template, code=coded(code), with_data=with_data, added=added, **row)


def _trend_item(code: str, row: Row) -> Passage:
    physical = "el avance físico pasó de {avance_fisico_pct_previo} a {avance_fisico_pct} ({avance_fisico_pct_cambio})"
    financial = "el financiero pasó de {avance_financiero_pct_previo} a {avance_financiero_pct} ({avance_financiero_pct_cambio})"
    told = if_known(physical, financial, link="; ", **row)
    return sentence("<strong>{code}</strong>: {told}.", code=coded(code), told=told) if told else told
