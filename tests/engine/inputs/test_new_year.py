"""A new year with data alone: the folder made, filled in as CSV or as a workbook, and read."""

from zipfile import ZipFile

import openpyxl
import pytest
from planting import lines, read_rows, write_rows
from synthetic import fill_workbook

from engine.inputs.loading import check_year, load_year
from engine.inputs.new_year import new_year
from engine.inputs.problems import DataError
from lib.declarations import SCHEMA, TABLES


@pytest.fixture
def made(data):
    new_year(SCHEMA, 2025, data)
    return data


def test_the_folder_holds_every_table_its_provenance_and_one_workbook(data):
    paths = new_year(SCHEMA, 2025, data)

    yearly = [table.name for table in TABLES.values() if table.yearly]
    names = [f"{name}.csv" for name in yearly] + [f"{name}.meta.toml" for name in yearly] + ["2025.xlsx"]
    assert [path.name for path in paths] == sorted(names)
    assert all(path.parent == data / "2025" for path in paths)


def test_it_refuses_to_overwrite(made):
    with pytest.raises(DataError) as raised:
        new_year(SCHEMA, 2025, made)

    assert str(raised.value) == (
        "2025/: la carpeta ya existe y no se sobrescribe nada. Complete sus archivos, o bórrela usted si quiere "
        "empezar de nuevo."
    )


def test_it_makes_nothing_from_data_with_errors(data):
    (data / "reference/regions.csv").unlink()

    with pytest.raises(DataError, match=r"reference/regions\.csv: falta el archivo"):
        new_year(SCHEMA, 2025, data)

    assert sorted(path.name for path in data.iterdir()) == ["2024", "policy.toml", "reference"]


def test_results_list_every_indicator_with_its_name_and_nothing_else(made):
    header, *rows = read_rows(made / "2025/indicator_results.csv")

    assert header[:5] == ["codigo", "nombre", "unidad", "responsable", "logro_esperado"]
    ended = ["2890", "4883"]  # their MEF sheets are of 2024 alone
    assert [row[0] for row in rows] + ended == sorted(
        (row[0] for row in read_rows(made / "reference/indicators.csv")[1:]), key=lambda code: code in ended
    )
    assert rows[4][:3] == ["OP.01", "Ratio del valor agregado bruto por trabajador", "soles"]
    assert not any(any(row[4:]) for row in rows)


def test_goals_announced_and_final_are_filled_in(data):
    write_rows(
        data / "2024/announced_goals.csv",
        [["codigo", "anio", "logro_esperado", "cita"], ["OP.02", "2025", "12.9", ""], ["OP.02", "2026", "13.1", ""]],
    )
    rows = read_rows(data / "reference/indicators.csv")
    year, goal = rows[0].index("meta_final_anio"), rows[0].index("meta_final_valor")
    rows[1][year], rows[1][goal] = "2025", "13.2"
    write_rows(data / "reference/indicators.csv", rows)

    new_year(SCHEMA, 2025, data)

    goals = {row[0]: row[4] for row in read_rows(data / "2025/indicator_results.csv")}
    assert (goals["manufactura_pbi"], goals["OP.02"], goals["OP.01"]) == ("13.2", "12.9", "")
    assert read_rows(data / "2025/announced_goals.csv")[1:] == [["OP.02", "2026", "13.1", ""]]


def test_coverage_has_last_years_categories_and_all_regions(made):
    rows = read_rows(made / "2025/coverage.csv")[1:]

    categories = [(row[0], row[1]) for row in rows]
    before = [(row[0], row[1]) for row in read_rows(made / "2024/coverage.csv")[1:]]
    assert set(before) <= set(categories)
    assert sum(dimension == "region" for dimension, _category in categories) == 25
    assert not any(row[4] or row[5] for row in rows)


def test_codes_that_carry_the_year_move_with_it(made):
    rows = {row[0]: row for row in read_rows(made / "2025/context.csv")}

    assert {"pbi_2025", "pbi_2024"} <= set(rows)
    assert "pbi_2023" not in rows
    assert (rows["pbi_2025"][4], rows["pbi_2024"][4]) == ("2025", "2024")


