"""That something came, and single figures and texts: whole where they count, told once, the same wherever they are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.inputs.context import Context
from engine.inputs.problems import Problem
from engine.numbers import decimals_of
from lib.checks.rows import COVERAGE, EXECUTION, INDICATORS, RESULTS, Row, listed, row_of, rows, tell

FACTS = ("context", "policy_facts", "service_facts")
_REPEATED = {"objetivos": "objectives", "pp0093_productos": "programme"}  # facts that a reference table tells too
_COUNTED = ("numero", "puesto", "quintil")
_TEXTS = {"factors": ("texto",), "alternatives": ("texto", "orden")}


def check_something(context: Context) -> Iterator[Problem]:
    """Half a year is a draft; a year of which nothing has come is none."""
    came = any(context.rows(table) for table in (RESULTS, COVERAGE, EXECUTION)) or context.large
    if not context.unread and not came:
        yield tell(context, "sin_datos" if context.own.programme else "sin_datos-programa")


def check_counted(context: Context) -> Iterator[Problem]:
    """What counts things is a whole number, a figure has no more decimals than it is shown with."""
    for table in (RESULTS, *FACTS):
        found: dict[str, list[str]] = defaultdict(list)
        for row in rows(context, table):
            about = row_of(context, INDICATORS, row.key) if table == RESULTS else row
            for column in ("logro_esperado", "valor_obtenido", "valor"):
                value = row.number(column)
                limited = value.known and (table != RESULTS or about["unidad"] in _COUNTED)
                if limited and decimals_of(value.number) > about.number("decimales"):
                    found[column].append(f"{row.key} ({value:,f})")
        for column, names in found.items():
            yield from listed(context, "decimales_de_mas", table, column, names)


def check_texts(context: Context) -> Iterator[Problem]:
    """No text twice under two codes, nor two of an ámbito in one place."""
    for table, columns in _TEXTS.items():
        for column in columns:
            first: dict[tuple[str, str], Row] = {}
            for row in rows(context, table):
                if (same := first.setdefault((row["ambito"], row[column]), row)) is not row and row[column]:
                    yield row.problem("repetido", column, "", code=same.key)


def check_same_facts(context: Context) -> Iterator[Problem]:
    """Two cells that hold the same fact and do not agree."""
    for fact, table in _REPEATED.items():
        row, there = row_of(context, "policy_facts", fact), sum(not each["padre"] for each in rows(context, table))
        if row["valor"] and row.number("valor") != there and not context.partial(table):
            yield row.problem("mismo_dato", "valor", table=table, there=there)


CHECKS = (check_something, check_counted, check_texts, check_same_facts)
