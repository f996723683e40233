"""Words and marks for the codes that tables hold, from `words.toml`: one place, so that a page never shows a code."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from engine.numbers import MISSING_REASONS
from engine.words import Vocabulary, Word

_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

ALERTS: dict[str, str] = _TOLD["alerts"]
OVERVIEW: dict[str, str] = _TOLD["overview"]
SHEETS: dict[str, str] = _TOLD["sheets"]
SPOKEN: dict[str, str] = _TOLD["spoken"]
_NAMED = dict(SPOKEN)
VOCABULARY = Vocabulary(
    {
        code: word if isinstance(word, str) else Word(*word)
        for group in _TOLD["words"].values()
        for code, word in group.items()
    },
    MISSING_REASONS | _TOLD["missing"],
)


def speak_as(own: Mapping[str, str], dimensions: Mapping[str, str]) -> None:
    """Take the words of a policy: what sentences call its programme and who writes its documents, and its dimensions."""
    _NAMED.update({**SPOKEN, **own})
    VOCABULARY.learn(dimensions)


def spoken(name: str) -> str:
    """The words for a name of `SPOKEN`, as inside a sentence; with a capital where the name has one."""
    said = _NAMED[name.lower()]
    return said[:1].upper() + said[1:] if name[0].isupper() else said
