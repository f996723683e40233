"""`run_all.py`: which reports to produce, how they ended, and what to tell."""

from __future__ import annotations

import signal
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import Any

from engine.run.arguments import Options, UsageError, parse
from engine.run.desk import DataFailed
from engine.run.production import Production
from engine.run.progress import Progress, seconds
from engine.run.publishing import tidy_others
from engine.run.sets import ReportSet, reports_of
from engine.run.shop import FAILED, INTERRUPTED, PUBLISHED, UNCHANGED, UNPRINTED, UNUSABLE, Outcome, Shop
from engine.run.workplace import Workplace, end_all_processes
from engine.spanish import plural
from engine.suite import Suite, import_suite

DONE, FAILURE, UNUSABLE_INPUT, STOPPED_BY_USER = 0, 1, 2, 130
_CONNECT_SECONDS = 15


class _Interrupted(BaseException):
    """Ctrl-C, or the system asks the run to end."""


def run(suite: Suite, arguments: Sequence[str]) -> int:
    """Do what `run_all.py` is asked to do; see `engine.run.main`."""
    progress = Progress()
    try:
        options = parse(suite, arguments)
        reports = reports_of(options)
        if options.pdf:
            _require_browser()
        with Workplace(suite, options.spawn) as workplace, _signals():
            shop = Shop(suite, options, workplace, progress, threading.Semaphore(options.jobs))
            return _work(reports, shop)
    except UsageError as error:
        return _unusable(progress, error.problems)
    except _Interrupted:
        return STOPPED_BY_USER
    except Exception as error:  # a fault of ours: one line for the analyst, the rest for who mends it
        return _unexpected(progress, error)


def _work(reports: Sequence[ReportSet], shop: Shop) -> int:
    if shop.options.list:
        return _list(reports, shop)
    if shop.options.check:
        return _check(reports, shop)
    started = time.monotonic()
    tidy_others(shop.options.output_dir)
    outcomes = _run_all(reports, shop)
    outcomes = [_with_pdf(outcome) for outcome in outcomes] if shop.options.pdf else outcomes
    shop.progress.clear()
    _summary(outcomes, shop, time.monotonic() - started)
    return _exit_code(outcomes)


def _list(reports: Sequence[ReportSet], shop: Shop) -> int:
    for report in reports:
        plan = Production(report, shop).plan()
        shop.progress.say(report.name)
        for section in shop.suite.sections:
            told = "ejecutar    " + plan.reason if section in plan.making else "dejar       no se pidió"
            shop.progress.say(f"  {section.name:<18} {told if plan.reason else 'reutilizar  sin cambios'}")
    return DONE


def _check(reports: Sequence[ReportSet], shop: Shop) -> int:
    problems: list[str] = []
    for number, report in enumerate(reports):
        try:
            problems += Production(report, shop).check(shop.workplace.folder / f"check{number}")
        except DataFailed as error:
            problems.append(error.problem)
    if problems:
        return _unusable(shop.progress, problems)
    shop.progress.say("Todo en orden: {names}".format(names=", ".join(report.name for report in reports)))
    return DONE


def _run_all(reports: Sequence[ReportSet], shop: Shop) -> list[Outcome]:
    """Produce all reports; a few at once: while one is being checked or put together, others run their notebooks."""
    executor: Executor
    if shop.options.dask:
        executor, task = _cluster(shop.options.dask), (_produce_there, shop.suite.source, shop.options)
    else:
        executor, task = ThreadPoolExecutor(min(len(reports), shop.options.jobs + 1)), (_produce, shop)
    try:
        futures = [executor.submit(*task, report) for report in reports]
        return [_wait(future, report, shop) for future, report in zip(futures, reports, strict=True)]
    except _Interrupted:
        shop.stopping.set()
        shop.progress.clear()
        shop.progress.say("Interrumpido: cerrando los cuadernos …")
        end_all_processes()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _produce(shop: Shop, report: ReportSet) -> Outcome:
    return Outcome(report.name, INTERRUPTED) if shop.stopping.is_set() else Production(report, shop).run()


def _produce_there(source: str, options: Options, report: ReportSet) -> Outcome:
    """On a worker of a Dask cluster: the project, the data and the output folder are at the same paths."""
    import io

    suite, silent = import_suite(source), Progress(io.StringIO())
    with Workplace(suite, options.spawn) as workplace:
        return _produce(Shop(suite, options, workplace, silent, threading.Semaphore(options.jobs)), report)


def _cluster(address: str) -> Executor:
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError(["--dask needs the package «dask»: install it with «pip install .[dask]»"]) from error
    try:
        executor: Executor = Client(address, timeout=_CONNECT_SECONDS).get_executor(pure=False)
    except (OSError, ValueError) as error:
        raise UsageError([f"--dask: no cluster answers at {address}"]) from error
    return executor


