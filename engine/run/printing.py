"""`--pdf`: the single-file report of each year, printed by a headless browser once it is published."""

from __future__ import annotations

from dataclasses import replace

from engine.page.pdf import NoBrowser, PrintFailed, find_browser, print_pdf
from engine.run.arguments import UsageError
from engine.run.shop import PUBLISHED, UNCHANGED, UNPRINTED, Outcome


def require_browser() -> None:
    """Say at once, before any kernel starts, that nothing can print.

    Raises:
        UsageError: When there is no Chromium or Chrome.
    """
    try:
        find_browser()
    except NoBrowser as error:
        raise UsageError([str(error)]) from error


def with_pdf(outcome: Outcome) -> Outcome:
    """Print the single-file report of a good outcome beside it; a failure to print is told, the report stays."""
    if outcome.status not in (PUBLISHED, UNCHANGED) or outcome.folder is None:
        return outcome
    page = next(outcome.folder.glob("report-*.html"))
    printed = page.with_suffix(".pdf")
    try:
        print_pdf(page, printed)
    except PrintFailed as error:
        return replace(outcome, status=UNPRINTED, problems=(*outcome.problems, str(error)))
    return replace(outcome, pdf=printed)
