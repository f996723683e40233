"""A run killed at any moment: the last good report stays whole, no process is left, the next run is clean."""

import json
import os
import random
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import nbformat
import pytest

from engine.disk import sha256
from tests.engine.run.conftest import SECONDS, wait_until

pytestmark = [pytest.mark.kernel, pytest.mark.slow]
KILLS = 50


def change(project, number: int) -> None:
    """Give the run something to do: another text in one notebook."""
    path = project.use("services", "plain")
    document = nbformat.read(path, as_version=4)
    document.cells[0]["source"] = f"# versión {number}"
    nbformat.write(document, path)


def assert_whole(project) -> str:
    """Every file of the published report is the one its run.json names; returns which version it is."""
    told = json.loads((project.report / "run.json").read_text(encoding="utf-8"))
    assert told["status"] == "publicado"
    on_disk = {path.relative_to(project.report).as_posix() for path in project.report.rglob("*") if path.is_file()}
    assert on_disk == {*told["outputs"], "run.json", "run.log"}
    for name, digest in told["outputs"].items():
        assert sha256(project.report / name) == digest, name
    page = (project.report / "02_services.html").read_text(encoding="utf-8")
    return page.partition("# versión ")[2].partition("<")[0]


@pytest.fixture
def temporary():
    """A temporary folder with a short name, as the system's is."""
    with tempfile.TemporaryDirectory(prefix="kill-", dir="/tmp") as folder:
        yield Path(folder)


def test_fifty_kills_at_random_moments(project, temporary):
    project.environment["TMPDIR"] = str(temporary)
    change(project, 0)
    started = time.monotonic()
    assert project.run()[0] == 0
    whole_run = time.monotonic() - started
    chance = random.Random(93)
    published = 0
    for number in range(1, KILLS + 1):
        change(project, number)
        process = project.start(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.05, whole_run * 0.6))  # one section takes about half of what six take
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert project.wait_for_silence() == [], f"processes left after kill {number}"
        published += assert_whole(project) == str(number)
        if number % 10 == 0:
            code, said = project.run()
            assert code == 0, said
            assert assert_whole(project) == str(number)
            assert [path.name for path in (project.root / "outputs").iterdir() if "building" in path.name] == []
    assert published < KILLS, "no run was killed before it had published"
    assert list(temporary.iterdir()) == [], "temporary folders were left behind"


def test_what_killed_runs_left_is_removed_by_the_next_of_any_name(project, temporary):
    """And nothing else, whatever it is called: a folder of the user was once taken for what a run had left."""
    project.environment["TMPDIR"] = str(temporary)
    (temporary / "pndi-2024").mkdir()
    project.use("services", "sleeps")
    process = project.start("--only", "services", "--name", "otro", stdout=subprocess.DEVNULL)
    wait_until(lambda: any(temporary.glob(".pndi-run-*/otro-02_services/cwd")))
    process.kill()
    process.wait()
    assert project.wait_for_silence() == []
    assert list(temporary.iterdir()) and (project.root / "outputs" / ".building-otro").exists()
    assert project.run("--only", "summary")[0] == 0
    assert [path.name for path in temporary.iterdir()] == ["pndi-2024"]
    assert [path.name for path in (project.root / "outputs").iterdir()] == ["2024"]


@pytest.mark.parametrize("victim", ["fork server", "kernel"])
def test_when_a_helper_process_is_killed_the_section_fails_and_is_told(project, victim):
    project.use("services", "holds_the_interpreter")
    process = project.start("--only", "services")
    project.wait_for_process("sleep 612")
    family = [int(line.split()[0]) for line in project.processes() if "forkserver" in line]
    os.kill(min(family) if victim == "fork server" else max(family), signal.SIGKILL)
    said, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 1, said
    assert "terminó de golpe" in said.decode()
