"""What one row shows, alone or beside those it is about: the rules of `row_rules.toml`, and how its conditions are read."""

from __future__ import annotations

import operator
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.inputs.context import Context
from engine.inputs.problems import Problem
from engine.traced import Traced
from lib.checks.rows import EXECUTION, INDICATORS, RESULTS, Row, row_of, rows
from lib.declarations.tables import STATE_WORDS

_RULES = {  # of each table, with their conditions
    table: [(rule, [condition.split() for condition in rule["when"]]) for rule in rules]
    for table, rules in tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")).items()
}
_JOINED = {
    "ficha": (INDICATORS, "codigo"),
    "resultado": (RESULTS, "codigo"),
    "ejecucion": (EXECUTION, "categoria"),
    "region": ("regions", "categoria"),
    "tamano": ("size_classes", "categoria"),
    "base": ("", "base"),
    "parte_de": ("", "parte_de"),  # of the same table
}
_COMPARED = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    "=": lambda one, other: abs(one - other) <= 0,
    "!=": lambda one, other: abs(one - other) > 0,
}


def check_rows(context: Context) -> Iterator[Problem]:
    """Every rule that a row breaks."""
    for table, rules in _RULES.items():
        for row in rows(context, table):
            for rule, conditions in rules:
                if all(_holds(row, *condition) for condition in conditions):
                    said = _said(row, rule, conditions)
                    yield row.problem(rule["message"], rule["cell"], rule.get("value"), **said)


def _holds(row: Row, left: str, sign: str = "", right: str = "") -> bool:
    seen, column = _seen(row, left)
    if sign in _COMPARED:
        return bool(_COMPARED[sign](seen.number(column), _number(row, right)))
    if column.startswith("!"):
        return seen.blank(column[1:])
    if not sign:
        return bool(seen[column])
    pattern = right.format(**{name: re.escape(str(cell)) for name, cell in {**row.record, "key": row.key}.items()})
    return bool(re.fullmatch(pattern, seen[column])) != (sign == "!~")


def _seen(row: Row, name: str) -> tuple[Row, str]:
    """The row and the column that a name means: the row's own, or those of what stands before the point."""
    place, _point, column = name.rpartition(".")
    if place == "antes":
        before, key = (row.context.earlier, row.key) if row.context.earlier else (row.context, "")
        return row_of(before, row.table, key), column
    table, code = _JOINED.get(place, ("", ""))
    return row_of(row.context, table or row.table, row[code]) if place else row, column


def _number(row: Row, name: str) -> Traced:
    if name == "year" or re.fullmatch(r"\d+", name):
        return Traced(Decimal(row.context.year if name == "year" else name))
    return Row.number(*_seen(row, name))


def _said(row: Row, rule: dict[str, Any], conditions: list[list[str]]) -> dict[str, Any]:
    """The row's cells and those that its rule names, for the message."""
    before, named = row.context.earlier, [name for condition in conditions for name in condition if "." in name]
    said: dict[str, Any] = {"year": row.context.year, "antes": before.year if before else "", "code": row.key}
    for name in (*row.record, *named):
        seen, column = _seen(row, name)
        number = isinstance(seen.record.get(column), Decimal)
        said[name.replace(".", "_")] = seen.number(column) if number else seen[column]
    return said | {"meaning": STATE_WORDS.get(row["estado"], ""), "relation": rule.get("relation")}
