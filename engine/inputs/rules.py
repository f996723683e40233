"""`rules.toml`: thresholds in dated editions, and what an edition must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from engine.inputs.problems import Place, Problem
from engine.inputs.toml_files import read_toml

Rules = dict[str, dict[str, Decimal]]

FILE = "reference/rules.toml"


@dataclass(frozen=True)
class RuleGroup:
    """One group of thresholds, a table of each edition.

    Attributes:
        name: Its name in the file.
        keys: Its thresholds.
        descending: Thresholds each of which must be higher than the next.
        optional: Whether an edition may lack it: it came later, and what rests on it is then said to be missing.
    """

    name: str
    keys: tuple[str, ...]
    descending: tuple[str, ...] = ()
    optional: bool = False


def read_rules(groups: Iterable[RuleGroup], year: int, root: Path) -> tuple[Rules, list[Problem]]:
    """The edition that holds in a year, with what is wrong in the file.

    A year before the first edition takes the first one.

    Args:
        groups: What an edition holds.
        year: Reporting year.
        root: Data folder.
    """
    place = Place(FILE)
    if not (root / FILE).exists():
        return {}, [place.error("archivo", "falta el archivo de reglas", "Recupérelo del repositorio del proyecto.")]
    content, problems = read_toml(root / FILE, place)
    if content is None:
        return {}, problems
    editions = content.get("edicion")
    if not isinstance(editions, list) or not editions or not all(isinstance(item, dict) for item in editions):
        return {}, [_no_edition(place)]
    problems = [problem for edition in editions for problem in _check_edition(edition, groups, place)]
    return ({}, problems) if problems else (_in_force(editions, year), [])


def _no_edition(place: Place) -> Problem:
    return place.error(
        "regla_falta",
        "no hay ninguna edición de reglas",
        "Agregue una sección [[edicion]] con «nombre», «desde» y sus umbrales.",
    )


def _in_force(editions: list[Rules], year: int) -> Rules:
    valid = [edition for edition in editions if edition["desde"] <= year]
    return max(valid, key=lambda edition: edition["desde"]) if valid else min(editions, key=lambda item: item["desde"])


def _check_edition(edition: dict[str, object], groups: Iterable[RuleGroup], place: Place) -> list[Problem]:
    name = str(edition.get("nombre", "?"))
    problems = []
    if not isinstance(edition.get("desde"), int):
        problems.append(
            place.error(
                "regla_falta",
                f"en la edición {name} falta el año «desde»",
                "Escriba desde = y el año en que empieza a regir.",
            )
        )
    wanted = [group for group in groups if not group.optional or group.name in edition]
    for group in wanted:
        section, keys = group.name, group.keys
        given = edition.get(section)
        values = given if isinstance(given, dict) else {}
        missing = [key for key in keys if key not in values]
        problems += [_missing_key(place, name, section, key) for key in missing]
        problems += [
            _not_number(place, name, section, key, values[key])
            for key in keys
            if key in values and not _is_number(values[key])
        ]
    return problems or [problem for group in wanted for problem in check_order(group, edition, name, place)]


def check_order(group: RuleGroup, edition: Rules, name: str, place: Place) -> list[Problem]:
    """Thresholds of a group that would make a level impossible."""
    given = edition[group.name]
    return [
        place.error(
            "regla_orden",
            f"en la edición {name}, [edicion.{group.name}]: {higher} debe ser mayor que {lower}",
            "Corrija uno de los dos umbrales.",
            given[higher],
        )
        for higher, lower in pairwise(group.descending)
        if given[higher] <= given[lower]
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _missing_key(place: Place, name: str, section: str, key: str) -> Problem:
    return place.error(
        "regla_falta",
        f"en la edición {name} falta {key} en [edicion.{section}]",
        "Cópielo de la edición anterior; una edición se escribe completa.",
    )


def _not_number(place: Place, name: str, section: str, key: str, value: object) -> Problem:
    return place.error(
        "regla_numero",
        f"en la edición {name}, {key} de [edicion.{section}] no es un número",
        "Escriba el número sin comillas y con punto decimal.",
        value,
    )
