"""CSV as the project keeps it: UTF-8, commas, one line per row ended by a line feed."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV text."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()


def table_hash(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """sha256 of a table's CSV text."""
    return hashlib.sha256(csv_text(header, rows).encode()).hexdigest()
