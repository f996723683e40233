"""Checks between tables and between years: what each table alone cannot show.

A check is a function `check_…` of the `Context` that yields problems. It looks only at tables that could be read and only
compares cells that could be read, so that one fault is not reported twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType

from engine.inputs.context import Context
from engine.inputs.problems import Problem
from engine.inputs.soundness import check_helpers
from lib.checks import coverage, documents, execution, levels, results, row_rules, sheets, years
from lib.declarations.tables import REGISTER

__all__ = ["Context", "run_checks"]

# Each module with the tables without which its checks have nothing to look at.
_MODULES: tuple[tuple[ModuleType, tuple[str, ...]], ...] = (
    (row_rules, ()),
    (results, ("indicator_results", "indicators")),
    (levels, ("service_levels", "objectives", "indicators")),
    (coverage, ("coverage",)),
    (execution, ("programme_execution", "programme")),
    (sheets, ()),
    (documents, ()),
)


def run_checks(context: Context) -> list[Problem]:
    """Every problem between the tables of a year, and with the year before when there is one."""
    modules = [module for module, tables in _MODULES if all(name in context.tables for name in tables)]
    checks = [check for module in modules for check in _checks_of(module)] + [check_helpers]
    if context.earlier:
        checks += _checks_of(years)
    if REGISTER in context.large:
        from lib.register_file import check  # a register needs DuckDB, and few years have one

        checks.append(check)
    return [problem for check in checks for problem in check(context)]


def _checks_of(module: ModuleType) -> list[Callable[[Context], Iterable[Problem]]]:
    """The checks of a module: its functions that are called so, in their order."""
    return [item for name, item in vars(module).items() if name.startswith("check_")]
