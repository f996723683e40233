"""Starting processes: what this one is for a moment, it is not afterwards."""

import os
import tempfile
import threading

from engine.processes import starting


def test_several_that_start_at_once_leave_the_environment_as_it_was(tmp_path):
    before, place = dict(os.environ), tempfile.tempdir
    inside, done = threading.Event(), threading.Event()

    def second():
        with starting({"PATH": "2"}, tmp_path):
            inside.set()
            done.wait(10)

    other = threading.Thread(target=second)
    with starting({"PATH": "1"}, tmp_path):
        assert dict(os.environ) == {"PATH": "1"} and tempfile.gettempdir() == str(tmp_path)
        other.start()
        assert not inside.wait(0.2), "one at a time"
    assert inside.wait(10)
    done.set()
    other.join()
    assert dict(os.environ) == before and tempfile.tempdir == place


def test_a_start_that_fails_leaves_the_environment_as_it_was(tmp_path):
    before = dict(os.environ)
    try:
        with starting({}, tmp_path):
            raise OSError
    except OSError:
        pass
    assert dict(os.environ) == before
