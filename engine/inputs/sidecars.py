"""Sidecars (`<table>.meta.toml`): who produced a table, which document it comes from, whether it is published."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from engine.inputs.files import Folder
from engine.inputs.problems import Place, Problem

Sidecar = dict[str, object]

KINDS = ("publicado", "estimado", "sintetico", "norma", "propio")
SYNTHETIC = "sintetico"
TEMPLATE_HASH = "plantilla_sha256"
REQUIRED_KEYS = ("titulo", "descripcion", "productor", "documento", "ubicacion", "fecha", "licencia", "tipo")


def sidecar_file(file: str) -> str:
    """The sidecar of a CSV."""
    return str(PurePosixPath(file).with_suffix(".meta.toml"))


def read_sidecar(folder: Folder, file: str) -> tuple[Sidecar, list[Problem]]:
    """Read the sidecar beside a table.

    Args:
        folder: The data folder.
        file: The CSV, which was read.

    Returns:
        Its content, empty when there is none, and what is wrong with the file; `check_sidecar` judges the content.
    """
    place = Place(sidecar_file(file))
    if not folder.has(place.file):
        advice = "Cree el archivo con el documento, la ubicación y el tipo de los datos."
        return {}, [place.warning("procedencia", "falta la ficha de procedencia de la tabla", advice)]
    content, problems = folder.toml(place.file)
    if content is None:
        return {}, problems
    expected, found = content.get("sha256"), folder.hashes.get(file, "")
    if not expected or not found or expected == found:
        return content, []
    message = "la tabla cambió después de escribirse su ficha (sha256 distinto)"
    return content, [place.warning("huella", message, f"Revise el cambio y escriba en sha256 la huella {found}.")]


def check_sidecar(content: Sidecar, table: str, place: Place) -> list[Problem]:
    """What a sidecar lacks or says in an unknown way."""
    problems = []
    if missing := [key for key in REQUIRED_KEYS if not content.get(key)]:
        message = f"la ficha de procedencia de {table} no dice: {', '.join(missing)}"
        advice = "Complétela para que el lector sepa de dónde vienen los datos."
        problems.append(place.warning("procedencia", message, advice))
    kind = content.get("tipo")
    if kind and kind not in KINDS:
        advice = f"Escriba uno de estos: {', '.join(KINDS)}."
        problems.append(place.error("procedencia", f"el tipo de datos de {table} no es válido", advice, kind))
    return problems


def is_synthetic(sidecars: Mapping[str, Sidecar]) -> bool:
    """Whether any table is made up, for tests."""
    return any(content.get("tipo") == SYNTHETIC for content in sidecars.values())
