"""Tables read to the frames the analysis works on: indexed by row key, numbers as `Traced`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from engine.figure_array import figures
from engine.inputs.corrections import Correction
from engine.inputs.fields import YEAR, Field, Table
from engine.inputs.understanding import Understood, unit_of
from engine.numbers import UNIT_PATTERNS, decimals_of, missing_text
from engine.numbers import YEAR as YEAR_UNIT
from engine.traced import Shown, Traced, plain

NOT_PUBLISHED = "no_publicado"
PLACE = "lugar"


def to_frame(understood: Understood, corrections: Iterable[Correction] = ()) -> pd.DataFrame:
    """The frame of a table; a corrected number also cites its correction.

    Column `lugar` holds `file:row`, so that a text can be traced as a number is.
    """
    table = understood.table
    declared = {(item.key, item.column): item.source for item in corrections if item.table == table.name}
    columns: dict[str, list[Traced | str]] = {name: [] for name in (*table.columns, PLACE)}
    for row, record in understood.rows.items():
        key = table.row_key(record)
        place = f"{understood.raw.source}:{row}"
        for field in table.fields:
            value = record[field.name]
            if field.numeric:
                correction = declared.get((key, field.name))
                sources = (f"{place}:{field.name}", *([correction] if correction else ()))
                unit = YEAR_UNIT if field.kind == YEAR else unit_of(table, field, record, understood.units)
                columns[field.name].append(_number(field, value, unit, key, sources))
            else:
                columns[field.name].append(str(value or ""))
        columns[PLACE].append(place)
    return _framed(table, columns, [table.row_key(record) for record in understood.rows.values()])


def empty_frame(table: Table) -> pd.DataFrame:
    """The frame of an optional table that was not given."""
    return _framed(table, {name: [] for name in (*table.columns, PLACE)}, [])


def shown(value: Decimal | str | None, like: Shown) -> Shown:
    """How a number of a table is written: as it was given, with its unit; years as years."""
    if not isinstance(value, Decimal):
        return Shown("", missing_text(NOT_PUBLISHED), like.label, like.row, like.unit)
    digits = f"{value:f}" if like.unit == YEAR_UNIT else UNIT_PATTERNS.get(like.unit, "{}").format(plain(abs(value)))
    return Shown("", "−" + digits if value < 0 else digits, like.label, like.row, like.unit, decimals_of(value))


def column_of(field: Field | None, values: Sequence[Traced | str], index: pd.Index) -> pd.Series:
    """A column of a table: of figures when it is of numbers, otherwise of texts."""
    if field and field.numeric:
        return pd.Series(figures(values), index)
    return pd.Series(list(values), index, dtype=object)


def _framed(table: Table, columns: Mapping[str, list[Traced | str]], keys: list[str]) -> pd.DataFrame:
    index, fields = pd.Index(keys, dtype=object), {field.name: field for field in table.fields}
    made = {name: column_of(fields.get(name), values, index) for name, values in columns.items()}
    return pd.DataFrame(made, index=index)


def _number(field: Field, value: Decimal | str | None, unit: str, key: str, sources: tuple[str, ...]) -> Traced:
    look = shown(value, Shown("", "", field.description, key, unit))
    if value is None:
        return Traced(None, sources=sources, missing=NOT_PUBLISHED, shown_as=look)
    return Traced(value, sources=sources, origin="publicado" if field.published else "transcrito", shown_as=look)
