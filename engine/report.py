"""All that a run needs of data and pages; what changes there is rewired here and nowhere in `engine.run`.

`Report` lives in the process that works with a year's data, and imports its parts there; `page_html` is called in the
process that runs the notebooks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from engine.audit import Audit
from engine.disk import digests
from engine.suite import Section, Suite, imported
from engine.versions import code, programs

NOTEBOOKS = "notebooks"  # the folder of the executed ones in a report, and of those it is made from beside its data
_SHOWN = ("pandas", "matplotlib", "papermill", "nbconvert")


class Report:
    """The data of a year and what is made from them; nothing may be asked for when they have problems."""

    def __init__(self, suite: Suite, year: int, data_dir: Path) -> None:
        from engine.inputs.loading import load_year
        from engine.inputs.problems import DataError

        self.suite, self.year, self._inputs = suite.of(data_dir), year, data_dir.parent
        self.problems, self.warnings, self.hashes = [], [], {}
        try:
            self.data = load_year(suite.schema, year, data_dir)
            self.warnings, self.hashes = list(map(str, self.data.warnings)), dict(self.data.hashes)
        except DataError as error:
            self.problems = list(map(str, error.problems))

    def prepare(self, folder: Path, sections: Sequence[Section]) -> dict[str, Any]:
        """Write tables/*.csv; what the template shows on each page of a report of these sections, by section."""
        from engine.page.export import page_context
        from engine.page.workbook import write_tables_csv

        write_tables_csv(self._frames, self.suite.tables, folder / "tables")
        made_with, made = _made_with(), self._made_from(sections)
        return {one.name: page_context(one, sections, self.data, self.suite.texts, made_with, made) for one in sections}

    def audit(self, page: Path) -> Audit:
        """Compare every number of a finished page with the figures computed here, or calculated again."""
        from engine.audit.pages import audit_page

        made, problems = self._made(page.parent / NOTEBOOKS / self.suite.of_page(page.name).notebook)
        found = audit_page(page.read_text(encoding="utf-8"), self._figures | made, self._texts)
        return replace(found, problems=tuple(f"{page.name}: {said}" for said in (*problems, *found.problems)))

    def finish(self, folder: Path, sections: Sequence[Section], audits: Sequence[Audit]) -> list[str]:
        """Write what comes from all pages: figures, workbook, report in one file; what their checks found, for people."""
        from engine.audit.pages import dead_links, shown_line
        from engine.page.export import single_file

        self._write_figures(folder)
        pages = [(section, (folder / section.page).read_text(encoding="utf-8")) for section in sections]
        if sections:
            html = single_file(pages, self.data, self.suite.texts, _made_with(), self._made_from(sections))
            (folder / f"report-{self.year}.html").write_text(html, encoding="utf-8", newline="\n")
        dead = dead_links({section.page: html for section, html in pages})
        return [*imported(self.suite.headline_source)(self._figures), shown_line(audits), *dead]

    def overview(self) -> dict[str, str]:
        """What a page over many reports tells of this one, by label."""
        told = imported(self.suite.overview_source)(self._figures, self.suite.names)
        return {"Reporte": self.suite.texts.publication.format(year=self.year)} | told

    def _write_figures(self, folder: Path) -> None:
        """Write figures.csv, those that the notebooks made among them, and the workbook of the tables that they show."""
        from engine.page.workbook import Shown, write_workbook

        figures, shown, book = self._figures, [], folder / f"tables-{self.year}.xlsx"
        for section in self.suite.sections:
            notebook = folder / NOTEBOOKS / section.notebook
            figures = figures | self._made(notebook)[0]
            shown += [one for told in _told_by(notebook) for one in Shown.told(section.number, told)]
        figures.to_frame().to_csv(folder / "figures.csv", index=False, lineterminator="\n", encoding="utf-8")
        write_workbook(shown, self._frames, book, self.data, self.suite.tables, self._figures, self.suite.texts)

    def _made(self, notebook: Path) -> tuple[Any, list[str]]:
        """The figures of the tables that a notebook made and publishes, and what is wrong with them."""
        from engine.audit.made import check_made

        records = [record for told in _told_by(notebook) for record in told.get("figures", ())]
        return check_made(records, self._figures, self.data)

    def _made_from(self, sections: Sequence[Section]) -> Any:
        """What `verify` must find again to make the same pages."""
        from engine.audit.manifest import MadeFrom

        paths = {f"{NOTEBOOKS}/{path.name}": path for path in sorted((self._inputs / NOTEBOOKS).iterdir())}
        made_of = code(self.suite) | digests(paths)
        return MadeFrom(self.year, self.hashes, made_of, programs(), tuple(section.name for section in sections))

    @cached_property
    def _frames(self) -> Any:
        return self.suite.tables.compute(self.data)

    @cached_property
    def _figures(self) -> Any:
        from engine.figures import Register

        return Register.of(self._frames)

    @cached_property
    def _texts(self) -> Any:
        from engine.audit.pages import data_texts

        return data_texts(self.data)


def page_html(notebook: Any, context: Mapping[str, Any]) -> str:
    """The page of an executed notebook, with its context from `Report.prepare`."""
    from engine.page.export import page_html

    return page_html(notebook, context)


def load_exporter() -> None:
    """Have ready what makes pages."""
    from engine.page.export import exporter

    exporter()


def _told_by(notebook: Path) -> Iterator[dict[str, Any]]:
    """What each output of an executed notebook tells of itself."""
    if notebook.is_file():
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                yield output.get("metadata", {}).get("report") or {}


def _made_with() -> list[str]:
    """Programs and versions named at the foot of a page."""
    return [f"{name} {version}" for name, version in programs().items() if name in _SHOWN]
