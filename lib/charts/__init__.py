"""Charts: each a function of the frame it shows and ordinary matplotlib axes, `charts.goal_gap(progress, ax)`.

They draw on any axes and return them, so that they can be restyled, combined and saved; `style()` gives one's own figures
the look of the report, and `charts.goal_gap.height(progress, narrow)` says how high a chart wants to be, in points.
"""

from engine.names import answer_in_package
from engine.page.drawing import style
from lib.charts.objective_gaps import goal_gap, rank, series
from lib.charts.pp0093_budget import budget, performance, physical_financial
from lib.charts.pp0093_coverage import crossing, growth, profile, regions, returning, services_given, shares, targeting
from lib.charts.stacks import levels_by_objective, verdicts

__all__ = [
    "budget", "crossing", "goal_gap", "growth", "levels_by_objective", "performance", "physical_financial", "profile", "rank",
    "regions", "returning", "series", "services_given", "shares", "style", "targeting", "verdicts",
]  # fmt: skip

answer_in_package(__name__)
