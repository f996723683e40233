"""The words and marks for the codes that tables hold: a level is told by word, symbol and colour, never by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SYMBOLS = {"alto": "▲", "bueno": "△", "medio": "◆", "bajo": "▼", "nada": "○"}


@dataclass(frozen=True)
class Word:
    """What readers meet in the place of a code."""

    text: str  # the word
    tone: str = ""  # how it looks: a key of `SYMBOLS`; empty for a word without a mark


class Vocabulary:
    """Words by code; texts that are no code (official names) pass unchanged.

    Args:
        words: Word by code; a text alone is a word without a mark.
        missing: Why a value is missing, as readers meet it, by reason.
    """

    def __init__(self, words: Mapping[str, Word | str], missing: Mapping[str, str]) -> None:
        self._missing = dict(missing)
        self._words = {code: Word(word) if isinstance(word, str) else word for code, word in words.items()}
        self._own: dict[str, str] = {}

    def learn(self, own: Mapping[str, str]) -> None:
        """Take the words of whom the report is for, in the place of those it took before."""
        self._own = dict(own)

    def text(self, code: str) -> str:
        """The word for a code."""
        return self._own.get(code) or (self._words[code].text if code in self._words else code)

    def tone(self, code: str) -> str:
        """How a code looks; empty when it has no mark."""
        return self._words[code].tone if code in self._words else ""

    def missing(self, reason: str) -> str:
        """What stands in the place of a missing value."""
        return self._missing[reason]
