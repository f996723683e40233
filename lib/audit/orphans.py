"""Digits of a page that no figure accounts for, each with its sentence; and the figures shown, recomputed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from lib.audit import page_reader
from lib.audit.differences import PROPOSAL, split_note
from lib.audit.free_numbers import has_digit, is_mark, is_of_kind, quantities
from lib.audit.page_reader import Block, Page, Piece, flat, read_page
from lib.figures import Figure, Register
from lib.inputs import YearData
from lib.inputs.fields import CODE
from lib.inputs.schemas import TABLES
from lib.language import _
from lib.numbers import number_text, quantity_text

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÁÉÍÓÚÑ¿¡«“(])")
_LONGEST_SENTENCE = 240
_WORDS_OF_A_PASSAGE = 3
_WORDS_BETWEEN_MARKS = 5
_WORD = re.compile(r"[\w.\-\[\]]+")
_HAS_LETTER = re.compile(r"[^\W\d_]")
_CODE_SPLIT = re.compile(r"[\s,;/]+")


@dataclass(frozen=True)
class DataTexts:
    """Texts of the data, so that what is quoted from them is told apart from a typed number.

    Attributes:
        passages: The text cells that hold digits, one per line.
        cells: Whole cells, and the two parts of a note with a proposal.
        names: Names that hold digits, and names after their code, the longest first («Más de 100 trabajadores»).
        codes: Row keys and codes.
    """

    passages: str = ""
    cells: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()

    @classmethod
    def from_lists(cls, lists: Mapping[str, list[str]]) -> DataTexts:
        """The texts that `to_lists` wrote."""
        return cls("\n".join(lists["passages"]), frozenset(lists["cells"]), tuple(lists["names"]),
                   frozenset(lists["codes"]))

    def to_lists(self) -> dict[str, list[str]]:
        """As lists that JSON can hold."""
        return {"passages": self.passages.split("\n"), "cells": sorted(self.cells), "names": list(self.names),
                "codes": sorted(self.codes)}

    def quotes(self, text: str) -> bool:
        """Whether a text is a whole cell, or a passage of some words of one."""
        return text in self.cells or self.passes(text)

    def passes(self, text: str, words: int = _WORDS_OF_A_PASSAGE) -> bool:
        """Whether a text is a passage of the data, long enough not to be so by chance, or what a note quotes."""
        quoted = text.startswith("«") and text in self.cells
        return quoted or (len(text.split()) >= words and text in self.passages)


@dataclass(frozen=True)
class Orphan:
    """A number that is not a figure.

    Attributes:
        number: The digits.
        sentence: Where it stands.
        reason: What is wrong with it, when it is not simply unregistered.
    """

    number: str
    sentence: str
    reason: str = ""

    def __str__(self) -> str:
        what = self.reason or _("número sin registrar «{number}»")
        return what.format(number=self.number) + _(", en «{sentence}»").format(sentence=self.sentence)


@dataclass(frozen=True)
class Mismatch:
    """A shown figure that is not the register's.

    Attributes:
        figure: Id the page gives.
        sentence: Where it stands.
        message: What differs.
    """

    figure: str
    sentence: str
    message: str

    def __str__(self) -> str:
        return self.message + _(", en «{sentence}»").format(sentence=self.sentence)


def data_texts(data: YearData) -> DataTexts:
    """Texts, names and codes of a year's tables.

    Args:
        data: The year.
    """
    cells: dict[str, None] = {}
    names: dict[str, None] = {}
    codes: set[str] = set()
    for table, frame in data.tables.items():
        codes.update(str(key) for key in frame.index)
        code_columns = {item.name for item in TABLES[table].fields if item.kind == CODE}
        for column in frame.columns:
            texts = dict.fromkeys(flat(value) for value in frame[column] if isinstance(value, str) and value)
            cells |= texts
            cells |= {part: None for text in texts for part in split_note(text) if PROPOSAL in text}
            if column.startswith("nombre"):
                names |= {text: None for text in texts if has_digit(text)}
                names |= {f"{key} {flat(text)}": None for key, text in frame[column].items() if has_digit(str(key))}
            if column in code_columns:
                codes.update(texts)
    passages = "\n".join(text for text in cells if has_digit(text))
    return DataTexts(passages, frozenset(cells), tuple(sorted(names, key=len, reverse=True)), frozenset(codes))


def find_orphans(html: str | Page, texts: DataTexts | None = None, figures: Register | None = None) -> list[Orphan]:
    """Every digit a reader meets that is neither a figure nor exempt by rule.

    Args:
        html: The page.
        texts: Texts of the data; without them quotes are believed and names with digits are orphans.
        figures: The register; without it what is spoken (alternative texts) is not explained by figures.
    """
    page = read_page(html) if isinstance(html, str) else html
    known = figures or Register()
    rows = frozenset(ident[ident.find("[") + 1:ident.rfind("]")] for ident in known)
    told = replace(texts, codes=texts.codes | rows) if texts else None
    return [orphan for block in page.blocks if has_digit(block.text) for orphan in _orphans_of(block, told, known)]


def check_figures(html: str | Page, figures: Register) -> list[Mismatch]:
    """Every figure and formula a page shows that is not the register's: unknown id, other value, other text.

    Args:
        html: The page.
        figures: The register, recomputed.
    """
    page = read_page(html) if isinstance(html, str) else html
    found = []
    for block, pieces in shown_figures(page):
        message = _mismatch(pieces, figures)
        if message:
            found.append(Mismatch(pieces[0].ref, _around(block, flat(pieces[0].text)), message))
    return found + [Mismatch(ident, _around(block, ""), _("la figura «{id}» no existe").format(id=ident))
                    for block, ident in _explanations(page) if ident not in figures]


def shown_figures(page: Page) -> Iterator[tuple[Block, list[Piece]]]:
    """Figures, formulas and spoken references of a page, each with its block.

    Args:
        page: The page as read.
    """
    for block in page.blocks:
        by_element: dict[tuple[str, int], list[Piece]] = {}
        for piece in block.pieces:
            if piece.kind in (page_reader.FIGURE, page_reader.ORNAMENT, page_reader.FORMULA):
                by_element.setdefault((piece.ref, piece.element), []).append(piece)
        for pieces in by_element.values():
            yield block, pieces


def _explanations(page: Page) -> Iterator[tuple[Block, str]]:
    """Ids that spoken texts name as their explanation."""
    for block in page.blocks:
        for piece in block.pieces:
            if piece.kind == page_reader.SPOKEN:
                yield from ((block, ident) for ident in piece.ref.split())


def readings(figure: Figure) -> set[str]:
    """Texts that show a figure truly: whole; without its unit; without or with its sign; a word in any case.

    Args:
        figure: The figure.
    """
    if not isinstance(figure.value, Decimal):
        return {flat(figure.text).casefold()}
    value, unit, decimals = figure.value, figure.unit, figure.decimals
    texts = {figure.text, number_text(value, decimals), number_text(abs(value), decimals),
             quantity_text(value, unit, decimals), quantity_text(abs(value), unit, decimals),
             quantity_text(value, unit, decimals, signed=True), quantity_text(value, "", decimals, signed=True)}
    return {flat(text).casefold() for text in texts}


def _mismatch(pieces: list[Piece], figures: Register) -> str:
    shown = flat("".join(piece.text for piece in pieces if piece.kind != page_reader.ORNAMENT))
    first = pieces[0]
    if first.ref not in figures:
        return _("la figura «{id}» no existe").format(id=first.ref)
    figure = figures[first.ref]
    if first.kind == page_reader.FORMULA:
        formula = flat(figure.traced.formula)
        return "" if shown == formula else _("la fórmula de «{id}» es «{formula}» y se muestra «{shown}»").format(
            id=figure.id, formula=formula, shown=shown)
    if first.value is not None and first.value != figure.value_text:
        return _("la figura «{id}» vale «{value}» y la página guarda «{found}»").format(
            id=figure.id, value=figure.value_text, found=first.value)
    if shown != flat(figure.text) and shown.casefold() not in readings(figure):
        return _("la figura «{id}» se lee «{text}» y se muestra «{shown}»").format(
            id=figure.id, text=flat(figure.text), shown=shown)
    return ""


def _orphans_of(block: Block, texts: DataTexts | None, figures: Register) -> Iterator[Orphan]:
    if texts and texts.passes(block.text):
        return
    for piece in block.pieces:
        yield from _declared_falsely(block, piece, texts)
    whole, exempt = _composed(block, texts, figures)
    for start, end in quantities(whole, exempt):
        sentence = _sentence(whole, start)
        if not (texts and texts.passes(sentence)):
            yield Orphan(whole[start:end], _shortened(whole, start))


def _composed(block: Block, texts: DataTexts | None, figures: Register) -> tuple[str, list[bool]]:
    """The block's text with, per character, whether a figure, a rule of its element or the data account for it."""
    whole, exempt = "", []
    for piece in block.pieces:
        if whole[-1:].isalnum() and piece.text[:1].isalnum():
            whole, exempt = whole + " ", [*exempt, True]
        start, accounted = len(whole), _accounted(piece, texts)
        whole += piece.text
        exempt += [accounted] * len(piece.text)
        if piece.kind == page_reader.SPOKEN:
            _mark(exempt, ((start + first, start + last) for first, last in _explained(piece, figures)))
    whole = _ordinary_spaces(whole)
    _mark(exempt, _names_and_codes(whole, texts or DataTexts(), figures))
    return whole, exempt


