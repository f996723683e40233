"""The suite against the plain tools, on the project's own notebooks: `make bench`.

Every way of making the six pages is run in turn, several rounds; medians and ratios go to docs/benchmarks.md. The
rounds are interleaved, so that a machine that slows down slows all of them; memory is sampled in a round of its own.

    python -m benchmarks.compare [--rounds 5] [--sets 50] [--output docs/benchmarks.md]
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import Cost, measure
from benchmarks.register import HEADING
from engine.run.arguments import cores
from lib.suite import SUITE

ROOT = Path(__file__).resolve().parents[1]
YEAR = 2024
SHELL_LOOP = "shell loop: papermill, then jupyter nbconvert, one after the other"
EVERYTHING = "`run_all.py`, everything"
TWO_FLOORS = "floor: the cells' code as plain Python, two processes"


@dataclass(frozen=True)
class Way:
    """One way of doing the work.

    Attributes:
        name: What the table calls it.
        command: Command line.
        prepare: What must be so before it starts; not measured.
    """

    name: str
    command: list[str]
    prepare: Callable[[], object] = lambda: None


class Bench:
    """A copy of the project to measure in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("engine", "lib", "data", "notebooks", "benchmarks"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copyfile(ROOT / "run_all.py", folder / "run_all.py")
        (folder / "plain").mkdir()
        self.environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | {
            "PYTHONPATH": str(folder),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        self._edits = 0

    def ways(self) -> list[Way]:
        """Everything that is compared."""
        notebooks = [f"notebooks/{section.notebook}" for section in SUITE.sections]
        floor = [sys.executable, "-m", "benchmarks.floor", str(YEAR)]
        halves = " & ".join(" ".join([*floor, *half]) for half in (notebooks[::2], notebooks[1::2]))
        return [
            Way(SHELL_LOOP, self._loop(1)),
            Way("the shell loop, two at a time (xargs -P2)", self._loop(2)),
            Way("floor: the cells' code as plain Python, one process", [*floor, *notebooks]),
            Way(TWO_FLOORS, ["bash", "-c", f"{halves} & wait"]),
            Way(EVERYTHING, self._suite(), self._forget),
            Way("`run_all.py --spawn`, everything (no forked kernels)", self._suite("--spawn"), self._forget),
            Way("`run_all.py --only services`, its notebook changed", self._suite("--only", "services"), self._edit),
            Way("`run_all.py`, nothing changed", self._suite()),
        ]

    def matrix(self, count: int) -> Way:
        """Many parameter sets at once."""
        rows = "".join(f"set{number},{YEAR}\n" for number in range(count))
        (self.folder / "sets.csv").write_text(f"name,year\n{rows}", encoding="utf-8")
        command = [*self._suite(), "--matrix", "sets.csv", "--only", "services", "--output-dir", "matrix"]
        return Way(f"`run_all.py --matrix`, {count} sets of one section", command)

    def cost(self, way: Way, memory: bool = False) -> Cost:
        """Do it once."""
        way.prepare()
        return measure(way.command, self.folder, self.environment, memory)

    def _loop(self, at_once: int) -> list[str]:
        one = (
            f"papermill --no-progress-bar notebooks/$1.ipynb plain/$1.ipynb -p year {YEAR} && "
            "jupyter nbconvert --to html plain/$1.ipynb"
        )
        stems = " ".join(section.stem for section in SUITE.sections)
        return ["bash", "-c", f"printf '%s\\n' {stems} | xargs -P{at_once} -I@ bash -c '{one}' _ @"]

    def _suite(self, *options: str) -> list[str]:
        return [sys.executable, "run_all.py", "--jobs", "2", *options]

    def _forget(self) -> None:
        shutil.rmtree(self.folder / "outputs", ignore_errors=True)

    def _edit(self) -> None:
        path = self.folder / "notebooks" / SUITE.sections[2].notebook
        document = json.loads(path.read_text(encoding="utf-8"))
        self._edits += 1
        document["cells"][0]["metadata"]["edit"] = self._edits
        path.write_text(json.dumps(document), encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Measure everything and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sets", type=int, default=50, help="sets of the matrix; 0 leaves it out")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="report-bench-") as folder:
        bench = Bench(Path(folder))
        rows, peaks = _rounds(bench, asked.rounds)
        many = bench.cost(bench.matrix(asked.sets), memory=True) if asked.sets else None
    asked.output.parent.mkdir(exist_ok=True)
    before = asked.output.read_text(encoding="utf-8") if asked.output.is_file() else ""
    register = "".join(before.partition(HEADING)[1:])  # measured apart, by benchmarks.register
    asked.output.write_text(
        f"{page(rows, peaks, many, asked).rstrip()}\n\n{register}".rstrip() + "\n", encoding="utf-8"
    )
    sys.stdout.write(asked.output.read_text(encoding="utf-8"))
    return 0


def _rounds(bench: Bench, count: int) -> tuple[dict[str, list[Cost]], dict[str, float]]:
    ways = bench.ways()
    peaks = {way.name: bench.cost(way, memory=True).memory for way in ways}
    rows: dict[str, list[Cost]] = {way.name: [] for way in ways}
    for number in range(count):
        for way in ways:
            rows[way.name].append(bench.cost(way))
            sys.stderr.write(f"round {number + 1}: {rows[way.name][-1].wall:6.2f} s  {way.name}\n")
    return rows, peaks


def page(rows: dict[str, list[Cost]], peaks: dict[str, float], many: Cost | None, asked: argparse.Namespace) -> str:
    """The measurements as Markdown."""
    wall = {name: statistics.median(cost.wall for cost in costs) for name, costs in rows.items()}
    lines = [
        "# What the suite costs beside the plain tools", "",
        "Made by `make bench`; do not edit. The project's own six notebooks, executed and exported. Medians of "
        f"{asked.rounds} interleaved rounds; two at a time; memory is the peak of the sum of all processes (PSS), "
        "sampled in a round of its own.", "",
        f"Python {platform.python_version()}, {cores()} cores; "
        + ", ".join(f"{name} {version(name)}" for name in ("papermill", "nbconvert", "pandas", "matplotlib")) + ".", "",
        "| Way | wall s | lowest–highest | cpu s | peak MiB | ratio to the shell loop |", "|---|---|---|---|---|---|",
        *(_row(name, costs, wall, peaks[name]) for name, costs in rows.items()), "",
        f"Everything takes {wall[EVERYTHING] / wall[TWO_FLOORS]:.2f} times the floor in two processes, which writes no "
        "notebook, page, table or figure register and checks nothing.", "",
        f"The runner, `engine/run`, has {lines_of_the_runner():,} lines, docstrings included.",
    ]  # fmt: skip
    return "\n".join([*lines, *_matrix_lines(many, asked.sets)]) + "\n"


def lines_of_the_runner() -> int:
    """Lines of all its modules."""
    modules = (ROOT / "engine" / "run").glob("*.py")
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in modules)


def _row(name: str, costs: list[Cost], wall: dict[str, float], peak: float) -> str:
    cpu = statistics.median(cost.cpu for cost in costs)
    span = f"{min(cost.wall for cost in costs):.2f}–{max(cost.wall for cost in costs):.2f}"
    return f"| {name} | {wall[name]:.2f} | {span} | {cpu:.2f} | {peak:.0f} | {wall[name] / wall[SHELL_LOOP]:.3f} |"


def _matrix_lines(many: Cost | None, count: int) -> list[str]:
    if many is None:
        return []
    quarter = max(len(many.samples) // 4, 1)
    means = [statistics.mean(many.samples[start : start + quarter]) for start in range(0, quarter * 4, quarter)]
    return [
        "",
        f"`--matrix` with {count} sets of one section on two cores: {many.wall:.1f} s, "
        f"{many.cpu / many.wall:.2f} cores busy on average; mean memory in each quarter of the run: "
        + ", ".join(f"{mean:.0f}" for mean in means)
        + " MiB.",
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
