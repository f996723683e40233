"""Blanks are normal: any cell or category that may be empty, empty or absent, alone and in pairs, ends in a report.

A year that the check lets pass is computed, every cell of every notebook runs, and the pages hold no number that is not a
figure. `exhaustive` has every column, row, category, table and nullable cell, and hundreds of pairs of them; the quick
one a sample.
"""

import random
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [
    str(ROOT / "tests" / "fixtures"),
    str(ROOT / "tests" / "engine" / "inputs"),
    str(ROOT / "tests" / "lib"),
]

from planting import read_rows, update_hash, write_rows  # noqa: E402
from synthetic import YEAR, synthetic_data  # noqa: E402
from whole_report import earlier_years_once, whole_report  # noqa: E402

from engine.inputs.fields import Table  # noqa: E402
from lib.declarations import TABLES  # noqa: E402

_PAIRS, _QUICK = 5, 22
_LONG = ("published_figures", "observations")  # texts of one document
_UNUSED = ("sector_groups", "programme_indicators")


@dataclass(frozen=True)
class Blank:
    """Cells made blank, or rows left out: of all rows where no key is named, of all nullable columns where no column is."""

    table: str
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    left_out: bool = False

    def __str__(self):
        what = "fuera" if self.left_out else ",".join(self.columns) or "vacías"
        return f"{self.table}[{','.join(self.rows) or '*'}].{what}"

    def apply(self, root):
        path = _path(root, self.table)
        if not path.exists():
            return
        header, *rows = read_rows(path)
        table = TABLES[self.table]
        mine = [row for row in rows if not self.rows or _key(table, header, row) in self.rows]
        if self.left_out:
            rows = [row for row in rows if row not in mine]
        for row in mine:
            for column in self.columns or nullable(table):
                if column in header:
                    row[header.index(column)] = ""
        write_rows(path, [header, *rows])
        update_hash(path)


def nullable(table: Table) -> list[str]:
    return [item.name for item in table.fields if (item.blank or item.optional) and item.name not in table.key]


def _path(root, name):
    return root / (str(YEAR) if TABLES[name].yearly else "reference") / f"{name}.csv"


def _key(table, header, row):
    return ".".join(row[header.index(column)] for column in table.key)


def _keys(root, name):
    path = _path(root, name)
    if not path.exists():
        return []
    header, *rows = read_rows(path)
    return [_key(TABLES[name], header, row) for row in rows]


def tables():
    return [name for name in TABLES if name not in _LONG + _UNUSED]


def columns_and_tables():
    """Each nullable column blank, each table with all its nullable cells blank, each table without rows."""
    for name in tables():
        yield Blank(name, left_out=True)
        if nullable(TABLES[name]):
            yield Blank(name)
        yield from (Blank(name, columns=(column,)) for column in nullable(TABLES[name]))


def rows_of(root):
    """Each row with all its nullable cells blank, and left out; each dimension of the coverage without rows."""
    for name in tables():
        keys = _keys(root, name)
        for key in keys:
            yield Blank(name, (key,), left_out=True)
            if nullable(TABLES[name]):
                yield Blank(name, (key,))
    keys = _keys(root, "coverage")
    for dimension in dict.fromkeys(key.split(".")[0] for key in keys):
        mine = tuple(key for key in keys if key.startswith(f"{dimension}."))
        yield Blank("coverage", mine, left_out=True)
        yield Blank("coverage", mine)


def cells_of(root):
    """Each nullable cell blank."""
    for name in tables():
        for key in _keys(root, name):
            yield from (Blank(name, (key,), (column,)) for column in nullable(TABLES[name]))


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    with earlier_years_once(YEAR):
        yield synthetic_data(tmp_path_factory.mktemp("blanks") / "data")


def faults(root, blanks):
    """What goes wrong with some blanks in a year that the check lets pass; the data are put back."""
    touched = {path: path.read_bytes() for blank in blanks for path in _files(root, blank.table)}
    try:
        for blank in blanks:
            blank.apply(root)
        return whole_report(root, YEAR).faults
    finally:
        for path, content in touched.items():
            path.write_bytes(content)


def _files(root, name):
    path = _path(root, name)
    return [file for file in (path, path.with_suffix(".meta.toml")) if file.exists()]


def all_faults(root, cases):
    found = {" + ".join(map(str, case)): faults(root, case) for case in cases}
    return {name: said for name, said in found.items() if said}


def changing(root, blanks):
    """Those that change something of the data."""
    for blank in blanks:
        before = {path: path.read_bytes() for path in _files(root, blank.table)}
        blank.apply(root)
        changed = any(path.read_bytes() != content for path, content in before.items())
        for path, content in before.items():
            path.write_bytes(content)
        if changed:
            yield blank


def sampled(root, seed=14):
    """Whole tables of the year without their nullable cells, and some columns, rows, dimensions and pairs of them."""
    chooser = random.Random(seed)
    yearly = [blank for blank in changing(root, columns_and_tables()) if TABLES[blank.table].yearly]
    whole = [blank for blank in yearly if not blank.columns and not blank.left_out]
    others = [*[blank for blank in yearly if blank.columns or blank.left_out], *rows_of(root)]
    yield from ((blank,) for blank in whole)
    yield from ((blank,) for blank in chooser.sample(others, _QUICK - len(whole) - _PAIRS))
    yield from (tuple(chooser.sample(others, 2)) for _pair in range(_PAIRS))


def test_a_sample_of_blanks_ends_in_a_report(root):
    assert all_faults(root, sampled(root)) == {}


@pytest.mark.exhaustive
@pytest.mark.parametrize("table", tables())
def test_every_column_row_and_dimension_blank_or_absent_ends_in_a_report(root, table):
    singles = [blank for blank in (*columns_and_tables(), *rows_of(root)) if blank.table == table]
    assert all_faults(root, ((blank,) for blank in changing(root, singles))) == {}


@pytest.mark.exhaustive
@pytest.mark.parametrize("table", tables())
def test_every_nullable_cell_blank_ends_in_a_report(root, table):
    cells = [blank for blank in cells_of(root) if blank.table == table]
    assert all_faults(root, ((blank,) for blank in changing(root, cells))) == {}


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(12))
def test_pairs_of_blanks_end_in_a_report(root, seed):
    """Fifty pairs a seed: all pairs would be millions of reports."""
    chooser = random.Random(seed)
    singles = list(changing(root, [*columns_and_tables(), *rows_of(root), *cells_of(root)]))
    assert all_faults(root, (tuple(chooser.sample(singles, 2)) for _pair in range(50))) == {}
