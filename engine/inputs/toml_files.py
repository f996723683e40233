"""TOML files that people edit: rules, sidecars, corrections."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from engine.inputs.problems import Place, Problem


def read_toml(
    path: Path, place: Place, parse_float: Callable[[str], object] = Decimal
) -> tuple[dict[str, object] | None, list[Problem]]:
    """Read a TOML file.

    Args:
        path: The file.
        place: Its name for messages.
        parse_float: What to make of decimals.

    Returns:
        Its content, None when it cannot be read, and why.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=parse_float), []
    except UnicodeDecodeError:
        return None, [
            place.error("codificacion", "el archivo no está en UTF-8", "Guárdelo otra vez con codificación UTF-8.")
        ]
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax(place, str(error))]


def _syntax(place: Place, said: str) -> Problem:
    """The place of the fault in Spanish; the parser only tells it in English."""
    found = re.search(r"at line (\d+), column (\d+)", said)
    where = "en la línea {}, posición {}".format(*found.groups()) if found else "al final del archivo"
    return place.error(
        "toml",
        f"el archivo tiene un error de escritura {where}",
        "Corríjalo: un texto va entre comillas y un número con punto decimal.",
    )