def _mark(exempt: list[bool], spans: Iterable[tuple[int, int]]) -> None:
    for start, end in spans:
        exempt[start:end] = [True] * (end - start)


def _names_and_codes(text: str, texts: DataTexts, figures: Register) -> Iterator[tuple[int, int]]:
    """Spans of names of the data, and of words that are one of its codes or a figure's id."""
    for name in texts.names:
        if name in text:
            yield from (match.span() for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text))
    for match in _WORD.finditer(text):
        word = match.group().rstrip(".")
        if (word in texts.codes and _HAS_LETTER.search(word)) or word in figures:
            yield match.span()


def _ordinary_spaces(text: str) -> str:
    """Text with every space an ordinary one, length unchanged."""
    return re.sub(r"\s", " ", text)


def _accounted(piece: Piece, texts: DataTexts | None) -> bool:
    if piece.kind in (page_reader.REFERENCE, page_reader.NOTE_MARK):
        return is_mark(piece.text)
    if piece.kind in (page_reader.TEXT, page_reader.SPOKEN):
        return texts is not None and texts.passes(flat(piece.text), _WORDS_BETWEEN_MARKS)
    return True


def _explained(piece: Piece, figures: Register) -> Iterator[tuple[int, int]]:
    """Spans of a spoken text that read as one of the figures it names."""
    spoken = _ordinary_spaces(piece.text)
    for ident in piece.ref.split():
        for reading in sorted(readings(figures[ident]), key=len, reverse=True) if ident in figures else ():
            for match in re.finditer(rf"(?<![\d.,]){re.escape(reading)}(?![\d]|[.,]\d)", spoken.casefold()):
                yield match.span()


