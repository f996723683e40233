"""The indicators' sheets and the other reference tables against themselves: codes, parents, directions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from engine.inputs.context import Context
from engine.inputs.folding import fold
from engine.inputs.problems import Problem
from lib.checks.results import out_of_share
from lib.checks.rows import INDICATORS, OBJECTIVES, PROGRAMME, RESULTS, Row, by_code, row_of, rows, tell
from lib.declarations.tables import ASCENDING, DESCENDING, UNDEFINED_DIRECTION, VALID_FROM

SHEETS = "programme_indicators"
_PARENTS = {"objetivo": OBJECTIVES, "servicio": "services", "desempeno_pp": PROGRAMME}
_FEWER_IS_BETTER = (
    *("reduccion", "reducir", "mortalidad", "muertes", "anemia", "informalidad"),
    *("tiempo_de", "brecha", "costo", "dias", "incumplimiento", "rezago"),
)
_WITH_LIMIT = ("maximo_permisible", "minimo_permisible")


def check_parents(context: Context) -> Iterator[Problem]:
    """An indicator belongs to something of its level, and its code says so."""
    for row in rows(context, INDICATORS):
        level, kind = row["nivel"], f"indicador_{row['nivel']}"
        parents = _PARENTS.get(level, "")
        if level and not re.fullmatch(context.own.pattern(kind), row.key):
            yield row.problem("nivel", "nivel", code=row.key, level=level)
        elif not parents or context.partial(parents) or not (row["padre"] or row.blank("padre")):
            continue
        elif row["padre"] not in context.rows(parents):
            yield row.problem("padre-nivel", "padre", level=level, parents=parents)
        elif (expected := by_code(context, kind, row.key, parents)) not in ("", row["padre"]):
            message = "padre-servicio" if level == "servicio" else "padre-codigo"
            yield row.problem(message, "padre", code=row.key, expected=expected)


def check_structure(context: Context) -> Iterator[Problem]:
    """Services and activities belong to what their codes say, and products to nothing."""
    for row in rows(context, "services"):
        expected = by_code(context, "servicio", row.key, OBJECTIVES)
        if expected and row["objetivo"] not in ("", expected):
            yield row.problem("padre-objetivo", "objetivo", code=row.key, expected=expected)
    for row in rows(context, PROGRAMME):
        expected = by_code(context, "actividad", row.key, PROGRAMME)
        if expected and row["padre"] != expected:
            yield row.problem("padre-codigo", "padre", code=row.key, expected=expected)
        elif row["padre"] and re.fullmatch(context.own.pattern("producto"), row.key):
            yield row.problem("padre-producto", "padre")


def check_aggregation(context: Context) -> Iterator[Problem]:
    """The rule of aggregation agrees with the direction."""
    for row in rows(context, INDICATORS):
        direction, limited = row["sentido"], row["agregacion"] in _WITH_LIMIT
        if direction in (ASCENDING, DESCENDING) and limited:
            yield row.problem("agregacion", "agregacion", direction=direction)
        if direction == UNDEFINED_DIRECTION and not limited and not row["tolerancia"]:
            yield row.problem("agregacion-sin_sentido", "agregacion")


def check_base_and_goal(context: Context) -> Iterator[Problem]:
    """Base and final goal are possible and in order."""
    for row in rows(context, INDICATORS):
        start, end = row.number("linea_base_anio"), row.number("meta_final_anio")
        if end <= start:
            yield row.problem("orden_de_anios", "meta_final_anio", start=start)
        if row["meta_final_valor"] and not end.known:
            yield row.problem("anio_falta-meta", "meta_final_anio")
        for column in ("linea_base_valor", "meta_final_valor"):
            if out_of_share(row.number(column), row["unidad"]):
                yield row.problem("rango-ficha", column)


def check_direction(context: Context) -> Iterator[Problem]:
    """The declared direction against the one that goals or the name imply."""
    for row in rows(context, INDICATORS):
        if row["sentido"] in (ASCENDING, DESCENDING):
            found = [*_against_goals(row), *_against_name(row)]
            yield from found[:1]


def _against_goals(row: Row) -> Iterator[Problem]:
    base = row.number("linea_base_valor")
    expected = row_of(row.context, RESULTS, row.key).number("logro_esperado")
    for name, goal in (("el logro esperado", expected), ("la meta final", row.number("meta_final_valor"))):
        if (goal < base and row["sentido"] == ASCENDING) or (goal > base and row["sentido"] == DESCENDING):
            relation = "mayor" if goal > base else "menor"
            said = {"name": name, "goal": goal, "relation": relation, "base": base}
            yield row.problem("sentido_sospechoso-meta", "sentido", **said)


def _against_name(row: Row) -> Iterator[Problem]:
    words = f"_{fold(row['nombre'])}_"
    found = [word for word in _FEWER_IS_BETTER if f"_{word}_" in words and row["sentido"] == ASCENDING]
    for word in found:
        yield row.problem("sentido_sospechoso-nombre", "sentido", word=word.replace("_", " "))


def check_new_sheets(context: Context) -> Iterator[Problem]:
    """MEF sheets that begin in the year and no indicator follows."""
    for row in rows(context, SHEETS):
        if row.number(VALID_FROM) == context.year and row.key not in context.rows(INDICATORS):
            yield row.problem("ficha_nueva", VALID_FROM, "", code=row.key, year=context.year)


def check_map(context: Context) -> Iterator[Problem]:
    """No two regions on one tile."""
    taken: dict[tuple[str, str], str] = {}
    for row in rows(context, "regions"):
        tile = (row["fila"], row["columna"])
        if all(tile) and tile in taken:
            yield row.problem("casilla", "columna", "", other=taken[tile])
        taken.setdefault(tile, row.key)


def check_sizes(context: Context) -> Iterator[Problem]:
    """Size classes follow each other without gap."""
    for lower, upper in pairwise(rows(context, "size_classes")):
        if lower["hasta_uit"] != upper["desde_uit"]:
            yield upper.problem("tamanos", "desde_uit", before=lower.key, limit=lower["hasta_uit"])


def check_uit(context: Context) -> Iterator[Problem]:
    """The UIT of the year is known."""
    if "uit" in context.tables and str(context.year) not in context.rows("uit"):
        yield tell(context, "uit_falta", "uit", year=context.year)


CHECKS = (
    *(check_parents, check_structure, check_aggregation, check_base_and_goal, check_direction),
    *(check_new_sheets, check_map, check_sizes, check_uit),
)
