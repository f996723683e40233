"""Rules of single tables, run by pandera on schemas generated from the declarations.

pandera is imported on first use: it costs about 0.15 s on top of pandas, and nothing else of the library needs it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from lib.inputs.fields import Field, Table
from lib.inputs.problems import Problem
from lib.inputs.rule_messages import rule_text
from lib.inputs.understanding import Understood

if TYPE_CHECKING:
    import pandera.pandas as pa

REQUIRED, UNIQUE_KEY = "vacio", "clave_repetida"


@cache
def schema(table: Table) -> pa.DataFrameSchema:
    """The pandera schema of a table; the error of each check is the code of its rule."""
    import pandera.pandas as pa

    columns = {field.name: pa.Column(object, _checks(field), nullable=True) for field in table.fields}
    key = list(table.key)
    return pa.DataFrameSchema(
        columns, checks=pa.Check(lambda frame: ~frame.duplicated(key), error=UNIQUE_KEY), name=table.name
    )


def validate(understood: Understood) -> list[Problem]:
    """Every broken rule of a table, one problem per cell and rule."""
    from pandera.errors import SchemaErrors

    try:
        schema(understood.table).validate(understood.values, lazy=True)
    except SchemaErrors as error:
        return _problems(understood, error.failure_cases)
    return []


def _checks(field: Field) -> list[pa.Check]:
    """The rules of a column, as pandera checks on its filled cells."""
    import pandera.pandas as pa

    rules = {
        "minimo": field.minimum is not None and (lambda value: value >= field.minimum),
        "maximo": field.maximum is not None and (lambda value: value <= field.maximum),
        "permitido": bool(field.allowed) and (lambda value: value in field.allowed),
        "patron": bool(field.pattern) and (lambda value: re.fullmatch(field.pattern, value) is not None),
    }
    checks = [pa.Check(rule, element_wise=True, ignore_na=True, error=code) for code, rule in rules.items() if rule]
    if not field.blank:
        checks.append(pa.Check(lambda column: column.notna(), ignore_na=False, error=REQUIRED))
    return checks


def _problems(understood: Understood, failures: pd.DataFrame) -> list[Problem]:
    found = {}
    for failure in failures.itertuples():
        row = int(failure.index)
        if failure.check == UNIQUE_KEY:
            found[row, UNIQUE_KEY] = _repeated(understood, row)
        elif (row, failure.column) not in understood.unreadable:
            found[row, failure.column, failure.check] = _broken(understood, row, failure.column, failure.check)
    order = (*understood.table.columns, UNIQUE_KEY)
    in_order = sorted(found.items(), key=lambda item: (item[0][0], order.index(item[0][1])))
    return [problem for _where, problem in in_order if problem]


def _broken(understood: Understood, row: int, column: str, rule: str) -> Problem:
    field = understood.table.field(column)
    value = understood.rows[row][column]
    return understood.place(row, column).error(rule, *rule_text(field, rule), "" if value is None else value)


def _repeated(understood: Understood, row: int) -> Problem | None:
    key = understood.table.row_key(understood.rows[row])
    if not key.strip("."):
        return None
    return understood.place(row, understood.table.key[-1]).error(
        UNIQUE_KEY, *rule_text(understood.table.field(understood.table.key[-1]), UNIQUE_KEY, understood.keys[key]), key
    )
