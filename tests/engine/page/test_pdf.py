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


def on_paper(html, folder):
    (folder / "p.html").write_text(html, encoding="utf-8")
    pdf.print_pdf(folder / "p.html", folder / "p.pdf")
    assert (folder / "p.pdf").read_bytes().startswith(b"%PDF")
    if not shutil.which("pdftotext"):
        pytest.skip("there is no pdftotext here")
    command = ["pdftotext", "-layout", folder / "p.pdf", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@needs_chromium
@pytest.mark.browser
def test_folded_tables_are_named_on_paper(pages, tmp_path):
    text = on_paper(pages["02_services.html"], tmp_path)
    assert "En la versión HTML: Servicios e indicadores que el reporte nombra (30 filas)" in text
    assert "De dónde salen" not in text and "Descargar CSV" not in text


@needs_chromium
@pytest.mark.browser
def test_long_tables_repeat_their_header_on_paper(pages, tmp_path):
    opened = pages["02_services.html"].replace('<details class="plegada">', "<details open>")
    assert on_paper(opened, tmp_path).count("Responsable") >= 3
