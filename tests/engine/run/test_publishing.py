"""Whole reports or none."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.run import publishing
from engine.run.publishing import FolderInUse, YearFolder, explain_write_error, write_text

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "index.html").write_text("viejo", encoding="utf-8")
    return tmp_path


def publish(output: Path, text: str) -> None:
    with YearFolder(output, "2024") as folder:
        (folder.start() / "index.html").write_text(text, encoding="utf-8")
        folder.publish()


def test_a_report_replaces_the_last_one_whole(output):
    (output / "2024" / "failed").mkdir()
    publish(output, "nuevo")
    assert (output / "2024" / "index.html").read_text(encoding="utf-8") == "nuevo"
    assert not (output / "2024" / "failed").exists()
    assert [path.name for path in sorted(output.iterdir())] == [".2024.lock", "2024"]


def test_where_folders_cannot_be_exchanged_two_steps_do(output, monkeypatch):
    monkeypatch.setattr(publishing, "_exchange", lambda *_: False)
    publish(output, "nuevo")
    assert (output / "2024" / "index.html").read_text(encoding="utf-8") == "nuevo"
    assert [path.name for path in sorted(output.iterdir())] == [".2024.lock", "2024"]


def test_a_kill_between_the_two_steps_is_mended_by_the_next_run(output):
    (output / "2024").rename(output / ".previous-2024")
    with YearFolder(output, "2024"):
        assert (output / "2024" / "index.html").read_text(encoding="utf-8") == "viejo"


def test_leftovers_of_a_killed_run_are_removed(output):
    (output / ".building-2024-999").mkdir()
    (output / ".building-2023-999").mkdir()
    publish(output, "nuevo")
    assert sorted(path.name for path in output.glob(".building*")) == [".building-2023-999"]


def test_a_run_that_raises_leaves_the_last_report(output):
    with pytest.raises(ZeroDivisionError), YearFolder(output, "2024") as folder:
        (folder.start() / "index.html").write_text("a medias", encoding="utf-8")
        raise ZeroDivisionError
    assert (output / "2024" / "index.html").read_text(encoding="utf-8") == "viejo"
    assert not list(output.glob(".building*"))


def test_only_one_run_at_a_time_and_a_killed_one_does_not_count(output):
    code = (
        "import sys, pathlib, time; sys.path.insert(0, sys.argv[2]); from engine.run.publishing import YearFolder\n"
        "with YearFolder(pathlib.Path(sys.argv[1]), '2024'):\n    print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(output), str(ROOT)], stdout=subprocess.PIPE)
    assert other.stdout.readline().strip() == b"held"
    with pytest.raises(FolderInUse, match="otra corrida está escribiendo"), YearFolder(output, "2024"):
        pass
    with YearFolder(output, "2023"):
        pass
    other.kill()
    other.wait()
    other.stdout.close()
    with YearFolder(output, "2024"):
        pass


def test_what_failed_is_kept_beside_the_last_report(output, tmp_path):
    notebook = tmp_path / "02_services.ipynb"
    notebook.write_text("{}", encoding="utf-8")
    with YearFolder(output, "2024") as folder:
        kept = folder.keep_failure({"run.log": "por qué"}, [notebook])
    assert sorted(path.name for path in kept.iterdir()) == ["02_services.ipynb", "run.log"]
    assert (output / "2024" / "index.html").exists()


def test_names_with_pattern_characters_are_taken_as_they_are(tmp_path):
    (tmp_path / ".building-lima-1").mkdir()
    with YearFolder(tmp_path, "l[i]ma"):
        pass
    assert (tmp_path / ".building-lima-1").exists()


def test_a_text_is_never_half_written(tmp_path, monkeypatch):
    file = tmp_path / "run.json"
    write_text(file, "uno")

    def broken(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "No space left on device", str(file))

    monkeypatch.setattr(Path, "write_text", broken)
    with pytest.raises(OSError, match="No space"):
        write_text(file, "dos")
    assert file.read_bytes() == b"uno"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "x"), "no queda espacio en el disco"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/o/2024"),
            "no se pudo escribir /o/2024: Permission denied",
        ),
        (OSError("raro"), "no se pudo escribir el informe: raro"),
    ],
)
def test_a_file_that_cannot_be_written_is_explained(error, told):
    assert told in explain_write_error(error)
