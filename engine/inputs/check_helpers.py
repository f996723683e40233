"""Columns a template adds for the reader (a code's name): they show when rows and codes were shifted."""

from __future__ import annotations

from collections.abc import Iterator

from engine.inputs.context import Context
from engine.inputs.folding import fold, squeeze
from engine.inputs.problems import Problem
from engine.inputs.understanding import Understood


def check_helpers(context: Context) -> Iterator[Problem]:
    """What stands beside a code is that code's."""
    for understood in context.tables.values():
        for column, table, name in understood.table.helpers:
            if column in understood.raw.columns and table in context.tables:
                yield from _check_column(context, understood, column, table, name)


def _check_column(context: Context, understood: Understood, column: str, table: str, name: str) -> Iterator[Problem]:
    expected = context.rows(table)
    position = understood.raw.columns[column]
    for row in understood.raw.rows:
        code = understood.table.row_key(understood.rows.get(row.number, {}))
        written = squeeze(row.cells[position])
        if written and code in expected and fold(written) != fold(str(expected[code][name] or "")):
            yield understood.place(row.number, column).error(
                "fila_desplazada",
                "no corresponde al código {}, que es «{}»".format(code, expected[code][name] or ""),
                "¿Se desplazaron las filas o se cambió el código? Revise la fila entera.",
                written,
            )


CHECKS = (check_helpers,)