def test_a_template_nobody_filled_in_says_so(made):
    said = lines(check_year(SCHEMA, 2025, made))
    assert [line for line in said if line.startswith("error")] == [
        "error 2025: no ha llegado ningún dato: ni resultados, ni cobertura, ni ejecución. Complete al menos una de esas tablas."
    ]
    assert [line for line in said if "sin llenar" in line] == [
        f"aviso 2025/{name}.csv: la plantilla está sin llenar. Complétela aquí o en el libro del año. Mientras no llegue, el "
        "informe sale sin ella, como borrador."
        for name in ("coverage", "indicator_results", "programme_execution")
    ]


def test_two_workbooks_of_the_same_data_are_the_same_bytes(data, tmp_path):
    new_year(SCHEMA, 2025, data)
    (data / "2025").rename(tmp_path / "first")
    new_year(SCHEMA, 2025, data)

    assert (data / "2025/2025.xlsx").read_bytes() == (tmp_path / "first/2025.xlsx").read_bytes()


def test_the_workbook_guides_and_guards(made):
    book = openpyxl.load_workbook(made / "2025/2025.xlsx")

    sheet = book["indicator_results"]
    rules = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert book.sheetnames[0] == "Instrucciones"
    assert set(book.sheetnames) == {"Instrucciones", "Procedencia", "Listas"} | {
        table.name for table in TABLES.values() if table.yearly and not table.endings
    }
    assert book["Listas"].sheet_state == "hidden"
    assert sheet.protection.sheet and sheet["A1"].protection.locked and not sheet["E2"].protection.locked
    assert (sheet["A2"].number_format, sheet["A2"].data_type, sheet["A41"].value) == ("@", "s", "2913")
    assert '"NP,ND,PX,FA"' in rules
    assert sheet.freeze_panes == "B2"
    assert sheet["A1"].comment.text == "Código del indicador"


def test_the_workbook_holds_no_time_of_its_making(made):
    with ZipFile(made / "2025/2025.xlsx") as archive:
        assert "2025-01-01T00:00:00Z" in archive.read("docProps/core.xml").decode()


def test_the_filled_workbook_alone_gives_the_same_data_as_csv(two_years, in_workbook):
    from_csv, from_workbook = load_year(SCHEMA, 2025, two_years), load_year(SCHEMA, 2025, in_workbook)

    for name in TABLES:
        one, other = from_csv[name].drop(columns="lugar"), from_workbook[name].drop(columns="lugar")
        assert one.map(str).equals(other.map(str)), name
    assert from_workbook.synthetic
    assert from_workbook["coverage"].at["atendidas.total", "empresas"].sources == (
        "2025/2025.xlsx#coverage:2:empresas",
    )


def test_what_was_filled_in_wins_over_the_template_beside_it(made):
    fill_workbook(made / "2025/2025.xlsx")

    year = load_year(SCHEMA, 2025, made)

    assert year["coverage"].at["atendidas.total", "empresas"].number == 16000
    assert year.synthetic


def test_csv_and_workbook_that_disagree_are_refused(made):
    fill_workbook(made / "2025/2025.xlsx")
    rows = read_rows(made / "2025/service_levels.csv")
    rows[1][1] = "19"
    write_rows(made / "2025/service_levels.csv", rows)

    assert [line for line in lines(check_year(SCHEMA, 2025, made)) if "distintos" in line] == [
        "error 2025/service_levels.csv, fila 2, columna servicios: el CSV y la hoja service_levels de 2025/2025.xlsx "
        "tienen datos distintos (valor: «19»). Deje los datos en uno solo: borre el CSV o la hoja."
    ]


def test_a_filled_template_with_its_rows_shifted_is_told_by_its_names(two_years):
    path = two_years / "2025/indicator_results.csv"
    rows = read_rows(path)
    codes = [row[0] for row in rows[1:]]
    for row, code in zip(rows[1:], [*codes[1:], codes[0]], strict=True):
        row[0] = code
    write_rows(path, rows)

    problems = [problem for problem in check_year(SCHEMA, 2025, two_years) if problem.rule == "fila_desplazada"]

    assert str(problems[0]) == (
        "2025/indicator_results.csv, fila 2, columna nombre: no corresponde al código cip, que es «Índice de "
        "Rendimiento Industrial Competitivo (CIP)» (valor: «Participación de la manufactura en el PBI nacional»). ¿Se "
        "desplazaron las filas o se cambió el código? Revise la fila entera. Si cambió oficialmente, cámbielo también en "
        "reference/indicators.csv: los años ya publicados, si se vuelven a hacer, dirán lo nuevo, salvo que lleve otro "
        "código, con vigente_desde = 2025."
    )
