"""Read a reporting year: files to `YearData`, a bundle of checked frames whose numbers are `Traced`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from engine.inputs.context import Context, Understood, understand
from engine.inputs.corrections import Correction, apply_corrections, read_corrections
from engine.inputs.fields import CODE_UNIT, Schema, Table
from engine.inputs.files import REFERENCE, Folder, impossible_year, missing_table, unused_files, workbook_file
from engine.inputs.problems import DataError, Problem, errors, in_reading_order
from engine.inputs.raw import RawTable
from engine.inputs.rules import read_rules
from engine.inputs.soundness import in_force, sound_tables
from engine.inputs.sources import SYNTHETIC, Given, find_table, sidecar_file, without_provenance
from engine.inputs.workbook_reading import Workbook, read_workbook
from engine.inputs.year_data import YearData, overridden, to_frame


class _Reading(NamedTuple):
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

    Arguments are those of `load_year`.
    """
    return examine(schema, year, data_dir)[1]


def examine(schema: Schema, year: int | str, data_dir: str | Path = "") -> tuple[YearData | None, list[Problem]]:
    """The year, when there is one, and every problem of its data; arguments as `check_year`."""
    folder = Folder(data_dir)
    if fault := impossible_year(schema, year, folder):
        return None, [fault]
    years = _Years(schema, folder)
    if years.problems:
        return None, years.problems
    *before, reading = years.until(int(year))
    found = [problem for each in before for problem in errors(each.problems)]
    return reading.data, in_reading_order(found + reading.problems)


def read_context(schema: Schema, year: int, data_dir: str | Path = "") -> tuple[Context, Context | None]:
    """The reference tables, and those of the newest year before `year` when there is one.

    Raises:
        DataError: When they hold errors.
    """
    folder = Folder(data_dir)
    years = _Years(schema, folder)
    if years.problems:
        raise DataError(years.problems)
    earlier = [each for each in folder.years() if each < year]
    readings = years.until(earlier[-1]) if earlier else []
    sound, problems = sound_tables(_understood(years.reference))
    reference, misused = in_force(years.schema, sound, year)
    problems += [*misused, *_told(years.reference), *(problem for item in readings for problem in item.problems)]
    if errors(problems):
        raise DataError(errors(in_reading_order(problems)))
    return Context(reference, year, {}, own=years.schema.own), readings[-1].context if readings else None


class _Years:
    """Reads the years of a data folder, each compared with the one before."""

    def __init__(self, schema: Schema, folder: Folder) -> None:
        self.schema, self.problems = schema.of(folder)
        self._folder = folder
        self.reference = self._tables(self.schema.reference, 0, Workbook(), {})

    def until(self, year: int) -> list[_Reading]:
        """The years present before one, and that one, oldest first."""
        readings: list[_Reading] = []
        for each in [earlier for earlier in self._folder.years() if earlier < year] + [year]:
            readings.append(self._year(each, readings[-1] if readings else None))
        return readings

    def _year(self, year: int, earlier: _Reading | None) -> _Reading:
        schema, folder, book = self.schema, self._folder, workbook_file(year)
        sheets = [table for table in schema.yearly if not table.endings]
        workbook = read_workbook(sheets, folder, book) if folder.has(book) else Workbook()
        given = self.reference | self._tables(schema.yearly, year, workbook, self.reference)
        rules, norm, problems = read_rules(schema.rules, year, folder)
        problems = problems + workbook.problems + without_provenance(given, workbook)
        corrections, incorrect = read_corrections(year, folder)
        understood, stale = apply_corrections(_understood(given), corrections)
        problems += [*_told(given), *incorrect, *stale]
        problems += unused_files(schema, REFERENCE, folder) + unused_files(schema, str(year), folder)
        sound, faults = sound_tables(understood)
        holding, misused = in_force(schema, sound, year)
        large = {
            name: folder.root / one.files[0] for name, one in given.items() if schema.tables[name].endings and one.files
        }
        context = Context(
            holding, year, rules, earlier.context if earlier else None, workbook.unreadable, large, schema.own
        )
        problems = in_reading_order([*problems, *faults, *misused, *schema.check(context)])
        data = self._bundle(context, given, tuple(corrections))
        doubts = tuple(problem for problem in problems if not problem.is_error)
        before = earlier.data if earlier else None
        return _Reading(replace(data, norm=norm, warnings=doubts, previous=before), context, problems)

    def _tables(
        self, tables: Iterable[Table], year: int, workbook: Workbook, before: Mapping[str, Given]
    ) -> dict[str, Given]:
        """Read tables in order; each knows the codes of those read before."""
        given: dict[str, Given] = {}
        for table in tables:
            others = _understood({**before, **given})
            known = {name: item.keys.keys() for name, item in others.items()}
            read = partial(understand, table, known=known, units=_units(table, others))
            given[table.name] = found = find_table(table, year, self._folder, workbook, read)
            if not found.files and table.required and not workbook.unreadable:
                found.problems.append(missing_table(self.schema, table, year, self._folder, workbook.file))
        return given

    def _bundle(self, context: Context, given: Mapping[str, Given], corrections: tuple[Correction, ...]) -> YearData:
        schema, folder, year = self.schema, self._folder, context.year
        frames = {}
        for name, table in schema.tables.items():
            understood = context.tables.get(name) or Understood(table, RawTable("", ()), {})
            frames[name] = to_frame(understood, corrections)
        for table in schema.yearly:
            if table.overrides:
                frames[table.overrides] = overridden(frames[table.overrides], frames[table.name], table)
        others = [f"{place}/{name}" for place in (REFERENCE, year) for name in schema.others]
        for file in others + [sidecar_file(name) for name in others]:
            if folder.has(file):  # read so that it is recorded; whoever uses it tells its faults
                folder.read(file)
        hashes = dict(sorted(folder.hashes.items()))
        sidecars = {name: item.sidecar for name, item in given.items() if item.sidecar}
        made_up = any(content.get("tipo") == SYNTHETIC for content in sidecars.values())
        data = YearData(schema, year, frames, context.rules, sidecars, hashes)
        return replace(data, corrections=corrections, synthetic=made_up, root=folder.root)


def _understood(given: Mapping[str, Given]) -> dict[str, Understood]:
    return {name: item.understood for name, item in given.items() if item.understood}


def _told(given: Mapping[str, Given]) -> list[Problem]:
    return [problem for item in given.values() for problem in item.problems]


def _units(table: Table, others: Mapping[str, Understood]) -> dict[str, str]:
    """Unit of each code that the table's key may name."""
    names = table.field(table.key[0]).refers_to if any(item.unit == CODE_UNIT for item in table.fields) else ()
    found = [others[name] for name in names if name in others]
    return {key: str(record.get("unidad") or "") for item in found for key, record in item.records.items()}
