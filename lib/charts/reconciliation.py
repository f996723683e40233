"""Chart of section 05: what became of every printed figure."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from lib.charts.marks import Column, Rows, area, in_rows, names_of, stack

_TOTAL = "total"
_COLUMNS = (
    Column("difiere", "Difiere", level="bajo"),
    Column("no_verificable", "No verificable", level="nada"),
    Column("coincide", "Coincide", level="alto"),
    Column("dato_de_entrada", "Dato de entrada", level="bueno"),
)


def _rows(by_document: pd.DataFrame) -> Rows:
    legend = {column.header: area(column.level) for column in _COLUMNS}
    bold = frozenset(y for y, code in enumerate(by_document.index) if code == _TOTAL)
    return Rows(by_document, names_of(by_document), 15, 15, _COLUMNS, legend, bold=bold)


@in_rows(_rows)
def verdicts(by_document: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """The share of each verdict among the printed figures of a document, with their counts.

    One row of `reconciliation.by_document` per document and one for all.
    """
    stack(ax, rows, _TOTAL)
