"""The pages of the real year, made once for all tests of this folder."""

import pytest
from report_rendering import Rendering, render_all

from engine.page import workbook
from lib.suite import SUITE


@pytest.fixture(scope="session")
def rendering(data) -> Rendering:
    return render_all(data)


@pytest.fixture(scope="session")
def pages(rendering) -> dict[str, str]:
    """HTML of every page and of the single file, by file name."""
    return rendering.pages


@pytest.fixture(scope="session")
def book(rendering, frames, data, figures, tmp_path_factory):
    """Path of the workbook of the real report."""
    path = tmp_path_factory.mktemp("book") / f"tables-{data.year}.xlsx"
    workbook.write_workbook(rendering.shown, frames, path, data, SUITE.tables, figures, SUITE.texts)
    return path
