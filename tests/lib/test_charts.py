"""Charts on real and on difficult frames: what they show, that no word meets another, and what stands in the page."""

import re
import sys
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from engine.audit.page_reader import read_page
from engine.audit.pages import check_figures, data_texts, find_orphans
from engine.figures import Register
from engine.inputs.loading import load_year
from engine.page.drawing import NARROW, PALETTE, WIDE, drawing, style
from engine.page.html import piece
from engine.page.passages import joined
from engine.page.style import TEMPLATES
from engine.page.tables import Layout, TableView
from engine.spanish import in_words
from engine.traced import Shown, Traced
from lib import charts, objective_gaps
from lib.columns import table
from lib.declarations import SCHEMA
from lib.sentences import charts as sentences

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fixtures"))

from synthetic import synthetic_data

KIB = 1024
PROFILE = {"Tamaño": "tamano", "Sector": "sector", "Trabajadores": "trabajadores", "Unidad": "unidad"}
FRAMES = {
    "goal_gap": "objective_gaps.progress",
    "levels_by_objective": "services.levels",
    "services_given": "pp0093_coverage.servicio",
    "regions": "pp0093_coverage.region",
    "budget": "pp0093_budget.execution",
    "physical_financial": "pp0093_budget.execution",
    "performance": "pp0093_budget.performance",
    "verdicts": "reconciliation.by_document",
}
NAMES = [*FRAMES, "profile", "series"]
EXPECTED = {
    "goal_gap": ["progress[OP.01].avance_tipo_1", "progress[OP.02].cambio_base", "progress[OP.04].logro_esperado"],
    "levels_by_objective": ["levels[OP.03].alto", "levels[PNDI].sin_informacion"],
    "services_given": ["servicio[difusion].empresas"],
    "regions": ["region[15].porcentaje"],
    "budget": ["execution[P4].pim", "execution[P2].avance_financiero_pct"],
    "physical_financial": ["execution[2.2].avance_fisico_pct"],
    "performance": ["performance[2913].valor_obtenido", "performance[4132].logro_esperado"],
    "verdicts": ["by_document[total].difiere"],
    "profile": ["trabajadores[menos_de_5].porcentaje", "unidad[itp].porcentaje"],
    "series": [
        "series[OP.01.2019].valor_obtenido",
        "series[OP.04.2025].valor_obtenido",
        "series[OP.01.2025].logro_esperado",
    ],
}


def title_of(name, frame):
    """The title of a chart; `shares` is drawn in recipes only, and borrows that of another."""
    return getattr(sentences, f"{'regions' if name == 'shares' else name}_title")(frame)


def words_of(name, frame):
    """What a chart says to who does not see it."""
    frames = frame if isinstance(frame, dict) else {name: frame}
    views = [
        TableView(name, each, Layout(title, [column for column in each if column != "decimales"]), table)
        for title, each in frames.items()
    ]
    return joined((view.in_words(headed=len(views) > 1) for view in views), " ")


@pytest.fixture(scope="module")
def drawn(frames, tmp_path_factory):
    """What each chart draws."""
    found = {name: frames[source] for name, source in FRAMES.items()}
    found["profile"] = {title: frames[f"pp0093_coverage.{name}"] for title, name in PROFILE.items()}
    next_year = load_year(SCHEMA, 2025, synthetic_data(tmp_path_factory.mktemp("years")))
    return found | {"series": objective_gaps.series(next_year)}


@pytest.fixture(scope="module")
def register(figures, drawn):
    series = Register.of({"objective_gaps.series": drawn["series"]})
    return figures | series


def paint(name, frame, width):
    """A chart on a figure of its own, laid out."""
    draw = getattr(charts, name)
    with style():
        figure = Figure(figsize=(width / 72, draw.height(frame, width == NARROW) / 72), dpi=72, layout="constrained")
        assert isinstance(draw(frame, figure.add_subplot()), Axes)
        figure.draw_without_rendering()
    return figure


def words(figure):
    """Every text a reader sees with its box in pixels; ticks beyond the scale are not drawn."""
    ax = figure.axes[0]
    low, high = ax.xaxis.get_view_interval()
    ticks = [tick.label1 for tick in ax.xaxis.majorTicks if ax.axison and low <= tick.get_loc() <= high]
    legend = ax.get_legend().get_texts() if ax.get_legend() else []
    texts = [text for text in (*ax.texts, *legend, *ticks) if text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent().padded(-1)) for text in texts]


