"""The command as a whole: what ends it, and that nobody ever sees a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from engine.run import command
from engine.run.command import main
from lib.suite import SUITE


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    (tmp_path / "data" / "2024").mkdir(parents=True)
    return ["--data-dir", str(tmp_path / "data"), "--output-dir", str(tmp_path / "out")]


def test_usage_faults_are_lines_and_exit_2(capsys):
    assert main(SUITE, ["--only", "x", "--jobs", "0"]) == 2
    said = capsys.readouterr().out
    assert said.count("Error: ") == 2 and "Traceback" not in said


def test_help_exits_0(capsys):
    with pytest.raises(SystemExit) as raised:
        main(SUITE, ["--help"])
    assert raised.value.code == 0
    assert "--matrix" in capsys.readouterr().out


def test_a_fault_of_ours_is_one_line_with_the_way_to_its_details(data, capsys, monkeypatch):
    def broken(*_arguments):
        raise RuntimeError("algo raro \x1b]0;x\x07")

    monkeypatch.setattr(command, "_work", broken)
    assert main(SUITE, data) == 1
    said = capsys.readouterr().out
    assert "Error inesperado: RuntimeError: algo raro \\x1b]0;x\\x07" in said and "Traceback" not in said
    file = Path(said.rsplit(" ", 1)[1].strip())
    assert "Traceback" in file.read_text(encoding="utf-8")
    file.unlink()


@pytest.mark.parametrize("module", ["engine.run.command", "lib.suite"])
def test_nothing_heavy_is_imported_to_find_that_nothing_changed(module):
    code = (
        f"import sys, {module}; heavy = {{'pandas', 'papermill', 'nbconvert', 'nbformat', 'matplotlib', 'asyncio', "
        "'numpy', 'jinja2', 'zmq'} & set(sys.modules); assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_python_without_the_libraries_comes_as_far_as_to_be_told_so(project_root):
    code = "import sys; sys.path.insert(0, sys.argv[1]); import engine.run.command, lib.suite"
    command = [sys.executable, "-S", "-c", code, str(project_root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_the_fork_server_loads_has_nothing_of_the_library():
    """A notebook imports the library itself, as in JupyterLab."""
    warm = (SUITE.root / "engine" / "run" / "warm.py").read_text(encoding="utf-8")
    assert "import lib" not in warm and "from lib" not in warm and "from engine" not in warm
