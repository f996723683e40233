"""`run_all.py`: which reports to produce, how they ended, and what to tell."""

from __future__ import annotations

import io
import signal
import tempfile
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

from engine.overview import write_overview
from engine.page.pdf import NoBrowser, find_browser, print_report
from engine.processes import end_all_processes
from engine.run.arguments import Options, ReportSet, parse, reports_of
from engine.run.outcomes import GOOD, Failed, Outcome, Status, Unusable
from engine.run.production import Production
from engine.run.publishing import tidy_others
from engine.run.workplace import Shop, Workplace
from engine.suite import Suite, import_suite
from engine.terminal import Progress

DONE, FAILURE, UNUSABLE_INPUT, STOPPED_BY_USER = 0, 1, 2, 130
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_CONNECT_SECONDS = 15
_TOLD = {
    Status.UNCHANGED: "sin cambios, el informe sigue vigente",
    Status.PUBLISHED: "publicado",
    Status.UNPRINTED: "el informe está publicado, pero no su PDF",
    Status.FAILED: "no se publicó nada; el último informe bueno sigue en su lugar",
    Status.UNUSABLE: "{problems}; no se ejecutó nada",
    Status.INTERRUPTED: "interrumpido; no se publicó nada",
}


def main(suite: Suite, arguments: Sequence[str]) -> int:
    """Do what `run_all.py` is asked to do, for a suite; exit code 0 done, 1 failed, 2 bad usage or data, 130 stopped."""
    progress = Progress()
    for name in _SIGNALS:
        if signal.getsignal(name) is not signal.SIG_IGN:  # `nohup` asks not to hear one
            signal.signal(name, _interrupt)
    try:
        options = parse(suite, arguments)
        reports = reports_of(options)
        find_browser() if options.pdf else None  # said at once, before any kernel starts
        with Workplace(suite, options.spawn) as workplace, ThreadPoolExecutor(options.jobs) as kernels:
            return _work(reports, Shop(suite, options, workplace, progress, kernels))
    except (Failed, NoBrowser) as failure:
        return _errors(progress, failure.problems if isinstance(failure, Failed) else [str(failure)])
    except KeyboardInterrupt:
        return STOPPED_BY_USER
    except Exception as error:  # a fault of ours: one line for the analyst, the rest for who mends it
        with tempfile.NamedTemporaryFile("wb", prefix="pndi-error-", suffix=".log", delete=False) as file:
            file.write(traceback.format_exc().encode(errors="replace"))
        told = f"Error inesperado: {type(error).__name__}: {error}. El detalle para informarlo está en {file.name}"
        progress.say(told)
        return FAILURE


def _interrupt(*_: Any) -> None:
    """One exception for whatever signal ends the run, once; later ones do not disturb the tidying up."""
    for name in _SIGNALS:
        signal.signal(name, signal.SIG_IGN)
    raise KeyboardInterrupt


def _work(reports: Sequence[ReportSet], shop: Shop) -> int:
    started, options = time.monotonic(), shop.options
    with _executor(options, len(reports)) as executor:
        try:
            if options.list or options.check:
                return _list(reports, shop) if options.list else _check(reports, shop)
            tidy_others(options.output_dir)
            there = partial(_produce_there, shop.suite.source, options)
            produce = there if options.dask else lambda report: Production(report, shop).run()
            futures = [executor.submit(produce, report) for report in reports]
            outcomes = [_outcome(future, report, shop) for future, report in zip(futures, reports, strict=True)]
        except KeyboardInterrupt:
            shop.stopping.set()
            shop.progress.live = False
            shop.progress.say("Interrumpido: cerrando los cuadernos …")
            end_all_processes()
            raise
    outcomes = [_printed(outcome) for outcome in outcomes] if options.pdf else outcomes
    _tell(outcomes, shop.progress, time.monotonic() - started)
    statuses = {outcome.status for outcome in outcomes}
    if options.matrix and statuses & GOOD:
        shop.progress.say(f"  {write_overview(outcomes, options.output_dir)}")
    if Status.INTERRUPTED in statuses or statuses == {Status.UNUSABLE}:
        return STOPPED_BY_USER if Status.INTERRUPTED in statuses else UNUSABLE_INPUT
    return DONE if statuses <= GOOD else FAILURE