def misplaced(figure):
    """Words that meet another or leave the figure."""
    found, whole = words(figure), figure.bbox.padded(1)
    out = [
        text
        for text, box in found
        if not (whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1)
    ]
    return out + [
        f"{one} | {other}" for (one, first), (other, second) in combinations(found, 2) if first.overlaps(second)
    ]


@pytest.mark.parametrize(("place", "said"), [(68, "← cayó 7 puestos"), (61, "sin cambio: 0"), (60, "→ subió 1 puesto")])
def test_a_rank_says_how_many_places_it_fell_or_rose(data, place, said):
    """The base line is the place 61."""
    ranks = objective_gaps.problem(data.assuming("indicator_results", "cip_puesto", valor_obtenido=place))
    texts = [text.get_text().replace(" (supuesto)", "") for text in paint("rank", ranks, WIDE).axes[0].texts]
    assert said in texts


def each(frame, change):
    return {name: change(part) for name, part in frame.items()} if isinstance(frame, dict) else change(frame)


def with_numbers(frame, number):
    """The frame with other numbers: `number` gives one from the value and its row; words and years stay."""
    changed = frame.copy()
    for column in frame.columns.drop("anio", errors="ignore"):
        values = list(frame[column])
        if all(isinstance(value, Traced) and not isinstance(value.value, str) for value in values):
            made = [number(value, row) for row, value in enumerate(values)]
            changed[column] = pd.Series(made, index=frame.index, dtype=frame[column].dtype)
    return changed


def long_names(frame):
    name = "Nombre muy largo de una categoría que nadie acortó porque así lo dice la norma que la crea y la regula"
    return frame.assign(**{column: name for column in ("nombre", "nombre_corto") if column in frame})


def sixty(frame):
    """Rows again and again, each under a key of its own."""
    many = pd.concat([frame] * -(-60 // len(frame))).iloc[:60]
    if "indicador" in many:
        many["indicador"] = [f"{code}.{number // len(frame)}" for number, code in enumerate(many["indicador"])]
    return many.set_axis([f"{key}.{number}" for number, key in enumerate(many.index)])


DIFFICULT = {
    "long names": long_names,
    "sixty rows": sixty,
    "one row": lambda frame: frame.iloc[:1],
    "nothing known": lambda frame: with_numbers(frame, lambda _value, _row: Traced.absent("ND")),
    "below zero": lambda frame: with_numbers(frame, lambda value, row: value * Decimal(-1) if row % 2 else value),
    "all the same": lambda frame: with_numbers(frame, lambda _value, _row: Traced(Decimal(100))),
    "huge": lambda frame: with_numbers(frame, lambda value, row: value * Decimal(1000) if row == 0 else value),
    "zero": lambda frame: with_numbers(frame, lambda _value, _row: Traced(Decimal(0))),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_draws_on_any_axes_and_says_which_figures_it_shows(drawn, name):
    figure, (left, _right) = plt.subplots(1, 2, figsize=(16, 9))  # without a layout of its own
    assert getattr(charts, name)(drawn[name], left) is left
    shown = " ".join(str(text.get_gid()) for text in left.texts)
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in left.texts]
    assert min(box.x0 for box in boxes) > 0
    plt.close(figure)
    assert all(f".{ident}" in shown for ident in EXPECTED[name])


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", NAMES)
def test_no_word_meets_another_or_is_cut(drawn, name, width):
    assert misplaced(paint(name, drawn[name], width)) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("difficulty", DIFFICULT)
@pytest.mark.parametrize("name", NAMES)
def test_difficult_frames_are_drawn_as_well(drawn, name, difficulty, width):
    frame = each(drawn[name], DIFFICULT[difficulty])
    assert misplaced(paint(name, frame, width)) == []


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_frame_says_so(drawn, name):
    for empty in (each(drawn[name], lambda frame: frame.iloc[:0]), {} if name == "profile" else pd.DataFrame()):
        assert [text for text, _box in words(paint(name, empty, WIDE))] == ["Sin datos publicados"]
        assert str(title_of(name, empty))


def test_a_retreat_and_an_advance_are_told_apart(drawn):
    texts = [text.get_text() for text in paint("goal_gap", drawn["goal_gap"], WIDE).axes[0].texts]
    assert "← retrocede 4.4\u00a0%" in texts  # 42,391 of 44,328
    assert "← retrocede 0.22\u00a0p.\u00a0p." in texts  # 10.08 from 10.30
    assert "→ avanza 5\u00a0p.\u00a0p." in texts  # 5 from 0


def test_who_gave_much_less_than_was_paid_for_stands_out(drawn):
    lines = paint("physical_financial", drawn["physical_financial"], WIDE).axes[0].lines
    red = [line.get_xdata() for line in lines if line.get_color() == PALETTE["bajo"]]
    assert [[round(rate, 1) for rate in pair] for pair in red] == [[93.6, 65.4], [93.4, 60.4]]  # P2 and 2.2


def test_what_is_not_published_is_neither_zero_nor_left_out(drawn):
    ax = paint("profile", {"Sector": drawn["profile"]["Sector"]}, WIDE).axes[0]
    assert len(ax.patches) == 3
    assert "no publicado" in [text.get_text() for text in ax.texts]
    regions = paint("regions", drawn["regions"], WIDE).axes[0]
    assert [round(bar.get_width(), 1) for bar in regions.patches] == [45.8, 6.0, 4.7, 0.3, 0.3]
    assert "Otras veinte regiones, sin dato publicado" in [text.get_text() for text in regions.texts]


def test_services_stand_from_the_largest_to_the_smallest_and_the_unknown_last(drawn):
    frame = drawn["services_given"]
    bars = paint("services_given", frame, WIDE).axes[0].patches
    assert [bar.get_width() for bar in bars] == [7291, 6819, 5528, 997]
    unknown = with_numbers(frame, lambda value, row: Traced.absent("ND") if row == 2 else value)
    assert [bar.get_y() for bar in paint("services_given", unknown, WIDE).axes[0].patches][-1] < 3


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("series", "verdicts", "levels_by_objective")])
def test_scales_begin_at_zero(drawn, name):
    assert paint(name, drawn[name], WIDE).axes[0].get_xlim()[0] == 0


