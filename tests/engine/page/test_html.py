from decimal import Decimal

import pytest
from markupsafe import Markup

from engine.figures import Figure
from engine.page.html import badge, figure_cell, figure_html, figures_in, paragraphs, parts_of, slug
from engine.page.style import notebook_style, page_style
from engine.traced import Traced


def figure(value, text, ident="s.t[a].c", unit="porcentaje"):
    traced = Traced(Decimal(value) if value and value[0].isdigit() else value, missing="" if value else "ND")
    return Figure(ident, "Columna", unit, 1, text, traced)


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
    assert badge("algo", "<b>") == "&lt;b&gt;"


def test_texts_and_ids_are_escaped():
    html = figure_html(figure("<script>", "<script>alert(1)</script>", 's.t["><script>].c'))
    assert "<script>" not in html
    assert figures_in(html) == ['s.t["><script>].c']


def test_an_id_has_four_parts_whatever_the_row_holds():
    assert parts_of("pp0093_budget.execution[1.1].pim") == ("pp0093_budget", "execution", "1.1", "pim")
    assert parts_of("s.t[a[b].c].valor") == ("s", "t", "a[b].c", "valor")


def test_slugs_are_plain_and_begin_with_the_section():
    assert slug("services", "Sin información: 2") == "services-sin_informaci_n_2"


def test_sentences_become_a_paragraph_and_blocks_stay():
    assert paragraphs(Markup("Hola.")) == "<p>Hola.</p>"
    assert paragraphs(Markup("<ul><li>a</li></ul>")) == "<ul><li>a</li></ul>"


def test_inside_jupyterlab_the_style_follows_its_theme_not_the_system():
    css = notebook_style()
    assert '[data-jp-theme-light="false"] .pndi{' in css
    assert "prefers-color-scheme" not in css
    assert "prefers-color-scheme: dark" in page_style()
