"""The source of each table of a year: its CSV, the sheet of the workbook, or whichever of the two was filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.inputs.csv_files import read_csv, table_hash
from engine.inputs.fields import Table
from engine.inputs.files import Folder, table_file
from engine.inputs.headers import understand_header
from engine.inputs.problems import Place, Problem, errors
from engine.inputs.raw import RawTable
from engine.inputs.sidecars import TEMPLATE_HASH, Sidecar, check_sidecar, read_sidecar, sidecar_file
from engine.inputs.understanding import Reader, Understood
from engine.inputs.workbook_reading import PROVENANCE, Workbook


@dataclass
class Given:
    """What was given for one table.

    Attributes:
        understood: The table; None when it is not there or its columns cannot be told apart.
        sidecar: Its provenance.
        files: Files read, relative to the data folder.
        problems: Of the file as a whole.
    """

    understood: Understood | None = None
    sidecar: Sidecar = field(default_factory=dict)
    files: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)


def find_table(table: Table, year: int, folder: Folder, workbook: Workbook, reader: Callable[[], Reader]) -> Given:
    """Find and read one table of a year."""
    file = table_file(table, year)
    in_csv = _from_csv(table, file, folder, reader()) if folder.has(file) else None
    in_sheet = _from_sheet(table, workbook, reader()) if table.name in workbook.problems else None
    given = _choose(table, in_csv, in_sheet) if in_csv and in_sheet else in_csv or in_sheet or Given()
    if table.required and _content_hash(given) == given.sidecar.get(TEMPLATE_HASH, "?"):
        message, advice = "la plantilla está sin llenar", "Complétela aquí o en el libro del año."
        given.problems.append(table.lacking(Place(given.files[0]), "sin_llenar", message, advice))
        given.understood = None
    if given.understood and given.understood.rows and given.sidecar:
        last = given.files[-1]
        place = Place(last) if last.endswith(".toml") else Place(last, PROVENANCE)
        given.problems += check_sidecar(given.sidecar, table.name, place)
    return given


def without_provenance(given: Mapping[str, Given], workbook: Workbook) -> list[Problem]:
    """The tables of the workbook that no row of its sheet of provenance is about, said once."""
    names = [
        name
        for name, item in given.items()
        if item.files == (workbook.file,) and not item.sidecar and item.understood and item.understood.rows
    ]
    if not names:
        return []
    message = f"la hoja no dice de dónde vienen: {', '.join(names)}"
    advice = "Cópiela de la plantilla y complétela: documento, ubicación y tipo de los datos."
    return [Place(workbook.file, PROVENANCE).warning("procedencia", message, advice)]


def _from_csv(table: Table, file: str, folder: Folder, reader: Reader) -> Given:
    content, problems = folder.read(file)
    raw, found = (None, []) if content is None else read_csv(content, file, table.columns)
    sidecar, sidecar_problems = read_sidecar(folder, file)
    problems = [*problems, *found, *sidecar_problems]
    understood = _understand(raw, table, reader, problems) if raw else None
    return Given(understood, sidecar, (file, sidecar_file(file)), problems)


def _from_sheet(table: Table, workbook: Workbook, reader: Reader) -> Given:
    raw, problems = workbook.tables.get(table.name), list(workbook.problems[table.name])
    understood = _understand(raw, table, reader, problems) if raw else None
    return Given(understood, workbook.sidecars.get(table.name, {}), (workbook.file,), problems)


def _understand(raw: RawTable, table: Table, reader: Reader, problems: list[Problem]) -> Understood | None:
    raw, found = understand_header(raw, table)
    problems += found
    return None if errors(found) else reader.understand(raw)


def _choose(table: Table, in_csv: Given, in_sheet: Given) -> Given:
    """The one that was filled in; both when they say the same; otherwise nobody can know."""
    template = in_csv.sidecar.get(TEMPLATE_HASH)
    if _content_hash(in_sheet) == template or _same(in_csv, in_sheet):
        return in_csv
    if _content_hash(in_csv) == template:
        in_sheet.sidecar = in_csv.sidecar | {key: value for key, value in in_sheet.sidecar.items() if value}
        return in_sheet
    in_csv.problems += [*in_sheet.problems, _conflict(table, in_csv, in_sheet)]
    return in_csv


def _content_hash(given: Given) -> str:
    if given.understood is None:
        return ""
    raw = given.understood.raw
    return table_hash(raw.header, [row.cells for row in raw.rows])


def _same(in_csv: Given, in_sheet: Given) -> bool:
    if in_csv.understood is None or in_sheet.understood is None:
        return False
    return in_csv.understood.records == in_sheet.understood.records


def _conflict(table: Table, in_csv: Given, in_sheet: Given) -> Problem:
    advice = "Deje los datos en uno solo: borre el CSV o la hoja."
    one, other = in_csv.understood, in_sheet.understood
    if one is None or other is None:
        return Place(in_csv.files[0]).error("dos_fuentes", "la tabla está en el CSV y en el libro", advice)
    different = (
        (key, column)
        for key, record in one.records.items()
        for column in table.columns
        if other.records.get(key, {}).get(column) != record[column]
    )
    key, column = next(different, ("", ""))
    message = f"el CSV y la hoja {table.name} de {in_sheet.files[0]} tienen datos distintos"
    value = one.records[key][column] if key else None
    return one.key_place(key, column).error("dos_fuentes", message, advice, "" if value is None else value)
