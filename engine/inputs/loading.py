"""Read a reporting year: files to `YearData`, a bundle of checked frames whose numbers are `Traced`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from engine.audit.identity_files import identity_files
from engine.inputs.context import Context
from engine.inputs.corrections import Correction, apply_corrections, read_corrections
from engine.inputs.fields import CODE_UNIT, Table
from engine.inputs.files import (
    REFERENCE,
    data_root,
    missing_table,
    missing_year,
    relative,
    unused_files,
    valid_year,
    workbook_path,
    years_available,
)
from engine.inputs.frames import empty_frame, to_frame
from engine.inputs.problems import DataError, Problem, errors, in_reading_order, warnings
from engine.inputs.rules import FILE as RULES_FILE
from engine.inputs.rules import read_rules
from engine.inputs.schema import Schema
from engine.inputs.sidecars import file_hash, is_synthetic
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
    data, problems = _examine(schema, year, data_root(data_dir))
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
    return _examine(schema, year, data_root(data_dir))[1]


def read_context(schema: Schema, year: int, root: Path) -> tuple[Context, Context | None]:
    """The reference tables, and those of the newest year before `year` when there is one.

    Raises:
        DataError: When they hold errors.
    """
    earlier = [each for each in years_available(root) if each < year]
    readings = _read_years(schema, earlier[-1], root) if earlier else []
    given = _read_tables(schema, schema.reference, year, root, Workbook(), {})
    sound, problems = sound_tables(_understood(given))
    reference, misused = in_force(schema, sound, year)
    problems += misused + [problem for item in (*given.values(), *readings) for problem in item.problems]
    if errors(problems):
        raise DataError(errors(in_reading_order(problems)))
    return Context(reference, year, {}), readings[-1].context if readings else None


def _examine(schema: Schema, year: int | str, root: Path) -> tuple[YearData | None, list[Problem]]:
    fault = valid_year(year, root) or missing_year(schema, int(year), root)
    if fault:
        return None, [fault]
    *before, reading = _read_years(schema, int(year), root)
    found = [problem for each in before for problem in errors(each.problems)]
    return reading.data, in_reading_order(found + reading.problems)


def _read_years(schema: Schema, year: int, root: Path) -> list[_Reading]:
    """The years present up to `year`, oldest first, each compared with the one before."""
    reference = _read_tables(schema, schema.reference, year, root, Workbook(), {})
    readings: list[_Reading] = []
    for each in [earlier for earlier in years_available(root) if earlier < year] + [year]:
        readings.append(_read_year(schema, each, root, reference, readings[-1] if readings else None))
    return readings


def _understood(given: Mapping[str, Given]) -> dict[str, Understood]:
    return {name: item.understood for name, item in given.items() if item.understood}


def _read_year(
    schema: Schema, year: int, root: Path, reference: dict[str, Given], earlier: _Reading | None
) -> _Reading:
    workbook = _workbook(schema, year, root)
    given = reference | _read_tables(schema, schema.yearly, year, root, workbook, reference)
    rules, problems = read_rules(schema.rules, year, root)
    problems += workbook.problems.get("", []) + without_provenance(given, workbook)
    corrections, correction_problems = read_corrections(year, root)
    understood, stale = apply_corrections(_understood(given), corrections)
    problems += [problem for item in given.values() for problem in item.problems] + correction_problems + stale
    problems += unused_files(schema, root / REFERENCE, root)
    problems += unused_files(schema, root / str(year), root)
    sound, faults = sound_tables(understood)
    holding, misused = in_force(schema, sound, year)
    context = Context(holding, year, rules, earlier.context if earlier else None)
    problems = in_reading_order(problems + faults + misused + list(schema.check(context)))
    data = _bundle(schema, context, root, given, corrections, problems, earlier.data if earlier else None)
    return _Reading(data, context, problems)


def _workbook(schema: Schema, year: int, root: Path) -> Workbook:
    path = workbook_path(year, root)
    return read_workbook(schema.yearly, path, relative(path, root)) if path.exists() else Workbook()


def _read_tables(
    schema: Schema, tables: Iterable[Table], year: int, root: Path, workbook: Workbook, before: Mapping[str, Given]
) -> dict[str, Given]:
    """Read tables in order; each knows the codes of those read before."""
    given = dict(before)
    for table in tables:
        known = {name: item.keys for name, item in _understood(given).items()}
        found = find_table(table, year, root, workbook, partial(Reader, table, known, _units(table, given)))
        if not found.files and table.required and not workbook.unreadable:
            found.problems.append(missing_table(schema, table, year, root, workbook.file))
        given[table.name] = found
    return {name: item for name, item in given.items() if name not in before}


def _units(table: Table, given: Mapping[str, Given]) -> dict[str, str]:
    """Unit of each code that the table's key may name."""
    names = table.field(table.key[0]).refers_to if any(item.unit == CODE_UNIT for item in table.fields) else ()
    found = [given[name].understood for name in names if name in given]
    return {key: str(record.get("unidad") or "") for item in found if item for key, record in item.records.items()}


def _bundle(
    schema: Schema,
    context: Context,
    root: Path,
    given: Mapping[str, Given],
    corrections: list[Correction],
    problems: list[Problem],
    previous: YearData | None,
) -> YearData:
    sidecars = {name: item.sidecar for name, item in given.items() if item.sidecar}
    frames = {
        name: to_frame(context.tables[name], _units(table, given), corrections)
        if name in context.tables
        else empty_frame(table)
        for name, table in schema.tables.items()
    }
    for table in schema.yearly:
        if table.overrides:
            frames[table.overrides] = overridden(frames[table.overrides], frames[table.name], schema, table.name)
    hashes = (previous.hashes if previous else {}) | _hashes(context.year, root, given)
    return YearData(
        schema,
        context.year,
        frames,
        context.rules,
        sidecars,
        hashes,
        tuple(warnings(problems)),
        tuple(corrections),
        is_synthetic(sidecars),
        previous,
        root,
    )


def _hashes(year: int, root: Path, given: Mapping[str, Given]) -> dict[str, str]:
    names = {file for item in given.values() for file in item.files} | {RULES_FILE, f"{year}/corrections.toml"}
    names |= {name for file in identity_files(year) for name in (file, file.replace(".toml", ".meta.toml"))}
    return {name: file_hash(root / name) for name in sorted(names) if (root / name).exists()}
