"""What is wrong with the data, said so that an analyst can mend it: where, which value, which rule, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.inputs.folding import visible

ERROR, WARNING = "error", "aviso"
_LONGEST_VALUE = 300


@dataclass(frozen=True)
class Problem:
    """One fault of one cell, row or file; its texts hold nothing that a terminal or a page would obey.

    Attributes:
        file: File as the analyst knows it, relative to the data folder.
        message: The rule that is broken, in Spanish.
        advice: What to do, in Spanish.
        row: Row as a spreadsheet counts it (the header is usually 1); None for the whole file.
        column: Column name; empty for the whole row.
        value: The value found.
        severity: `error` stops the run, `aviso` is shown in the report.
        sheet: Sheet of a workbook; empty for CSV.
        cell: Cell of a workbook such as `C7`; empty for CSV.
        rule: Short code of the rule.
    """

    file: str
    message: str
    advice: str
    row: int | None = None
    column: str = ""
    value: str = ""
    severity: str = ERROR
    sheet: str = ""
    cell: str = ""
    rule: str = ""

    def __post_init__(self) -> None:
        for name in ("file", "message", "advice", "column", "sheet"):
            object.__setattr__(self, name, visible(getattr(self, name)))
        object.__setattr__(self, "value", visible(self.value, _LONGEST_VALUE))

    @property
    def is_error(self) -> bool:
        """Whether it stops the run."""
        return self.severity == ERROR

    @property
    def told(self) -> str:
        """The problem after its severity, as a command prints it."""
        return ("Error: {}" if self.is_error else "Aviso: {}").format(self)

    @property
    def place(self) -> str:
        """Where it is, in words."""
        parts = [self.file]
        parts += [f"hoja {self.sheet}"] if self.sheet else []
        parts += [f"celda {self.cell}"] if self.cell else []
        parts += [f"fila {self.row}"] if self.row else []
        parts += [f"columna {self.column}"] if self.column else []
        return ", ".join(parts)

    def __str__(self) -> str:
        found = f" (valor: «{self.value}»)" if self.value else ""
        return f"{self.place}: {self.message}{found}. {self.advice}"


@dataclass(frozen=True)
class Place:
    """Where in the data a problem is; makes the problem."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    cell: str = ""

    def error(self, rule: str, message: str, advice: str, value: object = "") -> Problem:
        """A problem that stops the run."""
        place = (self.row, self.column, str(value), ERROR, self.sheet, self.cell, rule)
        return Problem(self.file, message, advice, *place)

    def warning(self, rule: str, message: str, advice: str, value: object = "") -> Problem:
        """A problem that is only shown."""
        return replace(self.error(rule, message, advice, value), severity=WARNING)


class DataError(Exception):
    """The data cannot be used; holds every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that stop the run."""
    return [problem for problem in problems if problem.is_error]


def warnings(problems: Iterable[Problem]) -> list[Problem]:
    """Those that are only shown."""
    return [problem for problem in problems if not problem.is_error]


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """Errors first, then by file, sheet and row; the same problem only once."""
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda item: (not item.is_error, item.file, item.sheet, item.row or 0))