def _wait(future: Future[Outcome], report: ReportSet, shop: Shop) -> Outcome:
    while not future.done():
        time.sleep(0.01)  # signals are handled meanwhile, on every platform
    try:
        return future.result()
    except Exception as error:
        if not shop.options.dask:
            raise
        return Outcome(report.name, FAILED, (f"el trabajador de Dask falló: {error}",))


def _require_browser() -> None:
    """Say at once, before any kernel starts, that nothing can print."""
    from engine.page.pdf import NoBrowser, find_browser

    try:
        find_browser()
    except NoBrowser as error:
        raise UsageError([str(error)]) from error


def _with_pdf(outcome: Outcome) -> Outcome:
    """Print the single-file report of a good outcome beside it; a failure to print is told, the report stays."""
    from engine.page.pdf import PrintFailed, print_pdf

    if outcome.status not in (PUBLISHED, UNCHANGED) or outcome.folder is None:
        return outcome
    page = next(outcome.folder.glob("report-*.html"))
    try:
        print_pdf(page, page.with_suffix(".pdf"))
    except PrintFailed as error:
        return replace(outcome, status=UNPRINTED, problems=(*outcome.problems, str(error)))
    return replace(outcome, pdf=page.with_suffix(".pdf"))


def _summary(outcomes: Sequence[Outcome], shop: Shop, spent: float) -> None:
    say = shop.progress.say
    for outcome in outcomes:
        for problem in outcome.problems:
            say(f"Error: {problem}")
    for outcome in outcomes:
        say(_told(outcome))
        for line in (*(f"  {note}" for note in outcome.notes if len(outcomes) == 1), *_paths(outcome)):
            say(line)
    if len(outcomes) > 1:
        good = sum(outcome.status in (PUBLISHED, UNCHANGED) for outcome in outcomes)
        say(f"{good} de {len(outcomes)} informes en {seconds(spent)}")


def _told(outcome: Outcome) -> str:
    count = len(outcome.problems)
    told = {
        UNCHANGED: f"sin cambios, el informe sigue vigente ({seconds(outcome.seconds)})",
        PUBLISHED: f"publicado en {seconds(outcome.seconds)}",
        UNPRINTED: "el informe está publicado, pero no su PDF",
        FAILED: "no se publicó nada; el último informe bueno sigue en su lugar",
        INTERRUPTED: "interrumpido; no se publicó nada",
        UNUSABLE: plural("{count} problema; no se publicó nada", "{count} problemas; no se publicó nada", count),
    }
    return f"{outcome.name}: {told[outcome.status].format(count=count)}"


def _paths(outcome: Outcome) -> list[str]:
    folder = outcome.folder
    if folder is None:
        return []
    if outcome.status == FAILED:
        return [f"  {path}" for path in sorted(folder.iterdir())]
    names = ("index.html", "report-*.html", "report-*.pdf" if outcome.pdf else "", "figures.csv", "run.json")
    return [f"  {path}" for name in names if name for path in folder.glob(name)]


def _exit_code(outcomes: Sequence[Outcome]) -> int:
    statuses = {outcome.status for outcome in outcomes}
    if INTERRUPTED in statuses:
        return STOPPED_BY_USER
    if statuses & {FAILED, UNPRINTED} or (UNUSABLE in statuses and statuses != {UNUSABLE}):
        return FAILURE
    return UNUSABLE_INPUT if UNUSABLE in statuses else DONE


def _unexpected(progress: Progress, error: Exception) -> int:
    with tempfile.NamedTemporaryFile("w", prefix="pndi-error-", suffix=".log", delete=False, encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(error)))
    progress.clear()
    progress.say(f"Error inesperado: {type(error).__name__}: {error}. El detalle para informarlo está en {file.name}")
    return FAILURE


def _unusable(progress: Progress, problems: Sequence[str]) -> int:
    for problem in problems:
        progress.say(f"Error: {problem}")
    return UNUSABLE_INPUT


@contextmanager
def _signals() -> Iterator[None]:
    """Turn the signals that end a program into one exception, once; later ones do not disturb the tidying up."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for name in heard:
            signal.signal(name, signal.SIG_IGN)
        raise _Interrupted

    names = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    heard = [name for name in names if signal.getsignal(name) is not signal.SIG_IGN]  # `nohup` asks not to hear one
    before: dict[Any, Any] = {name: signal.signal(name, interrupt) for name in heard}
    try:
        yield
    except _Interrupted:
        raise  # tidying up follows: the signals stay ignored
    except BaseException:
        _restore(before)
        raise
    _restore(before)


def _restore(handlers: dict[Any, Any]) -> None:
    for name, handler in handlers.items():
        signal.signal(name, handler)
