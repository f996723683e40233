"""The project as a whole: layers, dependencies, thin notebooks, and commands that the documents promise."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.run.arguments import parse
from engine.run.preflight import PARAMETERS
from lib.suite import SECTIONS

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [path for path in sorted(ROOT.glob("*.md")) if path.name != "CHANGELOG.md"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")

FOUNDATIONS = ("traced", "language", "numbers", "words", "catalogue")
MAY_IMPORT = {
    **dict.fromkeys(FOUNDATIONS, FOUNDATIONS),
    "inputs": FOUNDATIONS,
    "analysis": (*FOUNDATIONS, "inputs"),
    "figures": FOUNDATIONS,
    "audit": (*FOUNDATIONS, "inputs", "analysis", "figures"),
    "report": (*FOUNDATIONS, "inputs", "analysis", "figures", "audit"),
    "run": (*FOUNDATIONS, "inputs", "analysis", "figures", "audit", "report"),
    "__main__": (*FOUNDATIONS, "inputs", "audit"),
    "__init__": (),
}
ONLY_IN = {
    "papermill": "run", "nbconvert": "run", "nbclient": "run", "nbformat": "run", "jupyter_client": "run", "zmq": "run",
    "matplotlib": "report", "seaborn": "report", "openpyxl": "inputs",
}  # fmt: skip
NOT_IN_ANALYSIS = {"pathlib", "os", "io", "csv", "time", "datetime", "random", "json", "tomllib"}
MOST_CELLS, MOST_LINES = 12, 10


def modules(folder: str = "lib") -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of every import of a module, those inside functions included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            whole = node.module == "lib"
            yield from ((node.lineno, f"lib.{alias.name}" if whole else node.module) for alias in node.names)


def layer(name: str) -> str:
    return name.split(".")[1] if name.startswith("lib.") else ""


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def requirement_names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~ ;]", text, maxsplit=1)[0].lower() for text in requirements}


def notebook(section) -> dict:
    return json.loads((ROOT / "notebooks" / section.notebook).read_text(encoding="utf-8"))


def cells(document: dict, kind: str) -> list[dict]:
    return [cell for cell in document["cells"] if cell["cell_type"] == kind]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def test_imports_point_one_way():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules()
        for line, name in imports(path)
        if layer(name)
        and layer(name) != layer(module_name(path))
        and layer(name) not in MAY_IMPORT[layer(module_name(path))]
    ]
    assert wrong == []


def test_each_heavy_library_has_one_layer():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules()
        for line, name in imports(path)
        if ONLY_IN.get(name.split(".")[0], layer(module_name(path))) != layer(module_name(path))
    ]
    assert wrong == []


def test_analysis_is_pure():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules("lib")
        for line, name in imports(path)
        if name.split(".")[0] in NOT_IN_ANALYSIS
    ]
    assert wrong == []


def test_only_inputs_reads_data_files():
    readers = re.compile(r"\b(read_csv|read_excel|load_workbook|DictReader)\(")
    wrong = [
        str(path.relative_to(ROOT))
        for path in modules()
        if readers.search(path.read_text(encoding="utf-8")) and layer(module_name(path)) in ("analysis", "report")
    ]
    assert wrong == []


def test_no_module_is_called_utils_and_nothing_is_left_over():
    left = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplementedError")
    assert [path.name for path in modules() if path.stem in ("utils", "misc", "common")] == []
    assert [path.name for path in modules() if left.search(path.read_text(encoding="utf-8"))] == []


def test_conda_and_pip_have_the_same_direct_dependencies():
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    conda = {line.strip().removeprefix("- ") for line in lines if re.match(r"  - [a-z]", line)}
    conda = {text for text in conda if not re.match(r"(python|pip)\b|conda-forge|nodefaults", text)}
    assert conda == set(PROJECT["project"]["dependencies"])


def test_every_dependency_is_pinned_with_hashes_and_no_address():
    pinned = set(re.findall(r"^([a-z0-9_.-]+)==", LOCK, re.M))
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = requirement_names([*PROJECT["project"]["dependencies"], *extras["build"], *extras["dask"]])
    assert wanted <= pinned
    assert not re.search(r"https?:|--(extra-)?index-url|--find-links|file:", LOCK)
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=[a-z0-9])", LOCK) if "==" in block)


def test_libraries_the_code_imports_are_declared():
    declared = {name.replace("-", "_") for name in requirement_names(PROJECT["project"]["dependencies"])}
    known = {"bs4": "beautifulsoup4", "zmq": "pyzmq"}
    # come with jupyterlab, nbconvert, papermill, pandas or matplotlib, whose interfaces speak of them
    together = {
        "nbclient",
        "nbformat",
        "jupyter_client",
        "traitlets",
        "IPython",
        "markupsafe",
        "mistune",
        "pygments",
        "numpy",
        "distributed",
        "lib",
    }
    imported = {name.split(".")[0] for path in modules() for _line, name in imports(path)}
    foreign = {known.get(name, name) for name in imported - set(sys.stdlib_module_names)}
    assert foreign - declared - together == set()


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
class TestNotebook:
    """A notebook tells what to show; how it is computed is in the library."""

    def test_it_is_thin(self, section):
        code = cells(notebook(section), "code")
        assert len(code) <= MOST_CELLS
        assert [source(cell) for cell in code if len(source(cell).splitlines()) > MOST_LINES] == []
        defined = [source(cell) for cell in code if re.search(r"^\s*(def|class|for|while|if) ", source(cell), re.M)]
        assert defined == []

    def test_it_takes_exactly_the_agreed_parameters_as_literals(self, section):
        tagged = [cell for cell in notebook(section)["cells"] if "parameters" in cell["metadata"].get("tags", [])]
        assert len(tagged) == 1
        lines = ast.parse(source(tagged[0])).body
        assert all(isinstance(line, ast.AnnAssign) and isinstance(line.value, ast.Constant) for line in lines)
        assert {line.target.id: line.annotation.id for line in lines} == PARAMETERS
        assert all("#" in text for text in source(tagged[0]).splitlines()), "each parameter says what it is"

    def test_it_is_saved_without_outputs_and_for_any_machine(self, section):
        document = notebook(section)
        assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells(document, "code"))
        assert document["metadata"]["kernelspec"]["name"] == "python3"
        assert "papermill" not in document["metadata"]

    def test_it_imports_only_the_library_and_reads_no_file(self, section):
        text = "\n".join(source(cell) for cell in cells(notebook(section), "code"))
        imported = re.findall(r"^(?:from|import) (\w+)", text, re.M)
        assert set(imported) <= {"lib"}
        assert not re.search(r"\b(open|read_csv|read_excel|Path)\(", text)

    def test_nobody_typed_a_number_into_its_prose(self, section):
        prose = "\n".join(source(cell) for cell in cells(notebook(section), "markdown"))
        prose = re.sub(r"\bPP 0093\b|\btipo [12]\b|\b[A-Z]{2,3}\.\d\d(\.\d\d)*\b", "", prose)
        assert re.findall(r"\S*\d\S*", prose) == []

    def test_it_starts_with_its_title(self, section):
        first = notebook(section)["cells"][0]
        assert first["cell_type"] == "markdown" and source(first).startswith("# ")


def commands(pattern: str) -> list[tuple[str, str]]:
    return [
        (path.name, found)
        for path in DOCUMENTS
        for found in re.findall(pattern, path.read_text(encoding="utf-8"), re.M)
    ]


def test_every_make_target_of_the_documents_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert {"report", "test", "lab", "check", "lint", "bench"} <= targets
    wrong = [(name, found) for name, found in commands(r"(?:^|`)make ([a-z]+)") if found not in targets]
    assert wrong == []


def test_every_run_all_command_of_the_documents_is_understood():
    found = commands(r"python run_all\.py((?: +-{2}[a-z-]+| +[\w,./-]+)*)")
    assert found
    for _name, arguments in found:
        words = arguments.split()
        if "--help" not in words and "--matrix" not in words:
            parse(words)


def test_every_lib_command_of_the_documents_exists():
    from lib.__main__ import COMMANDS

    found = commands(r"python -m lib ([a-z-]+)")
    assert {command for _name, command in found} >= {"check", "new-year", "compare", "verify", "review"}
    assert [(name, command) for name, command in found if command not in COMMANDS] == []


def test_files_the_documents_name_exist():
    named = commands(r"`((?:lib|notebooks|data/reference|tests|docs|benchmarks)/[\w./-]*\w)`")
    missing = [(name, path) for name, path in named if not (ROOT / path).exists()]
    assert missing == []


def test_no_machine_path_and_no_registry_address():
    pattern = re.compile("(/" + "work/|/" + "root/|/" + "home/\\w)|" + r"https?://[^ )\"]*(simple/|/pypi|index-url)")
    folders = ("lib", "tests", "notebooks", "benchmarks", "data")
    files = [
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    files += [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    wrong = [
        str(path.relative_to(ROOT))
        for path in files
        if pattern.search(path.read_bytes().decode("utf-8", errors="ignore"))
        and path.name not in ("test_project.py", "warns.ipynb")
    ]
    assert wrong == []
