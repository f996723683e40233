"""The folder of a new year, ready to be filled in as CSV or as one workbook."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from engine.inputs.csv_writing import csv_text, table_hash
from engine.inputs.files import data_root, workbook_path
from engine.inputs.loading import read_context, valid_year
from engine.inputs.problems import DataError, Place, Problem
from engine.inputs.schema import Schema
from engine.inputs.sidecars import REQUIRED_KEYS, TEMPLATE_HASH, Sidecar, read_sidecar
from engine.inputs.template_workbook import write_template_workbook
from engine.inputs.templates import Template, templates

_KEPT_FROM_LAST_YEAR = ("productor", "licencia")


def new_year(schema: Schema, year: int | str, data_dir: str | Path = "") -> list[Path]:
    """Make the folder of a year that does not exist yet.

    Args:
        schema: The declarations.
        year: The new reporting year.
        data_dir: Data folder; empty for the project's own.

    Returns:
        The files made: one CSV with its sidecar per table, and the workbook.

    Raises:
        DataError: When the folder exists, or the reference tables or last year's cannot be read.
    """
    root = data_root(data_dir)
    fault = valid_year(year, root) or _existing(int(year), root)
    if fault:
        raise DataError([fault])
    year = int(year)
    reference, previous = read_context(schema, year, root)
    made = templates(schema, reference, previous, year)
    sidecars = {
        item.table.name: _sidecar(schema, item, year, previous.year if previous else None, root) for item in made
    }
    with tempfile.TemporaryDirectory(dir=root, prefix=".new-year-") as scratch:
        folder = Path(scratch) / str(year)
        folder.mkdir()
        for template in made:
            _write_table(folder, template, sidecars[template.table.name])
        write_template_workbook(folder / workbook_path(year, root).name, made, sidecars, reference, schema.guide, year)
        shutil.move(folder, root / str(year))
    return sorted((root / str(year)).iterdir())


def _existing(year: int, root: Path) -> Problem | None:
    if not (root / str(year)).exists():
        return None
    return Place(f"{year}/").error(
        "anio",
        "la carpeta ya existe y no se sobrescribe nada",
        "Complete sus archivos, o bórrela usted si quiere empezar de nuevo.",
    )


def _sidecar(schema: Schema, template: Template, year: int, last: int | None, root: Path) -> Sidecar:
    """What is known of the provenance before the data arrive."""
    content: Sidecar = dict.fromkeys(REQUIRED_KEYS, "")
    if last:
        path = root / str(last) / f"{template.table.name}.csv"
        before = read_sidecar(path, path.name)[0]
        content |= {key: before.get(key, "") for key in _KEPT_FROM_LAST_YEAR}
    content |= schema.provenance.get(template.table.name, {})
    return content | {
        "titulo": f"{template.table.title}, {year}",
        "fecha": str(year),
        "sha256": "",
        TEMPLATE_HASH: table_hash(template.header, template.rows),
    }


def _write_table(folder: Path, template: Template, sidecar: Sidecar) -> None:
    path = folder / f"{template.table.name}.csv"
    path.write_text(csv_text(template.header, template.rows), encoding="utf-8", newline="")
    lines = [f"{key} = {_quoted(str(value))}" for key, value in sidecar.items()]
    path.with_suffix(".meta.toml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