@pytest.fixture(scope="module")
def pages(drawn):
    return {name: page_of(name, frame) for name, frame in drawn.items()}


def page_of(name, frame):
    ident, said = f"grafico-{name}", {"subtitle": "Qué se mide", "note": "Cómo se lee.", "source": "", "table": ""}
    said |= {"title": title_of(name, frame), "alt": words_of(name, frame)}
    return str(piece("chart", ident=ident, svg=drawing(getattr(charts, name), frame, ident=ident), **said))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_the_chart_for_screens_and_for_phones_named_by_its_words(pages, name):
    soup = BeautifulSoup(pages[name], "html.parser")
    assert soup.select_one(".lema").get_text(strip=True)
    wide, narrow = soup.find_all("svg")
    assert (wide["class"], narrow["class"]) == (["ancho"], ["angosto"])
    for svg in (wide, narrow):
        assert svg["role"] == "img"
        assert soup.find(id=svg["aria-labelledby"]).find("data")
        assert svg.find("text")
    assert "DejaVu" not in pages[name]
    assert all(len(svg.encode()) <= 18 * KIB for svg in re.findall(r"<svg.*?</svg>", pages[name]))


def figures_in(html):
    """Ids of the figures some HTML shows."""
    return [part["data-figure"] for part in BeautifulSoup(html, "html.parser").select("[data-figure]")]


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_a_page_is_a_figure(pages, data, register, name):
    assert set(figures_in(pages[name])) <= set(register)
    page = read_page(pages[name])
    assert find_orphans(page, data_texts(data), register) == []
    assert check_figures(page, register) == []
    assert all(any(f".{ident}" in found for found in figures_in(pages[name])) for ident in EXPECTED[name])


@pytest.mark.parametrize("name", NAMES)
def test_colours_are_those_of_the_style_sheet_so_that_dark_pages_and_paper_work(pages, name):
    assert not re.search(r"#[0-9a-f]{6}\b|rgb\(", re.sub(r'(href|id)="[^"]*"|url\([^)]*\)', "", pages[name]))


def test_names_that_share_a_colour_share_it_in_the_dark_too():
    style_sheet = (TEMPLATES / "report" / "pieces.css").read_text(encoding="utf-8")
    dark = dict(re.findall(r"--([\w-]+): (#\w+)", style_sheet[style_sheet.index("@media") :]))
    by_colour = {}
    for name, colour in PALETTE.items():
        by_colour.setdefault(colour, set()).add(dark[name])
    assert all(len(darks) == 1 for darks in by_colour.values())


