"""Charts on real and on difficult frames: what they show, that no word meets another, and what stands in the page."""

import re
import sys
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
from matplotlib.text import Text

from engine.audit.orphans import data_texts, find_orphans
from engine.figures import Register
from engine.inputs.loading import load_year
from engine.page.drawing import NARROW, PALETTE, WIDE, chart_block, drawing, style
from engine.page.html import figures_in
from engine.page.style import TEMPLATES
from engine.traced import Traced
from lib import charts, objective_gaps
from lib.columns import table
from lib.declarations import SCHEMA
from lib.sentences import charts as sentences

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fixtures"))

from synthetic import synthetic_data  # noqa: E402  (a fixture module, not a package)

KIB = 1024
PROFILE = {"Tamaño": "tamano", "Sector": "sector", "Trabajadores": "trabajadores", "Unidad": "unidad"}
FRAMES = {
    "goal_gap": "objective_gaps.progress",
    "levels_by_objective": "services.levels",
    "services_given": "pp0093_coverage.servicio",
    "shares": "pp0093_coverage.sector",
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
    "shares": ["sector[otros].porcentaje"],
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


@pytest.fixture(scope="module")
def data():
    return load_year(SCHEMA, 2024)


@pytest.fixture(scope="module")
def drawn(data, tmp_path_factory):
    """What each chart draws."""
    frames = table.compute(data)
    found = {name: frames[source] for name, source in FRAMES.items()}
    found["profile"] = {title: frames[f"pp0093_coverage.{name}"] for title, name in PROFILE.items()}
    next_year = load_year(SCHEMA, 2025, synthetic_data(tmp_path_factory.mktemp("years")))
    return found | {"series": objective_gaps.series(next_year)}


@pytest.fixture(scope="module")
def register(data, drawn):
    series = Register.of({"objective_gaps.series": drawn["series"]})
    return Register.of(table.compute(data)) | series


def paint(name, frame, width):
    """A chart on a figure of its own, laid out."""
    draw = getattr(charts, name)
    with style():
        figure = Figure(figsize=(width / 72, draw.height(frame, width == NARROW) / 72), dpi=72, layout="constrained")
        assert isinstance(draw(frame, figure.add_subplot()), Axes)
        figure.draw_without_rendering()
    return figure


def words(figure):
    """Every text a reader sees with its box in pixels."""
    texts = [item for item in figure.findobj(Text) if item.get_visible() and item.get_text().strip()]
    return [(item.get_text(), item.get_window_extent().padded(-1)) for item in texts]


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
    figure, (left, _right) = plt.subplots(1, 2, figsize=(16, 9))
    assert getattr(charts, name)(drawn[name], left) is left
    shown = " ".join(str(text.get_gid()) for text in left.texts)
    plt.close(figure)
    assert all(f".{ident}" in shown for ident in EXPECTED[name])


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", NAMES)
def test_no_word_meets_another_or_is_cut(drawn, name, width):
    assert misplaced(paint(name, drawn[name], width)) == []


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
        assert str(getattr(sentences, f"{name}_title")(empty))
