"""What the engine must know of a suite of reports, as one value: its sections and where it lives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # processes that only manage others load neither pandas nor declarations
    from engine.inputs.fields import Schema
    from engine.tables import Tables


@dataclass(frozen=True)
class Section:
    """One notebook and the page made from it."""

    name: str  # name of the section everywhere: analysis module, figure ids, `--only`
    number: int  # position in the report
    title: str  # title for readers, in Spanish
    whole: bool = False  # whether it shows figures of every section, and so takes longest

    @property
    def stem(self) -> str:
        """File name without ending, e.g. `02_services`."""
        return f"{self.number:02d}_{self.name}"

    @property
    def notebook(self) -> str:
        """File name of the notebook."""
        return f"{self.stem}.ipynb"

    @property
    def page(self) -> str:
        """File name of the HTML page; the first section is the index."""
        return "index.html" if self.number == 0 else f"{self.stem}.html"


@dataclass(frozen=True)
class Texts:
    """What the pages of a report are called; `{year}` is the reporting year."""

    publication: str  # name of the report
    headline: str  # title of its first page, which stands for the whole
    subject: str  # official names of what is reported, and who reports
    acronyms: Mapping[str, str] = field(default_factory=dict)  # what each acronym of the report stands for
    # Name of a table's sheet in the workbook; empty for those that are a part of another.
    sheets: Mapping[str, str] = field(default_factory=dict)
    colophon: Mapping[str, str] = field(default_factory=dict)  # what the foot of a page says of its making, by label


@dataclass(frozen=True)
class Suite:
    """A suite of reports."""

    source: str  # where other processes import it from, as `package.module:NAME`
    root: Path  # folder of the project, with `notebooks/` and `data/`
    sections: tuple[Section, ...]  # in reading order
    texts: Texts  # what the pages are called
    schema_source: str  # where the declarations of the data are, which are heavy: not every process needs them
    tables_source: str  # where the registry of the tables is, once all of them are declared
    headline_source: str  # where the function is that sums up the figures of a report in lines for the terminal
    overview_source: str  # where the function is that sums them up for a page over many reports
    fit_source: str = ""  # where the function is that gives the suite the names and sections of a data folder

    def of(self, data_dir: Path) -> Suite:
        """The suite as it is for the data of a folder: with their names, and the sections that they have."""
        fitted: Suite = imported(self.fit_source)(self, data_dir) if self.fit_source else self
        return fitted

    @property
    def schema(self) -> Schema:
        """The declarations of the data."""
        schema: Schema = imported(self.schema_source)
        return schema

    @property
    def tables(self) -> Tables:
        """The registry of the tables."""
        tables: Tables = imported(self.tables_source)
        return tables

    def of_page(self, page: str) -> Section:
        """The section of a page, by its file name."""
        return next(section for section in self.sections if section.page == page)

    @property
    def notebooks_dir(self) -> Path:
        """Folder of the notebooks."""
        return self.root / "notebooks"

    @property
    def data_dir(self) -> Path:
        """The project's own data."""
        return self.root / "data"

    @property
    def library(self) -> Path:
        """Folder of the package that defines the suite."""
        return self.root / self.source.partition(".")[0]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the sections."""
        return tuple(section.name for section in self.sections)

    def select(self, wanted: Iterable[str]) -> tuple[Section, ...]:
        """The sections of those names, in report order.

        Raises:
            KeyError: With the names that do not exist.
        """
        asked = list(wanted)
        unknown = [name for name in asked if name not in self.names]
        if unknown:
            raise KeyError(*unknown)
        return tuple(section for section in self.sections if section.name in asked)


def import_suite(source: str) -> Suite:
    """The suite that `Suite.source` names."""
    suite: Suite = imported(source)
    return suite


def imported(source: str) -> Any:
    """What `package.module:NAME` names."""
    module, name = source.split(":")
    return getattr(import_module(module), name)
