"""Charts of section 04: the programme's money, what it delivered for it, and its performance indicators."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from engine.page.drawing import PALETTE
from lib.charts.marks import (
    Column,
    Rows,
    area_of,
    bar,
    dot,
    dot_of,
    in_rows,
    missing,
    names_of,
    numbers,
    scale,
    stroke,
    stroke_of,
    tone_of,
)
from lib.words import VOCABULARY

_TOTAL, _WHOLE, _ALERT = "TOTAL", 100.0, "gasto_sin_entrega"
_PHYSICAL, _FINANCIAL = "avance_fisico_pct", "avance_financiero_pct"
_LEVELS = {"alto": "Nivel alto", "medio": "Nivel medio", "bajo": "Nivel bajo"}
_PIM = {"facecolor": PALETTE["alto-f"], "edgecolor": PALETTE["serie"]}


def _products(execution: pd.DataFrame) -> pd.DataFrame:
    return execution[(execution["padre"] == "") & (execution.index != _TOTAL)]


def _budget_rows(execution: pd.DataFrame) -> Rows:
    columns = (
        Column("devengado", "Devengado"),
        Column("pim", "PIM", "suave"),
        Column(_FINANCIAL, "Avance financiero", "serie", bold=True),
    )
    return Rows(names_of(_products(execution), coded=True), 16, 16, columns, legend=2, coded=True)


@in_rows(_budget_rows)
def budget(execution: pd.DataFrame, ax: Axes) -> Axes:
    """Budget of each product and what was spent of it.

    Args:
        execution: `pp0093_budget.execution`: one row per product and activity.
        ax: Where to draw.
    """
    rows, products = _budget_rows(execution), _products(execution)
    rows.place(ax)
    scale(ax, numbers(products, "pim", "devengado"), "millones")
    for y, (_code, row) in enumerate(products.iterrows()):
        if not (row["pim"].known or row["devengado"].known):
            missing(ax, y, row["pim"])
        if row["pim"].known:
            ax.barh(y, float(row["pim"]), rows.points(ax, 20), linewidth=1.2, clip_on=False, **_PIM)
        if row["devengado"].known:
            ax.barh(y, float(row["devengado"]), rows.points(ax, 10), color=PALETTE["serie"], linewidth=0)
    rows.write_columns(ax, products)
    rows.write_legend(ax, [Patch(color=PALETTE["serie"], label="Devengado"), Patch(**_PIM, label="PIM")])
    return ax


def _delivery(execution: pd.DataFrame) -> pd.DataFrame:
    return execution.drop(index=_TOTAL, errors="ignore")


def _delivery_rows(execution: pd.DataFrame) -> Rows:
    frame = _delivery(execution)
    columns = (Column(_PHYSICAL, "Avance físico", "medio-t"), Column(_FINANCIAL, "Avance financiero", "alto-t"))
    products = frozenset(y for y, parent in enumerate(frame["padre"]) if parent == "")
    return Rows(names_of(frame, coded=True), 12, 12, columns, legend=4, coded=True, bold=products)


@in_rows(_delivery_rows)
def physical_financial(execution: pd.DataFrame, ax: Axes) -> Axes:
    """Delivery and spending of each product and activity in % of what was programmed; red where much less was delivered.

    Args:
        execution: `pp0093_budget.execution`: one row per product and activity.
        ax: Where to draw.
    """
    rows, frame = _delivery_rows(execution), _delivery(execution)
    rows.place(ax)
    scale(ax, numbers(frame, _PHYSICAL, _FINANCIAL), "%", least=110)
    ax.axvline(_WHOLE, color=PALETTE["suave"], linewidth=1.5, zorder=1)
    for y, (_code, row) in enumerate(frame.iterrows()):
        if row["padre"] == "" and y:
            ax.axhline(y - rows.top(ax), color=PALETTE["linea"], linewidth=1)
        _draw_pair(ax, y, row)
    rows.write_columns(ax, frame)
    alone = [dot_of("serie2", "o", "Avance físico"), dot_of("serie", "s", "Avance financiero")]
    alert = Line2D([], [], color=PALETTE["bajo"], linewidth=3.5, label=VOCABULARY.text(_ALERT))
    rows.write_legend(ax, [*alone, stroke_of("Lo programado", "suave"), *([alert] if _spent(frame) else [])])
    return ax


def _spent(frame: pd.DataFrame) -> bool:
    return any(str(value) == _ALERT for value in frame["alerta"])


def _draw_pair(ax: Axes, y: int, row: pd.Series) -> None:
    """Both rates of a row and the gap between them."""
    rates = [row[_FINANCIAL], row[_PHYSICAL]]
    known = [float(rate) for rate in rates if rate.known]
    if not known:
        missing(ax, y, row[_PHYSICAL])
    alert = str(row["alerta"]) == _ALERT
    ax.plot(known, [y] * len(known), color=PALETTE["bajo" if alert else "base"], linewidth=3.5, zorder=2)
    for rate, colour, marker in zip(rates, ("serie", "serie2"), ("s", "o"), strict=True):
        if rate.known:
            dot(ax, float(rate), y, colour, marker, 10)


def _performance_rows(performance: pd.DataFrame) -> Rows:
    named = zip(performance["producto"], names_of(performance), strict=True)
    columns = (Column("valor_obtenido", "Valor", bold=True, tone="nivel"), Column("logro_esperado", "Meta"))
    return Rows(
        [f"{product} {name}" for product, name in named], 15, 15, columns, 1 + len(_levels(performance)), coded=True
    )


@in_rows(_performance_rows)
def performance(performance: pd.DataFrame, ax: Axes) -> Axes:
    """The value of each performance indicator, in the pattern of its level, against its goal.

    Args:
        performance: `pp0093_budget.performance`: one row per indicator.
        ax: Where to draw.
    """
    rows = _performance_rows(performance)
    rows.place(ax)
    scale(ax, numbers(performance, "valor_obtenido", "logro_esperado"), "%")
    for y, (_code, row) in enumerate(performance.iterrows()):
        if row["valor_obtenido"].known:
            bar(ax, y, 0, float(row["valor_obtenido"]), rows.points(ax, 17), tone_of(row["nivel"]))
        else:
            missing(ax, y, row["valor_obtenido"])
        if row["logro_esperado"].known:
            stroke(ax, float(row["logro_esperado"]), y, rows.points(ax, 14))
    rows.write_columns(ax, performance)
    rows.write_legend(ax, [*(area_of(level, _LEVELS[level]) for level in _levels(performance)), stroke_of("Meta")])
    return ax


def _levels(performance: pd.DataFrame) -> list[str]:
    present = {tone_of(value) for value in performance["nivel"]} if "nivel" in performance else set()
    return [level for level in _LEVELS if level in present]
