"""Run a command and measure it: wall time, processor time of it and all it started, and the most memory they held."""

import ctypes
import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.1
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Cost:
    """What a command cost.

    Attributes:
        wall: Seconds from start to end.
        cpu: Seconds of processor time, of all its processes.
        memory: Peak of the sum of the processes' proportional memory, in MiB; 0 when not sampled.
        samples: That sum over time.
    """

    wall: float
    cpu: float
    memory: float = 0.0
    samples: tuple[float, ...] = ()


def measure(command: list[str], folder: Path, environment: dict[str, str], memory: bool = False) -> Cost:
    """Run a command to its end.

    Raises:
        RuntimeError: When it fails, with what it printed.
    """
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)  # servers that outlive the command are counted too
    with (folder / "printed.log").open("w+b") as printed:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=printed, stderr=printed, stdin=subprocess.DEVNULL
        )
        samples: list[float] = []
        sampler = threading.Thread(target=_sample, args=(process.pid, samples), daemon=True) if memory else None
        if sampler:
            sampler.start()
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            printed.seek(0)
            raise RuntimeError(f"{command}: {printed.read().decode(errors='replace')[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime + _wait_for_orphans()
    return Cost(wall, cpu, max(samples, default=0.0), tuple(samples))


def _wait_for_orphans() -> float:
    """Processor time of what the command left to end by itself, once it has."""
    spent = 0.0
    while True:
        try:
            _pid, _status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return spent
        spent += usage.ru_utime + usage.ru_stime


def _sample(pid: int, samples: list[float]) -> None:
    while Path(f"/proc/{pid}").exists():
        samples.append(sum(_proportional(member) for member in family(pid)))
        time.sleep(SAMPLE_SECONDS)


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        children.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        current = waiting.pop()
        found.append(current)
        waiting += children.get(current, [])
    return found


def _proportional(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("Pss:")), 0.0)
