"""Charts of section 01: the objectives against their base line and goal, in the year and over the years."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullFormatter

from engine.page.drawing import PALETTE
from engine.traced import Traced
from lib.charts.marks import (
    MARKERS,
    Column,
    Rows,
    dot,
    dot_of,
    in_rows,
    is_narrow,
    label,
    missing,
    names_of,
    numbers,
    scale,
    stroke,
    stroke_of,
    tone_of,
)
from lib.progress import DESCENDING

_LEVELS = {"alto": "Nivel alto", "medio": "Nivel medio", "bajo": "Nivel bajo"}
_GOAL = 100.0


def _goal_rows(progress: pd.DataFrame) -> Rows:
    columns = (
        Column("linea_base_valor", "Línea base", "suave"),
        Column("valor_obtenido", "Valor", bold=True, tone="nivel"),
        Column("logro_esperado", "Meta"),
    )
    legend = 2 + len(_levels(progress))
    return Rows(names_of(progress, coded=True), 28, 27, columns, legend, coded=True)


@in_rows(_goal_rows)
def goal_gap(progress: pd.DataFrame, ax: Axes) -> Axes:
    """Each indicator on the scale where its goal of the year is 100 %: base line, value, goal, and whether it fell back.

    Args:
        progress: `objective_gaps.progress`: one row per indicator.
        ax: Where to draw.
    """
    rows = _goal_rows(progress)
    rows.place(ax)
    bases = [_base(row) for _code, row in progress.iterrows()]
    known = [base for base in bases if base is not None]
    scale(ax, [*numbers(progress, "avance_tipo_1"), *known], "%", least=115)
    for y, (base, (_code, row)) in enumerate(zip(bases, progress.iterrows(), strict=True)):
        if row["logro_esperado"].known:
            stroke(ax, _GOAL, y, rows.points(ax, 11))
        if row["avance_tipo_1"].known:
            _draw_value(ax, y, row, base)
        else:
            missing(ax, y, row["avance_tipo_1"])
    rows.write_columns(ax, progress)
    levels = [dot_of(level, MARKERS[level], _LEVELS[level]) for level in _levels(progress)]
    rows.write_legend(ax, [dot_of("base", name="Línea base", hollow=True), *levels, stroke_of("Meta del año")])
    return ax


def _draw_value(ax: Axes, y: int, row: pd.Series, base: float | None) -> None:
    """The value, its way from the base line, its avance above and the change below: red where it fell back."""
    value, tone = float(row["avance_tipo_1"]), tone_of(row["nivel"])
    part = (value - ax.get_xlim()[0]) / (ax.get_xlim()[1] - ax.get_xlim()[0])
    at: dict[str, Any] = {"ha": "left" if part < 0.25 else "right", "dx": -7 if part < 0.25 else 7}
    label(ax, value, y, row["avance_tipo_1"], dy=19, weight="bold", color=PALETTE[f"{tone}-t"], size="medium", **at)
    if base is not None:
        back = value < base
        ax.plot([base, value], [y, y], color=PALETTE["bajo" if back else "serie"], linewidth=4, zorder=2)
        look = {"color": PALETTE["bajo-t"], "weight": "bold"} if back else {"color": PALETTE["suave"]}
        if row["cambio_base"].known:
            before = "← retrocede " if back else "→ avanza " if value > base else ""
            label(ax, value, y, row["cambio_base"], before, dy=-19, **at, **look)
        dot(ax, base, y, "base", size=15, hollow=True)
    dot(ax, value, y, tone, MARKERS[tone], 10)


def _base(row: pd.Series) -> float | None:
    """The base line in % of the goal, in the direction of the indicator."""
    base, goal = row["linea_base_valor"], row["logro_esperado"]
    part, whole = (goal, base) if row["sentido"] == DESCENDING else (base, goal)
    return float(part) / float(whole) * 100 if part.known and whole.known and whole > 0 else None


def _levels(progress: pd.DataFrame) -> list[str]:
    present = {tone_of(value) for value in progress["nivel"]} if "nivel" in progress else set()
    return [level for level in _LEVELS if level in present]


def _groups(series: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(str(code), group) for code, group in series.groupby("indicador", sort=False)] if len(series) else []


def _series_rows(series: pd.DataFrame) -> Rows:
    names = [f"{code} {group['nombre_corto'].iloc[0]}" for code, group in _groups(series)]
    return Rows(names, 40, 40, legend=3, coded=True)


@in_rows(_series_rows)
def series(series: pd.DataFrame, ax: Axes) -> Axes:
    """A line per indicator from its base line to the year, each on its own scale, with the goals of the years.

    Args:
        series: `objective_gaps.series`: one row per indicator and year, oldest first.
        ax: Where to draw.
    """
    rows, half = _series_rows(series), 0.0
    rows.place(ax)
    half = rows.points(ax, 22)
    years = sorted({int(year) for year in numbers(series, "anio")}) or [0]
    ax.set_xlim(years[0] - 0.01, max(years[-1], years[0] + 1))
    for y, (_code, group) in enumerate(_groups(series)):
        _draw_line(ax, y, group, half)
    shown = years if not is_narrow(ax) else [years[0], years[-1]]
    ax.xaxis.set_major_locator(FixedLocator(shown))
    ax.xaxis.set_major_formatter(lambda year, _position: f"{year:.0f}")
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.tick_params(axis="x", length=0, labelsize="small", labelcolor=PALETTE["suave"], pad=6)
    ax.grid(axis="x", color=PALETTE["rejilla"])
    unknown = (
        [dot_of("base", name="Sin dato", hollow=True)]
        if not all(item.known for item in series["valor_obtenido"])
        else []
    )
    rows.write_legend(ax, [dot_of("serie", name="Valor obtenido"), dot_of("tinta", "_", "Meta del año", 13), *unknown])
    return ax


def _draw_line(ax: Axes, y: int, group: pd.DataFrame, half: float) -> None:
    held = numbers(group, "valor_obtenido", "logro_esperado")
    low, high = (min(held), max(held)) if held else (0.0, 1.0)
    points = [
        (float(row["anio"]), _level(row["valor_obtenido"], y, low, high, half), row) for _key, row in group.iterrows()
    ]
    known = [(x, at, row) for x, at, row in points if at is not None]
    ax.plot([x for x, _at, _row in known], [at for _x, at, _row in known], color=PALETTE["serie"], linewidth=2.2)
    for x, at, row in points:
        goal = _level(row["logro_esperado"], y, low, high, half)
        if goal is not None:
            ax.plot(x, goal, "_", color=PALETTE["tinta"], markersize=16, markeredgewidth=2.5, clip_on=False)
        dot(ax, x, y if at is None else at, "base" if at is None else "serie", size=9, hollow=at is None)
    _write_ends(ax, y, known, points[-1], half)


def _write_ends(ax: Axes, y: int, known: list, last: tuple, half: float) -> None:
    """The first value, the last but one and, at the right, the last one with its goal."""
    x, at, row = last
    label(ax, x, y, row["valor_obtenido"], dx=16, dy=8, weight="bold")
    if row["logro_esperado"].known:
        label(ax, x, y, row["logro_esperado"], "meta ", dx=16, dy=-9, color=PALETTE["suave"])
    inner = [point for point in known if point[0] < x]
    for number, (place, height, past) in enumerate((inner[:1] + inner[-1:]) if len(inner) > 1 else inner):
        above = height < y
        label(
            ax, place, height, past["valor_obtenido"], dy=14 if above else -14, ha="left" if number == 0 else "center"
        )


def _level(value: Traced, y: int, low: float, high: float, half: float) -> float | None:
    """Height of a value in its row."""
    return y + half - (float(value) - low) / ((high - low) or 1) * 2 * half if value.known else None
