"""Two runs (or two years) figure by figure: what changed, how much and why, in words.

Why: the cells and rules whose value changed, else the files, else the code. A figure that was only transcribed is its cell: its
id says which row, whatever the line it stands in, and its value what the cell holds. So the cells of both runs are known from
their figures alone, even when the old data are gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import pandas as pd

from engine.audit.run_reading import Run, figure_label, in_its_year
from engine.figures import parts_of
from engine.inputs.rules import FILE as RULES_PATH
from engine.numbers import decimals_of, quantity_text
from engine.spanish import plural
from engine.tables import Tables

DATA, RULES, CODE, UNKNOWN = "datos", "reglas", "codigo", "sin_determinar"
_GIVEN = ("transcrito", "publicado")
_CORRECTIONS = "/corrections.toml:"
_NAMED_MODULES = 3
CHANGED, NEW, GONE = "cambio", "nueva", "desaparecida"
STATE_WORDS = {CHANGED: "Cambió", NEW: "Nueva", GONE: "Desaparecida"}
_STATES = {"both": CHANGED, "right_only": NEW, "left_only": GONE}
_BOTH = "datos_y_reglas"
CAUSE_WORDS = {DATA: "datos", RULES: "reglas", _BOTH: "datos y reglas", CODE: "código", UNKNOWN: "sin determinar"}
NOTHING = "—"
_MOST_DECIMALS, _NAMED_CAUSES = 4, 3


class Cause(NamedTuple):
    """One reason why figures changed."""

    kind: str  # `datos`, `reglas`, `codigo` or `sin_determinar`
    place: str  # the cell, the file or the modules, for readers
    old: str = ""  # what the cell held; empty where the cause is no cell
    new: str = ""  # what it holds

    @property
    def text(self) -> str:
        """The cause in one line."""
        return f"{self.place}: {self.old} → {self.new}" if self.old or self.new else self.place


class Change(NamedTuple):
    """A figure that changed, is new or is gone."""

    id: str  # of the figure
    name: str  # what readers call it
    state: str  # `cambio`, `nueva` or `desaparecida`
    before: str  # what readers saw; empty when it is new
    after: str  # what readers see; empty when it is gone
    of_level: bool  # whether it is a word that a rule decided
    absolute: Decimal | None  # the change; None where it makes no sense
    relative: Decimal | None  # the change in %; percentage points have none
    causes: tuple[Cause, ...]  # why, never none
    repeats: bool  # whether it repeats what changed in another section

    @property
    def absolute_text(self) -> str:
        """The change with its sign and the decimals it needs."""
        if self.absolute is None:
            return NOTHING
        decimals = min(_MOST_DECIMALS, decimals_of(self.absolute.normalize()))
        return quantity_text(self.absolute, "", decimals, signed=True)

    @property
    def relative_text(self) -> str:
        """The change in % with its sign, without the unit."""
        return NOTHING if self.relative is None else quantity_text(self.relative, "", 1, signed=True)

    @property
    def kind(self) -> str:
        """Kind of its causes."""
        kinds = {cause.kind for cause in self.causes}
        return _BOTH if kinds == {DATA, RULES} else min(kinds)

    @property
    def detail(self) -> str:
        """The causes in one text; of many, the first ones and how many more."""
        shown, more = "; ".join(cause.text for cause in self.causes[:_NAMED_CAUSES]), len(self.causes) - _NAMED_CAUSES
        return f"{shown} y {more:,} más" if more > 0 else shown


def changes_of(before: Run, after: Run, tables: Tables, repeating: Collection[str] = ()) -> list[Change]:
    """Figures that changed, are new or are gone; levels first, then the largest relative changes.

    Those of `repeating`, sections whose tables repeat figures of others, come last.
    """
    both = before.figures.merge(
        after.figures, how="outer", left_index=True, right_index=True, suffixes=("_old", "_new"), indicator="state"
    )
    differs = pd.concat([both[f"{name}_old"] != both[f"{name}_new"] for name in ("value", "text", "unit")], axis=1)
    causes = Causes(before, after, repeating)
    found = [
        _change(
            row,
            figure_label(row.Index, tables, after, before),
            causes.of(row.sources_old, row.sources_new),
            row.Index.partition(".")[0] in repeating,
        )
        for row in both[differs.any(axis=1)].astype(object).fillna("").itertuples()
    ]
    return sorted(found, key=_order)


def by_cause(changes: Iterable[Change]) -> dict[Cause, list[Change]]:
    """What each cause moved, in the order of `changes`; the cause that moved most comes first."""
    moved: dict[Cause, list[Change]] = {}
    for change in changes:
        for cause in change.causes:
            moved.setdefault(cause, []).append(change)
    return dict(sorted(moved.items(), key=lambda item: (-len(item[1]), item[0].text)))


def summary_lines(changes: Sequence[Change], before: Run, after: Run) -> list[str]:
    """What happened, in two or three lines; code that changed besides what the figures are attributed to is said."""
    states, kinds = Counter(item.state for item in changes), Counter(item.kind for item in changes)
    levels = sum(item.of_level for item in changes)
    parts = [
        plural("{} cifra cambió", "{} cifras cambiaron", states[CHANGED]).format(states[CHANGED]),
        plural("{} nueva", "{} nuevas", states[NEW]).format(states[NEW]),
        plural("{} desaparecida", "{} desaparecidas", states[GONE]).format(states[GONE]),
    ]
    lines = [f"{', '.join(parts)}; {plural('{} es de nivel', '{} son de nivel', levels).format(levels)}."]
    if changes:
        why = ", ".join(f"{CAUSE_WORDS[kind]} {number}" for kind, number in kinds.most_common())
        lines.append(f"Por qué: {why}.")
    code = changed_code(before, after)
    return lines + ([f"También cambió el código: {code}."] if code and CODE not in kinds else [])


def moved_text(moved: Sequence[Change]) -> str:
    """How many figures a cause moved."""
    return plural("movió {:,} cifra", "movió {:,} cifras", len(moved)).format(len(moved))


def _change(row: Any, name: str, causes: tuple[Cause, ...], repeats: bool) -> Change:
    """The change that a row of both runs tells of."""
    old, new = _exact(row.value_old), _exact(row.value_new)
    absolute = relative = None
    if isinstance(old, Decimal) and isinstance(new, Decimal):
        absolute = new - old
        relative = absolute / abs(old) * 100 if old and "p.p." not in (row.unit_old, row.unit_new) else None
    of_level = isinstance(old, str) or isinstance(new, str)
    state, before, after = _STATES[row.state], row.text_old, row.text_new
    return Change(row.Index, name, state, before, after, of_level, absolute, relative, causes, repeats)


def _exact(text: str) -> Decimal | str | None:
    """A value of figures.csv: a number, a word, or None when missing."""
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return text


def _order(change: Change) -> tuple[object, ...]:
    """Changed, new, gone; of each, levels, then the largest changes, and after them those that repeat others."""
    size = abs(change.relative) if change.relative is not None else Decimal(0)
    return list(STATE_WORDS).index(change.state), not change.of_level, change.repeats, -size, change.id


class Causes:
    """Finds the causes of each figure that changed; `repeating` are sections that repeat cells of others in other rows."""

    def __init__(self, before: Run, after: Run, repeating: Collection[str] = ()) -> None:
        self._before, self._after = before, after
        self._files = _changed_files(before, after)
        self._cells = [
            (self._cause(cell), _cited_as(cell.place_old), _cited_as(cell.place_new))
            for cell in _changed_cells(_cells(before, repeating), _cells(after, repeating)).itertuples()
        ]

    def of(self, old: str, new: str) -> tuple[Cause, ...]:
        """Causes of a change of a figure with these `sources` before and after, as far as the runs tell; never none."""
        was, now = _sources(old), _sources(new)
        rows = ({source.rpartition(":")[0] for source in cited} for cited in (was, now))
        if cells := self._changed(was, now) or self._changed(*rows):
            return cells  # of a row, another cell may decide whether the figure is there at all
        if files := self._files & (_files_of(was, self._before) | _files_of(now, self._after)):
            return tuple(Cause(RULES if file == RULES_PATH else DATA, file) for file in sorted(files))
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

    def _cause(self, cell: Any) -> Cause:
        was, now = cell.place_old, cell.place_new
        moved = was and now and in_its_year(was, self._before.year) != in_its_year(now, self._after.year)
        place = _place_text(now or was, parts_of(cell.Index)[1], was if moved else "")
        if cell.correction_new:
            place += f" (corregida en {_line_text(cell.correction_new)})"
        held, holds = (
            (value or "vacía") if there else "no estaba"
            for there, value in ((was, cell.value_old), (now, cell.value_new))
        )
        return Cause(RULES if (now or was).startswith(f"{RULES_PATH}:") else DATA, place, held, holds)


def changed_code(before: Run, after: Run) -> str:
    """Modules and versions that differ; of many, the first ones and how many more; empty when none does or is known."""
    if not (before.code and after.code):
        return ""
    names = sorted(name for name in {*before.code, *after.code} if before.code.get(name) != after.code.get(name))
    more = len(names) - _NAMED_MODULES
    return ", ".join(names[:_NAMED_MODULES]) + (f" y {more:,} más" if more > 0 else "")


def _changed_cells(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Cells whose value differs, those of rows that are new or gone included, each once, by the id of a figure."""
    both = old.merge(new, how="outer", left_index=True, right_index=True, suffixes=("_old", "_new")).fillna("")
    here = (both["place_old"] != "") & (both["place_new"] != "")
    kept = both["place_old"].isin(both["place_old"][here]) | both["place_new"].isin(both["place_new"][here])
    differs = (both["value_old"] != both["value_new"]).where(here, ~kept)
    return both[differs].drop_duplicates(["place_old", "place_new"])


