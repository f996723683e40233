"""Sentences of section 00: the rating and why, and what to look at first."""

from __future__ import annotations

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import Passage, bullets, coded, enumeration, if_known, joined, paragraph, sentence, text
from engine.spanish import inside
from lib.sentences.reconciliation import DIFFER, TOTAL
from lib.sentences.wording import row_of, word
from lib.summary import PRESENTATION
from lib.words import ALERTS


def rating(rating: pd.DataFrame) -> Passage:
    """The overall rating, whose proposal it is, and what was decided."""
    overall = row_of(rating, "global")
    note = "Los criterios oficiales no se publican."
    decision = "Decisión registrada en «{name}»: {decidida}. Motivo: {reason}."
    decisions = (
        if_known(decision, name=word(name), reason=row["motivo"].rstrip("."), **row) for name, row in rows_of(rating)
    )
    level = sentence("<strong>Nivel de implementación: {vigente}.</strong>", **overall)
    return joined([paragraph(level, _whose(overall), note), paragraph(*decisions)])


def attention(attention: pd.DataFrame, totals: pd.DataFrame | None = None) -> Passage:
    """What to look at first, most serious first; with the totals of the reconciliation, also the printed errors."""
    rows = ({**row, "nombre": inside(str(row["nombre"]))} for _key, row in rows_of(attention))
    items = [sentence(ALERTS[row["motivo"]], **row) for row in rows]
    if totals is not None and totals.at[DIFFER, "cifras"] > 0:
        template = "Cifras impresas en los documentos que difieren de lo que dan los datos: {n} de {total}."
        items.append(sentence(template, n=totals.at[DIFFER, "cifras"], total=totals.at[TOTAL, "cifras"]))
    return bullets(items) or paragraph("Ninguna regla de alerta se activó.")


def presented(alternatives: pd.DataFrame) -> list[str]:
    """The paragraph with which the report presents what it proposes, in its words."""
    said = alternatives.loc[alternatives["ambito"] == PRESENTATION, "texto"]
    return [f"El reporte las presenta así: «{item}»" for item in said]


def pending(owed: pd.DataFrame) -> Passage:
    """Who owes which indicators; nothing when nobody does."""
    return bullets(
        sentence(
            "<strong>Por entregar</strong>, {who}: {codes}.", who=who, codes=enumeration(map(coded, map(str, codes)))
        )
        for who, codes in owed.groupby("responsable", sort=False).groups.items()
    )


def _whose(overall: Row) -> Passage:
    """Whose rating it is, and how it stands beside the published one."""
    same = overall["publicada"].value == overall["propuesta"].value
    own = "Es la decisión registrada" if overall["decidida"].known else "Es nuestra propuesta"
    agreed = "; la propuesta" if overall["decidida"].known else " y"
    printed = (
        f"{agreed} coincide con la publicada, y eso no la confirma: sus límites se calibraron con un solo caso."
        if same
        else ". La publicada es {publicada}; los límites de la propuesta se calibraron con un solo caso."
    )
    known = overall["publicada"].known
    return sentence(f"{own}{printed}", **overall) if known else text(f"{own}.")
