"""The tables of `data/`, declared once: validation, data dictionary, workbook templates and messages read this.

Names and descriptions are in Spanish because analysts meet them in files, templates and errors.
"""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.inputs.context import Context
from engine.inputs.fields import RuleGroup, Schema
from engine.inputs.problems import Problem
from lib.declarations.new_years import GUIDE, PROVENANCE, TEMPLATES
from lib.declarations.tables import TABLES, VALID_FROM, VALID_TO
from lib.policy import FILE, fit

__all__ = ["SCHEMA", "TABLES"]

_RULES = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8")).items()
RULES = [
    RuleGroup(n, tuple(it["keys"]), tuple(it.get("descending", ())), it.get("optional", False)) for n, it in _RULES
]


def _check(context: Context) -> Iterable[Problem]:
    from lib.checks import run_checks  # they look at the declarations

    return run_checks(context)


def _draft(data: Any) -> str:
    from lib.pending import draft  # it looks at the sections, and they at the declarations

    return draft(data)


SCHEMA = Schema(
    tables=TABLES,
    check=_check,
    rules=tuple(RULES),
    templates=TEMPLATES,
    provenance=PROVENANCE,
    valid_from=VALID_FROM,
    valid_to=VALID_TO,
    others=("identities.toml",),
    guide=GUIDE,
    draft=_draft,
    facts=FILE,
    fit=fit,
    command="python -m lib",
)
