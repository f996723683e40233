"""Read a reporting year: files to `YearData`, a bundle of checked frames whose numbers are `Traced`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

from engine.audit.identity_files import identity_files
from engine.inputs.corrections import Correction, apply_corrections, read_corrections
from engine.inputs.fields import Table
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
from engine.inputs.rules import Rules, read_rules
from engine.inputs.sidecars import Sidecar, file_hash, is_synthetic
from engine.inputs.soundness import sound_tables
from engine.inputs.sources import Given, find_table, without_provenance
from engine.inputs.understanding import Reader, Understood
from engine.inputs.validity import in_force
from engine.inputs.workbook_reading import Workbook, read_workbook
from lib.checks import Context, run_checks
from lib.declarations import TABLES


@dataclass(frozen=True)
class YearData:
    """Everything one year's report is made from.

    Attributes:
        year: Reporting year.
        tables: Frame per table of `schemas.TABLES`, indexed by its row key; numbers are `Traced`, texts are str.
            Those of reference hold only what is in force in the year.
        rules: The edition of rules.toml that holds in `year`, numbers as Decimal.
        sidecars: Content of each `.meta.toml`, by table.
        hashes: sha256 of each file read, those of earlier years included, by path relative to the data folder.
        warnings: What is doubtful but does not stop the run.
        corrections: Declared errors of the sources that were corrected at loading.
        synthetic: Whether any table is made up, so that every page must say so.
        previous: The newest earlier year present; None when there is none.
        root: Folder the data were read from.
    """

    year: int
    tables: dict[str, pd.DataFrame]
    rules: Rules
    sidecars: dict[str, Sidecar] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    corrections: tuple[Correction, ...] = ()
    synthetic: bool = False
    previous: YearData | None = None
    root: Path = Path()

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]


@dataclass(frozen=True)
class _Reading:
    """One year read: the bundle, the tables it was made from, and every problem."""

    data: YearData
    context: Context
    problems: list[Problem]


def load_year(year: int, data_dir: str | Path = "") -> YearData:
    """Read and check all tables of a year.

    Args:
        year: Reporting year.
        data_dir: Data folder; empty for the project's own.

    Raises:
        DataError: With every problem that stops the run.
    """
    data, problems = _examine(year, data_root(data_dir))
    stopping = errors(problems)
    if data is None or stopping:
        raise DataError(stopping)
    return data


def check_year(year: int, data_dir: str | Path = "") -> list[Problem]:
    """Every problem of a year's data, warnings included; never raises for a fault of the data.

    Args:
        year: Reporting year.
        data_dir: Data folder; empty for the project's own.
    """
    return _examine(year, data_root(data_dir))[1]


def read_context(year: int, root: Path) -> tuple[Context, Context | None]:
    """The reference tables, and those of the newest year before `year` when there is one.

    Raises:
        DataError: When they hold errors.
    """
    earlier = [each for each in years_available(root) if each < year]
    readings = _read_years(earlier[-1], root) if earlier else []
    given = _read_tables(_tables(yearly=False), year, root, Workbook(), {})
    sound, problems = sound_tables(_understood(given))
    reference, misused = in_force(sound, year)
    problems += misused + [problem for item in (*given.values(), *readings) for problem in item.problems]
    if errors(problems):
        raise DataError(errors(in_reading_order(problems)))
    return Context(reference, year, {}), readings[-1].context if readings else None


def _examine(year: int, root: Path) -> tuple[YearData | None, list[Problem]]:
    fault = valid_year(year, root) or missing_year(year, root)
    if fault:
        return None, [fault]
    *before, reading = _read_years(int(year), root)
    found = [problem for each in before for problem in errors(each.problems)]
    return reading.data, in_reading_order(found + reading.problems)


def _read_years(year: int, root: Path) -> list[_Reading]:
    """The years present up to `year`, oldest first, each compared with the one before."""
    reference = _read_tables(_tables(yearly=False), year, root, Workbook(), {})
    readings: list[_Reading] = []
    for each in [earlier for earlier in years_available(root) if earlier < year] + [year]:
        readings.append(_read_year(each, root, reference, readings[-1] if readings else None))
    return readings


def _understood(given: Mapping[str, Given]) -> dict[str, Understood]:
    return {name: item.understood for name, item in given.items() if item.understood}


def _tables(yearly: bool) -> list[Table]:
    return [table for table in TABLES.values() if table.yearly == yearly]


def _read_year(year: int, root: Path, reference: dict[str, Given], earlier: _Reading | None) -> _Reading:
    workbook = _workbook(year, root)
    given = reference | _read_tables(_tables(yearly=True), year, root, workbook, reference)
    rules, problems = read_rules(year, root)
    problems += workbook.problems.get("", []) + without_provenance(given, workbook)
    corrections, correction_problems = read_corrections(year, root)
    understood, stale = apply_corrections(_understood(given), corrections)
    problems += [problem for item in given.values() for problem in item.problems] + correction_problems + stale
    problems += unused_files(root / REFERENCE, root) + unused_files(root / str(year), root)
    sound, faults = sound_tables(understood)
    holding, misused = in_force(sound, year)
    context = Context(holding, year, rules, earlier.context if earlier else None)
    problems = in_reading_order(problems + faults + misused + run_checks(context))
    data = _bundle(context, root, given, corrections, problems, earlier.data if earlier else None)
    return _Reading(data, context, problems)


def _workbook(year: int, root: Path) -> Workbook:
    path = workbook_path(year, root)
    return read_workbook(path, relative(path, root)) if path.exists() else Workbook()


def _read_tables(
    tables: Iterable[Table], year: int, root: Path, workbook: Workbook, before: Mapping[str, Given]
) -> dict[str, Given]:
    """Read tables in order; each knows the codes of those read before."""
    given = dict(before)
    for table in tables:
        known = {name: item.keys for name, item in _understood(given).items()}
        units = _indicator_units(given)
        found = find_table(table, year, root, workbook, partial(Reader, table, known, units))
        if not found.files and table.required and not workbook.unreadable:
            found.problems.append(missing_table(table, year, root, workbook.file))
        given[table.name] = found
    return {name: item for name, item in given.items() if name not in before}


def _indicator_units(given: Mapping[str, Given]) -> dict[str, str]:
    indicators = given.get("indicators")
    if indicators is None or indicators.understood is None:
        return {}
    return {str(record["codigo"]): str(record["unidad"] or "") for record in indicators.understood.rows.values()}


def _bundle(
    context: Context,
    root: Path,
    given: Mapping[str, Given],
    corrections: list[Correction],
    problems: list[Problem],
    previous: YearData | None,
) -> YearData:
    sidecars = {name: item.sidecar for name, item in given.items() if item.sidecar}
    frames = {
        name: to_frame(context.tables[name], corrections) if name in context.tables else empty_frame(table)
        for name, table in TABLES.items()
    }
    frames["indicators"] = _with_own_baselines(frames["indicators"], frames["baselines"])
    hashes = (previous.hashes if previous else {}) | _hashes(context.year, root, given)
    return YearData(
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


def _with_own_baselines(indicators: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """The indicators with the baselines the year was reported with: a sheet that changes later does not move them."""
    known = own.index.intersection(indicators.index)
    kept = indicators.copy()
    for column in ("linea_base_anio", "linea_base_valor"):
        kept.loc[known, column] = own.loc[known, column]
    return kept


def _hashes(year: int, root: Path, given: Mapping[str, Given]) -> dict[str, str]:
    names = {file for item in given.values() for file in item.files} | {RULES_FILE, f"{year}/corrections.toml"}
    names |= {name for file in identity_files(year) for name in (file, file.replace(".toml", ".meta.toml"))}
    return {name: file_hash(root / name) for name in sorted(names) if (root / name).exists()}
