"""The source of each table of a year: its CSV or the sheet of the workbook, and what is said of where it comes from.

A sidecar (`<table>.meta.toml`, or a row of the workbook) tells who produced a table, which document it comes from, and
whether it is published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from engine.inputs.context import Understood
from engine.inputs.fields import Table
from engine.inputs.files import Folder, table_file
from engine.inputs.folding import fold
from engine.inputs.problems import Place, Problem, errors
from engine.inputs.raw import RawTable, read_csv, table_hash, understand_header

if TYPE_CHECKING:
    from engine.inputs.workbook_reading import Workbook

Sidecar = dict[str, object]

KINDS = ("publicado", "estimado", "sintetico", "norma", "propio")
SYNTHETIC = "sintetico"
TEMPLATE_HASH = "plantilla_sha256"
REQUIRED_KEYS = ("titulo", "descripcion", "productor", "documento", "ubicacion", "fecha", "licencia", "tipo")
SIGNED_OFF = "visto_bueno"  # who approved the data, and when; may be blank
KEYS = (*REQUIRED_KEYS, SIGNED_OFF)
PROVENANCE = "Procedencia"
_YEAR = re.compile(r"(?<!\b\d{3}-)(?<!\b0\d{3}-)(?<!\b\d{5}-)\b(?:19|20)\d\d\b")  # not that of a law: D.S. 003-2024


@dataclass
class Given:
    """What was given for one table."""

    raw: RawTable | None = None  # its cells as they arrived
    understood: Understood | None = None  # None when it is not there or its columns cannot be told apart
    sidecar: Sidecar = field(default_factory=dict)
    files: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    @property
    def hash(self) -> str:
        """sha256 of its cells as a CSV file; empty when it is not understood."""
        raw = self.understood.raw if self.understood else None
        return table_hash(raw.header, raw.rows.values()) if raw else ""


def find_table(
    table: Table, year: int, folder: Folder, workbook: Workbook, understand: Callable[[RawTable], Understood]
) -> Given:
    """Find and read one table of a year."""
    if table.finder:
        return table.finder(table, year, folder)
    file = table_file(table, year)
    in_csv, in_sheet = _csv(table, folder, file) if folder.has(file) else None, workbook.sheets.get(table.name)
    for each in filter(None, (in_csv, in_sheet)):
        if each.raw:
            raw, found = understand_header(each.raw, table)
            each.problems += found
            each.understood = None if errors(found) else understand(raw)
    given = _choose(table, in_csv, in_sheet) if in_csv and in_sheet else in_csv or in_sheet or Given()
    if (unfilled := given.hash == given.sidecar.get(TEMPLATE_HASH, "?")) and table.required:
        given.problems.append(table.lacking(Place(given.files[0]).problem("sin_llenar")))
        given.understood = None
    if given.understood and given.understood.rows and given.sidecar and not unfilled:
        given.problems += check_sidecar(given.sidecar, table.name, given.files[-1], year if table.yearly else None)
    return given


def _csv(table: Table, folder: Folder, file: str) -> Given:
    content, problems = folder.read(file)
    raw, found = (None, []) if content is None else read_csv(content, file, table.columns)
    sidecar, unknown = read_sidecar(folder, file)
    return Given(raw, None, sidecar, (file, sidecar_file(file)), [*problems, *found, *unknown])


def _choose(table: Table, in_csv: Given, in_sheet: Given) -> Given:
    """The one that was filled in; both when they say the same; otherwise nobody can know."""
    template = in_csv.sidecar.get(TEMPLATE_HASH)
    one, other = in_csv.understood, in_sheet.understood
    if in_sheet.hash == template or (one and other and one.records == other.records):
        return in_csv
    if in_csv.hash == template:
        in_sheet.sidecar = in_csv.sidecar | {key: value for key, value in in_sheet.sidecar.items() if value}
        return in_sheet
    in_csv.problems += in_sheet.problems
    if one is None or other is None:
        in_csv.problems.append(Place(in_csv.files[0]).problem("dos_fuentes"))
        return in_csv
    different = (
        (one.raw.place(one.keys[key], column), record[column])
        for key, record in one.records.items()
        for column in table.columns
        if other.records.get(key, {}).get(column) != record[column]
    )
    place, value = next(different, (one.raw.place(), None))
    in_csv.problems.append(place.problem("dos_fuentes-distintas", value, table=table.name, book=in_sheet.files[0]))
    return in_csv


def table_of(source: str) -> str:
    """The table of a cell, from its place: `file:row:column`, or `book#sheet:row:column`."""
    file, _sharp, sheet = source.partition(":")[0].partition("#")
    return fold(sheet) or PurePosixPath(file).stem


def sidecar_file(file: str) -> str:
    """The sidecar of a CSV."""
    return str(PurePosixPath(file).with_suffix(".meta.toml"))


def read_sidecar(folder: Folder, file: str) -> tuple[Sidecar, list[Problem]]:
    """The content of the sidecar beside a CSV that was read, empty when there is none, and what is wrong with it."""
    place = Place(sidecar_file(file))
    if not folder.has(place.file):
        return {}, [place.problem("procedencia-falta")]
    content, problems = folder.toml(place.file)
    if content is None:
        return {}, problems
    expected, found = content.get("sha256"), folder.hashes.get(file, "")
    changed = expected and found and expected != found
    return content, [place.problem("huella", found=found)] if changed else []


def check_sidecar(content: Sidecar, table: str, file: str, year: int | None = None) -> list[Problem]:
    """What a sidecar lacks or says in an unknown way; that of a year's table is not of the years before."""
    place = Place(file) if file.endswith(".toml") else Place(file, PROVENANCE)
    missing = ", ".join(key for key in REQUIRED_KEYS if not content.get(key))
    problems = [place.problem("procedencia-claves", table=table, keys=missing)] if missing else []
    kind, documents = content.get("tipo"), content.get("documento", "")
    told = [content.get("fecha", ""), "; ".join(map(str, documents)) if isinstance(documents, list) else documents]
    if old := [text for text in map(str, told) if 0 < max(map(int, _YEAR.findall(text)), default=0) < (year or 0)]:
        problems.append(place.problem("procedencia-anterior", old[0], table=table, year=year))
    if kind and kind not in KINDS:
        problems.append(place.problem("procedencia-tipo", kind, table=table, kinds=", ".join(KINDS)))
    return problems


def without_provenance(given: Mapping[str, Given], workbook: Workbook) -> list[Problem]:
    """The tables of the workbook that no row of its sheet of provenance is about, said once."""
    names = [
        name
        for name, item in given.items()
        if item.files == (workbook.file,) and not item.sidecar and item.understood and item.understood.rows
    ]
    place = Place(workbook.file, PROVENANCE)
    return [place.problem("procedencia-hoja", tables=", ".join(names))] if names else []
