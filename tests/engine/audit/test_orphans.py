"""A digit that no figure accounts for is found with its sentence; a figure that is not the register's, too."""

import pytest
from audit_samples import frame, year_of

from engine.audit import pages
from engine.audit.page_reader import read_page
from engine.audit.pages import DataTexts, data_texts, readings
from engine.figures import Register

VALUE = "objective_gaps.progress[OP.01].valor_obtenido"
PROGRESS = "objective_gaps.progress[OP.01].avance_tipo_1"
CHANGE = "objective_gaps.progress[OP.01].cambio_base"
LEVEL = "objective_gaps.progress[OP.01].nivel"
ONE_CODE, NO_FIGURES = DataTexts(codes=frozenset({"1.1"})), Register()
FIGURE = f'<data value="42391" data-figure="{VALUE}">S/&nbsp;42,391</data>'


@pytest.fixture
def texts():
    return data_texts(
        year_of(
            indicators=frame(
                "indicators", {"codigo": "2913", "nombre": "Personas capacitadas", "nombre_corto": "Breve"}
            ),
            programme=frame("programme", {"codigo": "1.1", "nombre": "Gestión", "nombre_corto": "Gestión empresarial"}),
            coverage=frame(
                "coverage",
                {
                    "dimension": "t",
                    "categoria": "x",
                    "nombre": "Más de 100 trabajadores",
                    "cita": "Solo el 3.3 % de las empresas tenía más de 100 trabajadores",
                },
            ),
            published_figures=frame(
                "published_figures", {"id": "pp0093-181", "impreso": "38%", "nota": "75 / 194 = 38.66 %."}
            ),
        )
    )


def find_orphans(html, texts=ONE_CODE, figures=NO_FIGURES):
    return pages.find_orphans(read_page(html), texts, figures)


def orphans(html, *known):
    return [(orphan.number, orphan.sentence) for orphan in find_orphans(html, *known)]


def check_figures(html, figures):
    return pages.check_figures(read_page(html), figures)


def test_a_planted_digit_is_found_with_its_sentence():
    html = f"<body><h1>Reporte 2024</h1><p>El OP.01 obtuvo {FIGURE}. Hay 5 cosas que no están. Fin.</p></body>"
    assert orphans(html) == [("5", "Hay 5 cosas que no están.")]


def test_the_message_says_number_and_sentence():
    (orphan,) = find_orphans("<p>Son 5 servicios.</p>")
    assert str(orphan) == "número sin registrar «5», en «Son 5 servicios.»"


def test_head_scripts_and_styles_are_not_read():
    assert orphans("<head><title>5</title></head><style>a{b:5}</style><script>5</script><template>5</template>") == []


@pytest.mark.parametrize(
    "html",
    [
        "<pre>x = 5</pre>",
        "<code>42,391 ÷ 49,007 × 100</code>",
        "<time>2024-11-22</time>",
        "<p>Fuente<sup>1</sup></p>",
        '<p>Véase <a href="#f3">[3]</a></p>',
        "<svg><text data-scale>100</text></svg>",
        '<svg><g id="xtick_3"><g><text>40</text></g></g></svg>',
        '<span data-no-figure="code">1.1</span>',
        '<span data-no-figure="norm">Ley N° 30877</span>',
        '<span data-no-figure="version">3.11</span>',
    ],
)
def test_what_an_element_exempts(html):
    assert orphans(html) == []


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ('<span data-no-figure="codigo">7</span>', "la marca data-no-figure de «7» no existe, en «7»"),
        (
            '<p>Son <span data-no-figure="date">86.5 %</span>.</p>',
            "«86.5 %» no es lo que su marca declara, en «Son 86.5 %.»",
        ),
        ("<time>86.5</time>", "«86.5» no es lo que su marca declara, en «86.5»"),
    ],
)
def test_a_mark_whose_content_does_not_bear_it_out(html, message):
    assert [str(orphan) for orphan in find_orphans(html)] == [message]


