"""Whole reports or none."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.run import publishing
from engine.run.outcomes import Unusable
from engine.run.publishing import ReportFolder, explain_write_error, tidy_others

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "index.html").write_text("viejo", encoding="utf-8")
    (tmp_path / "2024" / "run.json").touch()
    return tmp_path


def publish(output: Path, text: str) -> None:
    with ReportFolder(output, "2024") as folder:
        folder.start()
        (folder.building / "index.html").write_text(text, encoding="utf-8")
        (folder.building / "run.json").touch()
        folder.publish()


def test_a_report_replaces_the_last_one_whole(output):
    (output / "2024" / "failed").mkdir()
    publish(output, "nuevo")
    assert (output / "2024" / "index.html").read_text(encoding="utf-8") == "nuevo"
    assert not (output / "2024" / "failed").exists()
    assert [path.name for path in sorted(output.iterdir())] == ["2024"]


def test_where_folders_cannot_be_exchanged_two_steps_do(output, monkeypatch):
    monkeypatch.setattr(publishing, "exchange", lambda *_: False)
    publish(output, "nuevo")
    assert (output / "2024" / "index.html").read_text(encoding="utf-8") == "nuevo"
    assert [path.name for path in sorted(output.iterdir())] == ["2024"]


def test_a_kill_between_the_two_steps_is_mended_by_the_next_run(output):
    (output / "2024").rename(output / ".previous-2024")
    with ReportFolder(output, "2024"):
        assert (output / "2024" / "index.html").read_text(encoding="utf-8") == "viejo"


def test_leftovers_of_killed_runs_are_removed_also_of_other_names(output):
    (output / ".building-2024" / "report").mkdir(parents=True)
    (output / ".building-2023").mkdir()
    publish(output, "nuevo")
    assert sorted(path.name for path in output.glob(".building*")) == [".building-2023"]
    (output / ".previous-2022").mkdir()
    tidy_others(output)
    assert sorted(path.name for path in output.iterdir()) == ["2022", "2024"]


def test_what_a_running_report_builds_is_left_alone(output):
    with ReportFolder(output, "2023") as other:
        other.start()
        tidy_others(output)
        assert other.building.exists()


def test_a_name_that_begins_like_another_s_touches_nothing_of_it(output):
    """A run named "r" once removed the build, and then the report, of "r-1"."""
    with ReportFolder(output, "r-1") as longer:
        longer.start()
        (longer.building / "index.html").write_text("r-1", encoding="utf-8")
        with ReportFolder(output, "r") as shorter:
            shorter.start()
            (shorter.building / "index.html").write_text("r", encoding="utf-8")
            shorter.publish()
        longer.publish()
    assert [(output / name / "index.html").read_text(encoding="utf-8") for name in ("r", "r-1")] == ["r", "r-1"]


def test_a_folder_that_is_no_report_is_not_replaced(output):
    (output / "notas").mkdir()
    (output / "notas" / "importante.txt").touch()
    with pytest.raises(Unusable, match="no es un informe"), ReportFolder(output, "notas"):
        pass
    assert (output / "notas" / "importante.txt").exists()
    assert sorted(path.name for path in output.iterdir()) == ["2024", "notas"]


def test_a_report_behind_a_link_is_replaced_where_it_is(output, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("disco")
    (output / "2024").rename(elsewhere / "real")
    (output / "2024").symlink_to(elsewhere / "real")
    publish(output, "nuevo")
    publish(output, "otro")
    assert (output / "2024").is_symlink()
    assert (elsewhere / "real" / "index.html").read_text(encoding="utf-8") == "otro"
    assert [path.name for path in elsewhere.iterdir()] == ["real"] and len(list(output.iterdir())) == 1


def test_a_run_that_raises_leaves_the_last_report(output):
    with pytest.raises(ZeroDivisionError), ReportFolder(output, "2024") as folder:
        folder.start()
        (folder.building / "index.html").write_text("a medias", encoding="utf-8")
        raise ZeroDivisionError
    assert (output / "2024" / "index.html").read_text(encoding="utf-8") == "viejo"
    assert not list(output.glob(".building*"))


def test_only_one_run_at_a_time_and_a_killed_one_does_not_count(output):
    code = (
        "import sys, pathlib, time; sys.path.insert(0, sys.argv[2]); from engine.run.publishing import ReportFolder\n"
        "with ReportFolder(pathlib.Path(sys.argv[1]), '2024'):\n    print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(output), str(ROOT)], stdout=subprocess.PIPE)
    assert other.stdout.readline().strip() == b"held"
    with pytest.raises(Unusable, match="otra corrida está escribiendo"), ReportFolder(output, "2024"):
        pass
    with ReportFolder(output, "2023"):
        pass
    other.kill()
    other.wait()
    other.stdout.close()
    with ReportFolder(output, "2024"):
        pass


def test_what_failed_is_kept_beside_the_last_report(output, tmp_path):
    notebook = tmp_path / "02_services.ipynb"
    notebook.write_text("{}", encoding="utf-8")
    with ReportFolder(output, "2024") as folder:
        kept = folder.keep_failure({"run.log": "por qué"}, [notebook])
    assert sorted(path.name for path in kept.iterdir()) == ["02_services.ipynb", "run.log"]
    assert (output / "2024" / "index.html").exists()


def test_names_with_pattern_characters_are_taken_as_they_are(tmp_path):
    (tmp_path / ".building-lima").mkdir()
    with ReportFolder(tmp_path, "l[i]ma"):
        pass
    assert (tmp_path / ".building-lima").exists()


def test_nothing_is_left_where_nothing_was_made(tmp_path):
    with ReportFolder(tmp_path / "out", "2024"):
        pass
    assert not (tmp_path / "out").exists()


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
