"""What all tests share: how thorough hypothesis is, where the project is, and the real year, computed once."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

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


class RealReport(NamedTuple):
    """A report that the project's own run made: where it is, and what the terminal said."""

    folder: Path
    said: str


@pytest.fixture(scope="session")
def real_report(tmp_path_factory) -> RealReport:
    """The report of the real year, by `run_all.py`; whoever takes it changes nothing in it."""
    out = tmp_path_factory.mktemp("real")
    command = [sys.executable, "run_all.py", "--year", str(YEAR), "--output-dir", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return RealReport(out / str(YEAR), done.stdout + done.stderr)


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
