"""What every column of every table means, declared once for the whole report in `columns.csv`.

A row of it is a column: its name (after that of a table, or of a section and a table, where another means something
else), what readers call it, unit (`@unidad` the row's, `@cambio` % or p. p., `@diferencia` the row's or p. p.), decimals (blank: those of
the row), whether increases show a sign, the group of the rules whose limits rounding must not carry it onto, whether its
figures are those of other tables, the words that it may hold in their order, and its definition.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from engine.figures import Column
from engine.tables import Passages, Tables
from lib.policy import OF_POLICY, PROGRAMME, policy_of
from lib.suite import SUITE
from lib.words import VOCABULARY


def _column(row: dict[str, str]) -> Column:
    decimals = int(row["decimales"]) if row["decimales"] else None
    signed, borrowed = row["signo"] == "si", row["prestada"] == "si"
    words = tuple(filter(None, row["palabras"].split(" < ")))
    return Column(row["etiqueta"], row["unidad"], decimals, row["significado"], signed, row["reglas"], words, borrowed)


with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as _stream:
    COLUMNS = {row["columna"]: _column(row) for row in csv.DictReader(_stream)}

# Text columns that hold codes, shown as their words.
_CODED = ("estado", "accion", "alerta", "tipo", "clase", "documento", "producto", "dimension", "objetivo")


def _subjects(data: Any) -> dict[str, str]:
    """Which of a table's documents is that of a section, and what each document that is reconciled is about."""
    policy = policy_of(data)
    named = {code: about for about in (policy.code, policy.programme) for code, name in policy["documentos"].items()
             if about and about in name}  # fmt: skip
    return named | dict.fromkeys(OF_POLICY, policy.code) | dict.fromkeys(PROGRAMME["sections"], policy.programme)


# The printed sentences with a figure, and the page that lists them by part of their document.
(_listing,) = SUITE.select(["reconciliation"])
_PASSAGES = Passages("published_figures", ("tipo", "cifra"), f"{_listing.name}.verdicts", _listing.page)

table = Tables(COLUMNS, VOCABULARY, _CODED, _subjects, _PASSAGES)
