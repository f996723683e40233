"""`python -m lib`: the small commands."""

import subprocess
import sys

import pytest

from lib.__main__ import main, run


def test_check_of_the_project_s_own_data_passes(capsys):
    assert main(["check"]) == 0
    assert "0 errores" in capsys.readouterr().out


def test_check_tells_every_problem(capsys, tmp_path):
    (tmp_path / "2024").mkdir()
    assert main(["check", "--year", "2024", "--data-dir", str(tmp_path)]) == 2
    assert "2024/: la carpeta del año está vacía" in capsys.readouterr().out


def test_new_year_does_not_overwrite(capsys, project_root):
    assert main(["new-year", "2024", "--data-dir", str(project_root / "data")]) == 2
    assert "2024" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", ["-m lib check", "run_all.py --help", "run_all.py --list", "run_all.py --year 1999"]
)
def test_a_reader_that_goes_away_gets_no_traceback(command, project_root):
    line = f"'{sys.executable}' {command} | true"
    done = subprocess.run(["bash", "-c", line], cwd=project_root, capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [[], ["otra"], ["verify"], ["compare"]])
def test_a_wrong_command_exits_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    capsys.readouterr()


def test_arguments_that_make_no_sense_are_refused(tmp_path, capsys):
    both = ["review", str(tmp_path), "--output", "a.xlsx", "--filled", "b.xlsx"]
    assert main(both) == 2
    assert capsys.readouterr().err == "--output y --filled no van juntos\n"


@pytest.mark.parametrize(
    ("arguments", "place", "fault"),
    [
        (["check", "--data-dir", "{file}", "--write", "{file}/x"], "{file}/x", "Not a directory"),
        (["new-policy", "{file}/x"], "{file}/x/reference", "Not a directory"),
        (["compare", "{run}", "{run}", "--html", "{file}/x.html"], "{file}", "File exists"),
    ],
)
def test_a_place_that_cannot_be_written_is_one_sentence(arguments, place, fault, tmp_path, capsys, monkeypatch):
    named = {"file": tmp_path / "archivo", "run": tmp_path / "figures.csv"}
    named["file"].touch()
    named["run"].write_text("id,value,unit,decimals,text,origin,formula,sources\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["lib", *(argument.format(**named) for argument in arguments)])
    assert run() == 2
    told = f"{place.format(**named)}: no se puede leer o escribir: {fault}. Revise la ruta y sus permisos.\n"
    assert capsys.readouterr().err == told


def test_a_new_year_where_nothing_may_be_written(tmp_path, capsys, monkeypatch):
    def refused(*_arguments):
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr("engine.inputs.new_year.new_year", refused)
    monkeypatch.setattr("sys.argv", ["lib", "new-year", "2026"])
    assert run() == 2
    told = f"{tmp_path}: no se puede leer o escribir: Permission denied. Revise la ruta y sus permisos.\n"
    assert capsys.readouterr().err == told
