"""What the words of a notebook show of frames that an analyst filters, changes, makes and supposes, and what a run makes of it."""

import gc
import re
import weakref
from dataclasses import replace

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from report_rendering import SUITE, displayed, execute, page_of

import lib.charts
from engine.report import Report
from engine.run.execution import read_notebook
from lib import charts, objective_gaps, pp0093_budget, services, summary
from lib.notebook import _session, chart, load, say, show
from lib.sentences import charts as titles
from lib.sentences import objective_gaps as sentences

SECTION = SUITE.select(["objective_gaps"])[0]
VALUE, SHARE, LEVEL = "valor_obtenido", "avance_tipo_1", "nivel"


@pytest.fixture(autouse=True)
def loaded(data, monkeypatch):
    """A notebook that has just loaded the real year."""
    monkeypatch.setattr(_session, "_loader", lambda _year, _data_dir: data)
    with displayed():
        load(2024)


@pytest.fixture
def progress(data):
    return objective_gaps.progress(data)


def shown(word, *args, **options):
    """What a word displays, and what it tells the run."""
    with displayed() as outputs:
        word(*args, **options)
    [output] = outputs
    return BeautifulSoup(output.data["text/html"], "html.parser"), output.metadata.report


def cells(frame, *columns, caption="Tabla", **layout):
    """Text and figure id of each cell of a shown frame, in reading order."""
    soup, _told = shown(show, frame, caption=caption, columns=columns, **layout)
    found = soup.table.select("tbody td")
    return [
        (cell.get_text().replace("\xa0", " "), cell.data["data-figure"] if cell.find("data") else "") for cell in found
    ]


# A changed frame shows what it holds


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda values: values * 2, "S/ 84,782"),  # 2 × 42,391
        (lambda values: values.where(values.index != "OP.01", 50_000), "S/ 50,000"),
        (lambda values: values.clip(upper=100), "S/ 100"),
        (lambda _values: 84_782, "84,782"),  # no longer a column of figures
    ],
)
def test_a_changed_value_is_shown_and_is_no_longer_the_figure(progress, change, text):
    one = progress.loc[["OP.01"]]
    assert cells(one.assign(valor_obtenido=change(one[VALUE])), VALUE) == [(text, "")]


def test_a_cell_set_in_place_is_shown_and_the_others_stay(progress):
    progress.loc["OP.01", VALUE] = 50_000
    assert cells(progress.head(2), VALUE) == [
        ("S/ 50,000", ""),
        ("10.08 %", "objective_gaps.progress[OP.02].valor_obtenido"),
    ]


def test_a_new_column_is_shown_with_what_it_was_calculated_from(data):
    execution = pp0093_budget.execution(data).loc[["P1"]]
    execution["por_empresa"] = execution["devengado"] / execution["avance_fisico"]
    assert cells(execution, "por_empresa") == [("886.75", "")]  # 2,072,340 ÷ 2,337 = 886.7522…
    assert execution.at["P1", "por_empresa"].formula == "2,072,340 ÷ 2,337"


def test_a_figure_never_shows_under_the_id_of_another(progress):
    """Also where whole columns are put in the place of others."""
    swapped = progress.head(1).assign(valor_obtenido=progress["logro_esperado"])
    assert cells(swapped, VALUE) == [("S/ 49,007", "objective_gaps.progress[OP.01].logro_esperado")]


# Filtered, sorted, merged: the right figures


def figures_of(frame, *columns):
    return [ident for _text, ident in cells(frame, *columns)]


def named(*codes, column=SHARE):
    return [f"objective_gaps.progress[{code}].{column}" for code in codes]


def test_filtered_and_sorted_rows_keep_their_figures(progress):
    assert figures_of(progress[progress[LEVEL] == "bajo"], SHARE) == named("IOP.03.01")
    by_share = progress.dropna(subset=[SHARE]).sort_values(SHARE)
    assert cells(by_share, SHARE) == list(
        zip(["71.4 %", "80.0 %", "86.5 %"], named("IOP.03.01", "OP.02", "OP.01"), strict=True)
    )
    assert figures_of(progress.nlargest(2, SHARE), SHARE) == named("OP.01", "OP.02")


def test_merged_concatenated_and_reindexed_rows_keep_their_figures(data, progress):
    pace = objective_gaps.pace(objective_gaps.problem(data), progress, data)[["razon"]]
    assert figures_of(progress[[SHARE]].join(pace, how="inner").loc[["OP.01"]], SHARE, "razon") == [
        *named("OP.01"),
        "objective_gaps.pace[OP.01].razon",
    ]
    both = pd.concat([progress.loc[["OP.02"], [SHARE]], progress.loc[["OP.01"], [SHARE]]])
    assert figures_of(both, SHARE) == named("OP.02", "OP.01")
    renamed = progress.reset_index(names="codigo").rename(columns={SHARE: "avance"}).loc[:1]
    assert figures_of(renamed, "avance") == named("OP.01", "OP.02")


