"""Notebook tasks are given to as few processes as can do them, and none waits for one that has died."""

import threading

import pytest
from engine.run.notebook_desk import NotebookDesk
from tests.run.fakes import FakeChannel

from engine.run.children import Child


class Processes:
    """Starts stand-ins that do a task when it is let go, or die when they get one."""

    def __init__(self) -> None:
        self.started: list[FakeChannel] = []
        self.dying = False
        self.go = threading.Event()

    def start(self, _target, _payload) -> Child:
        channel = FakeChannel([], self._answer)
        self.started.append(channel)
        return Child(channel)

    def _answer(self, message):
        if self.dying:
            self.started[-1].close()
            return
        assert self.go.wait(5)
        yield {"task": message["task"], "heard": message["word"]}
        yield {"task": message["task"], "end": True}


@pytest.fixture
def processes() -> Processes:
    return Processes()


def together(desk: NotebookDesk, count: int, processes: Processes) -> list[list[dict]]:
    answers: list[list[dict]] = [[] for _ in range(count)]
    threads = [
        threading.Thread(target=lambda number=number: answers[number].extend(desk.ask("x", word=number)))
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    processes.go.set()
    for thread in threads:
        thread.join(5)
    return answers


def test_each_task_gets_its_own_answers(processes):
    answers = together(NotebookDesk(processes), 4, processes)
    assert [[message["heard"] for message in heard] for heard in answers] == [[0], [1], [2], [3]]
    assert len(processes.started) == 1


def test_a_busy_process_is_helped_by_another(processes):
    desk = NotebookDesk(processes)
    waiting = [threading.Thread(target=lambda: list(desk.ask("x", word=0))) for _ in range(5)]
    for thread in waiting:
        thread.start()
    while len(processes.started) < 2:
        assert any(thread.is_alive() for thread in waiting)
    processes.go.set()
    for thread in waiting:
        thread.join(5)
    assert len(processes.started) == 2


def test_what_a_dying_process_had_to_do_ends_and_the_next_task_gets_a_new_one(processes):
    desk = NotebookDesk(processes)
    processes.dying = True
    assert list(desk.ask("x", word=1)) == []
    processes.dying = False
    processes.go.set()
    assert [message["heard"] for message in desk.ask("x", word=2)] == [2]
    assert len(processes.started) == 2
