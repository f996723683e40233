"""The sections of the report, in reading order. Everything that lists sections reads this registry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS_DIR = PROJECT_ROOT / "notebooks"


@dataclass(frozen=True)
class Section:
    """One notebook and the page made from it.

    Attributes:
        name: Name of the section everywhere: analysis module, figure ids, `--only`.
        number: Position in the report.
        title: Title for readers, in Spanish; pass it through `engine.spanish._` where it is shown.
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


SECTIONS = (
    Section("summary", 0, "Resumen", whole=True),
    Section("objective_gaps", 1, "Brechas de los objetivos prioritarios"),
    Section("services", 2, "Servicios de la PNDI"),
    Section("pp0093_coverage", 3, "Cobertura del PP 0093"),
    Section("pp0093_budget", 4, "Presupuesto del PP 0093"),
    Section("reconciliation", 5, "Conciliación con lo publicado", whole=True),
)


def names() -> list[str]:
    """Names `--only` accepts."""
    return [section.name for section in SECTIONS]


def select(wanted: Iterable[str]) -> tuple[Section, ...]:
    """The sections of those names, in report order.

    Raises:
        KeyError: With the names that do not exist.
    """
    asked = list(wanted)
    unknown = [name for name in asked if name not in names()]
    if unknown:
        raise KeyError(*unknown)
    return tuple(section for section in SECTIONS if section.name in asked)
