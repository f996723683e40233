"""Stand-ins for the processes of a run, so that most tests need no kernel and take milliseconds."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from engine.run.children import TABLES, Child

Answers = Callable[[dict[str, Any]], Iterable[dict[str, Any]]]


class FakeChannel:
    """A conversation with a process that answers at once."""

    def __init__(self, first: list[dict[str, Any]], answer: Answers) -> None:
        self._queue: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._answer = answer
        for message in first:
            self._queue.put(message)

    def send(self, **message: Any) -> None:
        for answer in self._answer(message):
            self._queue.put(answer)

    def receive(self) -> dict[str, Any] | None:
        try:
            return self._queue.get(timeout=10)
        except queue.Empty:
            return None

    def close(self) -> None:
        self._queue.put(None)


class FakeWorkplace:
    """Answers like the worker and the data process, and counts what was asked of them.

    Attributes:
        data_problems: What is wrong with the data.
        notebook_problems: What is wrong with the notebooks.
        failing: Sections whose notebook raises.
        wrong_pages: Pages with a number that is no figure.
        executed: Notebooks that were run, in order.
        exported: Pages that were made.
        audited: Pages that were checked.
        tables: How often the tables were written.
    """

    kernel_address = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.data_problems: list[str] = []
        self.notebook_problems: list[str] = []
        self.failing: set[str] = set()
        self.wrong_pages: set[str] = set()
        self.executed: list[str] = []
        self.exported: list[str] = []
        self.audited: list[str] = []
        self.tables = 0
        self.before_section: Callable[[str], None] = lambda _name: None

    def __enter__(self) -> FakeWorkplace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing runs."""

    def printed(self) -> str:
        return ""

    def start(self, target: str, _payload: dict[str, Any], after: str = "") -> Child:
        checked = {"problems": self.data_problems, "warnings": [], "hashes": {"2024/x.csv": "0"}}
        channels = {
            ("engine.run.worker:serve", ""): lambda: FakeChannel([], self._notebook_task),
            ("engine.run.data_task:serve", TABLES): lambda: FakeChannel([checked], self._step),
        }
        return Child(channels[target, after]())

    def _notebook_task(self, message: dict[str, Any]) -> Iterator[dict[str, Any]]:
        answers = {"section": self._section, "notebooks": lambda _message: [{"problems": self.notebook_problems}]}
        for answer in answers[message["do"]](message):
            yield answer | {"task": message["task"]}
        yield {"task": message["task"], "end": True}

    def _section(self, payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
        name = Path(payload["notebook"]).stem[3:]
        self.before_section(name)
        if payload["execute"]:
            self.executed.append(name)
            Path(payload["executed"]).write_text(json.dumps({"year": payload["parameters"]["year"]}), encoding="utf-8")
            yield {"cell": 1, "of": 2}
            if name in self.failing:
                yield {"error": f"{name}.ipynb: ValueError: mal", "details": "traceback"}
                return
        yield {"executed": True}
        self.exported.append(name)
        Path(payload["page"]).write_text(json.dumps(payload["context"], ensure_ascii=False), encoding="utf-8")
        yield {"ok": True, "modules": ["lib/traced.py"], "page_modules": ["engine/run/export.py"]}

    def _step(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        return [getattr(self, f"_step_{message['step']}")(message)]

    def _step_contexts(self, message: dict[str, Any]) -> dict[str, Any]:
        titles = [link["title"] for link in message["pages"]]
        return {"contexts": {link["name"]: {"section": link["name"], "titles": titles} for link in message["pages"]}}

    def _step_tables(self, message: dict[str, Any]) -> dict[str, Any]:
        self.tables += 1
        (Path(message["folder"]) / "figures.csv").write_text("id\n", encoding="utf-8")
        return {"figures": 0}

    def _step_figures(self, _message: dict[str, Any]) -> dict[str, Any]:
        return {"figures": 0}

    def _step_audit(self, message: dict[str, Any]) -> dict[str, Any]:
        name = Path(message["page"]).name
        self.audited.append(name)
        return {
            "problems": [f"{name}: número sin registrar «7»"] if name in self.wrong_pages else [],
            "counts": {"shown": 3, "recomputed": 3, "orphans": 0},
        }

    def _step_assemble(self, message: dict[str, Any]) -> dict[str, Any]:
        (Path(message["folder"]) / message["single_file"]).write_text("todo", encoding="utf-8")
        modules = ["lib/figures.py", *(["engine/page/workbook.py"] if self.tables else [])]
        return {"modules": modules, "summary": ["Figuras mostradas: 3 de 3"]}
