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

from engine.inputs.fields import Schema, Table
from engine.inputs.folding import has_control
from engine.inputs.problems import Place, Problem

PROJECT_ROOT = Path(__file__).resolve().parents[2]
REFERENCE, RULES, CORRECTIONS = "reference", "rules.toml", "corrections.toml"
_KINDS_OF_DATA, _OTHER_BOOKS = (".csv", ".xlsx", ".parquet", ".toml", ".txt"), (".ods", ".xls", ".xlsm")
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


def data_root(data_dir: str | Path = "") -> Path:
    """The data folder; the project's own when none is given."""
    return Path(data_dir or PROJECT_ROOT / "data")


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
            return None, [place.problem("archivo-raro" if os.path.lexists(path) else "archivo-ausente")]
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError:
        return None, [place.problem("archivo-ilegible")]
    if len(content) <= most:
        return content, []
    size = f"{most // 1024**2} MB" if most >= 1024**2 else f"{most // 1024} KB"
    return None, [place.problem("tamano-archivo", size=size)]


def _parsed(content: bytes, place: Place, parse_float: Callable[[str], object]) -> tuple[Toml | None, list[Problem]]:
    try:
        text = content.decode("utf-8-sig")
        if _LONG_KEY.search(text):
            raise RecursionError
        found = tomllib.loads(text, parse_float=parse_float)
    except UnicodeDecodeError:
        return None, [place.problem("codificacion-toml")]
    except tomllib.TOMLDecodeError as error:  # it tells the place in English only
        spot = re.search(r"at line (\d+), column (\d+)", str(error))
        where = f"en la línea {spot[1]}, posición {spot[2]}" if spot else "al final del archivo"
        return None, [place.problem("toml", where=where)]
    except (ValueError, RecursionError):  # a number of thousands of digits, or levels without end
        return None, [place.problem("toml-numeros")]
    hidden = next((key for key, value in _texts(found) if has_control(value)), None)
    return (found, []) if hidden is None else (None, [place.problem("caracteres-toml", name=hidden)])


def _texts(content: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a TOML file with the key it stands under."""
    if isinstance(content, dict):
        yield from ((key, name) for name in content)
        yield from (found for name, value in content.items() for found in _texts(value, name))
    elif isinstance(content, list):
        yield from (found for value in content for found in _texts(value, key))
    elif isinstance(content, str):
        yield key, content


def impossible_year(schema: Schema, year: object, folder: Folder, new: bool = False) -> Problem | None:
    """What is wrong with the year or the data folder asked for, before looking for its files.

    `new` says that the year is one to be made, not one to be read; a year that is empty was to be the newest.
    """
    if not _is_folder(folder.root):
        return Place(str(folder.root)).problem("carpeta")
    if year == "":
        return Place(str(folder.root)).problem("anio-ninguno", command=schema.command, folder=folder.root)
    if isinstance(year, bool) or not re.fullmatch("[0-9]{4}", str(year)):
        return Place("year").problem("anio-cifras", year)
    place, there = Place(f"{year}/"), folder.root / str(year)
    if new:
        return place.problem("anio-existe") if there.exists() else None
    if not _is_folder(there):
        present = ", ".join(map(str, folder.years())) or "ninguno"
        return place.problem("anio-falta", year=year, present=present, command=schema.command)
    if not folder.listed(str(year)):
        return place.problem("anio-vacio", year=year, command=schema.command)
    return None


def missing_table(schema: Schema, table: Table, year: int, folder: Folder, workbook: str = "") -> Problem:
    """A required table that is not there, with the file that may have been meant."""
    place = Place(table_file(table, year))
    found = folder.listed(str(year) if table.yearly else REFERENCE)
    stems = [path.stem for path in found if path.suffix == ".csv" and path.stem not in schema.tables]
    if close := get_close_matches(table.name, stems, n=1, cutoff=0.6):
        return place.problem("archivo-nombre", title=table.title, meant=close[0])
    if not table.yearly:
        return place.problem("archivo-referencia", title=table.title)
    if workbook:
        return table.lacking(Place(workbook).problem("archivo-hoja", table=table.name, title=table.title))
    return table.lacking(place.problem("archivo-plantilla", title=table.title, command=schema.command))


def unused_files(schema: Schema, name: str, folder: Folder) -> list[Problem]:
    """Files of a folder that look like data and are not read, so that nobody thinks they were, with what may be meant."""
    tables, own = (schema.reference, [RULES]) if name == REFERENCE else (schema.yearly, [CORRECTIONS, f"{name}.xlsx"])
    data = [*schema.others, *(f"{table.name}.{ending}" for table in tables for ending in table.endings or ("csv",))]
    known = {*own, *data, *(f"{Path(file).stem}.meta.toml" for file in data)}
    found, problems = {path.name: path.suffix for path in folder.listed(name)}, []
    for file, kind in found.items():
        place = Place(f"{name}/{file}")
        if kind.lower() in _OTHER_BOOKS:
            problems.append(place.problem("formato", kind=kind, book=f"{name}.xlsx"))
        elif kind.lower() in _KINDS_OF_DATA and file not in known:
            close = get_close_matches(file.lower(), sorted(known - found.keys()), n=1, cutoff=0.82)
            rule = "archivo_sobrante-parecido" if close else "archivo_sobrante"
            problems.append(place.problem(rule, meant="".join(close)))
    return problems
