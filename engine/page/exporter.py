"""An executed notebook as a page, by nbconvert with the report's template."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache
from typing import Any

from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets.config import Config

from engine.page import export

_HIDDEN_CELLS = {"parameters", "injected-parameters"}
_exporting = threading.Lock()  # one exporter makes all pages


def page_html(notebook: Any, context: Mapping[str, Any]) -> str:
    """The page of an executed notebook, with its context from `engine.page.export.page_context`."""
    with _exporting:
        body, _resources = exporter().from_notebook_node(notebook, {"report": context})
    return str(body)


@cache
def exporter() -> TemplateExporter:
    """The exporter of all pages; making it once saves reading and compiling the template for each."""
    made = TemplateExporter(
        config=Config(TagRemovePreprocessor={"enabled": True, "remove_cell_tags": _HIDDEN_CELLS}),
        template_name=export.TEMPLATE_NAME, extra_template_basedirs=[str(export.TEMPLATES)],
        template_file="index.html.j2", filters=export.FILTERS,
        default_preprocessors=[], preprocessors=["nbconvert.preprocessors.TagRemovePreprocessor"],
    )  # fmt: skip
    made.template  # noqa: B018 - read and compiled here, once
    return made
