"""`data/<year>/corrections.toml`: known errors of a source, corrected at loading and never in the file.

A correction says the value it expects to find: once the source no longer holds it, the correction is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.inputs.cells import Reading, read_date
from engine.inputs.context import Understood, typed
from engine.inputs.files import CORRECTIONS, Folder
from engine.inputs.problems import Place, Problem

REQUIRED_KEYS = ("tabla", "clave", "columna", "valor_anterior", "valor_nuevo", "motivo", "fecha")
_ALL_KEYS = ", ".join(REQUIRED_KEYS)
_START = re.compile(r"\s*\[\[\s*correccion\s*\]\]")
_NUMBER = re.compile(r"(-?\d{1,15}(\.\d{1,20})?)?", re.ASCII)


@dataclass(frozen=True)
class Correction:
    """One declared correction of the cell in `column` of the row `key`, in the order of `REQUIRED_KEYS`."""

    table: str
    key: str
    column: str
    old: str  # value the source holds; empty for blank
    new: str  # value used instead; empty for blank
    reason: str  # with its document
    date: str  # AAAA-MM-DD
    source: str  # `file:line:column` of the declaration


def read_corrections(year: int, folder: Folder) -> tuple[list[Correction], list[Problem]]:
    """The corrections of a year, with what is wrong in the file."""
    file = f"{year}/{CORRECTIONS}"
    place = Place(file)
    if not folder.has(file):
        return [], []
    content, problems = folder.toml(file, parse_float=str)
    if content is None:
        return [], problems
    declared = content.pop("correccion", [])
    if not isinstance(declared, list) or not all(isinstance(item, dict) for item in declared):
        return [], [place.problem("correccion-forma", keys=_ALL_KEYS)]
    text = (folder.read(file)[0] or b"").decode("utf-8-sig")
    starts = [number for number, line in enumerate(text.splitlines(), 1) if _START.match(line)]
    lines = starts if len(starts) == len(declared) else [1] * len(declared)
    wrong: list[tuple[int | None, str, str]] = [(None, "correccion-sobra", key) for key in content]
    for line, item in zip(lines, declared, strict=True):
        wrong += [(line, "correccion-falta", key) for key in REQUIRED_KEYS if key not in item]
        wrong += [(line, "correccion-sobra", key) for key in item if key not in REQUIRED_KEYS]
    if wrong:
        return [], [replace(place, row=line).problem(rule, key=key, keys=_ALL_KEYS) for line, rule, key in wrong]
    texts = [[str(item[name]) for name in REQUIRED_KEYS] for item in declared]
    return [Correction(*[*each, f"{file}:{line}:{each[2]}"]) for line, each in zip(lines, texts, strict=True)], []


def apply_corrections(
    tables: Mapping[str, Understood], corrections: list[Correction]
) -> tuple[dict[str, Understood], list[Problem]]:
    """Tables with the corrections applied; the ones that cannot be are problems."""
    corrected, problems = dict(tables), []
    for item in corrections:
        if problem := _impossible(corrected, item):
            problems.append(problem)
            continue
        understood = corrected[item.table]
        row = understood.keys[item.key]
        cells = {**understood.rows[row], item.column: typed(understood.table.field(item.column), item.new)}
        corrected[item.table] = replace(understood, rows={**understood.rows, row: cells})
    return corrected, problems


def _impossible(tables: Mapping[str, Understood], item: Correction) -> Problem | None:
    """Why a correction cannot be applied; None when it can."""
    file, line, _column = item.source.split(":", 2)
    place, cell = Place(file, row=int(line)), f"{item.table}, fila {item.key}, columna {item.column}"
    if not item.date or read_date(item.date, blank=False) != Reading(item.date):
        return place.problem("correccion-fecha", item.date)
    understood = tables.get(item.table)
    if understood is None or item.column not in understood.table.columns or item.key not in understood.keys:
        return place.problem("correccion-celda", cell=cell)
    field = understood.table.field(item.column)
    if field.numeric and (wrong := [text for text in (item.old, item.new) if not _NUMBER.fullmatch(text)]):
        return place.problem("correccion-numero", wrong[0], column=item.column)
    found = understood.records[item.key][item.column]
    if found == typed(field, item.old):
        return None
    return place.problem("correccion_vencida", found, old=item.old, cell=cell)
