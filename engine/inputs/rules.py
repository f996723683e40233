"""`rules.toml`: thresholds in dated editions, and what an edition must hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from engine.inputs.fields import RuleGroup, Rules
from engine.inputs.files import Folder
from engine.inputs.problems import Place, Problem

FILE = "reference/rules.toml"
_PLACE = Place(FILE)
_LIMIT = Decimal(10) ** 15


def read_rules(groups: Iterable[RuleGroup], year: int, folder: Folder) -> tuple[Rules, list[Problem]]:
    """The edition that holds in a year, with what is wrong in the file.

    A year before the first edition takes the first one.
    """
    if not folder.has(FILE):
        advice = "Recupérelo del repositorio del proyecto."
        return {}, [_PLACE.error("archivo", "falta el archivo de reglas", advice)]
    content, problems = folder.toml(FILE)
    if content is None:
        return {}, problems
    editions = content.get("edicion")
    if not isinstance(editions, list) or not editions or not all(isinstance(item, dict) for item in editions):
        advice = "Agregue una sección [[edicion]] con «nombre», «desde» y sus umbrales."
        return {}, [_PLACE.error("regla_falta", "no hay ninguna edición de reglas", advice)]
    problems = [problem for edition in editions for problem in _check_edition(edition, groups)]
    return ({}, problems) if problems else (_in_force(editions, year), [])


def _in_force(editions: list[dict[str, Any]], year: int) -> Rules:
    valid = [edition for edition in editions if edition["desde"] <= year]
    chosen = max(valid, key=lambda item: item["desde"]) if valid else min(editions, key=lambda item: item["desde"])
    groups = {name: group for name, group in chosen.items() if isinstance(group, dict)}
    return {
        name: {key: Decimal(value) for key, value in group.items() if _is_number(value)}
        for name, group in groups.items()
    }


def _check_edition(edition: Mapping[str, Any], groups: Iterable[RuleGroup]) -> list[Problem]:
    name = str(edition.get("nombre", "?"))
    wanted = [group for group in groups if not group.optional or group.name in edition]
    problems = [problem for group in wanted for problem in _check_group(group, edition.get(group.name), name)]
    if type(edition.get("desde")) is not int:
        message, advice = (
            f"en la edición {name} falta el año «desde»",
            "Escriba desde = y el año en que empieza a regir.",
        )
        problems.insert(0, _PLACE.error("regla_falta", message, advice))
    return problems or [problem for group in wanted for problem in check_order(group, edition[group.name], name)]


def _check_group(group: RuleGroup, given: object, name: str) -> Iterator[Problem]:
    values = given if isinstance(given, dict) else {}
    for key in group.keys:
        if key not in values:
            message = f"en la edición {name} falta {key} en [edicion.{group.name}]"
            advice = "Cópielo de la edición anterior; una edición se escribe completa."
            yield _PLACE.error("regla_falta", message, advice)
        elif not _is_number(values[key]):
            message = f"en la edición {name}, {key} de [edicion.{group.name}] no es un número"
            advice = "Escriba el número sin comillas y con punto decimal."
            yield _PLACE.error("regla_numero", message, advice, values[key])


def check_order(group: RuleGroup, given: Mapping[str, Decimal], name: str) -> list[Problem]:
    """Thresholds of a group that would make a level impossible; `name` is the edition's."""
    where, advice = f"en la edición {name}, [edicion.{group.name}]", "Corrija uno de los dos umbrales."
    return [
        _PLACE.error("regla_orden", f"{where}: {higher} debe ser mayor que {lower}", advice, given[higher])
        for higher, lower in pairwise(group.descending)
        if given[higher] <= given[lower]
    ]


def _is_number(value: object) -> bool:
    """Whether it can be counted with: no `nan`, no `inf`, nothing astronomic."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    return Decimal(value).is_finite() and abs(Decimal(value)) < _LIMIT
