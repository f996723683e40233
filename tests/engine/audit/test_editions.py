"""Two editions of the real year: which figures moved because a cell did, and which because a rule did."""

import pytest
from audit_samples import changed_copy, compared, run_of

from engine.audit.changes import by_cause
from engine.audit.compare import cause_lines
from engine.inputs.files import data_root
from engine.inputs.loading import load_year
from lib.declarations import SCHEMA

pytestmark = pytest.mark.skipif(not (data_root() / "2024").is_dir(), reason="needs the data of 2024")

CELL = ("indicator_results.csv", "OP.01,49007,42391", "OP.01,49007,46900")
CELL_TEXT = "2024/indicator_results.csv, fila 6 (OP.01), columna valor_obtenido: 42391 → 46900"
LEVEL, NEEDED = "objective_gaps.progress[OP.01].nivel", "objective_gaps.next_level[OP.02].valor_necesario"


@pytest.fixture(scope="module")
def first(data):
    return run_of(data)


def edition(folder, cell=None, rule=None):
    """The year as another edition would have it: one cell changed, one rule changed, or both."""
    changed_copy(folder, *(cell or (CELL[0], CELL[1], CELL[1])))
    if rule:
        rules = folder / "reference" / "rules.toml"
        rules.write_text(rules.read_text(encoding="utf-8").replace(*rule, 1), encoding="utf-8")
    return run_of(load_year(SCHEMA, 2024, folder))


def test_one_changed_cell_is_named_with_what_it_held_and_holds(first, tmp_path):
    changes = compared(first, edition(tmp_path / "data", cell=CELL))
    # 46,900 of 49,007 is 95.7 %, so the level rises and the row of what it lacked disappears.
    moved = changes[LEVEL]
    assert (moved.before, moved.after, moved.kind, moved.detail) == ("Medio", "Alto", "datos", CELL_TEXT)
    assert cause_lines(by_cause(changes.values())) == [f"1. datos: {CELL_TEXT} (movió {len(changes)} cifras)"]
    assert changes["objective_gaps.next_level[OP.01].valor_necesario"].state == "desaparecida"


def test_a_lower_limit_moves_levels_and_is_named_as_the_cause(first, tmp_path):
    changes = compared(first, edition(tmp_path / "data", rule=("alto = 95", "alto = 85")))
    moved = changes[LEVEL]  # 86.5 % lies between 85 and 95
    assert (moved.before, moved.after, moved.kind) == ("Medio", "Alto", "reglas")
    assert moved.detail == "reference/rules.toml, niveles.alto: 95 → 85"
    assert "objective_gaps.progress[OP.02].nivel" not in changes  # 80.0 % stays medio
    assert "objective_gaps.progress[OP.01].avance_tipo_1" not in changes
    assert {item.kind for item in changes.values()} == {"reglas"}


def test_a_cell_and_a_rule_at_once_are_told_apart(first, tmp_path):
    changes = compared(first, edition(tmp_path / "data", cell=CELL, rule=("alto = 95", "alto = 96")))
    assert LEVEL not in changes  # 95.7 % would be alto below the old limit and is medio below the new one
    rule_text = "reference/rules.toml, niveles.alto: 95 → 96"
    assert changes["objective_gaps.progress[OP.01].avance_tipo_1"].detail == CELL_TEXT
    assert changes[NEEDED].detail == rule_text
    both = changes["objective_gaps.next_level[OP.01].falta"]
    assert (both.kind, both.detail) == ("datos_y_reglas", f"{CELL_TEXT}; {rule_text}")
    # 94.996 % needs three decimals only beside a limit of 95.
    shown = changes["pp0093_budget.execution[3.2].avance_financiero_pct"]
    assert (shown.before, shown.after, shown.detail) == ("94.996\u00a0%", "95.0\u00a0%", rule_text)


def test_a_declared_correction_is_named_beside_its_cell(first, tmp_path):
    changed_copy(tmp_path / "data", CELL[0], CELL[1], CELL[1])
    (tmp_path / "data" / "2024" / "corrections.toml").write_text(
        '[[correccion]]\ntabla = "indicator_results"\nclave = "OP.01"\ncolumna = "valor_obtenido"\n'
        'valor_anterior = "42391"\nvalor_nuevo = "42400"\nmotivo = "Fe de erratas"\nfecha = "2025-07-01"\n',
        encoding="utf-8",
    )
    changes = compared(first, run_of(load_year(SCHEMA, 2024, tmp_path / "data")))
    assert changes["objective_gaps.progress[OP.01].valor_obtenido"].detail == (
        "2024/indicator_results.csv, fila 6 (OP.01), columna valor_obtenido "
        "(corregida en 2024/corrections.toml, fila 1): 42391 → 42400"
    )
