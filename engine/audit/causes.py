"""Why a figure changed between two runs: the cells and rules whose value changed, else the files, else the code.

A figure that was only transcribed is its cell: its id says which row, whatever the line it stands in, and its value what
the cell holds. So the cells of both runs are known from their figures alone, even when the old data are gone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.audit.change_words import CODE, DATA, RULES, UNKNOWN
from engine.audit.run_reading import Run, column_of, row_of
from engine.inputs.rules import FILE as RULES_PATH
from engine.numbers import number_text

REPEATING = "reconciliation."
_GIVEN = ("transcrito", "publicado")
_CORRECTIONS = "/corrections.toml:"
_YEAR_FOLDER = re.compile(r"^\d{4}/")
_NAMED_MODULES = 3

Row = Mapping[str, str]


@dataclass(frozen=True)
class Cell:
    """A cell of the data as a run read it.

    Attributes:
        place: `file:line:column`, or `file:group:name` for a rule.
        value: What it holds, or what its correction says instead; empty when blank.
        correction: Place of the correction; empty when there is none.
    """

    place: str
    value: str
    correction: str = ""


@dataclass(frozen=True)
class Cause:
    """One reason why figures changed.

    Attributes:
        kind: One of the causes of `engine.audit.change_words`.
        place: The cell, the file or the modules, for readers.
        old, new: What the cell held and holds; empty where the cause is no cell.
    """

    kind: str
    place: str
    old: str = ""
    new: str = ""

    @property
    def text(self) -> str:
        """The cause in one line."""
        return f"{self.place}: {self.old} → {self.new}" if self.old or self.new else self.place


class Causes:
    """Finds the causes of each figure that changed from one run to another."""

    def __init__(self, before: Run, after: Run) -> None:
        self._before, self._after = before, after
        self._files = _changed_files(before, after)
        pairs = changed_cells(before.figures, after.figures)
        self._cells = {key: self._cell_cause(key, old, new) for key, (old, new) in pairs.items()}
        self._rules = tuple(cause for cause in self._cells.values() if cause.kind == RULES)
        self._old = {old.place: key for key, (old, _new) in pairs.items() if old}
        self._new = {new.place: key for key, (_old, new) in pairs.items() if new}

    def of(self, old: Row | None, new: Row | None) -> tuple[Cause, ...]:
        """Causes of a change, as far as the two runs tell; never none.

        Args:
            old: The figure in the earlier run; None when it is new.
            new: The figure in the later run; None when it is gone.
        """
        cells = self._changed(_sources(old), _sources(new)) or self._changed(_rows(old), _rows(new))
        if cells:
            return cells
        files = self._files & (_files_of(old, self._before) | _files_of(new, self._after))
        if files:
            return tuple(Cause(_kind(file), file) for file in sorted(files))
        if RULES_PATH in self._files:
            return self._rules or (Cause(RULES, RULES_PATH),)
        if self._before.code and self._after.code and self._before.code != self._after.code:
            return (Cause(CODE, changed_code(self._before, self._after)),)
        return (Cause(UNKNOWN, "" if self._before.inputs and self._after.inputs else "falta run.json"),)

    def _cell_cause(self, ident: str, old: Cell | None, new: Cell | None) -> Cause:
        cell = new or old
        place = _place_text(cell.place, row_of(ident), old.place if old and new and self._moved(old, new) else "")
        if new and new.correction:
            place += f" (corregida en {_line_text(new.correction)})"
        return Cause(_kind(cell.place.partition(":")[0]), place, _value_text(old), _value_text(new))

    def _moved(self, old: Cell, new: Cell) -> bool:
        """Whether a cell stands elsewhere than in the same file and line of its own year."""
        return _in_its_year(old.place, self._before.year) != _in_its_year(new.place, self._after.year)

    def _changed(self, old: set[str], new: set[str]) -> tuple[Cause, ...]:
        """Changed cells among some places: the cell itself, its row as `file:line` or its whole file as `file:*:*`."""
        keys = {
            key
            for cited, changed in ((old, self._old), (new, self._new))
            for place, key in changed.items()
            if cited & {place, place.rpartition(":")[0], f"{place.partition(':')[0]}:*:*"}
        }
        return tuple(sorted((self._cells[key] for key in keys), key=lambda cause: cause.text))


def changed_cells(before: Mapping[str, Row], after: Mapping[str, Row]) -> dict[str, tuple[Cell | None, Cell | None]]:
    """Cells whose value differs, those of rows that are new or gone included, each once, by the id of a figure.

    Args:
        before: Figures of the earlier run.
        after: Figures of the later run.
    """
    old, new = _cells(before), _cells(after)
    kept_old, kept_new = ({run[ident].place for ident in old.keys() & new.keys()} for run in (old, new))
    found: dict[tuple[str, str], tuple[str, Cell | None, Cell | None]] = {}
    for ident in sorted(old.keys() | new.keys()):
        one, other = old.get(ident), new.get(ident)
        if one and other:
            differs = one.value != other.value
        else:
            differs = one.place not in kept_old if one else other.place not in kept_new
        if differs:
            places = (one.place if one else "", other.place if other else "")
            found.setdefault(places, (ident, one, other))
    return {ident: (one, other) for ident, one, other in found.values()}


def changed_code(before: Run, after: Run) -> str:
    """Modules and versions that differ; of many, the first ones and how many more."""
    names = sorted(name for name in {*before.code, *after.code} if before.code.get(name) != after.code.get(name))
    more = len(names) - _NAMED_MODULES
    shown = ", ".join(names[:_NAMED_MODULES])
    return shown if more <= 0 else f"{shown} y {number_text(Decimal(more), 0)} más"


def _cells(figures: Mapping[str, Row]) -> dict[str, Cell]:
    """The cell of each figure that only transcribes one; the reconciliation repeats cells under other rows."""
    read = {ident: _cell(row) for ident, row in figures.items() if not ident.startswith(REPEATING)}
    return {ident: cell for ident, cell in read.items() if cell}


def _cell(row: Row) -> Cell | None:
    sources = [source for source in row["sources"].split("; ") if source and _CORRECTIONS not in source]
    if row["formula"] or len(sources) != 1:
        return None
    blank = not row["value"] and column_of(row["id"]) == column_of(sources[0].replace(":", "."))
    if row["origin"] not in _GIVEN and not blank:
        return None
    correction = next((source for source in row["sources"].split("; ") if _CORRECTIONS in source), "")
    return Cell(sources[0], row["value"], correction)


def _value_text(cell: Cell | None) -> str:
    return "no estaba" if cell is None else cell.value or "vacía"


def _place_text(place: str, key: str, moved_from: str) -> str:
    """File, line with the key of its row, and column; a rule by its name."""
    file, line, column = place.split(":")
    if not line.isdigit():
        return f"{file}, {line}.{column}"
    told = f"{key}; antes {_line_text(moved_from)}" if moved_from else key
    return f"{_line_text(place)} ({told}), columna {column}"


def _line_text(place: str) -> str:
    file, line, _column = place.split(":")
    book, _sharp, sheet = file.partition("#")
    named = f"{book}, hoja {sheet}" if sheet else file
    return f"{named}, fila {line}"


def _sources(row: Row | None) -> set[str]:
    return set(row["sources"].split("; ")) if row and row["sources"] else set()


def _rows(row: Row | None) -> set[str]:
    """Rows a figure cites: another cell of them may decide whether the figure is there at all."""
    return {source.rpartition(":")[0] for source in _sources(row)}


def _kind(file: str) -> str:
    return RULES if file == RULES_PATH else DATA


def _files_of(row: Row | None, run: Run) -> set[str]:
    return {_in_its_year(source.split(":")[0].split("#")[0], run.year) for source in _sources(row)}


def _changed_files(before: Run, after: Run) -> set[str]:
    """Input files whose content differs; a run's own year stands for the own year of the other."""
    old, new = (
        {_in_its_year(path, run.year): digest for path, digest in run.inputs.items()} for run in (before, after)
    )
    return {path for path in {*old, *new} if old.get(path) != new.get(path)} if old and new else set()


def _in_its_year(path: str, year: int | None) -> str:
    """A path without the folder of the run's own year; earlier years, read to compare with, keep theirs."""
    folder, _slash, name = path.partition("/")
    return name if folder == str(year) or (year is None and _YEAR_FOLDER.match(path)) else path
