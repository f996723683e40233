"""`--pdf`: said at once when nothing can print, printed beside the report otherwise."""

import pytest

from engine.page.pdf import NoBrowser, PrintFailed
from engine.run import printing
from engine.run.arguments import UsageError
from engine.run.shop import FAILED, PUBLISHED, UNPRINTED, Outcome


@pytest.fixture
def published(tmp_path):
    (tmp_path / "report-2024.html").write_text("<p>", encoding="utf-8")
    return Outcome("2024", PUBLISHED, folder=tmp_path)


def test_without_a_browser_nothing_starts(monkeypatch):
    def none():
        raise NoBrowser("No se encontró Chromium")

    monkeypatch.setattr(printing, "find_browser", none)
    with pytest.raises(UsageError) as caught:
        printing.require_browser()
    assert caught.value.problems == ["No se encontró Chromium"]


def test_the_pdf_stands_beside_the_report(monkeypatch, published):
    monkeypatch.setattr(printing, "print_pdf", lambda html, pdf: pdf.write_bytes(html.read_bytes()))
    assert printing.with_pdf(published).pdf == published.folder / "report-2024.pdf"


def test_a_failure_to_print_is_told_and_the_report_stays(monkeypatch, published):
    def fails(html, pdf):
        raise PrintFailed("El navegador no escribió el PDF: sin memoria")

    monkeypatch.setattr(printing, "print_pdf", fails)
    outcome = printing.with_pdf(published)
    assert outcome.status == UNPRINTED
    assert outcome.problems == ("El navegador no escribió el PDF: sin memoria",)


def test_a_report_that_was_not_made_is_not_printed(monkeypatch, tmp_path):
    monkeypatch.setattr(printing, "print_pdf", lambda html, pdf: pytest.fail("printed"))
    failed = Outcome("2024", FAILED, folder=tmp_path)
    assert printing.with_pdf(failed) is failed
