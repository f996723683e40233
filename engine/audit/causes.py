"""Why a figure changed between two runs: the cells and rules whose value changed, else the files, else the code.

A figure that was only transcribed is its cell: its id says which row, whatever the line it stands in, and its value what
the cell holds. So the cells of both runs are known from their figures alone, even when the old data are gone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from engine.audit.run_reading import Row, Run, column_of, in_its_year, row_of
from engine.inputs.rules import FILE as RULES_PATH

DATA, RULES, CODE, UNKNOWN = "datos", "reglas", "codigo", "sin_determinar"
_GIVEN = ("transcrito", "publicado")
_CORRECTIONS = "/corrections.toml:"
_NAMED_MODULES = 3


@dataclass(frozen=True)
class Cause:
    """One reason why figures changed.

    Attributes:
        kind: `datos`, `reglas`, `codigo` or `sin_determinar`.
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

    @property
    def cited_as(self) -> set[str]:
        """How figures cite it: itself, its row, or its whole file."""
        return {self.place, self.place.rpartition(":")[0], f"{self.place.partition(':')[0]}:*:*"}


class Causes:
    """Finds the causes of each figure that changed from one run to another.

    Args:
        before: The earlier run.
        after: The later run.
        repeating: Sections whose tables repeat cells of others under other rows.
    """

    def __init__(self, before: Run, after: Run, repeating: Collection[str] = ()) -> None:
        self._before, self._after = before, after
        self._files = _changed_files(before, after)
        self._cells = [
            (self._cause(ident, old, new), old.cited_as if old else set(), new.cited_as if new else set())
            for ident, old, new in _changed_cells(_cells(before, repeating), _cells(after, repeating))
        ]

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
            rules = [cause for cause, _old, _new in self._cells if cause.kind == RULES]
            return tuple(rules) or (Cause(RULES, RULES_PATH),)
        if changed := changed_code(self._before, self._after):
            return (Cause(CODE, changed),)
        return (Cause(UNKNOWN, "" if self._before.inputs and self._after.inputs else "falta run.json"),)

    def _changed(self, old: set[str], new: set[str]) -> tuple[Cause, ...]:
        """Changed cells among those that the figure cites in either run."""
        found = {cause for cause, was, now in self._cells if old & was or new & now}
        return tuple(sorted(found, key=lambda cause: cause.text))

    def _cause(self, ident: str, old: Cell | None, new: Cell | None) -> Cause:
        was, place = old.place if old else "", new.place if new else old.place if old else ""
        moved = old and new and in_its_year(was, self._before.year) != in_its_year(place, self._after.year)
        told = _place_text(place, row_of(ident), was if moved else "")
        if new and new.correction:
            told += f" (corregida en {_line_text(new.correction)})"
        return Cause(_kind(place.partition(":")[0]), told, _value_text(old), _value_text(new))


def changed_code(before: Run, after: Run) -> str:
    """Modules and versions that differ; of many, the first ones and how many more; empty when none does or is known."""
    if not (before.code and after.code):
        return ""
    names = sorted(name for name in {*before.code, *after.code} if before.code.get(name) != after.code.get(name))
    more = len(names) - _NAMED_MODULES
    return ", ".join(names[:_NAMED_MODULES]) + (f" y {more:,} más" if more > 0 else "")


def _changed_cells(old: Mapping[str, Cell], new: Mapping[str, Cell]) -> Iterator[tuple[str, Cell | None, Cell | None]]:
    """Cells whose value differs, those of rows that are new or gone included, each once, with the id of a figure."""
    kept_old, kept_new = ({run[ident].place for ident in old.keys() & new.keys()} for run in (old, new))
    seen: set[tuple[str, str]] = set()
    for ident in sorted(old.keys() | new.keys()):
        one, other = old.get(ident), new.get(ident)
        if one and other:
            differs = one.value != other.value
        else:
            differs = one.place not in kept_old if one else bool(other and other.place not in kept_new)
        places = (one.place if one else "", other.place if other else "")
        if differs and places not in seen:
            seen.add(places)
            yield ident, one, other


def _cells(run: Run, repeating: Collection[str]) -> dict[str, Cell]:
    """The cell of each figure that only transcribes one."""
    read = {ident: _cell(row) for ident, row in run.figures.items() if ident.partition(".")[0] not in repeating}
    return {ident: cell for ident, cell in read.items() if cell}


def _cell(row: Row) -> Cell | None:
    cited = _sources(row)
    corrections = {source for source in cited if _CORRECTIONS in source}
    if row["formula"] or len(cited - corrections) != 1:
        return None
    place = next(iter(cited - corrections))
    blank = not row["value"] and column_of(row["id"]) == place.rpartition(":")[2]
    return Cell(place, row["value"], min(corrections, default="")) if row["origin"] in _GIVEN or blank else None


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
    return f"{f'{book}, hoja {sheet}' if sheet else file}, fila {line}"


def _sources(row: Row | None) -> set[str]:
    return set(row["sources"].split("; ")) if row and row["sources"] else set()


def _rows(row: Row | None) -> set[str]:
    """Rows a figure cites: another cell of them may decide whether the figure is there at all."""
    return {source.rpartition(":")[0] for source in _sources(row)}


def _kind(file: str) -> str:
    return RULES if file == RULES_PATH else DATA


def _files_of(row: Row | None, run: Run) -> set[str]:
    return {in_its_year(source.split(":")[0].split("#")[0], run.year) for source in _sources(row)}


def _changed_files(before: Run, after: Run) -> set[str]:
    """Input files whose content differs; a run's own year stands for the own year of the other."""
    old, new = ({in_its_year(path, run.year): digest for path, digest in run.inputs.items()} for run in (before, after))
    return {path for path in {*old, *new} if old.get(path) != new.get(path)} if old and new else set()