def test_a_footnote_mark_or_reference_that_holds_a_quantity_is_an_orphan():
    assert orphans('<p>Son<sup>86.5</sup> <a href="#x">12,791 empresas</a></p>') == [
        ("86.5", "Son 86.5 12,791 empresas"),
        ("12,791", "Son 86.5 12,791 empresas"),
    ]


def test_a_quantity_dressed_as_code_is_an_orphan():
    assert orphans("<p>Fue <code>86.5 %</code> en <code>2024</code>; <code>x = 86.5</code>.</p>") == [
        ("86.5", "Fue 86.5 % en 2024; x = 86.5.")
    ]


@pytest.mark.parametrize("mark", ["data-scale", 'data-no-figure="scale"'])
def test_a_scale_stands_only_in_a_drawing(mark):
    assert [str(orphan) for orphan in find_orphans(f"<p {mark}>40</p>")] == [
        "«40» está marcado como escala fuera de un gráfico, en «40»"
    ]


def test_a_quote_must_be_verbatim_in_the_data(texts):
    assert orphans("<q>Solo el 3.3 % de las empresas</q> <q>38%</q>", texts) == []
    (orphan,) = find_orphans("<p>Dice <q>el 4.4 % de las empresas</q>.</p>", texts)
    assert str(orphan) == (
        "la cita con «el 4.4 % de las empresas» no está en los datos, en «Dice el 4.4 % de las empresas.»"
    )


def test_a_code_must_be_one_of_the_data(texts):
    assert orphans('<td><span data-no-figure="code">1.1</span></td>', texts) == []
    (orphan,) = find_orphans('<td><span data-no-figure="code">4.5</span></td>', texts)
    assert str(orphan) == "«4.5» no es un código, en «4.5»"


@pytest.mark.parametrize(
    "html",
    [
        "<p>La categoría Más de 100 trabajadores creció.</p>",
        "<p>Las de más de 100 trabajadores crecieron.</p>",
        "<th>1.1 Gestión empresarial</th>",
        "<li>2913 Personas capacitadas</li>",
        "<th>pp0093-181</th>",
        "<li>Primero. Solo el 3.3 % de las empresas tenía más de 100 trabajadores</li>",
    ],
)
def test_names_codes_and_passages_of_the_data_need_no_mark(html, texts):
    assert orphans(html, texts) == []


def test_a_number_of_our_own_texts_is_no_figure_because_the_data_hold_it(texts):
    assert [number for number, _sentence in orphans("<td>75 / 194 = 38.66 %.</td>", texts)] == ["75", "194", "38.66"]


def test_a_quotation_inside_a_text_is_word_for_word(texts):
    quoted = "<td>Dice «{} % de las empresas tenía» y no suma.</td>"
    assert orphans(quoted.format("el 3.3"), texts) == []
    assert [number for number, _sentence in orphans(quoted.format("el 8.3"), texts)] == ["8.3"]


@pytest.mark.parametrize("html", ["<td>38%</td>", "<p>1.1</p>", "<p>100 trabajadores</p>", "<p>Más de 1000</p>"])
def test_short_passages_prove_nothing(html, texts):
    assert len(orphans(html, texts)) == 1


def test_the_names_of_figures_may_be_read(progress):
    assert orphans(f"<td>{VALUE}</td>", DataTexts(), progress) == []


def test_alternative_texts_are_explained_by_the_figures_they_name(progress):
    told = (
        f'<svg role="img" aria-label="OP.01 llegó al 86.5 %, 7 menos" data-figures="{PROGRESS}">'
        "<desc>86.5 %</desc></svg>"
    )
    assert orphans(told, DataTexts(), progress) == [("7", "OP.01 llegó al 86.5 %, 7 menos")]
    assert [number for number, _where in orphans('<img alt="El 86.5 %">', DataTexts(), progress)] == ["86.5"]


def test_a_number_inside_another_is_not_explained(progress):
    told = f'<img alt="486.5 %" data-figures="{PROGRESS}">'
    assert [number for number, _where in orphans(told, DataTexts(), progress)] == ["486.5"]


