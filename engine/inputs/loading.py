"""Read a reporting year: files to `YearData`, a bundle of checked frames whose numbers are `Traced`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from engine.inputs.context import Context
from engine.inputs.corrections import Correction, apply_corrections, corrections_file, read_corrections
from engine.inputs.fields import CODE_UNIT, Table
from engine.inputs.files import REFERENCE, Folder, impossible_year, missing_table, unused_files, workbook_file
from engine.inputs.frames import empty_frame, to_frame
from engine.inputs.problems import DataError, Problem, errors, in_reading_order, warnings
from engine.inputs.rules import FILE as RULES_FILE
from engine.inputs.rules import read_rules
from engine.inputs.schema import Schema
from engine.inputs.sidecars import is_synthetic, sidecar_file
from engine.inputs.soundness import sound_tables
from engine.inputs.sources import Given, find_table, without_provenance
from engine.inputs.understanding import Reader, Understood
from engine.inputs.validity import in_force
from engine.inputs.workbook_reading import Workbook, read_workbook
from engine.inputs.year_data import YearData, overridden


@dataclass(frozen=True)
class _Reading:
    """One year read: the bundle, the tables it was made from, and every problem."""

    data: YearData
    context: Context
    problems: list[Problem]


def load_year(schema: Schema, year: int, data_dir: str | Path = "") -> YearData:
    """Read and check all tables of a year.

    Args:
        schema: The declarations.
        year: Reporting year.
        data_dir: Data folder; empty for the project's own.

    Raises:
        DataError: With every problem that stops the run.
    """
    data, problems = examine(schema, year, data_dir)
    stopping = errors(problems)
    if data is None or stopping:
        raise DataError(stopping)
    return data


def check_year(schema: Schema, year: int | str, data_dir: str | Path = "") -> list[Problem]:
    """Every problem of a year's data, warnings included; never raises for a fault of the data.

    Args:
        schema: The declarations.
        year: Reporting year.
        data_dir: Data folder; empty for the project's own.
    """
    return examine(schema, year, data_dir)[1]


def examine(schema: Schema, year: int | str, data_dir: str | Path = "") -> tuple[YearData | None, list[Problem]]:
    """The year, when there is one, and every problem of its data; arguments as `check_year`."""
    folder = Folder(data_dir)
    if fault := impossible_year(schema, year, folder):
        return None, [fault]
    *before, reading = _read_years(schema, int(year), folder)
    found = [problem for each in before for problem in errors(each.problems)]
    return reading.data, in_reading_order(found + reading.problems)


def read_context(schema: Schema, year: int, data_dir: str | Path = "") -> tuple[Context, Context | None]:
    """The reference tables, and those of the newest year before `year` when there is one.

    Raises:
        DataError: When they hold errors.
    """
    folder = Folder(data_dir)
    earlier = [each for each in folder.years() if each < year]
    readings = _read_years(schema, earlier[-1], folder) if earlier else []
    given = _read_tables(schema, schema.reference, year, folder, Workbook(), {})
    sound, problems = sound_tables(_understood(given))
    reference, misused = in_force(schema, sound, year)
    problems += [*misused, *(problem for item in given.values() for problem in item.problems)]
    problems += [problem for item in readings for problem in item.problems]
    if errors(problems):
        raise DataError(errors(in_reading_order(problems)))
    return Context(reference, year, {}), readings[-1].context if readings else None


def _read_years(schema: Schema, year: int, folder: Folder) -> list[_Reading]:
    """The years present up to `year`, oldest first, each compared with the one before."""
    reference = _read_tables(schema, schema.reference, year, folder, Workbook(), {})
    readings: list[_Reading] = []
    for each in [earlier for earlier in folder.years() if earlier < year] + [year]:
        readings.append(_read_year(schema, each, folder, reference, readings[-1] if readings else None))
    return readings


def _understood(given: Mapping[str, Given]) -> dict[str, Understood]:
    return {name: item.understood for name, item in given.items() if item.understood}


def _read_year(
    schema: Schema, year: int, folder: Folder, reference: dict[str, Given], earlier: _Reading | None
) -> _Reading:
    book = workbook_file(year)
    workbook = read_workbook(schema.yearly, folder, book) if folder.has(book) else Workbook()
    given = reference | _read_tables(schema, schema.yearly, year, folder, workbook, reference)
    rules, problems = read_rules(schema.rules, year, folder)
    problems = problems + workbook.problems.get("", []) + without_provenance(given, workbook)
    corrections, incorrect = read_corrections(year, folder)
    understood, stale = apply_corrections(_understood(given), corrections)
    problems += [problem for item in given.values() for problem in item.problems] + incorrect + stale
    problems += unused_files(schema, REFERENCE, folder) + unused_files(schema, str(year), folder)
    sound, faults = sound_tables(understood)
    holding, misused = in_force(schema, sound, year)
    context = Context(holding, year, rules, earlier.context if earlier else None)
    problems = in_reading_order([*problems, *faults, *misused, *schema.check(context)])
    data = _bundle(schema, context, folder, given, corrections, problems, earlier.data if earlier else None)
    return _Reading(data, context, problems)


def _read_tables(
    schema: Schema, tables: Iterable[Table], year: int, folder: Folder, workbook: Workbook, before: Mapping[str, Given]
) -> dict[str, Given]:
    """Read tables in order; each knows the codes of those read before."""
    given = dict(before)
    for table in tables:
        known = {name: item.keys.keys() for name, item in _understood(given).items()}
        found = find_table(table, year, folder, workbook, partial(Reader, table, known, _units(table, given)))
        if not found.files and table.required and not workbook.unreadable:
            found.problems.append(missing_table(schema, table, year, folder, workbook.file))
        given[table.name] = found
    return {name: item for name, item in given.items() if name not in before}


def _units(table: Table, given: Mapping[str, Given]) -> dict[str, str]:
    """Unit of each code that the table's key may name."""
    names = table.field(table.key[0]).refers_to if any(item.unit == CODE_UNIT for item in table.fields) else ()
    found = [given[name].understood for name in names if name in given]
    return {key: str(record.get("unidad") or "") for item in found if item for key, record in item.records.items()}


def _others(schema: Schema, year: int, folder: Folder) -> set[str]:
    """The year's other files, read so that they are recorded; whoever uses them tells their faults."""
    names = [f"{place}/{name}" for place in (REFERENCE, year) for name in schema.others]
    found = {file for name in names for file in (name, sidecar_file(name)) if folder.has(file)}
    for file in found:
        folder.read(file)
    return found


def _bundle(
    schema: Schema,
    context: Context,
    folder: Folder,
    given: Mapping[str, Given],
    corrections: list[Correction],
    problems: list[Problem],
    previous: YearData | None,
) -> YearData:
    sidecars = {name: item.sidecar for name, item in given.items() if item.sidecar}
    frames = {
        name: to_frame(context.tables[name], corrections) if name in context.tables else empty_frame(table)
        for name, table in schema.tables.items()
    }
    for table in schema.yearly:
        if table.overrides:
            frames[table.overrides] = overridden(frames[table.overrides], frames[table.name], table)
    files = {file for item in given.values() for file in item.files} | {RULES_FILE, corrections_file(context.year)}
    files |= _others(schema, context.year, folder)
    hashes = {file: folder.hashes[file] for file in sorted(files) if file in folder.hashes}
    return YearData(
        schema,
        context.year,
        frames,
        context.rules,
        sidecars,
        (previous.hashes if previous else {}) | hashes,
        tuple(warnings(problems)),
        tuple(corrections),
        is_synthetic(sidecars),
        previous,
        folder.root,
    )
