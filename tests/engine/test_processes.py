"""Starting processes: what this one is for a moment, it is not afterwards; what they are told is theirs alone."""

import multiprocessing
import os
import signal
import tempfile
import threading

from engine.processes import begin, starting


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


def begin_with_an_interrupt_waiting(log):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    os.kill(os.getpid(), signal.SIGINT)
    begin(log, {})


def test_a_ctrl_c_that_was_meant_for_the_run_is_not_heard_by_what_it_starts(tmp_path):
    """Whoever presses it while a process starts saw that process's traceback."""
    process = multiprocessing.get_context("spawn").Process(
        target=begin_with_an_interrupt_waiting, args=(str(tmp_path / "log"),)
    )
    process.start()
    process.join(60)
    assert process.exitcode == 0
