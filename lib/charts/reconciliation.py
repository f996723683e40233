"""Chart of section 05: what became of every printed figure."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from lib.charts.marks import Column, Rows, Segment, area_of, in_rows, names_of, stack

_TOTAL = "total"
_PARTS = (
    Segment("difiere", "Difiere", "bajo"),
    Segment("no_verificable", "No verificable", "nada"),
    Segment("coincide", "Coincide", "alto"),
    Segment("dato_de_entrada", "Dato de entrada", "bueno"),
)


def _rows(by_document: pd.DataFrame) -> Rows:
    columns = [Column(part.name, part.text, f"{part.tone}-t", bold=True) for part in _PARTS]
    bold = frozenset(y for y, code in enumerate(by_document.index) if code == _TOTAL)
    return Rows(names_of(by_document), 15, 15, columns, legend=4, bold=bold)


@in_rows(_rows)
def verdicts(by_document: pd.DataFrame, ax: Axes) -> Axes:
    """The share of each verdict among the printed figures of a document, with their counts.

    Args:
        by_document: `reconciliation.by_document`: one row per document and one for all.
        ax: Where to draw.
    """
    rows = _rows(by_document)
    rows.place(ax)
    stack(ax, by_document, _PARTS, _TOTAL, rows.points(ax, 18))
    rows.write_columns(ax, by_document)
    rows.write_legend(ax, [area_of(part.tone, part.text) for part in _PARTS])
    return ax
