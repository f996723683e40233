"""Which reports a call asks for: one year, several, or the parameter sets of a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.run.arguments import Options, UsageError, usable_name
from engine.suite import Suite

COLUMNS = ("name", "year", "data_dir")


@dataclass(frozen=True)
class ReportSet:
    """One report to produce."""

    name: str  # of its folder in the output folder
    year: int
    data_dir: Path

    def parameters(self, suite: Suite) -> dict[str, Any]:
        """Parameters of its notebooks; the project's own data folder is left to the notebooks' default."""
        return {"year": self.year, "data_dir": "" if self.data_dir == suite.data_dir else str(self.data_dir)}


def reports_of(options: Options) -> list[ReportSet]:
    """The reports that were asked for.

    Raises:
        UsageError: For years without a data folder, or a file of sets that cannot be read; every fault at once.
    """
    if options.matrix:
        return read_matrix(options.matrix, options.data_dir)
    root = options.data_dir
    available = sorted(int(path.name) for path in root.glob("[0-9]" * 4) if path.is_dir())
    if not available and not options.year:
        raise UsageError([f"no hay ningún año en {root}. Cree uno con «python -m lib new-year AAAA»."])
    years, known = options.year or (available[-1],), ", ".join(map(str, available)) or "ninguno"
    missing = [
        f"no hay datos del año {year} en {root}; años disponibles: {known}. Cree la carpeta con «python -m lib new-year {year}»."
        for year in years
        if year not in available
    ]
    if missing:
        raise UsageError(missing)
    return [ReportSet(options.name or str(year), year, root) for year in years]


def read_matrix(file: Path, data_dir: Path) -> list[ReportSet]:
    """Reports listed in a file: TOML with a table `[[set]]` each, or CSV with a row each.

    Args:
        file: Gives `year` and optionally `name` (of the report's folder) and `data_dir` (relative to the file).
        data_dir: Data folder of the sets that name none.

    Raises:
        UsageError: With every fault of the file.
    """
    try:
        rows = _rows(file)
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError([f"{file}: no se puede leer: {error}"]) from error
    faults = [f"{file}: no hay ningún juego de parámetros"] if not rows else []
    faults += [f"{file.name}, juego {number}: {fault}" for number, row in enumerate(rows, 1) for fault in _faults(row)]
    names = [str(row.get("name", row.get("year"))).casefold() for row in rows]  # one folder where capitals do not count
    faults += [f"{file.name}: el nombre «{name}» se repite" for name in sorted(set(names)) if names.count(name) > 1]
    if faults:
        raise UsageError(faults)
    return [
        ReportSet(
            str(row.get("name", row["year"])),
            int(row["year"]),
            file.parent / str(row["data_dir"]) if "data_dir" in row else data_dir,
        )
        for row in rows
    ]


def _rows(file: Path) -> list[dict[str, Any]]:
    import csv  # imported here: a run that changes nothing should load as little as it can
    import tomllib

    if file.suffix.lower() == ".toml":
        found = tomllib.loads(file.read_text(encoding="utf-8-sig")).get("set", [])
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            raise ValueError("se espera una tabla [[set]] por juego")
        return found
    with file.open(encoding="utf-8-sig", newline="") as stream:
        try:
            return [{str(key): value for key, value in row.items() if value} for row in csv.DictReader(stream)]
        except csv.Error as error:
            raise ValueError(str(error)) from error


def _faults(row: dict[str, Any]) -> list[str]:
    known = ", ".join(COLUMNS)
    faults = [f"parámetro desconocido «{name}»; los parámetros son {known}" for name in row if name not in COLUMNS]
    if not re.fullmatch(r"[0-9]{4}", str(row.get("year", ""))):
        faults.append("«year» debe ser un año como 2024")
    if "name" in row and not usable_name(str(row["name"])):
        faults.append(f"«{row['name']}» no sirve de nombre de carpeta")
    return faults
