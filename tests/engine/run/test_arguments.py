"""What may be asked on the command line and in a file of sets, and how a wrong question is answered."""

from pathlib import Path

import pytest

from engine.run.arguments import Options, ReportSet, parse, read_matrix, reports_of
from engine.run.outcomes import Unusable
from lib.suite import SUITE


def test_defaults_are_the_project_and_all_cores():
    options = parse(SUITE, [])
    assert options.year == () and options.only == () and options.jobs >= 1
    assert options.data_dir == SUITE.data_dir and options.output_dir.name == "outputs"


def test_sections_may_be_separated_by_commas_or_repeated():
    assert parse(SUITE, ["--only", "services, summary", "--only", "services"]).only == ("services", "summary")


def test_several_years():
    assert parse(SUITE, ["--year", "2023", "2024", "2023"]).year == (2023, 2024)


@pytest.mark.parametrize(("arguments", "told"), [
    (["--only", "servicios"], "unknown section: servicios; the sections are summary, objective_gaps"),
    (["--only", ","], "unknown section"),
    (["--year", "24"], "--year: expected a year like 2024"),
    (["--year", "dos mil"], "argument --year"),
    (["--jobs", "0"], "--jobs must be 1 or more"),
    (["--timeout", "-1"], "--timeout cannot be negative"),
    (["--data-dir", "/no/such/folder"], "--data-dir: there is no folder"),
    (["--matrix", "/no/such/file.csv"], "--matrix: there is no file"),
    (["--yaer", "2024"], "--yaer"),
    (["--year", "2023", "2024", "--name", "x"], "--name is for a single report"),
    *(([f"--name={name}"], "--name: use letters, digits")
      for name in ("../x", "..", ".", "x/y", "x\\y", ".oculto", "x ", "x.", "-x", "a\nb", "a\x1b[2J", "ñ" * 81)),
])  # fmt: skip
def test_a_wrong_question_is_answered_with_its_fault(arguments, told):
    with pytest.raises(Unusable) as raised:
        parse(SUITE, arguments)
    assert any(told in problem for problem in raised.value.problems)


def test_a_name_may_have_spaces_accents_and_points():
    assert parse(SUITE, ["--name", "Región Áncash v1.2 (final)"]).name == "Región Áncash v1.2 (final)"


def test_all_faults_are_told_at_once():
    with pytest.raises(Unusable) as raised:
        parse(SUITE, ["--only", "x", "--jobs", "0", "--timeout", "-5"])
    assert len(raised.value.problems) == 3


def test_every_section_has_one_name_number_notebook_and_page():
    assert [section.number for section in SUITE.sections] == list(range(6))
    assert len({section.page for section in SUITE.sections}) == len(SUITE.sections)
    assert SUITE.sections[0].page == "index.html" and SUITE.sections[2].notebook == "02_services.ipynb"


def test_a_selection_keeps_the_order_of_the_report():
    assert [section.name for section in SUITE.select(["services", "summary"])] == ["summary", "services"]
    with pytest.raises(KeyError, match="servicios"):
        SUITE.select(["servicios"])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for year in ("2022", "2024", "reference"):
        (tmp_path / "data" / year).mkdir(parents=True)
    return tmp_path / "data"


def asked(data_dir: Path, **more) -> Options:
    return Options(data_dir=data_dir, output_dir=data_dir / "out", **more)


def test_the_newest_year_is_the_default(data):
    (report,) = reports_of(asked(data))
    assert (report.name, report.year, report.data_dir) == ("2024", 2024, data)


def test_a_year_without_data_is_told_with_those_there_are(data):
    with pytest.raises(Unusable, match=r"no hay datos del año 2023 .*años disponibles: 2022, 2024.*new-year 2023"):
        reports_of(asked(data, year=(2023, 2024)))


def test_no_year_at_all(tmp_path):
    with pytest.raises(Unusable, match="no hay ningún año"):
        reports_of(asked(tmp_path))


def test_the_project_s_own_data_leave_the_parameter_empty(data):
    assert reports_of(asked(SUITE.data_dir))[0].parameters(SUITE)["data_dir"] == ""
    assert reports_of(asked(data))[0].parameters(SUITE)["data_dir"] == str(data)


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
        ("name,year\nLima,2024\nlima,2024", "el nombre «lima» se repite"),
        ("name,year\n../x,2024", "«../x» no sirve de nombre de carpeta"),
        ("name,year\n..,2024", "«..» no sirve de nombre de carpeta"),
        ("year\n", "no hay ningún juego de parámetros"),
    ],
)
def test_every_fault_of_a_matrix_is_told(tmp_path, data, rows, told):
    (tmp_path / "m.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(Unusable) as raised:
        read_matrix(tmp_path / "m.csv", data)
    assert any(told in problem for problem in raised.value.problems)


@pytest.mark.parametrize("text", ["[[set", "set = 1", "set = [1]", "x = " + "[" * 5000])
def test_a_matrix_that_is_no_toml(tmp_path, data, text):
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Unusable, match="no se puede leer"):
        read_matrix(tmp_path / "m.toml", data)


def test_a_matrix_saved_by_excel_in_spanish(tmp_path, data):
    """Its separator is the semicolon; a comma is then part of a name, and no name of a folder."""
    (tmp_path / "m.csv").write_text("name;year;data_dir\nlima;2024;regiones/lima\n", encoding="utf-8-sig")
    assert read_matrix(tmp_path / "m.csv", data) == [ReportSet("lima", 2024, tmp_path / "regiones" / "lima")]
