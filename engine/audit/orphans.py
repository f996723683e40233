"""Digits of a page that no figure accounts for, each with its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from engine.audit import page_reader
from engine.audit.free_numbers import BARE_NUMBER, MARK, has_digit, is_of_kind, quantities, uncovered
from engine.audit.page_reader import Block, Page, Piece, flat, read_page, sentence_at
from engine.audit.shown import PageProblem, readings, sentence_with
from engine.figures import Register, parts_of
from engine.inputs.fields import CODE
from engine.inputs.year_data import YearData
from engine.references import quoted_spans

_WORDS_OF_A_PASSAGE, _WORDS_BETWEEN_MARKS = 3, 5
_WORD = re.compile(r"[\w.\-\[\]]+")
_SPACE = re.compile(r"\s")  # of any kind, for an ordinary one
_HAS_LETTER = re.compile(r"[^\W\d_]")
_CODE_SPLIT = re.compile(r"[\s,;/]+")


@dataclass(frozen=True)
class DataTexts:
    """Texts of the data, so that what is quoted from them is told apart from a typed number."""

    # What the data quote word for word and holds digits, one cell per line; our own texts are not there.
    passages: str = ""
    cells: frozenset[str] = frozenset()  # those cells
    # Names that hold digits, and names after their code, the longest first («Más de 100 trabajadores»).
    names: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()  # row keys and codes

    def passes(self, text: str, words: int = _WORDS_OF_A_PASSAGE) -> bool:
        """Whether a text is a quoted passage, long enough not to be so by chance."""
        return len(text.split()) >= words and text in self.passages


def data_texts(data: YearData) -> DataTexts:
    """Texts, names and codes of a year's tables."""
    cells: dict[str, None] = {}
    names: set[str] = set()
    codes: set[str] = set()
    for table, frame in data.tables.items():
        codes.update(map(str, frame.index))
        fields = data.schema.tables[table].fields
        code_columns = {item.name for item in fields if item.kind == CODE}
        quoted = {item.name for item in fields if item.quoted}
        for column in frame.columns:
            texts = {key: flat(text) for key, text in frame[column].items() if isinstance(text, str) and text}
            if column in quoted:
                cells |= dict.fromkeys(texts.values())
            if column.startswith("nombre"):
                names.update(filter(has_digit, texts.values()))
                names.update(f"{key} {flat(text)}" for key, text in frame[column].items() if has_digit(str(key)))
            if column in code_columns:
                codes.update(texts.values())
    ordered = tuple(sorted(names, key=lambda name: (-len(name), name)))
    return DataTexts("\n".join(filter(has_digit, cells)), frozenset(cells), ordered, frozenset(codes))


def find_orphans(
    html: str | Page, texts: DataTexts | None = None, figures: Register | None = None
) -> list[PageProblem]:
    """Every digit a reader meets that is neither a figure nor exempt by rule.

    Args:
        html: The page.
        texts: Texts of the data; without them quotes are believed and names with digits are orphans.
        figures: The register; without it what is spoken (alternative texts) is not explained by figures.
    """
    page = read_page(html) if isinstance(html, str) else html
    known = figures or Register()
    told = replace(texts, codes=texts.codes.union(parts_of(ident)[1] for ident in known)) if texts else None
    return [orphan for block in page.blocks if has_digit(block.text) for orphan in _orphans_of(block, told, known)]


def _orphans_of(block: Block, texts: DataTexts | None, figures: Register) -> Iterator[PageProblem]:
    if texts and texts.passes(block.text):
        return
    for piece in block.pieces:
        number = flat(piece.text)
        if has_digit(number) and (reason := _false_mark(piece, number, texts)):
            yield PageProblem(reason.format(number), sentence_with(block, number), number)
    whole, exempt = _composed(block, texts, figures)
    for start, end in quantities(whole, exempt):
        if not (texts and texts.passes(sentence_at(whole, start, len(whole)))):
            number = whole[start:end]
            yield PageProblem(f"número sin registrar «{number}»", sentence_at(whole, start), number)


def _composed(block: Block, texts: DataTexts | None, figures: Register) -> tuple[str, list[bool]]:
    """The block's text with, per character, whether a figure, a rule of its element or the data account for it."""
    whole, exempt = "", list[bool]()
    for piece in block.pieces:
        if whole[-1:].isalnum() and piece.text[:1].isalnum():
            whole, exempt = whole + " ", [*exempt, True]
        start = len(whole)
        whole += piece.text
        exempt += [_accounted(piece, texts)] * len(piece.text)
        if piece.kind == page_reader.SPOKEN:
            _mark(exempt, ((start + first, start + last) for first, last in _explained(piece, figures)))
    whole = _SPACE.sub(" ", whole)
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


def _accounted(piece: Piece, texts: DataTexts | None) -> bool:
    if piece.kind in (page_reader.REFERENCE, page_reader.NOTE_MARK):
        return MARK.fullmatch(piece.text.strip()) is not None
    if piece.kind in (page_reader.TEXT, page_reader.SPOKEN):
        return texts is not None and texts.passes(flat(piece.text), _WORDS_BETWEEN_MARKS)
    return piece.kind != page_reader.CODE_BLOCK or not BARE_NUMBER.fullmatch(piece.text.strip())


def _explained(piece: Piece, figures: Register) -> Iterator[tuple[int, int]]:
    """Spans of a spoken text that read as one of the figures it names."""
    spoken = _SPACE.sub(" ", piece.text).casefold()
    for ident in piece.ref.split():
        for reading in sorted(readings(figures[ident]), key=len, reverse=True) if ident in figures else ():
            for match in re.finditer(rf"(?<![\d.,]){re.escape(reading)}(?![\d]|[.,]\d)", spoken):
                yield match.span()


def _false_mark(piece: Piece, text: str, texts: DataTexts | None) -> str:
    """What is wrong with a piece that its element exempts but whose content does not bear it out."""
    quoted = text.strip('«»“”"… ')
    if piece.kind == page_reader.QUOTE and texts and not (quoted in texts.cells or texts.passes(quoted)):
        return "la cita con «{}» no está en los datos"
    if piece.kind == page_reader.CODE and not _is_code(text, texts):
        return "«{}» no es un código"
    if piece.kind in (page_reader.DATE, page_reader.NORM, page_reader.VERSION) and not is_of_kind(text, piece.kind):
        return "«{}» no es lo que su marca declara"
    if piece.kind == page_reader.MISPLACED_SCALE:
        return "«{}» está marcado como escala fuera de un gráfico"
    return "" if piece.kind in page_reader.KINDS else "la marca data-no-figure de «{}» no existe"


def _is_code(text: str, texts: DataTexts | None) -> bool:
    parts = [part for part in _CODE_SPLIT.split(text) if has_digit(part)]
    return all(part in texts.codes if texts else re.fullmatch(r"[\w.\-]+", part) for part in parts)
