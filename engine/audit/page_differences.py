"""What differs between a page and the same page made again: figures by name, sentences, drawings, head, markup."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from engine.audit.page_reader import FIGURE, Block, flat, read_page

_HEAD_ELEMENT = re.compile(r"<(title|style|script)\b[^>]*>.*?</\1\s*>|<(?:meta|link|base)\b[^>]*>", re.S | re.I)
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.S | re.I)
_SAID = re.compile(r"<title\b[^>]*>(.*?)</title>|aria-label=\"([^\"]*)\"", re.S)
_TAG = re.compile(r"<(?!data\b)[a-z!][^>]*>", re.I)
_LONGEST, _AROUND = 160, 60


def page_differences(genuine: str, given: str) -> list[str]:
    """Everything that differs, in the words of a reader; empty only when both are the same text.

    Args:
        genuine: The page as the data produce it.
        given: The page in hand.
    """
    if genuine == given:
        return []
    if genuine == given.replace("\r\n", "\n").removeprefix("\ufeff"):
        return ["solo cambian los fines de línea o la marca inicial del archivo: otro programa lo volvió a guardar"]
    (head, body, rest), (own_head, own_body, own_rest) = _parts(genuine), _parts(given)
    told = [*_of_head(head, own_head), *_of_text(body, own_body), *_of_drawings(body, own_body)]
    told += _of_markup(_DRAWING.sub("", body), _DRAWING.sub("", own_body), whole=not told)
    if rest != own_rest:
        told.append(f"después del cuerpo: «{_short(own_rest)}» donde el reporte tiene «{_short(rest)}»")
    times = Counter(told or [_first_place(genuine, given)])
    return [f"{line} (y en {count - 1} lugares más)" if count > 1 else line for line, count in times.items()]


def _parts(html: str) -> tuple[str, str, str]:
    """Head, body and what comes after."""
    start = html.find("<body")
    end = html.rfind("</body>")
    return html[: max(start, 0)], html[max(start, 0) : end if end >= 0 else None], html[end:] if end >= 0 else ""


def _of_head(genuine: str, given: str) -> Iterator[str]:
    old, new = (Counter(found.group() for found in _HEAD_ELEMENT.finditer(text)) for text in (genuine, given))
    for verb, elements in (("falta", old - new), ("sobra", new - old)):
        for element in elements:
            yield f"cabecera: {verb} «{_short(element)}»"


def _of_text(genuine: str, given: str) -> Iterator[str]:
    old, new = (read_page(text).blocks for text in (genuine, given))
    if len(old) == len(new):  # nothing added or taken away: each against its own, so that a swap is told as one
        for before, after in zip(old, new, strict=True):
            yield from _of_block(before, after)
        return
    matcher = SequenceMatcher(None, [block.text for block in old], [block.text for block in new], autojunk=False)
    for _tag, a, b, c, d in matcher.get_opcodes():
        if b - a == d - c:
            for before, after in zip(old[a:b], new[c:d], strict=True):
                yield from _of_block(before, after)
        else:
            yield _changed_text(_text_of(old[a:b]), _text_of(new[c:d]))


def _of_block(old: Block, new: Block) -> Iterator[str]:
    figures, own = _figures(old), _figures(new)
    words = old.text
    if len(figures) == len(own):
        for (ident, text, value), (other, shown, kept) in zip(figures, own, strict=True):
            if ident != other:
                yield f"donde va la figura «{ident}» ({text}) está «{other}» ({shown})"
            elif text != shown:
                yield f"la figura «{ident}» es «{text}» y el archivo muestra «{shown}»"
            elif value != kept:
                yield f"la figura «{ident}» vale «{value}» y el archivo guarda «{kept}»"
            words = words.replace(text, shown, 1)
    if words != new.text:
        yield _changed_text(old.text, new.text)


def _figures(block: Block) -> list[tuple[str, str, str | None]]:
    """Id, text and exact value of each figure of a block; pieces of one element are one figure."""
    found: dict[tuple[str, int], list[str]] = {}
    values: dict[tuple[str, int], str | None] = {}
    for piece in block.pieces:
        if piece.kind == FIGURE:
            found.setdefault((piece.ref, piece.element), []).append(piece.text)
            values[piece.ref, piece.element] = piece.value
    return [(key[0], flat("".join(texts)), values[key]) for key, texts in found.items()]


def _text_of(blocks: Sequence[Block]) -> str:
    return " / ".join(block.text for block in blocks)


def _changed_text(old: str, new: str) -> str:
    if not old or not new:
        return f"texto agregado: «{_short(new)}»" if new else f"texto retirado: «{_short(old)}»"
    start = max(0, next((i for i, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), 0) - _AROUND)
    cut = "…" if start else ""
    return f"texto: «{cut}{_short(old[start:])}» en el reporte, «{cut}{_short(new[start:])}» en este archivo"


def _of_drawings(genuine: str, given: str) -> Iterator[str]:
    old, new = (_DRAWING.findall(text) for text in (genuine, given))
    if len(old) != len(new):
        yield f"el reporte tiene {len(old)} dibujos y el archivo {len(new)}"
        return
    for number, (one, other) in enumerate(zip(old, new, strict=True), 1):
        if one != other:
            said = _SAID.search(one)
            name = _short(next(filter(None, said.groups()), "")) if said else ""
            yield f"el dibujo {number} no es el del reporte" + (f": «{name}»" if name else "")


def _of_markup(genuine: str, given: str, whole: bool) -> list[str]:
    """The first element that is another: where text was added or taken away, those that came with it are not told."""
    old, new = (_TAG.findall(text) for text in (genuine, given))
    if len(old) != len(new) and not whole:
        return []
    for one, other in zip([*old, ""], [*new, ""], strict=False):
        if one != other:
            return [f"marcas de la página: «{_short(other)}» donde el reporte tiene «{_short(one)}»"]
    return []


def _first_place(genuine: str, given: str) -> str:
    place = next((i for i, (one, other) in enumerate(zip(genuine, given, strict=False)) if one != other), None)
    at = min(len(genuine), len(given)) if place is None else place
    line = genuine.count("\n", 0, at) + 1
    start = max(0, at - _AROUND)
    piece, own = (_short(text[start : at + _LONGEST // 2]) for text in (genuine, given))
    return f"línea {line}: «{own}» donde el reporte tiene «{piece}»"


def _short(text: str) -> str:
    told = flat(text)
    return told if len(told) <= _LONGEST else told[: _LONGEST - 1] + "…"
