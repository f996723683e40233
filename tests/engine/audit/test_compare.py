"""Two runs figure by figure: what changed, by how much, and why."""

import csv
import json
from decimal import Decimal

import pytest
from audit_samples import compared, depends_on

from engine.audit import compare as command
from engine.audit.changes import by_cause, summary_lines
from engine.audit.compare import cause_lines, terminal_table
from engine.audit.run_reading import NotARunError, figure_label, read_run
from lib.columns import table

COLUMNS = ["id", "value", "unit", "decimals", "text", "origin", "formula", "sources"]


def compare(a, b):
    return compared(read_run(a), read_run(b))


def main(a, b, html):
    return command.compare(a, b, html, table, ("reconciliation",))


def row(ident, value, text, sources="2024/a.csv:2:x", unit="", origin="calculado", formula=""):
    return dict(zip(COLUMNS, [ident, value, unit, "0", text, origin, formula, sources], strict=True))


def run(folder, rows, **manifest):
    folder.mkdir()
    with (folder / "figures.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    if manifest:
        (folder / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture
def runs(tmp_path):
    a = run(
        tmp_path / "a",
        [
            row("s.t[a].c", "100", "100"),
            row("s.t[b].c", "50", "50"),
            row("s.t[c].nivel", "alto", "Alto"),
            row("s.t[d].c", "1", "1"),
            row("s.t[e].c", "7", "7"),
        ],
        year=2024,
        inputs={"2024/a.csv": "1", "reference/rules.toml": "1"},
    )
    b = run(
        tmp_path / "b",
        [
            row("s.t[a].c", "110", "110"),
            row("s.t[b].c", "20", "20"),
            row("s.t[c].nivel", "medio", "Medio"),
            row("s.t[f].c", "3", "3"),
            row("s.t[e].c", "7", "7"),
        ],
        year=2024,
        inputs={"2024/a.csv": "2", "reference/rules.toml": "1"},
    )
    return a, b


def test_levels_first_then_the_largest_relative_change_then_new_and_gone(runs):
    found = compare(*runs)
    assert list(found) == ["s.t[c].nivel", "s.t[b].c", "s.t[a].c", "s.t[f].c", "s.t[d].c"]
    assert [item.state for item in found.values()] == ["cambio", "cambio", "cambio", "nueva", "desaparecida"]
    assert [item.absolute for item in found.values()] == [None, Decimal(-30), Decimal(10), None, None]
    assert [item.relative for item in found.values()] == [None, Decimal(-60), Decimal(10), None, None]
    assert [item.kind for item in found.values()] == ["datos"] * 5
    assert found["s.t[a].c"].detail == "a.csv"


def test_a_year_against_the_next_finds_the_files_of_each(tmp_path):
    a = run(
        tmp_path / "a",
        [row("s.t[a].c", "100", "100", sources="2024/a.csv:2:x")],
        year=2024,
        inputs={"2024/a.csv": "1", "reference/rules.toml": "1"},
    )
    b = run(
        tmp_path / "b",
        [row("s.t[a].c", "110", "110", sources="2025/2025.xlsx#a:2:x")],
        year=2025,
        inputs={"2024/a.csv": "1", "2025/2025.xlsx": "2", "reference/rules.toml": "1"},
    )
    assert [item.detail for item in compare(a, b).values()] == ["2025.xlsx; a.csv"]


def test_the_summary_counts_and_says_why(runs):
    assert summary_lines(list(compare(*runs).values()), read_run(runs[0]), read_run(runs[1])) == [
        "3 cifras cambiaron, 1 nueva, 1 desaparecida; 1 es de nivel.",
        "Por qué: datos 5.",
    ]


def test_the_terminal_table_is_aligned(runs):
    changes = list(compare(*runs).values())
    lines = terminal_table(changes, by_cause(changes))
    assert lines[0] == "figura    antes  ahora  cambio  %      causa  id"
    assert lines[1] == "Nivel: c  Alto   Medio  —       —      1      s.t[c].nivel"
    assert lines[2] == "C: b      50     20     −30     −60.0  1      s.t[b].c"
    assert lines[4] == "C: f      —      3      —       —      1      s.t[f].c"


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        ({"inputs": {"2024/a.csv": "1"}}, {"inputs": {"2024/a.csv": "2"}}, ("datos", "a.csv")),
        ({"inputs": {"2024/a.csv": "1"}}, {"inputs": {"2025/a.csv": "2"}}, ("datos", "a.csv")),
        (
            {"inputs": {"2024/a.csv": "1", "reference/rules.toml": "1"}},
            {"inputs": {"2024/a.csv": "1", "reference/rules.toml": "2"}},
            ("reglas", "reference/rules.toml"),
        ),
        (
            {"inputs": {"2024/a.csv": "1"}, "made_from": {"code": {"lib/x.py": "1"}}},
            {"inputs": {"2024/a.csv": "1"}, "made_from": {"code": {"lib/x.py": "2"}}},
            ("codigo", "lib/x.py"),
        ),
        (
            {"made_from": {"data": {"2024/a.csv": "1"}}},
            {"made_from": {"data": {"2024/a.csv": "2"}}},
            ("datos", "a.csv"),
        ),
        (
            {"inputs": {"2024/a.csv": "1"}, "versions": {"pandas": "3.1.1"}},
            {"inputs": {"2024/a.csv": "1"}, "versions": {"pandas": "3.1.2"}},
            ("codigo", "pandas (versión)"),
        ),
        ({"inputs": {"2024/a.csv": "1"}}, {"inputs": {"2024/a.csv": "1"}}, ("sin_determinar", "")),
        ({}, {}, ("sin_determinar", "falta run.json")),
    ],
)
def test_why_a_figure_changed(tmp_path, before, after, cause):
    a = run(tmp_path / "a", [row("s.t[a].c", "100", "100")], **before)
    b = run(tmp_path / "b", [row("s.t[a].c", "110", "110")], **after)
    found = compare(a, b)["s.t[a].c"]
    assert (found.kind, found.detail) == cause


