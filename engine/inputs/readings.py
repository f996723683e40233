"""What came of reading one cell."""

from __future__ import annotations

import re
from dataclasses import dataclass

BLANK_WORDS = frozenset(
    {
        "-",
        "--",
        "–",
        "—",
        "…",
        "...",
        "n.d.",
        "n.d",
        "nd",
        "n/d",
        "s.d.",
        "s/d",
        "n.a.",
        "n/a",
        "s.i.",
        "s/i",
        "sin dato",
        "sin datos",
        "sin información",
        "no disponible",
        "no aplica",
    }
)

_EXCEL_ERROR = re.compile(r"#[¡¿]?(REF|N/[AD]|DIV/0|VALUE|VALOR|NAME|NOMBRE|NULL|NULO|NUM|NÚM|SPILL|CALC)[!?]?")


@dataclass(frozen=True)
class Reading:
    """One cell, understood or not.

    Attributes:
        text: The cell as it should have been written; empty for blank.
        note: Code of what had to be understood (`coma_decimal`…), empty when it was written as it should.
        fault: Code of why it cannot be read; empty when it can.
    """

    text: str = ""
    note: str = ""
    fault: str = ""


def is_blank_word(text: str) -> bool:
    """Whether the cell says in words that there is no value."""
    return text.lower() in BLANK_WORDS


def formula_fault(text: str) -> str:
    """Code of the fault when the cell is a formula without result or the error of one; empty otherwise."""
    if text.startswith("="):
        return "formula_sin_valor"
    return "formula_error" if _EXCEL_ERROR.fullmatch(text.strip()) else ""
