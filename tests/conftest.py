"""What all tests share: how thorough hypothesis is, where the project is, and the real year, computed once."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
YEAR = 2024

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def project_root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def data():
    """The real year."""
    from engine.inputs.loading import load_year
    from lib.declarations import SCHEMA

    return load_year(SCHEMA, YEAR)


@pytest.fixture(scope="session")
def frames(data):
    """All its tables, by name."""
    from lib.suite import SUITE

    return SUITE.tables.compute(data)


@pytest.fixture(scope="session")
def figures(frames):
    """All its figures, by id."""
    from engine.figures import Register

    return Register.of(frames)
