"""The indicators' sheets and the other reference tables against themselves: codes, parents, directions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from engine.inputs.context import Context
from engine.inputs.problems import Problem
from lib.checks.rows import INDICATORS, OBJECTIVES, PROGRAMME, by_code, rows, tell

_PARENTS = {"objetivo": OBJECTIVES, "servicio": "services", "desempeno_pp": PROGRAMME}


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


def check_sizes(context: Context) -> Iterator[Problem]:
    """Size classes follow each other without gap."""
    for lower, upper in pairwise(rows(context, "size_classes")):
        if lower["hasta_uit"] != upper["desde_uit"]:
            yield upper.problem("tamanos", "desde_uit", before=lower.key, limit=lower["hasta_uit"])


def check_uit(context: Context) -> Iterator[Problem]:
    """The UIT of the year is known."""
    if "uit" in context.tables and str(context.year) not in context.rows("uit"):
        yield tell(context, "uit_falta", "uit", year=context.year)
