"""The year against the one before, and the series since the base line, for every section.

Without an earlier year every table here is empty, so that pages say so instead of comparing with nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from operator import sub
from typing import Any

import pandas as pd

from engine.inputs.year_data import YearData
from engine.traced import Traced
from lib import progress

IDENTITY = ("nombre", "nombre_corto", "unidad", "decimales")
_OF_VALUE = (
    "valor_previo valor_obtenido cambio_anual avance_previo avance_tipo_1 cambio_avance nivel_previo nivel".split()
)
INDICATOR_COLUMNS = [*IDENTITY, *_OF_VALUE]
SERIES_COLUMNS = ["indicador", "nombre_corto", "unidad", "decimales", "anio", "logro_esperado", "valor_obtenido"]


def indicator_trend(now: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """Value, avance and level of each indicator in the year and in the year before.

    Args:
        now: Indicators with `valor_obtenido`, `avance_tipo_1`, `nivel`, `unidad`.
        before: The same of the previous year; None without one.

    Returns:
        Rows by indicator present in both years; `cambio_anual` in % (p. p. for proportions), `cambio_avance` in p. p.
    """
    past = now.iloc[:0] if before is None else before
    codes = now.index.intersection(past.index, sort=False)
    past, now = past.loc[codes], now.loc[codes]
    frame = now.assign(
        valor_previo=past["valor_obtenido"],
        cambio_anual=list(map(progress.cambio_base, now["valor_obtenido"], past["valor_obtenido"], now["unidad"])),
        avance_previo=past["avance_tipo_1"],
        cambio_avance=list(map(sub, now["avance_tipo_1"], past["avance_tipo_1"])),
        nivel_previo=past["nivel"],
    )
    return frame[INDICATOR_COLUMNS]


def change_table(
    now: pd.DataFrame,
    before: pd.DataFrame | None,
    columns: Mapping[str, Callable[[Traced, Traced], Traced]],
    texts: Iterable[str] = (),
) -> pd.DataFrame:
    """Chosen columns of the year beside those of the year before, and their change.

    Args:
        now: Table of the year.
        before: The same table of the previous year; None without one.
        columns: Column to the function that compares its value with the previous one; `operator.sub` gives p. p.
        texts: Columns copied from `now`.

    Returns:
        Rows present in both years; for each column `x`: `x_previo`, `x`, `x_cambio`.
    """
    if before is None or not set(columns) <= set(now) & set(before):
        names = [*texts, *(name for column in columns for name in (f"{column}_previo", column, f"{column}_cambio"))]
        return pd.DataFrame(columns=names, dtype=object)
    codes = now.index.intersection(before.index, sort=False)
    now, past = now.loc[codes], before.loc[codes]
    frame = now[list(texts)].copy()
    for column, compare in columns.items():
        frame[f"{column}_previo"], frame[column] = past[column], now[column]
        frame[f"{column}_cambio"] = list(map(compare, now[column], past[column]))
    return frame[now[list(columns)].notna().any(axis=1)]


def series(data: YearData, indicators: Callable[[YearData], pd.DataFrame]) -> pd.DataFrame:
    """Values of each indicator since its base line, one row per indicator and year, oldest first.

    Args:
        data: The year; earlier ones hang from it.
        indicators: Function that gives the indicators of a year.

    Returns:
        Rows `<indicator>.<year>`; empty without an earlier year, because two points are no series.
    """
    by_year = {each.year: indicators(each) for each in data.years} if data.previous else {}
    records = {}
    for row in by_year[data.year].itertuples() if by_year else ():
        for point in _points_of(row, by_year):
            records[f"{row.Index}.{point['anio']!s}".replace(",", "")] = point
    return pd.DataFrame.from_dict(records, orient="index", columns=SERIES_COLUMNS, dtype=object)


def _points_of(row: Any, years: Mapping[int, pd.DataFrame]) -> Iterator[dict[str, object]]:
    identity = {"indicador": row.Index, **{name: getattr(row, name) for name in IDENTITY[1:]}}
    if row.linea_base_anio.known and row.linea_base_valor.known:
        start = {"anio": row.linea_base_anio, "logro_esperado": Traced.absent("no_aplica")}
        yield {**identity, **start, "valor_obtenido": row.linea_base_valor}
    for year, frame in years.items():
        if row.Index in frame.index:
            past = frame.loc[row.Index]
            when = past["anio_dato"] if past["anio_dato"].known else Traced(Decimal(year))
            yield {**identity, "anio": when, **{name: past[name] for name in ("logro_esperado", "valor_obtenido")}}
