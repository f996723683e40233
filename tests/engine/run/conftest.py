import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lib.suite import SUITE

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "tests" / "fixtures"
SECONDS = 300  # that anything may take on a machine that is busy with other things


@dataclass
class Project:
    """A small project with the real runner, which a test may break at will."""

    root: Path
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def report(self) -> Path:
        return self.root / "outputs" / "2024"

    def use(self, section: str, notebook: str) -> Path:
        """Put a fixture notebook in the place of a section's."""
        target = next(self.root / "notebooks" / item.notebook for item in SUITE.sections if item.name == section)
        shutil.copyfile(FIXTURES / "notebooks" / f"{notebook}.ipynb", target)
        return target

    def start(self, *arguments: str, **options) -> subprocess.Popen:
        command = [sys.executable, str(self.root / "run_all.py"), *arguments]
        given = {
            "cwd": self.root,
            "env": self.environment,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "stdin": subprocess.DEVNULL,
            "start_new_session": True,
        } | options
        return subprocess.Popen(command, **given)

    def run(self, *arguments: str, **options) -> tuple[int, str]:
        """Run run_all.py; exit code and what it said (both streams)."""
        process = self.start(*arguments, **options)
        said, _ = process.communicate(timeout=SECONDS)
        text = (said or b"").decode("utf-8", errors="replace")
        assert "Traceback" not in text, text
        return process.returncode, text

    def processes(self) -> list[str]:
        """Processes of this project that are alive: servers, workers, kernels and what kernels started."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environment = (folder / "environ").read_bytes()
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if f"PYTHONPATH={self.root}".encode() in environment and state != "Z":
                found.append(f"{folder.name} {command}")
        return found

    def wait_for_silence(self) -> list[str]:
        """Processes still alive after a while: must be none."""
        deadline = time.monotonic() + SECONDS / 5
        while (alive := self.processes()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return alive

    def wait_for_process(self, command: str) -> None:
        """Wait until one of its processes is that command."""
        wait_until(lambda: any(command in line for line in self.processes()))

    def contents(self) -> dict[str, bytes]:
        """The published report, byte for byte."""
        return {
            path.relative_to(self.report).as_posix(): path.read_bytes()
            for path in sorted(self.report.rglob("*"))
            if path.is_file() and "failed" not in path.parts
        }


def wait_until(true: Callable[[], object]) -> None:
    """Wait for what must become true, however busy the machine is."""
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def build_project(root: Path) -> Project:
    """Lay out the small project in a folder."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "engine" / "run", root / "engine" / "run", ignore=ignored)
    shutil.copytree(FIXTURES / "project" / "templates", root / "engine" / "templates")
    shutil.copyfile(FIXTURES / "project" / "report.py", root / "engine" / "report.py")
    (root / "lib").mkdir()
    (root / "engine" / "page").mkdir()
    shutil.copyfile(ROOT / "engine" / "page" / "pdf.py", root / "engine" / "page" / "pdf.py")
    (root / "lib" / "__init__.py").touch()
    shutil.copyfile(FIXTURES / "project" / "values.py", root / "lib" / "values.py")
    for name in (
        "engine/__init__.py",
        "engine/suite.py",
        "engine/terminal.py",
        "engine/disk.py",
        "engine/processes.py",
        "engine/versions.py",
        "engine/overview.py",
        "engine/overview.html.j2",
        "lib/suite.py",
        "lib/policy.py",
        "lib/policy_parts.toml",
        "lib/words.py",
        "lib/words.toml",
        "run_all.py",
    ):
        shutil.copyfile(ROOT / name, root / name)
    for year in (2023, 2024):
        (root / "data" / str(year)).mkdir(parents=True)
        (root / "data" / str(year) / "values.csv").write_text(f"1\n{year}\n", encoding="utf-8")
    (root / "data" / "reference").mkdir()
    (root / "notebooks").mkdir()
    project = Project(root)
    for section in SUITE.sections:
        project.use(section.name, "plain")
    return project


@pytest.fixture
def project(tmp_path: Path):
    made = build_project(tmp_path / "project")
    yield made
    assert made.wait_for_silence() == [], "processes were left behind"


@pytest.fixture
def interrupt():
    """Send a signal to a run once it builds its report, and wait for its end."""

    def send(process: subprocess.Popen, outputs: Path, signum: int = signal.SIGINT) -> tuple[int, str]:
        wait_until(lambda: list(outputs.glob(".building*")))
        time.sleep(1)  # into the notebook that sleeps
        process.send_signal(signum)
        said, _ = process.communicate(timeout=SECONDS)
        return process.returncode, (said or b"").decode()

    return send
