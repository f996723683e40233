"""The year against the one before, and the series since the base line, for every section.

Without an earlier year every table here is empty, so that pages say so instead of comparing with nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
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
        cambio_avance=list(map(points, now["avance_tipo_1"], past["avance_tipo_1"])),
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
        columns: Column to the function that compares its value with the previous one.
        texts: Columns copied from `now`.

    Returns:
        Rows present in both years; for each column `x`: `x_previo`, `x`, `x_cambio`.
    """
    names = [*texts, *(name for column in columns for name in (f"{column}_previo", column, f"{column}_cambio"))]
    if before is None or not set(columns) <= set(now) & set(before):
        return _frame({}, names)
    records = {}
    for key in now.index.intersection(before.index, sort=False):
        record = {text: now.at[key, text] for text in texts}
        for column, compare in columns.items():
            old, new = before.at[key, column], now.at[key, column]
            record |= {f"{column}_previo": old, column: new, f"{column}_cambio": compare(new, old)}
        if any(now.at[key, column].known for column in columns):
            records[key] = record
    return _frame(records, names)


def points(new: Traced, old: Traced) -> Traced:
    """Difference between two percentages, in p. p."""
    return (new - old).closed()


def series(data: YearData, indicators: Callable[[YearData], pd.DataFrame]) -> pd.DataFrame:
    """Values of each indicator since its base line, one row per indicator and year, oldest first.

    Args:
        data: The year; earlier ones hang from it.
        indicators: Function that gives the indicators of a year.

    Returns:
        Rows `<indicator>.<year>`; empty without an earlier year, because two points are no series.
    """
    if data.previous is None:
        return _frame({}, SERIES_COLUMNS)
    years = [data]
    while years[-1].previous is not None:
        years.append(years[-1].previous)
    by_year = [(each.year, indicators(each)) for each in reversed(years)]
    records = {}
    for row in by_year[-1][1].itertuples():
        for point in _points_of(row, by_year):
            records[f"{row.Index}.{point['anio']!s}".replace(",", "")] = point
    return _frame(records, SERIES_COLUMNS)


def _points_of(row: Any, years: Iterable[tuple[int, pd.DataFrame]]) -> Iterator[dict[str, object]]:
    identity = {"indicador": row.Index, **{name: getattr(row, name) for name in IDENTITY[1:]}}
    if row.linea_base_anio.known and row.linea_base_valor.known:
        start = {"anio": row.linea_base_anio, "logro_esperado": Traced.absent("no_aplica")}
        yield {**identity, **start, "valor_obtenido": row.linea_base_valor}
    for year, frame in years:
        if row.Index in frame.index:
            past = frame.loc[row.Index]
            when = past["anio_dato"] if past["anio_dato"].known else Traced(Decimal(year))
            yield {**identity, "anio": when, **{name: past[name] for name in ("logro_esperado", "valor_obtenido")}}


def _frame(records: Mapping[str, Mapping[str, object]], columns: Iterable[str]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(records, orient="index", columns=list(columns), dtype=object)
