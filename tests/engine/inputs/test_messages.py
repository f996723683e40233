"""Every message of a file is told by some code beside it, and every rule that is told has its message."""

import re
import tomllib
from pathlib import Path

import pytest

import engine.inputs
import lib.checks
import lib.declarations

DECLARATIONS = Path(lib.declarations.__file__).parent
FOLDERS = [Path(package.__file__).parent for package in (engine.inputs, lib.checks)]


def read(folder, *told_elsewhere):
    """The messages of a folder by group, and the code beside them."""
    messages = tomllib.loads((folder / "messages.toml").read_text(encoding="utf-8"))
    files = [
        path for place in (folder, *told_elsewhere) for path in (*place.glob("*.py"), *place.glob("row_rules.toml"))
    ]
    return messages, "\n".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("folder", FOLDERS, ids=["single tables", "between tables"])
class TestMessages:
    def test_each_is_told_by_some_code(self, folder):
        messages, code = read(folder, DECLARATIONS)

        assert [key for group in messages.values() for key in group if f'"{key}"' not in code] == []

    def test_each_rule_that_is_told_has_one(self, folder):
        messages, code = read(folder)
        told = set(re.findall(r'\.problem\(\s*"([\w-]+)"', code)) | set(re.findall(r'(?:fault|note)="(\w+)"', code))
        told |= set(re.findall(r'message = "([\w-]+)"', code))
        told |= set(re.findall(r'(?:tell|listed)\(\s*context, "([\w-]+)"', code))

        assert len(told) > 50
        assert told - {key for group in messages.values() for key in group} == set()

    def test_it_is_in_one_group_only(self, folder):
        messages, _code = read(folder)

        assert messages["error"].keys() & messages["aviso"].keys() == set()
