"""A finished run as the comparison reads it: its figures, what they are called and what they were made from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from engine.figures import parts_of
from engine.tables import Tables

_NAMES = ("nombre_corto", "nombre", "enunciado", "titulo")
_PRINTED = "impreso"


class NotARunError(Exception):
    """A path is neither a figures.csv nor the folder of a run; the message says which."""


@dataclass(frozen=True)
class Run:
    """What is compared of a run."""

    name: str  # how messages call it
    figures: pd.DataFrame  # figures.csv as text, by id
    year: int | None = None  # reporting year; None when there is no run.json
    inputs: Mapping[str, str] = field(default_factory=dict)  # sha256 by input file; empty when unknown
    # Sha256 by module, versions and commit: whatever makes the code; empty when unknown.
    code: Mapping[str, str] = field(default_factory=dict)
    # Codes or names of the rows of its tables, by `section.table[row]`; empty when there are no tables.
    names: Mapping[str, str] = field(default_factory=dict)


def read_run(path: Path) -> Run:
    """A run from its folder (with figures.csv, run.json and tables), or from a figures.csv alone.

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
        _read(table).set_index("id"),
        known.get("year"),
        known.get("inputs") or made.get("data", {}),
        {**made.get("code", {}), **made.get("notebooks", {}), **versions},
        dict(_names(table.with_name("tables"))),
    )


def figure_label(ident: str, tables: Tables, *runs: Run) -> str:
    """What readers call a figure: the label of its column and the name of its row, from the first run that has it."""
    table, row, column = parts_of(ident)
    if not table:
        return ident
    word = tables.vocabulary.text
    named = word(next((run.names[f"{table}[{row}]"] for run in runs if f"{table}[{row}]" in run.names), row))
    shown = f"{row} {named}" if row.isupper() and named != word(row) else named
    return f"{tables.column(table, column).named()}: {shown}"


def in_its_year(path: str, year: int | None) -> str:
    """A path without the folder of a run's own year; earlier years, read to compare with, keep theirs."""
    folder, _slash, name = path.partition("/")
    own = folder == str(year) or (year is None and re.fullmatch(r"\d{4}", folder))
    return name if own and name else path


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def _names(folder: Path) -> Iterator[tuple[str, str]]:
    """Row names of the tables a run leaves beside its figures; their first column is the row's key."""
    for path in sorted(folder.glob("*.csv")):
        table = _read(path)
        used = [table.columns[0], *(name for name in (*_NAMES, _PRINTED) if name in table)]
        for key, *cells in table[used].itertuples(index=False, name=None):
            name, column = next(((cell, name) for cell, name in zip(cells, used[1:], strict=True) if cell), ("", ""))
            if name:
                yield f"{path.stem}[{key}]", f"«{name}»" if column == _PRINTED else name
