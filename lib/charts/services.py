"""Chart of section 02: the service indicators of each objective by level."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from lib.charts.marks import Column, Rows, Segment, area_of, in_rows, names_of, stack

_POLICY, _ALERT = "PNDI", "alerta"
_PARTS = (
    Segment("alto", "Alto", "alto"),
    Segment("medio", "Medio", "medio"),
    Segment("bajo", "Bajo", "bajo"),
    Segment("sin_informacion", "Sin información", "nada"),
)


def _rows(levels: pd.DataFrame) -> Rows:
    named = zip(levels.index, names_of(levels, coded=True), strict=True)
    names = ["Toda la política" if code == _POLICY else name for code, name in named]
    columns = [Column(part.name, part.text, f"{part.tone}-t", bold=True) for part in _PARTS]
    bold = frozenset(y for y, code in enumerate(levels.index) if code == _POLICY)
    return Rows(names, 15, 15, columns, legend=5, coded=True, bold=bold)


@in_rows(_rows)
def levels_by_objective(levels: pd.DataFrame, ax: Axes) -> Axes:
    """The share of each level among the service indicators of an objective, with their counts.

    Args:
        levels: `services.levels`: one row per objective and one for the whole policy.
        ax: Where to draw.
    """
    rows = _rows(levels)
    rows.place(ax)
    stack(ax, levels, _PARTS, "indicadores", rows.points(ax, 18), inside={"alto": ("mayor_150", _ALERT)})
    rows.write_columns(ax, levels)
    alert = area_of(_ALERT, "Alto, con alerta")
    areas = [area_of(part.tone, part.text) for part in _PARTS]
    rows.write_legend(ax, [areas[0], alert, *areas[1:]] if _alerts(levels) else areas)
    return ax


def _alerts(levels: pd.DataFrame) -> bool:
    return any(value.known and value > 0 for value in levels["mayor_150"])
