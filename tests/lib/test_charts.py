import re
from dataclasses import replace
from decimal import Decimal

import matplotlib as mpl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from engine.page.canvas import COLOURS, PATTERNS, text_width
from engine.page.chart import chart_html

from engine.audit.orphans import data_texts, find_orphans
from engine.figures import register
from engine.page.html import figures_in
from engine.page.provenance import Trail
from engine.traced import Traced
from lib.charts import CHARTS, draw

NAMES = [name for name in CHARTS if name != "objective_gaps.series"]
KIB = 1024


@pytest.fixture(scope="module")
def charts(whole):
    return {name: draw(name.split(".")[1], whole.story(name.split(".")[0])) for name in NAMES}


def soup_of(chart, data):
    return BeautifulSoup(chart_html(chart, Trail(data), data.year), "html.parser")


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_has_message_alt_text_with_figures_and_its_data(charts, whole, data, name):
    soup = soup_of(charts[name], data)
    assert soup.select_one(".lema").get_text(strip=True)
    for drawing in soup.find_all("svg"):
        assert drawing["role"] == "img"
        assert soup.find(id=drawing["aria-labelledby"]).find("data")
    assert soup.select_one("details.datos table caption")
    assert set(figures_in(str(soup))) <= set(whole.figures)


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_is_drawn_for_screens_and_for_phones_with_real_text(charts, name):
    wide, narrow = BeautifulSoup(charts[name].svg, "html.parser").find_all("svg")
    assert (wide["class"], narrow["class"]) == (["ancho"], ["angosto"])
    assert wide.find("text") and narrow.find("text")
    assert "DejaVu" not in charts[name].svg


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_is_light(charts, name):
    assert all(len(svg) <= 18 * KIB for svg in re.findall(r"<svg.*?</svg>", charts[name].svg, re.S))


@pytest.mark.parametrize("name", NAMES)
def test_colours_are_those_of_the_style_sheet_so_that_dark_pages_and_paper_work(charts, name):
    assert not re.search(
        r"#[0-9a-fA-F]{3,6}\b(?![-\w])", re.sub(r'(href|id)="[^"]*"|url\([^)]*\)', "", charts[name].svg)
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_a_chart_is_a_figure(charts, whole, data, name):
    html = chart_html(charts[name], Trail(data), data.year)
    assert find_orphans(html, data_texts(data), whole.figures) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_same_figures_give_the_same_bytes(charts, whole, name):
    section, chart = name.split(".")
    assert draw(chart, whole.story(section)).svg == charts[name].svg


def test_drawing_leaves_no_global_state(whole):
    before = dict(mpl.rcParams)
    draw("goal_gap", whole.story("objective_gaps"))
    assert dict(mpl.rcParams) == before
    import matplotlib.pyplot as plt

    assert plt.get_fignums() == []


def test_ids_are_unique_across_all_charts(charts):
    idents = [ident for chart in charts.values() for ident in re.findall(r' id="([^"]+)"', chart.svg)]
    assert len(idents) == len(set(idents))


NOT_DATA = ("decimales", "fila", "columna")


def changed(whole, data, section, change):
    """The story of a section whose numbers have been changed; decimals of rows and places of regions are not data."""
    frames = {name: frame.copy() for name, frame in whole.sections[section].items()}
    for frame in frames.values():
        for column in frame.columns.difference(NOT_DATA):
            frame[column] = [change(cell) if isinstance(cell, Traced) else cell for cell in frame[column]]
    story = whole.story(section)
    figures = story.figures | register(section, frames, data.rules["niveles"])
    return replace(story, figures=figures, tables=frames)


def missing(cell):
    return cell if cell.value is None else Traced.absent("ND", cell.sources)


def negative(cell):
    return Traced(-abs(cell.value)) if isinstance(cell.value, Decimal) else cell


def doubled(cell):
    return Traced(cell.value * 7) if isinstance(cell.value, Decimal) else cell


def zero(cell):
    return Traced(Decimal(0)) if isinstance(cell.value, Decimal) else cell


@pytest.mark.parametrize("change", [missing, negative, doubled, zero])
@pytest.mark.parametrize("name", NAMES)
def test_a_chart_holds_for_any_year(whole, data, name, change):
    """Missing values, reversed signs, enormous values and zeros are drawn, and the title is still a sentence."""
    section, chart = name.split(".")
    drawn = draw(chart, changed(whole, data, section, change))
    assert drawn.title.striptags()
    assert not re.search(r"\b(nan|inf)\b", drawn.svg)


def test_titles_follow_the_figures(whole, data):
    title = draw("goal_gap", whole.story("objective_gaps")).title.striptags()
    assert title.startswith("Ningún indicador de objetivo llegó al nivel alto: 2 en medio, 1 en bajo")
    assert "P2 Articulación" in draw("physical_financial", whole.story("pp0093_budget")).title.striptags()


def test_what_is_not_published_is_hatched_and_never_zero(charts):
    svg = BeautifulSoup(charts["pp0093_coverage.region_map"].svg, "html.parser").svg
    hatched = [shape for shape in svg.find_all("path") if "trama" in shape.get("style", "")]
    assert len(hatched) == 20 + 1
    assert "Sin dato publicado" in svg.text


def test_levels_differ_by_pattern_too(charts):
    svg = charts["services.levels_matrix"].svg
    assert "-medio)" in svg and "-bajo)" in svg
    assert set(PATTERNS) >= {"medio", "bajo"} and "alto" not in PATTERNS


def test_colours_are_told_apart_by_name():
    values = [*COLOURS.values(), *(value for value, _path in PATTERNS.values())]
    assert len(values) == len(set(values))


def test_a_series_is_drawn_when_there_are_years(whole, data):
    frame = pd.DataFrame.from_dict(
        {f"OP.01.{year}": point(year, value) for year, value in ((2019, "44328"), (2024, "42391"), (2025, None))},
        orient="index",
        dtype=object,
    )
    frames = {**whole.sections["objective_gaps"], "series": frame}
    story = whole.story("objective_gaps")
    story = replace(
        story, tables=frames, figures=story.figures | register("objective_gaps", frames, data.rules["niveles"])
    )
    drawn = draw("series", story)
    assert "bajó valor agregado" in drawn.title.striptags()
    assert "sin información" in drawn.svg


def point(year, value):
    return {
        "indicador": "OP.01",
        "nombre_corto": "Valor agregado bruto por trabajador",
        "unidad": "soles",
        "decimales": Traced(Decimal(0)),
        "anio": Traced(Decimal(year)),
        "logro_esperado": Traced(Decimal(49007)),
        "valor_obtenido": Traced(Decimal(value)) if value else Traced.absent("ND"),
    }


def test_an_empty_series_shows_nothing(whole):
    assert whole.chart_html("objective_gaps.series") == ""


def test_text_width_grows_with_the_text():
    assert text_width("12,791") < text_width("12,791,000")
