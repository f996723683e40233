"""The figures a page shows, against the recomputed register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from engine.audit import page_reader
from engine.audit.page_reader import Block, Page, Piece, flat, read_page
from engine.audit.sentences import sentence_with
from engine.figures import Figure, Register
from engine.numbers import number_text, quantity_text


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
        return self.message + f", en «{self.sentence}»"


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
            found.append(Mismatch(pieces[0].ref, sentence_with(block, flat(pieces[0].text)), message))
    return found + [
        Mismatch(ident, sentence_with(block, ""), f"la figura «{ident}» no existe")
        for block, ident in _explanations(page)
        if ident not in figures
    ]


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


def _mismatch(pieces: list[Piece], figures: Register) -> str:
    shown = flat("".join(piece.text for piece in pieces if piece.kind != page_reader.ORNAMENT))
    first = pieces[0]
    if first.ref not in figures:
        return f"la figura «{first.ref}» no existe"
    figure = figures[first.ref]
    if first.kind == page_reader.FORMULA:
        formula = flat(figure.traced.formula)
        return "" if shown == formula else f"la fórmula de «{figure.id}» es «{formula}» y se muestra «{shown}»"
    if first.value is not None and first.value != figure.value_text:
        return f"la figura «{figure.id}» vale «{figure.value_text}» y la página guarda «{first.value}»"
    if shown != flat(figure.text) and shown.casefold() not in readings(figure):
        return f"la figura «{figure.id}» se lee «{flat(figure.text)}» y se muestra «{shown}»"
    return ""
