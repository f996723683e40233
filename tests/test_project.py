"""The project as a whole: three trees, dependencies, readable notebooks, and commands that the documents promise."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name

import pytest

from engine.run.arguments import parse
from engine.run.execution import PARAMETERS
from lib.declarations import SCHEMA
from lib.suite import SUITE

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [*(path for path in sorted(ROOT.glob("*.md")) if path.name != "CHANGELOG.md"), ROOT / "docs" / "recetas.md"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
TREES = ("engine", "lib")
MAY_IMPORT = {"engine": ("engine",), "lib": ("engine", "lib")}
# Which room a heavy library is for.
ONLY_IN = {
    "papermill": "engine.run", "nbconvert": "engine", "nbclient": "engine.run", "nbformat": "engine.run",
    "jupyter_client": "engine.run", "openpyxl": "engine.inputs", "xlsxwriter": "engine",
}  # fmt: skip
# The calculations: tables in, tables out.
PURE = ("progress", "results", "objective_gaps", "services", "pp0093_coverage", "pp0093_budget", "rating", "summary",
        "trend", "firmness")  # fmt: skip
NOT_IN_CALCULATIONS = {"pathlib", "os", "io", "csv", "time", "datetime", "random", "json", "tomllib"}
MOST_CELLS, MOST_LINES, LEAST_LINES_IN_ALL = 22, 22, 400
MOST_LINES_OF_A_MODULE = 400
# Beyond that a part writes what a library has, or a capability costs more than it is worth.
MOST_LINES_OF_A_TREE = {"lib": 7_500, "engine": 12_000}
MOST_LINES_OF_THE_RUNNER, MOST_LINES_OF_ITS_MODULES = 1_500, 250
NOTEBOOKS = [*(section.notebook for section in SUITE.sections), "inicio.ipynb"]


def modules(*folders: str) -> list[Path]:
    found = (path for folder in folders or TREES for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "__pycache__" not in path.parts)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of every import of a module, those inside functions included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, str(node.module)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def requirement_names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~ ;]", text, maxsplit=1)[0].lower() for text in requirements}


def notebook(name: str) -> dict:
    return json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))


def cells(document: dict, kind: str) -> list[dict]:
    return [cell for cell in document["cells"] if cell["cell_type"] == kind]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def code_lines(document: dict) -> int:
    return sum(bool(line.strip()) for cell in cells(document, "code") for line in source(cell).splitlines())


def test_imports_point_one_way():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules()
        for line, name in imports(path)
        if (tree := name.split(".")[0]) in (*TREES, "notebooks")
        and tree not in MAY_IMPORT[module_name(path).split(".")[0]]
    ]
    assert wrong == []


def policy_words() -> set[str]:
    """What no machinery may name: sections, tables' rows, codes of indicators and products, policy and ministry."""
    names = {section.name for section in SUITE.sections} - {"services", "summary"}
    codes = {"IOP.", "OP.0", "P1", "P2", "P3", "P4"}
    return names | codes | {"PNDI", "PP 0093", "pp0093", "PRODUCE", "Ministerio de la Producción", "CEPLAN", "CITE"}


def test_the_machinery_knows_no_policy():
    named = re.compile("|".join(rf"(?<![\w.-]){re.escape(word)}" for word in sorted(policy_words())))
    texts = [*modules("engine"), *(ROOT / "engine").rglob("*.j2"), *(ROOT / "engine").rglob("*.js")]
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in texts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if named.search(line)
    ]
    assert wrong == []
    assert SCHEMA.tables, "and what it must know is declared in lib"


def test_each_heavy_library_has_one_room():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules()
        for line, name in imports(path)
        if (room := ONLY_IN.get(name.split(".")[0])) and not module_name(path).startswith(room)
    ]
    assert wrong == []


def test_calculations_are_pure():
    wrong = [
        f"lib/{name}.py:{line} imports {imported}"
        for name in PURE
        for line, imported in imports(ROOT / "lib" / f"{name}.py")
        if imported.split(".")[0] in NOT_IN_CALCULATIONS
    ]
    assert wrong == []


def test_modules_and_trees_are_small_enough_to_read():
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert [str(path.relative_to(ROOT)) for path, count in lines.items() if count > MOST_LINES_OF_A_MODULE] == []
    for tree, most in MOST_LINES_OF_A_TREE.items():
        assert sum(count for path, count in lines.items() if path.is_relative_to(ROOT / tree)) <= most


def test_the_runner_is_made_of_standard_parts_and_little_else():
    lines = [len(path.read_text(encoding="utf-8").splitlines()) for path in modules("engine/run")]
    assert max(lines) <= MOST_LINES_OF_ITS_MODULES and sum(lines) <= MOST_LINES_OF_THE_RUNNER


def test_no_module_is_called_utils_and_nothing_is_left_over():
    left = re.compile(r"\b(TODO|FIXME|XXX)\b")
    assert [path.name for path in modules() if path.stem in ("utils", "misc", "common")] == []
    assert [path.name for path in modules() if left.search(path.read_text(encoding="utf-8"))] == []


def test_conda_and_pip_have_the_same_direct_dependencies():
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    conda = {line.strip().removeprefix("- ") for line in lines if re.match(r"  - [a-z]", line)}
    conda = {text.removeprefix("python-") for text in conda}  # python-duckdb, which conda calls so
    conda = {text for text in conda if not re.match(r"(python|pip)\b|conda-forge|nodefaults", text)}
    project = PROJECT["project"]
    assert conda == {*project["dependencies"], *project["optional-dependencies"]["test"]}


