"""`python -m lib review FOLDER`: a sheet for the reviewers of a published report, and what became of what they wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
import pandas as pd

from engine.audit.manifest import SECTION_META, inputs_digest
from engine.audit.page_reader import flat, read_page
from engine.audit.run_reading import NotARunError, Run, figure_label, read_run
from engine.inputs.problems import errors, in_reading_order
from engine.inputs.review_sheet import NO, YES, Answer, FilledReview, mark, read_review, write_review
from engine.spanish import plural
from engine.tables import Tables
from engine.terminal import refuse, say

DONE, WAITING = 0, 1
_WHOLE_REPORT = ("", "all")
_TOLD = Path(__file__).parent / "templates" / "review.txt.j2"

Rows = Sequence[Mapping[str, str]]


class _State(IntEnum):
    """What became of a figure since the sheet was made, in the order in which observations are told."""

    open, changed, gone, closed = range(4)


def shown_on_pages(folder: Path) -> dict[str, list[str]]:
    """Pages that show each figure, in reading order; the single file that holds them all is not one."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.html")):
        page = read_page(path.read_text(encoding="utf-8"))
        if page.meta.get(SECTION_META, [""])[0] in _WHOLE_REPORT:
            continue
        for ident in dict.fromkeys(piece.ref for block in page.blocks for piece in block.figures):
            found.setdefault(ident, []).append(path.name)
    return found


def review_rows(run: Run, pages: Mapping[str, Sequence[str]], tables: Tables) -> list[dict[str, str]]:
    """What the sheet tells of each figure, given the pages that show it."""
    shown = run.figures.loc[[ident for ident in pages if ident in run.figures.index]]
    return [
        {
            "cifra": figure_label(row.Index, tables, run),
            "texto": row.text,
            "paginas": ", ".join(pages[row.Index]),
            "formula": row.formula,
            "fuentes": row.sources,
            "id": row.Index,
        }
        for row in shown.itertuples()
    ]


def outcome(
    filled: FilledReview, texts: Mapping[str, str], label: Callable[[str], str], data: str
) -> tuple[list[str], int]:
    """What a returned sheet says of the report as it is now, the most important first, and how many observations wait.

    Args:
        filled: The returned sheet.
        texts: Figures that the pages show now, by id, as readers see them.
        label: What readers call a figure of the report, by id.
        data: Digest of the report's input files.
    """
    rows = _joined(filled, texts)
    reviewed = rows[(rows["verdict"] != "") | (rows["observation"] != "")]
    agreed = reviewed[reviewed["verdict"] == YES]
    again = agreed[(agreed["state"] == _State.changed) & (agreed["observation"] == "")]
    observed = rows[(rows["observation"] != "") | (rows["verdict"] == NO)].sort_values("state", kind="stable")
    states = rows["state"].value_counts()
    waiting = int((observed["state"] == _State.open).sum())

    def name(answer: Any) -> str:
        """One that is gone is called as the sheet did."""
        known = answer.ident in texts or not answer.label
        return f"{label(answer.ident) if known else answer.label} [{answer.ident}]"

    told = jinja2.Environment(trim_blocks=True, lstrip_blocks=True).from_string(_TOLD.read_text(encoding="utf-8"))
    lines = told.render(
        rows=len(rows),
        reviewed=len(reviewed),
        agreed=len(agreed),
        observed=list(observed.itertuples()),
        again=list(again.itertuples()),
        new=[(ident, flat(text)) for ident, text in texts.items() if ident not in filled.answers],
        changed=states.get(_State.changed, 0),
        gone=states.get(_State.gone, 0),
        untouched=(filled.data, filled.figures) == (data, figures_digest(texts)),
        waiting=waiting,
        states=_State,
        name=name,
        label=label,
    )
    return lines.rstrip().split("\n"), waiting


def figures_digest(texts: Mapping[str, str]) -> str:
    """One sha256 over what the pages show: figures as readers see them, by id."""
    return inputs_digest({ident: flat(text) for ident, text in texts.items()})


def review(report: Path, output: Path | None, filled: Path | None, tables: Tables) -> int:
    """Write the sheet, or tell what a filled one says of the report as it is now.

    Args:
        report: Folder of a published report.
        output: The sheet to write; None for the one beside the folder.
        filled: A filled sheet, to read it instead.
        tables: Meaning of columns.

    Returns:
        0 when the sheet was written or nothing is open, 1 when observations are open, 2 when it cannot be done.
    """
    try:
        run, pages = read_run(report), shown_on_pages(report)
    except NotARunError as error:
        return refuse(str(error))
    if run.year is None or not pages:
        return refuse(f"{report}: no es la carpeta de un reporte publicado: faltan sus páginas o run.json")
    rows = review_rows(run, pages, tables)
    return _tell(filled, run, rows, tables) if filled else _write(report, output, run, rows)


def _write(report: Path, output: Path | None, run: Run, rows: Rows) -> int:
    folder = report.resolve()
    path = output or report.parent / f"revision-{folder.name}.xlsx"
    if path.resolve().is_relative_to(folder):
        return refuse(f"{path}: la carpeta del reporte no se toca; indique otra con --output")
    if path.exists():
        return refuse(f"{path}: ya existe y no se sobrescribe; léala con --filled o dé otro nombre con --output")
    texts = {row["id"]: row["texto"] for row in rows}
    try:
        write_review(path, rows, run.year or 0, inputs_digest(run.inputs), figures_digest(texts))
    except OSError as error:
        return refuse(f"{path}: no se puede escribir: {error.strerror}")
    say(f"{path}: {plural('{:,} cifra por revisar.', '{:,} cifras por revisar.', len(rows)).format(len(rows))}")
    return DONE


def _tell(path: Path, run: Run, rows: Rows, tables: Tables) -> int:
    filled = read_review(path, run.year or 0)
    problems = in_reading_order(filled.problems)
    (refuse if errors(problems) else say)(*(problem.told for problem in problems))
    if errors(problems):
        return refuse("La hoja no se puede usar; corrija los errores y vuelva a leerla.")
    texts = {row["id"]: row["texto"] for row in rows}
    digest = inputs_digest(run.inputs)
    lines, waiting = outcome(filled, texts, lambda ident: figure_label(ident, tables, run), digest)
    say(*lines)
    return WAITING if waiting else DONE


def _joined(filled: FilledReview, texts: Mapping[str, str]) -> pd.DataFrame:
    """The rows of the sheet with what their figures read now (`now`) and what became of them (`state`)."""
    rows = pd.DataFrame(list(filled.answers.values()), columns=list(Answer._fields), dtype=object)
    now = rows["ident"].map({ident: flat(text) for ident, text in texts.items()})
    same = now.fillna("").map(mark) == rows["seen"]
    fates = [now.isna(), ~same, rows["verdict"] == YES]
    states = np.select(fates, [_State.gone, _State.changed, _State.closed], _State.open)
    return rows.assign(now=now, state=states)
