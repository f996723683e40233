"""Charts of section 03: what the firms attended received, who they are and where."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from engine.figures import first_row
from engine.page.drawing import PALETTE
from engine.spanish import in_words, plural
from engine.traced import Traced
from lib.charts.marks import MISSING, Rows, area, in_rows, label, missing, names_of, numbers, scale, write
from lib.words import spoken

_SHARE = "porcentaje"


def _sorted_rows(frame: pd.DataFrame, column: str = "empresas") -> Rows:
    """The largest first, the missing last; none where nothing of the column is published."""
    if column not in frame:
        return Rows(frame.iloc[:0], [])
    ordered = frame.sort_values(column, ascending=False, kind="stable")
    return Rows(ordered, names_of(ordered))


def _growth_rows(context: pd.DataFrame) -> Rows:
    return _sorted_rows(context[context["unidad"] == "porcentaje"], "valor")


@in_rows(_growth_rows)
def growth(context: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """Yearly growth of the economy and of the activities that the document tells of, the largest first.

    Table `pp0093_coverage.context`; what is no percentage is left out.
    """
    _draw_bars(ax, rows, "valor", "%")


def _targeting_rows(frames: Mapping[str, pd.DataFrame]) -> Rows:
    targeting, attended = map(first_row, frames.values())
    absent = Traced.absent("no_publicado")
    years = {
        "Año del reporte": (targeting.get("porcentaje", absent), *[attended.get("empresas", absent)] * 2),
        "Año anterior": (
            targeting.get("porcentaje_anterior", absent),
            attended.get("empresas_anterior_desde", absent),
            attended.get("empresas_anterior_hasta", absent),
        ),
    }
    columns = ["porcentaje", "desde", "hasta"]
    frame = pd.DataFrame(list(years.values()), index=list(years), columns=columns, dtype=object)
    legend = {"Cumple los tres criterios": area("serie"), "No los cumple": area("nada")}
    return Rows(frame, names_of(frame), 15, 32, legend=legend)


@in_rows(_targeting_rows)
def targeting(frames: Mapping[str, pd.DataFrame], ax: Axes, rows: Rows) -> None:
    """Firms that met the criteria and firms that did not, in the year and in the one before, which is implied.

    Rows of the dimensions `focalizacion` and `atendidas`, in this order, by what readers call them.
    """
    scale(ax, numbers(rows.frame, "desde", "hasta"))
    for y, (share, low, high) in enumerate(rows.frame.itertuples(index=False)):
        if not (share.known and low.known and high.known):
            missing(ax, y, share)
            continue
        firms = (float(low) + float(high)) / 2
        ax.barh(y, firms, rows.points(ax, 18), **area("nada"))
        ax.barh(y, firms * float(share) / 100, rows.points(ax, 18), **area("serie"))
        ends = (low,) if low == high else (low, high)
        said = f"{share.text} de {' a '.join(end.text for end in ends)} {spoken('unidades')}"
        gid = " ".join(value.id for value in (share, *ends))
        write(ax, said, 0, y, 0, -20, ha="left", size="small", weight="bold", gid=gid)


@in_rows(_sorted_rows)
def services_given(services: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """Firms attended by kind of service, the most frequent first.

    One row of `pp0093_coverage.servicio` per service.
    """
    _draw_bars(ax, rows, "empresas")


@in_rows(lambda frame, **_options: Rows(frame, names_of(frame) if _SHARE in frame else []))
def shares(dimension: pd.DataFrame, ax: Axes, rows: Rows, least: float = 100) -> None:
    """Shares of the firms attended in the categories of one dimension, in their own order.

    One row of a table such as `pp0093_coverage.tamano` per category; the scale ends at `least` or above.
    """
    _draw_bars(ax, rows, _SHARE, "%", least)


def _profile_rows(dimensions: Mapping[str, pd.DataFrame]) -> Rows:
    frames = [frame for frame in dimensions.values() if _SHARE in frame and len(frame)]
    return Rows(pd.DataFrame(), [name for frame in frames for name in ("", *names_of(frame))], 11, 9)


@in_rows(_profile_rows)
def profile(dimensions: Mapping[str, pd.DataFrame], ax: Axes, rows: Rows) -> None:
    """Shares of the firms attended in several dimensions, one under the other on one scale.

    Tables of categories by what readers call the dimension: `{"Tamaño": tamano, "Sector": sector}`.
    """
    some, y = {title: frame for title, frame in dimensions.items() if _SHARE in frame and len(frame)}, 0
    scale(ax, [value for frame in some.values() for value in numbers(frame, _SHARE)], "%", least=100)
    for title, frame in some.items():
        ax.text(0, y, title, va="center", weight="bold", color=PALETTE["suave"])
        _draw_column(ax, rows, frame[_SHARE], y + 1)
        y += 1 + len(frame)


def _region_rows(regions: pd.DataFrame) -> Rows:
    known = _sorted_rows(regions, _SHARE).frame.dropna(subset=[_SHARE])
    return Rows(known, names_of(known), foot=44)


@in_rows(_region_rows)
def regions(regions: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """Shares of the firms attended in the regions whose share is published, the largest first, and how many have none.

    One row of `pp0093_coverage.region` per region.
    """
    _draw_bars(ax, rows, _SHARE, "%")
    unknown = len(regions) - len(rows.frame)
    many = f"Otras {in_words(unknown, 'una')} regiones, sin dato publicado"
    text = plural("Otra región, sin dato publicado", many, unknown) if unknown else ""
    write(ax, text, 0, len(rows.names) - rows.top(ax), 0, -34, ha="left", **MISSING)


@in_rows(lambda frame: Rows(frame, names_of(frame), 11, 9, foot=8))
def crossing(frame: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """Firms in the categories of two dimensions: an area for each count, with its number; a suppressed one is said.

    Rows by category of the first dimension, a column of counts for each of the second.
    """
    columns = [name for name in frame.columns if name not in ("nombre", "unidad")]
    most = max(numbers(frame, *columns), default=1) or 1
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_xticks([])
    for x, column in enumerate(columns):
        ax.text(x, -rows.top(ax) - 0.1, column, ha="center", va="bottom", size="small", color=PALETTE["suave"])
        for y, value in enumerate(frame[column]):
            width = 0.5 * float(value) / most if value.known else 0
            ax.barh(y, width, rows.points(ax, 12), x - 0.45, **area("serie"))
            text = value.text if value.known else "s."
            write(ax, text, (x + 0.1 + width) / len(columns), y, 4, 0, ha="left", size="small", gid=value.id or None)


@in_rows(lambda frame: Rows(frame, names_of(frame), legend={"Nuevas": area("serie"), "Continúan": area("nada")}))
def returning(frame: pd.DataFrame, ax: Axes, rows: Rows) -> None:
    """Firms that the year before had not attended and firms that it had, one bar for each product.

    Rows by product; columns `nueva` and `continua`.
    """
    known = [(y, row) for y, row in rows.each() if row["nueva"].known and row["continua"].known]
    scale(ax, [float(row["nueva"] + row["continua"]) for _y, row in known])
    for y, row in known:
        new, old = float(row["nueva"]), float(row["continua"])
        ax.barh(y, new, rows.points(ax, 16), **area("serie"))
        ax.barh(y, old, rows.points(ax, 16), new, **area("nada"))
        label(ax, new + old, y, row["nueva"], said="nuevas: {}", dx=6, ha="left")


def _draw_bars(ax: Axes, rows: Rows, column: str, unit: str = "", least: float = 0) -> None:
    scale(ax, numbers(rows.frame, column), unit, least)
    _draw_column(ax, rows, rows.frame[column])


def _draw_column(ax: Axes, rows: Rows, values: pd.Series, first: int = 0) -> None:
    """A bar per row with its figure at the end; a missing one says so instead."""
    for y, value in enumerate(values, first):
        if value.known:
            side = -1 if value < 0 else 1
            ax.barh(y, float(value), rows.points(ax, 16), **area("serie"))
            label(ax, float(value), y, value, dx=6 * side, ha="left" if side > 0 else "right", weight="bold")
        else:
            missing(ax, y, value)
