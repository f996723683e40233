"""How a report is produced, with a stand-in for the kernels: what runs, why, what is published, what is told."""

import importlib.util
import io
import json
import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from engine import versions
from engine.disk import sha256
from engine.inputs.loading import examine
from engine.inputs.problems import errors
from engine.run import execution, fingerprint, production
from engine.run import workplace as workplace_module
from engine.run.arguments import Options, ReportSet
from engine.run.command import _tell, _work
from engine.run.outcomes import Failed, Outcome, Status, Unusable
from engine.run.production import Production
from engine.run.workplace import Shop, Workplace
from engine.terminal import Progress
from lib.suite import SUITE

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SECTIONS = SUITE.sections


class HereWorkplace(Workplace):
    """Has the data's work done in a thread of this process."""

    def warm_up(self) -> None:
        """Nothing to warm."""

    def executor(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1)


class Place:
    """A project whose notebooks are not run: each shows what `values.csv` of the data it is given says.

    Attributes:
        executed: Sections that were run, in order.
        failing: Sections whose notebook raises.
        orphans: Sections that show a number which is no figure.
        before: Called when a section starts.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.suite, self.said = root, replace(SUITE, root=root), io.StringIO()
        self.executed: list[str] = []
        self.failing: set[str] = set()
        self.orphans: set[str] = set()
        self.before = lambda _name: None

    @property
    def report(self) -> Path:
        return self.root / "out" / "2024"

    def shop(self, workplace: Workplace, kernels: ThreadPoolExecutor, **asked) -> Shop:
        options = Options(data_dir=self.root / "data", output_dir=self.root / "out", **asked)
        return Shop(self.suite, options, workplace, Progress(self.said, live=False), kernels)

    def run(self, jobs: int = 2, **asked) -> Outcome:
        self.executed = []
        with HereWorkplace(self.suite, spawn=True) as workplace, ThreadPoolExecutor(jobs) as kernels:
            self.last_shop = self.shop(workplace, kernels, **asked)
            return Production(ReportSet("2024", 2024, self.root / "data"), self.last_shop).run()

    def call(self, **asked) -> tuple[int, str]:
        """The whole command, but its arguments: exit code and what it said."""
        self.said = io.StringIO()
        with HereWorkplace(self.suite, spawn=True) as workplace, ThreadPoolExecutor(2) as kernels:
            code = _work([ReportSet("2024", 2024, self.root / "data")], self.shop(workplace, kernels, **asked))
        return code, self.said.getvalue()

    def execute(self, job: execution.Execution) -> None:
        name = job.name.removesuffix(".ipynb")[3:]
        self.before(name)
        self.executed.append(name)
        nbformat.write(job.document, job.output)
        if name in self.failing:
            raise Failed([f"{job.name}: ValueError: mal"], "traceback")
        shown = (job.data_dir / "2024" / "values.csv").read_text(encoding="utf-8")
        text = f"{shown} ORPHAN" if name in self.orphans else shown
        job.document.cells[-1].outputs = [nbformat.v4.new_output("stream", text=text)]
        nbformat.write(job.document, job.output)

    def edit(self, name: str, text: str = "7\n") -> None:
        (self.root / name).write_text(text, encoding="utf-8")

    def edit_notebook(self, section: str) -> None:
        path = self.root / "notebooks" / next(one.notebook for one in SECTIONS if one.name == section)
        document = json.loads(path.read_text(encoding="utf-8"))
        document["metadata"]["edit"] = document["metadata"].get("edit", 0) + 1
        path.write_text(json.dumps(document), encoding="utf-8")

    def contents(self) -> dict[str, bytes]:
        files = (path for path in sorted(self.report.rglob("*")) if path.is_file() and "failed" not in path.parts)
        return {path.relative_to(self.report).as_posix(): path.read_bytes() for path in files}

    def record(self, folder: str = "") -> dict:
        return json.loads((self.report / folder / "run.json").read_text(encoding="utf-8"))

    def log(self) -> str:
        return (self.report / "run.log").read_text(encoding="utf-8")


@pytest.fixture
def place(tmp_path, monkeypatch) -> Place:
    for folder in ("engine", "lib", "notebooks", "data/2024", "data/reference"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("lib/traced.py", "engine/page.css", "data/reference/rules.toml", "data/2024/values.meta.toml"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    made = Place(tmp_path)
    made.edit("data/2024/values.csv", "1\n2024\n")
    for section in SECTIONS:
        plain = (FIXTURES / "notebooks" / "plain.ipynb").read_bytes()
        (tmp_path / "notebooks" / section.notebook).write_bytes(plain)
    stand_in = importlib.util.spec_from_file_location("stand_in", FIXTURES / "project" / "report.py")
    module = importlib.util.module_from_spec(stand_in)
    stand_in.loader.exec_module(module)
    monkeypatch.setattr(workplace_module, "report", module)
    monkeypatch.setattr(production, "pages", module)
    monkeypatch.setattr(versions, "ENGINE", tmp_path / "engine")
    monkeypatch.setattr(execution, "execute", made.execute)
    return made


def test_the_first_run_makes_everything_and_the_second_nothing(place):
    outcome = place.run()
    assert outcome.status == Status.PUBLISHED, outcome.problems
    assert sorted(place.executed) == sorted(SUITE.names)
    assert {section.page for section in SECTIONS} <= place.contents().keys()
    before = place.contents()
    assert place.run().status == Status.UNCHANGED
    assert place.executed == [] and place.contents() == before


CHANGES = {
    "data/2024/values.csv": "cambió 2024/values.csv",
    "data/2024/values.meta.toml": "cambió 2024/values.meta.toml",
    "data/reference/rules.toml": "cambió reference/rules.toml",
    "data/policy.toml": "cambió policy.toml",
    "lib/traced.py": "cambió lib/traced.py",
    "lib/new.json": "cambió lib/new.json",
    "engine/page.css": "cambió engine/page.css",
}


@pytest.mark.parametrize("file", CHANGES)
def test_any_change_runs_everything_and_the_log_says_what_changed(place, file):
    place.run()
    place.edit(file)
    assert place.run().status == Status.PUBLISHED and len(place.executed) == 6
    assert CHANGES[file] in place.log()
    assert place.run().status == Status.UNCHANGED


def test_a_changed_notebook_runs_everything(place):
    place.run()
    place.edit_notebook("services")
    place.edit("lib/traced.py", "otro")
    assert place.run().status == Status.PUBLISHED and len(place.executed) == 6
    assert "cambió 02_services.ipynb y 1 más" in place.log()


@pytest.mark.parametrize(
    ("name", "same"),
    [("PYTHONHASHSEED", False), ("LC_ALL", False), ("TZ", False), ("MATPLOTLIBRC", True), ("EDITOR", True)],
)
def test_settings_that_reach_a_kernel_count(place, monkeypatch, name, same):
    place.run()
    monkeypatch.setenv(name, "7")
    assert place.run().status == (Status.UNCHANGED if same else Status.PUBLISHED)
    assert same or f"cambió la variable de entorno {name}" in place.log()


def test_other_library_versions_run_everything(place, monkeypatch, tmp_path):
    place.run()
    (tmp_path / "site-packages" / "otra-99.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "site-packages")
    assert place.run().status == Status.PUBLISHED and len(place.executed) == 6
    assert "cambiaron las versiones de las bibliotecas" in place.log()


@pytest.mark.parametrize("file", ["02_services.html", "notebooks/02_services.ipynb", "figures.csv", "run.log"])
def test_what_was_changed_by_hand_is_made_again(place, file):
    place.run()
    (place.report / file).write_text("tocado", encoding="utf-8")
    outcome = place.run()
    if file == "run.log":
        assert outcome.status == Status.UNCHANGED
    else:
        assert outcome.status == Status.PUBLISHED and f"{file} fue modificado a mano" in place.log()


def test_a_lost_file_is_made_again(place):
    place.run()
    (place.report / "figures.csv").unlink()
    assert place.run().status == Status.PUBLISHED and "falta figures.csv en el informe" in place.log()


def test_force_makes_everything_again_tables_included(place):
    place.run()
    stamp = (place.report / "figures.csv").stat().st_mtime_ns
    assert place.run(force=True).status == Status.PUBLISHED and len(place.executed) == 6
    assert (place.report / "figures.csv").stat().st_mtime_ns != stamp and "se pidió con --force" in place.log()


def test_a_broken_or_old_run_json_counts_as_none(place):
    place.run()
    good = place.record()
    names = ("format", "sections", "outputs", "made_from")
    broken = [json.dumps(good | {name: wrong}) for name in names for wrong in (None, [1], "x", 7)]
    broken += [json.dumps({key: value for key, value in good.items() if key != name}) for name in names]
    for text in ("", "{", "[]", "[" * 100_000, '{"format": 0}', *broken):
        (place.report / "run.json").write_text(text, encoding="utf-8")
        assert fingerprint.read_record(place.report) == {}, text[:80]
    (place.report / "run.json").write_bytes(b"\xff\x00")
    assert place.run().status == Status.PUBLISHED


def test_only_keeps_the_others_when_nothing_else_changed(place):
    place.run()
    before = place.contents()
    place.edit_notebook("services")
    assert place.run(only=("services",)).status == Status.PUBLISHED
    assert place.executed == ["services"]
    assert place.contents()["04_pp0093_budget.html"] == before["04_pp0093_budget.html"]
    assert place.record()["sections"]["summary"]["status"] == "reutilizada"
    assert place.run().status == Status.UNCHANGED


def test_only_leaves_out_what_does_not_hold_any_more_and_says_so(place):
    place.run()
    place.edit("lib/traced.py", "otro")
    assert place.run(only=("services",)).status == Status.PUBLISHED and place.executed == ["services"]
    assert not (place.report / "04_pp0093_budget.html").exists()
    assert "Fuera de este informe" in place.said.getvalue() and "pp0093_budget" in place.said.getvalue()
    assert "Presupuesto" not in (place.report / "02_services.html").read_text(encoding="utf-8")
    assert place.run(only=("services",)).status == Status.UNCHANGED
    place.run()
    assert len(place.executed) == 6 and "faltan en el informe: summary" in place.log()


def test_a_failure_publishes_nothing(place):
    place.run()
    before = place.contents()
    place.failing = {"services"}
    outcome = place.run(force=True)
    assert outcome.status == Status.FAILED and "ValueError: mal" in outcome.problems[0]
    assert place.contents() == before
    assert sorted(path.name for path in outcome.folder.iterdir()) == ["02_services.ipynb", "run.json", "run.log"]
    assert place.record("failed")["sections"]["services"]["status"] == "fallida"
    place.failing = set()
    assert place.run().status == Status.UNCHANGED


def test_after_a_failure_no_other_section_starts(place):
    place.failing = set(SUITE.names)
    outcome = place.run(jobs=1)
    assert len(place.executed) == len(outcome.problems) == 1
    assert place.record("failed")["sections"]["pp0093_budget"]["status"] == "no ejecutada"


def test_a_page_with_a_wrong_number_is_not_published(place):
    place.orphans = {"services"}
    outcome = place.run()
    assert outcome.status == Status.FAILED and "número sin registrar" in outcome.problems[0]
    assert place.contents() == {} and (place.report / "failed" / "02_services.html").exists()


def test_problems_of_data_and_notebooks_come_in_one_list_and_nothing_is_written(place):
    place.edit("data/2024/values.csv", "uno\ndos\n")
    place.edit("notebooks/02_services.ipynb", "{")
    outcome = place.run()
    assert outcome.status == Status.UNUSABLE and len(outcome.problems) == 3
    assert "02_services.ipynb: no es un cuaderno" in outcome.problems[0] and "«dos»" in outcome.problems[2]
    assert place.executed == [] and not (place.root / "out").exists()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("uno\n", "«uno» no es un número"),
        ("14\n", "un total de 14"),
        ("15\n", "Error: 2024/values.csv, fila 1: un total de 15 no es posible\n"),
        ("5\n", ""),
    ],
)
def test_what_the_run_would_tell_check_tells_too(place, values, told):
    place.edit("data/2024/values.csv", values)
    code, said = place.call(check=True)
    assert (code, told in said) == (2 if told else 0, True), said
    assert not (place.root / "out").exists() and place.executed == []
    assert place.call()[0] == {"uno\n": 2, "14\n": 1, "15\n": 2, "5\n": 0}[values]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_or_a_folder_in_the_place_of_a_file_is_told_by_the_run_as_by_check(tmp_path):
    data = tmp_path / "data"
    shutil.copytree(SUITE.data_dir, data)
    os.mkfifo(data / "2024" / "2024.xlsx")
    (data / "2024" / "register.csv").mkdir()
    fingerprint.copy_inputs(SUITE, ReportSet("2024", 2024, data), tmp_path / "run")
    told = [
        [str(problem) for problem in errors(examine(SUITE.schema, 2024, folder)[1])]
        for folder in (data, tmp_path / "run" / "data")
    ]
    assert told[0] == told[1]
    assert (
        "2024/2024.xlsx: no es un archivo que se pueda leer. Quítelo, o ponga en su lugar el archivo de datos."
        in told[0]
    )


def test_a_year_without_a_folder_is_told_as_if_it_were_asked_for_alone(tmp_path):
    told = f"no hay datos del año 2027 en {SUITE.data_dir}; años disponibles: 2024. Cree la carpeta con «python -m lib new-year 2027»."
    with pytest.raises(Unusable) as raised:
        fingerprint.copy_inputs(SUITE, ReportSet("x", 2027, SUITE.data_dir), tmp_path / "run")
    assert raised.value.problems == (told,) and not (tmp_path / "run").exists()


def test_an_empty_year_folder_is_told_by_both(place):
    for path in (place.root / "data" / "2024").iterdir():
        path.unlink()
    for asked in ({"check": True}, {}):
        code, said = place.call(**asked)
        assert code == 2 and "2024/values.csv: falta el archivo" in said


def test_a_stopped_run_publishes_nothing_and_says_so(place):
    place.before = lambda _name: place.last_shop.stopping.set()
    place.failing = {"summary"}
    assert place.run().status == Status.INTERRUPTED
    assert place.contents() == {} and not list((place.root / "out").glob(".building*"))
    assert place.record("failed")["status"] == Status.INTERRUPTED


def test_sections_run_side_by_side_but_no_more_than_jobs(place):
    both, most, running = threading.Barrier(2, timeout=60), [0], [0]

    def meet(_name):
        running[0] += 1
        most[0] = max(most[0], running[0])
        both.wait()
        running[0] -= 1

    place.before = meet
    assert place.run(jobs=2).status == Status.PUBLISHED
    assert most[0] == 2


def test_data_that_change_while_they_are_read_are_not_mixed(place):
    """The report is that of the data it records, whatever happens to them meanwhile, and the next run sees the rest."""
    place.before = lambda _name: place.edit("data/2024/values.csv", "77\n")
    assert place.run(jobs=1).status == Status.PUBLISHED
    pages = [path.read_text(encoding="utf-8") for path in place.report.glob("0*.html")]
    assert all("2024" in page and "77" not in page for page in pages)
    assert "services.total,2025" in (place.report / "figures.csv").read_text(encoding="utf-8")
    recorded = place.record()["made_from"]["data"]["2024/values.csv"]
    assert recorded != sha256(place.root / "data/2024/values.csv")
    place.before = lambda _name: None
    assert place.run().status == Status.PUBLISHED and "cambió 2024/values.csv" in place.log()


def test_a_library_that_changes_meanwhile_stops_the_report(place):
    place.run()
    before = place.contents()
    place.before = lambda _name: place.edit("lib/traced.py", "otro")
    outcome = place.run(force=True)
    assert outcome.status == Status.FAILED
    assert outcome.problems == ("cambió lib/traced.py mientras se hacía el informe. Repita la corrida.",)
    assert place.contents() == before


def test_what_is_planned_is_planned_with_the_folder_held(place):
    """Two runs at once: the second is told, and does not believe what it saw before the first had published."""
    inside = []
    place.before = lambda _name: inside.append(
        Production(ReportSet("2024", 2024, place.root / "data"), place.last_shop).run()
    )
    assert place.run(jobs=1).status == Status.PUBLISHED
    assert {outcome.status for outcome in inside} == {Status.UNUSABLE}
    assert "otra corrida está escribiendo" in inside[0].problems[0]


def test_run_json_tells_how_the_report_was_made(place):
    place.run()
    told = place.record()
    assert told["year"] == 2024 and told["inputs"].keys() == {"2024/values.csv"} and told["status"] == Status.PUBLISHED
    assert told["versions"]["pandas"] and told["versions"]["python"] and told["seconds"] >= 0 and "commit" in told
    services = told["sections"]["services"]
    assert services["status"] == "ejecutada" and services["seconds"] >= 0
    assert "run.json" not in told["outputs"] and "02_services.html" in told["outputs"]


def test_the_command_ends_with_paths_and_its_code_says_how_it_went(place):
    code, said = place.call()
    assert code == 0 and "2024: publicado" in said and "6 páginas comprobadas" in said
    assert said.rstrip().splitlines()[-1].strip() == str(place.report / "run.json")
    assert any(line.strip() == str(place.report / "index.html") for line in said.splitlines())
    assert "sin cambios" in place.call()[1]


def test_list_says_what_would_run_and_why(place):
    code, said = place.call(list=True)
    assert code == 0 and "no hay un informe anterior" in said and said.count("ejecutar") == 6
    assert not (place.root / "out").exists()
    place.run()
    assert "sin cambios" in place.call(list=True)[1]
    place.edit_notebook("services")
    said = place.call(list=True, only=("services",))[1]
    assert said.count("ejecutar") == 1 and said.count("reutilizar") == 5


def test_one_bad_report_of_several_is_a_failure_not_bad_usage(place, capsys):
    said = io.StringIO()
    outcomes = [Outcome("a", Status.PUBLISHED, folder=place.root), Outcome("b", Status.UNUSABLE, ("mal",))]
    _tell(outcomes, Progress(said, live=False), 1.0)
    assert "1 de 2 informes" in said.getvalue() and "b: 1 problema" in said.getvalue()


def test_a_data_file_that_cannot_be_read_is_told(place):
    if os.geteuid() == 0:
        (place.root / "data/2024/values.csv").unlink()
        (place.root / "data/2024/values.csv").symlink_to("/proc/self/mem")
    else:
        (place.root / "data/2024/values.csv").chmod(0)
    outcome = place.run()
    assert outcome.status in (Status.FAILED, Status.UNUSABLE) and outcome.problems
