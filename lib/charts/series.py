"""Chart of several years: each objective indicator since its base line, on its own scale."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from markupsafe import Markup

from engine.figures import Figure
from engine.page.canvas import SMALL, Canvas
from engine.page.chart import Chart, both_widths, chart_ident, data_table
from engine.page.story import Story, enumeration, sentence
from engine.spanish import plural
from lib.charts.rows import Rows

_HEAD, _BAND, _HALF = 34.0, 108, 18.0


def series(story: Story) -> Chart:
    """A line per indicator from its base line to the year, with each year's goal."""
    frame = story.tables["series"]
    ident = chart_ident(story, "series")
    return Chart(
        ident=ident,
        title=_title(story, frame),
        subtitle="Valor de cada indicador desde su línea base, en su propia escala",
        alt=Markup(" ").join(_sentence(story, code, group) for code, group in _groups(frame)),
        svg=both_widths(
            ident, lambda narrow: _rows(frame, narrow).height + _HEAD + 4, lambda canvas: _paint(canvas, story, frame)
        ),
        tables=(data_table(story, "series", "anio", "logro_esperado", "valor_obtenido"),),
        note="Las escalas no empiezan en cero y no se comparan entre indicadores.",
    )


def _groups(frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return list(frame.groupby("indicador", sort=False))


def _known(group: pd.DataFrame) -> list[str]:
    return [row for row in group.index if group.at[row, "valor_obtenido"].known]


def _title(story: Story, frame: pd.DataFrame) -> Markup:
    """How many indicators ended above and below where they began."""
    moves = [
        (group.at[known[-1], "valor_obtenido"].number - group.at[known[0], "valor_obtenido"].number, group)
        for _code, group in _groups(frame)
        if len(known := _known(group)) > 1
    ]
    if not moves:
        return Markup("Todavía no hay dos valores del mismo indicador que comparar")
    rose = [group["nombre_corto"].iloc[0].lower() for move, group in moves if move > 0]
    fell = [group["nombre_corto"].iloc[0].lower() for move, group in moves if move < 0]
    parts = [
        sentence(plural(one, many, len(names)), names=enumeration(names))
        for one, many, names in (("subió {names}", "subieron {names}", rose), ("bajó {names}", "bajaron {names}", fell))
        if names
    ]
    return (
        sentence("Desde la línea base, {parts}", parts=Markup("; ").join(parts))
        if parts
        else Markup("Ningún indicador cambió desde su línea base")
    )


def _sentence(story: Story, code: str, group: pd.DataFrame) -> Markup:
    points = [
        sentence("{anio}: {valor_obtenido}", **story.of("series", row, "anio", "valor_obtenido")) for row in group.index
    ]
    return sentence("{name}: {points}.", name=group["nombre_corto"].iloc[0], points=Markup("; ").join(points))


def _rows(frame: pd.DataFrame, narrow: bool) -> Rows:
    names = [group["nombre_corto"].iloc[0] for _code, group in _groups(frame)]
    return Rows(names, narrow, _BAND, _HEAD, [code for code, _group in _groups(frame)])


def _paint(canvas: Canvas, story: Story, frame: pd.DataFrame) -> None:
    rows = _rows(frame, canvas.narrow)
    years = [float(item) for item in frame["anio"] if item.known]
    first, last = min(years), max(years)
    left, right = rows.left + 44, canvas.width - 48
    scale = (right - left) / max(last - first, 1)
    canvas.legend(rows.left, 12, [("o", "serie", "Valor obtenido"), ("_", "tinta", "Meta del año")])
    for position, (_code, group) in enumerate(_groups(frame)):
        rows.write(canvas, position)
        xs = {row: left + (float(group.at[row, "anio"]) - first) * scale for row in group.index}
        _paint_line(canvas, story, group, xs, rows.middle(position))


def _paint_line(canvas: Canvas, story: Story, group: pd.DataFrame, xs: dict[str, float], middle: float) -> None:
    values = [float(item) for column in ("valor_obtenido", "logro_esperado") for item in group[column] if item.known]
    low, high = (min(values), max(values)) if values else (0, 1)
    height = {row: _height(group.at[row, "valor_obtenido"].value, low, high, middle) for row in group.index}
    known = _known(group)
    canvas.line([xs[row] for row in known], [height[row] for row in known], "serie", 2)
    for row in group.index:
        goal = group.at[row, "logro_esperado"]
        at = _height(goal.value, low, high, middle)
        if at is not None:
            canvas.line([xs[row] - 9, xs[row] + 9], [at, at], "tinta", 2)
        canvas.figure(
            xs[row],
            middle + _HALF + 28,
            story.figure("series", row, "anio"),
            size=SMALL - 1,
            colour="suave",
            align="center",
        )
        point = story.figure("series", row, "valor_obtenido")
        if height[row] is None:
            _paint_missing(canvas, point, xs[row], middle, row == group.index[-1])
        else:
            _paint_point(canvas, point, xs[row], height[row], at is not None and at <= height[row])


def _height(value: object, low: float, high: float, middle: float) -> float | None:
    if not isinstance(value, Decimal):
        return None
    return middle - _HALF + (high - float(value)) / ((high - low) or 1) * 2 * _HALF - 4


def _paint_point(canvas: Canvas, figure: Figure, x: float, y: float, goal_above: bool) -> None:
    """A point with its value on the side where the goal is not."""
    canvas.dot(x, y, "serie", "o", 9)
    canvas.figure(x, y + 15 if goal_above else y - 14, figure, size=SMALL, bold=True, align="center", halo=True)


def _paint_missing(canvas: Canvas, figure: Figure, x: float, y: float, last: bool) -> None:
    canvas.dot(x, y, "base", "o", 8, hollow=True)
    if last:
        canvas.figure(x + 30, y - 15, figure, size=SMALL - 1, colour="suave", align="right", halo=True)
