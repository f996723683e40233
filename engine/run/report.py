"""All that a run needs of data and pages; whatever changes there is rewired here and nowhere else in `engine.run`.

`Report` lives in the process that works with a year's data, and imports its parts there; `page_html` is called in the
process that runs the notebooks.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.run import fingerprint
from engine.run.record import SHOWN, programs, versions
from engine.suite import Section, Suite

if TYPE_CHECKING:
    from engine.audit.manifest import MadeFrom

_exporting = threading.Lock()  # one exporter makes all pages
HIDDEN_CELLS = {"parameters", "injected-parameters"}


@dataclass(frozen=True)
class Audit:
    """What was found when a finished page was checked.

    Attributes:
        problems: What it says that is not so.
        shown: Figures shown.
        recomputed: Of them, those that equal what was computed here.
        orphans: Numbers that are no figure.
    """

    problems: tuple[str, ...]
    shown: int = 0
    recomputed: int = 0
    orphans: int = 0


class Report:
    """The data of a year and what is made from them.

    Args:
        suite: The suite.
        year: Reporting year.
        data_dir: Data folder.

    Attributes:
        problems: What is wrong with the data; nothing else may be asked for then.
        warnings: What is doubtful in them.
        hashes: sha256 of each file read.
    """

    def __init__(self, suite: Suite, year: int, data_dir: Path) -> None:
        from engine.inputs.loading import load_year
        from engine.inputs.problems import DataError

        self._suite, self._year = suite, year
        self.problems: tuple[str, ...] = ()
        self.warnings: tuple[str, ...] = ()
        self.hashes: dict[str, str] = {}
        try:
            self._data = load_year(suite.schema, year, data_dir)
        except DataError as error:
            self.problems = tuple(map(str, error.problems))
        else:
            self.warnings, self.hashes = tuple(map(str, self._data.warnings)), dict(self._data.hashes)

    def contexts(self, sections: Sequence[Section]) -> dict[str, Any]:
        """What the template shows on each page, by section; `sections` are those of the report."""
        from engine.page import export

        made_with, links, made = _made_with(), _links(sections), self._made_from(sections)
        return {
            section.name: export.page_context(
                section.name,
                links,
                self._data,
                self._suite.texts,
                section.notebook,
                made_with,
                made=made,
            )
            for section in sections
        }

    def write(self, folder: Path) -> None:
        """Write tables/*.csv."""
        from engine.page import workbook

        workbook.write_tables_csv(self._frames, self._suite.tables, folder / "tables")

    def finish(self, folder: Path) -> None:
        """Write figures.csv, those that the notebooks made among them, and the workbook of the tables that they show."""
        from engine.page import workbook

        figures = self._figures
        for section in self._suite.sections:
            figures = figures | self._made(folder / "notebooks" / section.notebook)[0]
        frame = figures.to_frame()
        frame.to_csv(folder / "figures.csv", index=False, lineterminator="\n", encoding="utf-8")
        path, shown = folder / f"tables-{self._year}.xlsx", self._shown(folder / "notebooks")
        workbook.write_workbook(
            shown, self._frames, path, self._data, self._suite.tables, self._figures, self._suite.texts
        )

    def _made(self, notebook: Path) -> tuple[Any, list[str]]:
        """The figures of the tables that a notebook made and publishes, and what is wrong with them."""
        from engine.audit.made import check_made

        records = [record for report in _reports(notebook) for record in report.get("figures", ())]
        return check_made(records, self._figures, self._data)

    def _shown(self, notebooks: Path) -> list[Any]:
        """The tables that the executed notebooks show, in page order."""
        from engine.page.workbook import Shown

        return [
            Shown.told(section.number, report)
            for section in self._suite.sections
            for report in _reports(notebooks / section.notebook)
            if report.get("role") == "table"
        ]

    def audit(self, page: Path) -> Audit:
        """Compare every number of a finished page with the figures computed here, or calculated again."""
        from engine.audit.pages import audit_pages

        made, problems = self._made(page.parent / "notebooks" / self._suite.of_page(page.name).notebook)
        found = audit_pages({page.name: page.read_text(encoding="utf-8")}, self._figures | made, self._texts)
        told = (*(f"{page.name}: {problem}" for problem in problems), *map(str, found.problems))
        return Audit(told, found.shown, found.recomputed, found.orphans)

    def assemble(self, folder: Path, sections: Sequence[Section]) -> None:
        """Write the report in one file."""
        from engine.page import export

        pages = [(link, (folder / link.href).read_text(encoding="utf-8")) for link in _links(sections)]
        single = export.single_file(pages, self._data, self._suite.texts, _made_with(), self._made_from(sections))
        (folder / single_file(self._year)).write_text(single, encoding="utf-8", newline="\n")

    def summary(self, audits: Iterable[Audit]) -> list[str]:
        """What the checks of all pages found, for people."""
        from engine.audit.pages import shown_line

        lines: list[str] = self._suite.headline(self._figures)
        return [*lines, shown_line(audits)]

    def _made_from(self, sections: Sequence[Section]) -> MadeFrom:
        """What `verify` must find again to make the same pages."""
        from engine.audit.manifest import MadeFrom

        paths = {
            f"notebooks/{item.notebook}": self._suite.notebooks_dir / item.notebook for item in self._suite.sections
        }
        notebooks = {name: fingerprint.sha256(path) for name, path in paths.items() if path.is_file()}
        code = {**fingerprint.code(self._suite), **notebooks}
        return MadeFrom(self._year, self.hashes, code, programs(), tuple(section.name for section in sections))

    @cached_property
    def _frames(self) -> Any:
        return self._suite.tables.compute(self._data)

    @cached_property
    def _figures(self) -> Any:
        from engine.figures import Register

        return Register.of(self._frames)

    @cached_property
    def _texts(self) -> Any:
        from engine.audit.orphans import data_texts

        return data_texts(self._data)


def _reports(notebook: Path) -> Iterator[dict[str, Any]]:
    """What each output of an executed notebook tells of itself."""
    if not notebook.is_file():
        return
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            yield output.get("metadata", {}).get("report") or {}


def single_file(year: int) -> str:
    """Name of the report in one file."""
    return f"report-{year}.html"


def page_html(notebook: Any, context: Mapping[str, Any]) -> str:
    """The page of an executed notebook.

    Args:
        notebook: Executed notebook.
        context: What the template shows beside the notebook, from `Report.contexts`.
    """
    with _exporting:
        body, _resources = exporter().from_notebook_node(notebook, {"report": context})
    return str(body)


@cache
def exporter() -> Any:
    """Nbconvert's exporter with the report's template, for all pages; making it once saves reading it for each."""
    from nbconvert.exporters.templateexporter import TemplateExporter
    from traitlets.config import Config

    from engine.page import export

    settings = Config()
    settings.TagRemovePreprocessor.enabled = True
    settings.TagRemovePreprocessor.remove_cell_tags = HIDDEN_CELLS
    made = TemplateExporter(
        config=settings, template_name=export.TEMPLATE_NAME, extra_template_basedirs=[str(export.TEMPLATES)],
        template_file="index.html.j2", filters=export.FILTERS,
        default_preprocessors=[], preprocessors=["nbconvert.preprocessors.TagRemovePreprocessor"],
    )  # fmt: skip
    made.template  # noqa: B018 - read and compiled here, once
    return made


def _links(sections: Sequence[Section]) -> list[Any]:
    from engine.page import export

    return [export.PageLink(section.name, section.title, section.page) for section in sections]


def _made_with() -> list[str]:
    """Programs and versions named at the foot of a page."""
    return [f"{name} {installed}" for name, installed in versions(SHOWN).items()]
