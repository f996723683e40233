"""Sentences of section 04: what was spent and delivered, where both part ways, what a unit cost, performance."""

from __future__ import annotations

from markupsafe import Markup

from engine.page.story import Story, bullets, coded, enumeration, no_earlier_year, paragraph, sentence
from lib.pp0093_budget import TOTAL

_ALERTS = {
    "gasto_sin_entrega": "gastó el {avance_financiero_pct} y entregó el {avance_fisico_pct}: la brecha de "
    "{brecha_fisico_financiero} pide comentario",
    "entrega_sobre_gasto": "entregó el {avance_fisico_pct} con el {avance_financiero_pct} del gasto: la brecha de "
    "{brecha_fisico_financiero} pide comentario",
    "revisar_programacion": "alcanzó el {avance_fisico_pct} de su meta física: conviene revisar la programación",
    "mayor_150": "alcanzó el {avance_fisico_pct} de su meta física: la meta pudo fijarse demasiado baja",
}


def execution(story: Story) -> Markup:
    """The programme's budget and accrued spending, and each product's part."""
    parts = [
        sentence(
            "El PP 0093 devengó {devengado} de un PIM de {pim}: {avance_financiero_pct}.",
            **story.of("execution", TOTAL, "devengado", "pim", "avance_financiero_pct"),
        )
    ]
    products = _products(story)
    largest = max(products, key=lambda code: float(story.figure("execution", code, "pim").traced))
    parts.append(
        sentence(
            "El producto {code} concentra el {participacion_pim} del presupuesto.",
            code=coded(largest),
            **story.of("execution", largest, "participacion_pim"),
        )
    )
    return paragraph(parts)


def by_product(story: Story) -> Markup:
    """One item per product: physical and financial progress with the reference scale."""
    text = (
        "<strong>{code}</strong>, {name}: {avance_fisico_pct} de avance físico y {avance_financiero_pct} de "
        "avance financiero."
    )
    frame = story.tables["execution"]
    return bullets(
        sentence(
            text,
            code=coded(code),
            name=frame.at[code, "nombre_corto"],
            **story.of("execution", code, "avance_fisico_pct", "avance_financiero_pct"),
        )
        for code in _products(story)
    )


def gap(story: Story) -> Markup:
    """Products and activities where spending and delivery part ways, or the goal was far exceeded."""
    frame = story.tables["execution"]
    columns = ("avance_fisico_pct", "avance_financiero_pct", "brecha_fisico_financiero")
    items = [
        sentence(
            "<strong>{code}</strong>, {name}: {verdict}.",
            code=coded(code),
            name=row["nombre_corto"],
            verdict=sentence(_ALERTS[row["alerta"]], **story.of("execution", code, *columns)),
        )
        for code, row in frame.iterrows()
        if row["alerta"]
    ]
    return bullets(items) or paragraph([Markup("Ningún producto ni actividad pasa los límites de alerta.")])


def unit_cost(story: Story) -> Markup:
    """What a unit attended cost in each product."""
    frame = story.tables["execution"]
    items = [
        sentence(
            "{cost} por {unit} en {code}",
            cost=story.show("execution", code, "costo_unitario"),
            unit="empresa" if frame.at[code, "unidad"] == "Empresas" else "acción",
            code=coded(code),
        )
        for code in _products(story)
        if story.figure("execution", code, "costo_unitario").known
    ]
    return paragraph(
        [
            sentence("El devengado por unidad atendida fue {items}.", items=enumeration(items)),
            Markup(
                "Los servicios de cada producto son distintos: el costo sirve para seguir un producto en "
                "el tiempo, no para comparar productos."
            ),
        ]
    )


def physical_sums(story: Story) -> Markup:
    """Why a product's firms are fewer than the sum of its activities."""
    items = [
        sentence(
            "en {code}, las actividades suman {avance_fisico_actividades} y el producto, {own}",
            code=coded(code),
            own=story.show("execution", code, "avance_fisico"),
            **story.of("sums", code, "avance_fisico_actividades"),
        )
        for code in _products(story)
        if story.figure("sums", code, "diferencia_avance_fisico").traced < 0
    ]
    if not items:
        return Markup("")
    return paragraph(
        [
            sentence("El producto cuenta cada empresa una sola vez: {items}.", items=Markup("; ").join(items)),
            Markup(
                "Sus metas, en cambio, son la suma simple de las actividades, de modo que el avance físico del producto "
                "queda subestimado."
            ),
        ]
    )


def performance(story: Story) -> Markup:
    """One item per performance indicator, against its goal."""
    text = (
        "<strong>{code}</strong> ({product}), {name}: {valor_obtenido} frente a {logro_esperado}; "
        "{diferencia_pp}, avance {avance_tipo_1}, nivel {nivel}."
    )
    columns = ("valor_obtenido", "logro_esperado", "diferencia_pp", "avance_tipo_1", "nivel")
    frame = story.tables["performance"]
    return bullets(
        sentence(
            text,
            code=coded(code),
            product=coded(row["producto"]),
            name=row["nombre"],
            **story.of("performance", code, *columns),
        )
        if row["avance_tipo_1"].known
        else sentence(
            "<strong>{code}</strong> ({product}), {name}: {valor_obtenido}.",
            code=coded(code),
            product=coded(row["producto"]),
            name=row["nombre"],
            **story.of("performance", code, "valor_obtenido"),
        )
        for code, row in frame.iterrows()
    )


def trend(story: Story) -> Markup:
    """Physical and financial progress of each product in the year and in the year before."""
    codes = [code for code in _products(story) if story.has("trend", code, "avance_fisico_pct_cambio")]
    text = (
        "<strong>{code}</strong>: el avance físico pasó de {avance_fisico_pct_previo} a {avance_fisico_pct} "
        "({avance_fisico_pct_cambio}) y el financiero de {avance_financiero_pct_previo} a {avance_financiero_pct}."
    )
    columns = (
        "avance_fisico_pct_previo",
        "avance_fisico_pct",
        "avance_fisico_pct_cambio",
        "avance_financiero_pct_previo",
        "avance_financiero_pct",
    )
    return (
        bullets(sentence(text, code=coded(code), **story.of("trend", code, *columns)) for code in codes)
        or no_earlier_year()
    )


def _products(story: Story) -> list[str]:
    frame = story.tables["execution"]
    return [code for code in frame.index if code != TOTAL and not frame.at[code, "padre"]]
