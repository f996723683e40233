"""Sentences of section 03: firms attended, targeting, services given, profile of the firms, units and regions."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from engine.page.story import Story, agree, bullets, enumeration, moved, no_earlier_year, paragraph, sentence


def context(story: Story) -> Markup:
    """The economy in the year, as the report quotes it."""
    frame = story.tables["context"]
    shown = [
        sentence(
            "{name}: {value} en {year}.",
            name=row["nombre"],
            value=story.show("context", code, "valor"),
            year=story.show("context", code, "anio"),
        )
        for code, row in frame.iterrows()
        if row["unidad"] == "porcentaje"
    ]
    return bullets(shown)


def attended(story: Story) -> Markup:
    """Firms attended and the change against the previous year."""
    if not story.has("atendidas", "total", "empresas"):
        return paragraph([Markup("El documento no publica cuántas empresas se atendieron.")])
    firms = story.figure("atendidas", "total", "empresas")
    parts = [
        sentence(
            "El PP 0093 atendió a {n} {noun}.",
            n=story.show("atendidas", "total", "empresas"),
            noun=agree(firms, "empresa", "empresas"),
        )
    ]
    if story.has("atendidas", "total", "variacion_anual"):
        change = story.figure("atendidas", "total", "variacion_anual")
        parts.append(
            sentence(
                "Respecto del año anterior el número {verb} ({change}), lo que supone unas {before} empresas entonces.",
                verb=moved(change),
                change=story.show("atendidas", "total", "variacion_anual"),
                before=story.show("atendidas", "total", "empresas_anterior_implicitas"),
            )
        )
    return paragraph(parts)


def targeting(story: Story) -> Markup:
    """Share of firms that meet the targeting criteria, and the criteria."""
    parts = []
    if story.has("focalizacion", "cumple", "empresas_implicitas"):
        parts = [
            sentence(
                "El {porcentaje} cumple los criterios de focalización, unas {empresas_implicitas} empresas.",
                **story.of("focalizacion", "cumple", "porcentaje", "empresas_implicitas"),
            )
        ]
    if story.has("focalizacion", "cumple", "diferencia_pp"):
        parts.append(
            sentence(
                "El año anterior fue {before}: {change} de diferencia.",
                before=story.show("focalizacion", "cumple", "porcentaje_anterior"),
                change=story.show("focalizacion", "cumple", "diferencia_pp"),
            )
        )
    parts.append(
        sentence(
            (
                "Los criterios son tres: ser formal, tener al menos {years} años en el registro de la SUNAT y ventas anuales "
                "desde {low} hasta {high} UIT, ambos límites incluidos (con la UIT del año, de {low_soles} a {high_soles})."
            ),
            years=story.show("criteria", "anios_registro", "anios"),
            low=story.show("criteria", "ventas_minimas", "uit"),
            high=story.show("criteria", "ventas_maximas", "uit"),
            low_soles=story.show("criteria", "ventas_minimas", "soles"),
            high_soles=story.show("criteria", "ventas_maximas", "soles"),
        )
    )
    return paragraph(parts)


def services_given(story: Story) -> Markup:
    """Firms per service, and why they add up to more than the firms attended."""
    frame = story.tables["servicio"]
    order = _by_size(frame, "empresas")
    items = [
        sentence("{name} ({n})", name=frame.at[code, "nombre"].lower(), n=story.show("servicio", code, "empresas"))
        for code in order
    ]
    if not items:
        return Markup("")
    if not story.has("overlap", "servicio", "por_empresa"):
        return paragraph([sentence("Empresas por servicio: {items}.", items=enumeration(items))])
    overlap = sentence(
        (
            "La suma, {suma_categorias}, pasa de las {empresas} empresas atendidas porque una empresa puede recibir varios "
            "servicios: en promedio, {por_empresa} por empresa."
        ),
        **story.of("overlap", "servicio", "suma_categorias", "empresas", "por_empresa"),
    )
    return paragraph([sentence("Empresas por servicio: {items}.", items=enumeration(items)), overlap])


def profile(story: Story) -> Markup:
    """Who was attended: the largest published category of size, sector and workers, and what is left unpublished."""
    lead = {"tamano": "Por tamaño", "sector": "Por sector", "trabajadores": "Por número de trabajadores"}
    return bullets(_largest(story, dimension, text) for dimension, text in lead.items() if dimension in story.tables)


def units(story: Story) -> Markup:
    """Executing units by share of the firms attended."""
    return bullets([_largest(story, "unidad", "Por unidad ejecutora")]) if "unidad" in story.tables else Markup("")


def regions(story: Story) -> Markup:
    """Regions with a published share, and how many have none."""
    frame = story.tables["region"]
    order = _by_size(frame, "porcentaje")
    items = [
        sentence("{name} ({share})", name=frame.at[code, "nombre"], share=story.show("region", code, "porcentaje"))
        for code in order
    ]
    if not items:
        return paragraph([Markup("El documento no publica la participación de ninguna región.")])
    parts = [sentence("Participaciones publicadas: {items}.", items=enumeration(items))]
    if len(order) < len(frame):
        parts.append(
            sentence(
                "Las demás regiones no se publican; juntas suman {rest}.",
                rest=story.show("sums", "region", "resto_porcentaje"),
            )
        )
    return paragraph(parts)


def trend(story: Story) -> Markup:
    """Firms attended in the year and in the year before, both from the data."""
    if not story.has("trend", "atendidas.total", "empresas_cambio"):
        return no_earlier_year()
    return paragraph(
        [
            sentence(
                (
                    "Según los datos de ambos años, las empresas atendidas pasaron de {empresas_previo} a {empresas} "
                    "({empresas_cambio})."
                ),
                **story.of("trend", "atendidas.total", "empresas_previo", "empresas", "empresas_cambio"),
            )
        ]
    )


def _largest(story: Story, dimension: str, lead: str) -> Markup:
    frame = story.tables[dimension]
    order = _by_size(frame, "porcentaje")
    if not len(order):
        return Markup("")
    items = [
        sentence("{name} {share}", name=frame.at[code, "nombre"], share=story.show(dimension, code, "porcentaje"))
        for code in order
    ]
    text = sentence("<strong>{lead}</strong>: {items}.", lead=lead, items=enumeration(items))
    if (
        story.has("sums", dimension, "resto_porcentaje")
        and story.figure("sums", dimension, "resto_porcentaje").traced > 0
    ):
        rest = story.show("sums", dimension, "resto_porcentaje")
        text += sentence(" Falta publicar el {rest}.", rest=rest)
    return text


def _by_size(frame: pd.DataFrame, column: str) -> pd.Index:
    """Rows with a value, the largest first."""
    if column not in frame:
        return frame.index[:0]
    known = frame.loc[[item.known for item in frame[column]], column]
    return known.map(float).sort_values(ascending=False, kind="stable").index
