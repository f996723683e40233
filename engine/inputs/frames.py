"""Tables read to the frames the analysis works on: indexed by row key, numbers as `Traced`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from engine.inputs.corrections import Correction
from engine.inputs.fields import Field, Table
from engine.inputs.understanding import Understood
from engine.traced import Traced

NOT_PUBLISHED = "no_publicado"
PLACE = "lugar"


def to_frame(understood: Understood, corrections: Iterable[Correction] = ()) -> pd.DataFrame:
    """The frame of a table; a corrected number also cites its correction.

    Column `lugar` holds `file:row`, so that a text can be traced as a number is.
    """
    table = understood.table
    declared = {(item.key, item.column): item.source for item in corrections if item.table == table.name}
    records, keys = [], []
    for row, record in understood.rows.items():
        key = table.row_key(record)
        keys.append(key)
        records.append(
            {
                field.name: _cell(
                    field,
                    record[field.name],
                    f"{understood.raw.source}:{row}:{field.name}",
                    declared.get((key, field.name)),
                )
                for field in table.fields
            }
            | {PLACE: f"{understood.raw.source}:{row}"}
        )
    return pd.DataFrame(records, columns=[*table.columns, PLACE], index=pd.Index(keys, dtype=object), dtype=object)


def empty_frame(table: Table) -> pd.DataFrame:
    """The frame of an optional table that was not given."""
    return pd.DataFrame(columns=[*table.columns, PLACE], index=pd.Index([], dtype=object), dtype=object)


def _cell(field: Field, value: Decimal | str | None, source: str, correction: str | None) -> Traced | str:
    if not field.numeric:
        return str(value or "")
    sources = (source, correction) if correction else (source,)
    if value is None:
        return Traced.absent(NOT_PUBLISHED, sources)
    return Traced(value, sources=sources, origin="publicado" if field.published else "transcrito")
