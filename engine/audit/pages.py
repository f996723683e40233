"""The check that every run makes on its finished pages: each number is a figure, shown truly and under its own header.

A digit that no figure accounts for is told with its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from engine.audit import Audit, page_reader
from engine.audit.free_numbers import BARE_NUMBER, MARK, cover, has_digit, is_of_kind, quantities, uncovered
from engine.audit.page_reader import FORMULA, SPOKEN, Block, Page, Piece, flat, read_page, sentence_at
from engine.figures import Register, parts_of
from engine.inputs.fields import CODE
from engine.inputs.year_data import YearData
from engine.numbers import number_text, quantity_text
from engine.references import quoted_spans, quotes
from engine.traced import Traced

_WORDS_OF_A_PASSAGE, _WORDS_BETWEEN_MARKS = 3, 5
_WORD = re.compile(r"[\w.\-\[\]]+")
_SPACE = re.compile(r"\s")  # of any kind, for an ordinary one
_HAS_LETTER = re.compile(r"[^\W\d_]")
_CODE_SPLIT = re.compile(r"[\s,;/]+")
_ID, _LINK = re.compile(r' id="([^"]+)"'), re.compile(r'href="([^"#:]*)#([^"]+)"')


@dataclass(frozen=True)
class PageProblem:
    """What a page shows that it may not: in which sentence and, of a loose number, its digits."""

    message: str
    sentence: str = ""
    number: str = ""

    def __str__(self) -> str:
        return f"{self.message}, en «{self.sentence}»" if self.sentence else self.message


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
    names = set(filter(has_digit, data.schema.names))
    codes: set[str] = set()
    for table, frame in data.tables.items():
        codes.update(map(str, frame.index))
        fields = data.schema.tables[table].fields
        code_columns = {item.name for item in fields if item.kind == CODE}
        for column in frame.columns:
            texts = {key: flat(text) for key, text in frame[column].items() if isinstance(text, str) and text}
            if column.startswith("nombre"):
                names.update(filter(has_digit, texts.values()))
                names.update(f"{key} {flat(text)}" for key, text in frame[column].items() if has_digit(str(key)))
            if column in code_columns:
                codes.update(texts.values())
    ordered = tuple(sorted(names, key=lambda name: (-len(name), name)))
    quoted = quotes(data).split("\n")
    return DataTexts("\n".join(filter(has_digit, quoted)), frozenset(quoted), ordered, frozenset(codes))


def audit_page(html: str, figures: Register, texts: DataTexts) -> Audit:
    """Check every number of a finished page against the register, and the header it stands under."""
    page = read_page(html)
    wrong, loose = check_figures(page, figures), find_orphans(page, texts, figures)
    shown = sum(len(block.figures) for block in page.blocks)
    problems = tuple(map(str, (*wrong, *loose, *misplaced(page, figures))))
    return Audit(problems, shown, max(shown - len(wrong), 0), len(loose))


def shown_line(results: Iterable[Audit]) -> str:
    """What a run tells about its pages: how many figures they show, and that all were recomputed."""
    found = list(results)
    shown, recomputed, orphans = (
        f"{sum(getattr(result, name) for result in found):,}" for name in ("shown", "recomputed", "orphans")
    )
    return f"Cifras mostradas: {recomputed} de {shown} recalculadas; {orphans} sin registrar"


def dead_links(pages: Mapping[str, str]) -> list[str]:
    """What a run tells of links between its pages, given by file name, that lead to no place of theirs; nothing of good ones."""
    places = {f"{page}#{ident}" for page, html in pages.items() for ident in _ID.findall(html)}
    links = [(page, f"{to or page}#{ident}") for page, html in pages.items() for to, ident in _LINK.findall(html)]
    dead = [f"{page} → {place}" for page, place in links if place not in places]
    said = "Enlaces que no llevan a ninguna parte: {} ({}). Revise la página a la que llevan."
    return [said.format(len(dead), dead[0])] if dead else []


def check_figures(page: Page, figures: Register) -> list[PageProblem]:
    """Every figure and formula a page shows that is not the register's: unknown id, other value, other text."""
    found = [
        PageProblem(message, sentence_with(block, flat(piece.text)))
        for block in page.blocks
        for piece in block.figures
        if (message := _mismatch(piece, figures))
    ]
    return found + [
        PageProblem(f"la figura «{ident}» no existe", sentence_at(block.text, 0))
        for block in page.blocks
        for piece in block.pieces
        if piece.kind == SPOKEN
        for ident in piece.ref.split()
        if ident not in figures
    ]


def misplaced(page: Page, figures: Register) -> Iterator[PageProblem]:
    """Figures that stand under a header that is not theirs.

    A header says what the figures below it are: it is the label registered for them, or names it in `data-label`; where a
    column holds figures of several labels, separated by `;`.
    """
    for block in page.blocks:
        column = block.column
        if column is None or column.texts:
            continue
        for piece in block.figures:
            ident, header = piece.ref, flat(column.header)
            labels = [flat(label) for label in column.declared.split(";")] if column.declared else [header]
            label = flat(figures[ident].look.label) if ident in figures else ""
            if label and label not in labels and piece.kind != FORMULA:
                place = f"está bajo «{header}», en la tabla {column.table}"
                yield PageProblem(f"la figura «{ident}» es «{label}» y {place}")


def readings(figure: Traced) -> set[str]:
    """Texts that show a figure truly: whole; without its unit; without or with its sign; a word in any case."""
    own = {flat(figure.text).casefold()}
    return own | forms(figure) if isinstance(figure.value, Decimal) else own


