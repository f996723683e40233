"""The finished pages in Chromium, as readers meet them: axe-core, requests, console, keyboard, phone width, extras.

Needs Chromium, node and `npm install --no-package-lock` in tests/browser (or PNDI_BROWSER_TOOLS); else it is skipped.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from lib.report.pdf import BROWSERS

HERE = Path(__file__).parents[1] / "browser"
TOOLS = Path(os.environ.get("PNDI_BROWSER_TOOLS", HERE))
CHROMIUM = next((found for name in BROWSERS if (found := shutil.which(name))), "")
MISSING = [
    what
    for what, here in (
        ("Chromium", CHROMIUM),
        ("node", shutil.which("node")),
        ("axe-core and playwright-core", (TOOLS / "node_modules" / "axe-core").is_dir()),
    )
    if not here
]


@pytest.fixture(scope="module")
def looked_at(pages, tmp_path_factory):
    if MISSING:
        pytest.skip(f"not here: {', '.join(MISSING)}")
    folder = tmp_path_factory.mktemp("pages")
    for name, html in pages.items():
        (folder / name).write_text(html, encoding="utf-8")
    done = subprocess.run(["node", HERE / "check.mjs", CHROMIUM, *(folder / name for name in pages)],
                          capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    return {Path(name).name: found for name, found in json.loads(done.stdout).items()}


@pytest.mark.browser
@pytest.mark.slow
def test_no_page_has_anything_to_stumble_over(looked_at, pages):
    assert set(looked_at) == set(pages)
    assert {name: found["problems"] for name, found in looked_at.items() if found["problems"]} == {}


@pytest.mark.browser
@pytest.mark.slow
def test_no_page_asks_the_network_for_anything(looked_at):
    assert {name: found["requests"] for name, found in looked_at.items() if found["requests"]} == {}
