"""Sentences of section 02: how many services and indicators there are, their levels, and what is missing."""

from __future__ import annotations

from typing import Any

import pandas as pd

from engine.figures import Row
from engine.page.passages import Passage, agree, counted, enumeration, if_known, paragraph, sentence
from lib.sentences.firmness import firmness as firmness
from lib.sentences.wording import at_levels, heading, known_in, last_row, row_of
from lib.services import from_rows


def finding(levels: pd.DataFrame) -> Passage:
    """What the page finds: how many indicators have a medium or high level, and of how many nothing is known."""
    row = last_row(levels)
    if not known_in(row, "medio_o_alto"):
        return heading(sentence("No hay conteos de indicadores de servicio este año"))
    every = counted(row["indicadores"], "indicador de servicio", "indicadores de servicio") or "los de servicio"
    template = f"{{medio_o_alto}} de {{every}} {agree(row['medio_o_alto'], 'tiene', 'tienen')} nivel medio o alto"
    missing = "de {sin_informacion} no hay información" if row["sin_informacion"] > 0 else ""
    return heading(if_known(template, missing, link="; ", every=every, **row))


def overview(levels: pd.DataFrame, shares: pd.DataFrame) -> Passage:
    """Services, indicators and their levels for the whole policy."""
    policy, share = dict(levels.iloc[-1]), shares.at["alto", "porcentaje_medible"]
    measured = agree(policy["servicios"], "medido", "medidos")
    known = "El {medio_o_alto_pct} alcanza nivel medio o alto."
    high = "Entre los que tienen información, el {share} es de nivel alto."
    return paragraph(
        if_known(
            "La política tiene {services} {measured} con {indicators}{levels}.",
            measured=measured,
            **_counts(policy, ": "),
        ),
        if_known(known, high, share=share, **policy),
    )


def trend(trend: pd.DataFrame) -> Passage:
    """Share of indicators at level medio or alto, and of those without information, in the year and in the year before."""
    reached = "Los indicadores de nivel medio o alto pasaron de {medio_o_alto_pct_previo} a {medio_o_alto_pct} ({medio_o_alto_pct_cambio})."
    missing = "Los que no tienen información pasaron de {sin_informacion_pct_previo} a {sin_informacion_pct} ({sin_informacion_pct_cambio})."
    return paragraph(if_known(reached, missing, **last_row(trend)))


def above_alert(levels: pd.DataFrame, limits: pd.DataFrame) -> Passage:
    """Indicators whose avance passes the alert, and what that may mean."""
    above, limit = levels["mayor_150"].iloc[-1], limits.at["alerta_mayor_que", "limite"]
    if not above > 0:
        return Passage()
    noun = agree(above, "indicador aparece", "indicadores aparecen")
    template = "{n} {noun} con un avance tipo 1 mayor que {limit}, dentro de los de nivel alto."
    reading = "Una meta que se pasa con holgura pudo fijarse demasiado baja."
    return paragraph(sentence(template, n=above, limit=limit, noun=noun), reading)


def missing_by_reason(missing: pd.DataFrame) -> Passage:
    """Indicators without information, by reason."""
    number, total = missing["indicadores"], row_of(missing, "total")
    if total["indicadores"] == 0:
        return paragraph("Todos los indicadores de servicio tienen información.")
    planned = "en {n} no se había programado un resultado" if number["NP"] > 0 else ""
    available = "en {n} las entidades no disponían de datos" if number["ND"] > 0 else ""
    reasons = enumeration(filter(None, (sentence(planned, n=number["NP"]), sentence(available, n=number["ND"]))))
    noun = agree(total["indicadores"], "indicador no tiene", "indicadores no tienen")
    why = sentence(": {reasons}", reasons=reasons) if reasons else ""
    return paragraph(
        if_known("{indicadores} {noun} información ({porcentaje} de todos){why}.", noun=noun, why=why, **total)
    )


def what_is_known(named_counts: pd.DataFrame) -> Passage:
    """How many services and indicators are known one by one, and how many only as counts."""
    row = dict(named_counts.iloc[-1])
    if from_rows(named_counts):
        return paragraph("Ningún documento del año publica cuántos hay: se muestran los que tienen ficha.")
    if row["servicios_nombrados"] >= row["servicios"] and row["indicadores_nombrados"] >= row["indicadores"]:
        return paragraph("Los documentos nombran todos los servicios y todos sus indicadores.")
    template = "Los documentos nombran {servicios_nombrados} de {services} y {indicadores_nombrados} de {indicators}; el resto se conoce solo por su número en cada nivel."
    return paragraph(if_known(template, **row, **_counts(row)))


def _counts(row: Row, lead: str = "") -> dict[str, Any]:
    """«43 servicios», «86 indicadores», and how many of them stand at each level."""
    levels = at_levels(row)
    return {
        "services": counted(row["servicios"], "servicio", "servicios"),
        "indicators": counted(row["indicadores"], "indicador", "indicadores"),
        "levels": sentence("{lead}{levels}", lead=lead, levels=levels) if levels else levels,
    }
