"""The check that every run makes on its finished pages before they are published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.audit.orphans import DataTexts, find_orphans
from engine.audit.page_reader import read_page
from engine.audit.shown import check_figures, shown_figures
from engine.audit.verdicts import DIFFER, INPUT, MATCH, UNVERIFIABLE
from engine.figures import Register
from lib.reconciliation import TOTAL


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
    """Check every number of the finished pages against the recomputed register.

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
        problems += [PageProblem(name, item.sentence, str(item)) for item in (*mismatches, *loose)]
        shown += sum(1 for _shown in shown_figures(page))
        wrong, orphans = wrong + len(mismatches), orphans + len(loose)
    return AuditResult(tuple(problems), shown, max(shown - wrong, 0), orphans)


def summary_lines(results: Iterable[AuditResult], figures: Register) -> list[str]:
    """What a run tells about its pages: how the printed figures came out, and the figures shown.

    Args:
        results: Outcome of each page, or of all at once.
        figures: The register.
    """
    found = list(results)
    shown, recomputed, orphans = (
        sum(getattr(result, name) for result in found) for name in ("shown", "recomputed", "orphans")
    )
    return [*_reconciliation_line(figures), _shown_line(shown, recomputed, orphans)]


def _reconciliation_line(figures: Register) -> list[str]:
    """How the printed figures came out; nothing when the year has none."""
    counts = {
        name: figures.get(f"reconciliation.totals[{name}].cifras")
        for name in (TOTAL, MATCH, DIFFER, INPUT, UNVERIFIABLE)
    }
    if any(figure is None for figure in counts.values()) or counts[TOTAL].value == 0:
        return []
    return [
        (
            "Conciliación: {total} figuras publicadas: {coincide} coinciden, {difiere} difieren, "
            "{dato_de_entrada} de entrada, {no_verificable} no verificables"
        ).format(**{name: figure.text for name, figure in counts.items()})
    ]


def _shown_line(shown: int, recomputed: int, orphans: int) -> str:
    return "Figuras mostradas: {recomputed} de {shown} recalculadas; {orphans} sin registrar".format(
        recomputed=f"{recomputed:,}", shown=f"{shown:,}", orphans=f"{orphans:,}"
    )
