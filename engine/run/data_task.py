"""What one process does with the data of a year: check them, prepare the pages' context, write tables and figures."""

from __future__ import annotations

import traceback
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from engine.run.channel import Channel, Message
from engine.run.fingerprint import modules_loaded
from engine.run.versions import made_with

AUDIT_COUNTS = ("shown", "recomputed", "orphans")


def serve(payload: dict[str, Any], channel: Channel) -> None:
    """Do the data's part of a run, one step for each message of the run.

    Args:
        payload: `year` and `data_dir`.
        channel: Gets first `problems` and `warnings`; then answers `contexts`, `tables`, `audit` and `assemble`.
    """
    from engine.inputs.loading import load_year  # reads tables: only in processes made for that
    from engine.inputs.problems import DataError
    from lib.declarations import SCHEMA

    try:
        data = load_year(SCHEMA, payload["year"], payload["data_dir"])
    except DataError as error:
        channel.send(problems=[str(problem) for problem in error.problems], warnings=[])
        return
    channel.send(problems=[], warnings=[str(problem) for problem in data.warnings], hashes=data.hashes)
    steps = _Steps(data)
    while (message := channel.receive()) is not None:
        try:
            channel.send(**getattr(steps, message["step"])(message))
        except Exception as error:
            channel.send(error=str(error), details=traceback.format_exc())


class _Steps:
    """The steps of one run over one year's data."""

    def __init__(self, data: Any) -> None:
        self._data = data

    @cached_property
    def _sections(self) -> dict[str, Any]:
        from engine.page import page

        return page.sections_for(page.RECONCILIATION, self._data)

    @cached_property
    def _figures(self) -> Any:
        from engine.figures import Register, register

        figures = Register()
        for name, frames in self._sections.items():
            figures = figures | register(name, frames, self._data.rules["niveles"])
        return figures

    @cached_property
    def _texts(self) -> Any:
        from engine.audit.orphans import data_texts

        return data_texts(self._data)

    def contexts(self, message: Message) -> Message:
        """What the template shows on each page."""
        from engine.page import export

        links = [export.PageLink(**link) for link in message["pages"]]
        return {
            "contexts": {
                link.name: _plain(export.page_context(link.name, links, self._data, notebook, made_with()))
                for link, notebook in zip(links, message["notebooks"], strict=True)
            }
        }

    def tables(self, message: Message) -> Message:
        """Write figures.csv, tables/*.csv and the workbook."""
        from engine.page import workbook

        folder, figures, sections = Path(message["folder"]), self._figures, self._sections
        figures.to_frame().to_csv(folder / "figures.csv", index=False, lineterminator="\n", encoding="utf-8")
        workbook.write_tables_csv(sections, folder / "tables")
        workbook.write_workbook(
            sections, folder / f"tables-{self._data.year}.xlsx", self._data.year, figures=figures, data=self._data
        )
        return {"figures": len(figures)}

    def figures(self, _message: Message) -> Message:
        """Compute the figures, so that the first page to be checked need not wait for them."""
        return {"figures": len(self._figures)}

    def audit(self, message: Message) -> Message:
        """Compare every number of a finished page with the figures computed here."""
        from engine.audit.pages import audit_pages

        page = Path(message["page"])
        result = audit_pages({page.name: page.read_text(encoding="utf-8")}, self._figures, self._texts)
        return {
            "problems": [str(problem) for problem in result.problems],
            "counts": {name: getattr(result, name) for name in AUDIT_COUNTS},
        }

    def assemble(self, message: Message) -> Message:
        """Write the report in one file, and sum up what was checked."""
        from engine.audit.pages import summary_lines
        from engine.page import export

        folder, counted = Path(message["folder"]), [SimpleNamespace(**counts) for counts in message["audits"]]
        pages = [
            (export.PageLink(**link), (folder / link["href"]).read_text(encoding="utf-8")) for link in message["pages"]
        ]
        single = export.single_file(pages, self._data, made_with())
        (folder / message["single_file"]).write_text(single, encoding="utf-8", newline="\n")
        return {"modules": modules_loaded(), "summary": summary_lines(counted, self._figures)}


def _plain(value: Any) -> Any:
    """Context as plain JSON: links become mappings, markup becomes text (the template does not escape)."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return str(value) if isinstance(value, str) else value
