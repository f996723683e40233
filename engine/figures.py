"""Figures: values of the report's tables, each with an id, and their register.

A figure's id is `<table>[<row>].<column>`. What a column means is declared once (`Column`); a row may say its own unit and
decimals in columns `unidad` and `decimales`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from engine.inputs.fields import ROW_UNIT
from engine.traced import Traced

_ID = re.compile(r"([^\[]+)\[(.*)\]\.([^.\]]+)$")
COLUMNS_OF_CSV = ("id", "value", "unit", "decimals", "text", "origin", "formula", "sources")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """Meaning of a column."""

    label: str  # column header for readers; `@unidad` in it is what the rows count
    # Unit code of `engine.numbers`; `@unidad` takes the row's, `@cambio` is % (p. p. for proportions) and
    # `@diferencia` the row's unit (p. p. for proportions).
    unit: str = ""
    decimals: int | None = 0  # decimals shown; None takes the row's
    meaning: str = ""  # definition, with the METHODS entry where there is a formula
    signed: bool = False  # whether increases show a plus sign
    graded: str = ""  # group of the rules whose limits rounding must not carry it onto
    words: tuple[str, ...] = ()  # the words it may hold, in order, when a rule decides it
    borrowed: bool = False  # whether its values are figures of other tables and keep their ids

    def named(self, *units: str) -> str:
        """The label where the rows count these units."""
        return self.label.replace(ROW_UNIT, "".join(units) if len(units) == 1 else "Cantidad")


class Register(dict[str, Traced]):
    """Figures by id, in table order: numbers, or words such as a level, that a reader can see."""

    def __init__(self, figures: Iterable[Traced] = ()) -> None:
        super().__init__({figure.id: figure for figure in figures})

    @classmethod
    def of(cls, frames: Mapping[str, pd.DataFrame]) -> Register:
        """All figures of some tables, by name, as the functions of `engine.tables` give them."""
        return cls(
            value
            for name, frame in frames.items()
            for _row, cells in rows_of(frame)
            for value in cells.values()
            if isinstance(value, Traced) and value.id.startswith(f"{name}[")
        )

    def __missing__(self, ident: str) -> Traced:
        raise KeyError(f"there is no figure {ident!r}")

    def __or__(self, other: Mapping[str, Traced]) -> Register:  # type: ignore[override]  # two registers make one
        return Register([*self.values(), *other.values()])

    def to_frame(self) -> pd.DataFrame:
        """The register as figures.csv shows it, sorted by id."""
        records = [
            (
                figure.id,
                figure.value_text,
                figure.look.unit,
                figure.look.decimals,
                figure.text,
                figure.origin,
                figure.formula,
                "; ".join(figure.sources),
            )
            for figure in sorted(self.values(), key=lambda item: item.id)
        ]
        return pd.DataFrame(records, columns=list(COLUMNS_OF_CSV))


def figure_id(table: str, row: str, name: str) -> str:
    """Id of the figure in a cell of a table."""
    return f"{table}[{row}].{name}"


def parts_of(ident: str) -> tuple[str, str, str]:
    """Table, row and column of an id; empty when it is none."""
    found = _ID.match(ident)
    return (found[1], found[2], found[3]) if found else ("", "", "")


def rows_of(frame: pd.DataFrame) -> Iterator[tuple[str, Row]]:
    """Row keys of a frame with their cells by column; reading every cell with `.at` takes ten times as long."""
    columns = list(frame.columns)
    for row, *cells in frame.itertuples(name=None):
        yield row, dict(zip(columns, cells, strict=True))


def first_row(frame: pd.DataFrame) -> Row:
    """The cells of the first row of a frame by column; none when it has no rows."""
    return next((cells for _row, cells in rows_of(frame)), {})