def test_every_shown_figure_is_the_register_s_after_any_order(progress, figures):
    shuffled = progress.sample(frac=1, random_state=7)[[VALUE, LEVEL, SHARE]]
    for text, ident in cells(shuffled):
        assert figures[ident].text.replace("\xa0", " ") == text


# A table made in a notebook is published, and a run recomputes it

MAKE = """
execution = budget.execution(data).loc[["P1", "P2"]]
made = execution[["devengado", "avance_fisico"]].assign(costo=execution["devengado"] / execution["avance_fisico"])
"""
EDIT = 'made.loc["P1", "costo"] = 900\n'
PUBLISH = 'show(made, caption="Costo por empresa atendida", columns=["costo"], name="costo_por_empresa")'
OPEN = "from lib import charts, objective_gaps\nfrom lib import pp0093_budget as budget\n" + (
    "from lib.notebook import chart, load, say, show\nfrom lib.sentences import objective_gaps as sentences\n"
    "from lib.sentences import charts as titles\ndata = load(year, data_dir)"
)


@pytest.fixture(scope="module")
def report():
    """The part of a run that knows the year and checks the pages."""
    return Report(SUITE, 2024, SUITE.data_dir)


@pytest.fixture
def audited(report, data, tmp_path):
    """The problems that a run finds in the page of a notebook with some code, after it has calculated all again."""

    def problems(code):
        parameters = new_code_cell('year = 2024\ndata_dir = ""', metadata={"tags": ["parameters"]})
        document = new_notebook(cells=[new_markdown_cell("# Título"), parameters, *map(new_code_cell, (OPEN, code))])
        execute(document, data)
        page, notebook = tmp_path / SECTION.page, tmp_path / "notebooks" / SECTION.notebook
        page.write_text(page_of(document, SECTION, data), encoding="utf-8")
        notebook.parent.mkdir(exist_ok=True)
        nbformat.write(document, notebook)
        return list(report.audit(page).problems)

    return problems


def test_a_table_made_in_a_notebook_has_figures_of_its_own(data):
    names = {"data": data, "budget": pp0093_budget}
    exec(MAKE, names)
    soup, told = shown(show, names["made"], caption="Costo", columns=["costo"], name="costo_por_empresa")
    assert soup.table.data["data-figure"] == "costo_por_empresa[P1].costo"
    assert [record["id"] for record in told["figures"]] == [
        "costo_por_empresa[P1].costo",
        "costo_por_empresa[P2].costo",
    ]


def test_a_run_publishes_what_it_can_calculate_again(audited):
    assert audited(MAKE + PUBLISH) == []


def test_a_run_refuses_a_value_that_was_edited(audited):
    [problem, *_more] = audited(MAKE + EDIT + PUBLISH)
    assert "costo_por_empresa[P1].costo" in problem and "no sale de ningún dato" in problem


def test_a_run_refuses_a_changed_table_without_a_name(audited):
    assert audited(MAKE + PUBLISH.replace(', name="costo_por_empresa"', ""))


def test_a_table_of_ones_own_cannot_publish_numbers_that_remember_nothing(data):
    activities = pp0093_budget.execution(data).query("padre != ''")
    sizes = activities.groupby("responsable").agg(pim=("pim", "sum"), casos=("pim", "size"))
    with pytest.raises(
        ValueError, match=r"la columna «casos» de «por_responsable» tiene números que no recuerdan .* count"
    ):
        show(sizes, caption="Tabla", name="por_responsable")
    assert cells(sizes.loc[["DAM"]], "casos") == [("2", "")]  # the activities 2.1 and 2.3


COUNTED = """
from engine.traced import count

activities = budget.execution(data).query("padre != ''")
made = activities.groupby("responsable").agg(costo=("pim", lambda rows: count(rows.index, rows)))
"""


def test_rows_that_are_counted_by_name_are_figures_and_published(audited):
    assert audited(COUNTED + PUBLISH) == []


def test_what_a_pivot_or_a_grouping_gives_is_shown_under_readable_names(data):
    activities = pp0093_budget.execution(data).query("padre == 'P1'").assign(anio=2024)
    by_year = activities.pivot(columns="anio", values="devengado")
    soup, told = shown(show, by_year, caption="Tabla")
    assert "2024" in soup.thead.text and told["tables"][0]["columns"] == ["2024"]
    several = activities.groupby(["responsable", "unidad"]).agg({"pim": ["sum", "max"]})
    soup, _told = shown(show, several, caption="Tabla")
    assert "DDP · Empresas" in soup.tbody.text and "Pim · sum" in soup.thead.text
    levels = activities.groupby("unidad")["escala_fisica"].value_counts().unstack(fill_value=0)
    soup, _told = shown(show, levels, caption="Tabla")
    assert "Muy bueno" in soup.thead.text and soup.tbody.td.text == "3"
    soup, _told = shown(show, activities["pim"], caption="Tabla")
    assert soup.tbody.td.text == "S/\xa0814,162"


