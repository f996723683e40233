"""Sentences of section 00: the rating and why, and what to look at first."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import Passage, bullets, joined, paragraph, sentence, text
from lib.sentences.wording import word

_JUDGEMENTS = {
    "objetivos": "el {measure} de los indicadores de objetivo tiene nivel medio o alto",
    "servicios": "el {measure} de los indicadores de servicio tiene nivel medio o alto",
    "seguimiento": "el {measure} de los indicadores de servicio no tiene información",
}
_OVERALL = "global"

_ATTENTION = {
    "objetivo_bajo": "Indicador de objetivo con nivel bajo: {name} ({figure}).",
    "objetivo_sin_informacion": "Indicador de objetivo sin información: {name}.",
    "objetivo_sin_avance": "Indicador de objetivo que no se puede comparar con su meta: {name} ({figure}).",
    "retroceso_base": "Peor que en la línea base: {name} ({figure}), aunque su avance tipo 1 es {contrast}.",
    "gasto_sobre_entrega": "Gastó más de lo que entregó: {name}, {contrast} del presupuesto y {figure} de la meta física.",
    "entrega_sobre_gasto": "Entregó más de lo que gastó: {name}, {figure} de la meta física y {contrast} del presupuesto.",
    "revisar_programacion": "Programación por revisar: {name}, {figure} de la meta física.",
    "mayor_150": "Meta por revisar: {name}, {figure} de la meta física.",
    "desempeno_bajo": "Indicador de desempeño con nivel bajo: {name} ({figure}).",
    "desempeno_mayor_150": "Meta de desempeño por revisar: {name} ({figure}).",
    "servicios_sin_informacion": "Indicadores de servicio sin información: {figure} de {contrast}.",
    "servicios_mayor_150": "Indicadores de servicio con avance mayor que el límite de alerta: {figure} de {contrast}.",
    "servicios_bajo": "Indicadores de servicio con nivel bajo: {figure} de {contrast}.",
}


def rating(rating: pd.DataFrame) -> Passage:
    """The overall rating, its three judgements with their numbers, and whose proposal it is.

    Args:
        rating: Result of `lib.summary.rating`.
    """
    overall = dict(rating.loc[_OVERALL])
    return joined(
        [
            paragraph(
                sentence("<strong>Nivel de implementación: {value}.</strong>", value=overall["vigente"]),
                _whose(overall),
            ),
            bullets(_judgement(name, dict(rating.loc[name]), why) for name, why in _JUDGEMENTS.items()),
            paragraph(
                text(
                    "La propuesta aplica reglas nuestras: los criterios oficiales están en un archivo que el documento cita "
                    "y no publica."
                ),
                *_decisions(rating),
            ),
        ]
    )


def attention(attention: pd.DataFrame, totals: pd.DataFrame | None = None) -> Passage:
    """What to look at first, most serious first.

    Args:
        attention: Result of `lib.summary.attention`.
        totals: Number of printed figures by verdict, for those that differ.
    """
    items = [
        sentence(_ATTENTION[row["motivo"]], name=row["nombre"], figure=row["figura"], contrast=row["contraste"])
        for _key, row in rows_of(attention)
    ]
    if totals is not None and totals.at["difiere", "cifras"] > 0:
        items.append(
            sentence(
                "Cifras impresas en los documentos que difieren de lo que dan los datos: {differing} de {total}.",
                differing=totals.at["difiere", "cifras"],
                total=totals.at["total", "cifras"],
            )
        )
    return bullets(items) or paragraph(text("Ninguna regla de alerta se activó."))


def _whose(overall: Row) -> Passage:
    """Whose rating it is, and how it stands beside the published one."""
    own = "Es la decisión registrada." if overall["decidida"].known else "Es una propuesta nuestra."
    printed, proposed = overall["publicada"], overall["propuesta"]
    if not printed.known:
        return text(own)
    told = (
        "PRODUCE publica la misma que proponemos; no es una confirmación: nuestros límites se calibraron con un solo caso, el "
        "de 2024."
        if printed.value == proposed.value
        else "PRODUCE publica {printed}; nuestros límites se calibraron con un solo caso, el de 2024."
    )
    return joined([text(own), sentence(told, printed=printed)], " ")


def _judgement(name: str, row: Row, why: str) -> Passage:
    """A judgement and the percentage it rests on, when that is known."""
    return sentence(
        "<strong>{name}</strong>: {value}{why}.",
        name=word(name),
        value=row["vigente"],
        why=sentence(f"; {why}", measure=row["medida"]) if row["medida"].known else "",
    )


def _decisions(rating: pd.DataFrame) -> Iterator[Passage]:
    for name, row in rows_of(rating):
        if row["decidida"].known:
            yield sentence(
                "Decisión registrada en «{name}»: {value}. Motivo: {reason}.",
                name=word(name),
                value=row["decidida"],
                reason=row["motivo"].rstrip("."),
            )
