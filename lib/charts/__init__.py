"""Charts: one message each, titled with it, drawn from figures."""

from __future__ import annotations

from collections.abc import Callable

from engine.page.chart import Chart, chart_html
from engine.page.story import Story
from lib.charts.policy import goal_gap, levels_matrix, rating
from lib.charts.programme import budget, performance, physical_financial, profile, region_map, services_given
from lib.charts.published import verdicts
from lib.charts.series import series

CHARTS: dict[str, Callable[[Story], Chart]] = {
    "objective_gaps.goal_gap": goal_gap,
    "objective_gaps.series": series,
    "services.levels_matrix": levels_matrix,
    "summary.rating": rating,
    "pp0093_coverage.services_given": services_given,
    "pp0093_coverage.profile": profile,
    "pp0093_coverage.region_map": region_map,
    "pp0093_budget.budget": budget,
    "pp0093_budget.physical_financial": physical_financial,
    "pp0093_budget.performance": performance,
    "reconciliation.verdicts": verdicts,
}


def draw(name: str, story: Story) -> Chart:
    """Draw a chart of a section.

    Args:
        name: Name of the chart within its section.
        story: Figures and tables of that section.

    Raises:
        KeyError: When the section has no chart of that name.
    """
    return CHARTS[f"{story.section}.{name}"](story)


__all__ = ["CHARTS", "Chart", "chart_html", "draw"]
