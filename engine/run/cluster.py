"""The same reports on a Dask cluster, when one machine is not enough. Each worker runs one report with `run_all.py`.

The project, the data and the output folder must be at the same path on every machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from engine.run.arguments import Options, UsageError
from engine.run.planning import ReportSet
from engine.run.shop import FAILED, INTERRUPTED, PUBLISHED, UNUSABLE, Outcome, Shop
from lib.suite import PROJECT_ROOT

_CONNECT_SECONDS = 15
_STATUS = {0: PUBLISHED, 1: FAILED, 2: UNUSABLE, 130: INTERRUPTED}


def produce_all(reports: Sequence[ReportSet], shop: Shop) -> list[Outcome]:
    """Run every report on the cluster of `--dask`.

    Raises:
        UsageError: When Dask is not installed or the cluster does not answer.
    """
    client = _client(shop.options.dask)
    try:
        futures = [
            client.submit(run_one, _command(report, shop.options), key=f"pndi-{report.name}", pure=False)
            for report in reports
        ]
        return [_outcome(report, future, shop) for report, future in zip(reports, futures, strict=True)]
    finally:
        client.close()


def run_one(command: list[str]) -> tuple[int, str]:
    """On a worker: run one report in a process of its own.

    Args:
        command: `run_all.py` of the project, and its arguments.

    Returns:
        Exit code and what the run said.
    """
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        stdin=subprocess.DEVNULL,
        env=environment,
    )
    return done.returncode, done.stdout


def _client(address: str):
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(["--dask necesita el paquete «dask». Instálelo con «pip install .[dask]»."]) from error
    try:
        return Client(address, timeout=_CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise UsageError([f"--dask: no responde ningún clúster en {address}"]) from error


def _command(report: ReportSet, options: Options) -> list[str]:
    flags = [
        flag
        for flag, given in (
            ("--force", options.force),
            ("--keep-going", options.keep_going),
            ("--spawn", options.spawn),
        )
        if given
    ]
    only = ["--only", ",".join(options.only)] if options.only else []
    return [
        str(PROJECT_ROOT / "run_all.py"),
        "--year",
        str(report.year),
        "--name",
        report.name,
        "--data-dir",
        str(report.data_dir),
        "--output-dir",
        str(options.output_dir),
        "--jobs",
        str(options.jobs),
        "--timeout",
        str(options.timeout),
        *only,
        *flags,
    ]


def _outcome(report: ReportSet, future: object, shop: Shop) -> Outcome:
    try:
        code, said = future.result()
    except Exception as error:
        code, said = 1, f"el trabajador de Dask falló: {error}"
    status = _STATUS.get(code, FAILED)
    shop.progress.done(report.name, status.replace("_", " "))
    prefix = "Error: {problem}".format(problem="")
    faults = tuple(line.removeprefix(prefix) for line in said.splitlines() if line.startswith(prefix))
    problems = () if status == PUBLISHED else faults or (said.strip(),)
    folder = shop.options.output_dir / report.name if status == PUBLISHED else None
    return Outcome(report.name, status, problems, folder, made=int(status == PUBLISHED))
