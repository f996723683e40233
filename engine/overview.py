"""One page over the reports of a call with `--matrix`: a row each, with what its figures say in short and ways to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.run.fingerprint import read_record
from engine.run.outcomes import GOOD, Outcome

OVERVIEW, _TEMPLATE = "overview", Path(__file__).with_name("overview.html.j2")
_WAYS = {"Páginas": "index.html", "Un archivo": "report-*.html", "Tablas": "tables-*.xlsx", "Cifras": "figures.csv"}


def write_overview(outcomes: Sequence[Outcome], output_dir: Path) -> Path:
    """Write the page beside the folders of the reports, which ended so; it tells what their records keep."""
    rows = []
    for outcome in outcomes:
        folder = output_dir / outcome.name
        found = {text: sorted(folder.glob(way)) for text, way in _WAYS.items()}
        links = [(text, f"{folder.name}/{path.name}") for text, paths in found.items() for path in paths]
        rows.append((outcome, read_record(folder).get(OVERVIEW, {}), links))
    import jinja2  # what finds that nothing changed comes this way too, and writes no page

    page, path = jinja2.Template(_TEMPLATE.read_text(encoding="utf-8"), autoescape=True), output_dir / "index.html"
    path.write_text(page.render(rows=rows, good=GOOD) + "\n", encoding="utf-8", newline="\n")
    return path
