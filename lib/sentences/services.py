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
    if_known,
    paragraph,
    sentence,
    text,
)
from lib.sentences.wording import WITHOUT_TWO_YEARS, at_levels, row_of, word
from lib.services import POLICY


def overview(levels: pd.DataFrame, shares: pd.DataFrame) -> Passage:
    """Services, indicators and their levels for the whole policy."""
    policy = row_of(levels, POLICY)
    return paragraph(
        if_known(
            "La política tiene {services} {measured} con {indicators}{levels}.",
            measured=agree(policy["servicios"], "medido", "medidos"),
            levels=_levels(": {levels}", policy),
            **_counts(policy),
        ),
        if_known("El {medio_o_alto_pct} alcanza nivel medio o alto.", **policy),
        if_known(
            "Entre los que tienen información, el {share} es de nivel alto.",
            share=shares.at["alto", "porcentaje_medible"],
        ),
    )


def by_objective(levels: pd.DataFrame) -> Passage:
    """One item per objective with its counts."""
    return bullets(
        sentence(
            "<strong>{code}</strong>: {services} y {indicators}{levels}.",
            code=coded(code),
            levels=_levels("; {levels}", row),
            **_counts(row),
        )
        for code, row in rows_of(levels)
        if code != POLICY and row["servicios"].known and row["indicadores"].known
    )


def trend(trend: pd.DataFrame) -> Passage:
    """Share of indicators at level medio or alto, and of those without information, in the year and in the year before."""
    row = row_of(trend, POLICY)
    told = paragraph(
        if_known(
            "Los indicadores de nivel medio o alto pasaron de {medio_o_alto_pct_previo} a {medio_o_alto_pct} ({medio_o_alto_pct_cambio}).",
            **row,
        ),
        if_known(
            "Los que no tienen información pasaron de {sin_informacion_pct_previo} a {sin_informacion_pct} ({sin_informacion_pct_cambio}).",
            **row,
        ),
    )
    return told or WITHOUT_TWO_YEARS


def above_alert(levels: pd.DataFrame, limits: pd.DataFrame) -> Passage:
    """Indicators whose avance passes the alert, with the report's word for it and ours."""
    above, limit = levels.at[POLICY, "mayor_150"], limits.at["alerta_mayor_que", "limite"]
    if not above > 0:
        return Passage()
    noun = agree(above, "indicador aparece", "indicadores aparecen")
    template = "{n} {noun} con un avance tipo 1 mayor que {limit}, dentro de los de nivel alto."
    return paragraph(
        sentence(template, n=above, limit=limit, noun=noun),
        text(
            "El reporte de 2024 lo llama posible «sobredimensionamiento en las metas»; leído con rigor, una meta que se "
            "pasa con holgura pudo fijarse demasiado baja."
        ),
    )


def missing_by_reason(missing: pd.DataFrame) -> Passage:
    """Indicators without information, by reason."""
    number, total = missing["indicadores"], missing.at["total", "indicadores"]
    if total == 0:
        return paragraph(text("Todos los indicadores de servicio tienen información."))
    parts = enumeration(
        sentence(template, n=number[reason])
        for reason, template in {
            "NP": "en {n} no se había programado un resultado",
            "ND": "en {n} las entidades no disponían de datos",
        }.items()
        if number[reason] > 0
    )
    return paragraph(
        if_known(
            "{n} {noun} información ({share} de todos){parts}.",
            n=total,
            noun=agree(total, "indicador no tiene", "indicadores no tienen"),
            share=missing.at["total", "porcentaje"],
            parts=sentence(": {parts}", parts=parts) if parts else "",
        )
    )


def what_is_known(named_counts: pd.DataFrame) -> Passage:
    """How many services and indicators are known one by one, and how many only as counts."""
    row = row_of(named_counts, POLICY)
    if row["servicios_nombrados"] >= row["servicios"] and row["indicadores_nombrados"] >= row["indicadores"]:
        return paragraph(text("Los documentos nombran todos los servicios y todos sus indicadores."))
    template = "Los documentos nombran {servicios_nombrados} de {services} y {indicadores_nombrados} de {indicators}; el resto se conoce solo por su número en cada nivel."
    return paragraph(if_known(template, **row, **_counts(row)))


def suggested_actions(actions: pd.DataFrame) -> Passage:
    """The suggested actions, each with the indicators it applies to, by the rules of section III of the report."""
    items = bullets(
        sentence(
            "<strong>{action}</strong>: {codes}.",
            action=word(action),
            codes=enumeration(map(coded, actions.index[actions["accion"] == action])),
        )
        for action in dict.fromkeys(actions["accion"])
    )
    return items or paragraph(text("Ningún indicador nombrado pide una acción según esas reglas."))


def _counts(row: Row) -> dict[str, Passage | None]:
    """«43 servicios», «86 indicadores»; None where the number is not known."""
    names = {"services": ("servicios", "servicio"), "indicators": ("indicadores", "indicador")}
    return {
        name: counted(row[column], one, column) if row[column].known else None for name, (column, one) in names.items()
    }


def _levels(template: str, row: Row) -> Passage:
    levels = at_levels(row)
    return sentence(template, levels=levels) if levels else levels
