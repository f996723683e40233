"""Sentences of section 00: the rating and why, and what to look at first."""

from __future__ import annotations

from markupsafe import Markup

from engine.page.html import figure_html
from engine.page.story import Story, bullets, paragraph, sentence
from lib.columns import figure_id
from lib.words import word

_JUDGEMENTS = {
    "objetivos": "el {medida} de los indicadores de objetivo tiene nivel medio o alto",
    "servicios": "el {medida} de los indicadores de servicio tiene nivel medio o alto",
    "seguimiento": "el {medida} de los indicadores de servicio no tiene información",
}

_ATTENTION = {
    "objetivo_bajo": "Objetivo con nivel bajo: {name} ({figure}).",
    "objetivo_sin_informacion": "Objetivo sin información: {name}.",
    "retroceso_base": "Peor que en la línea base: {name} ({figure}), aunque su avance tipo 1 es {contrast}.",
    "gasto_sin_entrega": "Gasto sin entrega: {name}, {figure} de avance físico y {contrast} de avance financiero.",
    "entrega_sobre_gasto": "Meta física superada con holgura: {name}, {figure} de avance físico y {contrast} financiero.",
    "revisar_programacion": "Programación por revisar: {name}, {figure} de avance físico.",
    "mayor_150": "Meta por revisar: {name}, {figure} de avance físico.",
    "desempeno_bajo": "Indicador de desempeño con nivel bajo: {name} ({figure}).",
    "desempeno_mayor_150": "Meta de desempeño por revisar: {name} ({figure}).",
    "servicios_sin_informacion": "Indicadores de servicio sin información: {figure} de {contrast}.",
    "servicios_mayor_150": "Indicadores de servicio con avance mayor que el límite de alerta: {figure} de {contrast}.",
    "servicios_bajo": "Indicadores de servicio con nivel bajo: {figure} de {contrast}.",
}


def rating(story: Story) -> Markup:
    """The overall rating, its three judgements with their numbers, and whose proposal it is."""
    overall = paragraph(
        [
            sentence(
                "<strong>Nivel de implementación: {value}.</strong>", value=story.show("rating", "global", "vigente")
            ),
            _compared_with_print(story),
        ]
    )
    judgements = bullets(
        sentence(
            "<strong>{name}</strong>: {value}{why}.",
            name=word(code),
            value=story.show("rating", code, "vigente"),
            why=_why(story, code, text),
        )
        for code, text in _JUDGEMENTS.items()
    )
    note = paragraph(
        [
            Markup(
                "La propuesta aplica reglas nuestras, calibradas con el caso de 2024: los criterios oficiales están en un archivo "
                "que el documento cita y no publica."
            ),
            *_decisions(story),
        ]
    )
    return overall + judgements + note


def attention(story: Story) -> Markup:
    """What to look at first, most serious first."""
    items = [_attention_item(story, row) for _code, row in story.tables["attention"].iterrows()]
    items += _printed_errors(story)
    return bullets(items) or paragraph([Markup("Ninguna regla de alerta se activó.")])


def _why(story: Story, code: str, text: str) -> Markup:
    """The percentage a judgement rests on; nothing when it is not known."""
    if not story.has("rating", code, "medida"):
        return Markup("")
    return Markup("; ") + sentence(text, medida=story.show("rating", code, "medida"))


def _attention_item(story: Story, row: object) -> Markup:
    fields = {"name": row["nombre"], "figure": figure_html(story.figures[row["figura"]])}
    if row["contraste"]:
        fields["contrast"] = figure_html(story.figures[row["contraste"]])
    return sentence(_ATTENTION[row["motivo"]], **fields)


def _printed_errors(story: Story) -> list[Markup]:
    """Errors found in the published documents, when the page knows the reconciliation."""
    differing = story.figures.get(figure_id("reconciliation", "totals", "difiere", "cifras"))
    if differing is None or differing.traced == 0:
        return []
    total = story.figures[figure_id("reconciliation", "totals", "total", "cifras")]
    return [
        sentence(
            "Cifras impresas en los documentos que difieren de lo que dan los datos: {figure} de {contrast}.",
            figure=figure_html(differing),
            contrast=figure_html(total),
        )
    ]


def _compared_with_print(story: Story) -> Markup:
    printed = story.figure("rating", "global", "publicada")
    if not printed.known:
        return Markup("")
    same = printed.value == story.figure("rating", "global", "propuesta").value
    text = "Coincide con la valoración publicada." if same else "El documento publica {printed}."
    return sentence(text, printed=story.show("rating", "global", "publicada"))


def _decisions(story: Story) -> list[Markup]:
    frame = story.tables["rating"]
    return [
        sentence(
            "Decisión registrada en «{name}»: {value}. Motivo: {reason}.",
            name=word(code),
            value=story.show("rating", code, "decidida"),
            reason=row["motivo"],
        )
        for code, row in frame.iterrows()
        if row["decidida"].known
    ]
