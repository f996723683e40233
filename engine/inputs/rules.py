"""`rules.toml`: thresholds in dated editions, and what an edition must hold."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from engine.inputs.problems import Place, Problem
from engine.inputs.toml_files import read_toml

Rules = dict[str, dict[str, Decimal]]

FILE = "reference/rules.toml"
REQUIRED: dict[str, tuple[str, ...]] = {
    "niveles": ("alto", "medio", "alerta_mayor_que"),
    "valoracion": (
        "avanzado_alto_minimo",
        "avanzado_sin_informacion_maximo",
        "objetivos_inicial_menor_que",
        "servicios_inicial_hasta",
        "seguimiento_inicial_desde",
    ),
    "escala_mef": ("muy_bueno", "bueno", "regular"),
    "pp0093": ("revisar_programacion_desde", "comentario_brecha_mayor_que"),
    "focalizacion": ("ventas_minimas_uit", "ventas_maximas_uit", "anios_minimos_registro"),
    "ritmo": ("en_camino", "avance_acelerar", "limitado"),
}
# Groups that came later: an edition without one still holds, and what rests on it is said to be missing.
OPTIONAL: dict[str, tuple[str, ...]] = {"sensibilidad": ("variacion_pct",)}
DESCENDING = {
    "niveles": ("alerta_mayor_que", "alto", "medio"),
    "escala_mef": ("muy_bueno", "bueno", "regular"),
    "ritmo": ("en_camino", "avance_acelerar", "limitado"),
    "focalizacion": ("ventas_maximas_uit", "ventas_minimas_uit"),
}


def read_rules(year: int, root: Path) -> tuple[Rules, list[Problem]]:
    """The edition that holds in a year, with what is wrong in the file.

    A year before the first edition takes the first one.
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
    problems = [problem for edition in editions for problem in _check_edition(edition, place)]
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


def _check_edition(edition: dict[str, object], place: Place) -> list[Problem]:
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
    wanted = REQUIRED | {section: keys for section, keys in OPTIONAL.items() if section in edition}
    for section, keys in wanted.items():
        given = edition.get(section)
        values = given if isinstance(given, dict) else {}
        missing = [key for key in keys if key not in values]
        problems += [_missing_key(place, name, section, key) for key in missing]
        problems += [
            _not_number(place, name, section, key, values[key])
            for key in keys
            if key in values and not _is_number(values[key])
        ]
    return problems or _check_order(edition, name, place)


def _check_order(edition: dict[str, dict[str, Decimal]], name: str, place: Place) -> list[Problem]:
    """Thresholds that would make a level impossible."""
    problems = []
    for section, keys in DESCENDING.items():
        for higher, lower in pairwise(keys):
            if edition[section][higher] <= edition[section][lower]:
                problems.append(
                    place.error(
                        "regla_orden",
                        f"en la edición {name}, [edicion.{section}]: {higher} debe ser mayor que {lower}",
                        "Corrija uno de los dos umbrales.",
                        edition[section][higher],
                    )
                )
    return problems


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
