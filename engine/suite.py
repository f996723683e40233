"""What a report is made of, as one value that its project hands down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """What the pages of a report are called; `{year}` is the reporting year.

    Attributes:
        publication: Name of the report.
        headline: Title of its first page, which stands for the whole.
        subject: Official names of what is reported, and who reports.
    """

    publication: str
    headline: str
    subject: str
