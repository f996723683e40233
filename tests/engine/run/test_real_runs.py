"""Runs with real kernels. Only these can catch that papermill, nbclient, jupyter_client or nbconvert changed under us.

Everything runs in a small project of its own (tests/fixtures/project), as an analyst would run it: `python run_all.py`.
"""

import json
import re
import shutil
import signal
import subprocess
import sys

import nbformat
import pytest

from tests.engine.run.conftest import SECONDS, wait_until

pytestmark = pytest.mark.kernel


def test_a_whole_report_is_published_and_then_left_alone(project):
    code, said = project.run()
    assert code == 0, said
    names = set(project.contents())
    assert {
        "index.html",
        "02_services.html",
        "report-2024.html",
        "figures.csv",
        "run.json",
        "run.log",
        "tables-2024.xlsx",
        "tables/services.total.csv",
        "notebooks/02_services.ipynb",
    } <= names
    page = (project.report / "02_services.html").read_text(encoding="utf-8")
    assert "El año es 2024" in page and "2025" in page
    assert said.rstrip().splitlines()[-1].strip().endswith("run.json")
    code, said = project.run()
    assert code == 0 and "sin cambios" in said


@pytest.mark.parametrize("way", [(), ("--spawn",)], ids=["forked", "spawned"])
def test_other_year_and_other_folders_reach_the_notebooks(project, tmp_path, way):
    data = tmp_path / "otros datos {áé}"
    shutil.copytree(project.root / "data", data)
    (data / "2023" / "values.csv").write_text("77\n", encoding="utf-8")
    out = tmp_path / "salida ñ {x} %d"
    code, said = project.run("--year", "2023", "--data-dir", str(data), "--output-dir", str(out), *way, cwd=tmp_path)
    assert code == 0, said
    page = (out / "2023" / "02_services.html").read_text(encoding="utf-8")
    assert "El año es 2023" in page and "77" in page
    assert not (project.root / "outputs").exists()


FAILURES = {
    "raises": '02_services.ipynb, celda de código 3 («raise ValueError("la fila 7 no tiene valor")»): '
    "ValueError: la fila 7 no tiene valor",
    "exits": "02_services.ipynb, celda de código 3 («import sys»): la celda cerró el núcleo",
    "dies": "02_services.ipynb, celda de código 2 («import os»): el núcleo de Python terminó de golpe",
    "asks": '02_services.ipynb, celda de código 2 («input("¿Año? ")»): StdinNotImplementedError',
    "prints_a_gigabyte": "02_services.ipynb, celda de código 2 («for _ in range(1000):»): la celda imprimió demasiado",
    "orphan": "02_services.html: la página no concuerda con las cifras calculadas",
}


