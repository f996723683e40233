"""Charts of section 04: the programme's money, what it delivered for it, and its performance indicators."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from engine.page.drawing import PALETTE
from lib.charts.marks import Column, Look, Rows, area, dot, in_rows, levels, missing, names_of, numbers, scale, tone_of
from lib.pp0093_budget import TOTAL, products
from lib.words import VOCABULARY

_WHOLE = 100.0
_PHYSICAL, _FINANCIAL = "avance_fisico_pct", "avance_financiero_pct"
_PIM: Look = {"facecolor": PALETTE["alto-f"], "edgecolor": PALETTE["serie"], "linewidth": 1.2}
_SPENT: Look = {"facecolor": PALETTE["serie"], "linewidth": 0}
_MONEY = (
    Column("devengado", "Devengado"),
    Column("pim", "PIM", "suave"),
    Column(_FINANCIAL, "Avance financiero", level="alto"),
)
_RATES = (Column(_PHYSICAL, "Avance físico", "medio-t"), Column(_FINANCIAL, "Avance financiero", "alto-t"))
_RATE_LOOKS = {
    "Avance físico": dot("serie2"),
    "Avance financiero": dot("serie", "s"),
    "Lo programado": dot("suave", "|", 13),
}
_VALUES = (Column("valor_obtenido", "Valor", tone="nivel"), Column("logro_esperado", "Meta"))


def _budget_rows(execution: pd.DataFrame) -> Rows:
    frame, legend = products(execution), {"Devengado": _SPENT, "PIM": _PIM}
    return Rows(frame, names_of(frame, coded=True), 16, 16, _MONEY, legend, coded=True)


@in_rows(_budget_rows)
def budget(execution: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """Budget of each product and what was spent of it.

    One row of `pp0093_budget.execution` per product; activities and total are left out.
    """
    scale(ax, numbers(rows.frame, "pim", "devengado"), "soles")
    for y, row in rows.each():
        if not (row["pim"].known or row["devengado"].known):
            missing(ax, y, row["pim"])
        for name, look, height in (("pim", _PIM, 20), ("devengado", _SPENT, 10)):
            if row[name].known:
                ax.barh(y, float(row[name]), rows.points(ax, height), **look)


def _delivery_rows(execution: pd.DataFrame) -> Rows:
    frame = execution.drop(index=TOTAL, errors="ignore")
    codes = [code for code in map(str, frame["alerta"]) if VOCABULARY.tone(code) == "bajo"]
    alerts = {VOCABULARY.text(code): _line("bajo") for code in codes}
    bold = frozenset(y for y, parent in enumerate(frame["padre"]) if parent == "")
    names = names_of(frame, coded=True)
    return Rows(frame, names, 12, 12, _RATES, _RATE_LOOKS | alerts, coded=True, bold=bold)


@in_rows(_delivery_rows)
def physical_financial(execution: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """Delivery and spending of each product and activity in % of what was programmed; red where the alert says so.

    One row of `pp0093_budget.execution` per product and activity.
    """
    scale(ax, numbers(rows.frame, _PHYSICAL, _FINANCIAL), "%", least=110)
    for y, row in rows.each():
        if row["padre"] == "" and y:
            ax.axhline(y - rows.top(ax), color=PALETTE["linea"], linewidth=1)
        if row[_PHYSICAL].known or row[_FINANCIAL].known:
            ax.plot(_WHOLE, y, **dot("suave", "|", 24))
        else:
            missing(ax, y, row[_PHYSICAL])
        rates = [float(row[_FINANCIAL]), float(row[_PHYSICAL])]  # a missing one is no number and leaves no mark
        ax.plot(rates, [y, y], **_line("bajo" if VOCABULARY.tone(str(row["alerta"])) == "bajo" else "base"))
        ax.plot(rates[0], y, **dot("serie", "s", 10))
        ax.plot(rates[1], y, **dot("serie2", "o", 10))


def _line(colour: str) -> Look:
    return {"color": PALETTE[colour], "linewidth": 3.5, "zorder": 2}


def _performance_rows(performance: pd.DataFrame) -> Rows:
    named = zip(performance["producto"], names_of(performance), strict=True)
    legend = {**levels(performance, area), "Meta": dot("tinta", "|", 13)}
    return Rows(performance, [f"{product} {name}" for product, name in named], 15, 15, _VALUES, legend, coded=True)


@in_rows(_performance_rows)
def performance(performance: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """The value of each performance indicator, in the pattern of its level, against its goal.

    One row of `pp0093_budget.performance` per indicator.
    """
    scale(ax, numbers(performance, "valor_obtenido", "logro_esperado"), "%")
    for y, row in rows.each():
        if row["valor_obtenido"].known:
            ax.barh(y, float(row["valor_obtenido"]), rows.points(ax, 17), **area(tone_of(row["nivel"])))
        else:
            missing(ax, y, row["valor_obtenido"])
        if row["logro_esperado"].known:
            ax.plot(float(row["logro_esperado"]), y, **dot("tinta", "|", 26))
