"""A finished page read as a reader meets it: blocks of text in which every piece says whether it is a figure.

One walk with the standard library's parser serves every check; a quarter of a megabyte takes a fraction of a second.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import NamedTuple

TEXT, FIGURE, FORMULA, SPOKEN = "text", "figure", "formula", "spoken"
CODE_BLOCK, NOTE_MARK, REFERENCE = "code_block", "note_mark", "reference"
CODE, NORM, DATE, QUOTE, VERSION, SCALE = "code", "norm", "date", "quote", "version", "scale"
MISPLACED_SCALE = "misplaced_scale"
KINDS: tuple[str, ...] = (TEXT, FIGURE, FORMULA, SPOKEN, CODE_BLOCK, NOTE_MARK, REFERENCE)
KINDS += (CODE, NORM, DATE, QUOTE, VERSION, SCALE)

_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i ins kbd label mark q s samp small span strong sub sup time tspan u var "
    "wbr".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_SILENT = frozenset(("head", "script", "style", "template"))
_KIND_OF_TAG = dict.fromkeys(("code", "pre", "kbd", "samp"), CODE_BLOCK)
_KIND_OF_TAG |= {"time": DATE, "q": QUOTE, "blockquote": QUOTE, "sup": NOTE_MARK, "title": SPOKEN, "desc": SPOKEN}
_SPOKEN_ATTRIBUTES = ("alt", "aria-label", "aria-description", "aria-valuetext", "title", "placeholder", "label")
_HOLDS_FIGURES = (TEXT, SCALE, REFERENCE)
_MATPLOTLIB_AXIS = re.compile(r"[xy]tick")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÁÉÍÓÚÑ¿¡«“(])")
_LONGEST_SENTENCE = 240


@dataclass
class Column:
    """A column of a table: its header without the unit in `<small>`, and the labels that `data-label` names instead.

    In a column of texts (`data-texto`) the words around a figure say what it is.
    """

    table: str
    declared: str
    texts: bool = False
    header: str = ""


@dataclass
class Piece:
    """A run of text of one kind; all that an element shows of a figure or formula is one."""

    text: str  # as written
    kind: str = TEXT  # `text`, `figure`, `formula`, `spoken` (what assistive technology says) or why it needs no figure
    ref: str = ""  # id of the figure or formula; of a spoken text, the ids that explain it
    value: str | None = None  # exact value a figure's element declares; None when it declares none
    element: int = 0  # number of the element that gave the kind, so that two figures side by side stay two
    plain: str = ""  # the text without its ornaments, such as the symbol beside a figure's word


@dataclass
class Block:
    """A paragraph, cell, heading, label or attribute: what a reader takes in as one text; in a cell, with its column."""

    pieces: list[Piece] = field(default_factory=list)
    column: Column | None = None

    @cached_property
    def text(self) -> str:
        """The whole text of a finished block, spaces made single."""
        return flat("".join(piece.text for piece in self.pieces))

    @property
    def figures(self) -> list[Piece]:
        """The figures and formulas it shows."""
        return [piece for piece in self.pieces if piece.kind in (FIGURE, FORMULA)]


@dataclass(frozen=True)
class Page:
    """A page as read: its blocks with text, in reading order, and the contents of its `<meta name>` elements, by name."""

    blocks: list[Block]
    meta: Mapping[str, list[str]]


class _Open(NamedTuple):
    """What is known of an open element; as a tuple, because there are thousands."""

    tag: str = ""
    kind: str = TEXT
    ref: str = ""
    value: str | None = None
    element: int = 0
    silent: bool = False
    ornament: bool = False
    drawing: bool = False
    small: bool = False
    explained_by: str = ""
    column: Column | None = None


def read_page(html: str) -> Page:
    """Read a page, or a part of one."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_block()
    return Page([block for block in reader.blocks if block.text], reader.meta)


def flat(text: str) -> str:
    """Text with every run of spaces, non-breaking ones included, as one space."""
    return " ".join(text.split())


