"""The reader contract (design, section 6), checked on the real pages without a browser."""

import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from report_rendering import SUITE, pages_of
from report_rendering import page_of as rendered

from engine.audit.page_reader import read_page
from engine.audit.pages import check_figures
from engine.page import export

SECTIONS = SUITE.sections
KIB = 1024
FILES = [*(section.page for section in SECTIONS), "report-2024.html"]
PAGE_LIMIT = 250 * KIB
# Who reconciles gets every printed figure, identity and passage with its correction: hundreds of rows.
LIMITS = {"05_reconciliation.html": 300 * KIB, "report-2024.html": 1_200_000}


@pytest.fixture(scope="module")
def soups(pages):
    return {name: BeautifulSoup(html, "html.parser") for name, html in pages.items()}


@pytest.mark.parametrize("name", FILES)
def test_language_title_one_h1_and_headings_in_order(soups, name):
    soup = soups[name]
    assert soup.html["lang"] == "es-PE"
    assert soup.title.text.strip()
    levels = [int(head.name[1]) for head in soup.find_all(re.compile("^h[1-6]$")) if not head.find_parent("footer")]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", FILES)
def test_skip_link_contents_and_ids(soups, name):
    soup = soups[name]
    assert soup.body.find("a")["href"] == "#contenido"
    ids = [element["id"] for element in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    anchors = [link["href"][1:] for link in soup.find_all("a", href=re.compile("^#"))]
    assert set(anchors) <= set(ids)
    assert len(soup.select("nav.indice a")) >= 3


@pytest.mark.parametrize("name", FILES)
def test_nothing_leaves_the_file(pages, soups, name):
    soup = soups[name]
    assert not soup.find_all(["link", "iframe", "object", "embed"]) and not soup.find_all(src=True)
    assert not re.search(r"""(@import|url\(\s*["']?(?!#)|https?://)""", pages[name])


@pytest.mark.parametrize("name", FILES)
def test_tables_charts_and_regions_have_names(soups, name):
    soup = soups[name]
    assert all(table.caption.get_text(strip=True) for table in soup.find_all("table"))
    assert all(head.get("scope") and head.get_text(strip=True) for head in soup.find_all("th"))
    assert all(soup.find(id=svg["aria-labelledby"]).get_text(strip=True) for svg in soup.find_all("svg"))
    assert all(soup.find(id=group["aria-labelledby"]) for group in soup.find_all(attrs={"role": "group"}))
    assert not [image for image in soup.find_all("img") if not image.get("alt")]


@pytest.mark.parametrize("name", FILES)
def test_weight(pages, name):
    assert len(pages[name].encode()) <= LIMITS.get(name, PAGE_LIMIT)


@pytest.mark.parametrize("name", FILES)
def test_every_figure_shown_is_the_register_s(pages, figures, name):
    assert check_figures(read_page(pages[name]), figures) == []


def test_the_same_inputs_give_the_same_bytes(pages):
    assert pages_of(2024) == pages


@pytest.mark.slow
def test_the_same_bytes_in_another_time_zone_locale_and_hash_order(pages):
    code = "import json, report_rendering; print(json.dumps(report_rendering.pages_of(2024)))"
    surroundings = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8"}
    path = os.pathsep.join([str(SUITE.root), str(Path(__file__).parent)])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | surroundings | {"PYTHONPATH": path},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert json.loads(done.stdout) == pages


def test_the_words_of_a_notebook_do_not_load_matplotlib():
    """Notebooks without charts, checks and the making of pages start quickly."""
    code = "import sys, lib.notebook; print('matplotlib' in sys.modules, 'IPython' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=SUITE.root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_each_page_leads_to_the_others(soups):
    hrefs = {section.page for section in SECTIONS}
    for section in SECTIONS:
        links = soups[section.page].select("header nav a")
        assert {link["href"] for link in links} == hrefs
        assert [link["href"] for link in links if link.get("aria-current") == "page"] == [section.page]


@pytest.mark.parametrize("name", FILES)
def test_a_source_leads_to_a_group_of_the_page_that_lists_it(soups, name):
    links = [link["href"].partition("#") for link in soups[name].select("a.lugar")]
    assert links or name == "05_reconciliation.html"
    assert all(soups[page or name].find("tr", class_="grupo", id=ident) for page, _sharp, ident in links)


def test_in_a_report_of_some_pages_a_source_leads_to_none_of_the_others(data):
    html = (
        '<a class="lugar" href="05_reconciliation.html#b">Anexo</a><a class="lugar" href="02_services.html#b">Dos</a>'
    )
    shown = new_output("display_data", {"text/html": html}, metadata={"report": {"role": "text"}})
    services = SUITE.of_page("02_services.html")
    context = export.page_context(services, [services], data, SUITE.texts)
    page = export.page_html(new_notebook(cells=[new_code_cell("x", outputs=[shown])]), context)
    assert 'Anexo<a class="lugar" href="02_services.html#b">Dos</a>' in page


def test_the_single_file_leads_only_into_itself(soups):
    hrefs = [link["href"] for link in soups["report-2024.html"].find_all("a", href=True)]
    assert all(href.startswith("#") for href in hrefs)
    parts = [part["aria-labelledby"] for part in soups["report-2024.html"].select("main > section.tomo")]
    assert parts == [*SUITE.names, "anexo"]


def test_the_single_file_has_what_the_pages_have(soups):
    def words(soup):
        return soup.main.get_text(" ", strip=True)

    single = words(soups["report-2024.html"])
    for section in SECTIONS:
        for paragraph in soups[section.page].select("main p"):
            assert paragraph.get_text(" ", strip=True) in single


def test_what_verify_needs_is_in_the_head(soups):
    meta = {item["name"]: item["content"] for item in soups["02_services.html"].find_all("meta", attrs={"name": True})}
    assert meta["report-year"] == "2024" and meta["report-section"] == "services"
    assert re.fullmatch("[0-9a-f]{64}", meta["report-inputs"])


def page_of(data, *cells):
    return rendered(new_notebook(cells=list(cells)), SUITE.select(["services"])[0], data)


def test_code_is_one_click_away_and_parameters_are_not_shown(data):
    soup = BeautifulSoup(
        page_of(
            data,
            new_markdown_cell("# Título"),
            new_code_cell("year: int = 2024", metadata={"tags": ["parameters"]}),
            new_code_cell("year = 2024\ndata_dir = '/datos/ana'", metadata={"tags": ["injected-parameters"]}),
            new_code_cell('show(levels, caption="Niveles")  # niveles'),
            new_code_cell("levels", metadata={"tags": ["explorar"]}),
        ),
        "html.parser",
    )
    shown = [item.pre.get_text() for item in soup.select("details.fuente")]
    assert shown == ['show(levels, caption="Niveles")  # niveles']
    assert soup.select_one("details.fuente .c1")
    assert "/datos/ana" not in str(soup)


def test_errors_output_and_styles_of_the_notebook_never_reach_a_reader(data):
    html = page_of(
        data,
        new_code_cell(
            "x",
            outputs=[
                new_output("stream", name="stderr", text="/tmp/x.py: FutureWarning"),
                new_output("stream", name="stdout", text="<b>dos</b>"),
                new_output("display_data", {"text/html": "<style>p{}</style>"}, metadata={"report": {"role": "style"}}),
                new_output("execute_result", {"text/plain": "<Tabla>"}),
            ],
        ),
    )
    assert "FutureWarning" not in html and "p{}" not in html
    assert "&lt;b&gt;dos&lt;/b&gt;" in html and "&lt;Tabla&gt;" in html


def test_a_picture_an_analyst_adds_keeps_its_alternative_text(data):
    picture = new_output("display_data", {"image/png": "AAAA"}, metadata={"alt": "Barras que suben"})
    assert '<img alt="Barras que suben" src="data:image/png;base64,AAAA">' in page_of(
        data, new_code_cell("x", outputs=[picture])
    )


def test_headings_never_skip_a_level_nor_repeat_an_id(data):
    html = page_of(data, new_markdown_cell("# A\n\n### B\n\n## B\n\n##### C\n\n# D"))
    assert re.findall(r"<h([2-6]) id", html) == ["2", "2", "3", "2"]
    assert 'id="services-b"' in html and 'id="services-b-2"' in html


def test_a_page_without_headings_has_no_broken_contents(data):
    soup = BeautifulSoup(page_of(data, new_markdown_cell("Solo texto.")), "html.parser")
    assert soup.h1.text == "Servicios de la PNDI"
    assert soup.select_one("nav.indice").find("a") is None


def test_contents_nest_two_levels():
    listed = export.contents([(2, "a", "A"), (3, "b", "B"), (4, "c", "C"), (2, "d", "<D>")])
    assert listed == [("a", "A", [("b", "B")]), ("d", "<D>", [])]


def test_headings_are_escaped_in_the_contents(data):
    html = page_of(data, new_markdown_cell("# Título\n\n## A\n\n### B\n\n## <D>"))
    assert re.sub(r"\s*\n", "", html[html.index("<p>En esta página") : html.index("<main")]) == (
        '<p>En esta página</p><ul><li><a href="#services-a">A</a><ul><li><a href="#services-b">B</a></li></ul></li>'
        '<li><a href="#services-d">&lt;D&gt;</a></li></ul></nav>'
    )


def test_raw_html_in_a_text_cell_is_shown_as_text(data):
    assert "<script>alert" not in page_of(data, new_markdown_cell("<script>alert(1)</script>"))


def test_the_notebooks_are_valid_for_the_template():
    for section in SECTIONS:
        nbformat.validate(nbformat.read(SUITE.notebooks_dir / section.notebook, as_version=4))


def test_an_acronym_is_explained_where_it_first_stands_unless_the_words_around_it_do():
    names = {"CIP": "Índice competitivo", "PBI": "producto bruto interno"}
    said = export.expanded("<p>El Índice Competitivo (CIP) y el PBI</p><p>CIP y PBI</p>", names)
    explained = '<abbr title="producto bruto interno">PBI</abbr>'
    assert said == f"<p>El Índice Competitivo (CIP) y el {explained}</p><p>CIP y PBI</p>"
