"""Words that depend on figures: how a value moved, where it stands, which one is the largest, names inside a sentence."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import Passage, agree, amount, sentence, text
from engine.traced import Traced
from lib.declarations.reference import ASCENDING, DESCENDING
from lib.progress import NO_INFORMATION
from lib.words import VOCABULARY

LEVELS = ("alto", "medio", "bajo", NO_INFORMATION)
_RANK = "puesto"
WITHOUT_CAUSE = "PRODUCE no explica por qué"
_MOVES = {
    ASCENDING: ("mejoró {amount}", "retrocedió {amount}"),
    DESCENDING: ("aumentó {amount}, y se espera que baje", "bajó {amount}, como se espera"),
}
_PLAIN_MOVES = ("aumentó {amount}", "disminuyó {amount}")


def worsened(change: Traced, direction: str) -> bool:
    """Whether a value moved against the direction expected of it; False where either is unknown."""
    return change > 0 if direction == DESCENDING else direction == ASCENDING and change < 0


def moved(change: Traced, direction: str = "", unit: str = "") -> Passage:
    """How a value moved: «retrocedió 4.4 %»; a rank, «cayó 7 puestos»; without a direction, «aumentó» or «disminuyó».

    Args:
        change: How much; it must be known.
        direction: `ascendente`, `descendente` or anything else for none.
        unit: Unit of the indicator.
    """
    if change == 0:
        return text("se mantuvo igual")
    shown = amount(change)
    if not any(digit in str(shown) for digit in "123456789"):
        return text("casi no varió")
    if unit == _RANK:
        places = agree(abs(change), "puesto", "puestos")
        return sentence("{verb} {amount} {places}", verb="cayó" if change > 0 else "subió", amount=shown, places=places)
    rise, fall = _MOVES.get(direction, _PLAIN_MOVES)
    return sentence(rise if change > 0 else fall, amount=shown)


def beside_goal(difference: Traced) -> str:
    """Where a value stands against its goal; the difference must be known."""
    if difference == 0:
        return "es igual a la meta"
    return "está por encima de la meta" if difference > 0 else "está por debajo de la meta"


def by_size(frame: pd.DataFrame, column: str) -> list[tuple[str, Row]]:
    """Rows with a value in a column, the largest first, those with the same value in their order."""
    known = [(key, row) for key, row in rows_of(frame) if column in row and row[column].known]
    return sorted(known, key=lambda item: item[1][column].number, reverse=True)


def largest(values: Iterable[Traced]) -> int | None:
    """Position of the largest value; None where one is missing or two share the first place."""
    listed = list(values)
    if not listed or not all(item.known for item in listed):
        return None
    numbers = [item.number for item in listed]
    return numbers.index(max(numbers)) if numbers.count(max(numbers)) == 1 else None


def inside(name: str) -> str:
    """A name as inside a sentence: «capacitación», but «MIPYME» and «PBI» as they are."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def of_level(level: str) -> str:
    """«de nivel alto», «sin información»."""
    return "sin información" if level == NO_INFORMATION else f"de nivel {word(level).lower()}"


def word(code: str) -> str:
    """The word for a code."""
    return VOCABULARY.text(code)


def without_two_years() -> Passage:
    """What stands in the place of a comparison of two years of data."""
    return text(
        "<p>No hay dos años de datos que comparar: la comparación dato por dato empezará con el siguiente reporte.</p>"
    )


def why(factors: pd.DataFrame, scopes: Iterable[str], kinds: Iterable[str]) -> Passage:
    """The causes that the documents give, quoted, or that they give none.

    Args:
        factors: Table `factors` of the year.
        scopes: Codes the cause may belong to.
        kinds: Kinds of factor that are a cause here.
    """
    told = factors[factors["ambito"].isin(list(scopes)) & factors["tipo"].isin(list(kinds))]["texto"]
    quoted = [sentence("«{cause}»", cause=cause.rstrip(".")) for cause in told]
    return sentence("según PRODUCE, {causes}", causes=enumeration(quoted)) if quoted else text(WITHOUT_CAUSE)
