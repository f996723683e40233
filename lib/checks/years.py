"""A year against the one before: announced goals kept, bases unmoved, nothing lost, magnitudes alike.

What changed for a stated reason (a note in the row) is a warning; what changed in silence is an error.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from engine.inputs.context import Context
from engine.inputs.fields import INTEGER, ROW_UNIT, Field
from engine.inputs.folding import fold
from engine.inputs.problems import Problem
from engine.traced import Traced
from lib.checks.results import OTHER_MAGNITUDE, differs_by
from lib.checks.rows import COVERAGE, EXECUTION, INDICATORS, LEVELS, RESULTS, Row, differ, listed, row_of, rows, tell

_SMALL_COUNT, _SUDDEN = 20, 3
_DEFINED = ("nombre", "unidad", "indicador", "parte_de", "base", "respuesta_multiple")
_CUMULATIVE = ("acumulad", "acumulativ")
_ENOUGH_TO_COMPARE = 5


def check_announced_goals(context: Context) -> Iterator[Problem]:
    """Goals announced last year equal this year's, or a note says why not."""
    for announced in rows(_earlier(context), "announced_goals"):
        row, goal = row_of(context, RESULTS, announced["codigo"]), announced["logro_esperado"]
        if row.record and announced.number("anio") == context.year and goal not in ("", row["logro_esperado"]):
            message, year = "meta_cambiada-explicada" if row["nota"] else "meta_cambiada", announced.context.year
            yield row.problem(message, "logro_esperado", year=year, goal=announced.number("logro_esperado"))


def check_magnitudes(context: Context) -> Iterator[Problem]:
    """Values far from last year's: another order of magnitude, a count that triples, a fall to zero."""
    for table in context.tables:
        for row, before in _pairs(context, table):
            for field in _compared(context, table):
                last = before.number(field.name)
                if message := _far(field, row.number(field.name), last):
                    yield row.problem(message, field.name, year=before.context.year, last=last)


def _far(field: Field, now: Traced, last: Traced) -> str:
    """What tells a suspicious change; small counts move much by chance and are let be."""
    small = max(abs(now), abs(last)) < _SMALL_COUNT
    if small and now.number == now.number.to_integral_value():
        return ""
    if differs_by(OTHER_MAGNITUDE, now, last):
        return "orden_de_magnitud-anterior"
    if now * last < 0 and field.unit != ROW_UNIT:
        return "signo-anterior"
    return "cambio_brusco" if field.kind == INTEGER and differs_by(_SUDDEN, now, last) else ""


def check_zeros(context: Context) -> Iterator[Problem]:
    """Zeros where last year had none."""
    for table in context.tables:
        for column in (field.name for field in _compared(context, table)):
            pairs = _pairs(context, table)
            fallen = [row.key for row, last in pairs if row[column] == "0" and last[column] not in ("", "0")]
            yield from listed(context, "cayo_a_cero", table, column, fallen, year=_earlier(context).year)


def check_definitions(context: Context) -> Iterator[Problem]:
    """What a row is about: its name, its unit, its whole, as last year."""
    earlier = _earlier(context)
    for table in (name for name, item in context.tables.items() if item.table.yearly):
        for column in _DEFINED:
            moved = [
                f"{row.key} («{row[column]}»; en {earlier.year}, «{last[column]}»)"
                for row in rows(context, table)
                if (last := row_of(earlier, table, _before(row.key)))[column] and row[column]
                if fold(row[column]) != fold(last[column])
            ]
            yield from listed(context, "definicion_cambiada", table, column, moved)


def _before(code: str) -> str:
    return re.sub(r"(?<=_)\d{4}$", lambda found: str(int(found[0]) - 1), code)  # `pbi_2025` follows `pbi_2024`


def check_repeated(context: Context) -> Iterator[Problem]:
    """Values of last year repeated across a service, or in most rows of a table."""
    for table, column, enough in ((RESULTS, "valor_obtenido", 2), (COVERAGE, "porcentaje", 3), (EXECUTION, "pim", 3)):
        groups: dict[str, list[tuple[Row, Row]]] = defaultdict(list)
        for row, before in _pairs(context, table):
            if row.number(column) != 0 and row[column]:
                groups[table if table == EXECUTION else row.key.rpartition(".")[0]].append((row, before))
        same = [
            row.key
            for group, pairs in groups.items()
            if group and len(pairs) >= enough and all(row[column] == before[column] for row, before in pairs)
            for row, _before in pairs
        ]
        yield from listed(context, "repite_anio", table, column, same, year=_earlier(context).year)


