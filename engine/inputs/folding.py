"""Texts compared as a person would: without capitals, accents, spaces at the ends or invisible characters."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES = re.compile(r"[ \t\u00a0\u2007\u202f]+")


def squeeze(text: str) -> str:
    """The text without spaces at the ends, runs of spaces, non-breaking spaces or invisible characters."""
    return _SPACES.sub(" ", text.translate(_INVISIBLE)).strip()


def one_line(text: str) -> str:
    """The text fit for a terminal: one line, single spaces, nothing that cannot be printed."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in squeeze(text)).split())


def fold(text: str) -> str:
    """The text in lower case without accents, its spaces, hyphens and dots as `_`."""
    plain = unicodedata.normalize("NFKD", squeeze(text)).encode("ascii", "ignore").decode()
    return re.sub(r"[\s\-._]+", "_", plain.lower()).strip("_")
