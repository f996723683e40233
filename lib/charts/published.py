"""Chart of the reconciliation: what became of every printed figure."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from engine.figures import Figure
from engine.page.canvas import SMALL, Canvas, text_width, tone_of
from engine.page.chart import Chart, both_widths, chart_ident, data_table
from engine.page.provenance import row_name
from engine.page.story import Story, agree, sentence
from lib.marks import mark_of
from lib.words import word

VERDICTS = ("difiere", "no_verificable", "coincide", "dato_de_entrada")
TOTAL = "total"


def verdicts(story: Story) -> Chart:
    """Printed figures by document and verdict."""
    frame = story.tables["by_document"]
    documents = frame.drop(index=TOTAL, errors="ignore")
    ident = chart_ident(story, "verdicts")
    return Chart(
        ident=ident,
        title=_title(story),
        subtitle="Cifras impresas en cada documento, según el resultado de recalcularlas",
        alt=Markup(" ").join(_sentence(story, code, row_name(frame, code)) for code in frame.index),
        svg=both_widths(
            ident,
            lambda narrow: _step(narrow) * max(len(documents), 1),
            lambda canvas: _paint(canvas, story, documents),
        ),
        tables=(data_table(story, "by_document", *VERDICTS, TOTAL),),
        note="Un dato de entrada es una cifra que el documento da y ninguna otra permite recalcular.",
    )


def _title(story: Story) -> Markup:
    if TOTAL not in story.tables["by_document"].index:
        return Markup("No hay cifras publicadas que conciliar")
    wrong = story.figure("by_document", TOTAL, "difiere")
    shown = story.of("by_document", TOTAL, *VERDICTS, TOTAL)
    if wrong.traced == 0:
        return sentence("Ninguna de las {total} cifras publicadas difiere de la recalculada", **shown)
    return sentence(
        "{difiere} de {total} cifras publicadas {verb} de la recalculada",
        **shown,
        verb=agree(wrong, "difiere", "difieren"),
    )


def _sentence(story: Story, code: str, name: str) -> Markup:
    shown = story.of("by_document", code, *VERDICTS, TOTAL)
    return sentence(
        (
            "{name}: {total} cifras; {difiere} difieren, {no_verificable} no se pueden verificar, {coincide} "
            "coinciden y {dato_de_entrada} son datos de entrada."
        ),
        name=name,
        **shown,
    )


def _paint(canvas: Canvas, story: Story, frame: pd.DataFrame) -> None:
    longest = max([float(item) for item in frame[TOTAL] if item.known], default=1) or 1
    scale, step = (canvas.width - 8) / longest, _step(canvas.narrow)
    for position, code in enumerate(frame.index):
        canvas.text(2, position * step + 12, row_name(frame, code), bold=True)
        x = 2.0
        for number, verdict in enumerate(VERDICTS):
            width = float(frame.at[code, verdict]) * scale
            if width:
                canvas.level_bar(x, position * step + 25, max(width - 1.5, 1), 20, tone_of(verdict))
            x += width
            _paint_count(canvas, story.figure("by_document", code, verdict), verdict, number, position * step + 60)


def _step(narrow: bool) -> float:
    return 116 if narrow else 88


def _paint_count(canvas: Canvas, figure: Figure, verdict: str, number: int, top: float) -> None:
    columns = 2 if canvas.narrow else len(VERDICTS)
    x, y = 2 + number % columns * (canvas.width - 4) / columns, top + number // columns * 18
    canvas.text(x, y, mark_of(verdict).symbol, colour=f"{tone_of(verdict)}-t", size=SMALL)
    canvas.figure(x + 15, y, figure, bold=True, size=SMALL)
    canvas.text(x + 20 + text_width(figure.text, SMALL), y, word(verdict).lower(), size=SMALL)
