"""Two editions of the rules over the same data: which levels move because the rule did, not the performance."""

import shutil
from pathlib import Path

from lib.audit.compare import Run, compare
from lib.audit.recompute import figures_of
from lib.inputs import load_year

DATA = Path(__file__).resolve().parents[2] / "data"


def as_run(folder):
    data = load_year(2024, folder)
    rows = figures_of(data).to_frame().astype(str).to_dict("records")
    return Run(str(folder), {row["id"]: row for row in rows}, 2024, data.hashes)


def test_a_lower_limit_moves_levels_and_is_named_as_the_cause(tmp_path):
    edition = tmp_path / "data"
    shutil.copytree(DATA, edition)
    rules = edition / "reference" / "rules.toml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("alto = 95", "alto = 85", 1), encoding="utf-8")
    changes = compare(as_run(DATA), as_run(edition))
    moved = changes.loc["objective_gaps.progress[OP.01].nivel"]  # 86.5 % lies between 85 and 95
    assert (moved["antes"], moved["ahora"], moved["causa"]) == ("Medio", "Alto", "reglas")
    assert "objective_gaps.progress[OP.02].nivel" not in changes.index  # 80.0 % stays medio
    assert "objective_gaps.progress[OP.01].avance_tipo_1" not in changes.index
    assert set(changes["causa"]) == {"reglas"}
