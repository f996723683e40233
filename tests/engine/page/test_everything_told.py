"""What the documents explain and the data note: every row stands on a page, or here with the reason why not."""

import re

import pytest
from bs4 import BeautifulSoup

# Texts that readers must meet: causes, what is proposed, other figures, and the notes of results and execution.
TOLD = {
    "factors": "texto",
    "alternatives": "texto",
    "policy_facts": "nombre",
    "context": "nombre",
    "service_facts": "nombre",
    "indicator_results": "nota",
    "programme_execution": "nota",
    "baselines": "nota",
}
# Rows on no page, by table and code, with the reason. A row that comes to a page leaves this list.
NOT_SHOWN: dict[tuple[str, str], str] = {}
NO_FIGURE = {
    "producto[P3]": "the execution shows the same count as delivered",
    "producto[P4]": "the execution shows the same count as delivered",
}


def plain(text):
    return " ".join(str(text).replace("\u00a0", " ").split())


@pytest.fixture(scope="module")
def read(pages):
    """The words of each page, by file name; the single file has them again."""
    sections = {name: html for name, html in pages.items() if not name.startswith("report-")}
    return {name: plain(BeautifulSoup(html, "html.parser").main.get_text("")) for name, html in sections.items()}


def row_pattern(text):
    """A text of the data as a page writes it, with any figure in the place of one that it names."""
    parts = re.split(r"\{[^{}]*\}", plain(text))
    return re.compile(r"[\w,.−%/ ]{1,20}?".join(map(re.escape, parts)))


@pytest.mark.parametrize("name", TOLD)
def test_every_row_is_on_a_page_or_listed_with_the_reason(read, data, name):
    column = TOLD[name]
    texts = {str(key): str(text) for key, text in data[name][column].items() if str(text)}
    absent = {key for key, text in texts.items() if not any(row_pattern(text).search(page) for page in read.values())}
    listed = {key for table, key in NOT_SHOWN if table == name}
    assert absent - listed == set(), "on no page"
    assert listed - absent == set(), "listed as on no page, and on one"


def test_every_published_part_of_the_coverage_has_its_figure_on_a_page(pages, data):
    """Counts, shares and changes against the year before, in a table, a chart or a sentence."""
    shown = set(re.findall(r"pp0093_coverage\.(\w+\[[^\]]+\])\.", "".join(pages.values())))
    coverage = data["coverage"]
    numbers = coverage[["empresas", "porcentaje", "variacion_anual"]]
    known = [any(cell.known for cell in row) for row in numbers.itertuples(index=False)]
    wanted = {f"{row.dimension}[{row.categoria}]" for row in coverage[known].itertuples()}
    assert wanted - shown == set(NO_FIGURE)
