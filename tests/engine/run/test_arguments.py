"""What may be asked on the command line, and how a wrong question is answered."""

import pytest

from engine.run.arguments import UsageError, parse
from lib.suite import SECTIONS, names, select


def test_defaults_are_the_project_and_all_cores():
    options = parse([])
    assert options.years == () and options.only == () and options.jobs >= 1
    assert options.data_dir.name == "data" and options.output_dir.name == "outputs"


def test_sections_may_be_separated_by_commas_or_repeated():
    assert parse(["--only", "services, summary", "--only", "services"]).only == ("services", "summary")


def test_several_years():
    assert parse(["--year", "2023", "2024", "2023"]).years == (2023, 2024)


@pytest.mark.parametrize(("arguments", "told"), [
    (["--only", "servicios"], "sección desconocida: servicios; las secciones son summary, objective_gaps"),
    (["--only", ","], "--only necesita al menos una sección"),
    (["--year", "24"], "--year: se espera un año como 2024"),
    (["--year", "dos mil"], "argument --year"),
    (["--jobs", "0"], "--jobs debe ser 1 o más"),
    (["--timeout", "-1"], "--timeout no puede ser negativo"),
    (["--data-dir", "/no/such/folder"], "--data-dir: no existe la carpeta"),
    (["--matrix", "/no/such/file.csv"], "--matrix: no existe el archivo"),
    (["--yaer", "2024"], "--yaer"),
    (["--year", "2023", "2024", "--name", "x"], "--name es para un solo informe"),
    (["--name", "../x"], "--name no puede llevar carpetas"),
])  # fmt: skip
def test_a_wrong_question_is_answered_with_its_fault(arguments, told):
    with pytest.raises(UsageError) as raised:
        parse(arguments)
    assert any(told in problem for problem in raised.value.problems)


def test_all_faults_are_told_at_once():
    with pytest.raises(UsageError) as raised:
        parse(["--only", "x", "--jobs", "0", "--timeout", "-5"])
    assert len(raised.value.problems) == 3


def test_every_section_has_one_name_number_notebook_and_page():
    assert [section.number for section in SECTIONS] == list(range(6))
    assert len({section.page for section in SECTIONS}) == len(SECTIONS)
    assert SECTIONS[0].page == "index.html" and SECTIONS[2].notebook == "02_services.ipynb"


def test_a_selection_keeps_the_order_of_the_report():
    assert [section.name for section in select(["services", "summary"])] == ["summary", "services"]
    with pytest.raises(KeyError, match="servicios"):
        select(["servicios"])
    assert names()[0] == "summary"
