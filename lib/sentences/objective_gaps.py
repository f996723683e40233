"""Sentences of section 01: public problem, gap to the goal, retreat against the base line, pace."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from engine.page.story import (
    Story,
    agree,
    bullets,
    coded,
    compared,
    enumeration,
    moved,
    no_earlier_year,
    paragraph,
    sentence,
)
from lib.sentences.firmness import level_firmness
from lib.words import word

_LEVELS = ("alto", "medio", "bajo", "sin_informacion")


def problem_gap(story: Story) -> Markup:
    """One item per indicator of the public problem: value against goal and against base line."""
    return bullets(_problem_item(story, code, row) for code, row in story.tables["problem"].iterrows())


def level_counts(story: Story) -> Markup:
    """How many objective indicators stand at each level."""
    total = story.figure("levels", "total", "indicadores")
    parts = [
        sentence("{n} {label}", n=story.show("levels", level, "indicadores"), label=_level_phrase(level))
        for level in _LEVELS
        if story.figure("levels", level, "indicadores").traced != 0
    ]
    text = "De {n} {noun} de los objetivos prioritarios: {parts}."
    return paragraph(
        [
            sentence(
                text,
                n=story.show("levels", "total", "indicadores"),
                noun=agree(total, "indicador", "indicadores"),
                parts=enumeration(parts),
            )
        ]
    )


def progress_by_indicator(story: Story) -> Markup:
    """One item per objective indicator: value, goal, avance tipo 1 and level, and the change since the base line."""
    return bullets(_progress_item(story, code, row) for code, row in story.tables["progress"].iterrows())


def hidden_retreat(story: Story) -> Markup:
    """Indicators whose avance tipo 1 looks fair while the value is worse than at the base line."""
    frame = story.tables["progress"]
    worse = [code for code, row in frame.iterrows() if row["avance_tipo_2"] < 0]
    if not worse:
        return Markup("")
    items = [
        sentence(
            "{code} ({avance_tipo_1} de avance tipo 1 y {avance_tipo_2} de avance tipo 2)",
            code=coded(code),
            **story.of("progress", code, "avance_tipo_1", "avance_tipo_2"),
        )
        for code in worse
    ]
    text = (
        "El avance tipo 1 compara con la meta y puede ocultar un retroceso: {items} está peor que en su línea base."
        if len(worse) == 1
        else "El avance tipo 1 compara con la meta y puede ocultar un retroceso: {items} están peor que en su línea base."
    )
    return paragraph([sentence(text, items=enumeration(items))])


def next_level(story: Story) -> Markup:
    """What each indicator below alto needed for the next level."""
    return bullets(
        sentence(
            "{code} necesitaba {valor_necesario} para el nivel {siguiente_nivel}; le faltó {falta}.",
            code=coded(code),
            **story.of("next_level", code, "valor_necesario", "siguiente_nivel", "falta"),
        )
        for code in story.tables["next_level"].index
    )


def firmness(story: Story) -> Markup:
    """Which levels would change with a small change of the value."""
    return level_firmness(story)


def pace(story: Story) -> Markup:
    """Observed yearly pace against the one the goal required, and the one the final goal asks from now."""
    return bullets(_pace_item(story, code, row) for code, row in story.tables["pace"].iterrows())


def trend(story: Story) -> Markup:
    """Each indicator in the year and in the year before, level changes in words."""
    frame = story.tables["trend"]
    return bullets(_trend_item(story, code, row) for code, row in frame.iterrows()) if len(frame) else no_earlier_year()


def composites(story: Story) -> Markup:
    """Why both composite scores are shown side by side."""
    return paragraph(
        [
            Markup(
                "El reporte de la política no agrega los indicadores de un objetivo. Como análisis propio se muestran dos "
                "compuestos: el de CEPLAN cuenta como cero lo que no tiene información y el medible lo excluye; ninguno se lee "
                "sin su cobertura. Sin relevancias publicadas, todos los indicadores pesan igual."
            )
        ]
    )


def _level_phrase(level: str) -> str:
    if level == "sin_informacion":
        return "sin información"
    return f"de nivel {word(level).lower()}"


def _problem_item(story: Story, code: str, row: pd.Series) -> Markup:
    name = sentence("<strong>{name}</strong>", name=row["nombre"])
    if not row["valor_obtenido"].known:
        return sentence("{name}: sin valor numérico. {note}", name=name, note=row["nota"])
    parts = [
        sentence(
            "{name}: {valor_obtenido} en {anio_dato}.",
            name=name,
            **story.of("problem", code, "valor_obtenido", "anio_dato"),
        )
    ]
    difference = story.figure("problem", code, "diferencia_meta")
    if difference.known:
        parts.append(
            sentence(
                "Frente a la meta de {logro_esperado}, la diferencia es {diferencia_meta}: {verdict}.",
                verdict=compared(difference),
                **story.of("problem", code, "logro_esperado", "diferencia_meta"),
            )
        )
    if story.figure("problem", code, "cambio_base").known:
        parts.append(_problem_change(story, code, row["sentido"]))
    return Markup(" ").join(parts)


def _problem_change(story: Story, code: str, direction: str) -> Markup:
    shown = "cambio_base_pct" if story.figure("problem", code, "cambio_base_pct").known else "cambio_base"
    return sentence(
        "Frente a {base} de {year}, {verb} ({change}).",
        base=story.show("problem", code, "linea_base_valor"),
        year=story.show("problem", code, "linea_base_anio"),
        verb=moved(story.figure("problem", code, "cambio_base"), direction),
        change=story.show("problem", code, shown),
    )


def _progress_item(story: Story, code: str, row: pd.Series) -> Markup:
    name = sentence("<strong>{code}</strong>, {name}", code=coded(code), name=row["nombre"])
    if not row["avance_tipo_1"].known:
        reason = story.show("progress", code, "avance_tipo_1")
        if row["logro_esperado"].known:
            return sentence(
                "{name}: {reason}; la meta era {goal}.",
                name=name,
                reason=reason,
                goal=story.show("progress", code, "logro_esperado"),
            )
        return sentence("{name}: {reason}.", name=name, reason=reason)
    parts = [
        sentence(
            (
                "{name}: {valor_obtenido} frente a una meta de {logro_esperado}, {avance_tipo_1} de avance tipo 1, nivel "
                "{nivel}."
            ),
            name=name,
            **story.of("progress", code, "valor_obtenido", "logro_esperado", "avance_tipo_1", "nivel"),
        )
    ]
    if row["cambio_base"].known:
        parts.append(
            sentence(
                "Respecto de la línea base ({linea_base_valor}) {verb}: {cambio_base}.",
                verb=moved(story.figure("progress", code, "cambio_base"), row["sentido"]),
                **story.of("progress", code, "linea_base_valor", "cambio_base"),
            )
        )
    if row["estado"] == "FA":
        parts.append(Markup("El valor proviene de una fuente alternativa a la de la ficha."))
    return Markup(" ").join(parts)


def _trend_item(story: Story, code: str, row: pd.Series) -> Markup:
    name = sentence("<strong>{name}</strong>", name=row["nombre_corto"])
    if not row["cambio_anual"].known:
        return sentence("{name}: sin dos valores que comparar.", name=name)
    text = "{name}: pasó de {valor_previo} a {valor_obtenido} ({cambio_anual})."
    parts = [sentence(text, name=name, **story.of("trend", code, "valor_previo", "valor_obtenido", "cambio_anual"))]
    if row["nivel"].value != row["nivel_previo"].value:
        parts.append(
            sentence("Su nivel cambió de {nivel_previo} a {nivel}.", **story.of("trend", code, "nivel_previo", "nivel"))
        )
    return Markup(" ").join(parts)


def _pace_item(story: Story, code: str, row: pd.Series) -> Markup:
    name = sentence("<strong>{name}</strong>", name=row["nombre_corto"])
    parts = []
    if row["ritmo_observado"].known and row["ritmo_requerido"].known:
        parts.append(
            sentence(
                "{name}: varió {ritmo_observado} y la meta pedía {ritmo_requerido}: {ritmo}.",
                name=name,
                **story.of("pace", code, "ritmo_observado", "ritmo_requerido", "ritmo"),
            )
        )
    elif row["ritmo_observado"].known:
        parts.append(
            sentence(
                "{name}: su variación media fue {ritmo_observado}.",
                name=name,
                **story.of("pace", code, "ritmo_observado"),
            )
        )
    if row["ritmo_necesario"].known:
        lead = name if not parts else Markup("Desde ahora")
        parts.append(
            sentence(
                "{lead}: llegar a {meta_final_valor} en {meta_final_anio} pide {ritmo_necesario}.",
                lead=lead,
                **story.of("pace", code, "meta_final_valor", "meta_final_anio", "ritmo_necesario"),
            )
        )
    return Markup(" ").join(parts)
