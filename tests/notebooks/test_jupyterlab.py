"""The seven notebooks in JupyterLab as an analyst meets them: `make lab`, Run All Cells, no error, light and dark."""

import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from lib.suite import SUITE

ROOT = Path(__file__).resolve().parents[2]
NAMES = [*(section.notebook for section in SUITE.sections), "inicio.ipynb"]
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SECONDS = 90
# What the cells of the notebook that is open show: errors, warnings and everything else, counted.
OUTCOME = """() => {
  const found = { errors: [], outputs: 0, unfinished: 0 };
  for (const cell of window.jupyterapp.shell.currentWidget.content.model.cells) {
    if (cell.type !== 'code') continue;
    found.unfinished += cell.executionCount === null && cell.sharedModel.getSource().trim() !== '';
    for (let i = 0; i < cell.outputs.length; i++) {
      const output = cell.outputs.get(i).toJSON();
      found.outputs += 1;
      if (output.output_type === 'error' || output.name === 'stderr') found.errors.push(output);
    }
  }
  return found;
}"""
LOOK = """() => {
  const cell = (selector) => document.querySelector('.jp-OutputArea ' + selector);
  const align = (element) => getComputedStyle(element).textAlign;
  const table = cell('.cuadro table');
  return {
    name: align(table.querySelector('tbody th')), number: align(table.querySelector('td.n')),
    background: getComputedStyle(table.closest('.pndi')).backgroundColor,
    wide: table.getBoundingClientRect().width <= table.closest('.jp-OutputArea-output').getBoundingClientRect().width + 1,
    broken: [...table.querySelectorAll('th, td')].some((item) => getComputedStyle(item).wordBreak !== 'normal'),
  };
}"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="needs Chromium"),
    pytest.mark.skipif(not (ROOT / ".venv").exists(), reason="needs the environment that make prepares"),
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Address of the JupyterLab that `make lab` starts."""
    home = tmp_path_factory.mktemp("jupyter")
    arguments = "--no-browser --port=0 --IdentityProvider.token=secret --expose-app-in-browser"
    log = home / "lab.log"
    own = {
        "JUPYTER_CONFIG_DIR": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(home / "run"),
    }
    with log.open("w") as stream:
        process = subprocess.Popen(
            ["make", "lab", f"ARGS={arguments}"], cwd=ROOT, env={**os.environ, **own},
            stdout=stream, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield _address(log)
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=30)


def _address(log: Path) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/lab", log.read_text())
        if found:
            return f"http://127.0.0.1:{found[1]}"
        time.sleep(0.2)
    raise AssertionError(log.read_text())


def _idle(address: str, name: str) -> bool:
    sessions = json.load(urllib.request.urlopen(f"{address}/api/sessions?token=secret"))
    states = [item["kernel"]["execution_state"] for item in sessions if item["path"].endswith(name)]
    return states == ["idle"]


def test_every_notebook_runs_without_an_error_and_looks_right_in_light_and_dark(lab):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        for name in NAMES:
            page.goto(f"{lab}/lab/tree/notebooks/{name}?token=secret&reset")
            page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=SECONDS * 1000)
            page.wait_for_selector("text=| Idle", timeout=SECONDS * 1000)
            page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
            outcome = _finished(page, lab, name)
            assert (outcome["errors"], outcome["unfinished"]) == ([], 0), name
            assert outcome["outputs"] > 5, name
            if name.startswith("01"):
                for theme in ("Dark", "Light"):
                    page.evaluate(
                        f"() => window.jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {theme}'}})"
                    )
                    page.wait_for_selector(
                        f"body[data-jp-theme-light={'true' if theme == 'Light' else 'false'}]", state="attached"
                    )
                    _looks_right(page, theme)
        browser.close()


def _finished(page, address: str, name: str) -> dict:
    deadline = time.monotonic() + SECONDS
    outcome = page.evaluate(OUTCOME)
    while (outcome["unfinished"] or not _idle(address, name)) and not outcome["errors"] and time.monotonic() < deadline:
        time.sleep(0.3)
        outcome = page.evaluate(OUTCOME)
    return outcome


def _looks_right(page, theme: str) -> None:
    page.mouse.move(800, 500)
    page.mouse.wheel(0, -100_000)
    page.wait_for_selector(".jp-OutputArea .cuadro table td.n", state="attached", timeout=10_000)
    look = page.evaluate(LOOK)
    assert (look["name"], look["number"], look["wide"], look["broken"]) == ("left", "right", True, False)
    red = int(re.match(r"rgba?\((\d+)", look["background"])[1])
    assert red > 200 if theme == "Light" else red < 60
