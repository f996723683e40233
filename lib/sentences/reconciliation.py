"""Sentences of section 05: how the printed figures stand against the computed ones, and what to correct first."""

from __future__ import annotations

import pandas as pd

from engine.page.passages import Passage, agree, counted, enumeration, paragraph, sentence

TOTAL, DIFFER = "total", "difiere"
_VERDICTS = {
    "dato_de_entrada": ("es dato de entrada de este reporte", "son datos de entrada de este reporte"),
    "coincide": ("coincide con lo que dan los datos", "coinciden con lo que dan los datos"),
    DIFFER: ("difiere", "difieren"),
    "no_verificable": ("no se puede verificar", "no se pueden verificar"),
}


def overview(totals: pd.DataFrame) -> Passage:
    """How many printed figures coincide, differ, are inputs or cannot be verified."""
    counts = totals["cifras"]
    if counts[TOTAL] == 0:
        return paragraph("Aún no hay cifras publicadas de este año con las que conciliar.")
    parts = enumeration(
        sentence("{n} {verdict}", n=counts[name], verdict=agree(counts[name], *verdict))
        for name, verdict in _VERDICTS.items()
        if counts[name] > 0
    )
    template = "Los documentos imprimen {total}: {parts}."
    return paragraph(sentence(template, total=counted(counts[TOTAL], "cifra", "cifras"), parts=parts))


def errors(totals: pd.DataFrame) -> Passage:
    """What the list of errors is, or that there is none."""
    n = totals.at[DIFFER, "cifras"]
    if not n > 0:
        return paragraph("Ninguna cifra impresa difiere de la que dan los datos.")
    return paragraph(
        sentence("{n} {noun} de lo que dan los datos.", n=n, noun=agree(n, "cifra difiere", "cifras difieren"))
    )


def ambiguities(ambiguities: pd.DataFrame) -> Passage:
    """What an ambiguous wording is."""
    some = "No contradicen a los datos, pero la frase permite leer otra cosa: otra unidad, otra base u otro alcance."
    return _either(ambiguities, some, "Ninguna cifra pide aclaración.")


def identities(identities: pd.DataFrame) -> Passage:
    """What an identity between figures is."""
    some = "Sumas, partes de un todo y valores que unas cifras imponen a otras."
    return _either(identities, some, "Este año no hay relaciones entre cifras que comprobar.")


def observations(observations: pd.DataFrame) -> Passage:
    """What the observations are."""
    some = (
        "Ninguna operación las muestra: son pasajes que se contradicen o que las cifras no sostienen. Se citan ambos."
    )
    return _either(observations, some, "No hay observaciones registradas.")


def unverifiable(unverifiable: pd.DataFrame) -> Passage:
    """Why some figures cannot be verified."""
    some = "Ningún dato disponible permite recalcularlas; cada una dice por qué."
    return _either(unverifiable, some, "Ninguna cifra queda sin poder verificarse.")


def _either(frame: pd.DataFrame, some: str, none: str) -> Passage:
    return paragraph(none if frame.empty else some)
