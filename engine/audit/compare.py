"""`python -m lib compare A B`: two runs (or two years) figure by figure, in the terminal and as a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from textwrap import shorten

import jinja2

from engine.audit.changes import (
    CAUSE_WORDS,
    NOTHING,
    STATE_WORDS,
    Cause,
    Change,
    by_cause,
    changes_of,
    moved_text,
    summary_lines,
)
from engine.audit.run_reading import NotARunError, read_run
from engine.spanish import plural
from engine.tables import Tables
from engine.terminal import refuse, say

# It shows figures of two registers, so the tables of `engine.page`, which link to the sources of one, do not apply.
PAGE = Path(__file__).parent / "templates" / "comparison.html.j2"
_COMPARED = 0
_MOST, _WIDEST = 15, 40  # causes, figures and letters of a cell on the terminal


def compare(a: Path, b: Path, html: Path, tables: Tables, repeating: Collection[str] = ()) -> int:
    """Compare two runs, print the table and write the page.

    Args:
        a: Folder of the earlier run, or its figures.csv.
        b: That of the later one.
        html: The page.
        tables: Meaning of columns.
        repeating: Sections that repeat figures of others.

    Returns:
        0 when they were compared, 2 when they cannot be.
    """
    try:
        before, after = read_run(a), read_run(b)
    except NotARunError as error:
        return refuse(str(error))
    changes = changes_of(before, after, tables, repeating)
    causes, lines = by_cause(changes), summary_lines(changes, before, after)
    say(*lines, *cause_lines(causes), *terminal_table(changes, causes))
    told = {"words": CAUSE_WORDS, "states": STATE_WORDS, "nothing": NOTHING, "moved_text": moved_text}
    page = jinja2.Environment(autoescape=True).from_string(PAGE.read_text(encoding="utf-8"))
    text = page.render(told, changes=changes, causes=causes, before=before.name, after=after.name, lines=lines)
    html.parent.mkdir(parents=True, exist_ok=True)
    html.write_text(text, encoding="utf-8", newline="\n")
    say(f"Página: {html}")
    return _COMPARED


def cause_lines(causes: Mapping[Cause, Sequence[Change]]) -> list[str]:
    """A numbered line for each of the first causes, with its kind and place and how many figures it moved."""
    lines = [
        f"{number}. {': '.join(filter(None, (CAUSE_WORDS[cause.kind], cause.text)))} ({moved_text(moved)})"
        for number, (cause, moved) in enumerate(causes.items(), 1)
    ]
    return [*lines[:_MOST], *_others(len(lines), "{count} causa más", "{count} causas más")]


def terminal_table(changes: Sequence[Change], causes: Mapping[Cause, Sequence[Change]]) -> list[str]:
    """The first changes for the terminal; causes by their number in `cause_lines`; none when nothing changed."""
    numbers = {cause: str(number) for number, cause in enumerate(causes, 1)}
    rows: list[tuple[str, ...]] = [("figura", "antes", "ahora", "cambio", "%", "causa", "id")]
    for item in changes[:_MOST]:
        why = ", ".join(numbers[cause] for cause in item.causes)
        shown = (item.before or NOTHING, item.after or NOTHING, item.absolute_text, item.relative_text)
        rows.append((*(shorten(cell, _WIDEST, placeholder="…") for cell in (item.name, *shown, why)), item.id))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [*lines, *_others(len(changes), "{count} cifra más", "{count} cifras más")] if changes else []


def _others(count: int, one: str, many: str) -> list[str]:
    return [f"Y {plural(one, many, count - _MOST).format(count=count - _MOST)}, en la página."] if count > _MOST else []
