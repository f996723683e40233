"""Sentences of section 05: how the printed figures stand against the computed ones, and what to correct first."""

from __future__ import annotations

from markupsafe import Markup

from engine.page.story import Story, agree, paragraph, sentence


def overview(story: Story) -> Markup:
    """How many printed figures coincide, differ, are inputs or cannot be verified."""
    if story.figure("totals", "total", "cifras").traced == 0:
        return paragraph([Markup("Aún no hay cifras publicadas de este año con las que conciliar.")])
    counts = {
        name: story.show("totals", name, "cifras")
        for name in ("total", "coincide", "difiere", "dato_de_entrada", "no_verificable")
    }
    return paragraph(
        [
            sentence(
                (
                    "Los documentos imprimen {total} cifras. {dato_de_entrada} son los datos de entrada de este reporte; de las "
                    "demás, {coincide} coinciden con lo que dan los datos, {difiere} difieren y {no_verificable} no se pueden "
                    "verificar."
                ),
                **counts,
            )
        ]
    )


def errors(story: Story) -> Markup:
    """What the list of errors is, or that there is none."""
    differing = story.figure("totals", "difiere", "cifras")
    if differing.traced == 0:
        return paragraph([Markup("Ninguna cifra impresa difiere de la que dan los datos.")])
    return paragraph(
        [
            sentence(
                (
                    "{n} {noun} de lo que dan los datos. Cada fila muestra la frase, el valor que corresponde y la corrección que "
                    "se propone."
                ),
                n=story.show("totals", "difiere", "cifras"),
                noun=agree(differing, "cifra difiere", "cifras difieren"),
            )
        ]
    )


def ambiguities(story: Story) -> Markup:
    """What an ambiguous wording is."""
    if story.tables["ambiguities"].empty:
        return paragraph([Markup("Ninguna cifra pide aclaración.")])
    return paragraph(
        [
            Markup(
                "No contradicen a los datos, pero la frase permite leer otra cosa: otra unidad, otra base u otro alcance."
            )
        ]
    )


def identities(story: Story) -> Markup:
    """What an identity between figures is."""
    return paragraph(
        [
            Markup(
                "Relaciones que las cifras impresas deben cumplir entre sí, y las que parecen deber "
                "cumplirse y no pueden, con su explicación."
            )
        ]
    )


def observations(story: Story) -> Markup:
    """What the observations are."""
    if story.tables["observations"].empty:
        return paragraph([Markup("No hay observaciones registradas.")])
    return paragraph(
        [
            Markup(
                "Ninguna operación las muestra: son pasajes que se contradicen o que las cifras no "
                "sostienen. Se citan ambos."
            )
        ]
    )


def unverifiable(story: Story) -> Markup:
    """Why some figures cannot be verified."""
    if story.tables["unverifiable"].empty:
        return paragraph([Markup("Todas las cifras se pueden verificar.")])
    return paragraph([Markup("Ningún dato disponible permite recalcularlas; cada una dice por qué.")])
