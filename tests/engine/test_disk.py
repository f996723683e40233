"""What the processes of a run compute once for all of them."""

import threading
import time

from engine.disk import RUN_FOLDER, once


def test_outside_a_run_everything_is_computed_anew(monkeypatch):
    monkeypatch.delenv(RUN_FOLDER, raising=False)
    times = []
    assert [once("same", lambda: times.append(1) or len(times)) for _time in range(2)] == [1, 2]


def test_in_a_run_several_that_ask_at_once_have_it_computed_once(monkeypatch, tmp_path):
    monkeypatch.setenv(RUN_FOLDER, str(tmp_path))
    times, found = [], []

    def compute():
        time.sleep(0.1)  # the others come meanwhile
        times.append(1)
        return {("a", "b"): {3}}

    asking = [threading.Thread(target=lambda: found.append(once(("one", 2), compute))) for _each in range(4)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert (len(times), found) == (1, [{("a", "b"): {3}}] * 4)


def test_what_depends_on_something_else_is_something_else(monkeypatch, tmp_path):
    monkeypatch.setenv(RUN_FOLDER, str(tmp_path))
    assert [once(key, lambda key=key: key * 2) for key in ("a", "b", "a")] == ["aa", "bb", "aa"]


def test_what_fails_is_not_kept(monkeypatch, tmp_path):
    monkeypatch.setenv(RUN_FOLDER, str(tmp_path))
    try:
        once("key", lambda: 1 // 0)
    except ZeroDivisionError:
        assert once("key", lambda: 5) == 5
