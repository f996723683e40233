"""A finished run as the comparison reads it: its figures, what they are called and what they were made from."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from engine.tables import Tables

_ID = re.compile(r"(?P<table>[^\[]+)\[(?P<row>.+)\]\.(?P<column>[^.\]]+)$")
_NAMES = ("nombre_corto", "nombre", "enunciado", "titulo")
_PRINTED = "impreso"

Row = Mapping[str, str]


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
        names: Codes or names of the rows of its tables, by `section.table[row]`; empty when there are no tables.
    """

    name: str
    figures: Mapping[str, Row]
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
    record = table.with_name("run.json")
    known = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    made = known.get("made_from", {})
    versions = {f"{name} (versión)": str(version) for name, version in known.get("versions", {}).items()}
    return Run(
        str(path),
        {row["id"]: row for row in _rows(table)},
        known.get("year"),
        known.get("inputs") or made.get("data", {}),
        {**made.get("code", {}), **made.get("notebooks", {}), **versions},
        dict(_names(table.with_name("tables"))),
    )


def exact(text: str) -> Decimal | str | None:
    """A value of figures.csv: a number, a word, or None when missing."""
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return text


def row_of(ident: str) -> str:
    """Key of the row a figure stands in."""
    found = _ID.match(ident)
    return found["row"] if found else ident


def column_of(ident: str) -> str:
    """Name of the column a figure stands in."""
    return ident.rpartition(".")[2]


def figure_label(ident: str, tables: Tables, *runs: Run) -> str:
    """What readers call a figure: the label of its column and the name of its row.

    Args:
        ident: Id of the figure.
        tables: What columns mean and what codes are called.
        runs: Where to look for the row's name, the first that has it.
    """
    found = _ID.match(ident)
    if not found:
        return ident
    table, row, column = found.groups()
    word = tables.vocabulary.text
    named = word(next((run.names[f"{table}[{row}]"] for run in runs if f"{table}[{row}]" in run.names), row))
    shown = f"{row} {named}" if row.isupper() and named != word(row) else named
    return f"{tables.column(table, column).label}: {shown}"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def _names(folder: Path) -> Iterator[tuple[str, str]]:
    """Row names of the tables a run leaves beside its figures; their first column is the row's key."""
    for path in sorted(folder.glob("*.csv")):
        for row in _rows(path):
            printed = row.get(_PRINTED)
            name = next((row[item] for item in _NAMES if row.get(item)), f"«{printed}»" if printed else "")
            if name:
                yield f"{path.stem}[{next(iter(row.values()))}]", name


def in_its_year(path: str, year: int | None) -> str:
    """A path without the folder of a run's own year; earlier years, read to compare with, keep theirs."""
    folder, _slash, name = path.partition("/")
    own = folder == str(year) or (year is None and re.fullmatch(r"\d{4}", folder))
    return name if own and name else path
