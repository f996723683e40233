"""Words that depend on figures: how a value moved, which is the largest, what the cause is; names inside a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import Passage, amount, counted, enumeration, joined, sentence, text
from engine.references import edged
from engine.spanish import inside
from engine.traced import Traced
from lib.declarations.tables import ASCENDING, DESCENDING
from lib.progress import LEVELS, NO_INFORMATION
from lib.words import VOCABULARY, spoken

TOLD = ("causa", "barrera", "facilitador", "medida", "estrategia", "actividad", "explicacion")
_RANK = "puesto"
_MOVES = {
    ASCENDING: ("mejoró {n}", "retrocedió {n}"),
    DESCENDING: ("aumentó {n}, y se espera que baje", "bajó {n}, como se espera"),
    _RANK: ("cayó {n} {places}", "subió {n} {places}"),
}
_PLAIN_MOVES = ("aumentó {n}", "disminuyó {n}")


def moved(change: Traced, direction: str, unit: str = "") -> Passage | None:
    """How a value moved: «retrocedió 4.4 %»; a rank, «cayó 7 puestos»; without a direction, «aumentó» or «disminuyó».

    Args:
        change: How much; there are no words for a change that is not known.
        direction: `ascendente`, `descendente` or anything else for none.
        unit: Unit of the indicator.
    """
    if not change.known:
        return None
    if change == 0:
        return text("se mantuvo igual")
    shown = amount(change)
    if not any(digit in str(shown) for digit in "123456789"):
        return text("casi no varió")
    up, down = _MOVES.get(_RANK if unit == _RANK else direction, _PLAIN_MOVES)
    return sentence(up if change > 0 else down, n=shown, places="puesto" if str(shown) == "1" else "puestos")


def by_size(frame: pd.DataFrame, column: str) -> list[Row]:
    """Rows with a value in a column, the largest first, those with the same value in their order."""
    known = [row for _key, row in rows_of(frame) if known_in(row, column)]
    return sorted(known, key=lambda row: row[column].number, reverse=True)


def heading(finding: Passage) -> Passage:
    """What a page finds, as the first heading under its title."""
    return sentence('<h2 class="veredicto">{finding}.</h2>', finding=finding)


def row_of(frame: pd.DataFrame, key: str) -> dict[str, Any]:
    """The cells of a row by column; none where there is no such row."""
    return dict(frame.loc[key]) if key in frame.index else {}


def last_row(frame: pd.DataFrame) -> dict[str, Any]:
    """The cells of the last row, which is that of the whole; none in an empty frame."""
    return dict(frame.iloc[-1]) if len(frame) else {}


def known_in(row: Row, column: str) -> bool:
    """Whether a row has a value in a column."""
    return column in row and row[column].known


def word(code: str) -> str:
    """The word for a code."""
    return VOCABULARY.text(code)


def served(count: Traced) -> Passage | None:
    """A count of what the programme attends: «12,791 empresas»; None where it is not known."""
    return counted(count, spoken("unidad"), spoken("unidades"))


def at_levels(row: Row) -> Passage:
    """The counts of a row by level, those that are known: «2 de nivel alto y 1 sin información»."""
    return enumeration(
        sentence(
            "{n} sin información" if level == NO_INFORMATION else "{n} de nivel {level}",
            n=row[level],
            level=word(level).lower(),
        )
        for level in LEVELS
        if known_in(row, level)
    )


def why(factors: pd.DataFrame, scopes: Iterable[str], kinds: Iterable[str]) -> Passage:
    """The causes that the documents give, as the data sum them up, or that they give none.

    Args:
        factors: Result of `lib.services.factors`, or some of its rows.
        scopes: Codes the cause may belong to.
        kinds: Kinds of factor that are a cause here.
    """
    told = _told(factors, scopes, kinds)
    causes = joined(
        (sentence("{said}", said=edged(cause, inside, lambda end: end.rstrip("."))) for cause in told), "; "
    )
    return sentence("{whose}, {causes}", whose=spoken("segun"), causes=causes) if causes else text(spoken("sin_causa"))


def reasons(factors: pd.DataFrame, *scopes: str, kinds: Iterable[str] = TOLD) -> Passage:
    """What the documents say of some scopes, as `why`, in sentences of their own; nothing when they say nothing."""
    said = joined((sentence("{said}", said=item) for item in _told(factors, scopes, kinds)), " ")
    return sentence("{whose}: {said}", whose=spoken("Segun"), said=said) if said else said


def _told(factors: pd.DataFrame, scopes: Iterable[str], kinds: Iterable[str]) -> Iterable[str]:
    return factors.loc[factors["ambito"].isin(list(scopes)) & factors["tipo"].isin(list(kinds)), "texto"]
