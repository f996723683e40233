"""Where the data files are, and which of those found are not data."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from engine.inputs.fields import Table
from engine.inputs.problems import Place, Problem
from engine.inputs.schema import Schema

PROJECT_ROOT = Path(__file__).resolve().parents[2]
REFERENCE = "reference"
_IGNORED_PREFIXES = ("~$", ".")


def default_data_dir() -> Path:
    """The project's own `data/`."""
    return PROJECT_ROOT / "data"


def data_root(data_dir: str | Path = "") -> Path:
    """The data folder; the project's own when none is given."""
    return Path(data_dir) if data_dir else default_data_dir()


def years_available(data_dir: Path) -> list[int]:
    """Reporting years that have a folder, oldest first."""
    return sorted(int(path.name) for path in data_dir.glob("[0-9]" * 4) if path.is_dir())


def table_path(table: Table, year: int, root: Path) -> Path:
    """Where a table's CSV lives."""
    return root / (str(year) if table.yearly else REFERENCE) / f"{table.name}.csv"


def workbook_path(year: int, root: Path) -> Path:
    """Where a year's workbook lives."""
    return root / str(year) / f"{year}.xlsx"


def relative(path: Path, root: Path) -> str:
    """A file as the analyst knows it: relative to the data folder."""
    return path.relative_to(root).as_posix()


def valid_year(year: object, root: Path) -> Problem | None:
    """What is wrong with the year or the data folder asked for, before looking for its files."""
    if not root.is_dir():
        return Place(str(root)).error(
            "carpeta",
            "no existe la carpeta de datos",
            "Revise la ruta de la opción --data-dir o del parámetro data_dir.",
        )
    if isinstance(year, bool) or not str(year).isdecimal() or len(str(year)) != 4:
        return Place("year").error(
            "anio", "el año debe ser un número de cuatro cifras", "Escriba por ejemplo 2024.", year
        )
    return None


def missing_year(schema: Schema, year: int, root: Path) -> Problem | None:
    """A year without folder, with the years that have one."""
    if (root / str(year)).is_dir():
        return None
    present = ", ".join(map(str, years_available(root))) or "ninguno"
    return Place(f"{year}/").error(
        "anio",
        f"no hay datos del año {year}; años disponibles: {present}",
        f"Cree la carpeta con «{schema.command} new-year {year}».",
    )


def missing_table(schema: Schema, table: Table, year: int, root: Path, workbook: str = "") -> Problem:
    """A required table that is not there, with the file that may have been meant.

    Args:
        schema: The declared tables.
        table: The table.
        year: Reporting year.
        root: Data folder.
        workbook: The year's workbook, when there is one.
    """
    path = table_path(table, year, root)
    message = f"falta el archivo: {table.title}"
    place = Place(relative(path, root))
    close = get_close_matches(table.name, _unknown_stems(schema, path.parent), n=1, cutoff=0.6)
    if close:
        return place.error("archivo", message, f"¿Es «{close[0]}.csv»? Cámbiele el nombre.")
    if not table.yearly:
        return place.error("archivo", message, "Recupérelo del repositorio del proyecto.")
    if workbook:
        missing = f"falta la hoja {table.name}: {table.title}"
        return Place(workbook).error("archivo", missing, "Cópiela de la plantilla y complétela.")
    return place.error("archivo", message, f"Copie la plantilla que crea «{schema.command} new-year» y complétela.")


def unused_files(schema: Schema, folder: Path, root: Path) -> list[Problem]:
    """Data files whose name is no table's, so that nobody thinks they were read."""
    workbook = f"{folder.name}.xlsx"
    found = [
        path
        for path in sorted(folder.glob("*"))
        if path.suffix.lower() in (".csv", ".xlsx", ".xls", ".xlsm", ".ods")
        and not path.name.startswith(_IGNORED_PREFIXES)
    ]
    return [
        Place(relative(path, root)).warning(
            "archivo_sobrante",
            "el archivo no se usa: su nombre no es el de ninguna tabla",
            "Cámbiele el nombre por el de la plantilla o sáquelo de la carpeta.",
        )
        for path in found
        if path.name != workbook and (path.stem not in schema.tables or path.suffix != ".csv")
    ]


def _unknown_stems(schema: Schema, folder: Path) -> list[str]:
    return [path.stem for path in folder.glob("*.csv") if path.stem not in schema.tables]
