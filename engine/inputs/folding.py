"""Texts compared and shown as a person would: without capitals, accents, spaces at the ends or invisible characters."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES = re.compile(r"[ \t\u00a0\u2007\u202f]+")
_CONTROL = re.compile(  # control and direction characters; what UTF-8 read as Latin-1 leaves is told as damaged text
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u061c\u200e\u200f\u2028-\u202e\u2061-\u206f\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e007f]|(?<![ÃÂ])[\x80-\x9f]"
)
_LONGEST = 3000


def squeeze(text: str) -> str:
    """The text without spaces at the ends, runs of spaces, non-breaking spaces or invisible characters."""
    if text.isascii() and "  " not in text and "\t" not in text:
        return text.strip()
    return _SPACES.sub(" ", text.translate(_INVISIBLE)).strip()


def one_line(text: str) -> str:
    """The text fit for a terminal: one line, single spaces, nothing that cannot be printed."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in squeeze(text)).split())


def fold(text: str) -> str:
    """The text in lower case without accents, its spaces, hyphens and dots as `_`."""
    plain = unicodedata.normalize("NFKD", squeeze(text)).encode("ascii", "ignore").decode()
    return re.sub(r"[\s\-._]+", "_", plain.lower()).strip("_")


def has_control(text: str) -> bool:
    """Whether the text holds characters that act on a terminal or a page instead of being read."""
    return not text.isprintable() and _CONTROL.search(text) is not None


def visible(text: str, longest: int = _LONGEST) -> str:
    """The text fit for any output: one line, what cannot be printed spelled out (`<U+202E>`), the very long cut."""
    cut = text if len(text) <= longest else f"{text[:longest]}…"
    return cut if cut.isprintable() else "".join(map(_visible_letter, cut))


def _visible_letter(letter: str) -> str:
    if letter.isprintable() or letter == "\u00a0":
        return letter
    return " " if letter in "\t\n\r" else f"<U+{ord(letter):04X}>"
