"""The run's side of the process that works with a year's data (`engine.run.data_task`)."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine.run.channel import Message
from engine.run.children import TABLES
from engine.run.planning import ReportSet
from engine.run.shop import Shop
from lib.suite import Section


class DataFailed(Exception):
    """Tables, figures or the checks of finished pages failed.

    Attributes:
        problems: What went wrong, for people.
        details: Traceback for the log.
    """

    def __init__(self, problems: list[str], details: str = "") -> None:
        super().__init__("\n".join(problems))
        self.problems, self.details = problems, details


@dataclass(frozen=True)
class Link:
    """Way to one page of the report."""

    name: str
    title: str
    href: str


class DataDesk:
    """Asks for the steps of the data's part; one step at a time, from whichever thread."""

    def __init__(self, shop: Shop, report: ReportSet) -> None:
        self._shop, self._report = shop, report
        self._lock = threading.Lock()
        self._child = shop.workplace.start(
            "engine.run.data_task:serve", {"year": report.year, "data_dir": str(report.data_dir)}, after=TABLES
        )
        self.hashes: dict[str, str] = {}
        self.audits: dict[str, dict[str, int]] = {}

    def check(self) -> tuple[list[str], list[str]]:
        """Problems and warnings of the data."""
        answer = self._answer()
        self.hashes = answer.get("hashes", {})
        return answer["problems"], answer["warnings"]

    def contexts(self, links: list[Link], sections: list[Section]) -> dict[str, Any]:
        """What the template shows on each of the pages, by section."""
        pages, notebooks = [asdict(link) for link in links], [item.notebook for item in sections]
        return self._do("contexts", pages=pages, notebooks=notebooks)["contexts"]

    def write_tables(self, folder: Path) -> None:
        """Write tables and figures."""
        self._do("tables", folder=str(folder))

    def compute_figures(self) -> None:
        """Compute the figures pages are checked against."""
        self._do("figures")

    def audit(self, page: Path) -> list[str]:
        """What a finished page says that is not so: each number must be a figure as computed here."""
        answer = self._do("audit", page=str(page))
        self.audits[page.name] = answer["counts"]
        return answer["problems"]

    def assemble(self, folder: Path, links: list[Link]) -> tuple[list[str], list[str]]:
        """Write the report in one file.

        Returns:
            Modules of the library that the data's part used, and what the checks of the pages found, for people.
        """
        answer = self._do(
            "assemble",
            folder=str(folder),
            pages=[asdict(link) for link in links],
            single_file=single_file(self._report.year),
            audits=list(self.audits.values()),
        )
        return answer["modules"], answer["summary"]

    def close(self) -> None:
        """End the process."""
        self._child.stop()

    def _do(self, step: str, **message: Any) -> Message:
        with self._lock:
            self._child.channel.send(step=step, **message)
            return self._answer()

    def _answer(self) -> Message:
        answer = self._child.channel.receive()
        self._shop.go_on()
        if answer is None or "exit" in answer:
            raise DataFailed(["el proceso que lee los datos terminó de golpe"])
        if "error" in answer:
            raise DataFailed(
                [
                    "no se pudieron preparar los datos del informe: {error}. El detalle está en run.log.".format(
                        error=answer["error"]
                    )
                ],
                answer["details"],
            )
        return answer


def single_file(year: int) -> str:
    """Name of the report in one file."""
    return f"report-{year}.html"
