"""Each figure of a table stands under the header of its own column."""

import pytest
from audit_samples import figure, register_of

from engine.audit import pages
from engine.audit.page_reader import read_page
from engine.audit.pages import DataTexts, audit_page

FIGURES = register_of(
    figure("s.t[a].valor", "1", label="Valor obtenido"),
    figure("s.t[a].meta", "2", label="Logro esperado"),
    figure("s.t[b].valor", "3", label="Valor obtenido"),
    figure("s.u[a].suma", "4", label="PIM, suma"),
)


def cell(ident):
    return f'<td class="n"><data value="{FIGURES[ident].value}" data-figure="{ident}">{FIGURES[ident].text}</data></td>'


def table(head, *rows):
    body = "".join(f'<tr><th scope="row">Fila</th>{"".join(map(cell, row))}</tr>' for row in rows)
    return f'<table id="s-t"><thead>{head}</thead><tbody>{body}</tbody></table>'


def heads(*headers):
    return "<tr>" + "".join(header if header.startswith("<") else f"<th>{header}</th>" for header in headers) + "</tr>"


TWO = ("s.t[a].valor", "s.t[a].meta")


def misplaced(html, figures):
    return list(pages.misplaced(read_page(html), figures))


def test_headers_that_say_what_stands_below_them_pass():
    html = table(heads("Fila", "Valor  obtenido <small>S/</small>", "Logro <b>esperado</b>"), TWO, ("s.t[b].valor",))
    assert misplaced(html, FIGURES) == []


def test_swapped_headers_are_told_with_figure_and_table():
    html = table(heads("Fila", "Logro esperado", "Valor obtenido"), TWO)
    assert [str(problem) for problem in misplaced(html, FIGURES)] == [
        "la figura «s.t[a].valor» es «Valor obtenido» y está bajo «Logro esperado», en la tabla s-t",
        "la figura «s.t[a].meta» es «Logro esperado» y está bajo «Valor obtenido», en la tabla s-t",
    ]


def test_swapped_cells_are_told_too():
    assert len(misplaced(table(heads("Fila", "Valor obtenido", "Logro esperado"), TWO[::-1]), FIGURES)) == 2


@pytest.mark.parametrize(
    ("header", "wrong"),
    [
        ("Suma", 1),
        ('<th data-label="PIM, suma">Suma</th>', 0),
        ('<th data-label="PIM, resta">PIM, suma</th>', 1),
        ('<th data-label="Otra; PIM, suma">Suma</th>', 0),
    ],
)
def test_a_header_in_other_words_names_the_label_it_stands_for(header, wrong):
    assert len(misplaced(table(heads("Fila", header), ("s.u[a].suma",)), FIGURES)) == wrong


def test_the_last_row_of_the_head_names_the_columns_and_spans_count():
    head = '<tr><td></td><th colspan="2">Valores</th></tr>' + heads("Fila", "Valor obtenido", "Logro esperado")
    assert misplaced(table(head, TWO), FIGURES) == []
    wide = table(heads("Fila", '<th colspan="2">Valor obtenido</th>'), ("s.t[a].valor", "s.t[b].valor"))
    assert misplaced(wide, FIGURES) == []


def test_a_table_without_head_figures_without_label_and_text_outside_are_left_alone():
    assert misplaced(table("", TWO), FIGURES) == []
    assert misplaced(table(heads("Fila", "X"), ("s.t[a].valor",)), register_of()) == []
    assert misplaced('<p><data data-figure="s.t[a].valor">1</data></p>', FIGURES) == []


def test_the_page_audit_refuses_a_page_with_swapped_headers():
    result = audit_page(table(heads("Fila", "Logro esperado", "Valor obtenido"), TWO), FIGURES, DataTexts())
    assert len(result.problems) == 2
    assert result.problems[0].startswith("la figura «s.t[a].valor» es «Valor obtenido» y está bajo")