def test_figures_side_by_side_are_read_apart(progress):
    html = f"<p>PP 0093{FIGURE}</p>"
    assert orphans(html, DataTexts(), progress) == []


def test_digits_of_a_drawing_count_like_any_other():
    assert orphans("<svg><text>33</text></svg>") == [("33", "33")]


def shown(ident, value, text):
    return f'<p>Fue <data value="{value}" data-figure="{ident}">{text}</data>.</p>'


@pytest.mark.parametrize(
    ("ident", "value", "text"),
    [
        (VALUE, "42391", "S/&nbsp;42,391"),
        (VALUE, "42391", "42,391"),
        (VALUE, "42391", "<i>S/ </i>42,391"),
        (PROGRESS, "86.4999", "86.5 %"),
        (CHANGE, "-4.37", "−4.4 %"),
        (CHANGE, "-4.37", "4.4 %"),
        (CHANGE, "-4.37", "−4.4"),
        (LEVEL, "medio", "medio"),
        (LEVEL, "medio", '<b><i aria-hidden="true">◆</i> Medio</b>'),
        ("objective_gaps.progress[OP.04].valor_obtenido", "", "sin información"),
    ],
)
def test_a_figure_may_be_shown_whole_without_unit_or_without_sign(ident, value, text, progress):
    assert check_figures(shown(ident, value, text), progress) == []


@pytest.mark.parametrize(
    ("ident", "value", "text", "message"),
    [
        (
            "objective_gaps.progress[OP.1].avance_tipo_1",
            "86.4999",
            "86.5 %",
            "la figura «objective_gaps.progress[OP.1].avance_tipo_1» no existe, en «Fue 86.5 %.»",
        ),
        (
            PROGRESS,
            "86.5",
            "86.5 %",
            f"la figura «{PROGRESS}» vale «86.4999» y la página guarda «86.5», en «Fue 86.5 %.»",
        ),
        (
            PROGRESS,
            "86.4999",
            "86.4 %",
            f"la figura «{PROGRESS}» se lee «86.5 %» y se muestra «86.4 %», en «Fue 86.4 %.»",
        ),
        (
            PROGRESS,
            "86.4999",
            "+86.5 p. p.",
            f"la figura «{PROGRESS}» se lee «86.5 %» y se muestra «+86.5 p. p.», en «Fue +86.5 p. p..»",
        ),
        (LEVEL, "medio", "Alto", f"la figura «{LEVEL}» se lee «Medio» y se muestra «Alto», en «Fue Alto.»"),
    ],
)
def test_a_wrong_figure_says_what_differs(ident, value, text, message, progress):
    assert [str(item) for item in check_figures(shown(ident, value, text), progress)] == [message]


def test_a_formula_must_be_the_register_s(progress):
    good, bad = (
        f'<code data-formula="{PROGRESS}">{text}</code>' for text in ("42,391 ÷ 49,007 × 100", "42,391 ÷ 49,000")
    )
    assert check_figures(good, progress) == []
    assert [str(item) for item in check_figures(bad, progress)] == [
        f"la fórmula de «{PROGRESS}» es «42,391 ÷ 49,007 × 100» y se muestra «42,391 ÷ 49,000», en «42,391 ÷ 49,000»"
    ]


def test_an_alternative_text_may_not_name_a_figure_that_does_not_exist(progress):
    assert [str(item) for item in check_figures('<img alt="Nada" data-figures="x.y[z].w">', progress)] == [
        "la figura «x.y[z].w» no existe, en «Nada»"
    ]


def test_figures_in_drawings_need_no_value(progress):
    assert check_figures(f'<svg><text data-figure="{PROGRESS}">86.5 %</text></svg>', progress) == []


def test_the_readings_of_a_figure_never_change_its_sign(progress):
    assert "+4.4 %" not in readings(progress[CHANGE])
    assert "+86.5 %" in readings(progress[PROGRESS])
