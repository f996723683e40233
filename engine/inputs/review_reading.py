"""A review workbook as its reviewers return it: what each row says, and everything that keeps it from being used.

Rows are found by their id, wherever they stand; hidden ones count, because reviewers filter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.inputs.cells import read_yes_no, reading_problem
from engine.inputs.files import Folder
from engine.inputs.folding import fold, one_line, squeeze
from engine.inputs.problems import Place, Problem
from engine.inputs.raw import RawTable, understand_header
from engine.inputs.review_workbook import COUNT, DATA, FIGURES, REVIEW, SHEET, YEAR, mark
from engine.inputs.workbook_reading import INSTRUCTIONS, Books, merged_cells, open_twice, sheet_table

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

YES, NO = "si", "no"
_MIDNIGHT = " 00:00:00"
_FIRST_ROWS = 100
Facts = Mapping[str, tuple[int | None, str]]


class Answer(NamedTuple):
    """What a row of the sheet says of a figure."""

    ident: str  # id of the figure
    label: str  # what the sheet calls it
    text: str  # how it read when the sheet was made; empty when somebody wrote over it
    seen: str  # code of that text, as `mark` gives it
    verdict: str = ""  # `si`, `no` or empty
    observation: str = ""  # observation, reviewer and date: what was written, in one line
    reviewer: str = ""
    date: str = ""


@dataclass
class FilledReview:
    """A returned sheet: its rows by id, digests of what it was made from (empty when unsaid), errors and warnings."""

    answers: dict[str, Answer] = field(default_factory=dict)
    data: str = ""
    figures: str = ""
    problems: list[Problem] = field(default_factory=list)


def read_review(path: Path, year: int) -> FilledReview:
    """Read a returned workbook, with all its faults; `year` is that of the report it should be of."""
    place, folder = Place(path.name), Folder(path.parent)
    if not folder.has(path.name):
        return FilledReview(problems=[place.problem("archivo-revision")])
    content, problems = folder.read(path.name)
    books = open_twice(content, place) if content is not None else problems[0]
    if isinstance(books, Problem):
        return FilledReview(problems=[books])
    facts = _facts(books.shown)
    found = FilledReview(data=_fact(facts, DATA), figures=_fact(facts, FIGURES))
    found.problems += _year_problems(place, facts, year)
    if raw := _review_table(path.name, books, found):
        _read_rows(raw, found)
        found.problems += _dropped_rows(raw, found, _fact(facts, COUNT))
    return found


def _sheet(book: Workbook, title: str) -> Worksheet | None:
    return next((sheet for sheet in book.worksheets if fold(sheet.title) == fold(title)), None)


def _facts(book: Workbook) -> Facts:
    """Row and text beside each label of the first sheet, by folded label."""
    sheet = _sheet(book, INSTRUCTIONS)
    if sheet is None:
        return {}
    pairs = sheet.iter_rows(max_row=min(sheet.max_row, _FIRST_ROWS), max_col=2, values_only=True)
    rows = ((number, *cells) for number, cells in enumerate(pairs, start=1) if len(cells) == 2 and None not in cells)
    return {fold(str(label)): (number, squeeze(str(value))) for number, label, value in rows}


def _fact(facts: Facts, label: str) -> str:
    return facts.get(fold(label), (None, ""))[1]


def _year_problems(place: Place, facts: Facts, year: int) -> Iterator[Problem]:
    row, found = facts.get(fold(YEAR), (None, ""))
    place = replace(place, sheet=INSTRUCTIONS, row=row, column=YEAR, cell=f"B{row}" if row else "")
    if not found:
        yield place.problem("anio-revision")
    elif found != str(year):
        yield place.problem("anio-otra_revision", found, year=year)


def _review_table(file: str, books: Books, found: FilledReview) -> RawTable | None:
    """The sheet with its header understood; None when there is none."""
    sheet = _sheet(books.shown, SHEET)
    raw = sheet_table(file, sheet, books.written[sheet.title], REVIEW.columns) if sheet else None
    if sheet is None or not isinstance(raw, RawTable):
        found.problems.append(Place(file).problem("hoja-revision", sheet=SHEET))
        return None
    raw, problems = understand_header(raw, REVIEW)
    found.problems += [problem for problem in problems if problem.rule != "columna_renombrada"]
    found.problems += merged_cells(sheet, raw.header_row, raw.place())
    return raw


def _read_rows(raw: RawTable, found: FilledReview) -> None:
    rows: dict[str, int] = {}
    for row in raw.rows:
        cells = {name: row.cells[position] for name, position in raw.columns.items()}
        verdict = read_yes_no(cells.get("conforme", ""), blank=True)
        if verdict.fault:
            place = raw.place(row.number, "conforme")
            found.problems.append(reading_problem(place, verdict, cells.get("conforme", "")))
        answer = _answer(cells, "" if verdict.fault else verdict.text)
        if "id" in cells and "control" in cells:
            found.problems += _identity_problems(raw.place(row.number, "id"), cells, answer, rows)
        if answer.ident:
            rows.setdefault(answer.ident, row.number)
            found.answers.setdefault(answer.ident, answer)
            found.problems += _warnings(raw, row.number, cells, answer)


def _answer(cells: Mapping[str, str], verdict: str) -> Answer:
    given = {name: one_line(cells.get(name, "")) for name in REVIEW.columns}
    seen = given["control"].lower().partition("-")[2]
    text, date = given["texto"] if mark(given["texto"]) == seen else "", given["fecha"].removesuffix(_MIDNIGHT)
    return Answer(given["id"], given["cifra"], text, seen, verdict, given["observacion"], given["revisor"], date)


def _identity_problems(
    place: Place, cells: Mapping[str, str], answer: Answer, rows: Mapping[str, int]
) -> Iterator[Problem]:
    if not answer.ident:
        if any(cells.get(item.name, "").strip() for item in REVIEW.fields if item.fill):
            yield place.problem("id_vacio")
    elif squeeze(cells["control"]).lower().partition("-")[0] != mark(answer.ident):
        yield place.problem("id_cambiado", answer.ident)
    elif answer.ident in rows:
        yield place.problem("id_repetido", answer.ident, row=rows[answer.ident])


def _warnings(raw: RawTable, row: int, cells: Mapping[str, str], answer: Answer) -> Iterator[Problem]:
    if answer.seen and not answer.text and "texto" in raw.columns:
        yield raw.place(row, "texto").problem("texto_cambiado", squeeze(cells["texto"]))
    if answer.observation and not answer.reviewer:
        yield raw.place(row, "revisor").problem("sin_revisor")
    if answer.verdict == NO and not answer.observation:
        yield raw.place(row, "observacion").problem("sin_motivo")


def _dropped_rows(raw: RawTable, found: FilledReview, count: str) -> Iterator[Problem]:
    if count.isdecimal() and len(found.answers) < int(count) and "id" in raw.columns:
        yield raw.place().problem("filas_borradas", made=f"{int(count):,}", left=f"{len(found.answers):,}")
