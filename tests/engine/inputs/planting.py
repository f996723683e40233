"""Plants faults in a copy of the clean data, as offices make them: changed cells, renamed columns, other encodings.

A defect is a TOML file in `tests/fixtures/bad`, named after the fault: `[[change]]` tables say what to do to which
file, `expected` lists the lines the analyst reads, each preceded by its severity.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from engine.inputs.loading import check_year
from lib.declarations import SCHEMA, TABLES

ROOT = Path(__file__).parents[3]
CLEAN = ROOT / "data"
BAD = ROOT / "tests" / "fixtures" / "bad"

Rows = list[list[str]]


LONG_TABLES = ("published_figures.*", "observations.*", "factors.*")


def copy_clean(target: Path, without: Iterable[str] = ()) -> Path:
    """A private copy of the reference tables and of 2024; `without` leaves files out, to read it faster."""
    for folder in ("reference", "2024"):
        shutil.copytree(CLEAN / folder, target / folder, ignore=shutil.ignore_patterns(*without))
    shutil.copy(CLEAN / "policy.toml", target)
    return target


def lines(problems: list) -> list[str]:
    """Problems as the analyst reads them, with their severity."""
    return [f"{problem.severity} {problem}" for problem in problems]


def new_lines(root: Path, before: list[str], year: int = 2024) -> list[str]:
    """What a check of the year says that it did not say before."""
    return [line for line in lines(check_year(SCHEMA, year, root)) if line not in before]


def plant(root: Path, change: dict) -> None:
    """Apply one change to the copy; a changed table gets a sidecar that agrees with it."""
    path = root / change["file"]
    for name, action in ACTIONS.items():
        if name in change:
            action(path, change)
            break
    else:
        raise ValueError(f"no action in {change}")
    if path.suffix == ".csv" and path.exists():
        update_hash(path)


def update_hash(path: Path) -> None:
    """Write the table's hash in its sidecar."""
    sidecar = path.with_suffix(".meta.toml")
    if sidecar.exists():
        text = sidecar.read_text(encoding="utf-8")
        sidecar.write_text(
            re.sub(r'(?m)^sha256 = "\w*"', f'sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"', text),
            encoding="utf-8",
        )


def read_rows(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def write_rows(path: Path, rows: Rows, separator: str = ",") -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8")


def row_of(rows: Rows, path: Path, key: str) -> int:
    """Position of the row with that key."""
    columns = [rows[0].index(name) for name in TABLES[path.stem].key]
    return next(number for number, row in enumerate(rows) if number and ".".join(row[c] for c in columns) == key)


def _set_value(path: Path, change: dict) -> None:
    rows = read_rows(path)
    rows[row_of(rows, path, change["row"])][rows[0].index(change["column"])] = change["value"]
    write_rows(path, rows)


def _edit(action: Callable[[Rows, dict, Path], Rows]) -> Callable[[Path, dict], None]:
    return lambda path, change: write_rows(path, action(read_rows(path), change, path))


def _drop_row(rows: Rows, change: dict, path: Path) -> Rows:
    del rows[row_of(rows, path, change["drop_row"])]
    return rows


def _copy_row(rows: Rows, change: dict, path: Path) -> Rows:
    return [*rows, list(rows[row_of(rows, path, change["copy_row"])])]


def _swap_columns(rows: Rows, change: dict, path: Path) -> Rows:
    one, other = (rows[0].index(name) for name in change["swap_columns"])
    for row in rows[1:]:
        row[one], row[other] = row[other], row[one]
    return rows


def _shift_down(rows: Rows, change: dict, path: Path) -> Rows:
    position = rows[0].index(change["shift_down"])
    values = [row[position] for row in rows[1:]]
    for row, value in zip(rows[1:], [values[-1], *values[:-1]], strict=True):
        row[position] = value
    return rows


def _rename_column(rows: Rows, change: dict, path: Path) -> Rows:
    rows[0][rows[0].index(change["rename_column"])] = change["to"]
    return rows


def _drop_column(rows: Rows, change: dict, path: Path) -> Rows:
    position = rows[0].index(change["drop_column"])
    return [row[:position] + row[position + 1 :] for row in rows]


def _add_column(rows: Rows, change: dict, path: Path) -> Rows:
    return [[*rows[0], change["add_column"]], *([*row, change["to"]] for row in rows[1:])]


def _replace(path: Path, change: dict) -> None:
    text = path.read_text(encoding="utf-8")
    if change["replace"] not in text:
        raise ValueError(f"{change['replace']!r} is not in {path.name}")
    path.write_text(text.replace(change["replace"], change["to"], 1), encoding="utf-8")


def _encode(path: Path, change: dict) -> None:
    path.write_bytes(path.read_text(encoding="utf-8").encode(change["encode"]))


def _separate(path: Path, change: dict) -> None:
    write_rows(path, read_rows(path), change["separate"])


ACTIONS: dict[str, Callable[[Path, dict], None]] = {
    "value": _set_value,
    "drop_row": _edit(_drop_row),
    "copy_row": _edit(_copy_row),
    "swap_columns": _edit(_swap_columns),
    "shift_down": _edit(_shift_down),
    "rename_column": _edit(_rename_column),
    "drop_column": _edit(_drop_column),
    "add_column": _edit(_add_column),
    "replace": _replace,
    "encode": _encode,
    "separate": _separate,
    "content": lambda path, change: path.write_text(change["content"], encoding="utf-8"),
    "delete": lambda path, change: path.unlink(),
    "rename": lambda path, change: path.rename(path.with_name(change["rename"])),
}
