"""A finished run as the comparison reads it: its figures, what they are called and what they were made from."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lib.columns import column
from lib.words import word

_ID = re.compile(r"(?P<section>[^.\[]+)\.(?P<table>[^\[]+)\[(?P<row>.+)\]\.(?P<column>[^.\]]+)$")
_NAMES = ("nombre_corto", "nombre", "enunciado", "titulo")
_PRINTED = "impreso"


class NotARunError(Exception):
    """A path is neither a figures.csv nor the folder of a run; the message says which."""


@dataclass(frozen=True)
class Run:
    """What is compared of a run.

    Attributes:
        name: How messages call it.
        figures: Rows of figures.csv, by id.
        year: Reporting year; None when there is no run.json.
        inputs: sha256 by input file; empty when unknown.
        code: sha256 by module, versions and commit: whatever makes the code; empty when unknown.
        names: What readers call the rows of its tables, by `section.table[row]`; empty when there are no tables.
    """

    name: str
    figures: Mapping[str, Mapping[str, str]]
    year: int | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    code: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def read_run(path: Path) -> Run:
    """A run from its folder, or from a figures.csv alone.

    Args:
        path: Folder with figures.csv (and run.json and tables), or the CSV itself.

    Raises:
        NotARunError: When there is no figures.csv.
    """
    table = path / "figures.csv" if path.is_dir() else path
    if not table.is_file():
        raise NotARunError(f"{path}: no hay figures.csv; indique la carpeta de una corrida o su figures.csv")
    rows = {row["id"]: row for row in _rows(table)}
    manifest = table.with_name("run.json")
    known = json.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {}
    names = dict(_names(table.with_name("tables")))
    return Run(str(path), rows, known.get("year"), _inputs(known), _code(known), names)


def exact(text: str) -> Decimal | str | None:
    """A value of figures.csv: a number, a word, or None when missing."""
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def row_of(ident: str) -> str:
    """Key of the row a figure stands in."""
    found = _ID.match(ident)
    return found["row"] if found else ident


def column_of(ident: str) -> str:
    """Name of the column a figure stands in."""
    return ident.rpartition(".")[2]


def figure_label(ident: str, *runs: Run) -> str:
    """What readers call a figure: the label of its column and the name of its row.

    Args:
        ident: Id of the figure.
        runs: Where to look for the row's name, the first that has it.
    """
    found = _ID.match(ident)
    if not found:
        return ident
    section, table, row, name = found.groups()
    key = f"{section}.{table}[{row}]"
    named = next((run.names[key] for run in runs if key in run.names), word(row))
    return (
        f"{_column_label(section, table, name)}: {f'{row} {named}' if row.isupper() and named != word(row) else named}"
    )


def _column_label(section: str, table: str, name: str) -> str:
    try:
        return column(section, table, name).label
    except KeyError:
        return name.replace("_", " ").capitalize()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def _names(folder: Path) -> Iterator[tuple[str, str]]:
    """Row names of the tables a run leaves beside its figures; their first column is the row's key."""
    for path in sorted(folder.glob("*.csv")):
        for row in _rows(path):
            key = next(iter(row.values()))
            name = next((row[item] for item in _NAMES if row.get(item)), "")
            printed = row.get(_PRINTED, "")
            if name or printed:
                yield f"{path.stem}[{key}]", word(name) or f"«{printed}»"


def _inputs(manifest: Mapping[str, Any]) -> Mapping[str, str]:
    return manifest.get("inputs") or manifest.get("made_from", {}).get("data", {})


def _code(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Everything of the code that a run.json records, by name."""
    modules = manifest.get("code") or manifest.get("made_from", {}).get("code", {})
    versions = {f"{name} (versión)": str(version) for name, version in manifest.get("versions", {}).items()}
    return {**modules, **versions}