def test_a_column_of_ones_own_has_the_decimals_it_needs_or_is_given(data):
    frame = pp0093_budget.execution(data).loc[["P1"]]
    frame["parte"] = frame["pim"] / 39_739_176 * 100  # 2,086,412 ÷ 39,739,176 = 5.2503 %
    frame["cuota"] = frame["pim"] / 39_739_176
    assert [text for text, _id in cells(frame, "parte", "cuota")] == ["5.25", "0.0525"]
    given = {"units": {"parte": "porcentaje"}, "decimals": {"parte": 1}}
    assert [text for text, _id in cells(frame, "parte", **given)] == ["5.3 %"]


def test_a_misspelt_option_answers_with_the_nearest(data):
    with pytest.raises(KeyError, match=r"no existe la opción «gruop_by»; ¿quiso decir group_by\?"):
        show(objective_gaps.progress(data), caption="Tabla", gruop_by="padre")


def test_one_column_may_be_named_alone_and_a_text_said(data):
    frame = objective_gaps.progress(data)
    one, _told = shown(show, frame, caption="Tabla", columns="nivel")
    assert [cell.text for cell in one.select("thead th")] == ["Concepto", "Nivel"]
    soup, _told = shown(say, "Un texto <con> marcas.")
    assert soup.p.text.strip() == "Un texto <con> marcas."


def test_the_name_of_a_table_of_the_report_is_taken(data):
    with pytest.raises(ValueError, match=r"ya hay una tabla «objective_gaps\.levels» en el reporte"):
        show(objective_gaps.progress(data), caption="Tabla", name="objective_gaps.levels")


# What if

SUPPOSED = 'supposed = data.assuming("indicator_results", "OP.01", valor_obtenido=46_557)\n'
STRICTER = 'supposed = data.with_rules("niveles", alto=85)\n'
SHOWN_FROM = "progress = objective_gaps.progress(supposed)\n"
WAYS = {
    "table": 'show(progress, caption="Tabla", columns=["avance_tipo_1", "nivel"])',
    "sentence": "from lib import services\nsay(sentences.progress_by_indicator(progress, services.factors(data)))",
    "chart": "chart(charts.goal_gap, progress, title=titles.goal_gap_title(progress), columns=['avance_tipo_1', 'nivel'])",
}


@pytest.fixture(params=[SUPPOSED, STRICTER], ids=["assuming", "with_rules"])
def supposed(request, data):
    names = {"data": data}
    exec(request.param, names)
    return objective_gaps.progress(names["supposed"])


def test_a_table_marks_what_follows_from_an_assumption_and_nothing_else(supposed):
    told = dict(zip(supposed.index, cells(supposed, LEVEL), strict=True))
    assert told["OP.01"][0] == "Alto supuesto"  # 46,557 ÷ 49,007 = 95.0 %; 86.5 % with the limit at 85
    for code, value in supposed[LEVEL].items():
        assert told[code][0].endswith(" supuesto") == value.assumed
    assert supposed[VALUE].iloc[1].assumed is False


def test_a_sentence_marks_what_follows_from_an_assumption(supposed, data):
    soup, _told = shown(say, sentences.progress_by_indicator(supposed, services.factors(data)))
    marked = {mark.find_parent("data")["data-figure"] for mark in soup.select(".supuesto")}
    assert "objective_gaps.progress[OP.01].nivel" in marked
    assert "objective_gaps.progress[OP.04].logro_esperado" not in marked


def test_a_chart_marks_what_follows_from_an_assumption(data):
    progress = objective_gaps.progress(data.assuming("indicator_results", "OP.01", valor_obtenido=46_557))
    soup, _told = shown(chart, charts.goal_gap, progress, title=titles.goal_gap_title(progress), columns=[SHARE])
    for drawing in soup.find_all("svg"):
        assert "supuesto" in drawing.get_text(), "in the drawing itself, for who prints or copies it"
    assert soup.find(id=soup.svg["aria-labelledby"]).get_text().count("supuesto") == 1
    plain, _told = shown(chart, charts.goal_gap, objective_gaps.progress(data), title="Título", columns=[SHARE, LEVEL])
    assert "supuesto" not in plain.get_text()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("assumption", [SUPPOSED, STRICTER], ids=["assuming", "with_rules"])
