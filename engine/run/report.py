"""All that a run needs of data and pages; what changes there is rewired here and nowhere else in `engine.run`.

`Report` lives in the process that works with a year's data, and imports its parts there; `page_html` is called in the
process that runs the notebooks.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from engine.run.fingerprint import versions
from engine.suite import Section, Suite

HIDDEN_CELLS = {"parameters", "injected-parameters"}
_SHOWN = ("pandas", "matplotlib", "seaborn", "papermill", "nbconvert")
_exporting = threading.Lock()  # one exporter makes all pages


@dataclass(frozen=True)
class Audit:
    """What was found when a finished page was checked."""

    problems: tuple[str, ...]  # what it says that is not so
    shown: int = 0  # figures shown
    recomputed: int = 0  # of them, those that equal what was computed here
    orphans: int = 0  # numbers that are no figure


class Report:
    """The data of a year and what is made from them.

    Attributes:
        problems: What is wrong with the data; nothing else may be asked for then.
        warnings: What is doubtful in them.
        hashes: sha256 of each file read.
    """

    def __init__(self, suite: Suite, year: int, data_dir: Path) -> None:
        from engine.inputs.loading import load_year
        from engine.inputs.problems import DataError

        self.year, self.problems, self.warnings, self.hashes = year, [], [], {}
        try:
            self.data = load_year(year, data_dir)
            self.warnings, self.hashes = list(map(str, self.data.warnings)), dict(self.data.hashes)
        except DataError as error:
            self.problems = list(map(str, error.problems))

    def contexts(self, sections: Sequence[Section]) -> dict[str, Any]:
        """What the template shows on each page, by section; `sections` are those of the report."""
        from engine.page.export import page_context

        links, data, made_with = _links(sections), self.data, _made_with()
        return {one.name: page_context(one.name, links, data, one.notebook, made_with) for one in sections}

    def write(self, folder: Path) -> None:
        """Write figures.csv, tables/*.csv and the workbook."""
        from engine.page.workbook import write_tables_csv, write_workbook

        frame, book = self._figures.to_frame(), folder / f"tables-{self.year}.xlsx"
        frame.to_csv(folder / "figures.csv", index=False, lineterminator="\n", encoding="utf-8")
        write_tables_csv(self._frames, folder / "tables")
        write_workbook(self._frames, book, self.year, figures=self._figures, data=self.data)

    def audit(self, page: Path) -> Audit:
        """Compare every number of a finished page with the figures computed here."""
        from engine.audit.pages import audit_pages

        found = audit_pages({page.name: page.read_text(encoding="utf-8")}, self._figures, self._texts)
        return Audit(tuple(map(str, found.problems)), found.shown, found.recomputed, found.orphans)

    def assemble(self, folder: Path, sections: Sequence[Section]) -> None:
        """Write the report in one file."""
        from engine.page.export import single_file

        pages = [(link, (folder / link.href).read_text(encoding="utf-8")) for link in _links(sections)]
        html = single_file(pages, self.data, _made_with())
        (folder / f"report-{self.year}.html").write_text(html, encoding="utf-8", newline="\n")

    def summary(self, audits: Sequence[Audit]) -> list[str]:
        """What the checks of all pages found, for people."""
        from engine.audit.pages import summary_lines

        return summary_lines(audits, self._figures)

    @cached_property
    def _frames(self) -> Any:
        from engine.page.page import RECONCILIATION, sections_for

        return sections_for(RECONCILIATION, self.data)

    @cached_property
    def _figures(self) -> Any:
        from engine.audit.recompute import register_of

        return register_of(self._frames, self.data)

    @cached_property
    def _texts(self) -> Any:
        from engine.audit.orphans import data_texts

        return data_texts(self.data)


def page_html(notebook: Any, context: Mapping[str, Any]) -> str:
    """The page of an executed notebook, with its context from `Report.contexts`."""
    with _exporting:
        return str(exporter().from_notebook_node(notebook, {"report": context})[0])


@cache
def exporter() -> Any:
    """The exporter of all pages, with the report's template; making it once saves reading that for each."""
    from nbconvert.exporters.templateexporter import TemplateExporter
    from traitlets.config import Config

    from engine.page import export

    hidden = Config(TagRemovePreprocessor={"enabled": True, "remove_cell_tags": HIDDEN_CELLS})
    made = TemplateExporter(
        config=hidden, template_name=export.TEMPLATE_NAME, extra_template_basedirs=[str(export.TEMPLATES)],
        template_file="index.html.j2", filters=export.FILTERS,
        default_preprocessors=[], preprocessors=["nbconvert.preprocessors.TagRemovePreprocessor"],
    )  # fmt: skip
    made.template  # noqa: B018 - read and compiled here, once
    return made


def _links(sections: Sequence[Section]) -> list[Any]:
    from engine.page.export import PageLink

    return [PageLink(section.name, section.title, section.page) for section in sections]


def _made_with() -> list[str]:
    """Programs and versions named at the foot of a page."""
    return [f"{name} {installed}" for name, installed in versions(_SHOWN).items()]
