"""The whole register, computed again from the inputs: in this process, or in a fresh one that nothing can have touched.

`python -m engine.audit.recompute YEAR [DATA_DIR]` prints it as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pandas as pd

from engine.audit.orphans import DataTexts, data_texts
from engine.figures import Figure, Register, register
from engine.inputs.files import PROJECT_ROOT
from engine.inputs.loading import load_year
from engine.inputs.year_data import YearData
from engine.inputs.problems import DataError
from engine.traced import Traced
from lib import reconciliation as published
from lib import summary

SUMMARY, RECONCILIATION = "summary", "reconciliation"

Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Recomputed:
    """Figures of a year as a fresh process computed them.

    Attributes:
        figures: The whole register.
        hashes: sha256 of each input file.
        texts: Texts of the data.
    """

    figures: Register
    hashes: Mapping[str, str]
    texts: DataTexts


class RecomputeError(Exception):
    """The figures cannot be computed; the message says why, in the words of the data check."""


def section_tables(data: YearData) -> dict[str, Frames]:
    """Tables of all six sections.

    Args:
        data: The year.
    """
    others = summary.sections(data)
    found = {**others, SUMMARY: summary.tables(data, others)}
    return {**found, RECONCILIATION: published.tables(data, register_of(found, data))}


def register_of(sections: Mapping[str, Frames], data: YearData) -> Register:
    """Register of some sections' tables.

    Args:
        sections: Frames by table, by section.
        data: The year, for the limits of its rules.
    """
    return Register(
        figure for name, frames in sections.items() for figure in register(name, frames, data.rules["niveles"]).values()
    )


def figures_of(data: YearData) -> Register:
    """The whole register of a year.

    Args:
        data: The year.
    """
    return register_of(section_tables(data), data)


def in_fresh_process(year: int, data_dir: str | Path = "") -> Recomputed:
    """Compute a year's figures in a new interpreter.

    Args:
        year: Reporting year.
        data_dir: Data folder; empty for the project's own.

    Raises:
        RecomputeError: When the data cannot be used.
    """
    folder = str(Path(data_dir).resolve()) if data_dir else ""
    command = [sys.executable, "-m", "engine.audit.recompute", str(year), folder]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RecomputeError(done.stderr.strip())
    answer = json.loads(done.stdout)
    return Recomputed(register_from_records(answer["figures"]), answer["hashes"], DataTexts.from_lists(answer["texts"]))


def register_from_records(records: list[Mapping[str, str]]) -> Register:
    """A register as figures.csv holds it: everything but the labels.

    Args:
        records: Rows of figures.csv.
    """
    return Register(_figure(record) for record in records)


def main(arguments: list[str]) -> int:
    """Print the figures, input hashes and texts of a year as JSON."""
    year, data_dir = int(arguments[0]), arguments[1] if len(arguments) > 1 else ""
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stderr.reconfigure(encoding="utf-8")
    from lib.declarations import SCHEMA

    try:
        data = load_year(SCHEMA, year, data_dir)
        records = figures_of(data).to_frame().to_dict("records")
    except DataError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    answer = {"figures": records, "hashes": data.hashes, "texts": data_texts(data).to_lists()}
    json.dump(answer, sys.stdout, ensure_ascii=False)
    return 0


def _figure(record: Mapping[str, str]) -> Figure:
    value = exact(record["value"])
    missing = "" if value is not None else "sin_datos"
    sources = tuple(record["sources"].split("; ")) if record["sources"] else ()
    traced = Traced(value, record["formula"], sources, missing, record["origin"])
    return Figure(record["id"], "", record["unit"], int(record["decimals"]), record["text"], traced)


def exact(text: str) -> Decimal | str | None:
    """A value of figures.csv: a number, a word, or None when missing."""
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
