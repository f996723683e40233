"""`identities.toml`: what printed figures must keep among themselves, as data; of any year in `reference`, of one in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from engine.inputs.files import Folder
from engine.inputs.problems import Place, Problem

NAME = "identities.toml"
EQUAL, AT_MOST = "=", "≤"
_RELATIONS = {"=": EQUAL, "<=": AT_MOST, "≤": AT_MOST}
_COMPARE = "Compare sus claves con las de otra identidad del archivo."
_REQUIRED = ("clave", "documento", "enunciado", "izquierda")


@dataclass(frozen=True)
class Text:
    """A text for readers, whose numbers are references `{figure id}`, and the condition under which it is true."""

    texto: str
    cuando: str = ""


@dataclass(frozen=True)
class Whole:
    """A whole number that a printed figure implies: `como` gives, from the number `n`, what would be printed."""

    impreso: str
    como: str
    desde: int = 0


@dataclass(frozen=True)
class Declaration:
    """One identity, or a pattern of identities, as declared. The names are those of the file."""

    clave: str  # row key
    documento: str  # code of the document that prints its figures
    enunciado: str  # what must hold
    izquierda: str  # an expression, as the other side is
    derecha: str = ""
    relacion: str = EQUAL  # `=` or `≤`
    # In place of `derecha`: the left side must be next to a whole number that gives what is printed.
    entero: Whole | None = None
    tolerancia: str = "0"  # deviation that the printed rounding allows, as an expression
    unidad: str = ""  # how both sides are shown, as the decimals
    decimales: int = 0
    # What a reader should know, whatever the verdict: the first text whose condition holds.
    explicacion: tuple[Text, ...] = ()
    si_falla: tuple[Text, ...] = ()  # what it means when it fails, likewise
    sin_decidir: tuple[Text, ...] = ()  # why it cannot be judged although both sides are known, likewise
    # Rows of a table for each of which it holds, `coverage[dimension=servicio]`: `{fila}` is a row's key, `{column}` its texts.
    filas: str = ""
    por: str = ""  # column of `filas`: once for each of its values instead of once for each row
    casos: tuple[Mapping[str, str], ...] = ()  # values for which it holds, written out
    cuando: str = ""  # condition without which it does not apply
    file: str = field(default="", compare=False)  # where it is declared, for messages
    any_year: bool = False  # whether it is one of every year: then rows a year lacks are no fault


_TEXTS = ("explicacion", "si_falla", "sin_decidir")
_KEYS = {item.name for item in fields(Declaration)} - {"file", "any_year"}


def read_identities(root: Path, year: int) -> tuple[list[Declaration], list[Problem]]:
    """The identities of a year: those of every year and its own, with what is wrong in the files."""
    found: list[Declaration] = []
    problems: list[Problem] = []
    folder = Folder(root)
    for file, any_year in ((f"reference/{NAME}", True), (f"{year}/{NAME}", False)):
        if not folder.has(file):
            continue
        content, faults = folder.toml(file)
        problems += faults
        listed: Any = (content or {}).get("identidad", [])
        for position, given in enumerate(listed if isinstance(listed, list) else [listed], 1):
            try:
                found.append(_declaration(given, file, any_year))
            except (TypeError, ValueError, KeyError, AttributeError) as error:
                name = given.get("clave", position) if isinstance(given, Mapping) else position
                said = error.args if isinstance(error, _WrittenWrongError) else ("no está bien escrita", _COMPARE)
                problems.append(Place(file).error("identidad", f"la identidad {name} {said[0]}", said[1]))
    return found, problems


class _WrittenWrongError(ValueError):
    """What is wrong with an entry, and what to do."""


def _declaration(given: Mapping[str, Any], file: str, any_year: bool) -> Declaration:
    unknown = next((key for key in given if key not in _KEYS), "")
    if unknown:
        near = next(iter(get_close_matches(unknown, _KEYS, n=1)), "")
        advice = f"¿Quiso decir «{near}»?" if near else f"Use una de estas: {', '.join(sorted(_KEYS))}."
        raise _WrittenWrongError(f"tiene una clave que no existe: «{unknown}»", advice)
    missing = [key for key in _REQUIRED if not given.get(key)]
    missing += [] if bool(given.get("derecha")) != bool(given.get("entero")) else ["derecha o entero"]
    if missing:
        raise _WrittenWrongError(f"no dice: {', '.join(missing)}", "Complétela.")
    made: dict[str, Any] = {key: str(value) for key, value in given.items()}
    made |= {name: _texts(given[name]) for name in _TEXTS if name in given}
    made["relacion"] = _RELATIONS[str(given.get("relacion", EQUAL))]
    made["decimales"] = int(given.get("decimales", 0))
    if "entero" in given:
        made["entero"] = Whole(**given["entero"])
    if "casos" in given:
        made["casos"] = tuple({str(key): str(value) for key, value in case.items()} for case in given["casos"])
    return Declaration(**made, file=file, any_year=any_year)


def _texts(given: Any) -> tuple[Text, ...]:
    listed = given if isinstance(given, list) else [given]
    return tuple(Text(item) if isinstance(item, str) else Text(**item) for item in listed)
