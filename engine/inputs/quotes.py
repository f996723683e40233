"""The sentences of documents that data quote, and whether two of them are one passage."""

from __future__ import annotations

from engine.inputs.fields import PLACE
from engine.inputs.year_data import YearData

QUOTE = "cita"


def quotes_of(data: YearData, *but: str) -> dict[str, str]:
    """The quote of each row of a year's tables, but for some of them, by the place of the row as its cells name it."""
    frames = (frame for name, frame in data.tables.items() if QUOTE in frame.columns and name not in but)
    return {place: quote for frame in frames for place, quote in zip(frame[PLACE], frame[QUOTE], strict=True)}


def plain(text: str) -> str:
    """A text as passages are compared: without capitals and with single spaces."""
    return " ".join(text.casefold().split())


def overlap(one: str, other: str) -> bool:
    """Whether one of two plain texts holds the other."""
    return bool(one and other) and (one in other or other in one)
