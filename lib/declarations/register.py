"""How a table too large to be read as cells is found: the administrative register of services."""

from __future__ import annotations

from contextlib import suppress

from engine.disk import sha256
from engine.inputs.fields import Table
from engine.inputs.files import Folder
from engine.inputs.problems import Place
from engine.inputs.sources import TEMPLATE_HASH, Given, check_sidecar, read_sidecar, sidecar_file


def found(table: Table, year: int, folder: Folder) -> Given:
    """The register of a year: recorded, with what is said of it, and not read; nothing when it is an empty template."""
    given = Given()
    for file in filter(folder.has, (f"{year}/{table.name}.{ending}" for ending in table.endings)):
        with suppress(OSError):
            folder.hashes[file] = sha256(folder.root / file)
        sidecar, found = read_sidecar(folder, file)
        if folder.hashes.get(file, "") == sidecar.get(TEMPLATE_HASH):
            del folder.hashes[file]
            continue
        found += [] if file in folder.hashes else [Place(file).problem("archivo-ilegible")]
        found += check_sidecar(sidecar, table.name, sidecar_file(file), year) if sidecar else []
        found += [Place(file).problem("dos_fuentes-archivos", other=given.files[0])] if given.files else []
        given = Given(None, None, sidecar, (file, sidecar_file(file)), given.problems + found)
    return given