def sentence_at(text: str, position: int, longest: int = _LONGEST_SENTENCE) -> str:
    """The sentence that holds a position, cut around it when it is long."""
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text) + 1]
    start = max(item for item in starts if item <= position)
    end = min(item for item in starts if item > position) - 1
    if end - start > longest:
        start, end = max(start, position - longest // 2), min(end, position + longest // 2)
    return flat(text[start:end])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.meta: dict[str, list[str]] = {}
        self._open = [_Open()]
        self._block = Block()
        self._elements = 0
        self._table, self._in_head = "", False
        self._columns: list[Column] = []  # of the table
        self._row: list[Column | None] = []  # of the row, so far

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; a block ends where a block-level one starts."""
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and "name" in given:
            self.meta.setdefault(given["name"], []).append(given.get("content", ""))
        if tag not in _INLINE:
            self.end_block()
        state = self._state(tag, given)
        if not state.silent:
            self.blocks += [
                Block([Piece(given[name], SPOKEN, state.explained_by)])
                for name in _SPOKEN_ATTRIBUTES
                if given.get(name)
            ]
        if tag not in _VOID:
            self._open.append(state)
        elif tag in ("br", "wbr"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest open element of that name, and what was left open inside it."""
        if tag not in _INLINE:
            self.end_block()
        if tag == "thead":
            self._columns, self._in_head = [column for column in self._row if column], False
        for position in range(len(self._open) - 1, 0, -1):
            if self._open[position].tag == tag:
                del self._open[position:]
                return

    def handle_data(self, data: str) -> None:
        """Take in text under the state of the open elements."""
        state = self._open[-1]
        if state.silent:
            return
        if self._in_head and state.column and not state.small:
            state.column.header += data
        ref = state.explained_by if state.kind == SPOKEN else state.ref
        piece = Piece(data, state.kind, ref, state.value, state.element, "" if state.ornament else data)
        last = self._block.pieces[-1] if self._block.pieces else None
        if last and (last.kind, last.ref, last.element) == (piece.kind, piece.ref, piece.element):
            last.text, last.plain = last.text + data, last.plain + piece.plain
        else:
            self._block.pieces.append(piece)
            self._block.column = None if self._in_head else state.column

    def end_block(self) -> None:
        """Finish the current block."""
        if self._block.pieces:
            self.blocks.append(self._block)
            self._block = Block()

    def _state(self, tag: str, given: Mapping[str, str]) -> _Open:
        outer = self._open[-1]
        self._elements += 1
        state = outer._replace(
            tag=tag,
            silent=outer.silent or tag in _SILENT,
            ornament=outer.ornament or given.get("aria-hidden") == "true",
            drawing=outer.drawing or tag == "svg",
            small=outer.small or tag == "small",
            explained_by=given.get("data-figures", outer.explained_by),
            column=self._column(tag, given) if tag in ("table", "thead", "tr", "th", "td") else outer.column,
        )
        kind, ref = _own_kind(tag, given)
        kind = MISPLACED_SCALE if kind == SCALE and not state.drawing else kind
        if not kind or outer.kind not in _HOLDS_FIGURES or (outer.kind != TEXT and kind not in (FIGURE, FORMULA)):
            return state
        value = given.get("value", given.get("data-value")) if kind == FIGURE else None
        return state._replace(kind=kind, ref=ref, value=value, element=self._elements)

    def _column(self, tag: str, given: Mapping[str, str]) -> Column | None:
        """Follow the columns of a table: the last row of the head names them, and cells count as often as they span."""
        if tag == "table":
            self._table, self._columns = given.get("id", ""), []
        self._in_head = tag == "thead" or (self._in_head and tag != "table")
        if tag not in ("th", "td"):
            self._row = []
            return None
        place = len(self._row)
        if self._in_head:
            column: Column | None = Column(self._table, given.get("data-label", ""), "data-texto" in given)
        else:
            column = self._columns[place] if tag == "td" and place < len(self._columns) else None
        self._row += [column] * int(given.get("colspan") or 1)
        return column


def _own_kind(tag: str, given: Mapping[str, str]) -> tuple[str, str]:
    """Kind and reference an element gives its text; empty when it gives none."""
    if "data-figure" in given:
        return FIGURE, given["data-figure"]
    if "data-formula" in given:
        return FORMULA, given["data-formula"]
    if "data-no-figure" in given:
        return given["data-no-figure"], ""
    if "data-scale" in given or (tag == "g" and _MATPLOTLIB_AXIS.match(given.get("id", ""))):
        return SCALE, ""
    if tag == "a" and given.get("href", "").startswith("#"):
        return REFERENCE, ""
    return _KIND_OF_TAG.get(tag, ""), ""
