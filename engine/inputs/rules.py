"""`rules.toml`: thresholds in dated editions, and what an edition must hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from engine.inputs.fields import RuleGroup, Rules
from engine.inputs.files import REFERENCE, RULES, Folder
from engine.inputs.problems import Place, Problem

FILE = f"{REFERENCE}/{RULES}"
_PLACE = Place(FILE)
_LIMIT = Decimal(10) ** 15


def read_rules(groups: Iterable[RuleGroup], year: int, folder: Folder) -> tuple[Rules, str, list[Problem]]:
    """The edition that holds in a year, where it says its limits come from, and what is wrong in the file.

    A year before the first edition takes the first one.
    """
    if not folder.has(FILE):
        return {}, "", [_PLACE.problem("archivo-reglas")]
    content, problems = folder.toml(FILE)
    if content is None:
        return {}, "", problems
    editions = content.get("edicion")
    if not isinstance(editions, list) or not editions or not all(isinstance(item, dict) for item in editions):
        return {}, "", [_PLACE.problem("regla_falta-edicion")]
    problems = [problem for edition in editions for problem in _check_edition(edition, groups)]
    if problems:
        return {}, "", problems
    by_year = sorted(editions, key=lambda item: item["desde"], reverse=True)
    chosen = next((edition for edition in by_year if edition["desde"] <= year), by_year[-1])
    groups_of = {name: group for name, group in chosen.items() if isinstance(group, dict)}
    rules = {
        name: {key: Decimal(value) for key, value in group.items() if _is_number(value)}
        for name, group in groups_of.items()
    }
    return rules, str(chosen.get("norma", "")), []


def _check_edition(edition: Mapping[str, Any], groups: Iterable[RuleGroup]) -> list[Problem]:
    name = str(edition.get("nombre", "?"))
    wanted = [group for group in groups if not group.optional or group.name in edition]
    problems = [] if type(edition.get("desde")) is int else [_PLACE.problem("regla_falta-desde", edition=name)]
    for group in wanted:
        given = edition.get(group.name)
        values = given if isinstance(given, dict) else {}
        for key in group.keys:
            if not _is_number(values.get(key)):
                rule = "regla_numero" if key in values else "regla_falta-clave"
                problems.append(_PLACE.problem(rule, values.get(key), edition=name, key=key, group=group.name))
    return problems or [problem for group in wanted for problem in check_order(group, edition[group.name], name)]


def check_order(group: RuleGroup, given: Mapping[str, Decimal], name: str) -> list[Problem]:
    """Thresholds of a group that would make a level impossible; `name` is the edition's."""
    return [
        _PLACE.problem("regla_orden", given[higher], edition=name, group=group.name, higher=higher, lower=lower)
        for higher, lower in pairwise(group.descending)
        if given[higher] <= given[lower]
    ]


def _is_number(value: object) -> bool:
    """Whether it can be counted with: no `nan`, no `inf`, nothing astronomic."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    return Decimal(value).is_finite() and abs(Decimal(value)) < _LIMIT
