"""Machines unlike the developer's: other locales, no home folder, a read-only project, any folder."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.engine.run.conftest import build_project

pytestmark = pytest.mark.kernel

ENVIRONMENTS = {
    "ascii locale": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "cp1252 console": {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
    "no home": {"HOME": None},
    "home that cannot be written": {"HOME": "/proc/nobody"},
    "personal kernelspecs and settings": {"JUPYTER_PATH": "here", "JUPYTER_CONFIG_DIR": "here"},
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_report_comes_out_in_an_odd_environment(project, name):
    for key, value in ENVIRONMENTS[name].items():
        project.environment.pop(key, None)
        if value is not None:
            project.environment[key] = str(project.root / "jupyter") if value == "here" else value
    fake = project.root / "jupyter" / "kernels" / "python3"
    fake.mkdir(parents=True)
    (fake / "kernel.json").write_text('{"argv": ["/bin/false"], "display_name": "x", "language": "python"}')
    code, said = project.run("--only", "services")
    assert code == 0, said
    assert "El año es 2024" in (project.report / "02_services.html").read_text(encoding="utf-8")


def test_a_bare_environment_and_another_current_folder(project, tmp_path):
    project.environment = {"PATH": os.environ["PATH"]}
    code, said = project.run("--only", "services", cwd=tmp_path)
    assert code == 0, said
    assert (project.report / "02_services.html").exists()


def test_a_project_folder_with_spaces_accents_and_braces(tmp_path):
    project = build_project(tmp_path / "Año {2024} 100% ñandú")
    for way in ((), ("--spawn",)):
        code, said = project.run("--only", "services", "--force", *way)
        assert code == 0, said
    assert project.wait_for_silence() == []


def test_a_read_only_project_with_the_output_elsewhere(project, tmp_path):
    before = _tree(project.root)
    with read_only(project.root):
        code, said = project.run("--only", "services", "--output-dir", str(tmp_path / "fuera"))
    assert code == 0, said
    assert (tmp_path / "fuera" / "2024" / "02_services.html").exists()
    assert _tree(project.root) == before


def test_an_output_folder_that_cannot_be_written_is_told(project, tmp_path):
    closed = tmp_path / "cerrada"
    closed.mkdir()
    with read_only(closed):
        code, said = project.run("--only", "services", "--output-dir", str(closed / "x"))
    assert code == 1 and "no se pudo escribir" in said, said


@pytest.mark.skipif(shutil.which("mount") is None or os.geteuid() != 0, reason="needs a small disk of its own")
def test_a_full_disk_leaves_the_last_report(project, tmp_path):
    small = tmp_path / "disco"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(small)], check=False).returncode:
        pytest.skip("cannot mount here")
    try:
        assert project.run("--only", "services", "--output-dir", str(small))[0] == 0
        before = sorted(path.name for path in (small / "2024").rglob("*"))
        _fill(small / "relleno")
        code, said = project.run("--only", "services", "--force", "--output-dir", str(small))
        assert code == 1 and "no queda espacio" in said, said
        assert sorted(path.name for path in (small / "2024").rglob("*") if "failed" not in str(path)) == before
        (small / "relleno").unlink()
        assert project.run("--only", "services", "--force", "--output-dir", str(small))[0] == 0
    finally:
        subprocess.run(["umount", "-l", str(small)], check=False)


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(b"x" * 4096)
        except OSError:
            return


def _tree(root: Path) -> list[tuple[str, int]]:
    return sorted(
        (path.relative_to(root).as_posix(), path.stat().st_size)
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nobody can write in a folder: by permissions, and for root, who may always, by a read-only mount of it."""
    if os.geteuid() == 0:
        if subprocess.run(["mount", "--bind", str(folder), str(folder)], check=False).returncode:
            pytest.skip("root writes anywhere, and cannot mount here")
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
    paths = [] if os.geteuid() == 0 else [*folder.rglob("*"), folder]
    for path in paths:
        path.chmod(path.stat().st_mode & ~0o222)
    try:
        yield
    finally:
        for path in reversed(paths):
            path.chmod(path.stat().st_mode | 0o700)
        if os.geteuid() == 0:
            subprocess.run(["umount", "-l", str(folder)], check=True)
