"""An executed notebook as the page readers get. The look is the report's template; here only nbconvert."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets.config import Config

from engine.page import export as report

HIDDEN_CELLS = {"parameters", "injected-parameters", "explorar"}


@cache
def exporter() -> TemplateExporter:
    """The exporter of all pages; making it once saves reading the template for each."""
    settings = Config()
    settings.TagRemovePreprocessor.enabled = True
    settings.TagRemovePreprocessor.remove_cell_tags = HIDDEN_CELLS
    made = TemplateExporter(
        config=settings, template_name=report.TEMPLATE_NAME, extra_template_basedirs=[str(report.TEMPLATES)],
        template_file="index.html.j2", filters=report.FILTERS,
        default_preprocessors=[], preprocessors=["nbconvert.preprocessors.TagRemovePreprocessor"],
    )  # fmt: skip
    made.template  # noqa: B018 - read and compiled here, once
    return made


def page_html(notebook: nbformat.NotebookNode, context: dict[str, Any]) -> str:
    """The page of an executed notebook.

    Args:
        notebook: Executed notebook.
        context: What the template shows beside the notebook, from `engine.page.export.page_context`.
    """
    body, _resources = exporter().from_notebook_node(notebook, {"report": context})
    return body


def export_page(notebook: Path, page: Path, context: dict[str, Any]) -> None:
    """Write the page of an executed notebook."""
    document = nbformat.read(notebook, as_version=4)
    page.write_text(page_html(document, context), encoding="utf-8", newline="\n")