def test_a_run_refuses_to_publish_an_assumption(audited, assumption, way):
    assert audited(assumption + SHOWN_FROM + WAYS[way])


@pytest.mark.parametrize("way", WAYS)
def test_without_the_assumption_the_same_is_published(audited, way):
    assert audited("supposed = data\n" + SHOWN_FROM + WAYS[way]) == []


def test_a_run_refuses_a_table_made_from_an_assumption(audited):
    code = SUPPOSED + SHOWN_FROM + 'show(progress[["avance_tipo_1"]] / 2, caption="Mitad", name="mitad")'
    assert any("se apoya en un supuesto" in problem for problem in audited(code))


# A misspelt name answers with the valid ones


@pytest.mark.parametrize(
    ("use", "told"),
    [
        (
            lambda data: data["indicatr_results"],
            "no existe la tabla «indicatr_results»; ¿quiso decir indicator_results",
        ),
        (lambda data: data.assuming("indicator_results", "OP.1", nota=""), "la fila «OP.1»; ¿quiso decir OP.01"),
        (lambda data: data.with_rules("nivels", alto=85), "«nivels»; ¿quiso decir niveles"),
        (lambda data: data.with_rules("niveles", altos=85), "la regla «altos»; ¿quiso decir alto"),
        (lambda data: data.rule("nivels"), "«nivels»; ¿quiso decir niveles"),
        (lambda _data: SUITE.tables.frame("objective_gaps.progres", None), "¿quiso decir objective_gaps.progress"),
        (lambda _data: lib.charts.goal_gp, "lib.charts no tiene «goal_gp»; ¿quiso decir goal_gap?"),
        (lambda _data: sentences.levelcounts, "¿quiso decir level_counts?"),
        (lambda _data: titles.goal_gap_titel, "¿quiso decir goal_gap_title"),
        (lambda _data: objective_gaps.progres, "lib.objective_gaps no tiene «progres»; ¿quiso decir progress?"),
        (lambda _data: services.zzz, "lib.services no tiene «zzz»; las que hay: levels, shares, missing"),
        (lambda _data: summary.ratings, "¿quiso decir rating?"),
    ],
)
def test_a_misspelt_name_answers_with_the_valid_ones(data, use, told):
    with pytest.raises((KeyError, AttributeError)) as raised:
        use(data)
    assert told in str(raised.value)


@pytest.mark.parametrize("layout", [{"columns": ["avanse_tipo_1"]}, {"bars": ["avanse_tipo_1"]}])
def test_a_misspelt_column_of_a_table_answers_with_those_of_the_frame(progress, layout):
    with pytest.raises(KeyError, match=r"la columna «avanse_tipo_1»; ¿quiso decir avance_tipo_1"):
        show(progress, caption="Tabla", **layout)
    with pytest.raises(KeyError, match=r"«avanse_tipo_1»; ¿quiso decir avance_tipo_1"):
        chart(charts.goal_gap, progress, title="T", columns=["avanse_tipo_1"])


# Help, and what never reaches a page


@pytest.mark.parametrize("word", [load, show, chart, say])
def test_the_help_of_a_word_has_an_example(word):
    example = re.search(r"Example:\n((?: +.+\n)+)", word.__doc__ + "\n")
    assert example and f"{word.__name__}(" in example[1]


def test_before_a_year_is_loaded_the_first_step_is_told(progress, monkeypatch):
    monkeypatch.setattr(_session, "_data", None)
    plain = progress[[VALUE]].map(lambda value: replace(value, shown_as=None))
    with pytest.raises(RuntimeError, match=r"empiece con data = load\(year, data_dir\)"):
        show(plain, caption="Tabla")


def test_a_year_that_is_loaded_again_leaves_nothing_behind(monkeypatch):
    monkeypatch.undo()  # the words read files again
    with displayed():
        first = load(2024)
        levels = services.levels(first)
        gone = weakref.ref(first)
        del first
        load(2024)
        show(levels, caption="Todavía se muestra", columns=["alto"])
        del levels
        load(2024)
    gc.collect()
    assert gone() is None


def test_saved_outputs_and_what_follows_para_explorar_never_reach_a_page(data, pages, tmp_path):
    document = nbformat.read(SUITE.notebooks_dir / SECTION.notebook, as_version=4)
    code = [cell for cell in document.cells if cell.cell_type == "code"]
    for cell in code:
        cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": "<p>guardado 99</p>"})]
    document.cells += [new_code_cell("boom = 1 / 0"), new_markdown_cell("## Hallazgo 77"), new_code_cell("print(88)")]
    nbformat.write(document, tmp_path / SECTION.notebook)

    run = read_notebook(tmp_path / SECTION.notebook)
    execute(run, data)

    assert page_of(run, SECTION, data) == pages[SECTION.page]