def test_every_dependency_is_pinned_with_hashes_and_no_address():
    pinned = set(re.findall(r"^([a-z0-9_.-]+)==", LOCK, re.M))
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = requirement_names(
        [*PROJECT["project"]["dependencies"], *extras["build"], *extras["dask"], *extras["test"]]
    )
    assert wanted <= pinned
    assert not re.search(r"https?:|--(extra-)?index-url|--find-links|file:", LOCK)
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=[a-z0-9])", LOCK) if "==" in block)


def test_libraries_the_code_imports_are_declared():
    """What is imported is a dependency of its own, also when another one brings it; nothing for tests is among them."""
    extras = PROJECT["project"]["optional-dependencies"]
    declared = {name.replace("-", "_") for name in requirement_names(PROJECT["project"]["dependencies"])}
    known = {"zmq": "pyzmq", "IPython": "ipython", "distributed": "dask"}
    imported = {name.split(".")[0] for path in modules() for _line, name in imports(path)} - set(TREES)
    foreign = {known.get(name, name) for name in imported - set(sys.stdlib_module_names)}
    assert foreign - declared == requirement_names(extras["dask"])
    assert declared & requirement_names(extras["test"]) == set()


@pytest.mark.parametrize("name", NOTEBOOKS)
class TestNotebook:
    """A notebook is the analysis: frames from named functions, shown with captions and columns in the cell."""

    def test_its_cells_can_be_read(self, name):
        code = cells(notebook(name), "code")
        assert len(code) <= MOST_CELLS
        assert [source(cell) for cell in code if len(source(cell).splitlines()) > MOST_LINES] == []
        defined = [source(cell) for cell in code if re.search(r"^\s*(def|class|for|while|if|try) ", source(cell), re.M)]
        assert defined == []

    def test_it_takes_exactly_the_agreed_parameters_as_literals(self, name):
        tagged = [cell for cell in notebook(name)["cells"] if "parameters" in cell["metadata"].get("tags", [])]
        assert len(tagged) == 1
        lines = ast.parse(source(tagged[0])).body
        assert all(isinstance(line, ast.AnnAssign) and isinstance(line.value, ast.Constant) for line in lines)
        assert {line.target.id: line.annotation.id for line in lines} == PARAMETERS
        assert all("#" in text for text in source(tagged[0]).splitlines()), "each parameter says what it is"

    def test_it_is_for_any_machine(self, name):
        document = notebook(name)
        assert document["metadata"]["kernelspec"]["name"] == "python3"
        assert "papermill" not in document["metadata"]

    def test_it_imports_only_the_library_and_pandas_and_reads_no_file(self, name):
        text = "\n".join(source(cell) for cell in cells(notebook(name), "code"))
        imported = re.findall(r"^(?:from|import) (\w+)", text, re.M)
        assert set(imported) <= {"lib", "pandas", "matplotlib", "seaborn"}
        assert not re.search(r"\b(open|read_csv|read_excel|Path)\(", text)

    def test_nobody_typed_a_number_into_its_prose(self, name):
        prose = "\n".join(source(cell) for cell in cells(notebook(name), "markdown"))
        prose = re.sub(r"\bPP 0093\b|\btipo [12]\b|\b[A-Z]{2,3}\.\d\d(\.\d\d)*\b", "", prose)
        assert re.findall(r"\S*\d\S*", prose) == []

    def test_it_starts_with_its_title(self, name):
        first = notebook(name)["cells"][0]
        assert first["cell_type"] == "markdown" and source(first).startswith("# ")

    def test_every_table_chart_and_sentence_takes_a_frame(self, name):
        """No string key reaches a registry: what is shown is a variable of the notebook."""
        code = "\n".join(source(cell) for cell in cells(notebook(name), "code"))
        calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
        words = {"show": 0, "chart": 1}
        for call in calls:
            if isinstance(call.func, ast.Name) and call.func.id in words:
                assert not isinstance(call.args[words[call.func.id]], ast.Constant)


def test_the_notebooks_show_the_analysis():
    assert sum(code_lines(notebook(section.notebook)) for section in SUITE.sections) >= LEAST_LINES_IN_ALL


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
            parse(SUITE, words)


def test_every_lib_command_of_the_documents_exists():
    from lib.__main__ import COMMANDS

    found = commands(r"python -m lib ([a-z-]+)")
    assert {command for _name, command in found} >= {"check", "new-year", "compare", "verify", "review"}
    assert [(name, command) for name, command in found if command not in COMMANDS] == []


def test_files_the_documents_name_exist():
    """In backticks, in the data folder also from there, and in links; a year to come is not there yet."""
    named = commands(r"`((?:lib|engine|notebooks|(?:data/)?reference|data/2024|tests|docs|benchmarks)/[\w./-]*\w)`")
    named += commands(r"`(data/[a-z][\w./-]*|\w+\.(?:ipynb|md))`") + commands(r"\]\(([\w./-]+)\)")
    assert len(named) > 80
    folders = (ROOT, ROOT / "data", ROOT / "notebooks")
    assert [(name, path) for name, path in named if not any((folder / path).exists() for folder in folders)] == []


def test_modules_and_functions_the_documents_name_exist():
    wrong = []
    for name, dotted in commands(r"(?:`|python -m )((?:lib|engine|benchmarks)(?:\.\w+)+)"):
        try:
            resolve_name(dotted)
        except (ImportError, AttributeError):
            wrong.append((name, dotted))
    assert wrong == []


def test_no_machine_path_and_no_registry_address():
    pattern = re.compile("(/" + "work/|/" + "root/|/" + "home/\\w)|" + r"https?://[^ )\"]*(simple/|/pypi|index-url)")
    folders = (*TREES, "tests", "notebooks", "benchmarks", "data")
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
