"""The single-file report as PDF, printed by a headless Chromium where the machine has one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_SECONDS = 180
_QUIET = (
    "--headless --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--disable-extensions --no-first-run --no-pdf-header-footer --generate-pdf-document-outline"
).split()
_NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND"


class NoBrowser(Exception):
    """There is no Chromium to print with; the message says what to do."""


class PrintFailed(Exception):
    """Chromium ran and made no PDF."""


def find_browser() -> str:
    """Path of a Chromium or Chrome.

    Raises:
        NoBrowser: When there is none.
    """
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    raise NoBrowser(
        "No se encontró Chromium ni Chrome, que hacen falta para el PDF. Instale uno (por ejemplo, "
        "«apt install chromium») o abra el HTML en un navegador y use Imprimir › Guardar como PDF."
    )


def print_pdf(html: Path, pdf: Path, browser: str = "") -> None:
    """Print a page to PDF on A4, without network, by the first browser found unless one is named.

    Raises:
        NoBrowser: When there is no browser.
        PrintFailed: When it made no file.
    """
    program = browser or find_browser()
    with tempfile.TemporaryDirectory(prefix="pndi-pdf-") as profile:
        root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        command = [
            program,
            *_QUIET,
            _NO_NETWORK,
            *root,
            f"--user-data-dir={profile}",
            f"--print-to-pdf={Path(pdf).resolve()}",
            Path(html).resolve().as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PrintFailed(f"El navegador no terminó de imprimir: {error}") from error
    if done.returncode or not Path(pdf).is_file():
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [""]
        raise PrintFailed(f"El navegador no escribió el PDF: {last[0]}")


def print_report(folder: Path) -> str:
    """Print the report in one file of a folder, beside it; what went wrong, empty when nothing did."""
    page = next(folder.glob("report-*.html"))
    try:
        print_pdf(page, page.with_suffix(".pdf"))
    except PrintFailed as error:
        return str(error)
    return ""
