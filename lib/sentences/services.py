"""Sentences of section 02: how many services and indicators there are, their levels, and what is missing."""

from __future__ import annotations

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import (
    Passage,
    agree,
    bullets,
    coded,
    counted,
    enumeration,
    paragraph,
    sentence,
    text,
)
from lib.sentences.wording import LEVELS, of_level, without_two_years, word
from lib.services import POLICY

_COMPARED = {
    "medio_o_alto_pct": "Los indicadores de nivel medio o alto",
    "sin_informacion_pct": "Los que no tienen información",
}
_REASONS = {
    "NP": "en {n} no se había programado un resultado",
    "ND": "en {n} las entidades no disponían de datos",
}


def overview(levels: pd.DataFrame, shares: pd.DataFrame) -> Passage:
    """Services, indicators and their levels for the whole policy.

    Args:
        levels: Result of `lib.services.levels`.
        shares: Result of `lib.services.shares`.
    """
    policy = dict(levels.loc[POLICY])
    measured = shares.at["alto", "porcentaje_medible"]
    return paragraph(
        sentence(
            "La política tiene {services} {measured} con {indicators}{parts}.",
            services=counted(policy["servicios"], "servicio", "servicios"),
            measured=agree(policy["servicios"], "medido", "medidos"),
            indicators=counted(policy["indicadores"], "indicador", "indicadores"),
            parts=_level_parts(policy, ": "),
        )
        if policy["servicios"].known and policy["indicadores"].known
        else Passage(),
        sentence("El {share} alcanza nivel medio o alto.", share=policy["medio_o_alto_pct"])
        if policy["medio_o_alto_pct"].known
        else Passage(),
        sentence("Entre los que tienen información, el {share} es de nivel alto.", share=measured)
        if measured.known
        else Passage(),
    )


def by_objective(levels: pd.DataFrame) -> Passage:
    """One item per objective with its counts.

    Args:
        levels: Result of `lib.services.levels`.
    """
    return bullets(
        sentence(
            "<strong>{code}</strong>: {services} y {indicators}{parts}.",
            code=coded(code),
            services=counted(row["servicios"], "servicio", "servicios"),
            indicators=counted(row["indicadores"], "indicador", "indicadores"),
            parts=_level_parts(row, "; "),
        )
        for code, row in rows_of(levels)
        if code != POLICY and row["servicios"].known and row["indicadores"].known
    )


def trend(trend: pd.DataFrame) -> Passage:
    """Share of indicators at level medio or alto in the year and in the year before.

    Args:
        trend: Result of `lib.services.trend`.
    """
    row = dict(trend.loc[POLICY]) if POLICY in trend.index else {}
    parts = [
        sentence(
            "{lead} pasaron de {before} a {now} ({change}).",
            lead=lead,
            before=row[f"{name}_previo"],
            now=row[name],
            change=row[f"{name}_cambio"],
        )
        for name, lead in _COMPARED.items()
        if row and row[f"{name}_cambio"].known
    ]
    return paragraph(*parts) or without_two_years()


def above_alert(levels: pd.DataFrame, limits: pd.DataFrame) -> Passage:
    """Indicators whose avance passes the alert, with the report's word for it and ours.

    Args:
        levels: Result of `lib.services.levels`.
        limits: Result of `lib.services.limits`.
    """
    above = levels.at[POLICY, "mayor_150"]
    if not above > 0:
        return Passage()
    return paragraph(
        sentence(
            "{n} {noun} con un avance tipo 1 mayor que {limit}, dentro de los de nivel alto.",
            n=above,
            limit=limits.at["alerta_mayor_que", "limite"],
            noun=agree(above, "indicador aparece", "indicadores aparecen"),
        ),
        text(
            "El reporte de 2024 lo llama posible «sobredimensionamiento en las metas»; leído con rigor, una meta que se "
            "pasa con holgura pudo fijarse demasiado baja."
        ),
    )


def missing_by_reason(missing: pd.DataFrame) -> Passage:
    """Indicators without information, by reason.

    Args:
        missing: Result of `lib.services.missing`.
    """
    total, share = missing.at["total", "indicadores"], missing.at["total", "porcentaje"]
    if not total.known:
        return Passage()
    if total == 0:
        return paragraph(text("Todos los indicadores de servicio tienen información."))
    parts = [
        sentence(phrase, n=missing.at[reason, "indicadores"])
        for reason, phrase in _REASONS.items()
        if missing.at[reason, "indicadores"] > 0
    ]
    return paragraph(
        sentence(
            "{n} no {verb} información ({share} de todos){parts}.",
            n=counted(total, "indicador", "indicadores"),
            verb=agree(total, "tiene", "tienen"),
            share=share,
            parts=sentence(": {reasons}", reasons=enumeration(parts)) if parts else "",
        )
    )


def what_is_known(counts: pd.DataFrame) -> Passage:
    """How many services and indicators are known one by one, and how many only as counts.

    Args:
        counts: Result of `lib.services.named_counts`.
    """
    row = dict(counts.loc[POLICY])
    if not (row["servicios"].known and row["indicadores"].known):
        return Passage()
    if row["servicios_nombrados"] >= row["servicios"] and row["indicadores_nombrados"] >= row["indicadores"]:
        return paragraph(text("Los documentos nombran todos los servicios y todos sus indicadores."))
    return paragraph(
        sentence(
            "Los documentos nombran {named_services} de {services} y {named} de {indicators}; el resto se conoce solo por su "
            "número en cada nivel.",
            named_services=row["servicios_nombrados"],
            services=counted(row["servicios"], "servicio", "servicios"),
            named=row["indicadores_nombrados"],
            indicators=counted(row["indicadores"], "indicador", "indicadores"),
        )
    )


def suggested_actions(actions: pd.DataFrame) -> Passage:
    """The suggested actions, each with the indicators it applies to, by the rules of section III of the report.

    Args:
        actions: Result of `lib.services.actions`.
    """
    items = bullets(
        sentence(
            "<strong>{action}</strong>: {codes}.",
            action=word(action),
            codes=enumeration(map(coded, actions.index[actions["accion"] == action])),
        )
        for action in dict.fromkeys(actions["accion"])
    )
    return items or paragraph(text("Ningún indicador nombrado pide una acción según esas reglas."))


def _level_parts(row: Row, lead: str) -> Passage:
    """The counts that are known, after the lead; nothing when none is."""
    parts = [sentence("{n} {level}", n=row[level], level=of_level(level)) for level in LEVELS if row[level].known]
    return sentence("{lead}{parts}", lead=lead, parts=enumeration(parts)) if parts else Passage()
