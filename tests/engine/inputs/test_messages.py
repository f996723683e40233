"""Every message of the table is told by some code, and every rule that is told has its message."""

import re
import tomllib
from pathlib import Path

import engine.inputs

FOLDER = Path(engine.inputs.__file__).parent
MESSAGES = tomllib.loads((FOLDER / "messages.toml").read_text(encoding="utf-8"))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))


def test_every_message_is_told_by_some_code():
    assert [key for group in MESSAGES.values() for key in group if f'"{key}"' not in CODE] == []


def test_every_rule_has_its_message():
    told = set(re.findall(r'\.problem\(\s*"([\w-]+)"', CODE)) | set(re.findall(r'(?:fault|note)="(\w+)"', CODE))

    assert len(told) > 50
    assert told - {key for group in MESSAGES.values() for key in group} == set()


def test_a_message_is_in_one_group_only():
    assert MESSAGES["error"].keys() & MESSAGES["aviso"].keys() == set()
