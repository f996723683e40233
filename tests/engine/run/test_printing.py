"""`--pdf`: said at once when nothing can print, printed beside the report otherwise."""

import pytest

from engine.page import pdf
from engine.run import command
from engine.run.command import main
from engine.run.outcomes import Outcome, Status
from lib.suite import SUITE


@pytest.fixture
def published(tmp_path):
    (tmp_path / "report-2024.html").write_text("<p>", encoding="utf-8")
    return Outcome("2024", Status.PUBLISHED, folder=tmp_path)


def test_without_a_browser_nothing_starts(monkeypatch, capsys):
    def none():
        raise pdf.NoBrowser("No se encontró Chromium")

    monkeypatch.setattr(command, "find_browser", none)
    monkeypatch.setattr(command, "_work", lambda *_: pytest.fail("started"))
    assert main(SUITE, ["--pdf"]) == 2
    assert capsys.readouterr().out == "Error: No se encontró Chromium\n"


def test_the_pdf_stands_beside_the_report(monkeypatch, published):
    monkeypatch.setattr(pdf, "print_pdf", lambda html, made: made.write_bytes(html.read_bytes()))
    assert command._printed(published).status == Status.PUBLISHED
    assert (published.folder / "report-2024.pdf").exists()


def test_a_failure_to_print_is_told_and_the_report_stays(monkeypatch, published):
    def fails(_html, _made):
        raise pdf.PrintFailed("El navegador no escribió el PDF: sin memoria")

    monkeypatch.setattr(pdf, "print_pdf", fails)
    outcome = command._printed(published)
    assert outcome.status == Status.UNPRINTED
    assert outcome.problems == ("El navegador no escribió el PDF: sin memoria",)


def test_a_report_that_was_not_made_is_not_printed(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "print_pdf", lambda *_: pytest.fail("printed"))
    failed = Outcome("2024", Status.FAILED, folder=tmp_path)
    assert command._printed(failed) is failed
