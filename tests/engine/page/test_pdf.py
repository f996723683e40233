import shutil
import subprocess

import pytest

from engine.page import pdf

CHROMIUM = next((found for name in pdf.BROWSERS if (found := shutil.which(name))), "")
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here")


def test_without_a_browser_the_message_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(pdf.NoBrowser, match=r"Instale uno.*Guardar como PDF"):
        pdf.print_pdf(tmp_path / "a.html", tmp_path / "a.pdf")


def test_a_browser_that_fails_is_named(tmp_path):
    with pytest.raises(pdf.PrintFailed, match="no escribió el PDF"):
        pdf.print_pdf(tmp_path / "a.html", tmp_path / "a.pdf", shutil.which("false"))


def test_a_browser_that_does_not_start_is_said(tmp_path):
    with pytest.raises(pdf.PrintFailed, match="no terminó de imprimir"):
        pdf.print_pdf(tmp_path / "a.html", tmp_path / "a.pdf", str(tmp_path / "nobody"))


@needs_chromium
@pytest.mark.browser
def test_long_tables_repeat_their_header_on_paper(pages, tmp_path):
    (tmp_path / "p.html").write_text(pages["02_services.html"], encoding="utf-8")
    pdf.print_pdf(tmp_path / "p.html", tmp_path / "p.pdf")
    assert (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")
    if not shutil.which("pdftotext"):
        pytest.skip("there is no pdftotext here")
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "p.pdf", "-"], capture_output=True, text=True, check=True)
    assert text.stdout.count("Responsable") >= 3
    assert "De dónde salen" not in text.stdout and "Descargar CSV" not in text.stdout
