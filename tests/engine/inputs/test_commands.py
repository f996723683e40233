"""`python -m lib check` and `new-year` as an analyst meets them on the terminal."""

import re

from planting import LONG_TABLES, copy_clean, plant

from engine.inputs.loading import load_year
from lib.__main__ import main
from lib.declarations import SCHEMA


def test_check_tells_errors_from_warnings(data, capsys):
    plant(data, {"file": "2024/programme_execution.csv", "row": "1.1", "column": "pim", "value": "x"})

    assert main(["check", "--year", "2024", "--data-dir", str(data)]) == 2

    said = capsys.readouterr().out.splitlines()
    assert said[0] == (
        "Error: 2024/programme_execution.csv, fila 3, columna pim: se esperaba un número (valor: «x»). Escriba solo el "
        "número, con punto decimal, o deje la celda vacía."
    )
    assert all(line.startswith("Aviso: ") for line in said[1:-1])
    assert said[-1] == "2024: 1 error, 6 avisos"


def test_a_year_that_is_none_is_said_in_spanish(data, capsys):
    fault = "year: el año debe ser un número de cuatro cifras (valor: «20x5»). Escriba por ejemplo 2024."

    assert main(["check", "--year", "20x5", "--data-dir", str(data)]) == 2
    assert main(["new-year", "20x5", "--data-dir", str(data)]) == 2

    told = capsys.readouterr()
    assert told.out.splitlines() == [f"Error: {fault}", "20x5: 1 error, 0 avisos"]
    assert told.err.splitlines() == [fault]


def test_a_policy_without_a_year_is_told_which_command_makes_one(tmp_path, capsys):
    assert main(["new-policy", str(tmp_path / "p"), "--programme"]) == 0
    capsys.readouterr()

    assert main(["check", "--data-dir", str(tmp_path / "p")]) == 2

    assert capsys.readouterr().out.splitlines() == [
        f"Error: {tmp_path / 'p'}: no hay ningún año. Cree uno con «python -m lib new-year AAAA --data-dir {tmp_path / 'p'}».",
        f"{tmp_path / 'p'}: 1 error, 0 avisos",
    ]


def test_the_correction_of_the_guide_can_be_pasted(tmp_path, project_root):
    guide = (project_root / "README.es.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(\[\[correccion\]\].*?)```", guide, re.S)
    root = copy_clean(tmp_path / "data", LONG_TABLES)
    (root / "2024/corrections.toml").write_text(example, encoding="utf-8")

    data = load_year(SCHEMA, 2024, root)  # raises what would stop the report

    assert data["programme_execution"].at["P1", "avance_fisico"].number == 2373
    assert data["coverage"].at["producto.P1", "empresas"].number == 2373


def test_new_year_says_what_to_do_next(data, capsys):
    assert main(["new-year", "2025", "--data-dir", str(data)]) == 0

    assert capsys.readouterr().out.splitlines()[-1] == (
        f"Complete el libro 2025.xlsx o los CSV, y ejecute «python -m lib check --year 2025 --data-dir {data}»."
    )


def test_a_figure_that_does_not_exist_is_told_with_its_cell(data, capsys):
    figure = "objective_gaps.progress[OP.01].valor_obtenid"
    plant(data, {"file": "2024/published_figures.csv", "row": "pndi-028", "column": "figura", "value": figure})

    assert main(["check", "--year", "2024", "--data-dir", str(data)]) == 2

    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Error: 2024/published_figures.csv, fila 29, columna figura: ")
    assert f"«{figure}»" in said[0]