def test_a_level_may_change_by_data_and_by_rules(tmp_path):
    a, b = (
        run(
            tmp_path / digest,
            [row("s.t[a].nivel", level, level.capitalize(), "2024/a.csv:2:x; reference/rules.toml:niveles:alto")],
            inputs={"2024/a.csv": digest, "reference/rules.toml": digest},
        )
        for level, digest in (("alto", "1"), ("bajo", "2"))
    )
    found = compare(a, b)["s.t[a].nivel"]
    assert (found.kind, found.detail) == ("datos_y_reglas", "a.csv; reference/rules.toml")


def test_a_value_from_zero_or_from_nothing_has_no_relative_change(tmp_path):
    a = run(tmp_path / "a", [row("s.t[a].c", "0", "0"), row("s.t[b].c", "", "sin información")])
    b = run(tmp_path / "b", [row("s.t[a].c", "5", "5"), row("s.t[b].c", "4", "4")])
    found = compare(a, b)
    assert [item.relative for item in found.values()] == [None, None]
    assert found["s.t[a].c"].absolute == 5
    assert found["s.t[b].c"].absolute is None


def editions(tmp_path, before, after, **manifest):
    """Two runs whose only files are the data of a year, both changed."""
    return tuple(
        run(tmp_path / name, rows, year=2024, inputs={"2024/a.csv": name, "2024/b.csv": name}, **manifest)
        for name, rows in (("1", before), ("2", after))
    )


def given(ident, value, place, origin="transcrito"):
    return row(ident, value, value, sources=place, origin=origin)


def made(ident, value, *places):
    return row(ident, value, value, sources="; ".join(places), formula="x")


def test_a_figure_names_the_cell_that_changed_and_not_its_neighbours(tmp_path):
    cells = ("2024/a.csv:2:pim", "2024/a.csv:3:pim")
    found = compare(
        *editions(
            tmp_path,
            [
                given("s.t[P1].pim", "10", cells[0]),
                given("s.t[P2].pim", "5", cells[1]),
                made("s.t[T].pim", "15", *cells),
            ],
            [
                given("s.t[P1].pim", "12", cells[0]),
                given("s.t[P2].pim", "5", cells[1]),
                made("s.t[T].pim", "17", *cells),
            ],
        )
    )
    assert list(found) == ["s.t[P1].pim", "s.t[T].pim"]
    assert {item.detail for item in found.values()} == {"2024/a.csv, fila 2 (P1), columna pim: 10 → 12"}
    assert cause_lines(by_cause(found.values())) == [
        "1. datos: 2024/a.csv, fila 2 (P1), columna pim: 10 → 12 (movió 2 cifras)"
    ]


