"""The check that every run makes on its finished pages before they are published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.audit.columns import misplaced
from engine.audit.orphans import DataTexts, find_orphans
from engine.audit.page_reader import read_page
from engine.audit.shown import check_figures, shown_figures
from engine.figures import Register


@dataclass(frozen=True)
class PageProblem:
    """What a page shows that it may not.

    Attributes:
        page: Name of the page.
        sentence: Where it stands.
        message: What is wrong.
    """

    page: str
    sentence: str
    message: str

    def __str__(self) -> str:
        return f"{self.page}: {self.message}"


@dataclass(frozen=True)
class AuditResult:
    """Outcome of the check of all pages.

    Attributes:
        problems: In page order; any of them fails the run.
        shown: Figures shown, formulas included.
        recomputed: Of them, those that equal the register.
        orphans: Numbers that are not figures.
    """

    problems: tuple[PageProblem, ...]
    shown: int
    recomputed: int
    orphans: int

    @property
    def ok(self) -> bool:
        """Whether the pages may be published."""
        return not self.problems


def audit_pages(pages: Mapping[str, str], figures: Register, texts: DataTexts | None = None) -> AuditResult:
    """Check every number of the finished pages against the recomputed register, and the header it stands under.

    Args:
        pages: HTML by page name.
        figures: The register, recomputed from the inputs.
        texts: Texts of the data, from `engine.audit.orphans.data_texts`.
    """
    problems: list[PageProblem] = []
    shown = orphans = wrong = 0
    for name, html in pages.items():
        page = read_page(html)
        mismatches, loose = check_figures(page, figures), find_orphans(page, texts, figures)
        problems += [PageProblem(name, item.sentence, str(item)) for item in mismatches]
        problems += [PageProblem(name, item.sentence, str(item)) for item in loose]
        problems += [PageProblem(name, "", message) for _figure, message in misplaced(html, figures)]
        shown += sum(1 for _shown in shown_figures(page))
        wrong, orphans = wrong + len(mismatches), orphans + len(loose)
    return AuditResult(tuple(problems), shown, max(shown - wrong, 0), orphans)


def shown_line(results: Iterable[Any]) -> str:
    """What a run tells about its pages: how many figures they show, and that all were recomputed.

    Args:
        results: Counts of each page, as those of `AuditResult`.
    """
    found = list(results)
    shown, recomputed, orphans = (
        f"{sum(getattr(result, name) for result in found):,}" for name in ("shown", "recomputed", "orphans")
    )
    return f"Figuras mostradas: {recomputed} de {shown} recalculadas; {orphans} sin registrar"
