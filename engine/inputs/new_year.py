"""The folder of a new year, ready to be filled in as CSV or as one workbook."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from engine.inputs.csv_files import csv_text, table_hash
from engine.inputs.files import Folder, impossible_year, table_file, workbook_file
from engine.inputs.loading import read_context
from engine.inputs.problems import DataError
from engine.inputs.schema import Schema
from engine.inputs.sidecars import REQUIRED_KEYS, TEMPLATE_HASH, Sidecar, read_sidecar, sidecar_file
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
    folder = Folder(data_dir)
    if fault := impossible_year(schema, year, folder, new=True):
        raise DataError([fault])
    year = int(year)
    reference, previous = read_context(schema, year, folder.root)
    made = templates(schema, reference, previous, year)
    last = previous.year if previous else None
    sidecars = {item.table.name: _sidecar(schema, item, year, last, folder) for item in made}
    with tempfile.TemporaryDirectory(dir=folder.root, prefix=".new-year-") as scratch:
        root = Path(scratch)
        (root / str(year)).mkdir()
        for template in made:
            _write_table(root / table_file(template.table, year), template, sidecars[template.table.name])
        write_template_workbook(root / workbook_file(year), made, sidecars, reference, schema.guide, year)
        shutil.move(root / str(year), folder.root / str(year))
    return sorted((folder.root / str(year)).iterdir())


def _sidecar(schema: Schema, template: Template, year: int, last: int | None, folder: Folder) -> Sidecar:
    """What is known of the provenance before the data arrive."""
    content: Sidecar = dict.fromkeys(REQUIRED_KEYS, "")
    if last:
        before = read_sidecar(folder, table_file(template.table, last))[0]
        content |= {key: before.get(key, "") for key in _KEPT_FROM_LAST_YEAR}
    return {
        **content,
        **schema.provenance.get(template.table.name, {}),
        "titulo": f"{template.table.title}, {year}",
        "fecha": str(year),
        "sha256": "",
        TEMPLATE_HASH: table_hash(template.header, template.rows),
    }


def _write_table(path: Path, template: Template, sidecar: Sidecar) -> None:
    lines = [f"{key} = {_quoted(str(value))}\n" for key, value in sidecar.items()]
    path.write_text(csv_text(template.header, template.rows), encoding="utf-8", newline="")
    Path(sidecar_file(str(path))).write_text("".join(lines), encoding="utf-8", newline="")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