@pytest.mark.parametrize("name", NAMES)
def test_the_same_frame_gives_the_same_bytes(pages, drawn, name):
    assert page_of(name, drawn[name]) == pages[name]


def test_ids_are_unique_across_charts_and_widths(pages):
    idents = [ident for page in pages.values() for ident in re.findall(r' id="([^"]+)"', page)]
    assert len(idents) == len(set(idents))


def test_levels_differ_by_pattern_too(pages):
    soup = BeautifulSoup(pages["levels_by_objective"], "html.parser")
    assert all(len(svg.find_all("pattern")) == 3 for svg in soup.find_all("svg"))  # medio, bajo, alto with an alert
    assert "<image" not in pages["levels_by_objective"]


def test_drawing_leaves_no_global_state(drawn):
    before = dict(mpl.rcParams)
    drawing(charts.goal_gap, drawn["goal_gap"], ident="estado")
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []


def test_an_assumed_value_says_so(data):
    assumed = objective_gaps.progress(data.assuming("indicator_results", "OP.01", valor_obtenido=48_000))
    texts = [text.get_text() for text in paint("goal_gap", assumed, WIDE).axes[0].texts]
    assert "97.9\u00a0% (supuesto)" in texts  # 48,000 ÷ 49,007 × 100 = 97.945
    assert "→ avanza 8.3\u00a0% (supuesto)" in texts  # 48,000 ÷ 44,328 − 1


def test_a_chart_of_ones_own_is_exported_as_well(drawn):
    def dots(frame, ax):
        ax.scatter(frame["avance_tipo_1"].astype(float), range(len(frame)))
        ax.set_xlabel("Avance & meta")
        return ax

    html = drawing(dots, drawn["goal_gap"], ident="propio", height=200)
    soup = BeautifulSoup(html, "html.parser")
    assert soup.svg["viewbox"] == "0 0 736 200"
    assert "Avance &amp; meta" in html
    scale = [text for text in soup.svg.find_all("text") if text.get_text().strip("−").isdigit()]
    assert scale and all(text.has_attr("data-scale") for text in scale)


FREQUENT = {
    "missing": ([10, None, 30], "Lo más frecuente de lo que se publica: c (30 %)"),
    "surely": ([10, None, 60], "Lo más frecuente entre las empresas atendidas: c (60 %)"),
    "none": ([None, None, None], "No se publica cómo son las empresas atendidas"),
}


def small(values, column="porcentaje"):
    """A frame of three categories."""
    made = [Traced.absent("no_publicado") if value is None else Traced(Decimal(value)) for value in values]
    shown = [
        replace(value, shown_as=Shown(f"t.t[{row}].x", f"{value} %" if value.known else "no publicado"))
        for row, value in zip("abc", made, strict=True)
    ]
    return pd.DataFrame({"nombre": list("ABC"), column: shown}, index=list("abc"))


@pytest.mark.parametrize("case", FREQUENT)
def test_a_title_compares_only_what_is_published(case):
    values, title = FREQUENT[case]
    assert str(sentences.profile_title({"T": small(values)})) == title


def test_a_title_names_all_that_are_first():
    told = str(sentences.services_given_title(small([5, 5, 1], "empresas")))
    assert told == "A y B llegaron a 5 % empresas cada uno, más que ningún otro servicio"
    told = str(sentences.services_given_title(small([5, None, 1], "empresas")))
    assert told == "A llegó a 5 % empresas, más que los demás con dato publicado"


def test_titles_of_2024(drawn):
    titles = {name: str(title_of(name, drawn[name])) for name in NAMES if name != "shares"}
    assert titles["goal_gap"] == (
        "Ningún indicador con información llegó a su meta y dos están peor que en su línea base"
    )
    assert titles["regions"].replace("\u00a0", " ") == (
        "Lima reúne el 45.8 % de las empresas atendidas; de veinte regiones no se publica el dato"
    )
    assert titles["performance"].startswith("Dos de seis indicadores de desempeño llegaron a su meta: ")


@pytest.mark.parametrize(
    ("count", "one", "words"),
    [(1, "uno", "uno"), (1, "una", "una"), (21, "un", "veintiún"), (21, "una", "veintiuna"), (31, "una", "treinta y una"),
     (16, "un", "dieciséis"), (40, "un", "cuarenta"), (100, "un", "más de noventa y nueve")],
)  # fmt: skip
def test_counts_in_words(count, one, words):
    assert in_words(count, one) == words
