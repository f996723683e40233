"""Which column of a file is which declared column."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from engine.inputs.fields import Field, Table
from engine.inputs.folding import fold
from engine.inputs.problems import Problem
from engine.inputs.raw import RawTable


def understand_header(raw: RawTable, table: Table) -> tuple[RawTable, list[Problem]]:
    """Find the declared columns in the header.

    Returns:
        The table with its `columns` known, and what is wrong with the header. Columns that only differ in capitals,
        accents or spaces are accepted with a warning.
    """
    known = {fold(name): name for name in (*table.columns, *(helper[0] for helper in table.helpers))}
    columns: dict[str, int] = {}
    extra: list[int] = []
    problems = _title_rows(raw)
    for position, written in enumerate(raw.header):
        name = known.get(fold(written))
        if name is None:
            extra.append(position)
        elif name in columns:
            problems.append(_repeated(raw, name))
        else:
            columns[name] = position
            problems += _renamed(raw, written, name)
    problems += _missing(raw, table, columns, extra)
    return replace(raw, columns=columns), problems


def _title_rows(raw: RawTable) -> list[Problem]:
    if raw.header_row == 1:
        return []
    return [
        raw.place(raw.header_row).warning(
            "encabezado",
            "el encabezado no está en la fila 1; se leyó desde aquí",
            "No hace falta cambiar nada si las filas de encima son solo títulos.",
        )
    ]


def _repeated(raw: RawTable, name: str) -> Problem:
    return raw.place(raw.header_row).error("columna_repetida", f"la columna {name} está dos veces", "Deje una sola.")


def _renamed(raw: RawTable, written: str, name: str) -> list[Problem]:
    if written.strip() == name:
        return []
    return [
        raw.place(raw.header_row).warning(
            "columna_renombrada",
            f"la columna «{written.strip()}» se leyó como {name}",
            "Escriba el nombre como en la plantilla.",
        )
    ]


def _missing(raw: RawTable, table: Table, columns: dict[str, int], extra: list[int]) -> list[Problem]:
    missing = [item for item in table.fields if item.name not in columns and not item.optional]
    named = {fold(raw.header[position]): raw.header[position].strip() for position in extra}
    problems = []
    for item in missing:
        close = get_close_matches(fold(item.name), [written for written in named if written], n=1, cutoff=0.75)
        similar = named.pop(close[0]) if close else ""
        problems.append(_missing_column(raw, item, similar))
    ignored = [position for position in extra if fold(raw.header[position]) in named]
    return problems + [problem for position in ignored for problem in _extra(raw, position)]


def _missing_column(raw: RawTable, field: Field, similar: str) -> Problem:
    advice = f"Agregue la columna: {field.description}."
    if similar:
        advice = f"Cambie el encabezado «{similar}» por {field.name}."
    return raw.place(raw.header_row).error("columna_falta", f"falta la columna {field.name}", advice)


def _extra(raw: RawTable, position: int) -> list[Problem]:
    written = raw.header[position].strip()
    if written:
        return [
            raw.place(raw.header_row).warning(
                "columna_sobrante",
                f"la columna «{written}» no se usa",
                "Bórrela, o corrija su nombre si debía ser una de la plantilla.",
            )
        ]
    if not any(row.cells[position].strip() for row in raw.rows):
        return []
    return [
        raw.place(raw.header_row).error(
            "columna_sin_nombre",
            f"la columna {position + 1} tiene datos pero no tiene nombre",
            "Escriba su encabezado o borre los datos.",
        )
    ]
