"""The data folder: its files, each read once, and which of those found are not data."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Callable, Iterator
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from engine.inputs.fields import Table
from engine.inputs.folding import has_control
from engine.inputs.problems import Place, Problem
from engine.inputs.schema import Schema

PROJECT_ROOT = Path(__file__).resolve().parents[2]
REFERENCE = "reference"
_IGNORED_PREFIXES = ("~$", ".")
_MOST_BYTES, _MOST_TOML_BYTES = 32 * 1024**2, 256 * 1024
_LONG_KEY = re.compile(  # the parser takes the square of its parts in time and memory
    r"""(?<![\w-])(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')(?:[ \t]*+\.[ \t]*+(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')){30}"""
)

Toml = dict[str, Any]


class Folder:
    """A data folder. A file is read once, so that what is recorded of it is what was read.

    Args:
        root: The folder; empty for the project's own.
    """

    def __init__(self, root: str | Path = "") -> None:
        self.root = data_root(root)
        self.hashes: dict[str, str] = {}
        self._read: dict[str, tuple[bytes | None, list[Problem]]] = {}

    def has(self, file: str) -> bool:
        """Whether something has that name, relative to the folder."""
        return os.path.lexists(self.root / file)

    def read(self, file: str, most: int = _MOST_BYTES) -> tuple[bytes | None, list[Problem]]:
        """The bytes of a file and, when they cannot be had, why not; its sha256 stays in `hashes`."""
        if file not in self._read:
            self._read[file] = _bytes(self.root / file, Place(file), most)
            content = self._read[file][0]
            if content is not None:
                self.hashes[file] = hashlib.sha256(content).hexdigest()
        content, problems = self._read[file]
        return content, [*problems]

    def toml(self, file: str, parse_float: Callable[[str], object] = Decimal) -> tuple[Toml | None, list[Problem]]:
        """The content of a TOML file that people edit and, when it cannot be read, why not."""
        content, problems = self.read(file, _MOST_TOML_BYTES)
        return (None, problems) if content is None else _parsed(content, Place(file), parse_float)

    def years(self) -> list[int]:
        """Reporting years that have a folder, oldest first."""
        return sorted(int(path.name) for path in self.root.glob("[0-9]" * 4) if _is_folder(path))

    def listed(self, folder: str) -> list[Path]:
        """What a folder holds, by name, without hidden and lock files."""
        found = sorted((self.root / folder).glob("*"))
        return [path for path in found if not path.name.startswith(_IGNORED_PREFIXES)]


def default_data_dir() -> Path:
    """The project's own `data/`."""
    return PROJECT_ROOT / "data"


def data_root(data_dir: str | Path = "") -> Path:
    """The data folder; the project's own when none is given."""
    return Path(data_dir) if data_dir else default_data_dir()


def years_available(data_dir: str | Path = "") -> list[int]:
    """Reporting years that have a folder, oldest first."""
    return Folder(data_dir).years()


def table_file(table: Table, year: int) -> str:
    """A table's CSV."""
    return f"{year if table.yearly else REFERENCE}/{table.name}.csv"


def workbook_file(year: int) -> str:
    """A year's workbook."""
    return f"{year}/{year}.xlsx"


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - where it may not look it is False, and nothing is raised


def _bytes(path: Path, place: Place, most: int) -> tuple[bytes | None, list[Problem]]:
    try:
        if not path.is_file():  # a folder, or a pipe that would be waited for
            advice = "Quítelo, o ponga en su lugar el archivo de datos."
            return None, [place.error("archivo", "no es un archivo que se pueda leer", advice)]
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError:
        advice = "Revise sus permisos, y que no esté abierto en otro programa."
        return None, [place.error("archivo", "el archivo no se puede leer", advice)]
    if len(content) <= most:
        return content, []
    size = f"{most // 1024**2} MB" if most >= 1024**2 else f"{most // 1024} KB"
    return None, [place.error("tamano", f"el archivo pasa de {size}", "Deje en él solo los datos de la tabla.")]


def _parsed(content: bytes, place: Place, parse_float: Callable[[str], object]) -> tuple[Toml | None, list[Problem]]:
    try:
        text = content.decode("utf-8-sig")
        if _LONG_KEY.search(text):
            raise RecursionError
        found = tomllib.loads(text, parse_float=parse_float)
    except UnicodeDecodeError:
        advice = "Guárdelo otra vez con codificación UTF-8."
        return None, [place.error("codificacion", "el archivo no está en UTF-8", advice)]
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax(place, str(error))]
    except (ValueError, RecursionError):  # a number of thousands of digits, or levels without end
        advice = "Escriba cada dato en una línea: nombre = valor."
        return None, [place.error("toml", "el archivo tiene números o niveles que no se pueden leer", advice)]
    hidden = next((key for key, value in _texts(found) if has_control(value)), None)
    if hidden is not None:
        message, advice = (
            f"{hidden} tiene caracteres de control que no se ven",
            "Escriba el texto de nuevo, sin copiarlo.",
        )
        return None, [place.error("caracteres", message, advice)]
    return found, []


