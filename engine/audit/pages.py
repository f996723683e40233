"""The check that every run makes on its finished pages before they are published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.audit.orphans import DataTexts, find_orphans
from engine.audit.page_reader import read_page
from engine.audit.shown import PageProblem, check_figures, misplaced
from engine.figures import Register


@dataclass(frozen=True)
class AuditResult:
    """Outcome of the check of all pages."""

    problems: tuple[PageProblem, ...]  # in page order; any of them fails the run
    shown: int  # figures shown, formulas included
    recomputed: int  # of them, those that equal the register
    orphans: int  # numbers that are not figures


def audit_pages(pages: Mapping[str, str], figures: Register, texts: DataTexts | None = None) -> AuditResult:
    """Check every number of finished pages (HTML by name) against the register, and the header it stands under."""
    problems: list[PageProblem] = []
    shown = orphans = wrong = 0
    for name, html in pages.items():
        page = read_page(html)
        mismatches, loose = check_figures(page, figures), find_orphans(page, texts, figures)
        problems += [replace(item, page=name) for item in (*mismatches, *loose, *misplaced(page, figures))]
        shown += sum(len(block.figures) for block in page.blocks)
        wrong, orphans = wrong + len(mismatches), orphans + len(loose)
    return AuditResult(tuple(problems), shown, max(shown - wrong, 0), orphans)


def shown_line(results: Iterable[Any]) -> str:
    """What a run tells about its pages: how many figures they show, and that all were recomputed."""
    found = list(results)
    shown, recomputed, orphans = (
        f"{sum(getattr(result, name) for result in found):,}" for name in ("shown", "recomputed", "orphans")
    )
    return f"Figuras mostradas: {recomputed} de {shown} recalculadas; {orphans} sin registrar"
