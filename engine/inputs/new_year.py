"""The folder of a new year, ready to be filled in as CSV or as one workbook."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from engine.inputs.fields import Schema
from engine.inputs.files import Folder, impossible_year, table_file, workbook_file
from engine.inputs.loading import read_context
from engine.inputs.problems import DataError
from engine.inputs.raw import csv_text, table_hash
from engine.inputs.sources import KEYS, TEMPLATE_HASH, Sidecar, read_sidecar, sidecar_file
from engine.inputs.templates import Template, templates, write_template_workbook

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
    year, schema = int(year), schema.of(folder)[0]
    reference, previous = read_context(schema, year, folder.root)
    last = previous.year if previous else None
    made = [
        item._replace(sidecar=_sidecar(schema, item, year, last, folder))
        for item in templates(schema, reference, previous, year)
    ]
    with tempfile.TemporaryDirectory(dir=folder.root, prefix=".new-year-") as scratch:
        root = Path(scratch)
        (root / str(year)).mkdir()
        for item in made:
            file = root / table_file(item.table, year)
            file.write_text(csv_text(item.header, item.rows), encoding="utf-8", newline="")
            lines = [f"{key} = {json.dumps(str(value), ensure_ascii=False)}\n" for key, value in item.sidecar.items()]
            Path(sidecar_file(str(file))).write_text("".join(lines), encoding="utf-8", newline="")
        in_sheets = [item for item in made if not item.table.endings]
        write_template_workbook(root / workbook_file(year), in_sheets, reference, schema, year)
        shutil.move(root / str(year), folder.root / str(year))
    return sorted((folder.root / str(year)).iterdir())


def _sidecar(schema: Schema, template: Template, year: int, last: int | None, folder: Folder) -> Sidecar:
    before = read_sidecar(folder, table_file(template.table, last))[0] if last else {}
    return {
        **dict.fromkeys(KEYS, ""),
        **{key: before.get(key, "") for key in _KEPT_FROM_LAST_YEAR},
        **schema.provenance.get(template.table.name, {}),
        "titulo": f"{template.table.title}, {year}",
        "fecha": str(year),
        "sha256": "",
        TEMPLATE_HASH: table_hash(template.header, template.rows),
    }
