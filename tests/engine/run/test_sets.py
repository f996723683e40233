"""Which reports a call asks for: years and files of parameter sets."""

from pathlib import Path

import pytest

from engine.run.arguments import Options, UsageError
from engine.run.sets import read_matrix, reports_of


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for year in ("2022", "2024", "reference"):
        (tmp_path / "data" / year).mkdir(parents=True)
    return tmp_path / "data"


def test_the_newest_year_is_the_default(data):
    (report,) = reports_of(Options(data_dir=data))
    assert (report.name, report.year, report.data_dir) == ("2024", 2024, data)


def test_a_year_without_data_is_told_with_those_there_are(data):
    with pytest.raises(UsageError, match=r"no hay datos del año 2023 .*años disponibles: 2022, 2024.*new-year 2023"):
        reports_of(Options(years=(2023, 2024), data_dir=data))


def test_no_year_at_all(tmp_path):
    with pytest.raises(UsageError, match="no hay ningún año"):
        reports_of(Options(data_dir=tmp_path))


def test_the_project_s_own_data_leave_the_parameter_empty(data):
    own, other = Options(), Options(data_dir=data)
    assert reports_of(own)[0].parameters["data_dir"] == ""
    assert reports_of(other)[0].parameters["data_dir"] == str(data)


def test_a_matrix_in_csv_and_the_same_in_toml(tmp_path, data):
    (tmp_path / "m.csv").write_text("name,year,data_dir\nlima,2024,regiones/lima\n,2022,\n", encoding="utf-8-sig")
    sets = '[[set]]\nname = "lima"\nyear = 2024\ndata_dir = "regiones/lima"\n[[set]]\nyear = 2022\n'
    (tmp_path / "m.toml").write_text(sets, encoding="utf-8")
    from_csv, from_toml = (read_matrix(tmp_path / name, data) for name in ("m.csv", "m.toml"))
    assert from_csv == from_toml
    assert [(report.name, report.year, report.data_dir) for report in from_csv] == [
        ("lima", 2024, tmp_path / "regiones" / "lima"),
        ("2022", 2022, data),
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("year,yaer\n2024,1", "juego 1: parámetro desconocido «yaer»"),
        ("name\nlima", "juego 1: «year» debe ser un año"),
        ("year\n2024\n2024", "el nombre «2024» se repite"),
        ("name,year\n../x,2024", "«../x» no sirve de nombre de carpeta"),
        ("year\n", "no hay ningún juego de parámetros"),
    ],
)
def test_every_fault_of_a_matrix_is_told(tmp_path, data, rows, told):
    (tmp_path / "m.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        read_matrix(tmp_path / "m.csv", data)
    assert any(told in problem for problem in raised.value.problems)


def test_a_matrix_that_is_no_toml(tmp_path, data):
    (tmp_path / "m.toml").write_text("[[set", encoding="utf-8")
    with pytest.raises(UsageError, match="no se puede leer"):
        read_matrix(tmp_path / "m.toml", data)
