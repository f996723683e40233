"""The recipes of docs/recetas.md: at most six lines each, and what an analyst gets from them."""

import re
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest

mpl.use("Agg")
ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "recetas.md").read_text(encoding="utf-8")
PREAMBLE, *SECTIONS = TEXT.split("\n## ")
CODE = re.compile(r"```python\n(.*?)```", re.S)
RECIPES = {section.splitlines()[0]: CODE.search(section)[1] for section in SECTIONS}
MOST_LINES = 6


@pytest.fixture(scope="module")
def prepared():
    names = {}
    exec(CODE.search(PREAMBLE)[1], names)
    return names


@pytest.fixture
def make(prepared, tmp_path, monkeypatch):
    """Runs a recipe; gives its names, its last value as `last`, and what it displayed as `shown`."""
    shown = []
    monkeypatch.setattr("engine.page.notebook._display", lambda markup, report: shown.append((str(markup), report)))

    def run(title):
        names = dict(prepared) | {"data_dir": ROOT / "data", "folder": tmp_path}
        lines = RECIPES[title].strip().splitlines()
        exec("\n".join(lines[:-1]), names)
        try:
            names["last"] = eval(lines[-1], names)
        except SyntaxError:
            exec(lines[-1], names)
        return names | {"shown": shown}

    yield run
    prepared["plt"].close("all")


def test_there_are_twelve_and_each_is_short():
    assert len(RECIPES) == 12
    long = {
        title: code for title, code in RECIPES.items() if len([x for x in code.splitlines() if x.strip()]) > MOST_LINES
    }
    assert long == {}


def test_a_dot_plot_of_the_goal_gap(make):
    made = make("Un gráfico de puntos de la brecha con la meta")
    drawn = sorted(float(x) for points in made["ax"].collections for x, _y in points.get_offsets())
    assert [round(x, 1) for x in drawn] == [71.4, 80.0, 86.5]  # R1, table of objectives


def test_a_table_by_responsible(make):
    table = make("Una tabla por responsable")["last"]
    assert table.to_numpy().sum() == make("Una tabla por responsable")["named"]["nivel"].notna().sum()
    assert list(table["sin_informacion"]) == sorted(table["sin_informacion"], reverse=True)


def test_a_hypothetical_value_and_its_level(make):
    row = make("Un valor hipotético y su nivel")["last"]
    assert row["nivel"] == "alto" and row["nivel"].assumed  # 46,557 ÷ 49,007 × 100 = 95.0007
    assert row["avance_tipo_1"].formula == "46,557 ÷ 49,007 × 100"


def test_one_dimension_with_seaborn(make):
    made = make("Una dimensión de la cobertura, con seaborn")
    widths = sorted(round(bar.get_width(), 1) for bar in made["ax"].patches if bar.get_width() == bar.get_width())
    assert widths == sorted(float(item.value) for item in made["sizes"]["porcentaje"].dropna())


def test_other_limits(make):
    made = make("Otros límites de nivel")
    levels = made["levels"]["indicadores"]
    assert (levels["alto"], levels["medio"], levels["bajo"]) == (1, 2, 0)  # 86.5 ≥ 85; 80.0 and 71.4 ≥ 70
    assert "supuesto" in made["shown"][-1][0]


def test_the_cost_per_firm(make):
    made = make("El costo por empresa")
    row = made["firms"].loc["P1"]
    assert row["costo"].formula == f"{row['devengado'].shown()} ÷ {row['avance_fisico'].shown()}"
    assert "Costo por empresa" in made["shown"][-1][0]


def test_another_data_folder(make):
    assert make("Otra carpeta de datos")["last"].at["OP.01", "nivel"] == "medio"


def test_how_one_number_is_made(make, capsys):
    make("Cómo se hace un número")
    told = capsys.readouterr().out
    assert told.startswith("65.4\u00a0% = ")
    assert "2024/programme_execution.csv" in told


def test_another_sentence(make):
    html = make("Cambiar una frase")["shown"][-1][0]
    assert 'data-figure="objective_gaps.levels[total].indicadores">5</data> indicadores de objetivo.' in html


def test_one_more_chart_with_its_figures(make):
    (chart, _told), (_table, report) = make("Un gráfico más en el reporte")["shown"][-2:]
    assert "<svg" in chart and 'data-figure="pp0093_coverage.region[15].porcentaje"' in chart
    assert "Lima" in re.search(r"hidden>(.*?)</p>", chart, re.S)[1], "who does not see it is told what it shows"
    assert "regiones_con_dato[15].porcentaje" in [record["id"] for record in report["figures"]]


def test_an_invented_year(make, capsys):
    row = make("Un año inventado a partir de otro")["last"]
    assert row["avance_fisico_pct"].assumed and row["avance_financiero_pct"].assumed
    assert "programme_execution, P2: avance_fisico = 5,000 en vez de" in capsys.readouterr().out


def test_a_frame_to_excel(make, tmp_path):
    made = make("Una tabla a Excel")
    read = pd.read_excel(tmp_path / "ejecucion.xlsx", index_col=0)
    assert read.at["P2", "pim"] == float(made["execution"].at["P2", "pim"])
