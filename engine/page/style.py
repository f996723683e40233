"""Style sheets, and what a page says first of its data."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup

TEMPLATES = Path(__file__).with_name("templates")
_REPORT = TEMPLATES / "report"


@lru_cache
def page_style() -> Markup:
    """Style sheet of a page."""
    return Markup("".join(_compact(_read(name)) for name in ("pieces.css", "page.css", "code.css")))


@lru_cache
def page_policy() -> str:
    """Content-Security-Policy of a page: it loads nothing, and runs only the script it came with, known by its hash."""
    digest = b64encode(sha256(page_script().encode()).digest()).decode()
    own = f"script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:"
    return f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"


@lru_cache
def page_script() -> Markup:
    """Script of a page: sorting, filtering, downloads, search; without indents."""
    return Markup(re.sub(r"\n\s*", "\n", _read("page.js")))


_DARK = re.compile(r"@media screen and \(prefers-color-scheme: dark\)\s*\{\s*\.pndi (\{[^}]*\})\s*\}")


def notebook_style() -> Markup:
    """Style block that makes tables and charts look right inside JupyterLab, dark where its theme is dark."""
    css = _DARK.sub(r'[data-jp-theme-light="false"] .pndi \1', _read("pieces.css")) + _read("notebook.css")
    return Markup('<style class="pndi-estilo">{}</style>').format(Markup(_compact(css)))


def banners(data: Any) -> Markup:
    """What every page says first of a year: that its data are made up, that they are not complete."""
    made_up = "Datos sintéticos: esta página es una prueba y no describe ninguna política real."
    told = filter(None, (made_up if data.synthetic else "", data.schema.draft(data)))
    return Markup("").join(Markup('<p class="aviso" role="note">{}</p>').format(text) for text in told)


def _read(name: str) -> str:
    return (_REPORT / name).read_text(encoding="utf-8")


def _compact(css: str) -> str:
    """A style sheet without comments and line breaks."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").strip()
