"""Identities that printed figures must keep among themselves: sums, parts of a whole, implied values, whole firms.

Each is data: a statement in Spanish with both sides traced. They hold for any year; those whose figures a year does
not print are «no aplica» (METHODS: «Conciliación»).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pandas as pd

from engine.audit.identity import FAILS, UNDECIDED, Identity
from engine.inputs.year_data import YearData
from engine.traced import Traced
from lib.identities import pndi as identities_pndi
from lib.identities import pp0093 as identities_pp0093

FAMILIES = (
    identities_pndi.level_rows,
    identities_pndi.level_columns,
    identities_pndi.level_facts,
    identities_pndi.parts_of_services,
    identities_pndi.whole_numbers,
    identities_pp0093.money,
    identities_pp0093.physical,
    identities_pp0093.same_count,
    identities_pp0093.overlaps,
    identities_pp0093.shares,
    identities_pp0093.subsets,
    identities_pp0093.whole_firms,
    identities_pp0093.previous_year,
    identities_pp0093.pages_and_annex,
    identities_pp0093.goals_of_the_cite,
)
_COLUMNS = [
    "documento",
    "enunciado",
    "izquierda",
    "relacion",
    "derecha",
    "diferencia",
    "unidad",
    "decimales",
    "veredicto",
    "explicacion",
]
_FAILURES_FIRST = {FAILS: 0, UNDECIDED: 2}


def identity_table(data: YearData) -> pd.DataFrame:
    """All identities of the year with both sides, their difference and the verdict, those that fail first.

    Args:
        data: The year.
    """
    records = [(item.key, _record(item)) for item in identities(data)]
    records.sort(key=lambda pair: _FAILURES_FIRST.get(pair[1]["veredicto"].value, 1))
    return pd.DataFrame.from_dict(dict(records), orient="index", columns=_COLUMNS, dtype=object)


def identities(data: YearData) -> Iterator[Identity]:
    """Every identity the year's tables allow.

    Args:
        data: The year.
    """
    for family in FAMILIES:
        yield from family(data)


def _record(item: Identity) -> dict[str, object]:
    verdict = item.verdict()
    return {
        "documento": item.document,
        "enunciado": item.statement,
        "izquierda": item.left.closed(),
        "relacion": item.relation,
        "derecha": item.right.closed(),
        "diferencia": (item.left - item.right).closed(),
        "unidad": item.unit,
        "decimales": Traced(Decimal(item.decimals)),
        "veredicto": verdict,
        "explicacion": item.undecided or (item.on_failure if verdict == FAILS else item.explanation),
    }
