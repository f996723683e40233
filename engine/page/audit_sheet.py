"""Sheets on which a spreadsheet recalculates the figures, for an auditor without Python.

«Comprobación» has a row for each figure with a calculation: its formula as the report tells it, the same formula live,
the value of the report and whether both agree. «Entradas» has the data cells those formulas refer to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import quote_sheetname
from xlsxwriter.worksheet import Worksheet

from engine.figures import Figure
from engine.numbers import number_text
from engine.page.looks import Looks
from engine.page.spreadsheet_formula import Cell, Expression, arithmetic_of

# Half of the last decimal a formula of the report shows; binary numbers lose a hundred thousand times less on the way.
TOLERANCE = 0.0000005
_HEAD = 7
_INPUTS_HEAD = 3
_TOLERANCE_CELL = "$D$4"
_LONGEST_FORMULA = 8192
_WIDTHS = (58, 34, 44, 18, 18, 14, 11)
_INPUT_WIDTHS = (34, 14, 34, 18)
_COPIED, _WORD, _COUNT, _RULE = "copied", "word", "count", "rule"


@dataclass(frozen=True)
class Check:
    """A figure with its live formula.

    Attributes:
        figure: The figure.
        formula: Spreadsheet formula, without the equals sign.
        value: What a spreadsheet gets from it.
    """

    figure: Figure
    formula: str
    value: float

    @property
    def difference(self) -> float:
        """How far the recalculated value is from that of the report."""
        return self.value - float(self.figure.traced)

    @property
    def agrees(self) -> bool:
        """Whether both values are the same."""
        return abs(self.difference) < TOLERANCE


@dataclass(frozen=True)
class Audit:
    """What the two sheets show.

    Attributes:
        checks: Figures with a live formula.
        inputs: Data cells they refer to, by file and row.
        left_out: How many figures have none, by reason.
    """

    checks: tuple[Check, ...]
    inputs: tuple[Cell, ...]
    left_out: Mapping[str, int]

    @property
    def titles(self) -> dict[str, str]:
        """Title of each sheet by its name."""
        return {
            "Comprobación": "Comprobación: las cifras calculadas, vueltas a calcular por la hoja de cálculo",
            "Entradas": "Datos de entrada de los que parten las fórmulas de la comprobación",
        }


def audit_of(figures: Iterable[Figure]) -> Audit:
    """Give a live formula to every figure that has a calculation.

    Args:
        figures: All figures of the report.
    """
    shown = list(figures)
    expressions = {figure.id: found for figure in shown if (found := _expression(figure))}
    inputs = sorted({cell for item in expressions.values() for cell in item.cells}, key=_by_place)
    addresses = _addresses(inputs)
    checks = [
        Check(figure, expressions[figure.id].text(addresses), expressions[figure.id].value)
        for figure in shown
        if figure.id in expressions
    ]
    left_out = Counter(_why_left_out(figure) for figure in shown if figure.id not in expressions)
    return Audit(tuple(checks), tuple(inputs), left_out)


def write_audit(book: xlsxwriter.Workbook, audit: Audit, looks: Looks) -> None:
    """Add both sheets to a workbook.

    Args:
        book: The workbook.
        audit: What they show.
        looks: Formats of its cells.
    """
    (name, title), (inputs_name, inputs_title) = audit.titles.items()
    checks, inputs = book.add_worksheet(name), book.add_worksheet(inputs_name)
    checks.write_string(0, 0, title, looks.title)
    _write_total(checks, audit, looks)
    _write_scope(checks, audit, looks)
    _write_checks(checks, audit.checks, looks)
    inputs.write_string(0, 0, inputs_title, looks.title)
    _write_inputs(inputs, audit.inputs, looks)


def _expression(figure: Figure) -> Expression | None:
    if not (figure.traced.formula and isinstance(figure.value, Decimal)):
        return None
    found = arithmetic_of(figure.traced)
    fits = found and sum(20 if isinstance(part, Cell) else len(part) for part in found.parts) < _LONGEST_FORMULA
    return found if fits else None


def _by_place(cell: Cell) -> tuple[str, int, str, str, Decimal]:
    file, row, column = _place(cell)
    return file, int(row) if row.isdigit() else 0, row, column, cell.number


def _place(cell: Cell) -> tuple[str, str, str]:
    """File, row and column of a data cell."""
    file, _sep, rest = cell.source.partition(":")
    row, _sep, column = rest.partition(":")
    return file, row, column


def _addresses(inputs: Iterable[Cell]) -> dict[Cell, str]:
    sheet = quote_sheetname("Entradas")
    return {cell: f"{sheet}!D{row}" for row, cell in enumerate(inputs, start=_INPUTS_HEAD + 2)}


def _why_left_out(figure: Figure) -> str:
    if not figure.traced.formula:
        return _COPIED
    if not isinstance(figure.value, Decimal):
        return _WORD
    return _COUNT if figure.traced.formula.startswith("n(") else _RULE


def _write_total(page: Worksheet, audit: Audit, looks: Looks) -> None:
    """How many agree, live, and the tolerance that decides it, which an auditor may change."""
    verdicts = f"G{_HEAD + 1}:G{_HEAD + 1 + len(audit.checks)}"
    sentence = "{agreeing} de {checked} coinciden"
    live = sentence.replace('"', '""').format(
        agreeing=f'"&COUNTIF({verdicts},{_quoted("coincide")})&"', checked=f'"&(ROWS({verdicts})-1)&"'
    )
    cached = sentence.format(agreeing=sum(check.agrees for check in audit.checks), checked=len(audit.checks))
    page.write_formula(1, 0, f'="{live}"', looks.of(bold=True, font_size=12), cached)
    page.write_string(3, 0, "Coincide lo que difiere en menos de (se puede cambiar):", looks.plain_note)
    page.write_number(3, 3, TOLERANCE, looks.of(num_format="0.0000000", bold=True))


def _write_scope(page: Worksheet, audit: Audit, looks: Looks) -> None:
    how = (
        "Cada fórmula parte de las celdas de la hoja «{inputs}» y encierra entre paréntesis el cálculo de cada número "
        "que también es calculado; la del reporte lo muestra con seis decimales como máximo."
    )
    page.write_string(2, 0, how.format(inputs="Entradas"), looks.plain_note)
    page.write_string(4, 0, _scope(audit), looks.plain_note)


def _scope(audit: Audit) -> str:
    counted = {name: number_text(Decimal(audit.left_out.get(name, 0)), 0) for name in (_COPIED, _WORD, _COUNT, _RULE)}
    everything = len(audit.checks) + sum(audit.left_out.values())
    return (
        "De {everything} cifras se recalculan {checked}. Quedan fuera las que no son aritmética: {copied} transcritas o "
        "sin valor, {word} palabras (niveles y juicios, que decide una regla), {count} cuentas de cosas por su nombre y "
        "{rule} números de una regla escrita con palabras o de una fórmula que no cabe en una celda."
    ).format(
        everything=number_text(Decimal(everything), 0), checked=number_text(Decimal(len(audit.checks)), 0), **counted
    )


def _write_checks(page: Worksheet, checks: Iterable[Check], looks: Looks) -> None:
    heads = (
        "Cifra",
        "Qué es",
        "Fórmula del reporte",
        "Recalculado",
        "Valor del reporte",
        "Diferencia",
        "Resultado",
    )
    _write_head(page, _HEAD, heads, _WIDTHS, looks)
    agrees, differs = "coincide", "difiere"
    for row, check in enumerate(checks, start=_HEAD + 1):
        line = row + 1
        page.write_string(row, 0, check.figure.id)
        page.write_string(row, 1, check.figure.label)
        page.write_string(row, 2, check.figure.traced.formula)
        page.write_formula(row, 3, f"={check.formula}", None, check.value)
        page.write_number(row, 4, float(check.figure.traced))
        page.write_formula(row, 5, f"=D{line}-E{line}", None, check.difference)
        verdict = f"=IF(ABS(F{line})<{_TOLERANCE_CELL},{_quoted(agrees)},{_quoted(differs)})"
        page.write_formula(row, 6, verdict, None, agrees if check.agrees else differs)
    wrong = {"type": "cell", "criteria": "==", "value": _quoted(differs), "format": looks.wrong}
    page.conditional_format(_HEAD + 1, 6, 2**20 - 1, 6, wrong)


def _write_inputs(page: Worksheet, inputs: Iterable[Cell], looks: Looks) -> None:
    _write_head(page, _INPUTS_HEAD, ("Archivo", "Fila", "Columna", "Valor"), _INPUT_WIDTHS, looks)
    for position, cell in enumerate(inputs, start=_INPUTS_HEAD + 1):
        file, row, column = _place(cell)
        page.write_string(position, 0, file)
        if row.isdigit():
            page.write_number(position, 1, int(row))
        else:
            page.write_string(position, 1, row)
        page.write_string(position, 2, column)
        page.write_number(position, 3, float(cell.number))


def _write_head(page: Worksheet, row: int, heads: Iterable[str], widths: Iterable[int], looks: Looks) -> None:
    for column, (text, width) in enumerate(zip(heads, widths, strict=True)):
        page.write_string(row, column, text, looks.head)
        page.set_column(column, column, width)
    page.freeze_panes(row + 1, 1)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(row)


def _quoted(text: str) -> str:
    """A text inside a spreadsheet formula."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
