"""`python -m lib compare A B`: two runs (or two years) figure by figure, and why each figure changed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pandas as pd

from engine.audit.causes import REPEATING, Cause, Causes, changed_code
from engine.audit.change_words import (
    CAUSE_WORDS,
    CHANGED,
    CODE,
    DATA,
    DATA_AND_RULES,
    GONE,
    NEW,
    NOTHING,
    RULES,
    absolute_text,
    cause_text,
    moved_text,
    relative_text,
)
from engine.audit.compare_page import comparison_page
from engine.audit.run_reading import NotARunError, Run, exact, figure_label, read_run
from engine.inputs.files import PROJECT_ROOT
from engine.numbers import number_text
from engine.spanish import plural

COLUMNS = [
    "figura",
    "nombre",
    "estado",
    "de_nivel",
    "antes",
    "ahora",
    "cambio_absoluto",
    "cambio_relativo",
    "causa",
    "detalle",
    "causas",
]
_NAMED_CAUSES = 3
_COMPARED = 0
_UNUSABLE = 2


def compare(a: Run | Path, b: Run | Path) -> pd.DataFrame:
    """Figures that changed, are new or are gone; levels first, then the largest relative changes.

    Args:
        a: The earlier run.
        b: The later run.

    Returns:
        Rows by figure id with `COLUMNS`; changes as Decimal, None where they make no sense; `causas` holds `Cause`s.
    """
    before, after = (run if isinstance(run, Run) else read_run(run) for run in (a, b))
    idents, causes = dict.fromkeys([*before.figures, *after.figures]), Causes(before, after)
    records = [record for ident in idents if (record := _change(ident, before, after, causes)) is not None]
    records.sort(key=_order)
    return pd.DataFrame(records, columns=COLUMNS, dtype=object).set_index("figura", drop=False)


def figures_by_cause(changes: pd.DataFrame) -> dict[Cause, list[str]]:
    """Ids of the figures each cause moved, in the order of `changes`; the cause that moved most comes first.

    Args:
        changes: Result of `compare`.
    """
    moved: dict[Cause, list[str]] = {}
    for row in changes.itertuples():
        for cause in row.causas:
            moved.setdefault(cause, []).append(row.figura)
    return dict(sorted(moved.items(), key=lambda item: (-len(item[1]), item[0].text)))


def summary_lines(changes: pd.DataFrame) -> list[str]:
    """What happened, in two or three lines.

    Args:
        changes: Result of `compare`.
    """
    changed, new, gone = (int((changes["estado"] == state).sum()) for state in (CHANGED, NEW, GONE))
    levels = int(sum(bool(item) for item in changes["de_nivel"]))
    parts = [
        plural("{} figura cambió", "{} figuras cambiaron", changed).format(changed),
        plural("{} nueva", "{} nuevas", new).format(new),
        plural("{} desaparecida", "{} desaparecidas", gone).format(gone),
    ]
    of_level = plural("{} es de nivel", "{} son de nivel", levels).format(levels)
    lines = [f"{', '.join(parts)}; {of_level}."]
    causes = changes["causa"].value_counts()
    if len(changes):
        lines.append(
            "Por qué: {causes}.".format(
                causes=", ".join(f"{CAUSE_WORDS[name]} {number}" for name, number in causes.items())
            )
        )
    return lines


def cause_lines(changes: pd.DataFrame) -> list[str]:
    """One numbered line per cause with how many figures it moved.

    Args:
        changes: Result of `compare`.
    """
    return [
        f"{number}. {cause_text(cause.kind, cause.text)} ({moved_text(len(idents))})"
        for number, (cause, idents) in enumerate(figures_by_cause(changes).items(), 1)
    ]


def code_lines(before: Run, after: Run, changes: pd.DataFrame) -> list[str]:
    """A warning when the code changed besides what the figures are attributed to.

    Args:
        before: The earlier run.
        after: The later run.
        changes: Result of `compare`.
    """
    if not (before.code and after.code) or before.code == after.code or CODE in set(changes["causa"]):
        return []
    return [f"También cambió el código: {changed_code(before, after)}."]


def terminal_table(changes: pd.DataFrame) -> list[str]:
    """Lines of a table for the terminal; causes by their number in `cause_lines`.

    Args:
        changes: Result of `compare`.
    """
    numbers = {cause: str(number) for number, cause in enumerate(figures_by_cause(changes), 1)}
    header = ["figura", "antes", "ahora", "cambio", "%", "causa", "id"]
    rows = [
        [
            row.nombre,
            row.antes or NOTHING,
            row.ahora or NOTHING,
            absolute_text(row.cambio_absoluto),
            relative_text(row.cambio_relativo),
            ", ".join(numbers[cause] for cause in row.causas),
            row.figura,
        ]
        for row in changes.itertuples()
    ]
    widths = [max(len(row[position]) for row in [header, *rows]) for position in range(len(header) - 1)]
    return [
        "  ".join([cell.ljust(width) for cell, width in zip(row, widths, strict=False)] + [row[-1]])
        for row in [header, *rows]
    ]


def main(arguments: Sequence[str]) -> int:
    """Compare two runs, print the table and write the page.

    Args:
        arguments: Command line after `compare`.

    Returns:
        0 when they were compared, 2 when they cannot be.
    """
    options = _parser().parse_args(arguments)
    try:
        before, after = read_run(options.a), read_run(options.b)
    except NotARunError as error:
        print(error, file=sys.stderr)
        return _UNUSABLE
    changes = compare(before, after)
    lines = summary_lines(changes) + code_lines(before, after, changes)
    print(*lines, *cause_lines(changes), *(terminal_table(changes) if len(changes) else []), sep="\n")
    page = comparison_page(changes, figures_by_cause(changes), (before.name, after.name), lines)
    options.html.parent.mkdir(parents=True, exist_ok=True)
    options.html.write_text(page, encoding="utf-8", newline="\n")
    print(f"Página: {options.html}")
    return _COMPARED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m lib compare",
        description="Compara dos corridas (o dos años) figura por figura y dice por qué cambió cada una.",
    )
    parser.add_argument("a", type=Path, metavar="A", help="carpeta de la corrida anterior, o su figures.csv")
    parser.add_argument("b", type=Path, metavar="B", help="carpeta de la corrida nueva, o su figures.csv")
    parser.add_argument(
        "--html",
        type=Path,
        default=PROJECT_ROOT / "outputs" / "comparacion.html",
        metavar="ARCHIVO",
        help="página que se escribe (outputs/comparacion.html)",
    )
    return parser


def _change(ident: str, before: Run, after: Run, causes: Causes) -> dict[str, object] | None:
    old, new = before.figures.get(ident), after.figures.get(ident)
    if old and new and (old["value"], old["text"], old["unit"]) == (new["value"], new["text"], new["unit"]):
        return None
    values = [exact(row["value"]) if row else None for row in (old, new)]
    absolute, relative = _differences(*values, in_points="p.p." in {row["unit"] for row in (old, new) if row})
    found = causes.of(old, new)
    return {
        "figura": ident,
        "nombre": figure_label(ident, after, before),
        "estado": CHANGED if old and new else NEW if new else GONE,
        "de_nivel": any(isinstance(value, str) for value in values),
        "antes": old["text"] if old else "",
        "ahora": new["text"] if new else "",
        "cambio_absoluto": absolute,
        "cambio_relativo": relative,
        "causa": _kind_of(found),
        "detalle": _detail(found),
        "causas": found,
    }


def _differences(old: object, new: object, in_points: bool) -> tuple[Decimal | None, Decimal | None]:
    """Absolute and relative change; a change of percentage points has no meaningful percentage."""
    if not (isinstance(old, Decimal) and isinstance(new, Decimal)):
        return None, None
    return new - old, None if old == 0 or in_points else (new - old) / abs(old) * 100


def _kind_of(causes: Sequence[Cause]) -> str:
    kinds = {cause.kind for cause in causes}
    return DATA_AND_RULES if kinds == {DATA, RULES} else kinds.pop()


def _detail(causes: Sequence[Cause]) -> str:
    """The causes in one text; of many, the first ones and how many more."""
    shown = "; ".join(cause.text for cause in causes[:_NAMED_CAUSES])
    more = len(causes) - _NAMED_CAUSES
    return shown if more <= 0 else f"{shown} y {number_text(Decimal(more), 0)} más"


def _order(record: Mapping[str, object]) -> tuple[object, ...]:
    """Levels, then the largest changes; the reconciliation repeats what changed elsewhere and comes after it."""
    states = {CHANGED: 0, NEW: 1, GONE: 2}
    relative = record["cambio_relativo"]
    size = -abs(relative) if relative is not None else Decimal(0)
    repeats = str(record["figura"]).startswith(REPEATING)
    return states[record["estado"]], not record["de_nivel"], repeats, size, record["figura"]
