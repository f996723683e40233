"""Every defect of `tests/fixtures/bad` gives exactly the lines its file says, and nothing else new."""

import tomllib

import pytest
from planting import BAD, LONG_TABLES, copy_clean, lines, new_lines, plant

from engine.inputs.loading import check_year
from lib.declarations import SCHEMA

DEFECTS = sorted(BAD.glob("*.toml"))


@pytest.fixture(scope="module")
def clean_lines(tmp_path_factory):
    return lines(check_year(SCHEMA, 2024, copy_clean(tmp_path_factory.mktemp("clean") / "data", LONG_TABLES)))


@pytest.mark.parametrize("defect", DEFECTS, ids=[path.stem for path in DEFECTS])
def test_a_defect_is_told_exactly(defect, tmp_path, clean_lines):
    described = tomllib.loads(defect.read_text(encoding="utf-8"))
    touched = " ".join(change["file"] for change in described["change"])
    data = copy_clean(tmp_path / "data", [name for name in LONG_TABLES if name.removesuffix(".*") not in touched])

    for change in described["change"]:
        plant(data, change)

    assert new_lines(data, clean_lines) == described["expected"]


def test_there_are_at_least_forty_defects_and_each_says_something_but_the_silent_ones():
    silent = [path.stem for path in DEFECTS if not tomllib.loads(path.read_text(encoding="utf-8"))["expected"]]

    assert len(DEFECTS) >= 40
    assert all(name.endswith("_is_silent") for name in silent)
