"""What one process does for one section: run its notebook, then make its page."""

from __future__ import annotations

import os
import time
import traceback
from pathlib import Path
from typing import Any

from lib.run.channel import Channel
from lib.run.execution import Execution, SectionFailed, execute
from lib.run.export import export_page, exporter
from lib.run.fingerprint import LIBRARY, modules_loaded


def section(payload: dict[str, Any], channel: Channel) -> None:
    """Produce one section.

    Args:
        payload: `notebook`, `executed` (where the executed notebook is or goes), `page`, `parameters`, `folder`,
            `kernels`, `timeout`, `context`, and `execute` (False when only the page is made again).
        channel: Gets `cell` and `of` while it runs, `executed` when the kernel has done, and last either `ok` with
            seconds and modules used, or `error` with its details.
    """
    started = time.monotonic()
    modules: list[str] = []
    try:
        if payload["execute"]:
            modules = _execute(payload, channel)
        channel.send(executed=True)
        executed = time.monotonic()
        export_page(Path(payload["executed"]), Path(payload["page"]), payload["context"])
    except SectionFailed as failure:
        channel.send(error=failure.message, details=failure.details)
    except Exception as error:
        channel.send(error=f"{Path(payload['notebook']).name}: {error}", details=traceback.format_exc())
    else:
        channel.send(
            ok=True,
            modules=modules,
            page_modules=modules_loaded(),
            seconds=executed - started,
            export_seconds=time.monotonic() - executed,
        )


def _execute(payload: dict[str, Any], channel: Channel) -> list[str]:
    job = Execution(
        notebook=Path(payload["notebook"]),
        output=Path(payload["executed"]),
        parameters=payload["parameters"],
        folder=Path(payload["folder"]),
        kernels=payload["kernels"],
        environment=dict(os.environ),
        timeout=payload["timeout"],
        library=LIBRARY,
        progress=lambda done, count: channel.send(cell=done, of=count),
        executed=lambda: channel.send(executed=True),
    )
    execute(job)
    return job.modules


exporter()  # made when this module is imported: before workers are forked
