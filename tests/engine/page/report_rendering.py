"""Pages made in this process from the notebooks, without kernels, so that tests can look at the real thing quickly."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat.v4 import new_output

from engine.inputs.loading import load_year
from engine.inputs.year_data import YearData
from engine.page import export, page
from lib.declarations import SCHEMA
from lib.suite import NOTEBOOKS_DIR, SECTIONS

MADE_WITH = ("Python 3", "pandas 3")


def links() -> list[export.PageLink]:
    """The way to every page."""
    return [export.PageLink(section.name, section.title, section.page) for section in SECTIONS]


def exporter() -> TemplateExporter:
    """The exporter with the report's template and filters."""
    return TemplateExporter(
        template_name=export.TEMPLATE_NAME,
        extra_template_basedirs=[str(export.TEMPLATES)],
        template_file="index.html.j2",
        filters=export.FILTERS,
    )


def render(notebook: nbformat.NotebookNode, section: str, data: YearData, name: str = "x.ipynb") -> str:
    """The page of a notebook that has its outputs."""
    context = export.page_context(section, links(), data, name, MADE_WITH)
    return exporter().from_notebook_node(notebook, resources={"report": context})[0]


def render_all(year: int, data_dir: str | Path = "") -> dict[str, str]:
    """Every page and the single file, by file name."""
    data = load_year(SCHEMA, year, data_dir)
    pages = {section.page: _run(section, data, data_dir) for section in SECTIONS}
    finished = [(link, pages[link.href]) for link in links()]
    return pages | {f"report-{year}.html": export.single_file(finished, data, MADE_WITH)}


def _run(section: object, data: YearData, data_dir: str | Path) -> str:
    notebook = nbformat.read(NOTEBOOKS_DIR / section.notebook, as_version=4)
    shown, names, display = [], {}, page._display
    page._display = lambda markup, role="": shown.append(_output(str(markup), role)) if markup else None
    try:
        for cell in notebook.cells:
            tags = cell.metadata.get("tags", [])
            if cell.cell_type == "code" and "explorar" not in tags:
                exec(cell.source, names)
                names |= {"year": data.year, "data_dir": str(data_dir)} if "parameters" in tags else {}
                cell.outputs, shown = list(shown), shown.clear() or shown
    finally:
        page._display = display
    return render(notebook, section.name, data, section.notebook)


def _output(html: str, role: str) -> nbformat.NotebookNode:
    return new_output("display_data", {"text/html": html}, metadata={"report": role} if role else {})
