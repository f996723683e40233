"""Chart of section 02: the service indicators of each objective by level."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from lib.charts.marks import Column, Rows, area, in_rows, names_of, stack

_ALERT = "mayor_150"
_COLUMNS = (
    Column("alto", "Alto", level="alto"),
    Column("medio", "Medio", level="medio"),
    Column("bajo", "Bajo", level="bajo"),
    Column("sin_informacion", "Sin información", level="nada"),
)


def _rows(levels: pd.DataFrame) -> Rows:
    last = len(levels) - 1  # the whole policy
    names = [*names_of(levels.iloc[:last], coded=True), *levels["nombre_corto"].iloc[last:]]
    legend = {column.header: area(column.level) for column in _COLUMNS}
    if any(value > 0 for value in levels[_ALERT]):
        legend = {"Alto, con alerta": area("alerta"), **legend}
    return Rows(levels, names, 15, 15, _COLUMNS, legend, coded=True, bold=frozenset([last]))


@in_rows(_rows)
def levels_by_objective(levels: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """The share of each level among the service indicators of an objective, with their counts.

    One row of `services.levels` per objective and one for the whole policy.
    """
    stack(ax, rows, "indicadores", {"alto": _ALERT})
