"""Charts of sections 02 and 05: counts as parts of a whole, one row for each whole."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from lib.charts.marks import Column, Look, Rows, area, in_rows, names_of, stack

_ALERT, _TOTAL = "mayor_150", "total"
_LEVELS = (
    Column("alto", "Alto", level="alto"),
    Column("medio", "Medio", level="medio"),
    Column("bajo", "Bajo", level="bajo"),
    Column("sin_informacion", "Sin información", level="nada"),
)
_VERDICTS = (
    Column("difiere", "Difiere", level="bajo"),
    Column("no_verificable", "No verificable", level="nada"),
    Column("coincide", "Coincide", level="alto"),
    Column("dato_de_entrada", "Dato de entrada", level="bueno"),
)


def _legend(columns: Sequence[Column]) -> dict[str, Look]:
    return {column.header: area(column.level) for column in columns}


def _by_level(levels: pd.DataFrame) -> Rows:
    last = len(levels) - 1  # the whole policy
    names = [*names_of(levels.iloc[:last], coded=True), *levels["nombre_corto"].iloc[last:]]
    alert = {"Alto, con alerta": area("alerta")} if any(value > 0 for value in levels[_ALERT]) else {}
    return Rows(levels, names, 15, 15, _LEVELS, alert | _legend(_LEVELS), coded=True, bold=frozenset([last]))


@in_rows(_by_level)
def levels_by_objective(levels: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """The share of each level among the service indicators of an objective, with their counts.

    One row of `services.levels` per objective and one for the whole policy.
    """
    stack(ax, rows, "indicadores", {"alto": _ALERT})


def _by_verdict(by_document: pd.DataFrame) -> Rows:
    bold = frozenset(y for y, code in enumerate(by_document.index) if code == _TOTAL)
    return Rows(by_document, names_of(by_document), 15, 15, _VERDICTS, _legend(_VERDICTS), bold=bold)


@in_rows(_by_verdict)
def verdicts(by_document: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """The share of each verdict among the printed figures of a document, with their counts.

    One row of `reconciliation.by_document` per document and one for all.
    """
    stack(ax, rows, _TOTAL)