def _declared_falsely(block: Block, piece: Piece, texts: DataTexts | None) -> Iterator[Orphan]:
    """Pieces that their element exempts but whose content does not bear it out."""
    text = flat(piece.text)
    if not has_digit(text):
        return
    reason = ""
    if piece.kind == page_reader.QUOTE and texts and not texts.quotes(text.strip("«»“”\"… ")):
        reason = _("la cita con «{number}» no está en los datos")
    elif piece.kind == page_reader.CODE and not _is_code(text, texts):
        reason = _("«{number}» no es un código")
    elif piece.kind in (page_reader.DATE, page_reader.NORM, page_reader.VERSION) and not is_of_kind(text, piece.kind):
        reason = _("«{number}» no es lo que su marca declara")
    elif piece.kind not in _KNOWN_KINDS:
        reason = _("la marca data-no-figure de «{number}» no existe")
    if reason:
        yield Orphan(text, _around(block, text), reason)


_KNOWN_KINDS = (*page_reader.DECLARED_KINDS, page_reader.TEXT, page_reader.FIGURE, page_reader.ORNAMENT,
                page_reader.FORMULA, page_reader.SPOKEN, page_reader.CODE_BLOCK, page_reader.NOTE_MARK,
                page_reader.REFERENCE)


def _is_code(text: str, texts: DataTexts | None) -> bool:
    parts = [part for part in _CODE_SPLIT.split(text) if has_digit(part)]
    if texts:
        return all(part in texts.codes for part in parts)
    return all(re.fullmatch(r"[\w.\-]+", part) for part in parts)


def _sentence_bounds(text: str, position: int) -> tuple[int, int]:
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text) + 1]
    start = max(item for item in starts if item <= position)
    return start, min(item for item in starts if item > position) - 1


def _sentence(text: str, position: int) -> str:
    """The sentence that holds a position."""
    start, end = _sentence_bounds(text, position)
    return flat(text[start:end])


def _shortened(text: str, position: int) -> str:
    """The sentence that holds a position, cut around it when it is long."""
    start, end = _sentence_bounds(text, position)
    if end - start > _LONGEST_SENTENCE:
        start, end = max(start, position - _LONGEST_SENTENCE // 2), min(end, position + _LONGEST_SENTENCE // 2)
    return flat(text[start:end])


def _around(block: Block, text: str) -> str:
    """The sentence of a block that holds a text."""
    return _shortened(block.text, max(0, block.text.find(text)))
