"""The run's side of the processes that handle notebooks (`engine.run.worker`)."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from itertools import count
from typing import Any

from engine.run.channel import Message
from engine.run.children import Child, Workplace

_TASKS_AT_ONCE = 4  # one process is busy with about eight notebooks that run


class NotebookDesk:
    """Gives tasks to as few processes as can do them, several to each, from whichever thread.

    Args:
        workplace: Where the processes come from.
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._lock = threading.Lock()
        self._numbers = count()
        self._workers: list[_Worker] = []

    def ask(self, do: str, **task: Any) -> Iterator[Message]:
        """Have a task done.

        Args:
            do: One of the tasks of `engine.run.worker`.
            task: What it works on.

        Yields:
            What the process says of it, until it has done or has died.
        """
        with self._lock:
            worker, number = self._free_worker(), next(self._numbers)
            answers = worker.open(number)
        worker.child.channel.send(task=number, do=do, **task)
        while not (message := answers.get()).get("end"):
            yield message

    def _free_worker(self) -> _Worker:
        self._workers = [worker for worker in self._workers if worker.alive]
        free = next((worker for worker in self._workers if worker.busy < _TASKS_AT_ONCE), None)
        if free is None:
            free = _Worker(self._workplace.start("engine.run.worker:serve", {}))
            self._workers.append(free)
        return free


class _Worker:
    """One process, and who waits for its answers."""

    def __init__(self, child: Child) -> None:
        self.child, self.alive = child, True
        self._lock = threading.Lock()
        self._waiting: dict[int, queue.Queue[Message]] = {}
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def busy(self) -> int:
        """Tasks it has."""
        return len(self._waiting)

    def open(self, number: int) -> queue.Queue[Message]:
        """Where the answers to a task will be."""
        with self._lock:
            self._waiting[number] = answers = queue.Queue()
            if not self.alive:
                answers.put({"end": True})
        return answers

    def _listen(self) -> None:
        for message in self.child.messages():
            if "task" in message:
                self._pass_on(message)
        with self._lock:
            self.alive = False
            for answers in self._waiting.values():
                answers.put({"end": True})

    def _pass_on(self, message: Message) -> None:
        with self._lock:
            answers = self._waiting.pop(message["task"]) if message.get("end") else self._waiting[message["task"]]
        answers.put(message)
