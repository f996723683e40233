"""The real year and its pages, made once for all tests of this folder."""

import pytest
from report_rendering import render_all

from engine.inputs.loading import load_year
from engine.page import page
from lib.declarations import SCHEMA

YEAR = 2024


@pytest.fixture(scope="session")
def data():
    return load_year(SCHEMA, YEAR)


@pytest.fixture(scope="session")
def whole(data):
    """The report opened on the section that reaches all others."""
    return page.SectionReport("reconciliation", data, page.sections_for("reconciliation", data))


@pytest.fixture(scope="session")
def pages():
    """HTML of every page and of the single file, by file name."""
    return render_all(YEAR)
