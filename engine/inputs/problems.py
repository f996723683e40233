"""What is wrong with the data, said so that an analyst can mend it: where, which value, which rule, what to do."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from engine.inputs.folding import visible

ERROR, WARNING = "error", "aviso"
_LONGEST_VALUE = 300
_MESSAGES = Path(__file__).with_name("messages.toml")


@dataclass(frozen=True)
class Problem:
    """One fault of one cell, row or file; its texts hold nothing that a terminal or a page would obey."""

    file: str  # as the analyst knows it, relative to the data folder
    message: str  # the rule that is broken, in Spanish
    advice: str  # what to do, in Spanish
    row: int | None = None  # as a spreadsheet counts it (the header is usually 1); None for the whole file
    column: str = ""  # empty for the whole row
    value: str = ""  # as found
    severity: str = ERROR  # `error` stops the run, `aviso` is shown in the report
    sheet: str = ""  # of a workbook; empty for CSV
    cell: str = ""  # of a workbook, such as `C7`; empty for CSV
    rule: str = ""  # short code

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
        return f"{self.severity.capitalize()}: {self}"

    @property
    def place(self) -> str:
        """Where it is, in words."""
        parts = (("", self.file), ("hoja ", self.sheet), ("celda ", self.cell), ("fila ", self.row))
        return ", ".join(f"{word}{part}" for word, part in (*parts, ("columna ", self.column)) if part or not word)

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
        found = "" if value is None else str(value)
        return Problem(self.file, message, advice, self.row, self.column, found, ERROR, self.sheet, self.cell, rule)

    def warning(self, rule: str, message: str, advice: str, value: object = "") -> Problem:
        """A problem that is only shown."""
        return replace(self.error(rule, message, advice, value), severity=WARNING)

    def problem(self, key: str, value: object = "", messages: Path = _MESSAGES, /, **fields: object) -> Problem:
        """The problem that a file of messages tells under a key, whose fields are filled in."""
        severity, message, advice = _read(messages)[key]
        make = self.error if severity == ERROR else self.warning
        return make(key.partition("-")[0], message.format(**fields), advice.format(**fields), value)


@cache
def _read(messages: Path) -> dict[str, tuple[str, str, str]]:
    content = tomllib.loads(messages.read_text(encoding="utf-8"))
    return {key: (severity, *texts) for severity, group in content.items() for key, texts in group.items()}


class DataError(Exception):
    """The data cannot be used; holds every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that stop the run."""
    return [problem for problem in problems if problem.is_error]


def in_reading_order(problems: Iterable[Problem]) -> list[Problem]:
    """Errors first, then by file, sheet and row; the same problem only once."""
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda item: (not item.is_error, item.file, item.sheet, item.row or 0))
