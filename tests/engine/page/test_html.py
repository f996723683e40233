from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from engine.page.html import badge, figure_cell, figure_html, paragraphs, slug
from engine.page.style import notebook_style, page_style
from engine.traced import ASSUMED, Shown, Traced


def figure(value, text, ident="s.t[a].c", origin="calculado"):
    number = Decimal(value) if value and value[0].isdigit() else value
    return Traced(number, missing="" if value else "ND", origin=origin, shown_as=Shown(ident, text))


def test_a_figure_says_which_one_it_is_at_full_precision():
    html = figure_html(figure("86.49999", "86.5 %", "objective_gaps.progress[OP.01].avance_tipo_1"))
    assert html == ('<data value="86.49999" data-figure="objective_gaps.progress[OP.01].avance_tipo_1">86.5 %</data>')


def test_a_missing_figure_has_no_value_and_says_why():
    assert figure_cell(figure(None, "sin información")) == (
        '<data value="" data-figure="s.t[a].c"><i class="falta">sin información</i></data>'
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("86.5\u00a0%", "86.5<i>\u00a0%</i>"),
        ("S/\u00a042,391", "<i>S/\u00a0</i>42,391"),
        ("−0.22\u00a0p.\u00a0p.", "−0.22<i>\u00a0p.\u00a0p.</i>"),
        ("12,791", "12,791"),
    ],
)
def test_units_stand_back_so_that_digits_line_up(text, shown):
    assert f">{shown}</data>" in figure_cell(figure("1", text))


def test_a_level_is_told_by_word_and_mark():
    assert badge("alto", "Alto") == '<b class="marca alto">Alto</b>'
    assert badge("", "<b>") == "&lt;b&gt;"


def test_an_assumed_figure_says_so_wherever_it_stands():
    assumed = figure("50", "50 %", origin=ASSUMED)
    mark = ' <small class="supuesto">supuesto</small></data>'
    assert figure_html(assumed).endswith(f"50 %{mark}") and figure_cell(assumed).endswith(mark)


def test_a_value_that_is_no_figure_is_only_its_text():
    assert figure_html(Traced(Decimal("86.5"))) == "86.5"


def test_texts_and_ids_are_escaped():
    html = figure_html(figure("<script>", "<script>alert(1)</script>", 's.t["><script>].c'))
    assert "<script>" not in html
    assert BeautifulSoup(html, "html.parser").data["data-figure"] == 's.t["><script>].c'


def test_slugs_are_plain_and_begin_with_the_section():
    assert slug("services", "Sin información: 2") == "services-sin_informacion_2"


def test_sentences_become_a_paragraph_and_blocks_stay():
    assert paragraphs(Markup("Hola.")) == "<p>Hola.</p>"
    assert paragraphs(Markup("<ul><li>a</li></ul>")) == "<ul><li>a</li></ul>"


def test_inside_jupyterlab_the_style_follows_its_theme_not_the_system():
    css = notebook_style()
    assert '[data-jp-theme-light="false"] .pndi{' in css
    assert "prefers-color-scheme" not in css
    assert "prefers-color-scheme: dark" in page_style()
