"""`python -m lib compare A B`: two runs (or two years) figure by figure, and why each figure changed."""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from lib.audit.change_words import (
    CAUSE_WORDS,
    CHANGED,
    CODE,
    DATA,
    DATA_AND_RULES,
    GONE,
    NEW,
    NOTHING,
    RULES,
    UNKNOWN,
    absolute_text,
    cause_text,
    relative_text,
)
from lib.audit.compare_page import comparison_page
from lib.audit.recompute import exact
from lib.inputs.files import PROJECT_ROOT
from lib.language import _, plural
from lib.numbers import number_text

COLUMNS = ["figura", "estado", "de_nivel", "antes", "ahora", "cambio_absoluto", "cambio_relativo", "causa", "detalle"]
_RULES_FILE = "reference/rules.toml"
_YEAR_FOLDER = re.compile(r"^\d{4}/")
_REPEATING = "reconciliation."
_COMPARED = 0
_UNUSABLE = 2


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
    """

    name: str
    figures: Mapping[str, Mapping[str, str]]
    year: int | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    code: Mapping[str, str] = field(default_factory=dict)


def read_run(path: Path) -> Run:
    """A run from its folder, or from a figures.csv alone.

    Args:
        path: Folder with figures.csv (and run.json), or the CSV itself.

    Raises:
        NotARunError: When there is no figures.csv.
    """
    table = path / "figures.csv" if path.is_dir() else path
    if not table.is_file():
        raise NotARunError(
            _("{path}: no hay figures.csv; indique la carpeta de una corrida o su figures.csv").format(path=path)
        )
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    manifest = table.with_name("run.json")
    known = json.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {}
    return Run(str(path), rows, known.get("year"), _inputs(known), _code(known))


def compare(a: Run | Path, b: Run | Path) -> pd.DataFrame:
    """Figures that changed, are new or are gone; levels first, then the largest relative changes.

    Args:
        a: The earlier run.
        b: The later run.

    Returns:
        Rows by figure id with `COLUMNS`; changes as Decimal, None where they make no sense.
    """
    before, after = (run if isinstance(run, Run) else read_run(run) for run in (a, b))
    idents = dict.fromkeys([*before.figures, *after.figures])
    records = [record for ident in idents if (record := _change(ident, before, after)) is not None]
    records.sort(key=_order)
    return pd.DataFrame(records, columns=COLUMNS, dtype=object).set_index("figura", drop=False)


def summary_lines(changes: pd.DataFrame) -> list[str]:
    """What happened, in two or three lines.

    Args:
        changes: Result of `compare`.
    """
    changed, new, gone = (int((changes["estado"] == state).sum()) for state in (CHANGED, NEW, GONE))
    levels = int(sum(bool(item) for item in changes["de_nivel"]))
    parts = [
        plural("{} figura cambió", "{} figuras cambiaron", changed).format(changed),
        plural("{} nueva", "{} nuevas", new).format(new),
        plural("{} desaparecida", "{} desaparecidas", gone).format(gone),
    ]
    of_level = plural("{} es de nivel", "{} son de nivel", levels).format(levels)
    lines = [f"{', '.join(parts)}; {of_level}."]
    causes = changes["causa"].value_counts()
    if len(changes):
        lines.append(
            _("Por qué: {causes}.").format(
                causes=", ".join(f"{_(CAUSE_WORDS[name])} {number}" for name, number in causes.items())
            )
        )
    return lines


def terminal_table(changes: pd.DataFrame) -> list[str]:
    """Lines of a table for the terminal.

    Args:
        changes: Result of `compare`.
    """
    header = [_("figura"), _("antes"), _("ahora"), _("cambio"), "%", _("por qué")]
    rows = [
        [
            row.figura,
            row.antes or NOTHING,
            row.ahora or NOTHING,
            absolute_text(row.cambio_absoluto),
            relative_text(row.cambio_relativo),
            cause_text(row.causa, row.detalle),
        ]
        for row in changes.itertuples()
    ]
    widths = [max(len(row[position]) for row in [header, *rows]) for position in range(len(header) - 1)]
    return [
        "  ".join([cell.ljust(width) for cell, width in zip(row, widths, strict=False)] + [row[-1]])
        for row in [header, *rows]
    ]


def main(arguments: Sequence[str]) -> int:
    """Compare two runs, print the table and write the page.

    Args:
        arguments: Command line after `compare`.

    Returns:
        0 when they were compared, 2 when they cannot be.
    """
    options = _parser().parse_args(arguments)
    try:
        before, after = read_run(options.a), read_run(options.b)
    except NotARunError as error:
        print(error, file=sys.stderr)
        return _UNUSABLE
    changes = compare(before, after)
    lines = summary_lines(changes)
    print(*lines, *(terminal_table(changes) if len(changes) else []), sep="\n")
    page = comparison_page(changes, before.name, after.name, lines)
    options.html.parent.mkdir(parents=True, exist_ok=True)
    options.html.write_text(page, encoding="utf-8", newline="\n")
    print(_("Página: {path}").format(path=options.html))
    return _COMPARED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m lib compare",
        description=_("Compara dos corridas (o dos años) figura por figura y dice por qué cambió cada una."),
    )
    parser.add_argument("a", type=Path, metavar="A", help=_("carpeta de la corrida anterior, o su figures.csv"))
    parser.add_argument("b", type=Path, metavar="B", help=_("carpeta de la corrida nueva, o su figures.csv"))
    parser.add_argument(
        "--html",
        type=Path,
        default=PROJECT_ROOT / "outputs" / "comparacion.html",
        metavar=_("ARCHIVO"),
        help=_("página que se escribe (outputs/comparacion.html)"),
    )
    return parser


def _inputs(manifest: Mapping[str, Any]) -> Mapping[str, str]:
    return manifest.get("inputs") or manifest.get("made_from", {}).get("data", {})


def _code(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Everything of the code that a run.json records, by name."""
    modules = manifest.get("code") or manifest.get("made_from", {}).get("code", {})
    versions = {f"{name} (versión)": str(version) for name, version in manifest.get("versions", {}).items()}
    return {**modules, **versions}


