"""METHODS.md and the code name each other truthfully."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
METHODS = (ROOT / "METHODS.md").read_text(encoding="utf-8")
HEADINGS = set(re.findall(r"^## (.+)$", METHODS, re.MULTILINE))
SOURCES = sorted(path for tree in ("lib", "engine") for path in (ROOT / tree).rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_rule_named_in_code_has_its_entry(path):
    named = set(re.findall(r"METHODS: «([^»]+)»", path.read_text(encoding="utf-8")))
    assert named <= HEADINGS


def test_every_function_named_in_methods_exists():
    named = re.findall(r"`((?:lib|engine)(?:\.\w+)+)`", METHODS)
    assert len(named) > 20
    for dotted in named:
        module, _, name = dotted.rpartition(".")
        found = find_spec(dotted) if is_package(module) else hasattr(import_module(module), name)
        assert found, dotted


def is_package(module):
    return find_spec(module).submodule_search_locations is not None


@pytest.mark.parametrize("heading", sorted(HEADINGS))
def test_every_entry_says_its_origin_and_where_it_is_applied(heading):
    body = METHODS.split(f"## {heading}\n")[1].split("\n## ")[0]
    assert re.match(r"Origen [RCO]", body)
    assert re.search(r"`(lib|engine)\.", body)
