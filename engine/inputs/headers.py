"""Which column of a file is which declared column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from engine.inputs.fields import Table
from engine.inputs.folding import fold
from engine.inputs.problems import Place, Problem
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
    place, problems = raw.place(raw.header_row), []
    if raw.header_row > 1:
        message = "el encabezado no está en la fila 1; se leyó desde aquí"
        advice = "No hace falta cambiar nada si las filas de encima son solo títulos."
        problems.append(place.warning("encabezado", message, advice))
    for position, written in enumerate(raw.header):
        name = known.get(fold(written))
        if name is None:
            extra.append(position)
        elif name in columns:
            problems.append(place.error("columna_repetida", f"la columna {name} está dos veces", "Deje una sola."))
        else:
            columns[name] = position
            if written.strip() != name:
                message = f"la columna «{written.strip()}» se leyó como {name}"
                advice = "Escriba el nombre como en la plantilla."
                problems.append(place.warning("columna_renombrada", message, advice))
    problems += _missing(raw, table, columns, extra, place)
    return replace(raw, columns=columns), problems


def _missing(raw: RawTable, table: Table, columns: dict[str, int], extra: list[int], place: Place) -> Iterator[Problem]:
    """Declared columns that are not there, and others that are."""
    named = {fold(raw.header[position]): raw.header[position].strip() for position in extra}
    for item in table.fields:
        if item.name in columns or item.optional:
            continue
        close = get_close_matches(fold(item.name), [written for written in named if written], n=1, cutoff=0.75)
        advice = f"Agregue la columna: {item.description}."
        if close:
            advice = f"Cambie el encabezado «{named.pop(close[0])}» por {item.name}."
        yield place.error("columna_falta", f"falta la columna {item.name}", advice)
    for position in extra:
        written = raw.header[position].strip()
        if fold(written) not in named:
            continue
        if written:
            advice = "Bórrela, o corrija su nombre si debía ser una de la plantilla."
            yield place.warning("columna_sobrante", f"la columna «{written}» no se usa", advice)
        elif any(row.cells[position].strip() for row in raw.rows):
            message = f"la columna {position + 1} tiene datos pero no tiene nombre"
            yield place.error("columna_sin_nombre", message, "Escriba su encabezado o borre los datos.")