def _list(reports: Sequence[ReportSet], shop: Shop) -> int:
    for report in reports:
        plan = Production(report, shop).plan()
        shop.progress.say(f"{report.name}: {plan.reason or 'sin cambios'}")
        for section in shop.suite.of(report.data_dir).sections:
            making = plan.reason and section in plan.making
            told = "ejecutar" if making else "reutilizar" if section in plan.shown else "dejar"
            shop.progress.say(f"  {section.name:<18} {told}")
    return DONE


def _check(reports: Sequence[ReportSet], shop: Shop) -> int:
    problems: list[str] = []
    for number, report in enumerate(reports):
        try:
            Production(report, shop).check(shop.workplace.folder / f"check{number}")
        except Failed as failure:
            problems += failure.problems
    if not problems:
        shop.progress.say(f"Todo en orden: {', '.join(report.name for report in reports)}")
    return _errors(shop.progress, problems)


def _executor(options: Options, count: int) -> Executor:
    """Produces reports, a few at once: while one is checked or put together, others run their notebooks."""
    if not options.dask:
        return ThreadPoolExecutor(min(count, options.jobs + 1))
    try:
        from distributed import Client

        return Client(options.dask, timeout=_CONNECT_SECONDS).get_executor(pure=False)
    except ImportError as error:
        raise Unusable(["--dask needs the package «dask»: install it with «pip install .[dask]»"]) from error
    except (OSError, ValueError) as error:
        raise Unusable([f"--dask: no cluster answers at {options.dask}"]) from error


def _produce_there(source: str, options: Options, report: ReportSet) -> Outcome:
    """On a worker of a Dask cluster: the project, the data and the output folder are at the same paths."""
    suite, silent = import_suite(source), Progress(io.StringIO())
    with Workplace(suite, options.spawn) as workplace, ThreadPoolExecutor(options.jobs) as kernels:
        return Production(report, Shop(suite, options, workplace, silent, kernels)).run()


def _outcome(future: Future[Outcome], report: ReportSet, shop: Shop) -> Outcome:
    while not future.done():
        time.sleep(0.01)  # signals are handled meanwhile, on every platform
    error = future.exception()
    if error is None or not shop.options.dask:
        return future.result()
    return Outcome(report.name, Status.FAILED, (f"el trabajador de Dask falló: {error}",))


def _tell(outcomes: Sequence[Outcome], progress: Progress, spent: float) -> None:
    _errors(progress, [problem for outcome in outcomes for problem in outcome.problems])
    for outcome in outcomes:
        count = len(outcome.problems)
        told = _TOLD[outcome.status].format(problems=f"{count} problema{'' if count == 1 else 's'}")
        progress.say(f"{outcome.name}: {told} ({outcome.seconds:.1f} s)")
        names = ("index.html", "report-*.*", "figures.csv", "run.json")
        shown = ("*",) if outcome.status == Status.FAILED else names
        paths = [path for name in shown for path in sorted(outcome.folder.glob(name))] if outcome.folder else []
        for line in (*(outcome.notes if len(outcomes) == 1 else ()), *paths):
            progress.say(f"  {line}")
    if len(outcomes) > 1:
        good = sum(outcome.status in GOOD for outcome in outcomes)
        progress.say(f"{good} de {len(outcomes)} informes en {spent:.1f} s")


def _errors(progress: Progress, problems: Sequence[str]) -> int:
    for problem in problems:
        progress.say(f"Error: {problem}")
    return UNUSABLE_INPUT if problems else DONE


def _printed(outcome: Outcome) -> Outcome:
    """Print a good outcome's report; a failure to print is told, the report stays."""
    problem = print_report(outcome.folder) if outcome.status in GOOD and outcome.folder else ""
    return replace(outcome, status=Status.UNPRINTED, problems=(problem,)) if problem else outcome