@pytest.mark.parametrize("notebook", FAILURES)
def test_a_failed_section_is_named_and_nothing_is_published(project, notebook):
    project.use("services", notebook)
    code, said = project.run("--only", "services")
    assert code == 1 and FAILURES[notebook] in said
    assert project.contents() == {}
    kept = nbformat.read(project.report / "failed" / "02_services.ipynb", as_version=4)
    assert len(kept.cells) >= 3
    told = json.loads((project.report / "failed" / "run.json").read_text(encoding="utf-8"))
    assert told["status"] == "fallido" and told["sections"]["services"]["status"] == "fallida"
    assert "02_services" in (project.report / "failed" / "run.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("notebook", ["raises", "dies", "exits"])
def test_spawned_kernels_fail_in_the_same_words(project, notebook):
    project.use("services", notebook)
    code, said = project.run("--only", "services", "--spawn")
    assert code == 1 and FAILURES[notebook] in said


def test_a_cell_that_takes_too_long_is_stopped(project):
    project.use("services", "sleeps")
    code, said = project.run("--only", "services", "--timeout", "4")
    assert code == 1 and "celda de código 2 («import time»): la celda no terminó en 4 s" in said


def test_a_whole_section_has_a_deadline_too(project):
    project.use("services", "takes_long_in_all")
    code, said = project.run("--only", "services", "--timeout", "4")
    assert code == 1 and "la sección no terminó en 12 s" in said, said


def test_a_kernel_whose_sockets_are_wrecked_does_not_hang_the_run(project):
    project.use("services", "wrecks_its_sockets")
    code, said = project.run("--only", "services", "--timeout", "2")
    assert code == 1 and "02_services.ipynb, celda de código 2" in said, said


def test_what_a_notebook_says_cannot_write_on_the_terminal(project):
    project.use("services", "draws_on_the_terminal")
    code, said = project.run("--only", "services")
    assert code == 1 and "\\x1b]0;tomado\\x07 malo\\u202e" in said.replace("  ", " ")
    for text in (said, (project.report / "failed" / "run.log").read_text(encoding="utf-8")):
        assert not set(text) & {"\x1b", "\x07", "\u202e"}


def test_a_failure_leaves_the_last_good_report(project):
    assert project.run()[0] == 0
    before = project.contents()
    project.use("services", "raises")
    assert project.run()[0] == 1
    assert project.contents() == before


def test_settings_of_the_user_do_not_reach_the_report(project, tmp_path):
    """Neither a matplotlibrc, wherever matplotlib looks for one, nor start-up files of Python and IPython."""
    project.use("services", "shows_settings")
    assert project.run("--only", "services", "--output-dir", str(tmp_path / "own"))[0] == 0
    home, here = tmp_path / "home", tmp_path / "here"
    for folder in (home / ".config" / "matplotlib", home / ".ipython" / "profile_default" / "startup", here):
        folder.mkdir(parents=True)
    for file in (home / ".config" / "matplotlib" / "matplotlibrc", here / "matplotlibrc", home / "matplotlibrc"):
        file.write_text("figure.facecolor: red\nbackend: agg\n")
    for file in (home / ".ipython" / "profile_default" / "startup" / "00.py", home / "startup.py"):
        file.write_text("intruso = 1\n")
    project.environment |= {
        "HOME": str(home), "MATPLOTLIBRC": str(home / "matplotlibrc"), "MPLBACKEND": "agg",
        "PYTHONSTARTUP": str(home / "startup.py"),
    }  # fmt: skip
    for number, way in enumerate(([], ["--spawn"])):
        out = tmp_path / f"theirs{number}"
        assert project.run("--only", "services", "--output-dir", str(out), *way, cwd=here)[0] == 0
        page = "2024/02_services.html"
        assert (out / page).read_bytes() == (tmp_path / "own" / page).read_bytes()


def test_the_kernel_is_this_interpreter_whatever_the_notebook_says(project):
    project.use("services", "other_kernel")
    code, said = project.run("--only", "services")
    assert code == 0, said
    assert sys.executable in (project.report / "02_services.html").read_text(encoding="utf-8")


def test_each_notebook_has_an_empty_working_folder_of_its_own(project):
    for section in ("services", "pp0093_budget"):
        project.use(section, "working_folder")
    code, said = project.run("--only", "services,pp0093_budget", "--jobs", "2")
    assert code == 0, said
    for page in ("02_services.html", "04_pp0093_budget.html"):
        assert "['left_behind.txt']" in (project.report / page).read_text(encoding="utf-8").replace("&#39;", "'")
    assert not list(project.root.rglob("left_behind.txt"))


def test_what_a_cell_prints_in_pieces_is_one_text(project):
    """In how many messages a text arrives depends on the moment; the report may not."""
    project.use("services", "prints_in_pieces")
    assert project.run("--only", "services")[0] == 0
    executed = nbformat.read(project.report / "notebooks" / "02_services.ipynb", as_version=4)
    assert [output.text for output in executed.cells[-1].outputs] == ["uno dos tres "]


def test_what_is_for_exploring_never_runs_and_warnings_stay_out_of_the_page(project):
    project.use("services", "explores")
    project.use("pp0093_budget", "warns")
    code, said = project.run("--only", "services,pp0093_budget")
    assert code == 0, said
    executed = (project.report / "notebooks" / "02_services.ipynb").read_text(encoding="utf-8")
    page = (project.report / "02_services.html").read_text(encoding="utf-8")
    assert "para publicar" in page and "para publicar" in executed
    assert "explorar" not in page.lower() and "explorar" not in executed.lower()


def test_forked_kernels_give_the_outputs_of_fresh_ones(project, tmp_path):
    """The fast way may not be visible to a notebook: same outputs to the byte, charts included."""
    project.use("services", "behaves")
    made = {}
    for way in ("--spawn", ""):
        out = tmp_path / f"out{way}"
        code, said = project.run("--only", "services", "--output-dir", str(out), *filter(None, [way]))
        assert code == 0, said
        cells = nbformat.read(out / "2024" / "notebooks" / "02_services.ipynb", as_version=4).cells
        made[way] = [cell.get("outputs") for cell in cells]
    assert re.sub("0x[0-9a-f]+", "", json.dumps(made[""])) == re.sub("0x[0-9a-f]+", "", json.dumps(made["--spawn"]))


def test_two_runs_give_the_same_bytes(project, tmp_path):
    project.use("services", "behaves")
    for name in ("one", "two"):
        assert project.run("--output-dir", str(tmp_path / name))[0] == 0
    one, two = (
        {
            path.relative_to(tmp_path / name): path.read_bytes()
            for path in (tmp_path / name).rglob("*")
            if path.is_file() and not path.name.startswith("run.")
        }
        for name in ("one", "two")
    )
    assert one == two


@pytest.mark.parametrize("way", [(), ("--spawn",)], ids=["forked", "spawned"])
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_no_kernel_and_the_last_report(project, interrupt, signum, way):
    assert project.run("--only", "summary")[0] == 0
    before = project.contents()
    project.use("services", "sleeps")
    code, said = interrupt(project.start("--only", "services", *way), project.root / "outputs", signum)
    assert code == 130 and "Interrumpido" in said and "Traceback" not in said
    assert project.wait_for_silence() == []
    assert project.contents() == before
    assert not list((project.root / "outputs").glob(".building*"))
    assert "interrumpid" in (project.report / "failed" / "run.log").read_text(encoding="utf-8")


def test_what_a_notebook_started_ends_with_it(project):
    project.use("services", "leaves_a_process")
    assert project.run("--only", "services")[0] == 0


def test_a_second_run_on_the_same_folder_stops(project):
    project.use("services", "sleeps")
    first = project.start("--only", "services")
    wait_until(lambda: list((project.root / "outputs").glob(".building*")))
    code, said = project.run("--only", "summary")
    assert code == 2 and "otra corrida" in said
    first.send_signal(signal.SIGINT)
    assert first.wait(SECONDS) == 130
    first.stdout.close()


def test_a_kernel_that_cannot_hear_ends_when_the_run_is_killed(project):
    """Neither a regular expression that never ends nor what a notebook started outlives a kill of the run."""
    project.use("services", "holds_the_interpreter")
    process = project.start("--only", "services", stdout=subprocess.DEVNULL)
    project.wait_for_process("sleep 612")
    assert len(project.processes()) >= 4
    process.kill()
    process.wait()
    assert project.wait_for_silence() == []


def test_a_change_of_the_template_makes_everything_again(project):
    assert project.run("--only", "services")[0] == 0
    template = project.root / "engine/templates/report/index.html.j2"
    template.write_text(template.read_text(encoding="utf-8") + "<footer>nuevo</footer>\n", encoding="utf-8")
    code, said = project.run("--only", "services")
    assert code == 0, said
    assert "nuevo" in (project.report / "02_services.html").read_text(encoding="utf-8")
    log = (project.report / "run.log").read_text(encoding="utf-8")
    assert "cambió engine/templates/report/index.html.j2" in log
