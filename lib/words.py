"""Words and marks for the codes that tables hold, from `words.toml`: one place, so that a page never shows a code."""

import tomllib
from pathlib import Path

from engine.numbers import MISSING_REASONS
from engine.words import Vocabulary, Word

_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

ALERTS: dict[str, str] = _TOLD["alerts"]
OVERVIEW: dict[str, str] = _TOLD["overview"]
SHEETS: dict[str, str] = _TOLD["sheets"]
VOCABULARY = Vocabulary(
    {
        code: word if isinstance(word, str) else Word(*word)
        for group in _TOLD["words"].values()
        for code, word in group.items()
    },
    MISSING_REASONS | _TOLD["missing"],
)
