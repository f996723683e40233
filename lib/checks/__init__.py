"""Checks between tables and between years: what each table alone cannot show.

A check is a function of the `Context` that yields problems. It looks only at tables that could be read and only
compares cells that could be read, so that one fault is not reported twice.
"""

from __future__ import annotations

from engine.inputs.context import Context
from engine.inputs.problems import Problem
from engine.inputs.soundness import check_helpers
from lib.checks import coverage, documents, execution, levels, results, row_rules, sheets, years
from lib.declarations.tables import REGISTER

__all__ = ["Context", "run_checks"]

# Each group with the tables without which it has nothing to look at.
_GROUPS = (
    ((), row_rules.CHECKS),
    (("indicator_results", "indicators"), results.CHECKS),
    (("service_levels", "objectives", "indicators"), levels.CHECKS),
    (("coverage",), coverage.CHECKS),
    (("programme_execution", "programme"), execution.CHECKS),
    ((), sheets.CHECKS),
    ((), documents.CHECKS),
    ((), (check_helpers,)),
)


def run_checks(context: Context) -> list[Problem]:
    """Every problem between the tables of a year, and with the year before when there is one."""
    checks = [check for tables, group in _GROUPS if all(name in context.tables for name in tables) for check in group]
    if context.earlier:
        checks += years.CHECKS
    if REGISTER in context.large:
        from lib.register_file import check  # a register needs DuckDB, and few years have one

        checks.append(check)
    return [problem for check in checks for problem in check(context)]
