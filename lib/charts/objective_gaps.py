"""Charts of section 01: the objectives against their base line and goal, in the year and over the years."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from engine.page.drawing import PALETTE
from engine.traced import Traced
from lib.charts import marks
from lib.charts.marks import Column, Look, Rows
from lib.progress import DESCENDING, worsened

_GOAL, _RANK = 100.0, "puesto"
_COLUMNS = (
    Column("linea_base_valor", "Línea base", "suave"),
    Column("valor_obtenido", "Valor", tone="nivel"),
    Column("logro_esperado", "Meta"),
)


def _goal_rows(progress: pd.DataFrame) -> Rows:
    shapes = marks.levels(progress, lambda tone: marks.dot(tone, marks.MARKERS[tone]))
    legend = {"Línea base": marks.dot("base", hollow=True), **shapes, "Meta del año": marks.dot("tinta", "|", 13)}
    return Rows(progress, marks.names_of(progress, coded=True), 31, 29, _COLUMNS, legend, coded=True)


@marks.in_rows(_goal_rows)
def goal_gap(progress: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """Each indicator on the scale where its goal of the year is 100 %: base line, value, goal, and whether it fell back.

    One row of `objective_gaps.progress` per indicator.
    """
    bases = [_base(row) for _y, row in rows.each()]
    known = [base for base in bases if base is not None]
    marks.scale(ax, [*marks.numbers(progress, "avance_tipo_1"), *known], "%", least=115)
    for y, row in rows.each():
        if row["logro_esperado"].known:
            ax.plot(_GOAL, y, **marks.dot("tinta", "|", 22))
        if row["avance_tipo_1"].known:
            _draw_value(ax, y, row, bases[y])
        else:
            marks.missing(ax, y, row["avance_tipo_1"])


def _draw_value(ax: Axes, y: int, row: pd.Series, base: float | None) -> None:
    """The value, its way from the base line, its avance above and the change below: red where it fell back."""
    value, tone, (low, high) = float(row["avance_tipo_1"]), marks.tone_of(row["nivel"]), ax.get_xlim()
    at_left = value - low < (high - low) / 4
    at: Look = {"ha": "left" if at_left else "right", "dx": -7 if at_left else 7}
    look: Look = {"weight": "bold", "color": PALETTE[f"{tone}-t"], "size": "medium"}
    marks.label(ax, value, y, row["avance_tipo_1"], dy=19, **look, **at)
    if base is not None:
        back = worsened(row["cambio_base"], row["sentido"])
        at |= {"color": PALETTE["bajo-t" if back else "suave"], "weight": "bold" if back else "normal"}
        ax.plot([base, value], [y, y], color=PALETTE["bajo" if back else "serie"], linewidth=4, zorder=2)
        ax.plot(base, y, **marks.dot("base", size=15, hollow=True))
        if row["cambio_base"].known:
            said = "← retrocede {}" if back else "→ avanza {}" if value > base else "sin cambio: {}"
            marks.label(ax, value, y, row["cambio_base"], said, dy=-19, **at)
    ax.plot(value, y, **marks.dot(tone, marks.MARKERS[tone], 10))


def _base(row: pd.Series) -> float | None:
    """The base line in % of the goal, in the direction of the indicator."""
    base, goal = row["linea_base_valor"], row["logro_esperado"]
    part, whole = (goal, base) if row["sentido"] == DESCENDING else (base, goal)
    return float(part) / float(whole) * 100 if part.known and whole.known and whole > 0 else None


def _rank_rows(problem: pd.DataFrame) -> Rows:
    ranks = problem[problem["unidad"] == _RANK]
    legend = {"Línea base": marks.dot("base", hollow=True), "Último dato": marks.dot("serie")}
    return Rows(ranks, marks.names_of(ranks), 15, 26, (_COLUMNS[0], Column("valor_obtenido", "Último dato")), legend)


@marks.in_rows(_rank_rows)
def rank(problem: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """The place in a ranking at the base line and now; the first place stands at the right end.

    One row of `objective_gaps.problem` per indicator; those that are no rank are left out.
    """
    last = max([*marks.numbers(rows.frame, "linea_base_valor", "valor_obtenido"), 10.0]) * 1.15
    ax.set_xlim(last, 1)
    ax.set_xticks([1, *range(20, int(last), 20)])
    marks.grid(ax)
    for y, row in rows.each():
        if not (row["valor_obtenido"].known and row["linea_base_valor"].known):
            marks.label(ax, last, y, row["valor_obtenido"])
            continue
        base, value = float(row["linea_base_valor"]), float(row["valor_obtenido"])
        lost = value > base
        colour, move, places = ("bajo" if lost else "serie"), ("← cayó" if lost else "→ subió"), abs(value - base)
        said = f"{move} {{}} {'puesto' if places == 1 else 'puestos'}" if places else "sin cambio: {}"
        ax.plot([base, value], [y, y], color=PALETTE[colour], linewidth=4, zorder=2)
        ax.plot(base, y, **marks.dot("base", size=15, hollow=True))
        ax.plot(value, y, **marks.dot("serie", size=10))
        marks.label(ax, base, y, row["cambio_base"], said, 12, -19, color=PALETTE["bajo-t" if lost else "alto-t"])


def _series_rows(series: pd.DataFrame) -> Rows:
    first = series.drop_duplicates("indicador").set_index("indicador")
    legend = {"Valor obtenido": marks.dot("serie"), "Meta del año": marks.dot("tinta", "_", 13)}
    if not all(value.known for value in series["valor_obtenido"]):
        legend["Sin dato"] = marks.dot("base", hollow=True)
    return Rows(first, marks.names_of(first, coded=True), 40, 40, legend=legend, coded=True)


@marks.in_rows(_series_rows)
def series(series: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """A line per indicator from its base line to the year, each on its own scale, with the goals of the years.

    One row of `objective_gaps.series` per indicator and year, oldest first.
    """
    years = sorted(set(marks.numbers(series, "anio")))
    ax.set_xlim(years[0] - 0.01, max(years[-1], years[0] + 1))
    least = 0.14 * (years[-1] - years[0])  # between two years that are written out
    shown = [year for year, after in zip(years, [*years[1:], math.inf], strict=True) if after - year > least]
    ax.set_xticks(shown, [f"{year:.0f}" for year in shown])
    marks.grid(ax)
    for y, code in enumerate(rows.frame.index):
        _draw_line(ax, y, series[series["indicador"] == code], rows.points(ax, 22))


def _draw_line(ax: Axes, y: int, group: pd.DataFrame, half: float) -> None:
    """Values and goals of an indicator; a value that is not known stands hollow in the middle of its row."""
    held = marks.numbers(group, "valor_obtenido", "logro_esperado")
    low, span = min(held, default=0.0), (max(held, default=0.0) - min(held, default=0.0)) or 1.0

    def at(value: Traced) -> float:
        return y + half - (float(value) - low) / span * 2 * half

    rows = [row for _key, row in group.iterrows()]
    known = [row for row in rows if row["valor_obtenido"].known]
    line = [float(row["anio"]) for row in known], [at(row["valor_obtenido"]) for row in known]
    ax.plot(*line, color=PALETTE["serie"], linewidth=2.2)
    for row in rows:
        year, value = float(row["anio"]), row["valor_obtenido"]
        ax.plot(year, at(row["logro_esperado"]), **marks.dot("tinta", "_", 16))
        look = marks.dot("serie") if value.known else marks.dot("base", hollow=True)
        ax.plot(year, at(value) if value.known else y, **look)
    earlier = [row for row in known if row is not rows[-1]]
    for row in earlier[:1] + earlier[1:][-1:]:
        place, align = at(row["valor_obtenido"]), "left" if row is earlier[0] else "center"
        marks.label(ax, float(row["anio"]), place, row["valor_obtenido"], dy=14 if place < y else -14, ha=align)
    last = rows[-1]
    marks.label(ax, year, y, last["valor_obtenido"], dx=16, dy=8, weight="bold")
    if last["logro_esperado"].known:
        marks.label(ax, year, y, last["logro_esperado"], "meta {}", dx=16, dy=-9, color=PALETTE["suave"])
