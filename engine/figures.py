"""Every number the report can show, as one flat register built from the sections' tables.

A figure's id is `<section>.<table>[<row>].<column>`. Label, unit, decimals and meaning of a column are declared once,
in `lib.columns`; a row may say its own unit and decimals in columns `unidad` and `decimales`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from engine.numbers import decimals_to_show, missing_text, quantity_text
from engine.traced import Traced
from lib.columns import Column, column, figure_id
from lib.words import word

ROW_UNIT, CHANGE_UNIT, DIFFERENCE_UNIT = "@unidad", "@cambio", "@diferencia"
Tables = Mapping[str, pd.DataFrame]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """One number (or level) a reader can see.

    Attributes:
        id: Stable name.
        label: What it is, for readers.
        unit: Unit code of `engine.numbers`.
        decimals: Decimals shown.
        text: As a reader sees it, unit included.
        traced: The value with its formula and sources.
    """

    id: str
    label: str
    unit: str
    decimals: int
    text: str
    traced: Traced

    @property
    def value(self) -> Decimal | str | None:
        """Exact value, a word, or None when missing."""
        return self.traced.value

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.traced.known

    @property
    def value_text(self) -> str:
        """The exact value as text, empty when missing: what `data value` and figures.csv hold."""
        return "" if self.value is None else f"{self.value:f}" if isinstance(self.value, Decimal) else self.value


class Register(Mapping[str, Figure]):
    """Figures by id, in table order."""

    def __init__(self, figures: Iterable[Figure] = ()) -> None:
        self._figures = {figure.id: figure for figure in figures}

    def __getitem__(self, figure_id: str) -> Figure:
        try:
            return self._figures[figure_id]
        except KeyError:
            raise KeyError(f"there is no figure {figure_id!r}") from None

    def __contains__(self, figure_id: object) -> bool:
        return figure_id in self._figures

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)

    def __or__(self, other: Register) -> Register:
        return Register([*self.values(), *other.values()])

    def to_frame(self) -> pd.DataFrame:
        """The register as figures.csv shows it, sorted by id."""
        records = [
            {
                "id": figure.id,
                "value": figure.value_text,
                "unit": figure.unit,
                "decimals": figure.decimals,
                "text": figure.text,
                "origin": figure.traced.origin,
                "formula": figure.traced.formula,
                "sources": "; ".join(figure.traced.sources),
            }
            for figure in sorted(self.values(), key=lambda item: item.id)
        ]
        return pd.DataFrame(
            records, columns=["id", "value", "unit", "decimals", "text", "origin", "formula", "sources"]
        )


def register(section: str, tables: Tables, limits: Mapping[str, Decimal] | None = None) -> Register:
    """Flatten a section's tables into figures.

    Args:
        section: Name of the section.
        tables: Frames indexed by row key; every `Traced` cell becomes a figure.
        limits: Level limits of the rules: a percentage is never rounded onto one it does not reach.
    """
    ends = [value for name, value in (limits or {}).items() if name in ("alto", "medio")]
    return Register(
        _figure(section, table, row, name, cells, ends)
        for table, frame in tables.items()
        for row, cells in rows_of(frame)
        for name, cell in cells.items()
        if isinstance(cell, Traced) and name != "decimales"
    )


def rows_of(frame: pd.DataFrame) -> Iterator[tuple[str, Row]]:
    """Row keys of a frame with their cells by column; reading every cell with `.at` takes ten times as long."""
    columns = list(frame.columns)
    for row, *cells in frame.itertuples(name=None):
        yield row, dict(zip(columns, cells, strict=True))


def _figure(section: str, table: str, row: str, name: str, cells: Row, ends: list[Decimal]) -> Figure:
    meta, cell = column(section, table, name), cells[name]
    unit, decimals = _unit(meta, cells), _decimals(meta, cells)
    if isinstance(cell.value, Decimal):
        decimals = decimals_to_show(cell.value, decimals, ends if meta.graded else ())
        text = quantity_text(cell.value, unit, decimals, meta.signed)
    else:
        text = word(cell.value) if cell.known else missing_text(cell.missing)
    return Figure(figure_id(section, table, row, name), meta.label, unit, decimals, text, cell)


def _unit(meta: Column, cells: Row) -> str:
    if not meta.unit.startswith("@"):
        return meta.unit
    own = str(cells["unidad"])
    if own != "porcentaje":
        return "porcentaje" if meta.unit == CHANGE_UNIT else own
    return own if meta.unit == ROW_UNIT else "p.p."


def _decimals(meta: Column, cells: Row) -> int:
    own = "decimales" in cells and (meta.unit in (ROW_UNIT, DIFFERENCE_UNIT) or meta.decimals is None)
    if meta.unit == CHANGE_UNIT and "decimales" in cells and cells["unidad"] == "porcentaje":
        own = True
    return int(cells["decimales"].number) if own else (meta.decimals or 0)
