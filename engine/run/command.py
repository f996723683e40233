"""`run_all.py`: which reports to produce, how they ended, and what to tell."""

from __future__ import annotations

import signal
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from engine.run.arguments import UsageError, parse
from engine.run.children import Workplace
from engine.run.data_desk import DataFailed
from engine.run.notebook_desk import NotebookDesk
from engine.run.planning import ReportSet
from engine.run.production import Production
from engine.run.progress import Progress, seconds
from engine.run.sets import reports_of
from engine.run.shop import FAILED, INTERRUPTED, PARTIAL, PUBLISHED, UNCHANGED, UNPRINTED, UNUSABLE, Outcome, Shop
from engine.spanish import plural

DONE, FAILURE, UNUSABLE_INPUT, STOPPED_BY_USER = 0, 1, 2, 130


class _Interrupted(BaseException):
    """Ctrl-C, or the system asks the run to end."""


def main(argv: list[str]) -> int:
    """Do what `run_all.py` is asked to do.

    Args:
        argv: Arguments, without the program's name.

    Returns:
        Exit code: 0 all published, 1 something failed, 2 bad usage or data, 130 interrupted.
    """
    progress = Progress()
    try:
        options = parse(argv)
        reports = reports_of(options)
        if options.pdf:
            from engine.run.printing import require_browser  # only who asks for a PDF pays for it

            require_browser()
    except UsageError as error:
        return _unusable(progress, error.problems)
    with Workplace(options.spawn) as workplace:
        shop = Shop(options, workplace, progress, NotebookDesk(workplace), threading.Semaphore(options.jobs))
        try:
            with _signals():
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
    outcomes = _run_on_cluster(reports, shop) if shop.options.dask else _run_all(reports, shop)
    if shop.options.pdf:
        from engine.run.printing import with_pdf

        outcomes = [with_pdf(outcome) for outcome in outcomes]
    shop.progress.clear()
    _summary(outcomes, shop, time.monotonic() - started)
    return _exit_code(outcomes)


def _list(reports: Sequence[ReportSet], shop: Shop) -> int:
    for report in reports:
        the_plan = Production(report, shop).plan
        shop.progress.say(report.name)
        for step in the_plan.steps:
            shop.progress.say(f"  {step.section.name:<18} {step.action:<11} {step.reason}")
    return DONE


def _check(reports: Sequence[ReportSet], shop: Shop) -> int:
    problems = []
    for report in reports:
        production = Production(report, shop)
        try:
            problems += production.check()
        except DataFailed as error:
            problems += error.problems
        finally:
            production.close()
    if problems:
        return _unusable(shop.progress, problems)
    shop.progress.say("Todo en orden: {names}".format(names=", ".join(report.name for report in reports)))
    return DONE


def _run_all(reports: Sequence[ReportSet], shop: Shop) -> list[Outcome]:
    """Produce all reports; a few at once: while one is being checked or put together, others run their notebooks."""
    pool = ThreadPoolExecutor(max_workers=min(len(reports), shop.options.jobs + 1))
    try:
        futures = [pool.submit(_produce, report, shop) for report in reports]
        return [_wait(future) for future in futures]
    except _Interrupted:
        shop.stopping.set()
        shop.progress.clear()
        shop.progress.say("Interrumpido: cerrando los cuadernos …")
        shop.workplace.close()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _run_on_cluster(reports: Sequence[ReportSet], shop: Shop) -> list[Outcome]:
    from engine.run import cluster  # only who asks for a cluster pays for it

    return cluster.produce_all(reports, shop)


def _produce(report: ReportSet, shop: Shop) -> Outcome:
    if shop.stopping.is_set():
        return Outcome(report.name, INTERRUPTED)
    return Production(report, shop).run()


def _wait(future: Future[Outcome]) -> Outcome:
    while not future.done():
        try:
            return future.result(timeout=0.2)  # short, so that signals are handled on every platform
        except TimeoutError:
            continue
    return future.result()


def _summary(outcomes: Sequence[Outcome], shop: Shop, spent: float) -> None:
    say = shop.progress.say
    for outcome in outcomes:
        for problem in outcome.problems:
            say(f"Error: {problem}")
    for outcome in outcomes:
        say(_told(outcome))
        for line in outcome.checked if len(outcomes) == 1 else ():
            say(f"  {line}")
        for path in _paths(outcome):
            say(f"  {path}")
    if len(outcomes) > 1:
        good = sum(outcome.status in (PUBLISHED, UNCHANGED) for outcome in outcomes)
        say(f"{good} de {len(outcomes)} informes en {seconds(spent)}")


def _told(outcome: Outcome) -> str:
    spent = seconds(outcome.seconds)
    if outcome.status == UNCHANGED:
        return f"{outcome.name}: sin cambios, el informe sigue vigente ({spent})"
    if outcome.status == PUBLISHED:
        return f"{outcome.name}: publicado en {spent}; secciones hechas: {outcome.made}, reutilizadas: {outcome.reused}"
    if outcome.status == UNPRINTED:
        return f"{outcome.name}: el informe está publicado, pero no su PDF"
    if outcome.status == PARTIAL:
        return f"{outcome.name}: publicado sin las secciones que fallaron"
    if outcome.status == FAILED:
        return f"{outcome.name}: no se publicó nada; el último informe bueno sigue en su lugar"
    count = len(outcome.problems)
    return plural(
        "{name}: {count} problema; no se ejecutó nada", "{name}: {count} problemas; no se ejecutó nada", count
    ).format(name=outcome.name, count=count)


def _paths(outcome: Outcome) -> list[Path]:
    folder = outcome.folder
    if folder is None:
        return []
    if outcome.status == FAILED:
        return sorted(folder.iterdir())
    year = next(iter(folder.glob("report-*.html")), None)
    return [
        path
        for path in (
            folder / "index.html",
            year,
            outcome.pdf,
            folder / "figures.csv",
            folder / "run.json",
            folder / "failed" if outcome.status == PARTIAL else None,
        )
        if path
    ]


def _exit_code(outcomes: Sequence[Outcome]) -> int:
    statuses = {outcome.status for outcome in outcomes}
    if INTERRUPTED in statuses:
        return STOPPED_BY_USER
    if statuses & {FAILED, PARTIAL, UNPRINTED} or (UNUSABLE in statuses and statuses != {UNUSABLE}):
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
    before = {name: signal.signal(name, interrupt) for name in heard}
    try:
        yield
    except _Interrupted:
        raise  # tidying up follows: the signals stay ignored
    except BaseException:
        _restore(before)
        raise
    _restore(before)


def _restore(handlers: dict[signal.Signals, Any]) -> None:
    for name, handler in handlers.items():
        signal.signal(name, handler)