def _cells(run: Run, repeating: Collection[str]) -> pd.DataFrame:
    """The cell of each figure that only transcribes one: its place, its value and, where there is one, its correction."""
    records = []
    for row in run.figures[run.figures["formula"] == ""].itertuples():
        cited = _sources(row.sources)
        corrections = {source for source in cited if _CORRECTIONS in source}
        places = cited - corrections
        if len(places) != 1 or row.Index.partition(".")[0] in repeating:
            continue
        place = places.pop()
        blank = not row.value and row.Index.rpartition(".")[2] == place.rpartition(":")[2]
        if row.origin in _GIVEN or blank:
            records.append((row.Index, place, row.value, min(corrections, default="")))
    return pd.DataFrame(records, columns=["id", "place", "value", "correction"], dtype=str).set_index("id")


def _cited_as(place: str) -> set[str]:
    """How figures cite a cell: itself, its row, or its whole file."""
    return {place, place.rpartition(":")[0], f"{place.partition(':')[0]}:*:*"} if place else set()


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


def _sources(text: str) -> set[str]:
    return set(text.split("; ")) if text else set()


def _files_of(sources: set[str], run: Run) -> set[str]:
    return {in_its_year(source.split(":")[0].split("#")[0], run.year) for source in sources}


def _changed_files(before: Run, after: Run) -> set[str]:
    """Input files whose content differs; a run's own year stands for the own year of the other."""
    old, new = ({in_its_year(path, run.year): digest for path, digest in run.inputs.items()} for run in (before, after))
    return {path for path in {*old, *new} if old.get(path) != new.get(path)} if old and new else set()
