"""What is told while the run works: nothing of the data can do anything to a terminal."""

import io

import pytest

from engine.run.outcomes import Failed, Log
from engine.terminal import Progress, as_text


def test_on_a_terminal_a_passing_line_is_replaced_by_those_that_stay():
    stream = io.StringIO()
    progress = Progress(stream, live=True)
    progress.now("celda 1 de 9")
    progress.say("listo")
    assert stream.getvalue() == "celda 1 de 9\r\x1b[Klisto\n"


def test_elsewhere_lines_are_plain():
    stream = io.StringIO()
    progress = Progress(stream, live=False)
    progress.now("celda 1 de 9")
    progress.say("listo")
    assert stream.getvalue() == "listo\n"


def test_a_console_of_another_code_page_does_not_stop_the_run():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    progress = Progress(stream)
    progress.say("Brecha de −33.0 p. p. ñ")
    stream.flush()
    assert stream.buffer.getvalue() == b"Brecha de ?33.0 p. p. ?\n"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("\x1b[31mrojo\x1b[0m", "rojo"),
        ("\x1b]0;título\x07", "\\x1b]0;título\\x07"),
        ("a\rb\bc\x7f", "a\\rb\\x08c\\x7f"),
        ("\x9b2J", "\\x9b2J"),
        ("a\u202eb\u200bc", "a\\u202eb\\u200bc"),
        ("una\ndos ñ «»", "una\ndos ñ «»"),
        ("\udcff", "\\udcff"),
    ],
)
def test_control_characters_are_spelled_out(given, told):
    stream = io.StringIO()
    Progress(stream, live=True).say(given)
    log = Log()
    log.add(given)
    assert as_text(given) == told and stream.getvalue() == told + "\n"
    assert log.text.rstrip().endswith(told.replace("\n", "\n    "))


def test_each_line_of_the_log_has_its_time_and_long_texts_stay_together():
    log = Log()
    log.add("uno\ndos")
    assert log.text.endswith("uno\n    dos\n")


def test_a_failure_crosses_from_one_process_to_another():
    import pickle

    copy = pickle.loads(pickle.dumps(Failed(["mal"], "traceback")))
    assert (copy.problems, copy.details) == (("mal",), "traceback")
