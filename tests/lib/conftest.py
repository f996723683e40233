"""The small years and figures of the audit's tests, for the tables that are judged there."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "engine" / "audit"))

from audit_samples import progress  # noqa: F401
