"""The finished pages in Chromium with the network cut, as readers meet them.

Needs Chromium and the `browser` extra (playwright, and axe-core as axe-playwright-python carries it); else skipped.
"""

import re
import shutil
from collections import Counter
from importlib import resources

import pytest

from engine.page.pdf import BROWSERS

playwright = pytest.importorskip("playwright.sync_api", reason="the browser extra is not installed")
axe_package = pytest.importorskip("axe_playwright_python", reason="the browser extra is not installed")

CHROMIUM = next((found for name in BROWSERS if (found := shutil.which(name))), "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here"),
]

FILES = [
    "index.html",
    "01_objective_gaps.html",
    "02_services.html",
    "03_pp0093_coverage.html",
    "04_pp0093_budget.html",
    "05_reconciliation.html",
    "report-2024.html",
]
SCHEMES = ("light", "dark")
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND"
RUN_AXE = """async ({away, options}) => {
  const where = away ? {include: [['html']], exclude: [[away]]} : document;
  const found = await window.axe.run(where, {preload: false, resultTypes: ['violations'], ...options});
  return found.violations.map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 150)}`);
}"""
STANDARDS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = "color-contrast"  # four fifths of the time
PAGES_IN_THE_SINGLE_FILE = ".tomo:not([aria-labelledby=anexo]) > :not(.portada)"
CONTROLS = """() => {
  const all = [...document.querySelectorAll('a[href], button, summary, input, [tabindex="0"]')];
  const seen = all.filter(e => e.checkVisibility());
  seen.forEach((e, i) => { e.dataset.control = i; });
  return seen.length;
}"""
STACKED_TOO_WIDE = """() => [...document.querySelectorAll('.rueda:has(.apilada)')]
  .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.querySelector('table').id)"""
STACKED_LABELS = """() => [...document.querySelectorAll('#reconciliation-errors tbody tr:first-child td')]
  .map(e => getComputedStyle(e, '::before').content.replaceAll('"', ''))"""
TABLE_ROLES = ("table", "rowgroup", "row", "columnheader", "rowheader", "cell")
OPEN_ALL = "() => document.querySelectorAll('details').forEach(d => { d.open = true; })"
PRINTED_TOO_WIDE = """() => [...document.querySelectorAll('table, svg')]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 2).length"""


