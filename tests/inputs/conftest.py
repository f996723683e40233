import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from planting import copy_clean  # noqa: E402
from synthetic import synthetic_data  # noqa: E402


@pytest.fixture
def data(tmp_path):
    """A private copy of the reference tables and of 2024."""
    return copy_clean(tmp_path / "data")


@pytest.fixture
def two_years(tmp_path):
    """2024 and the made-up 2025."""
    return synthetic_data(tmp_path / "two_years")
