"""What the engine must know of a suite of reports, as one value: its sections and where it lives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True)
class Section:
    """One notebook and the page made from it.

    Attributes:
        name: Name of the section everywhere: analysis module, figure ids, `--only`.
        number: Position in the report.
        title: Title for readers, in Spanish.
        whole: Whether it shows figures of every section, and so takes longest.
    """

    name: str
    number: int
    title: str
    whole: bool = False

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
class Suite:
    """A suite of reports.

    Attributes:
        source: Where other processes import it from, as `package.module:NAME`.
        root: Folder of the project, with `notebooks/` and `data/`.
        sections: In reading order.
    """

    source: str
    root: Path
    sections: tuple[Section, ...]

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
    module, name = source.split(":")
    suite: Suite = getattr(import_module(module), name)
    return suite
