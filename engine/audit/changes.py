"""Two runs (or two years) figure by figure: what changed, how much and why, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import pandas as pd

from engine.audit.causes import CODE, DATA, RULES, UNKNOWN, Cause, Causes, changed_code
from engine.audit.run_reading import Run, figure_label
from engine.numbers import decimals_of, quantity_text
from engine.spanish import plural
from engine.tables import Tables

CHANGED, NEW, GONE = "cambio", "nueva", "desaparecida"
STATE_WORDS = {CHANGED: "Cambió", NEW: "Nueva", GONE: "Desaparecida"}
_STATES = {"both": CHANGED, "right_only": NEW, "left_only": GONE}
_BOTH = "datos_y_reglas"
CAUSE_WORDS = {DATA: "datos", RULES: "reglas", _BOTH: "datos y reglas", CODE: "código", UNKNOWN: "sin determinar"}
NOTHING = "—"
_MOST_DECIMALS, _NAMED_CAUSES = 4, 3


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

    Args:
        before: The earlier run.
        after: The later run.
        tables: What columns mean and what codes are called.
        repeating: Sections whose tables repeat figures of others; they come last.
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
        plural("{} figura cambió", "{} figuras cambiaron", states[CHANGED]).format(states[CHANGED]),
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
    return plural("movió {:,} figura", "movió {:,} figuras", len(moved)).format(len(moved))


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