@pytest.fixture(scope="module")
def axe_script():
    return (resources.files(axe_package) / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as engine:
        opened = engine.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", NO_NETWORK])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def folder(pages, tmp_path_factory):
    made = tmp_path_factory.mktemp("pages")
    for name, html in pages.items():
        (made / name).write_text(html, encoding="utf-8")
    return made


@pytest.fixture
def open_page(browser, folder):
    """Open a page; what it asks for and what its console says is kept on it."""
    contexts = []

    def opened(name, scheme="light", width=1280):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda line: page.said.append(line.text) if line.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto((folder / name).as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def violations(axe_script):
    """What axe finds in a page; `away` and `options` are its own."""

    def found(page, away="", **options):
        page.evaluate(f"() => {{ {axe_script} }}")
        return page.evaluate(RUN_AXE, {"away": away, "options": STANDARDS | options})

    return found


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", FILES[:-1])
def test_no_accessibility_violation_with_everything_open(open_page, violations, name, scheme):
    page = open_page(name, scheme)
    page.evaluate(OPEN_ALL)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nor_in_the_single_file_whose_pages_have_the_colours_they_have_alone(open_page, violations, pages, scheme):
    single, alone = pages[FILES[-1]], pages[FILES[0]]
    assert re.findall("<style>.*?</style>", single, re.S) == re.findall("<style>.*?</style>", alone, re.S) != []
    page = open_page(FILES[-1], scheme)
    page.evaluate(OPEN_ALL)
    assert violations(page, rules={COLOURS: {"enabled": False}}) == []
    assert violations(page, PAGES_IN_THE_SINGLE_FILE, runOnly={"type": "rule", "values": [COLOURS]}) == []


@pytest.mark.parametrize("name", FILES)
def test_one_request_for_the_file_itself_and_a_silent_console(open_page, folder, name):
    page = open_page(name)
    page.wait_for_timeout(300)
    assert page.asked == [(folder / name).as_uri()]
    assert page.said == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_sorted_filtered_and_opened_a_page_is_as_accessible_and_as_silent(open_page, violations, folder, scheme, width):
    """The states that a reader puts a page in; page 05 has every kind of table."""
    page = open_page("05_reconciliation.html", scheme, width)
    page.evaluate(OPEN_ALL)
    for box in page.get_by_label("Filtrar filas").all():
        box.fill("meta")
    page.evaluate("() => document.querySelectorAll('th button').forEach(button => button.click())")
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.locator("[aria-sort]").count() and page.locator("tr[hidden]").count()
    assert page.asked == [(folder / "05_reconciliation.html").as_uri()] and page.said == []


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("name", FILES)
def test_the_page_never_scrolls_sideways(open_page, name, width):
    page = open_page(name, width=width)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("name", FILES)
def test_on_a_phone_a_table_of_sentences_is_read_without_scrolling_it_sideways(open_page, name, width):
    page = open_page(name, width=width)
    assert page.evaluate(STACKED_TOO_WIDE) == []


def test_on_a_phone_each_stacked_cell_says_its_column(open_page):
    page = open_page("05_reconciliation.html", width=390)
    labels = page.evaluate(STACKED_LABELS)
    assert labels == ["Calculado", "Clase", "Frase del documento", "Explicación", "Corrección propuesta"]
    assert open_page("05_reconciliation.html").evaluate(STACKED_LABELS) == ["none"] * len(labels)


@pytest.mark.parametrize("name", ["02_services.html", "05_reconciliation.html"])
def test_stacked_tables_stay_tables_for_a_screen_reader(open_page, violations, name):
    counts = []
    for width in (1280, 390):
        page = open_page(name, width=width)
        tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        roles = Counter(node["role"]["value"] for node in tree if not node["ignored"])
        counts.append({role: roles[role] for role in TABLE_ROLES})
    assert counts[0] == counts[1]
    assert all(counts[0].values())
    assert violations(page) == []


def test_a_filtered_row_of_a_stacked_table_is_hidden_on_a_phone_too(open_page):
    page = open_page("05_reconciliation.html", width=390)
    page.evaluate(OPEN_ALL)
    box = page.locator(".cuadro", has=page.locator("#reconciliation-observations-2"))
    box.get_by_label("Filtrar filas").fill("sin decir qué mejora")
    assert box.locator("tbody tr:visible").count() == 1


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_cut_on_paper(open_page, name):
    page = open_page(name, width=700)
    page.emulate_media(media="print")
    assert page.evaluate(PRINTED_TOO_WIDE) == 0


@pytest.mark.parametrize("name", FILES[:-1])
def test_every_control_is_reached_with_the_keyboard(open_page, name):
    page = open_page(name)
    count = page.evaluate(CONTROLS)
    reached = set()
    for _step in range(count + 5):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.dataset.control ?? ''"))
    assert reached - {""} == {str(number) for number in range(count)}


@pytest.mark.parametrize("name", FILES)
def test_without_scripts_nothing_is_missing(browser, open_page, folder, name):
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto((folder / name).as_uri())
    rows = "tbody tr"
    assert plain.locator(rows).count() == open_page(name).locator(rows).count()
    plain.context.close()


def test_a_table_sorts_by_its_numbers_and_back(open_page):
    page = open_page("03_pp0093_coverage.html")
    page.evaluate(OPEN_ALL)
    head = page.locator("#pp0093_coverage-tamano-profile_datos thead th").nth(1)
    shares = page.locator("#pp0093_coverage-tamano-profile_datos tbody td:nth-child(2) data")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert [float(item.get_attribute("value")) for item in shares.all()] == [1.7, 4.9, 25.6, 67.8]
    head.get_by_role("button").click()
    assert [float(item.get_attribute("value")) for item in shares.all()] == [67.8, 25.6, 4.9, 1.7]


@pytest.mark.parametrize("name", ["02_services.html", "report-2024.html"])
def test_a_source_opens_where_its_passage_is_listed(open_page, name):
    page = open_page(name)
    page.evaluate(OPEN_ALL)
    link = page.locator("#services-levels").locator("xpath=ancestor::*[@class='cuadro'][1]").locator("a.lugar").first
    link.evaluate("() => document.querySelectorAll('.plegada').forEach(d => { d.open = false; })")
    link.evaluate("link => link.click()")
    part = page.locator("tr.grupo:target")
    part.wait_for(state="visible")
    assert part.inner_text().strip() == "II. OP.01"


def test_a_long_table_is_filtered_without_regard_to_accents(open_page):
    page = open_page("03_pp0093_coverage.html")
    page.evaluate(OPEN_ALL)
    box = page.locator(".cuadro", has=page.locator("#pp0093_coverage-region-regions_datos"))
    box.get_by_label("Filtrar filas").fill("ancash")
    assert [row.inner_text().split()[0] for row in box.locator("tbody tr:visible").all()] == ["Áncash"]
    assert "1 de 25" in box.get_by_role("status").inner_text()


def test_a_table_is_downloaded_as_csv_with_exact_values(open_page, tmp_path):
    page = open_page("01_objective_gaps.html")
    page.evaluate(OPEN_ALL)
    box = page.locator(".cuadro", has=page.locator("#objective_gaps-progress"))
    with page.expect_download() as waiting:
        box.get_by_role("button", name="Descargar CSV").click()
    waiting.value.save_as(tmp_path / "t.csv")
    lines = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()
    assert waiting.value.suggested_filename == "objective_gaps-progress.csv"
    assert (
        lines[0].startswith(
            '"Indicador","Valores: Línea base en su unidad","Valores: Línea base en su unidad (valor exacto)"'
        )
        and '"86.499887' in lines[1]
    )


MOST_WORDS = {"index.html": 900, "05_reconciliation.html": 2500}
MOST_SCREENS = {"index.html": 4, "05_reconciliation.html": 8}
WORDS = "() => document.body.innerText.split(/\\s+/).filter(Boolean).length"


@pytest.mark.parametrize("name", FILES[:-1])
def test_a_page_unopened_is_short(open_page, name):
    """Everything outside closed details counts, header and foot too; a screen is 800 pixels."""
    page = open_page(name)
    assert page.evaluate(WORDS) <= MOST_WORDS.get(name, 1500)
    assert page.evaluate("() => document.documentElement.scrollHeight") <= 800 * MOST_SCREENS.get(name, 7)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_first_screen_says_how_it_goes_why_and_what_to_do(open_page, width, height):
    page = open_page("index.html", width=width)
    seen = f"e => e.checkVisibility() && e.getBoundingClientRect().bottom <= {height}"
    shown = page.evaluate(
        f"() => ['.veredicto', '.causa', '.accion', '.veredicto data, .fichas .cifra data'].map("
        f"what => [...document.querySelectorAll(what)].filter({seen}).length)"
    )
    assert shown[0] == 1 and shown[1] >= 1 and shown[2] >= 1 and shown[3] >= 4
