"""The data folder of another policy, ready to fill in: its `policy.toml`, its reference tables and the rules."""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.inputs.files import REFERENCE, data_root
from engine.inputs.problems import DataError, Place
from engine.inputs.raw import csv_text
from engine.inputs.rules import FILE as RULES
from engine.inputs.sources import REQUIRED_KEYS, sidecar_file
from lib.declarations import SCHEMA
from lib.policy import FILE, PROGRAMME

_OF_THE_COUNTRY = ("regions", "uit", "size_classes", "sector_groups")


def new_policy(folder: Path, programme: bool = False) -> list[Path]:
    """The files of the new data folder of a policy; with a programme, what holds for the whole country is copied."""
    if folder.exists():
        raise DataError([Place(str(folder)).problem("anio-existe")])
    given = data_root()
    (folder / REFERENCE).mkdir(parents=True)
    shutil.copyfile(Path(__file__).with_suffix(".toml"), folder / FILE)
    shutil.copyfile(given / RULES, folder / RULES)
    for table in SCHEMA.reference:
        file = f"{REFERENCE}/{table.name}.csv"
        if table.name in _OF_THE_COUNTRY and programme:
            for name in (file, sidecar_file(file)):
                shutil.copyfile(given / name, folder / name)
        elif programme or table.name not in PROGRAMME["tables"]:
            keys = {**dict.fromkeys(REQUIRED_KEYS, ""), "titulo": table.title}
            (folder / file).write_text(csv_text(table.columns, []), encoding="utf-8", newline="")
            said = "".join(f'{key} = "{text}"\n' for key, text in keys.items())
            (folder / sidecar_file(file)).write_text(said, encoding="utf-8", newline="")
    return sorted(path for path in folder.rglob("*") if path.is_file())
