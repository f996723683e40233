"""How a report is produced, with stand-ins for the processes: what runs, why, what is published, what is told."""

import io
import json
import threading
from pathlib import Path

import pytest
from engine.run.manifest import Manifest
from engine.run.notebook_desk import NotebookDesk
from tests.run.fakes import FakeWorkplace

from engine.run import fingerprint, planning, production
from engine.run.arguments import Options
from engine.run.command import _exit_code, _summary
from engine.run.planning import ReportSet
from engine.run.production import Production
from engine.run.progress import Progress
from engine.run.shop import FAILED, INTERRUPTED, PARTIAL, PUBLISHED, UNCHANGED, UNUSABLE, Outcome, Shop
from lib.suite import SECTIONS


class Desk:
    """A place where reports are produced without any kernel."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.said = io.StringIO()
        self.work: FakeWorkplace = None

    def run(self, work: FakeWorkplace | None = None, stop: bool = False, **asked) -> Outcome:
        self.work = work or FakeWorkplace(self.root / "tmp")
        options = Options(data_dir=self.root / "data", output_dir=self.root / "out", **{"jobs": 2} | asked)
        progress, slots = Progress(self.said, live=False), threading.Semaphore(options.jobs)
        shop = Shop(options, self.work, progress, NotebookDesk(self.work), slots)
        if stop:
            self.work.before_section = lambda _name: shop.stopping.set()
        self.shop = shop
        return Production(ReportSet("2024", 2024, options.data_dir), shop).run()

    def edit(self, name: str, text: str = "otro") -> None:
        (self.root / name).write_text(text, encoding="utf-8")

    @property
    def report(self) -> Path:
        return self.root / "out" / "2024"

    def contents(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.report).as_posix(): path.read_bytes()
            for path in sorted(self.report.rglob("*"))
            if path.is_file() and "failed" not in path.parts
        }

    def manifest(self, folder: str = "") -> dict:
        return json.loads((self.report / folder / "run.json").read_text(encoding="utf-8"))


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Desk:
    for folder in ("engine/run", "engine/page/templates/report", "notebooks", "data/2024", "data/reference"):
        (tmp_path / folder).mkdir(parents=True)
    for name in (
        "lib/traced.py",
        "lib/unused.py",
        "lib/figures.py",
        "engine/run/execution.py",
        "engine/run/kernels.py",
        "engine/run/export.py",
        "lib/words.json",
        "engine/page/templates/report/index.html.j2",
        "data/2024/x.csv",
        *(f"notebooks/{section.notebook}" for section in SECTIONS),
    ):
        (tmp_path / name).write_text(name, encoding="utf-8")
    for module in (fingerprint, planning, production):
        monkeypatch.setattr(module, "PROJECT_ROOT", tmp_path, raising=False)
        monkeypatch.setattr(module, "NOTEBOOKS_DIR", tmp_path / "notebooks", raising=False)
    monkeypatch.setattr(fingerprint, "LIBRARY", tmp_path / "lib")
    return Desk(tmp_path)


def test_the_first_run_makes_everything_and_the_second_nothing(desk):
    outcome = desk.run()
    assert outcome.status == PUBLISHED and outcome.made == 6
    assert sorted(desk.work.executed) == sorted(section.name for section in SECTIONS)
    assert {section.page for section in SECTIONS} <= desk.contents().keys()
    before = desk.contents()
    outcome = desk.run()
    assert outcome.status == UNCHANGED and outcome.reused == 6
    assert desk.work.executed == [] and desk.contents() == before


@pytest.mark.parametrize(("file", "executed", "exported", "reason"), [
    ("notebooks/02_services.ipynb", 1, 1, "cambió el cuaderno 02_services.ipynb"),
    ("data/2024/x.csv", 6, 6, "cambió 2024/x.csv"),
    ("lib/traced.py", 6, 6, "cambió lib/traced.py"),
    ("lib/words.json", 6, 6, "cambió lib/words.json"),
    ("engine/run/kernels.py", 6, 6, "cambió engine/run/kernels.py"),
    ("engine/run/export.py", 0, 6, "cambió engine/run/export.py"),
    ("engine/page/templates/report/index.html.j2", 0, 6, "cambió engine/page/templates/report/index.html.j2"),
    ("lib/unused.py", 0, 0, ""),
])  # fmt: skip
def test_only_what_a_change_touches_is_made_again_and_the_log_says_why(desk, file, executed, exported, reason):
    desk.run()
    desk.edit(file)
    outcome = desk.run()
    assert (len(desk.work.executed), len(desk.work.exported)) == (executed, exported)
    assert outcome.status == (PUBLISHED if reason else UNCHANGED)
    if reason:
        assert reason in (desk.report / "run.log").read_text(encoding="utf-8")
    assert desk.run().status == UNCHANGED


def test_a_change_in_what_only_the_tables_use_makes_only_the_tables(desk):
    desk.run()
    desk.edit("lib/figures.py")
    outcome = desk.run()
    assert outcome.status == PUBLISHED and desk.work.executed == desk.work.exported == []


def test_when_only_a_notebook_changed_tables_and_other_pages_are_taken_as_they_are(desk):
    desk.run()
    desk.edit("notebooks/02_services.ipynb")
    desk.run()
    assert desk.work.tables == 0 and desk.work.audited == ["02_services.html"]
    assert desk.manifest()["data_modules"] == ["lib/figures.py", "engine/page/workbook.py"]
    assert len(desk.manifest()["audits"]) == 6


def test_when_the_checks_changed_every_page_is_checked_again(desk):
    desk.run()
    desk.edit("lib/figures.py")
    desk.run()
    assert len(desk.work.audited) == 6 and desk.work.tables == 1


def test_other_library_versions_run_everything(desk, monkeypatch):
    desk.run()
    monkeypatch.setattr(fingerprint, "environment", lambda: "otra")
    desk.run()
    assert len(desk.work.executed) == 6
    assert "cambiaron las versiones" in (desk.report / "run.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("02_services.html", "02_services.html fue modificado a mano"),
        ("notebooks/02_services.ipynb", "notebooks/02_services.ipynb fue modificado a mano"),
    ],
)
def test_a_page_changed_by_hand_is_made_again(desk, file, reason):
    desk.run()
    (desk.report / file).write_text("tocado", encoding="utf-8")
    assert desk.run().made == 1
    assert reason in (desk.report / "run.log").read_text(encoding="utf-8")


def test_a_lost_table_is_written_again(desk):
    desk.run()
    (desk.report / "figures.csv").unlink()
    assert desk.run().status == PUBLISHED
    assert (desk.report / "figures.csv").exists() and desk.work.executed == []


def test_force_runs_everything(desk):
    desk.run()
    desk.run(force=True)
    assert len(desk.work.executed) == 6


def test_a_broken_or_old_run_json_counts_as_none(desk):
    desk.run()
    good = desk.manifest()
    broken = [
        json.dumps(good | {name: wrong})
        for name in good
        for wrong in (None, [1], {"x": 1}, "x")
        if name in ("format", "sections", "outputs", "audits", "made_from", "data_modules")
        and type(wrong) is not type(good[name])
    ]
    half = [
        json.dumps({name: value for name, value in good.items() if name != missing})
        for missing in ("outputs", "sections", "made_from", "audits", "data_modules")
    ]
    for text in ("", "{", "[]", '{"format": 0}', *broken, *half):
        (desk.report / "run.json").write_text(text, encoding="utf-8")
        assert Manifest.read(desk.report).content == {}
    (desk.report / "run.json").write_bytes(b"\xff\x00")
    assert desk.run().made == 6


def test_only_keeps_what_still_holds_and_leaves_out_what_does_not(desk):
    desk.run()
    desk.edit("notebooks/02_services.ipynb")
    desk.edit("notebooks/04_pp0093_budget.ipynb")
    outcome = desk.run(only=("services",))
    assert desk.work.executed == ["services"] and outcome.status == PUBLISHED
    assert not (desk.report / "04_pp0093_budget.html").exists()
    assert desk.manifest()["sections"]["pp0093_budget"]["status"] == "no incluida"
    assert "Presupuesto" not in (desk.report / "01_objective_gaps.html").read_text(encoding="utf-8")
    desk.run()
    assert desk.work.executed == ["pp0093_budget"] and len(desk.work.exported) == 6


def test_a_report_without_the_summary_still_has_an_index(desk):
    desk.run(only=("services",))
    assert "Resumen (no disponible)" in (desk.report / "index.html").read_text(encoding="utf-8")


def test_a_failure_publishes_nothing(desk):
    desk.run()
    before = desk.contents()
    work = FakeWorkplace(desk.root / "tmp")
    work.failing = {"services"}
    outcome = desk.run(work, force=True)
    assert outcome.status == FAILED and "ValueError: mal" in outcome.problems[0]
    assert desk.contents() == before
    assert sorted(path.name for path in outcome.folder.iterdir()) == ["02_services.ipynb", "run.json", "run.log"]
    assert desk.manifest("failed")["sections"]["services"]["status"] == "fallida"


def test_after_a_failure_no_other_section_starts(desk):
    work = FakeWorkplace(desk.root / "tmp")
    work.failing = {section.name for section in SECTIONS}
    outcome = desk.run(work, jobs=1)
    assert len(work.executed) == 1 and len(outcome.problems) == 1


def test_keep_going_publishes_the_others_and_says_what_is_missing(desk):
    work = FakeWorkplace(desk.root / "tmp")
    work.failing = {"services"}
    outcome = desk.run(work, keep_going=True)
    assert outcome.status == PARTIAL and _exit_code([outcome]) == 1
    assert all(
        "Servicios de la PNDI (no disponible)" in page.read_text(encoding="utf-8")
        for page in desk.report.glob("0*.html")
    )
    assert (desk.report / "failed" / "02_services.ipynb").exists()
    desk.run()
    assert desk.work.executed == ["services"]
    assert "no disponible" not in (desk.report / "01_objective_gaps.html").read_text(encoding="utf-8")


def test_a_page_with_a_wrong_number_is_not_published(desk):
    work = FakeWorkplace(desk.root / "tmp")
    work.wrong_pages = {"02_services.html"}
    outcome = desk.run(work)
    assert outcome.status == FAILED and "número sin registrar «7»" in outcome.problems[0]
    assert desk.contents() == {} and (desk.report / "failed" / "02_services.html").exists()


def test_problems_of_data_and_notebooks_come_in_one_list_and_nothing_is_written(desk):
    work = FakeWorkplace(desk.root / "tmp")
    work.data_problems, work.notebook_problems = ["fila 3: mal", "fila 4: mal"], ["02_services.ipynb: mal"]
    outcome = desk.run(work)
    assert outcome.status == UNUSABLE and _exit_code([outcome]) == 2
    assert outcome.problems == ("02_services.ipynb: mal", "fila 3: mal", "fila 4: mal")
    assert work.executed == [] and not (desk.root / "out").exists()


def test_a_stopped_run_publishes_nothing_and_says_so(desk):
    outcome = desk.run(stop=True)
    assert outcome.status == INTERRUPTED and _exit_code([outcome]) == 130
    assert desk.contents() == {} and not list((desk.root / "out").glob(".building*"))
    assert desk.manifest("failed")["status"] == INTERRUPTED


def test_sections_run_side_by_side_but_no_more_than_jobs(desk):
    both, most, running = threading.Barrier(2, timeout=10), [0], [0]
    work = FakeWorkplace(desk.root / "tmp")

    def meet(_name):
        running[0] += 1
        most[0] = max(most[0], running[0])
        both.wait()
        running[0] -= 1

    work.before_section = meet
    assert desk.run(work, jobs=2).status == PUBLISHED
    assert most[0] == 2


def test_the_longest_section_starts_first(desk):
    desk.run()
    file = desk.report / "run.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["sections"]["reconciliation"]["record"]["seconds"] = 99
    file.write_text(json.dumps(content), encoding="utf-8")
    desk.run(force=True, jobs=1)
    assert desk.work.executed[0] == "reconciliation"


def test_run_json_tells_how_the_report_was_made(desk):
    desk.run()
    told = desk.manifest()
    assert told["year"] == 2024 and told["inputs"] == {"2024/x.csv": "0"} and told["status"] == PUBLISHED
    assert told["versions"]["pandas"] and told["python"] and told["seconds"] >= 0 and "commit" in told
    services = told["sections"]["services"]
    assert services["status"] == "ejecutada" and services["reason"] and services["seconds"] >= 0
    assert "run.json" not in told["outputs"] and "02_services.html" in told["outputs"]


def test_the_summary_ends_with_paths(desk):
    outcome = desk.run()
    _summary([outcome], desk.shop, 1.0)
    lines = desk.said.getvalue().splitlines()
    assert lines[-1].strip() == str(desk.report / "run.json")
    assert any(line.strip() == str(desk.report / "index.html") for line in lines)


def test_one_bad_report_of_several_is_a_failure_not_bad_usage():
    assert _exit_code([Outcome("a", PUBLISHED), Outcome("b", UNUSABLE)]) == 1
    assert _exit_code([Outcome("a", UNUSABLE), Outcome("b", UNUSABLE)]) == 2
    assert _exit_code([Outcome("a", UNCHANGED)]) == 0
