"""`python -m lib review FOLDER`: a sheet for the reviewers of a published report, and the same sheet read back."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.audit.manifest import SECTION_META, inputs_digest
from engine.audit.page_reader import read_page
from engine.audit.review_outcome import Outcome, figures_digest
from engine.audit.run_reading import NotARunError, Run, figure_label, read_run
from engine.audit.shown import shown_figures
from engine.audit.terminal import refuse, say
from engine.inputs.problems import errors, in_reading_order
from engine.inputs.review_reading import read_review
from engine.inputs.review_workbook import Made, write_review
from engine.spanish import plural
from engine.tables import Tables

DONE, OPEN, UNUSABLE = 0, 1, 2
_WHOLE_REPORT = ("", "all")

Pages = Mapping[str, Sequence[str]]
Rows = Sequence[Mapping[str, str]]


def shown_on_pages(folder: Path) -> dict[str, list[str]]:
    """Pages that show each figure, in reading order; the single file that holds them all is not one.

    Args:
        folder: A published report.
    """
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.html")):
        page = read_page(path.read_text(encoding="utf-8"))
        if page.meta.get(SECTION_META, [""])[0] in _WHOLE_REPORT:
            continue
        for ident in dict.fromkeys(pieces[0].ref for _block, pieces in shown_figures(page)):
            found.setdefault(ident, []).append(path.name)
    return found


def review_rows(run: Run, pages: Pages, tables: Tables) -> list[dict[str, str]]:
    """What the sheet tells of each figure.

    Args:
        run: The report.
        pages: Pages that show each figure, by id.
        tables: What columns mean and what codes are called.
    """
    return [
        {
            "cifra": figure_label(ident, tables, run),
            "texto": row["text"],
            "paginas": ", ".join(pages[ident]),
            "formula": row["formula"],
            "fuentes": row["sources"],
            "id": ident,
        }
        for ident in pages
        if (row := run.figures.get(ident))
    ]


def main(arguments: Sequence[str], tables: Tables) -> int:
    """Write the sheet, or tell what a filled one says of the report as it is now.

    Args:
        arguments: Command line after `review`.
        tables: What columns mean and what codes are called.

    Returns:
        0 when the sheet was written or nothing is open, 1 when observations are open, 2 when it cannot be done.
    """
    options = _parser().parse_args(arguments)
    try:
        run, pages = _read(options.folder)
    except NotARunError as error:
        return _refuse(str(error))
    rows = review_rows(run, pages, tables)
    return _tell(options.filled, run, rows, tables) if options.filled else _write(options, run, rows)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m lib review",
        description="Hace la hoja de revisión de un reporte publicado, o dice qué quedó de una hoja llena.",
    )
    parser.add_argument("folder", type=Path, metavar="CARPETA", help="carpeta del reporte, outputs/2024")
    one = parser.add_mutually_exclusive_group()
    one.add_argument(
        "--output",
        type=Path,
        metavar="ARCHIVO",
        help="hoja que se escribe (revision-2024.xlsx, junto a la carpeta)",
    )
    one.add_argument("--filled", type=Path, metavar="ARCHIVO", help="hoja llena, para leerla")
    return parser


def _read(folder: Path) -> tuple[Run, dict[str, list[str]]]:
    """A report and what its pages show.

    Raises:
        NotARunError: When the folder is not that of a published report.
    """
    run = read_run(folder)
    pages = shown_on_pages(folder)
    if run.year is None or not pages:
        raise NotARunError(f"{folder}: no es la carpeta de un reporte publicado: faltan sus páginas o run.json")
    return run, pages


def _write(options: argparse.Namespace, run: Run, rows: Rows) -> int:
    folder = options.folder.resolve()
    path = options.output or options.folder.parent / f"revision-{folder.name}.xlsx"
    if path.resolve().is_relative_to(folder):
        return _refuse(f"{path}: la carpeta del reporte no se toca; indique otra con --output")
    if path.exists():
        return _refuse(f"{path}: ya existe y no se sobrescribe; léala con --filled o dé otro nombre con --output")
    texts = {row["id"]: row["texto"] for row in rows}
    try:
        write_review(path, rows, Made(run.year or 0, inputs_digest(run.inputs), figures_digest(texts)))
    except OSError as error:
        return _refuse(f"{path}: no se puede escribir: {error.strerror}")
    written = plural("{path}: {count} cifra por revisar.", "{path}: {count} cifras por revisar.", len(rows))
    say(written.format(path=path, count=f"{len(rows):,}"))
    return DONE


def _tell(path: Path, run: Run, rows: Rows, tables: Tables) -> int:
    filled = read_review(path, run.year or 0)
    problems = in_reading_order(filled.problems)
    (refuse if errors(problems) else say)(*(problem.told for problem in problems))
    if errors(problems):
        return _refuse("La hoja no se puede usar; corrija los errores y vuelva a leerla.")
    texts = {row["id"]: row["texto"] for row in rows}
    outcome = Outcome(filled, texts, lambda ident: figure_label(ident, tables, run))
    say(*outcome.lines(inputs_digest(run.inputs)))
    return OPEN if outcome.open else DONE


def _refuse(message: str) -> int:
    refuse(message)
    return UNUSABLE
