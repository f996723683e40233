"""All that the pages say of a year, and years with something changed: what the tests of the sentences share."""

import html
import re
from dataclasses import replace
from decimal import Decimal

from engine.traced import Traced
from lib import objective_gaps, pp0093_budget, pp0093_coverage, services, summary  # noqa: F401
from lib.columns import table
from lib.policy import policy_of
from lib.sentences import charts, headline
from lib.sentences import objective_gaps as gaps
from lib.sentences import pp0093_budget as budget
from lib.sentences import pp0093_coverage as coverage
from lib.sentences import services as service
from lib.sentences import summary as overall

_PROFILED = ("tamano", "sector", "trabajadores")
_CHARTED = {
    "goal_gap": "objective_gaps.progress",
    "rank": "objective_gaps.problem",
    "levels_by_objective": "services.levels",
    "growth": "pp0093_coverage.context",
    "regions": "pp0093_coverage.region",
    "budget": "pp0093_budget.execution",
    "physical_financial": "pp0093_budget.execution",
    "performance": "pp0093_budget.performance",
}


def read(passage):
    """A passage as plain text, items and paragraphs on lines of their own."""
    text = re.sub(r'</p>(?=<p class="(?:causa|accion)">)', " ", str(passage.html))
    text = re.sub(r"(?:</p>)?</li>|</p>", "\n", text)
    return html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\u00a0", " ").strip()


def sentences_of(data):
    """All that is said of a year, by section and function, each computed when it is called."""

    def of(name):
        return table.frame(name, data)

    def coverage_of(name):
        declared = name in ("context", "criteria", "overlap", "region", "sums", "trend")
        return of(f"pp0093_coverage.{name}") if declared else pp0093_coverage.categories(data, name)

    return {
        "gaps.finding": lambda: gaps.finding(
            policy_of(data), of("objective_gaps.problem"), of("objective_gaps.progress")
        ),
        "gaps.problem_gap": lambda: gaps.problem_gap(of("objective_gaps.problem"), services.factors(data)),
        "gaps.level_counts": lambda: gaps.level_counts(of("objective_gaps.levels")),
        "gaps.progress_by_indicator": lambda: gaps.progress_by_indicator(
            of("objective_gaps.progress"), services.factors(data)
        ),
        "gaps.hidden_retreat": lambda: gaps.hidden_retreat(of("objective_gaps.progress")),
        "gaps.next_level": lambda: gaps.next_level(of("objective_gaps.next_level")),
        "gaps.firmness": lambda: gaps.firmness(
            of("objective_gaps.firmness"), of("objective_gaps.firmness_counts"), of("objective_gaps.firmness_band")
        ),
        "gaps.pace": lambda: gaps.pace(of("objective_gaps.pace")),
        "gaps.trend": lambda: gaps.trend(of("objective_gaps.trend")),
        "gaps.composites": lambda: gaps.composites(of("objective_gaps.progress")),
        "service.finding": lambda: service.finding(of("services.levels")),
        "service.overview": lambda: service.overview(of("services.levels"), of("services.shares")),
        "service.trend": lambda: service.trend(of("services.trend")),
        "service.above_alert": lambda: service.above_alert(of("services.levels"), of("services.limits")),
        "service.missing_by_reason": lambda: service.missing_by_reason(of("services.missing")),
        "service.what_is_known": lambda: service.what_is_known(of("services.named_counts")),
        "service.firmness": lambda: service.firmness(
            of("services.firmness"), of("services.firmness_counts"), of("services.firmness_band")
        ),
        "coverage.finding": lambda: coverage.finding(coverage_of("atendidas")),
        "coverage.targeting": lambda: coverage.targeting(coverage_of("focalizacion"), coverage_of("criteria")),
        "coverage.services_given": lambda: coverage.services_given(coverage_of("servicio"), coverage_of("overlap")),
        "coverage.regions": lambda: coverage.regions(coverage_of("region"), coverage_of("sums")),
        "coverage.trend": lambda: coverage.trend(coverage_of("trend")),
        "budget.finding": lambda: budget.finding(of("pp0093_budget.execution")),
        "budget.gap": lambda: budget.gap(of("pp0093_budget.execution"), services.factors(data)),
        "budget.unit_cost": lambda: budget.unit_cost(of("pp0093_budget.execution")),
        "budget.physical_sums": lambda: budget.physical_sums(of("pp0093_budget.execution"), of("pp0093_budget.sums")),
        "budget.printed_changes": lambda: budget.printed_changes(
            coverage_of("producto"), of("pp0093_budget.execution")
        ),
        "budget.trend": lambda: budget.trend(of("pp0093_budget.trend"), of("pp0093_budget.execution")),
        "overall.rating": lambda: overall.rating(of("summary.rating")),
        "overall.attention": lambda: overall.attention(of("summary.attention")),
        "headline.verdict": lambda: headline.verdict(
            policy_of(data),
            of("objective_gaps.problem"),
            of("objective_gaps.progress"),
            of("pp0093_budget.execution"),
            coverage_of("atendidas"),
        ),
        "headline.findings": lambda: headline.findings(
            of("objective_gaps.progress"),
            of("services.levels"),
            of("pp0093_budget.execution"),
            services.factors(data),
            data["alternatives"],
            data["services"],
        ),
        "headline.rule": lambda: headline.rule(of("services.limits")),
        "headline.public_problem": lambda: headline.public_problem(of("objective_gaps.problem")),
        "headline.tiles": lambda: headline.tiles(
            policy_of(data),
            of("objective_gaps.levels"),
            of("services.levels"),
            coverage_of("atendidas"),
            coverage_of("focalizacion"),
            of("pp0093_budget.execution"),
        ),
    }


def charts_of(data):
    """Title of every chart of a year, by chart, as its notebook asks for it."""
    of = {name: table.frame(name, data) for name in _CHARTED.values()}
    covered = {name: pp0093_coverage.categories(data, name) for name in (*_PROFILED, "focalizacion", "atendidas")}
    frames = {name: of[source] for name, source in _CHARTED.items()} | {
        "services_given": pp0093_coverage.categories(data, "servicio"),
        "targeting": {name: covered[name] for name in ("focalizacion", "atendidas")},
        "profile": {name: covered[name] for name in _PROFILED},
    }
    return {f"charts.{name}_title": read(getattr(charts, f"{name}_title")(frame)) for name, frame in frames.items()}


def everything(data):
    return {name: read(said()) for name, said in sentences_of(data).items()} | charts_of(data)


def told(data, name):
    return charts_of(data)[name] if name.startswith("charts.") else read(sentences_of(data)[name]())


def changed(data, name, row, **values):
    """The year with some cells of a row replaced; None blanks a number, text stays text."""
    frame = data[name].copy()
    for column, value in values.items():
        if value is None:
            value = Traced.absent("no_publicado", ["t.csv:2:x"])
        elif not isinstance(value, str) or re.fullmatch(r"-?\d+(\.\d+)?", value):
            value = Traced.given(Decimal(str(value)), "t.csv:2:x")
        frame[column] = [value if key == row else cell for key, cell in frame[column].items()]
    return replace(data, tables={**data.tables, name: frame})


def without(data, name, *rows):
    return replace(data, tables={**data.tables, name: data[name].drop(index=list(rows))})


def progress_with(year, code="OP.01", sentido="ascendente", **cells):
    indicator = {name: cells.pop(name) for name in ("agregacion",) if name in cells}
    data = changed(year, "indicators", code, sentido=sentido, **indicator)
    return changed(data, "indicator_results", code, **cells) if cells else data
