"""Changing one digit of one CSV changes exactly the figures that depend on it.

Runs on a copy of the real data: only they show that the sources of all figures are complete.
"""

import re

import pytest
from audit_samples import changed_copy, compared, depends_on, run_of

from engine.inputs.files import data_root
from engine.inputs.loading import load_year
from lib.declarations import SCHEMA

pytestmark = pytest.mark.skipif(not (data_root() / "2024").is_dir(), reason="needs the data of 2024")

CELLS = [
    ("indicator_results.csv", "OP.01,49007,42391", "OP.01,49007,42397", "valor_obtenido"),
    ("coverage.csv", "Empresas,12791,", "Empresas,12792,", "empresas"),
    ("programme_execution.csv", "1.2,450,456,", "1.2,450,459,", "avance_fisico"),
    ("service_facts.csv", "en economía circular,75,", "en economía circular,78,", "valor"),
]


@pytest.fixture(scope="module")
def first(data):
    return run_of(data)


@pytest.mark.parametrize(("name", "old", "new", "column"), CELLS, ids=[cell[0] for cell in CELLS])
def test_exactly_the_figures_that_depend_on_a_cell_change(name, old, new, column, first, tmp_path):
    line = changed_copy(tmp_path / "data", name, old, new)
    cell = f"2024/{name}:{line}:{column}"
    second = run_of(load_year(SCHEMA, 2024, tmp_path / "data"))
    changes = compared(first, second)
    rows = rows_by_id(first) | rows_by_id(second)
    assert f"{name}" in " ".join(item.detail for item in changes.values())
    assert [ident for ident in changes if not depends_on(rows[ident]["sources"], cell)] == []
    still = [
        ident
        for ident, row in rows_by_id(first).items()
        if cell in row["sources"].split("; ")
        and ident not in changes
        and row["formula"] == second.figures.at[ident, "formula"]
    ]
    assert [ident for ident in still if shows_the_cell(first.figures.loc[ident], old)] == []
    assert {item.kind for item in changes.values()} == {"datos"}


def rows_by_id(run):
    return run.figures.to_dict("index")


def shows_the_cell(row, old):
    """Whether a figure's formula, or its value when it has none, holds the number that changed."""
    number = f"{int(re.findall(r'[0-9]+', old)[-1]):,}"
    return number in (row["formula"] or row["text"])
