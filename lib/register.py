"""The whole register of a year: the tables of every section and their figures."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from engine.figures import Register, register
from engine.inputs.loading import YearData
from lib import reconciliation, summary

SUMMARY, RECONCILIATION = "summary", "reconciliation"

Frames = dict[str, pd.DataFrame]


def section_tables(data: YearData) -> dict[str, Frames]:
    """Tables of all six sections.

    Args:
        data: The year.
    """
    others = summary.sections(data)
    found = {**others, SUMMARY: summary.tables(data, others)}
    return {**found, RECONCILIATION: reconciliation.tables(data, register_of(found, data))}


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
