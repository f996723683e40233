"""Sentences on the firmness of levels, the same for sections 01 and 02: how many are fragile, and what each would be."""

from __future__ import annotations

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import Passage, agree, bullets, coded, joined, paragraph, sentence, text
from engine.traced import Traced
from lib.firmness import BAND, FRAGILE


def firmness(levels: pd.DataFrame, counts: pd.DataFrame, band: pd.DataFrame) -> Passage:
    """What a fragile level is, how many there are and how many could not be tested; one item per fragile level.

    Args:
        levels: The levels put to the test, as `lib.firmness.tested`.
        counts: Result of `lib.firmness.counts`.
        band: Result of `lib.firmness.band`.
    """
    if band.empty:
        return paragraph(
            text("Las reglas de este año no declaran la variación con que se prueba si un nivel es frágil.")
        )
    if counts.at["probados", "indicadores"] == 0:
        return paragraph(
            text(
                "Ningún indicador tiene un avance tipo 1 con que probar si su nivel es frágil: hacen falta su valor y su "
                "meta."
            )
        )
    change = band.at[BAND, "variacion"]
    definition = sentence(
        "Un nivel es frágil si cambia al mover el valor obtenido media unidad de su último decimal publicado o ±{band}.",
        band=change,
    )
    items = bullets(_item(code, row, change) for code, row in rows_of(levels) if row["firmeza"] == FRAGILE)
    return joined([paragraph(definition, _result(counts), _untested(counts)), items])


def _result(counts: pd.DataFrame) -> Passage:
    fragile, tested = counts.at[FRAGILE, "indicadores"], counts.at["probados", "indicadores"]
    if fragile == 0:
        template = agree(
            tested,
            "Ningún nivel es frágil: el único que se puede probar no cambia.",
            "Ningún nivel es frágil: los {tested} que se pueden probar no cambian.",
        )
    elif tested == 1:
        template = "El único nivel que se puede probar es frágil."
    else:
        template = agree(
            fragile,
            "De {tested} niveles que se pueden probar, {n} es frágil.",
            "De {tested} niveles que se pueden probar, {n} son frágiles.",
        )
    return sentence(template, n=fragile, tested=tested)


def _untested(counts: pd.DataFrame) -> Passage:
    untested = counts.at["sin_prueba", "indicadores"]
    if untested == 0:
        return Passage()
    template = agree(
        untested,
        "{n} indicador no tiene avance tipo 1 con que probar su nivel.",
        "{n} indicadores no tienen avance tipo 1 con que probar su nivel.",
    )
    return sentence(template, n=untested)


def _item(code: str, row: Row, band: Traced) -> Passage:
    place = (
        "justo en el límite de {limite_cercano}"
        if row["distancia_limite"] == 0
        else "a {distancia_limite} del límite de {limite_cercano}"
    )
    template = f"<strong>{{code}}</strong>, {{name}}: nivel {{nivel}}, {place}. {_consequence(row)}"
    figures = ("nivel", "distancia_limite", "limite_cercano", "nivel_redondeo", "nivel_variacion")
    return sentence(
        template, code=coded(code), name=row["nombre_corto"], band=band, **{name: row[name] for name in figures}
    )


def _consequence(row: Row) -> str:
    level, rounded, varied = (row[name].value for name in ("nivel", "nivel_redondeo", "nivel_variacion"))
    if rounded in (level, None):
        return "Pasaría a {nivel_variacion} si el valor varía ±{band}."
    if varied in (level, None):
        return "Pasaría a {nivel_redondeo} con el redondeo de la fuente."
    if rounded == varied:
        return "Pasaría a {nivel_redondeo} tanto con el redondeo de la fuente como si el valor varía ±{band}."
    return "Pasaría a {nivel_redondeo} con el redondeo de la fuente y a {nivel_variacion} si el valor varía ±{band}."
