"""Sentences on the firmness of levels, the same for sections 01 and 02: how many are fragile, and what each would be."""

from __future__ import annotations

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import Passage, agree, bullets, coded, joined, paragraph, sentence
from engine.traced import Traced
from lib.firmness import BAND, FRAGILE


def firmness(firmness: pd.DataFrame, firmness_counts: pd.DataFrame, firmness_band: pd.DataFrame) -> Passage:
    """What a fragile level is, how many there are and how many could not be tested; one item per fragile level."""
    if firmness_band.empty:
        return paragraph("Las reglas de este año no declaran la variación con que se prueba si un nivel es frágil.")
    count, band = firmness_counts["indicadores"], firmness_band.at[BAND, "variacion"]
    if count["probados"] == 0:
        untested = "Ningún indicador tiene un avance tipo 1 con que probar si su nivel es frágil: hacen falta su valor y su meta."
        return paragraph(untested)
    definition = (
        "Un nivel es frágil si cambia al mover el valor obtenido media unidad de su último decimal publicado o ±{band}."
    )
    result = _result(count[FRAGILE], count["probados"])
    items = bullets(_item(code, row, band) for code, row in rows_of(firmness) if row["firmeza"] == FRAGILE)
    return joined([paragraph(sentence(definition, band=band), result, _untested(count["sin_prueba"])), items])


def _result(fragile: Traced, tested: Traced) -> Passage:
    if fragile == 0:
        one, many = "el único que se puede probar no cambia", "los {tested} que se pueden probar no cambian"
        return sentence(f"Ningún nivel es frágil: {agree(tested, one, many)}.", tested=tested)
    if tested == 1:
        return sentence("El único nivel que se puede probar es frágil.")
    verb = agree(fragile, "es frágil", "son frágiles")
    return sentence("De {tested} niveles que se pueden probar, {n} {verb}.", tested=tested, n=fragile, verb=verb)


def _untested(untested: Traced) -> Passage:
    if untested == 0:
        return Passage()
    noun = agree(untested, "indicador no tiene", "indicadores no tienen")
    return sentence("{n} {noun} avance tipo 1 con que probar su nivel.", n=untested, noun=noun)


def _item(code: str, row: Row, band: Traced) -> Passage:
    near = "justo en el límite" if row["distancia_limite"] == 0 else "a {distancia_limite} del límite"
    template = (
        f"<strong>{{code}}</strong>, {{nombre_corto}}: nivel {{nivel}}, {near} de {{limite_cercano}}. {_would_be(row)}"
    )
    return sentence(template, code=coded(code), band=band, **row)


def _would_be(row: Row) -> str:
    level, rounded, varied = (row[name].value for name in ("nivel", "nivel_redondeo", "nivel_variacion"))
    if rounded in (level, None):
        return "Pasaría a {nivel_variacion} si el valor varía ±{band}."
    if varied in (level, None):
        return "Pasaría a {nivel_redondeo} con el redondeo de la fuente."
    if rounded == varied:
        return "Pasaría a {nivel_redondeo} tanto con el redondeo de la fuente como si el valor varía ±{band}."
    return "Pasaría a {nivel_redondeo} con el redondeo de la fuente y a {nivel_variacion} si el valor varía ±{band}."
