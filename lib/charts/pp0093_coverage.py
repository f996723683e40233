"""Charts of section 03: what the firms attended received, who they are and where."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from engine.page.drawing import PALETTE
from engine.spanish import in_words, plural
from lib.charts.marks import Rows, bar, in_rows, label, missing, names_of, numbers, scale

_WHOLE = 100.0
_UNDER = 44.0


def _service_rows(services: pd.DataFrame, column: str = "empresas") -> Rows:
    return Rows(names_of(_sorted(services, column)), 14, 12)


@in_rows(_service_rows)
def services_given(services: pd.DataFrame, ax: Axes, column: str = "empresas") -> Axes:
    """Firms attended by kind of service, the most frequent first.

    Args:
        services: `pp0093_coverage.servicio`, or another table of counts.
        ax: Where to draw.
        column: The counts.
    """
    ordered = _sorted(services, column)
    rows = _service_rows(ordered, column)
    rows.place(ax)
    scale(ax, numbers(ordered, column))
    _draw_bars(ax, ordered, column, rows)
    return ax


def _share_rows(dimension: pd.DataFrame, column: str = "porcentaje") -> Rows:
    return Rows(names_of(dimension), 14, 12)


@in_rows(_share_rows)
def shares(dimension: pd.DataFrame, ax: Axes, column: str = "porcentaje") -> Axes:
    """Shares of the firms attended in the categories of one dimension, in their own order; the scale ends at 100 %.

    Args:
        dimension: A table of categories, such as `pp0093_coverage.tamano`.
        ax: Where to draw.
        column: The shares.
    """
    rows = _share_rows(dimension)
    rows.place(ax)
    scale(ax, numbers(dimension, column), "%", least=_WHOLE)
    _draw_bars(ax, dimension, column, rows)
    return ax


def _profile_rows(dimensions: Mapping[str, pd.DataFrame], column: str = "porcentaje") -> Rows:
    names = [name for frame in dimensions.values() if len(frame) for name in ("", *names_of(frame))]
    return Rows(names, 14, 12)


@in_rows(_profile_rows)
def profile(dimensions: Mapping[str, pd.DataFrame], ax: Axes, column: str = "porcentaje") -> Axes:
    """Shares of the firms attended in several dimensions, one under the other on one scale.

    Args:
        dimensions: Tables of categories by what readers call the dimension: `{"Tamaño": tamano, "Sector": sector}`.
        ax: Where to draw.
        column: The shares.
    """
    rows, y = _profile_rows(dimensions), 0
    rows.place(ax)
    scale(ax, [value for frame in dimensions.values() if len(frame) for value in numbers(frame, column)], "%", _WHOLE)
    for title, frame in dimensions.items():
        if len(frame):
            ax.annotate(
                title, (0, y), (0, -3), textcoords="offset points", va="center", weight="bold", color=PALETTE["suave"]
            )
            _draw_bars(ax, frame, column, rows, y + 1)
            y += 1 + len(frame)
    return ax


def _region_rows(regions: pd.DataFrame, column: str = "porcentaje") -> Rows:
    return Rows(names_of(_published(regions, column)), 14, 12, foot=_UNDER)


@in_rows(_region_rows)
def regions(regions: pd.DataFrame, ax: Axes, column: str = "porcentaje") -> Axes:
    """Shares of the firms attended in the regions whose share is published, the largest first, and how many have none.

    Args:
        regions: `pp0093_coverage.region`: one row per region.
        ax: Where to draw.
        column: The shares.
    """
    published = _published(regions, column)
    rows = _region_rows(regions, column)
    rows.place(ax)
    scale(ax, numbers(published, column), "%")
    _draw_bars(ax, published, column, rows)
    unknown = len(regions) - len(published)
    if unknown:
        many = f"Otras {in_words(unknown, feminine=True)} regiones no tienen dato publicado; no son cero"
        text = plural("Otra región no tiene dato publicado; no es cero", many, unknown)
        ax.annotate(
            text, (0, 0), (0, -26), xycoords="axes fraction", textcoords="offset points", va="top", size="small",
            style="italic", color=PALETTE["suave"],
        )  # fmt: skip
    return ax


def _draw_bars(ax: Axes, frame: pd.DataFrame, column: str, rows: Rows, first: int = 0) -> None:
    """A bar per row with its figure at the end; a missing one says so instead."""
    for y, value in enumerate(frame[column], first):
        if not value.known:
            missing(ax, y, value)
            continue
        bar(ax, y, 0, float(value), rows.points(ax, 16), "serie")
        before = float(value) < 0
        label(ax, float(value), y, value, dx=-6 if before else 6, ha="right" if before else "left", weight="bold")


def _sorted(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """The largest first, the missing last."""
    if column not in frame:
        return frame
    order = frame[column].astype(float).sort_values(ascending=False, kind="stable", na_position="last")
    return frame.loc[order.index]


def _published(regions: pd.DataFrame, column: str) -> pd.DataFrame:
    ordered = _sorted(regions, column)
    return ordered[[value.known for value in ordered[column]]]
