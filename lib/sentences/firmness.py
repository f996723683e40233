"""Sentences on the firmness of levels, the same for sections 01 and 02: how many are fragile, and what each would be."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from engine.page.story import Story, agree, bullets, coded, paragraph, sentence
from lib.firmness import BAND, FRAGILE

_COUNTS = "firmness_counts"


def level_firmness(story: Story) -> Markup:
    """What a fragile level is, how many there are and how many could not be tested; one item per fragile level."""
    if story.tables["firmness_band"].empty:
        return paragraph(
            [Markup("Las reglas de este año no declaran la variación con que se prueba si un nivel es frágil.")]
        )
    frame = story.tables["firmness"]
    if frame.empty:
        return paragraph(
            [
                Markup(
                    "Ningún indicador tiene un avance tipo 1 con que probar si su nivel es frágil: hacen falta su valor y su meta."
                )
            ]
        )
    fragile = frame[frame["firmeza"] == FRAGILE]
    items = bullets(_fragile_item(story, code, row) for code, row in fragile.iterrows())
    return paragraph([_definition(story), _result(story), _untested(story)]) + items


def _definition(story: Story) -> Markup:
    text = (
        "Un nivel es frágil si cambia al mover el valor obtenido media unidad de su último decimal publicado o ±{band}."
    )
    return sentence(text, band=story.show("firmness_band", BAND, "variacion"))


def _result(story: Story) -> Markup:
    fragile, tested = (story.figure(_COUNTS, row, "indicadores") for row in (FRAGILE, "probados"))
    shown = {"n": story.show(_COUNTS, FRAGILE, "indicadores"), "tested": story.show(_COUNTS, "probados", "indicadores")}
    if fragile.traced == 0:
        text = agree(
            tested,
            "Ningún nivel es frágil: el único que se puede probar no cambia.",
            "Ningún nivel es frágil: los {tested} que se pueden probar no cambian.",
        )
    elif tested.traced == 1:
        text = "El único nivel que se puede probar es frágil."
    else:
        text = agree(
            fragile,
            "De {tested} niveles que se pueden probar, {n} es frágil.",
            "De {tested} niveles que se pueden probar, {n} son frágiles.",
        )
    return sentence(text, **shown)


def _untested(story: Story) -> Markup:
    untested = story.figure(_COUNTS, "sin_prueba", "indicadores")
    if untested.traced == 0:
        return Markup("")
    text = agree(
        untested,
        "{n} indicador no tiene avance tipo 1 con que probar su nivel.",
        "{n} indicadores no tienen avance tipo 1 con que probar su nivel.",
    )
    return sentence(text, n=story.show(_COUNTS, "sin_prueba", "indicadores"))


def _fragile_item(story: Story, code: str, row: pd.Series) -> Markup:
    text = (
        "<strong>{code}</strong>, {name}: nivel {nivel}, justo en el límite de {limite_cercano}."
        if row["distancia_limite"] == 0
        else "<strong>{code}</strong>, {name}: nivel {nivel}, a {distancia_limite} del límite de {limite_cercano}."
    )
    shown = story.of("firmness", code, "nivel", "distancia_limite", "limite_cercano")
    place = sentence(text, code=coded(code), name=row["nombre_corto"], **shown)
    return Markup(" ").join([place, _would_be(story, code, row)])


def _would_be(story: Story, code: str, row: pd.Series) -> Markup:
    band = sentence("±{band}", band=story.show("firmness_band", BAND, "variacion"))
    shown = story.of("firmness", code, "nivel_redondeo", "nivel_variacion")
    return sentence(_consequence(row), band=band, **shown)


def _consequence(row: pd.Series) -> str:
    level, rounded, varied = (row[name].value for name in ("nivel", "nivel_redondeo", "nivel_variacion"))
    if rounded in (level, None):
        return "Pasaría a {nivel_variacion} si el valor varía {band}."
    if varied == level:
        return "Pasaría a {nivel_redondeo} con el redondeo de la fuente."
    if rounded == varied:
        return "Pasaría a {nivel_redondeo} tanto con el redondeo de la fuente como si el valor varía {band}."
    return "Pasaría a {nivel_redondeo} con el redondeo de la fuente y a {nivel_variacion} si el valor varía {band}."
