"""Changing one digit of one CSV changes exactly the figures that depend on it, and the old page no longer verifies.

Runs on a copy of the real data: only they show that the sources of all figures are complete.
"""

import re

import pytest
from audit_samples import changed_copy, depends_on, run_of

from engine.audit.compare import compare
from engine.audit.manifest import meta_elements
from engine.audit.orphans import data_texts
from engine.audit.recompute import Recomputed, figures_of, in_fresh_process
from engine.audit.verify import verify
from engine.inputs.files import default_data_dir
from engine.inputs.loading import load_year
from lib.declarations import SCHEMA

pytestmark = pytest.mark.skipif(not (default_data_dir() / "2024").is_dir(), reason="needs the data of 2024")

CELLS = [
    ("indicator_results.csv", "OP.01,49007,42391", "OP.01,49007,42397", "valor_obtenido"),
    ("coverage.csv", "Empresas,12791,", "Empresas,12792,", "empresas"),
    ("programme_execution.csv", "1.2,450,456,", "1.2,450,459,", "avance_fisico"),
    ("service_facts.csv", "en economía circular,75,", "en economía circular,78,", "valor"),
]


@pytest.fixture(scope="module")
def before():
    return load_year(SCHEMA, 2024)


@pytest.fixture(scope="module")
def figures(before):
    return figures_of(before)


@pytest.fixture(scope="module")
def first(before):
    return run_of(before)


@pytest.mark.parametrize(("name", "old", "new", "column"), CELLS, ids=[cell[0] for cell in CELLS])
def test_exactly_the_figures_that_depend_on_a_cell_change(name, old, new, column, first, tmp_path):
    line = changed_copy(tmp_path / "data", name, old, new)
    cell = f"2024/{name}:{line}:{column}"
    second = run_of(load_year(SCHEMA, 2024, tmp_path / "data"))
    changes = compare(first, second)
    rows = {**first.figures, **second.figures}
    assert f"{name}" in " ".join(changes["detalle"])
    assert [ident for ident in changes["figura"] if not depends_on(rows[ident]["sources"], cell)] == []
    still = [
        ident
        for ident, row in first.figures.items()
        if cell in row["sources"].split("; ")
        and ident not in changes.index
        and row["formula"] == second.figures[ident]["formula"]
    ]
    assert [ident for ident in still if shows_the_cell(first.figures[ident], old)] == []
    assert set(changes["causa"]) == {"datos"}


def shows_the_cell(row, old):
    """Whether a figure's formula, or its value when it has none, holds the number that changed."""
    number = f"{int(re.findall(r'[0-9]+', old)[-1]):,}"
    return number in (row["formula"] or row["text"])


def test_the_old_page_no_longer_verifies(before, figures, tmp_path):
    figure = figures["objective_gaps.progress[OP.01].avance_tipo_1"]
    metas = "".join(
        f'<meta name="{name}" content="{content}">'
        for name, contents in meta_elements(2024, "objective_gaps", before.hashes).items()
        for content in contents
    )
    page = (
        f'<html><head>{metas}</head><body><p>OP.01: <data value="{figure.value_text}" data-figure="{figure.id}">'
        f"{figure.text}</data></p></body></html>"
    )
    assert verify(page, Recomputed(figures, before.hashes, data_texts(before))).genuine
    changed_copy(tmp_path / "data", *CELLS[0][:3])
    again = in_fresh_process(2024, tmp_path / "data")
    told = verify(page, again).differences
    assert [line.split(":")[0] for line in told[:1]] == ["2024/indicator_results.csv"]
    assert told[-1].startswith("la figura «objective_gaps.progress[OP.01].avance_tipo_1» vale «86.512")


def test_a_fresh_process_computes_the_same_register(before, figures):
    again = in_fresh_process(2024)
    assert {key: (item.value_text, item.text) for key, item in again.figures.items()} == {
        key: (item.value_text, item.text) for key, item in figures.items()
    }
    assert again.hashes == before.hashes
    assert again.texts == data_texts(before)