def test_two_years_fit_a_screen(tmp_path):
    """17 rows changed, and 15 causes and 15 figures are told: two of each are left to the page."""
    codes = [f"A{number:02d}" for number in range(17)]
    before, after = (
        [given(f"s.t[{code}].pim", value, f"2024/a.csv:{row}:pim") for row, code in enumerate(codes, 2)]
        for value in ("10", "12")
    )
    found = compare(*editions(tmp_path, before, after))
    causes = by_cause(found.values())
    table = terminal_table(list(found.values()), causes)
    assert len(causes) == len(found) == 17
    assert (len(cause_lines(causes)), cause_lines(causes)[-1]) == (16, "Y 2 causas más, en la página.")
    assert (len(table), table[-1]) == (17, "Y 2 cifras más, en la página.")


def test_a_row_that_moved_to_another_line_did_not_change(tmp_path):
    found = compare(
        *editions(
            tmp_path,
            [given("s.t[P1].pim", "10", "2024/a.csv:2:pim"), given("s.t[P2].pim", "5", "2024/a.csv:3:pim")],
            [given("s.t[P2].pim", "7", "2024/a.csv:2:pim"), given("s.t[P1].pim", "10", "2024/a.csv:3:pim")],
        )
    )
    assert [item.detail for item in found.values()] == [
        "2024/a.csv, fila 2 (P2; antes 2024/a.csv, fila 3), columna pim: 5 → 7"
    ]


def test_a_row_that_is_new_or_gone_is_its_own_cause(tmp_path):
    found = compare(
        *editions(
            tmp_path,
            [given("s.t[P1].pim", "10", "2024/a.csv:2:pim"), made("s.t[T].pim", "10", "2024/a.csv:2:pim")],
            [given("s.t[P2].pim", "4", "2024/a.csv:2:pim"), made("s.t[T].pim", "4", "2024/a.csv:2:pim")],
        )
    )
    gone, new = (
        "2024/a.csv, fila 2 (P1), columna pim: 10 → no estaba",
        "2024/a.csv, fila 2 (P2), columna pim: no estaba → 4",
    )
    assert found["s.t[P2].pim"].detail == new
    assert found["s.t[T].pim"].detail == f"{gone}; {new}"


def test_a_cell_that_was_blank_says_so(tmp_path):
    found = compare(
        *editions(
            tmp_path,
            [row("s.t[P1].pim", "", "no publicado", sources="2024/a.csv:2:pim")],
            [given("s.t[P1].pim", "4", "2024/a.csv:2:pim")],
        )
    )
    assert [item.detail for item in found.values()] == ["2024/a.csv, fila 2 (P1), columna pim: vacía → 4"]


def test_a_year_against_the_next_names_both_cells(tmp_path):
    a = run(tmp_path / "a", [given("s.t[P1].pim", "10", "2024/a.csv:2:pim")], year=2024)
    b = run(tmp_path / "b", [given("s.t[P1].pim", "12", "2025/2025.xlsx#a:3:pim")], year=2025)
    assert [item.detail for item in compare(a, b).values()] == [
        "2025/2025.xlsx, hoja a, fila 3 (P1; antes 2024/a.csv, fila 2), columna pim: 10 → 12"
    ]


def test_the_same_line_of_the_next_year_has_not_moved(tmp_path):
    a = run(tmp_path / "a", [given("s.t[P1].pim", "10", "2024/a.csv:2:pim")], year=2024)
    b = run(tmp_path / "b", [given("s.t[P1].pim", "12", "2025/a.csv:2:pim")], year=2025)
    assert [item.detail for item in compare(a, b).values()] == ["2025/a.csv, fila 2 (P1), columna pim: 10 → 12"]


def test_of_many_causes_the_first_ones_are_named_and_the_rest_counted(tmp_path):
    places = [f"2024/a.csv:{line}:pim" for line in range(2, 7)]
    before, after = (
        [given(f"s.t[P{line}].pim", f"{line}{end}", place) for line, place in enumerate(places)]
        + [made("s.t[T].pim", end, *places)]
        for end in ("1", "2")
    )
    found = compare(*editions(tmp_path, before, after))
    assert found["s.t[T].pim"].detail.endswith("fila 4 (P2), columna pim: 21 → 22 y 2 más")
    assert len(found["s.t[T].pim"].causes) == 5
    assert [len(idents) for idents in by_cause(found.values()).values()] == [2] * 5


def test_code_that_changed_too_is_said(tmp_path, capsys):
    before, after = (
        run(
            tmp_path / value,
            [given("s.t[P1].pim", value, "2024/a.csv:2:pim")],
            inputs={"2024/a.csv": value},
            made_from={"code": {"lib/x.py": value}},
        )
        for value in ("1", "2")
    )
    main(before, after, tmp_path / "c.html")
    assert capsys.readouterr().out.splitlines()[2] == "También cambió el código: lib/x.py."