def forms(figure: Traced) -> set[str]:
    """Texts that its exact number may have, in its unit and with its decimals."""
    value, unit, decimals = figure.number, figure.look.unit, figure.look.decimals
    texts = {quantity_text(value, of, decimals, signed=True) for of in (unit, "")}
    for number in (value, abs(value)):
        texts |= {number_text(number, decimals), quantity_text(number, unit, decimals)}
    return {flat(text).casefold() for text in texts}


def sentence_with(block: Block, text: str) -> str:
    """The sentence of a block that holds a text: what a message quotes so that a reader finds the place."""
    return sentence_at(block.text, max(0, block.text.find(text)))


def _mismatch(piece: Piece, figures: Register) -> str:
    if piece.ref not in figures:
        return f"la figura «{piece.ref}» no existe"
    figure, shown = figures[piece.ref], flat(piece.plain)
    if piece.kind == FORMULA:
        formula = flat(figure.formula)
        return "" if shown == formula else f"la fórmula de «{figure.id}» es «{formula}» y se muestra «{shown}»"
    if piece.value is not None and piece.value != figure.value_text:
        return f"la figura «{figure.id}» vale «{figure.value_text}» y la página guarda «{piece.value}»"
    if shown != flat(figure.text) and shown.casefold() not in readings(figure):
        return f"la figura «{figure.id}» se lee «{flat(figure.text)}» y se muestra «{shown}»"
    return ""


def find_orphans(page: Page, texts: DataTexts, figures: Register) -> list[PageProblem]:
    """Every digit a reader meets that is neither a figure nor exempt by rule, given the texts of the data."""
    told = replace(texts, codes=texts.codes.union(parts_of(ident)[1] for ident in figures))
    return [orphan for block in page.blocks if has_digit(block.text) for orphan in _orphans_of(block, told, figures)]


def _orphans_of(block: Block, texts: DataTexts, figures: Register) -> Iterator[PageProblem]:
    if texts.passes(block.text):
        return
    for piece in block.pieces:
        number = flat(piece.text)
        if has_digit(number) and (reason := _false_mark(piece, number, texts)):
            yield PageProblem(reason.format(number), sentence_with(block, number), number)
    whole, exempt = _composed(block, texts, figures)
    for start, end in quantities(whole, exempt):
        if not texts.passes(sentence_at(whole, start, len(whole))):
            number = whole[start:end]
            yield PageProblem(f"número sin registrar «{number}»", sentence_at(whole, start), number)


def _composed(block: Block, texts: DataTexts, figures: Register) -> tuple[str, list[bool]]:
    """The block's text with, per character, whether a figure, a rule of its element or the data account for it."""
    whole, exempt = "", list[bool]()
    for piece in block.pieces:
        if whole[-1:].isalnum() and piece.text[:1].isalnum():
            whole, exempt = whole + " ", [*exempt, True]
        start = len(whole)
        whole += piece.text
        exempt += [_accounted(piece, texts)] * len(piece.text)
        if piece.kind == page_reader.SPOKEN:
            cover(exempt, ((start + first, start + last) for first, last in _explained(piece, figures)))
    whole = _SPACE.sub(" ", whole)
    if uncovered(whole, exempt):
        cover(exempt, _names_and_codes(whole, texts, figures))
        cover(exempt, quoted_spans(whole, texts.passages))
    return whole, exempt


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


def _accounted(piece: Piece, texts: DataTexts) -> bool:
    if piece.kind in (page_reader.REFERENCE, page_reader.NOTE_MARK):
        return MARK.fullmatch(piece.text.strip()) is not None
    if piece.kind in (page_reader.TEXT, page_reader.SPOKEN):
        return texts.passes(flat(piece.text), _WORDS_BETWEEN_MARKS)
    return piece.kind != page_reader.CODE_BLOCK or not BARE_NUMBER.fullmatch(piece.text.strip())


def _explained(piece: Piece, figures: Register) -> Iterator[tuple[int, int]]:
    """Spans of a spoken text that read as one of the figures it names."""
    spoken = _SPACE.sub(" ", piece.text).casefold()
    for ident in piece.ref.split():
        for reading in sorted(readings(figures[ident]), key=len, reverse=True) if ident in figures else ():
            for match in re.finditer(rf"(?<![\d.,]){re.escape(reading)}(?![\d]|[.,]\d)", spoken):
                yield match.span()


def _false_mark(piece: Piece, text: str, texts: DataTexts) -> str:
    """What is wrong with a piece that its element exempts but whose content does not bear it out."""
    quoted = text.strip('«»“”"… ')
    if piece.kind == page_reader.QUOTE and not (quoted in texts.cells or texts.passes(quoted)):
        return "la cita con «{}» no está en los datos"
    if piece.kind == page_reader.CODE and not _is_code(text, texts):
        return "«{}» no es un código"
    if piece.kind in (page_reader.DATE, page_reader.NORM, page_reader.VERSION) and not is_of_kind(text, piece.kind):
        return "«{}» no es lo que su marca declara"
    if piece.kind == page_reader.MISPLACED_SCALE:
        return "«{}» está marcado como escala fuera de un gráfico"
    return "" if piece.kind in page_reader.KINDS else "la marca data-no-figure de «{}» no existe"


def _is_code(text: str, texts: DataTexts) -> bool:
    return all(part in texts.codes for part in _CODE_SPLIT.split(text) if has_digit(part))
