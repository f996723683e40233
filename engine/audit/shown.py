"""The figures a page shows, against the recomputed register, and the headers they stand under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from engine.audit.page_reader import FORMULA, ORNAMENT, SPOKEN, Block, Page, Piece, flat, read_page, sentence_at
from engine.figures import Figure, Register
from engine.numbers import number_text, quantity_text


@dataclass(frozen=True)
class PageProblem:
    """What a page shows that it may not: on which page, in which sentence and, of a loose number, its digits."""

    message: str
    sentence: str = ""
    number: str = ""
    page: str = ""

    def __str__(self) -> str:
        page, sentence = self.page and f"{self.page}: ", self.sentence and f", en «{self.sentence}»"
        return f"{page}{self.message}{sentence}"


def check_figures(html: str | Page, figures: Register) -> list[PageProblem]:
    """Every figure and formula a page shows that is not the register's: unknown id, other value, other text."""
    page = read_page(html) if isinstance(html, str) else html
    found = [
        PageProblem(message, sentence_with(block, flat(pieces[0].text)))
        for block in page.blocks
        for pieces in block.figures
        if (message := _mismatch(pieces, figures))
    ]
    return found + [
        PageProblem(f"la figura «{ident}» no existe", sentence_at(block.text, 0))
        for block in page.blocks
        for piece in block.pieces
        if piece.kind == SPOKEN
        for ident in piece.ref.split()
        if ident not in figures
    ]


def misplaced(html: str | Page, figures: Register) -> Iterator[PageProblem]:
    """Figures that stand under a header that is not theirs.

    A header says what the figures below it are: it is the label registered for them, or names it in `data-label`; where a
    column holds figures of several labels, separated by `;`.
    """
    page = read_page(html) if isinstance(html, str) else html
    for block in page.blocks:
        column = block.column
        if column is None or column.texts:
            continue
        for pieces in block.figures:
            ident, header = pieces[0].ref, flat(column.header)
            labels = [flat(label) for label in column.declared.split(";")] if column.declared else [header]
            label = flat(figures[ident].label) if ident in figures else ""
            if label and label not in labels and pieces[0].kind != FORMULA:
                place = f"está bajo «{header}», en la tabla {column.table}"
                yield PageProblem(f"la figura «{ident}» es «{label}» y {place}")


def readings(figure: Figure) -> set[str]:
    """Texts that show a figure truly: whole; without its unit; without or with its sign; a word in any case."""
    if not isinstance(figure.value, Decimal):
        return {flat(figure.text).casefold()}
    value, unit, decimals = figure.value, figure.unit, figure.decimals
    texts = {
        figure.text,
        number_text(value, decimals),
        number_text(abs(value), decimals),
        quantity_text(value, unit, decimals),
        quantity_text(abs(value), unit, decimals),
        quantity_text(value, unit, decimals, signed=True),
        quantity_text(value, "", decimals, signed=True),
    }
    return {flat(text).casefold() for text in texts}


def sentence_with(block: Block, text: str) -> str:
    """The sentence of a block that holds a text: what a message quotes so that a reader finds the place."""
    return sentence_at(block.text, max(0, block.text.find(text)))


def _mismatch(pieces: list[Piece], figures: Register) -> str:
    shown = flat("".join(piece.text for piece in pieces if piece.kind != ORNAMENT))
    first = pieces[0]
    if first.ref not in figures:
        return f"la figura «{first.ref}» no existe"
    figure = figures[first.ref]
    if first.kind == FORMULA:
        formula = flat(figure.traced.formula)
        return "" if shown == formula else f"la fórmula de «{figure.id}» es «{formula}» y se muestra «{shown}»"
    if first.value is not None and first.value != figure.value_text:
        return f"la figura «{figure.id}» vale «{figure.value_text}» y la página guarda «{first.value}»"
    if shown != flat(figure.text) and shown.casefold() not in readings(figure):
        return f"la figura «{figure.id}» se lee «{flat(figure.text)}» y se muestra «{shown}»"
    return ""
