"""Sentences of section 05: how the printed figures stand against the computed ones, and what to correct first."""

from __future__ import annotations

import pandas as pd

from engine.page.passages import Passage, agree, counted, enumeration, paragraph, sentence, text

_TOTAL, _DIFFER = "total", "difiere"
_VERDICTS = {
    "dato_de_entrada": ("es dato de entrada de este reporte", "son datos de entrada de este reporte"),
    "coincide": ("coincide con lo que dan los datos", "coinciden con lo que dan los datos"),
    _DIFFER: ("difiere", "difieren"),
    "no_verificable": ("no se puede verificar", "no se pueden verificar"),
}


def overview(totals: pd.DataFrame) -> Passage:
    """How many printed figures coincide, differ, are inputs or cannot be verified.

    Args:
        totals: Number of printed figures by verdict.
    """
    counts = totals["cifras"]
    if counts[_TOTAL] == 0:
        return paragraph(text("Aún no hay cifras publicadas de este año con las que conciliar."))
    parts = [
        sentence("{n} {verdict}", n=counts[name], verdict=agree(counts[name], *verdict))
        for name, verdict in _VERDICTS.items()
        if counts[name] > 0
    ]
    return paragraph(
        sentence(
            "Los documentos imprimen {total}: {parts}.",
            total=counted(counts[_TOTAL], "cifra", "cifras"),
            parts=enumeration(parts),
        )
    )


def errors(totals: pd.DataFrame) -> Passage:
    """What the list of errors is, or that there is none.

    Args:
        totals: Number of printed figures by verdict.
    """
    differing = totals.at[_DIFFER, "cifras"]
    if not differing > 0:
        return paragraph(text("Ninguna cifra impresa difiere de la que dan los datos."))
    return paragraph(
        sentence(
            "{n} {verb} de lo que dan los datos. Cada fila muestra la frase, el valor que corresponde y la corrección que se "
            "propone.",
            n=counted(differing, "cifra", "cifras"),
            verb=agree(differing, "difiere", "difieren"),
        )
    )


def ambiguities(ambiguities: pd.DataFrame) -> Passage:
    """What an ambiguous wording is.

    Args:
        ambiguities: Figures that do not differ but are badly worded.
    """
    if ambiguities.empty:
        return paragraph(text("Ninguna cifra pide aclaración."))
    return paragraph(
        text("No contradicen a los datos, pero la frase permite leer otra cosa: otra unidad, otra base u otro alcance.")
    )


def identities(identities: pd.DataFrame) -> Passage:
    """What an identity between figures is.

    Args:
        identities: Identities of the year.
    """
    if identities.empty:
        return paragraph(text("Este año no hay relaciones entre cifras que comprobar."))
    return paragraph(
        text(
            "Relaciones que las cifras impresas deben cumplir entre sí, y las que parecen deber cumplirse y no pueden, con "
            "su explicación."
        )
    )


def observations(observations: pd.DataFrame) -> Passage:
    """What the observations are.

    Args:
        observations: Observations of the year.
    """
    if observations.empty:
        return paragraph(text("No hay observaciones registradas."))
    return paragraph(
        text(
            "Ninguna operación las muestra: son pasajes que se contradicen o que las cifras no sostienen. Se citan ambos."
        )
    )


def unverifiable(unverifiable: pd.DataFrame) -> Passage:
    """Why some figures cannot be verified.

    Args:
        unverifiable: Figures that no data allow to compute.
    """
    if unverifiable.empty:
        return paragraph(text("Ninguna cifra queda sin poder verificarse."))
    return paragraph(text("Ningún dato disponible permite recalcularlas; cada una dice por qué."))