def check_swapped(context: Context) -> Iterator[Problem]:
    """Two rows of a dimension or of the programme, each with about what the other had last year."""
    for table, column in ((COVERAGE, "porcentaje"), (COVERAGE, "empresas"), (EXECUTION, "pim")):
        groups: dict[str, list[tuple[str, Traced, Traced]]] = defaultdict(list)
        for row, before in _pairs(context, table):
            groups[row["dimension"]].append((row.key, row.number(column), before.number(column)))
        crossed = [
            f"{one} y {other}"
            for group in groups.values()
            for (one, now, last), (other, its_now, its_last) in combinations(group, 2)
            if differs_by(2, last, its_last) and _close(now, its_last) and _close(its_now, last)
        ]
        yield from listed(context, "intercambiados", table, column, crossed, year=_earlier(context).year)


def _close(one: Traced, other: Traced) -> bool:
    return abs(one - other) <= other / 4


def check_cumulative(context: Context) -> Iterator[Problem]:
    """A cumulative indicator that falls."""
    fallen, year = [], _earlier(context).year
    for row, before in _pairs(context, RESULTS):
        now, last = row.number("valor_obtenido"), before.number("valor_obtenido")
        sheet = row_of(context, INDICATORS, row.key)
        about = fold(f"{sheet['nombre']} {sheet['nota']}")
        if now < last and any(word in about for word in _CUMULATIVE):
            fallen.append(f"{row.key} ({now:,f}; en {year}, {last:,f})")
    yield from listed(context, "acumulado_baja", RESULTS, "valor_obtenido", fallen)


def check_restated(context: Context) -> Iterator[Problem]:
    """What this year's document says of last year against what was published then."""
    year = _earlier(context).year
    for row, before in _pairs(context, COVERAGE):
        last = before.number("empresas")
        computed = (row.number("empresas") / last - 1) * 100
        if differ(computed, row.number("variacion_anual")):
            yield row.problem("revision-variacion", "variacion_anual", year=year, last=last, computed=computed)
    for row, before in _pairs(context, EXECUTION):
        published = before.number("avance_fisico") / before.number("meta_fisica") * 100
        if differ(published, row.number("avance_fisico_pct_anterior")):
            shown = round(published, 1)
            yield row.problem("revision-anterior", "avance_fisico_pct_anterior", year=year, published=shown)


def check_nothing_lost(context: Context) -> Iterator[Problem]:
    """Categories that last year had."""
    earlier, given = _earlier(context), context.rows(COVERAGE)
    gone = [key for key in earlier.rows(COVERAGE) if key not in given]
    if given:
        yield from listed(context, "categoria_perdida", COVERAGE, "", gone, year=earlier.year)


def check_no_table_lost(context: Context) -> Iterator[Problem]:
    """Optional tables that last year had; one that is required and missing is an error elsewhere."""
    earlier = _earlier(context)
    optional = [name for name, item in earlier.tables.items() if item.table.yearly and not item.table.required]
    gone = [name for name in optional if earlier.rows(name) and not context.rows(name)]
    yield from listed(context, "tabla_perdida", "", "", gone, year=earlier.year)


def check_not_copied(context: Context) -> Iterator[Problem]:
    """Last year's file under this year's name."""
    for table in (RESULTS, COVERAGE, EXECUTION, LEVELS):
        names = [field.name for field in _compared(context, table)]
        pairs = [(row[name], before[name]) for row, before in _pairs(context, table) for name in names if row[name]]
        if len(pairs) >= _ENOUGH_TO_COMPARE and all(now == last for now, last in pairs):
            yield tell(context, "copia", table, year=_earlier(context).year)


def _earlier(context: Context) -> Context:
    if context.earlier is None:
        raise ValueError("checks between years need an earlier year")
    return context.earlier


def _compared(context: Context, table: str) -> list[Field]:
    return [field for field in context.tables[table].table.fields if field.compared] if table in context.tables else []


def _pairs(context: Context, table: str) -> list[tuple[Row, Row]]:
    """Rows that both years have: this year's, last year's."""
    if table not in context.tables or not context.tables[table].table.yearly:
        return []
    before = _earlier(context)
    return [(row, row_of(before, table, row.key)) for row in rows(context, table) if row.key in before.rows(table)]
