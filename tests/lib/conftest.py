"""The small years and figures of the audit's tests, for the tables that are judged there; the words of the first policy."""

import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "engine" / "audit"))

from audit_samples import progress  # noqa: E402, F401

POLICY = tomllib.loads((ROOT / "data" / "policy.toml").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _spoken_as_in_the_first_policy():
    """Sentences have the words of the policy that the process read last: here, of the first one."""
    from lib.words import speak_as

    speak_as(POLICY["voz"], POLICY["dimensiones"])
