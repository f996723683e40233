"""Sentences of section 02: levels of the service indicators, goals far exceeded, missing data, named services."""

from __future__ import annotations

from markupsafe import Markup

from engine.page.story import Story, agree, bullets, coded, enumeration, no_earlier_year, paragraph, sentence
from lib.sentences.firmness import level_firmness
from lib.services import POLICY
from lib.words import word


def overview(story: Story) -> Markup:
    """Services, indicators and their levels for the whole policy."""
    return paragraph(
        [
            sentence(
                (
                    "La política tiene {servicios} servicios medidos con {indicadores} indicadores: {alto} de nivel "
                    "alto, {medio} medio, {bajo} bajo y {sin_informacion} sin información."
                ),
                **story.of("levels", POLICY, "servicios", "indicadores", "alto", "medio", "bajo", "sin_informacion"),
            ),
            sentence(
                (
                    "El {medio_o_alto_pct} alcanza nivel medio o alto. Entre los que tienen información, el {measurable} "
                    "es de nivel alto."
                ),
                measurable=story.show("shares", "alto", "porcentaje_medible"),
                **story.of("levels", POLICY, "medio_o_alto_pct"),
            ),
        ]
    )


def by_objective(story: Story) -> Markup:
    """One item per objective with its counts."""
    text = (
        "<strong>{code}</strong>: {servicios} servicios y {indicadores} indicadores; {alto} de nivel alto, {medio} "
        "medio, {bajo} bajo y {sin_informacion} sin información."
    )
    columns = ("servicios", "indicadores", "alto", "medio", "bajo", "sin_informacion")
    return bullets(
        sentence(text, code=coded(code), **story.of("levels", code, *columns))
        for code in story.tables["levels"].index
        if code != POLICY
    )


def trend(story: Story) -> Markup:
    """Share of indicators at level medio or alto in the year and in the year before."""
    frame = story.tables["trend"]
    if POLICY not in frame.index or not frame.at[POLICY, "medio_o_alto_pct_cambio"].known:
        return no_earlier_year()
    columns = (
        "medio_o_alto_pct_previo",
        "medio_o_alto_pct",
        "medio_o_alto_pct_cambio",
        "sin_informacion_pct_previo",
        "sin_informacion_pct",
        "sin_informacion_pct_cambio",
    )
    return paragraph(
        [
            sentence(
                (
                    "Los indicadores de nivel medio o alto pasaron de {medio_o_alto_pct_previo} a {medio_o_alto_pct} "
                    "({medio_o_alto_pct_cambio}) y los que no tienen información, de {sin_informacion_pct_previo} a "
                    "{sin_informacion_pct} ({sin_informacion_pct_cambio})."
                ),
                **story.of("trend", POLICY, *columns),
            )
        ]
    )


def above_alert(story: Story) -> Markup:
    """Indicators whose avance passes the alert, with the report's word for it and ours."""
    figure = story.figure("levels", POLICY, "mayor_150")
    if not figure.known or figure.traced == 0:
        return Markup("")
    return paragraph(
        [
            sentence(
                "{n} {noun} con un avance tipo 1 mayor que {limit}, dentro de los de nivel alto.",
                n=story.show("levels", POLICY, "mayor_150"),
                limit=story.show("limits", "alerta_mayor_que", "limite"),
                noun=agree(figure, "indicador aparece", "indicadores aparecen"),
            ),
            Markup(
                "El reporte lo llama posible «sobredimensionamiento en las metas»; leído con rigor, una meta que se "
                "pasa con holgura pudo fijarse demasiado baja."
            ),
        ]
    )


def missing_by_reason(story: Story) -> Markup:
    """Indicators without information, by reason."""
    if not story.figure("missing", "NP", "indicadores").known:
        return paragraph(
            [sentence("{n} indicadores no tienen información.", n=story.show("missing", "total", "indicadores"))]
        )
    return paragraph(
        [
            sentence(
                (
                    "De los {total} indicadores sin información ({pct} de todos), {np} no tenían resultado programado y {nd} no "
                    "disponían de datos."
                ),
                total=story.show("missing", "total", "indicadores"),
                pct=story.show("missing", "total", "porcentaje"),
                np=story.show("missing", "NP", "indicadores"),
                nd=story.show("missing", "ND", "indicadores"),
            )
        ]
    )


def what_is_known(story: Story) -> Markup:
    """How many services and indicators are known one by one, and how many only as counts."""
    return paragraph(
        [
            sentence(
                (
                    "Los documentos nombran {servicios_nombrados} de {servicios} servicios y {indicadores_nombrados} de "
                    "{indicadores} indicadores; el resto se conoce solo por su número en cada nivel."
                ),
                **story.of(
                    "named_counts", POLICY, "servicios_nombrados", "servicios", "indicadores_nombrados", "indicadores"
                ),
            )
        ]
    )


def firmness(story: Story) -> Markup:
    """Which levels would change with a small change of the value."""
    return level_firmness(story)


def suggested_actions(story: Story) -> Markup:
    """The suggested actions, each with the indicators it applies to, by the rules of section III of the report."""
    frame = story.tables["actions"]
    return bullets(
        sentence(
            "<strong>{action}</strong>: {codes}.",
            action=word(code),
            codes=enumeration(map(coded, frame.index[frame["accion"] == code])),
        )
        for code in frame["accion"].unique()
    )
