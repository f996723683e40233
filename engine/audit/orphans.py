"""Digits of a page that no figure accounts for, each with its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from engine.audit import page_reader
from engine.audit.free_numbers import has_digit, is_bare_number, is_mark, is_of_kind, quantities, uncovered
from engine.audit.page_reader import Block, Page, Piece, flat, read_page
from engine.audit.sentences import sentence_at, sentence_with, shortened_at
from engine.audit.shown import readings
from engine.figures import Register
from engine.inputs.fields import CODE
from engine.inputs.year_data import YearData
from engine.references import quoted_spans

_WORDS_OF_A_PASSAGE = 3
_WORDS_BETWEEN_MARKS = 5
_WORD = re.compile(r"[\w.\-\[\]]+")
_HAS_LETTER = re.compile(r"[^\W\d_]")
_CODE_SPLIT = re.compile(r"[\s,;/]+")


@dataclass(frozen=True)
class DataTexts:
    """Texts of the data, so that what is quoted from them is told apart from a typed number.

    Attributes:
        passages: What the data quote word for word and holds digits, one cell per line; our own texts are not there.
        cells: Those cells.
        names: Names that hold digits, and names after their code, the longest first («Más de 100 trabajadores»).
        codes: Row keys and codes.
    """

    passages: str = ""
    cells: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()

    def quotes(self, text: str) -> bool:
        """Whether a text is a whole cell, or a passage of some words of one."""
        return text in self.cells or self.passes(text)

    def passes(self, text: str, words: int = _WORDS_OF_A_PASSAGE) -> bool:
        """Whether a text is a quoted passage, long enough not to be so by chance."""
        return len(text.split()) >= words and text in self.passages


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
        what = self.reason or "número sin registrar «{number}»"
        return what.format(number=self.number) + f", en «{self.sentence}»"


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
        fields = data.schema.tables[table].fields
        code_columns = {item.name for item in fields if item.kind == CODE}
        quoted = {item.name for item in fields if item.quoted}
        for column in frame.columns:
            texts = dict.fromkeys(flat(value) for value in frame[column] if isinstance(value, str) and value)
            if column in quoted:
                cells |= texts
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
    rows = frozenset(ident[ident.find("[") + 1 : ident.rfind("]")] for ident in known)
    told = replace(texts, codes=texts.codes | rows) if texts else None
    return [orphan for block in page.blocks if has_digit(block.text) for orphan in _orphans_of(block, told, known)]


def _orphans_of(block: Block, texts: DataTexts | None, figures: Register) -> Iterator[Orphan]:
    if texts and texts.passes(block.text):
        return
    for piece in block.pieces:
        yield from _declared_falsely(block, piece, texts)
    whole, exempt = _composed(block, texts, figures)
    for start, end in quantities(whole, exempt):
        sentence = sentence_at(whole, start)
        if not (texts and texts.passes(sentence)):
            yield Orphan(whole[start:end], shortened_at(whole, start))


def _composed(block: Block, texts: DataTexts | None, figures: Register) -> tuple[str, list[bool]]:
    """The block's text with, per character, whether a figure, a rule of its element or the data account for it."""
    whole, exempt = "", list[bool]()
    for piece in block.pieces:
        if whole[-1:].isalnum() and piece.text[:1].isalnum():
            whole, exempt = whole + " ", [*exempt, True]
        start, accounted = len(whole), _accounted(piece, texts)
        whole += piece.text
        exempt += [accounted] * len(piece.text)
        if piece.kind == page_reader.SPOKEN:
            _mark(exempt, ((start + first, start + last) for first, last in _explained(piece, figures)))
    whole = _ordinary_spaces(whole)
    if uncovered(whole, exempt):
        _mark(exempt, _names_and_codes(whole, texts or DataTexts(), figures))
        _mark(exempt, quoted_spans(whole, texts.passages if texts else ""))
    return whole, exempt


def _mark(exempt: list[bool], spans: Iterable[tuple[int, int]]) -> None:
    for start, end in spans:
        exempt[start:end] = [True] * (end - start)


def _names_and_codes(text: str, texts: DataTexts, figures: Register) -> Iterator[tuple[int, int]]:
    """Spans of names of the data, and of words that are one of its codes or a figure's id."""
    folded = text.casefold()  # a name inside a sentence begins with a small letter
    for name in texts.names:
        if name.casefold() in folded:
            yield from (match.span() for match in re.finditer(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", folded))
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
    return piece.kind != page_reader.CODE_BLOCK or not is_bare_number(piece.text)


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
    if piece.kind == page_reader.QUOTE and texts and not texts.quotes(text.strip('«»“”"… ')):
        reason = "la cita con «{number}» no está en los datos"
    elif piece.kind == page_reader.CODE and not _is_code(text, texts):
        reason = "«{number}» no es un código"
    elif piece.kind in (page_reader.DATE, page_reader.NORM, page_reader.VERSION) and not is_of_kind(text, piece.kind):
        reason = "«{number}» no es lo que su marca declara"
    elif piece.kind == page_reader.MISPLACED_SCALE:
        reason = "«{number}» está marcado como escala fuera de un gráfico"
    elif piece.kind not in _KNOWN_KINDS:
        reason = "la marca data-no-figure de «{number}» no existe"
    if reason:
        yield Orphan(text, sentence_with(block, text), reason)


_KNOWN_KINDS = (
    *page_reader.DECLARED_KINDS,
    page_reader.TEXT,
    page_reader.FIGURE,
    page_reader.ORNAMENT,
    page_reader.FORMULA,
    page_reader.SPOKEN,
    page_reader.CODE_BLOCK,
    page_reader.NOTE_MARK,
    page_reader.REFERENCE,
)


def _is_code(text: str, texts: DataTexts | None) -> bool:
    parts = [part for part in _CODE_SPLIT.split(text) if has_digit(part)]
    if texts:
        return all(part in texts.codes for part in parts)
    return all(re.fullmatch(r"[\w.\-]+", part) for part in parts)