def _texts(content: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a TOML file with the key it stands under."""
    if isinstance(content, dict):
        yield from ((key, name) for name in content)
        yield from (found for name, value in content.items() for found in _texts(value, name))
    elif isinstance(content, list):
        yield from (found for value in content for found in _texts(value, key))
    elif isinstance(content, str):
        yield key, content


def _syntax(place: Place, said: str) -> Problem:
    """The place of the fault in Spanish; the parser only tells it in English."""
    found = re.search(r"at line (\d+), column (\d+)", said)
    where = "en la línea {}, posición {}".format(*found.groups()) if found else "al final del archivo"
    advice = "Corríjalo: un texto va entre comillas y un número con punto decimal."
    return place.error("toml", f"el archivo tiene un error de escritura {where}", advice)


def impossible_year(schema: Schema, year: object, folder: Folder, new: bool = False) -> Problem | None:
    """What is wrong with the year or the data folder asked for, before looking for its files.

    Args:
        schema: The declarations.
        year: As asked for.
        folder: The data folder.
        new: Whether the year is one to be made, not one to be read.
    """
    if not _is_folder(folder.root):
        advice = "Revise la ruta de la opción --data-dir o del parámetro data_dir."
        return Place(str(folder.root)).error("carpeta", "no existe la carpeta de datos", advice)
    if isinstance(year, bool) or not re.fullmatch("[0-9]{4}", str(year)):
        message = "el año debe ser un número de cuatro cifras"
        return Place("year").error("anio", message, "Escriba por ejemplo 2024.", year)
    place, there = Place(f"{year}/"), folder.root / str(year)
    if new:
        advice = "Complete sus archivos, o bórrela usted si quiere empezar de nuevo."
        return place.error("anio", "la carpeta ya existe y no se sobrescribe nada", advice) if there.exists() else None
    create = f"con «{schema.command} new-year {year}»."
    if not _is_folder(there):
        present = ", ".join(map(str, folder.years())) or "ninguno"
        return place.error(
            "anio", f"no hay datos del año {year}; años disponibles: {present}", f"Cree la carpeta {create}"
        )
    if not folder.listed(str(year)):
        return place.error("anio", "la carpeta del año está vacía", f"Bórrela, y créela con sus plantillas {create}")
    return None


def missing_table(schema: Schema, table: Table, year: int, folder: Folder, workbook: str = "") -> Problem:
    """A required table that is not there, with the file that may have been meant."""
    message, place = f"falta el archivo: {table.title}", Place(table_file(table, year))
    found = folder.listed(str(year) if table.yearly else REFERENCE)
    stems = [path.stem for path in found if path.suffix == ".csv" and path.stem not in schema.tables]
    if close := get_close_matches(table.name, stems, n=1, cutoff=0.6):
        return place.error("archivo", message, f"¿Es «{close[0]}.csv»? Cámbiele el nombre.")
    if not table.yearly:
        return place.error("archivo", message, "Recupérelo del repositorio del proyecto.")
    if workbook:
        message, place = f"falta la hoja {table.name}: {table.title}", Place(workbook)
        return table.lacking(place, "archivo", message, "Cópiela de la plantilla y complétela.")
    advice = f"Copie la plantilla que crea «{schema.command} new-year» y complétela."
    return table.lacking(place, "archivo", message, advice)


def unused_files(schema: Schema, name: str, folder: Folder) -> list[Problem]:
    """Data files of a folder whose name is no table's, so that nobody thinks they were read."""
    message = "el archivo no se usa: su nombre no es el de ninguna tabla"
    advice = "Cámbiele el nombre por el de la plantilla o sáquelo de la carpeta."
    other = [path for path in folder.listed(name) if path.suffix.lower() in (".ods", ".xls")]
    save = f"Ábralo y guárdelo como Excel (.xlsx), con el nombre {name}.xlsx."
    refused = [
        Place(f"{name}/{path.name}").error("formato", f"un libro {path.suffix.lower()} no se lee", save)
        for path in other
    ]
    return refused + [
        Place(f"{name}/{path.name}").warning("archivo_sobrante", message, advice)
        for path in folder.listed(name)
        if path not in other
        and path.suffix.lower() in (".csv", ".xlsx", ".xlsm")
        and path.name != f"{name}.xlsx"
        and (path.stem not in schema.tables or path.suffix != ".csv")
    ]
