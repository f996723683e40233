"""Pages made in this process from the notebooks, without kernels, so that tests can look at the real thing quickly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_output

from engine.inputs.loading import load_year
from engine.inputs.year_data import YearData
from engine.page import export
from engine.page.export import page_html
from engine.page.workbook import Shown
from engine.run.execution import read_notebook
from engine.suite import Section
from lib.declarations import SCHEMA
from lib.notebook import _session
from lib.suite import SUITE as UNFITTED

SUITE = UNFITTED.of(UNFITTED.data_dir)
MADE_WITH = ("Python 3", "pandas 3")


@dataclass(frozen=True)
class Rendering:
    """A year's report.

    Attributes:
        pages: HTML of every page and of the single file, by file name.
        shown: The tables that the pages show, in page order.
    """

    pages: dict[str, str]
    shown: list[Shown]


def render_all(data: YearData) -> Rendering:
    """Run every notebook on a year and make the pages."""
    pages, shown = {}, []
    for section in SUITE.sections:
        document = read_notebook(SUITE.notebooks_dir / section.notebook)
        execute(document, data)
        reports = [output.metadata.report for cell in document.cells for output in cell.get("outputs", ())]
        shown += [one for report in reports for one in Shown.told(section.number, report)]
        pages[section.page] = page_of(document, section, data)
    finished = [(section, pages[section.page]) for section in SUITE.sections]
    return Rendering(
        pages | {f"report-{data.year}.html": export.single_file(finished, data, SUITE.texts, MADE_WITH)}, shown
    )


def pages_of(year: int) -> dict[str, str]:
    """The pages of a year of the project's data, read anew."""
    return render_all(load_year(SCHEMA, year)).pages


def page_of(document: NotebookNode, section: Section, data: YearData) -> str:
    """The page of a notebook that has its outputs."""
    context = export.page_context(section, SUITE.sections, data, SUITE.texts, MADE_WITH)
    return page_html(document, context)


def execute(document: NotebookNode, data: YearData) -> None:
    """Run the cells of a notebook; `load` gives the year, whatever is asked for."""
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_session, "_loader", lambda _year, _data_dir: data)
        for cell in document.cells:
            if cell.cell_type == "code":
                with displayed() as outputs:
                    exec(cell.source, names)
                cell.outputs = outputs
            if "parameters" in cell.metadata.get("tags", ()):
                names["year"] = data.year


@contextmanager
def displayed() -> Iterator[list[NotebookNode]]:
    """What is shown meanwhile, as outputs of a cell."""
    outputs: list[NotebookNode] = []

    def keep(content: dict[str, str], raw: bool, metadata: dict[str, Any]) -> None:
        outputs.append(new_output("display_data", content, metadata=metadata))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("IPython.display.display", keep)
        yield outputs
