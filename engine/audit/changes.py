"""Two runs (or two years) figure by figure: what changed, how much and why, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.audit.causes import CODE, DATA, RULES, UNKNOWN, Cause, Causes, changed_code
from engine.audit.run_reading import Row, Run, exact, figure_label
from engine.numbers import decimals_of, quantity_text
from engine.spanish import plural
from engine.tables import Tables

CHANGED, NEW, GONE = "cambio", "nueva", "desaparecida"
DATA_AND_RULES = "datos_y_reglas"
STATE_WORDS = {CHANGED: "Cambió", NEW: "Nueva", GONE: "Desaparecida"}
CAUSE_WORDS = {
    DATA: "datos",
    RULES: "reglas",
    DATA_AND_RULES: "datos y reglas",
    CODE: "código",
    UNKNOWN: "sin determinar",
}
NOTHING = "—"
_MOST_DECIMALS, _NAMED_CAUSES = 4, 3


@dataclass(frozen=True)
class Change:
    """A figure that changed, is new or is gone.

    Attributes:
        id: The figure.
        name: What readers call it.
        old, new: Its rows of figures.csv; None where it is not there.
        causes: Why, never none.
        repeats: Whether it repeats what changed in another section.
    """

    id: str
    name: str
    old: Row | None
    new: Row | None
    causes: tuple[Cause, ...]
    repeats: bool = False

    @property
    def state(self) -> str:
        """`cambio`, `nueva` or `desaparecida`."""
        return CHANGED if self.old and self.new else NEW if self.new else GONE

    @property
    def before(self) -> str:
        """What readers saw."""
        return self.old["text"] if self.old else ""

    @property
    def after(self) -> str:
        """What readers see."""
        return self.new["text"] if self.new else ""

    @property
    def of_level(self) -> bool:
        """Whether it is a word that a rule decided."""
        return any(isinstance(exact(row["value"]), str) for row in (self.old, self.new) if row)

    @property
    def absolute(self) -> Decimal | None:
        """The change; None where it makes no sense."""
        old, new = (exact(row["value"]) if row else None for row in (self.old, self.new))
        return new - old if isinstance(old, Decimal) and isinstance(new, Decimal) else None

    @property
    def relative(self) -> Decimal | None:
        """The change in %; percentage points have none."""
        old, change = exact(self.old["value"]) if self.old else None, self.absolute
        in_points = "p.p." in {row["unit"] for row in (self.old, self.new) if row}
        return (
            None if change is None or not isinstance(old, Decimal) or not old or in_points else change / abs(old) * 100
        )

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
        return DATA_AND_RULES if kinds == {DATA, RULES} else min(kinds)

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
    causes, found = Causes(before, after, repeating), []
    for ident in dict.fromkeys([*before.figures, *after.figures]):
        old, new = before.figures.get(ident), after.figures.get(ident)
        if old and new and all(old[name] == new[name] for name in ("value", "text", "unit")):
            continue
        label, repeats = figure_label(ident, tables, after, before), ident.partition(".")[0] in repeating
        found.append(Change(ident, label, old, new, causes.of(old, new), repeats))
    return sorted(found, key=_order)


def by_cause(changes: Iterable[Change]) -> dict[Cause, list[Change]]:
    """What each cause moved, in the order of `changes`; the cause that moved most comes first."""
    moved: dict[Cause, list[Change]] = {}
    for change in changes:
        for cause in change.causes:
            moved.setdefault(cause, []).append(change)
    return dict(sorted(moved.items(), key=lambda item: (-len(item[1]), item[0].text)))


def summary_lines(changes: Sequence[Change], before: Run, after: Run) -> list[str]:
    """What happened, in two or three lines; code that changed besides what the figures are attributed to is said.

    Args:
        changes: Result of `changes_of`.
        before: The earlier run.
        after: The later run.
    """
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


def cause_text(cause: Cause) -> str:
    """Kind and place of a cause."""
    return ": ".join(filter(None, (CAUSE_WORDS[cause.kind], cause.text)))


def _order(change: Change) -> tuple[object, ...]:
    """Changed, new, gone; of each, levels, then the largest changes, and after them those that repeat others."""
    size = abs(change.relative) if change.relative is not None else Decimal(0)
    return list(STATE_WORDS).index(change.state), not change.of_level, change.repeats, -size, change.id
