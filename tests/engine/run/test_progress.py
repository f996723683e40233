"""What is told while the run works."""

import io

from engine.run.progress import Log, Progress


def test_on_a_terminal_live_lines_are_redrawn_and_become_lines_that_stay():
    stream = io.StringIO()
    progress = Progress(stream, live=True)
    progress.update("services", "celda 1 de 9")
    progress.done("services", "listo")
    text = stream.getvalue()
    assert "celda 1 de 9" in text and "\x1b[1A\x1b[J" in text
    assert text.rstrip().endswith("listo")


def test_elsewhere_lines_are_plain():
    stream = io.StringIO()
    progress = Progress(stream, live=False)
    progress.update("services", "celda 1 de 9")
    progress.done("services", "listo")
    progress.clear()
    assert stream.getvalue() == "  services             listo\n"


def test_a_console_of_another_code_page_does_not_stop_the_run():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    progress = Progress(stream)
    progress.say("Brecha de −33.0 p. p. ñ")
    stream.flush()
    assert stream.buffer.getvalue() == b"Brecha de ?33.0 p. p. ?\n"


def test_each_line_of_the_log_has_its_time_and_long_texts_stay_together():
    log = Log()
    log.add("uno\ndos")
    assert log.text().endswith("uno\n    dos\n")
