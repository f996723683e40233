"""A year's report made in this process: read, checked, computed, every notebook cell run, every page made and audited.

As a run does it, but without kernels; drawings of the same frame are made once.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any
from unittest import mock

import nbformat
from nbformat.v4 import new_output

from engine.audit import expressions
from engine.audit.pages import audit_page, data_texts
from engine.figures import Register
from engine.inputs import loading
from engine.inputs.loading import examine
from engine.inputs.problems import DataError, Problem, errors
from engine.inputs.year_data import YearData
from engine.page import drawing, notebook
from engine.page.export import page_context, page_html
from lib.notebook import _session
from lib.suite import SUITE

_EXPLORING = "## Para explorar"


@dataclass
class Made:
    """What came of a year.

    Attributes:
        problems: All that the check said.
        data: The year, when it could be read.
        pages: HTML by file name; none when the check found errors.
        faults: What crashed, and what a page says that is not so.
    """

    problems: list[Problem]
    data: YearData | None = None
    pages: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def errors(self) -> list[str]:
        return [str(item) for item in errors(self.problems)]


def whole_report(root: Path, year: int, only: Iterable[str] = ()) -> Made:
    """The report of a year of a data folder.

    Args:
        root: Data folder.
        year: Reporting year.
        only: Names of the sections to make pages of; all of them when none is named.
    """
    data, problems = examine(SUITE.schema, year, root)
    made = Made(problems, data)
    if data is None or made.errors:
        return made
    try:
        figures = Register.of(SUITE.tables.compute(data))
    except DataError as error:
        made.problems += error.problems
        return made
    except Exception as error:
        made.faults.append(f"tables: {type(error).__name__}: {error}")
        return made
    wanted, suite = set(only), SUITE.of(root)
    for section in suite.sections:
        if wanted and section.name not in wanted:
            continue
        document, crashed = _executed(section.notebook, data)
        made.faults += [f"{section.stem}: {item}" for item in crashed]
        context = page_context(section, suite.sections, data, suite.texts)
        made.pages[section.page] = page_html(document, context)
    texts = data_texts(data)
    for name, html in made.pages.items():
        made.faults += [f"{name}: {item}" for item in audit_page(html, figures, texts).problems]
    return made


def _executed(name: str, data: YearData) -> tuple[Any, list[str]]:
    """A notebook with its outputs, run on a year already read, and the cells that failed."""
    document, programs = _notebook(name)
    document, shown, crashed = nbformat.from_dict(document), [], []
    names: dict[str, Any] = {}

    def display(markup: Any, report: dict[str, Any]) -> None:
        if markup:
            shown.append(new_output("display_data", {"text/html": str(markup)}, metadata={"report": report}))

    with (
        mock.patch.object(notebook, "_display", display),
        mock.patch.object(drawing, "drawing", _drawn),
        mock.patch.object(_session, "_loader", lambda year, data_dir: data),
    ):
        for cell, program in zip(document.cells, programs, strict=True):
            if program is None:
                continue
            try:
                exec(program, names)
            except Exception as error:
                crashed.append(f"{cell.source.splitlines()[0]} … {type(error).__name__}: {error}")
            if "parameters" in cell.metadata.get("tags", []):
                names["year"] = data.year
            cell.outputs = list(shown)
            shown.clear()
    return document, crashed


@functools.cache
def _notebook(name: str) -> tuple[Any, list[CodeType | None]]:
    document = nbformat.read(SUITE.notebooks_dir / name, as_version=4)
    last = next((i for i, cell in enumerate(document.cells) if cell.source.startswith(_EXPLORING)), None)
    document.cells = document.cells[:last]
    return document, [
        compile(cell.source, name, "exec") if cell.cell_type == "code" else None for cell in document.cells
    ]


_MOST_DRAWINGS, _MOST_READINGS = 200, 3
_drawings: dict[str, Any] = {}
_draw = drawing.drawing


def _drawn(draw: Any, frame: Any, **options: Any) -> Any:
    frames = frame if isinstance(frame, dict) else {"": frame}
    cells = [
        (title, each.index.tolist(), {n: list(map(str, c)) for n, c in each.items()}) for title, each in frames.items()
    ]
    key = f"{draw.__name__} {cells} {options}"
    if key not in _drawings:
        if len(_drawings) == _MOST_DRAWINGS:
            del _drawings[next(reversed(_drawings))]  # the first ones, of the year without changes, come again
        _drawings[key] = _draw(draw, frame, **options)
    return _drawings[key]


@contextlib.contextmanager
def earlier_years_once(year: int) -> Iterator[None]:
    """Years before this one are read and computed once, as long as no file that they are made from changes.

    The first reading is kept, as are those of the last change: whoever changes a file puts it back.
    """
    read, known = loading._Years._year, {}

    def remembered(years: Any, each: int, earlier: Any) -> Any:
        if each == year:
            return read(years, each, earlier)
        folder = years._folder
        files = [item for name in ("reference", str(each)) for item in sorted((folder.root / name).iterdir())]
        key = (each, *(hash(item.read_bytes()) for item in files))
        if key not in known:
            if len(known) == _MOST_READINGS:
                known.popitem()
            known[key] = read(years, each, earlier)
        reading = known[key]
        for name, digest in reading.data.hashes.items():
            folder.hashes.setdefault(name, digest)
        return reading

    with (
        mock.patch.object(loading._Years, "_year", remembered),
        mock.patch.object(expressions, "get_close_matches", lambda *_args, **_more: []),
    ):
        yield
