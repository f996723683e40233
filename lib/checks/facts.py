"""Single figures against what they are said to be: whole where they count, not more than their whole, of its unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.inputs.context import Context
from engine.inputs.problems import Problem
from engine.numbers import decimals_of
from lib.checks.rows import COVERAGE, INDICATORS, RESULTS, Row, listed, row_of, rows

FACTS = ("context", "policy_facts", "service_facts")
_COUNTED = ("numero", "puesto", "quintil")
_TEXTS = {"factors": ("texto",), "alternatives": ("texto", "orden")}


def check_population(context: Context) -> Iterator[Problem]:
    """Those attended are not more than those to be reached."""
    for row in rows(context, "target_population"):
        here = row_of(context, COVERAGE, row.key)
        share = here.number("porcentaje") * row_of(context, COVERAGE, here["base"]).number("empresas") / 100
        attended = here.number("empresas") if here["empresas"] else share
        if attended > row.number("empresas"):
            yield row.problem("poblacion_menor", "empresas", attended=round(attended))


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


CHECKS = (check_population, check_counted, check_texts)