def _change(ident: str, before: Run, after: Run) -> dict[str, object] | None:
    old, new = before.figures.get(ident), after.figures.get(ident)
    if old and new and (old["value"], old["text"], old["unit"]) == (new["value"], new["text"], new["unit"]):
        return None
    values = [exact(row["value"]) if row else None for row in (old, new)]
    absolute, relative = _differences(*values, in_points="p.p." in {row["unit"] for row in (old, new) if row})
    cause, detail = _cause(old, new, before, after)
    return {
        "figura": ident,
        "estado": CHANGED if old and new else NEW if new else GONE,
        "de_nivel": any(isinstance(value, str) for value in values),
        "antes": old["text"] if old else "",
        "ahora": new["text"] if new else "",
        "cambio_absoluto": absolute,
        "cambio_relativo": relative,
        "causa": cause,
        "detalle": detail,
    }


def _differences(old: object, new: object, in_points: bool) -> tuple[Decimal | None, Decimal | None]:
    """Absolute and relative change; a change of percentage points has no meaningful percentage."""
    if not (isinstance(old, Decimal) and isinstance(new, Decimal)):
        return None, None
    return new - old, None if old == 0 or in_points else (new - old) / abs(old) * 100


def _cause(old: Mapping[str, str] | None, new: Mapping[str, str] | None, before: Run, after: Run) -> tuple[str, str]:
    """Why a figure changed: its input files or the rules, else the code, as far as the two run.json tell."""
    changed = _changed_files(before, after)
    files = _files_of(old, before) | _files_of(new, after)
    own = changed & files
    if _is_word(old) or _is_word(new) or not own:
        own |= changed & {_RULES_FILE}
    if own:
        return _data_or_rules(own), ", ".join(sorted(own))
    if before.code and after.code and before.code != after.code:
        return CODE, _changed_code(before, after)
    return UNKNOWN, "" if before.inputs and after.inputs else _("falta run.json")


def _data_or_rules(files: set[str]) -> str:
    if _RULES_FILE not in files:
        return DATA
    return RULES if len(files) == 1 else DATA_AND_RULES


def _is_word(row: Mapping[str, str] | None) -> bool:
    return row is not None and isinstance(exact(row["value"]), str)


def _files_of(row: Mapping[str, str] | None, run: Run) -> set[str]:
    sources = row["sources"].split("; ") if row and row["sources"] else []
    return {_in_its_year(source.split(":")[0].split("#")[0], run.year) for source in sources}


def _changed_files(before: Run, after: Run) -> set[str]:
    """Input files whose content differs; a run's own year stands for the own year of the other."""
    old, new = (
        {_in_its_year(path, run.year): digest for path, digest in run.inputs.items()} for run in (before, after)
    )
    return {path for path in {*old, *new} if old.get(path) != new.get(path)} if old and new else set()


def _in_its_year(path: str, year: int | None) -> str:
    """A path without the folder of the run's own year; earlier years, read to compare with, keep theirs."""
    folder, _slash, name = path.partition("/")
    return name if folder == str(year) or (year is None and _YEAR_FOLDER.match(path)) else path


def _changed_code(before: Run, after: Run) -> str:
    names = sorted(name for name in {*before.code, *after.code} if before.code.get(name) != after.code.get(name))
    shown = ", ".join(names[:3])
    return (
        shown
        if len(names) <= 3
        else _("{shown} y {count} más").format(shown=shown, count=number_text(Decimal(len(names) - 3), 0))
    )


def _order(record: Mapping[str, object]) -> tuple[object, ...]:
    """Levels, then the largest changes; the reconciliation repeats what changed elsewhere and comes after it."""
    states = {CHANGED: 0, NEW: 1, GONE: 2}
    relative = record["cambio_relativo"]
    size = -abs(relative) if relative is not None else Decimal(0)
    repeats = str(record["figura"]).startswith(_REPEATING)
    return states[record["estado"]], not record["de_nivel"], repeats, size, record["figura"]
