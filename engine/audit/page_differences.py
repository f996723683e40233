"""What differs between a page and the same page made again: head, sentences, figures by name, drawings, markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache

from engine.audit.page_reader import FIGURE, FORMULA, Block, flat, read_page

_HEAD_ELEMENT = re.compile(r"<(title|style|script)\b[^>]*>.*?</\1\s*>|<(?:meta|link|base)\b[^>]*>", re.S | re.I)
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.S | re.I)
_SAID = re.compile(r"<title\b[^>]*>(.*?)</title>|aria-label=\"([^\"]*)\"", re.S)
_TAG = re.compile(r"<(?!data\b)[a-z!][^>]*>", re.I)
_AROUND, _LONGEST = 60, 160


def page_differences(genuine: str, given: str) -> list[str]:
    """Everything that differs, in the words of a reader; empty only when both are the same text."""
    if genuine == given:
        return []
    if genuine == given.replace("\r\n", "\n").removeprefix("\ufeff"):
        return ["solo cambian los fines de línea o la marca inicial del archivo: otro programa lo volvió a guardar"]
    told: list[str] = []
    for kind, parts_of in _PARTS.items():
        old, new = parts_of(genuine), parts_of(given)
        if kind != _MARKUP or not told or len(old) == len(new):  # what came with an added text is not told twice
            told += [f"{kind}: {line}" for line in _compared(old, new)][: 1 if kind == _MARKUP else None]
    times = Counter(told or [_first_place(genuine, given)])
    return [f"{line} (y en {count - 1} lugares más)" if count > 1 else line for line, count in times.items()]


def _compared(old: list[str], new: list[str]) -> Iterator[str]:
    """What is other, missing or added; of as many parts each is compared with its own, so that a swap is told as one."""
    matcher = SequenceMatcher(None, old, new) if len(old) != len(new) else None
    for _tag, a, b, c, d in matcher.get_opcodes() if matcher else [("", 0, len(old), 0, len(new))]:
        if b - a == d - c:
            yield from (_changed(was, now) for was, now in zip(old[a:b], new[c:d], strict=True) if was != now)
        else:
            yield from (f"falta «{_short(was)}»" for was in old[a:b])
            yield from (f"sobra «{_short(now)}»" for now in new[c:d])


def _changed(old: str, new: str) -> str:
    """Both texts, from a little before the first difference."""
    start = max(0, next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0) - _AROUND)
    cut = "…" if start else ""
    return f"«{cut}{_short(new[start:])}» donde el reporte tiene «{cut}{_short(old[start:])}»"


@lru_cache(maxsize=2)
def _blocks(html: str) -> list[Block]:
    return read_page(html).blocks


def _texts(html: str) -> list[str]:
    """What a reader reads, with a dot in the place of each figure."""
    return [
        flat("".join("·" if piece.kind == FIGURE else piece.text for piece in block.pieces)) for block in _blocks(html)
    ]


def _figures(html: str) -> list[str]:
    """Each figure with its id, its text and the exact value it declares."""
    return [
        flat(f"{pieces[0].ref} ({pieces[0].value}): " + "".join(piece.text for piece in pieces))
        for block in _blocks(html)
        for pieces in block.figures
        if pieces[0].kind != FORMULA
    ]


def _drawings(html: str) -> list[str]:
    """Each drawing, its name first."""
    drawings = [(found.group(), _SAID.search(found.group())) for found in _DRAWING.finditer(html)]
    return [f"{next(filter(None, said.groups()), '') if said else ''}: {drawing}" for drawing, said in drawings]


def _first_place(genuine: str, given: str) -> str:
    place = next((i for i, (one, other) in enumerate(zip(genuine, given, strict=False)) if one != other), None)
    at = min(len(genuine), len(given)) if place is None else place
    own, piece = (_short(text[max(0, at - _AROUND) : at + _AROUND]) for text in (given, genuine))
    return f"línea {genuine.count(chr(10), 0, at) + 1}: «{own}» donde el reporte tiene «{piece}»"


def _short(text: str) -> str:
    told = flat(text)
    return told if len(told) <= _LONGEST else told[: _LONGEST - 1] + "…"


_MARKUP = "marcas"
_PARTS: Mapping[str, Callable[[str], list[str]]] = {
    "cabecera": lambda html: [found.group() for found in _HEAD_ELEMENT.finditer(html.partition("<body")[0])],
    "texto": _texts,
    "figura": _figures,
    "dibujo": _drawings,
    _MARKUP: lambda html: _TAG.findall(_DRAWING.sub("", html[html.find("<body") :])),
    "después del cuerpo": lambda html: [html.rpartition("</body>")[2]],
}
