"""Sentences of a block of text: what a message quotes so that a reader finds the place."""

from __future__ import annotations

import re

from engine.audit.page_reader import Block, flat

_END = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÁÉÍÓÚÑ¿¡«“(])")
_LONGEST = 240


def _sentence_bounds(text: str, position: int) -> tuple[int, int]:
    starts = [0, *(match.end() for match in _END.finditer(text)), len(text) + 1]
    start = max(item for item in starts if item <= position)
    return start, min(item for item in starts if item > position) - 1


def sentence_at(text: str, position: int) -> str:
    """The sentence that holds a position."""
    start, end = _sentence_bounds(text, position)
    return flat(text[start:end])


def shortened_at(text: str, position: int) -> str:
    """The sentence that holds a position, cut around it when it is long."""
    start, end = _sentence_bounds(text, position)
    if end - start > _LONGEST:
        start, end = max(start, position - _LONGEST // 2), min(end, position + _LONGEST // 2)
    return flat(text[start:end])


def sentence_with(block: Block, text: str) -> str:
    """The sentence of a block that holds a text."""
    return shortened_at(block.text, max(0, block.text.find(text)))
