import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures"))

from planting import copy_clean
from synthetic import synthetic_data, synthetic_workbook


@pytest.fixture
def data(tmp_path):
    """A private copy of the reference tables and of 2024."""
    return copy_clean(tmp_path / "data")


@pytest.fixture(scope="session")
def two_years_once(tmp_path_factory):
    return synthetic_data(tmp_path_factory.mktemp("csv") / "data")


@pytest.fixture(scope="session")
def workbook_once(tmp_path_factory):
    return synthetic_workbook(tmp_path_factory.mktemp("workbook") / "data")


@pytest.fixture
def two_years(two_years_once, tmp_path):
    """2024 and the made-up 2025, as CSV."""
    return Path(shutil.copytree(two_years_once, tmp_path / "two_years"))


@pytest.fixture
def in_workbook(workbook_once, tmp_path):
    """2024 and the made-up 2025, as a workbook alone."""
    return Path(shutil.copytree(workbook_once, tmp_path / "workbook"))
