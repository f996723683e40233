"""Sidecars (`<table>.meta.toml`): who produced a table, which document it comes from, whether it is published."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from engine.inputs.problems import Place, Problem
from engine.inputs.toml_files import read_toml

Sidecar = dict[str, object]

KINDS = ("publicado", "estimado", "sintetico", "norma", "propio")
SYNTHETIC = "sintetico"
TEMPLATE_HASH = "plantilla_sha256"
REQUIRED_KEYS = ("titulo", "descripcion", "productor", "documento", "ubicacion", "fecha", "licencia", "tipo")


def read_sidecar(table_path: Path, file: str) -> tuple[Sidecar, list[Problem]]:
    """Read the sidecar beside a table.

    Args:
        table_path: The CSV.
        file: The CSV's name for messages.

    Returns:
        Its content, empty when there is none, and what is wrong with the file; `check_sidecar` judges the content.
    """
    path = table_path.with_suffix(".meta.toml")
    place = Place(str(Path(file).with_suffix(".meta.toml").as_posix()))
    if not path.exists():
        return {}, [
            place.warning(
                "procedencia",
                "falta la ficha de procedencia de la tabla",
                "Cree el archivo con el documento, la ubicación y el tipo de los datos.",
            )
        ]
    content, problems = read_toml(path, place)
    if content is None:
        return {}, problems
    return content, _check_hash(content, table_path, place)


def check_sidecar(content: Sidecar, table: str, place: Place) -> list[Problem]:
    """What a sidecar lacks or says in an unknown way."""
    missing = [key for key in REQUIRED_KEYS if not content.get(key)]
    problems = []
    if missing:
        problems.append(
            place.warning(
                "procedencia",
                "la ficha de procedencia de {} no dice: {}".format(table, ", ".join(missing)),
                "Complétela para que el lector sepa de dónde vienen los datos.",
            )
        )
    kind = content.get("tipo")
    if kind and kind not in KINDS:
        problems.append(
            place.error(
                "procedencia",
                f"el tipo de datos de {table} no es válido",
                "Escriba uno de estos: {}.".format(", ".join(KINDS)),
                kind,
            )
        )
    return problems


def is_synthetic(sidecars: Mapping[str, Sidecar]) -> bool:
    """Whether any table is made up, for tests."""
    return any(content.get("tipo") == SYNTHETIC for content in sidecars.values())


def file_hash(path: Path) -> str:
    """sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _check_hash(content: Sidecar, table_path: Path, place: Place) -> list[Problem]:
    expected = content.get("sha256")
    if not expected or expected == file_hash(table_path):
        return []
    return [
        place.warning(
            "huella",
            "la tabla cambió después de escribirse su ficha (sha256 distinto)",
            f"Revise el cambio y escriba en sha256 la huella {file_hash(table_path)}.",
        )
    ]
