"""Sheets on which a spreadsheet recalculates the figures, for an auditor without Python.

«Comprobación» has a row for each figure with a calculation: its formula as the report tells it, the same formula live,
the value of the report and whether both agree. «Entradas» has the data cells those formulas refer to.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from engine.page.looks import Looks, set_table_page
from engine.page.spreadsheet_formula import Cell, Expression, arithmetic_of
from engine.traced import Traced

# Half of the last decimal a formula of the report shows; binary numbers lose a hundred thousand times less on the way.
TOLERANCE = 0.0000005
_HEAD, _INPUTS_HEAD = 7, 3
_LONGEST_FORMULA = 8192
_AGREES, _DIFFERS = "coincide", "difiere"
_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
TITLES: dict[str, str] = _TOLD["titles"]


class Check(NamedTuple):
    """A figure with its live formula, without the equals sign, and what a spreadsheet gets from it."""

    figure: Traced
    formula: str
    value: float

    @property
    def difference(self) -> float:
        """How far the recalculated value is from that of the report."""
        return self.value - float(self.figure)

    @property
    def agrees(self) -> bool:
        """Whether both values are the same."""
        return abs(self.difference) < TOLERANCE


def write_audit(book: xlsxwriter.Workbook, figures: Iterable[Traced], looks: Looks) -> None:
    """Add both sheets to a workbook, with a live formula for every figure of a report that has a calculation."""
    found = [(figure, _expression(figure)) for figure in figures]
    cells = sorted({cell for _figure, item in found if item for cell in item.cells}, key=_by_place)
    addresses = {cell: f"Entradas!D{row}" for row, cell in enumerate(cells, start=_INPUTS_HEAD + 2)}
    checks = [Check(figure, item.text(addresses), item.value) for figure, item in found if item]
    page, inputs = (book.add_worksheet(name) for name in TITLES)
    page.write_string(0, 0, TITLES[page.name], looks.title)
    _write_summary(page, checks, Counter(_why_left_out(figure) for figure, item in found if not item), looks)
    _write_checks(page, checks, looks)
    inputs.write_string(0, 0, TITLES[inputs.name], looks.title)
    _write_inputs(inputs, cells, looks)


def _expression(figure: Traced) -> Expression | None:
    if not (figure.formula and isinstance(figure.value, Decimal)):
        return None
    found = arithmetic_of(figure)
    fits = found and sum(20 if isinstance(part, Cell) else len(part) for part in found.parts) < _LONGEST_FORMULA
    return found if fits else None


def _by_place(cell: Cell) -> tuple[str, int, str, str, Decimal]:
    file, row, column = _place(cell)
    return file, int(row) if row.isdigit() else 0, row, column, cell.number


def _place(cell: Cell) -> list[str]:
    """File, row and column of a data cell."""
    return [*cell.source.split(":", 2), "", ""][:3]


def _why_left_out(figure: Traced) -> str:
    if not figure.formula:
        return "copied"
    if not isinstance(figure.value, Decimal):
        return "word"
    return "count" if figure.formula.startswith("n(") else "rule"


def _write_summary(page: Worksheet, checks: Sequence[Check], left_out: Mapping[str, int], looks: Looks) -> None:
    """How many agree, live; the tolerance that decides it, which an auditor may change; and what is left out."""
    verdicts = f"G{_HEAD + 1}:G{_HEAD + 1 + len(checks)}"
    live = f'=""&COUNTIF({verdicts},"{_AGREES}")&" de "&(ROWS({verdicts})-1)&" coinciden"'
    cached = f"{sum(check.agrees for check in checks)} de {len(checks)} coinciden"
    page.write_formula(1, 0, live, looks.of(bold=True, font_size=12), cached)
    page.write_string(3, 0, "Coincide lo que difiere en menos de (se puede cambiar):", looks.plain_note)
    page.write_number(3, 3, TOLERANCE, looks.of(num_format="0.0000000", bold=True))
    page.write_string(2, 0, _TOLD["how"], looks.plain_note)
    counted = {name: left_out.get(name, 0) for name in ("copied", "word", "count", "rule")}
    scope = _TOLD["scope"].format(everything=len(checks) + sum(counted.values()), checked=len(checks), **counted)
    page.write_string(4, 0, scope, looks.plain_note)


def _write_checks(page: Worksheet, checks: Iterable[Check], looks: Looks) -> None:
    _write_head(page, _HEAD, _TOLD["checks"], looks)
    for row, check in enumerate(checks, start=_HEAD + 1):
        line = row + 1
        page.write_row(row, 0, [check.figure.id, check.figure.look.label, check.figure.formula])
        page.write_formula(row, 3, f"={check.formula}", None, check.value)
        page.write_number(row, 4, float(check.figure))
        page.write_formula(row, 5, f"=D{line}-E{line}", None, check.difference)
        verdict = f'=IF(ABS(F{line})<$D$4,"{_AGREES}","{_DIFFERS}")'
        page.write_formula(row, 6, verdict, None, _AGREES if check.agrees else _DIFFERS)
    wrong = {"type": "cell", "criteria": "==", "value": f'"{_DIFFERS}"', "format": looks.wrong}
    page.conditional_format(_HEAD + 1, 6, 2**20 - 1, 6, wrong)


def _write_inputs(page: Worksheet, inputs: Iterable[Cell], looks: Looks) -> None:
    _write_head(page, _INPUTS_HEAD, _TOLD["inputs"], looks)
    for position, cell in enumerate(inputs, start=_INPUTS_HEAD + 1):
        file, row, column = _place(cell)
        page.write_row(position, 0, [file, int(row) if row.isdigit() else row, column, float(cell.number)])


def _write_head(page: Worksheet, row: int, columns: Mapping[str, int], looks: Looks) -> None:
    for column, (text, width) in enumerate(columns.items()):
        page.write_string(row, column, text, looks.head)
        page.set_column(column, column, width)
    set_table_page(page, row, 1)
