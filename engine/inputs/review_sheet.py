"""The reviewer's workbook: a row per figure the pages show with room for an opinion, written, and read as it returns.

Rows are found by their id, wherever they stand; hidden ones count, because reviewers filter.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from engine.inputs.cells import read_yes_no, reading_problem
from engine.inputs.fields import YES_NO, Field, Table
from engine.inputs.files import Folder
from engine.inputs.folding import fold, one_line, squeeze
from engine.inputs.problems import Place, Problem
from engine.inputs.raw import RawTable, understand_header
from engine.inputs.templates import HEADER, instructions
from engine.inputs.workbook_reading import INSTRUCTIONS, merged_cells, open_twice, sheet_table

if TYPE_CHECKING:
    import xlsxwriter
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "Revisión"
YEAR, COUNT, DATA, FIGURES = "Año del reporte", "Cifras", "Huella de los datos", "Huella de las cifras"
_TOLD = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_LOOKS = ("width", "heading", "wrapped")  # what is said of a column besides what it holds
_COLUMNS = tuple(
    Field(name, **{key: said for key, said in column.items() if key not in _LOOKS})
    for name, column in _TOLD["columns"].items()
)
REVIEW = Table("revision", False, ("id",), "Revisión de las cifras del reporte", _COLUMNS)
_MARK_LENGTH = 8
_ALLOWED_WHILE_LOCKED = {"format_columns": True, "format_rows": True, "autofilter": True}
_PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
YES, NO = "si", "no"
_MIDNIGHT = " 00:00:00"
_FIRST_ROWS = 100
Facts = Mapping[str, tuple[int | None, str]]
Sheets = Mapping[str, tuple["Worksheet", "Worksheet"]]  # as it shows and as it was written, by folded title


def mark(text: str) -> str:
    """A short code of a text, the same however its spaces were saved."""
    return hashlib.sha256(one_line(text).encode()).hexdigest()[:_MARK_LENGTH]


def control(ident: str, text: str) -> str:
    """The code that tells whether the id or the text of a row was edited."""
    return f"{mark(ident)}-{mark(text)}"


def write_review(path: Path, rows: Sequence[Mapping[str, str]], year: int, data: str, figures: str) -> None:
    """Write the workbook of a year: what is known of each figure, by column of `REVIEW`; an OSError leaves no file.

    `data` and `figures` are the digests of the report's input files and of its figures.
    """
    import xlsxwriter

    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **_PLAIN_TEXT}) as book:
        book.set_properties({"title": f"Revisión {year}", "created": datetime(year, 12, 31)})
        sheet, row = instructions(book, f"Revisión del reporte {year}", _TOLD["steps"], 24)
        facts = {YEAR: str(year), COUNT: str(len(rows)), DATA: data, FIGURES: figures}
        for number, (label, value) in enumerate(facts.items(), start=row):
            sheet.write_string(number, 0, label, book.add_format({"bold": True}))
            sheet.write_string(number, 1, value)
        _write_rows(book, rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.getvalue())


def _write_rows(book: xlsxwriter.Workbook, rows: Sequence[Mapping[str, str]]) -> None:
    """Given texts are locked and can never become formulas; the reviewer's cells are open, as text."""
    sheet, header = book.add_worksheet(SHEET), book.add_format(HEADER)
    for position, column in enumerate(_COLUMNS):
        told = _TOLD["columns"][column.name]
        sheet.write_string(0, position, told.get("heading", column.name), header)
        sheet.write_comment(0, position, column.description, {"x_scale": 2})
        sheet.set_column(position, position, told["width"])
        look = {"border": 1, "valign": "top", "text_wrap": told.get("wrapped", False)}
        given = book.add_format({**look, "bg_color": "#EDEDED", "quote_prefix": True})
        open_cell = book.add_format({**look, "bg_color": "#FFFBE6", "locked": False, "num_format": "@"})
        for number, row in enumerate(rows, start=1):
            if column.fill:
                sheet.write_blank(number, position, None, open_cell)
            else:
                text = control(row["id"], row["texto"]) if column.name == "control" else row[column.name]
                sheet.write_string(number, position, text, given)
        if column.kind == YES_NO and rows:
            sheet.data_validation(1, position, len(rows), position, _TOLD["choice"])
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(rows), len(_COLUMNS) - 1)
    sheet.protect(options=_ALLOWED_WHILE_LOCKED)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


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
    opened = open_twice(content, place) if content is not None else problems[0]
    if isinstance(opened, Problem):
        return FilledReview(problems=[opened])
    sheets = {fold(shown.title): (shown, written) for shown, written in reversed(opened)}  # the first of a title counts
    facts = _facts(sheets)
    found = FilledReview(data=_fact(facts, DATA), figures=_fact(facts, FIGURES))
    found.problems += _year_problems(place, facts, year)
    if raw := _review_table(path.name, sheets, found):
        _read_rows(raw, found)
        found.problems += _dropped_rows(raw, found, _fact(facts, COUNT))
    return found


def _facts(sheets: Sheets) -> Facts:
    """Row and text beside each label of the first sheet, by folded label."""
    if fold(INSTRUCTIONS) not in sheets:
        return {}
    sheet = sheets[fold(INSTRUCTIONS)][0]
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


def _review_table(file: str, sheets: Sheets, found: FilledReview) -> RawTable | None:
    """The sheet with its header understood; None when there is none."""
    pair = sheets.get(fold(SHEET))
    raw = sheet_table(file, *pair, REVIEW.columns) if pair else None
    if pair is None or not isinstance(raw, RawTable):
        found.problems.append(Place(file).problem("hoja-revision", sheet=SHEET))
        return None
    raw, problems = understand_header(raw, REVIEW)
    found.problems += [problem for problem in problems if problem.rule != "columna_renombrada"]
    found.problems += merged_cells(pair[0], raw.header_row, raw.place())
    return raw


def _read_rows(raw: RawTable, found: FilledReview) -> None:
    rows: dict[str, int] = {}
    for number, written in raw.rows.items():
        cells = {name: written[position] for name, position in raw.columns.items()}
        verdict = read_yes_no(cells.get("conforme", ""), blank=True)
        if verdict.fault:
            place = raw.place(number, "conforme")
            found.problems.append(reading_problem(place, verdict, cells.get("conforme", "")))
        answer = _answer(cells, "" if verdict.fault else verdict.text)
        if "id" in cells and "control" in cells:
            found.problems += _identity_problems(raw.place(number, "id"), cells, answer, rows)
        if answer.ident:
            rows.setdefault(answer.ident, number)
            found.answers.setdefault(answer.ident, answer)
            found.problems += _warnings(raw, number, cells, answer)


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