def test_a_figure_is_called_by_the_label_of_its_column_and_the_name_of_its_row(tmp_path):
    folder = run(tmp_path / "a", [])
    (folder / "tables").mkdir()
    for name, text in {
        "objective_gaps.progress": "codigo,nombre,nombre_corto\nOP.01,Ratio del valor,Valor por trabajador\n",
        "reconciliation.verdicts": "codigo,impreso\npndi-001,86.5%\n",
    }.items():
        (folder / "tables" / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    known = read_run(folder)
    assert [
        figure_label(ident, table, known)
        for ident in (
            "objective_gaps.progress[OP.01].avance_tipo_1",
            "reconciliation.verdicts[pndi-001].calculado",
            "services.levels[alto].indicadores",
        )
    ] == ["Avance tipo 1: OP.01 Valor por trabajador", "Calculado: «86.5%»", "Indicadores: Alto"]


def test_percentage_points_have_no_relative_change(tmp_path):
    a = run(tmp_path / "a", [row("s.t[a].c", "2", "2 p. p.", unit="p.p.")])
    b = run(tmp_path / "b", [row("s.t[a].c", "3", "3 p. p.", unit="p.p.")])
    assert [item.relative for item in compare(a, b).values()] == [None]


def test_the_reconciliation_comes_after_what_it_repeats(tmp_path):
    a = run(tmp_path / "a", [row("reconciliation.t[a].c", "1", "1"), row("s.t[a].c", "10", "10")])
    b = run(tmp_path / "b", [row("reconciliation.t[a].c", "5", "5"), row("s.t[a].c", "11", "11")])
    assert list(compare(a, b)) == ["s.t[a].c", "reconciliation.t[a].c"]


def test_a_figures_csv_alone_is_enough(runs):
    assert len(compare(runs[0] / "figures.csv", runs[1] / "figures.csv")) == 5


def test_a_cell_is_found_in_the_sources_itself_or_by_its_file():
    assert depends_on("a.csv:2:x; b.csv:*:*", "a.csv:2:x")
    assert depends_on("a.csv:2:x; b.csv:*:*", "b.csv:9:y")
    assert not depends_on("a.csv:2:x", "a.csv:3:x")


def test_what_is_no_run_is_refused(tmp_path):
    with pytest.raises(NotARunError) as error:
        read_run(tmp_path)
    assert str(error.value) == (f"{tmp_path}: no hay figures.csv; indique la carpeta de una corrida o su figures.csv")


def test_the_command_prints_the_table_and_writes_the_page(runs, tmp_path, capsys):
    page = tmp_path / "pages" / "cambios.html"
    assert main(runs[0], runs[1], page) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "3 cifras cambiaron, 1 nueva, 1 desaparecida; 1 es de nivel."
    assert printed[-1] == f"Página: {page}"
    html = page.read_text(encoding="utf-8")
    assert '<html lang="es-PE">' in html
    assert html.count("<h1>") == 1
    assert "<caption>" in html
    assert (
        '<th scope="row">Nivel: c<code>s.t[c].nivel</code></th><td>Cambió</td><td class="n">Alto</td>'
        '<td class="n">Medio</td><td class="n">—</td><td class="n">—</td><td>datos: a.csv</td>'
    ) in html
    assert '<th scope="row">Datos: a.csv</th>' in html
    assert "<summary>Movió 5 cifras</summary><ul><li>Nivel: c: Alto → Medio<code>s.t[c].nivel</code></li>" in html


def test_two_equal_runs_say_so(runs, tmp_path, capsys):
    page = tmp_path / "c.html"
    assert main(runs[0], runs[0], page) == 0
    assert capsys.readouterr().out.splitlines()[0] == ("0 cifras cambiaron, 0 nuevas, 0 desaparecidas; 0 son de nivel.")
    assert "Ninguna cifra cambió." in page.read_text(encoding="utf-8")


def test_hostile_names_are_escaped(tmp_path):
    a = run(tmp_path / "a", [row("s.t[<script>].c", "1", "<b>1</b>")])
    b = run(tmp_path / "b", [])
    page = tmp_path / "c.html"
    main(a, b, page)
    html = page.read_text(encoding="utf-8")
    assert "<script>" not in html
    assert "&lt;b&gt;1&lt;/b&gt;" in html


def test_the_command_refuses_with_exit_2(tmp_path, capsys):
    assert main(tmp_path, tmp_path, tmp_path / "c.html") == 2
    assert "no hay figures.csv" in capsys.readouterr().err
