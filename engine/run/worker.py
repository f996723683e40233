"""The process that handles notebooks: runs them, each in a kernel, and makes their pages; several at once, in threads."""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

from engine.run.channel import Channel, Message
from engine.run.execution import Execution, SectionFailed, execute
from engine.run.export import export_page
from engine.run.fingerprint import PROJECT_ROOT, modules_loaded
from engine.run.preflight import notebook_problems

Tell = Callable[..., None]
_exporting = threading.Lock()  # one exporter makes all pages


def serve(_payload: Message, channel: Channel) -> None:
    """Do what the run asks for, until it closes the channel.

    Args:
        channel: Brings tasks: `task` (a number), `do` (`section` or `notebooks`) and what these work on. Gets their
            answers, each with the number of its task; the last one of a task says `end`.
    """
    while (message := channel.receive()) is not None:
        threading.Thread(target=_do, args=(message, channel), daemon=True).start()


def _do(message: Message, channel: Channel) -> None:
    tell = partial(channel.send, task=message["task"])
    try:
        _TASKS[message["do"]](message, tell)
    except Exception as error:
        tell(error=str(error), details=traceback.format_exc())
    finally:
        tell(end=True)


def notebooks(message: Message, tell: Tell) -> None:
    """Check the parameters of the notebooks of `paths`; tells `problems`."""
    tell(problems=[problem for path in message["paths"] for problem in notebook_problems(Path(path))])


def section(message: Message, tell: Tell) -> None:
    """Produce one section.

    Args:
        message: `notebook`, `executed` (where the executed notebook is or goes), `page`, `parameters`, `folder`,
            `kernels`, `timeout`, `context`, and `execute` (False when only the page is made again).
        tell: Gets `cell` and `of` while it runs, `executed` when the kernel has done, and last either `ok` with the
            modules used, or `error` with its details.
    """
    try:
        modules = _execute(message, tell) if message["execute"] else []
        tell(executed=True)
        with _exporting:
            export_page(Path(message["executed"]), Path(message["page"]), message["context"])
    except SectionFailed as failure:
        tell(error=failure.message, details=failure.details)
    except Exception as error:
        tell(error=f"{Path(message['notebook']).name}: {error}", details=traceback.format_exc())
    else:
        tell(ok=True, modules=modules, page_modules=modules_loaded())


def _execute(message: Message, tell: Tell) -> list[str]:
    job = Execution(
        notebook=Path(message["notebook"]),
        output=Path(message["executed"]),
        parameters=message["parameters"],
        folder=Path(message["folder"]),
        kernels=message["kernels"],
        environment=dict(os.environ),
        timeout=message["timeout"],
        library=PROJECT_ROOT,
        progress=lambda done, count: tell(cell=done, of=count),
        executed=lambda: tell(executed=True),
    )
    execute(job)
    return job.modules


_TASKS = {"section": section, "notebooks": notebooks}
