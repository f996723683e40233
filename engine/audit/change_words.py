"""How a change of a figure is told: what happened, how much, why."""

from __future__ import annotations

from decimal import Decimal

from engine.numbers import decimals_of, quantity_text
from engine.spanish import plural

CHANGED, NEW, GONE = "cambio", "nueva", "desaparecida"
DATA, RULES, DATA_AND_RULES, CODE, UNKNOWN = "datos", "reglas", "datos_y_reglas", "codigo", "sin_determinar"
STATE_WORDS = {CHANGED: "Cambió", NEW: "Nueva", GONE: "Desaparecida"}
CAUSE_WORDS = {
    DATA: "datos",
    RULES: "reglas",
    DATA_AND_RULES: "datos y reglas",
    CODE: "código",
    UNKNOWN: "sin determinar",
}
NOTHING = "—"
_MOST_DECIMALS = 4


def absolute_text(change: Decimal | None) -> str:
    """An absolute change with its sign and the decimals it needs.

    Args:
        change: The change; None where it makes no sense.
    """
    if change is None:
        return NOTHING
    decimals = min(_MOST_DECIMALS, decimals_of(change.normalize()))
    return quantity_text(change, "", decimals, signed=True)


def relative_text(change: Decimal | None) -> str:
    """A change in % with its sign, without the unit.

    Args:
        change: The change; None where it makes no sense.
    """
    return NOTHING if change is None else quantity_text(change, "", 1, signed=True)


def moved_text(figures: int) -> str:
    """How many figures a cause moved.

    Args:
        figures: Their number.
    """
    return plural("movió {} figura", "movió {} figuras", figures).format(quantity_text(Decimal(figures), "", 0))


def cause_text(cause: str, detail: str) -> str:
    """Why a figure changed, with what changed.

    Args:
        cause: Code of the cause.
        detail: Cells, files or modules that changed.
    """
    return f"{CAUSE_WORDS[cause]}: {detail}" if detail else CAUSE_WORDS[cause]
