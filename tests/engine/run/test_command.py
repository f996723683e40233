"""The command as a whole: what ends it, and that nobody ever sees a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from engine.run import command
from engine.run.command import main


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    (tmp_path / "data" / "2024").mkdir(parents=True)
    return ["--data-dir", str(tmp_path / "data"), "--output-dir", str(tmp_path / "out")]


def test_usage_faults_are_lines_and_exit_2(capsys):
    assert main(["--only", "x", "--jobs", "0"]) == 2
    said = capsys.readouterr().out
    assert said.count("Error: ") == 2 and "Traceback" not in said


def test_help_exits_0(capsys):
    with pytest.raises(SystemExit) as raised:
        main(["--help"])
    assert raised.value.code == 0
    assert "--keep-going" in capsys.readouterr().out


def test_list_says_what_would_run_and_why_and_writes_nothing(data, capsys, tmp_path):
    assert main([*data, "--list"]) == 0
    said = capsys.readouterr().out
    assert "services" in said and "no hay una corrida anterior" in said
    assert not (tmp_path / "out").exists()


def test_a_fault_of_ours_is_one_line_with_the_way_to_its_details(data, capsys, monkeypatch):
    def broken(*_arguments):
        raise RuntimeError("algo raro")

    monkeypatch.setattr(command, "_work", broken)
    assert main(data) == 1
    said = capsys.readouterr().out
    assert "Error inesperado: RuntimeError: algo raro" in said and "Traceback" not in said
    file = Path(said.rsplit(" ", 1)[1].strip())
    assert "Traceback" in file.read_text(encoding="utf-8")
    file.unlink()


def test_nothing_heavy_is_imported_to_find_that_nothing_changed():
    code = (
        "import sys, engine.run.command; heavy = {'pandas', 'papermill', 'nbconvert', 'nbformat', 'matplotlib', 'asyncio', "
        "'numpy', 'jinja2', 'zmq'} & set(sys.modules); assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
