"""Sentences of section 00: the rating and why, and what to look at first."""

from __future__ import annotations

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import Passage, bullets, coded, enumeration, if_known, joined, paragraph, sentence, text
from lib.sentences.reconciliation import DIFFER, TOTAL
from lib.sentences.wording import inside, row_of, word
from lib.summary import PRESENTATION

_ATTENTION = {
    "objetivo_bajo": "Objetivo con nivel bajo: {nombre} ({figura} de avance tipo 1).",
    "objetivo_sin_informacion": "Objetivo sin información: {nombre}.",
    "objetivo_sin_avance": "Objetivo con valor y sin avance que calcular: {nombre} ({figura}).",
    "retroceso_base": "Peor que en la línea base: {nombre} ({figura}), aunque su avance tipo 1 es de {contraste}.",
    "gasto_sobre_entrega": "Gastó más de lo que entregó: {nombre}, {contraste} del presupuesto y {figura} de la meta física.",
    "entrega_sobre_gasto": "Entregó más de lo que gastó: {nombre}, {figura} de la meta física y {contraste} del presupuesto.",
    "revisar_programacion": "Programación por revisar: {nombre}, {figura} de la meta física.",
    "mayor_150": "Meta por revisar: {nombre}, {figura} de la meta física.",
    "desempeno_bajo": "Indicador de desempeño con nivel bajo: {nombre} ({figura} de avance).",
    "desempeno_mayor_150": "Meta de desempeño por revisar: {nombre} ({figura} de avance).",
    "servicios_sin_informacion": "Indicadores de servicio sin información: {figura} de {contraste}.",
    "servicios_mayor_150": "Indicadores de servicio con avance mayor que el límite de alerta: {figura} de {contraste}.",
    "servicios_bajo": "Indicadores de servicio con nivel bajo: {figura} de {contraste}.",
}


def rating(rating: pd.DataFrame) -> Passage:
    """The overall rating, whose proposal it is, and what was decided."""
    overall = row_of(rating, "global")
    note = "Los criterios oficiales están en un archivo que el documento cita y no publica."
    decision = "Decisión registrada en «{name}»: {decidida}. Motivo: {reason}."
    decisions = (
        if_known(decision, name=word(name), reason=row["motivo"].rstrip("."), **row) for name, row in rows_of(rating)
    )
    level = sentence("<strong>Nivel de implementación: {vigente}.</strong>", **overall)
    return joined([paragraph(level, _whose(overall), note), paragraph(*decisions)])


def attention(attention: pd.DataFrame, totals: pd.DataFrame | None = None) -> Passage:
    """What to look at first, most serious first; with the totals of the reconciliation, also the printed errors."""
    rows = ({**row, "nombre": inside(str(row["nombre"]))} for _key, row in rows_of(attention))
    items = [sentence(_ATTENTION[row["motivo"]], **row) for row in rows]
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
        f"{agreed} coincide con la que publica PRODUCE, y eso no la confirma: sus límites se calibraron con ese caso, el de 2024."
        if same
        else ". PRODUCE publica {publicada}; los límites de la propuesta se calibraron con un solo caso, el de 2024."
    )
    known = overall["publicada"].known
    return sentence(f"{own}{printed}", **overall) if known else text(f"{own}.")
