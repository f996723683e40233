"""From an executed notebook to a page: filters and context of the nbconvert template, and the single-file report.

nbconvert makes a page, with the result of `page_context` and the filters below; the rest is plain functions.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import jinja2
import mistune
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from engine.audit.manifest import MadeFrom, meta_elements
from engine.page import style
from engine.page.html import slug
from engine.suite import Section, Texts

if TYPE_CHECKING:  # the processes that only make pages need not load pandas
    from nbconvert.exporters.templateexporter import TemplateExporter

    from engine.inputs.year_data import YearData

TEMPLATES = style.TEMPLATES
_REPORT = TEMPLATES / "report"
TEMPLATE_NAME = "report"
HIDDEN_TAGS = {"parameters", "injected-parameters", "explorar", "remove"}
WHOLE_REPORT = "all"
_MESSAGES = ('<h3 class="lema"', '<h2 class="veredicto"')  # of a chart, of a page: headings that the contents leave out
_ONCE = ("style", "banner")  # what every page has already
_LANG = "es-PE"
_HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.S)
_CONTENT = re.compile(r"<!-- contenido -->(.*)<!-- /contenido -->", re.S)
_PASSAGE = re.compile(r"<p(?![^>]*hidden)(?=[ >]).*?</p>|<li>(?!<code).*?</li>", re.S)
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_ACRONYM = re.compile(r"\b[A-Z]{3,}\b")
_GLOSSARY = re.compile(r'<details class="glosa">.*?<dl>(.*?)</dl>', re.S)
_ID = re.compile(r' id="([^"]+)"')
_REFERENCE = re.compile(r'( id="| href="#| aria-labelledby="|url\(#)([^")]+)')
_UNCOLOURED = re.compile(r'<span class="(?:n|nn|o|p|w)">([^<]*)</span>')  # names, operators, punctuation
_PLACE = re.compile(r'<a class="lugar" href="([^"#]+)[^>]*>(.*?)</a>')  # of a passage, on a page that may not be made
_TITLE = re.compile(r"<h1.*?</h1>", re.S)
_exporting = threading.Lock()  # one exporter makes all pages


Entry = tuple[str, str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Outline:
    """Body of a page with its headings in order."""

    title: str  # of the report on its first page, else of the section
    html: Markup  # body without that h1, every heading with an id and no level skipped
    contents: list[Entry]  # its headings, for the table of contents


def page_context(
    section: Section,
    sections: Sequence[Section],
    data: YearData,
    texts: Texts,
    made_with: Iterable[str] = (),
    made: MadeFrom | None = None,
) -> dict[str, object]:
    """What the template needs for the page of a section, one of the `sections` of the report.

    `made_with` are the programs and versions of the footer, `made` is what the report is made from, for who verifies the page:
    the data alone when None.
    """
    position = sections.index(section)
    return {
        **_frame_of(section.name, data, texts, [section.notebook], made_with, made),
        "title": section.title,
        "headline": texts.headline.format(year=data.year) if position == 0 else "",
        "description": f"{section.title}. {texts.publication.format(year=data.year)}.",
        "sections": list(sections),
        "previous": sections[position - 1] if position else None,
        "next": sections[position + 1] if position + 1 < len(sections) else None,
        "banner": style.banners(data),
    }


def _frame_of(
    section: str,
    data: YearData,
    texts: Texts,
    notebooks: Iterable[str],
    made_with: Iterable[str],
    made: MadeFrom | None,
) -> dict[str, object]:
    """What stands around the content of any page."""
    from engine.page.provenance import document_titles  # loads pandas: only where there are data

    publication = texts.publication.format(year=data.year)
    metas = meta_elements(made or MadeFrom(data.year, data.hashes), section)
    return {
        "lang": _LANG,
        "year": data.year,
        "section": section,
        "publication": publication,
        "description": publication,
        "policy": texts.subject,
        "acronyms": dict(texts.acronyms),
        "colophon": [*texts.colophon.items(), *_date_of(data)],
        "metas": [(name, content) for name, contents_of in metas.items() for content in contents_of],
        "csp": style.page_policy(),
        "css": style.page_style(),
        "script": style.page_script(),
        "documents": sorted({title for sidecar in data.sidecars.values() for title in document_titles(sidecar)}),
        "notebooks": list(notebooks),
        "made_with": list(made_with),
        "files": sorted(data.hashes),
        "corrections": [
            (f"{item.table}, {item.key}, {item.column}: «{item.old}» → «{item.new}» ({item.date}).", item.reason)
            for item in data.corrections
        ],
        "downloads": [
            (f"tables-{data.year}.xlsx", "Libro con las tablas y su comprobación"),
            (f"report-{data.year}.html", "Todo en un archivo, para imprimir o guardar como PDF"),
            ("figures.csv", "Todas las cifras, con su origen (CSV)"),
        ],
    }


def _date_of(data: YearData) -> list[tuple[str, str]]:
    """The date of the newest source of the year, as its sidecar says it."""
    yearly = (sidecar for name, sidecar in data.sidecars.items() if data.schema.tables[name].yearly)
    dates = [date for sidecar in yearly if _DATE.fullmatch(date := str(sidecar.get("fecha", "")))]
    return [("Fecha de los datos", max(dates))] if dates else []


def page_html(notebook: Any, context: Mapping[str, Any]) -> str:
    """The page of an executed notebook, with its context from `page_context`."""
    with _exporting:
        body, _resources = exporter().from_notebook_node(notebook, {"report": context})
    return str(body)


@cache
def exporter() -> TemplateExporter:
    """The exporter of all pages; making it once saves reading and compiling the template for each."""
    from nbconvert.exporters.templateexporter import TemplateExporter  # heavy: the single file needs none

    made = TemplateExporter(
        template_name=TEMPLATE_NAME, extra_template_basedirs=[str(TEMPLATES)], template_file="index.html.j2",
        filters=FILTERS, default_preprocessors=[],
    )  # fmt: skip
    made.template  # noqa: B018 - read and compiled here, once
    return made


def outline(body: str, report: Mapping[str, Any]) -> Outline:
    """Number no heading by hand: ids, order and table of contents come from the finished body of a page of that context."""
    title = str(report["headline"] or report["title"])  # as the links to it say; the notebook's own is for analysts
    body = _TITLE.sub("", body, count=1)
    entries: list[tuple[int, str, str]] = []
    html = _HEADING.sub(lambda found: _heading(found, str(report["section"]), entries), body)
    known = {each.page for each in report["sections"]}
    html = _PLACE.sub(lambda link: link[0] if link[1] in known else link[2], html)
    html = str(report.get("banner", "")) + expanded(html, report["acronyms"])
    return Outline(title, Markup(html), contents(entries))


def expanded(html: str, acronyms: Mapping[str, str]) -> str:
    """Some HTML where the first use of each acronym in a paragraph or list says what it stands for, unless its words do."""
    waiting = dict(acronyms)

    def passage(found: re.Match[str]) -> str:
        said = Markup(found[0]).striptags().casefold()

        def first(acronym: re.Match[str]) -> str:
            title = waiting.pop(acronym[0], "")
            told = not title or title.casefold() in said
            return acronym[0] if told else f'<abbr title="{title}">{acronym[0]}</abbr>'

        parts = re.split(r"(<[^>]*>)", found[0])
        return "".join(part if part.startswith("<") else _ACRONYM.sub(first, part) for part in parts)

    return _PASSAGE.sub(passage, html)


def contents(entries: Sequence[tuple[int, str, str]]) -> list[Entry]:
    """Headings (level, id, text) of the two upper levels as the table of contents lists them: id, text, and those below."""
    top = min((level for level, _ident, _text in entries), default=0)
    listed: list[Entry] = []
    for level, ident, text in entries:
        if level == top:
            listed.append((ident, text, []))
        elif level == top + 1 and listed:
            listed[-1][2].append((ident, text))
    return listed


def markdown(source: str) -> Markup:
    """A Markdown cell, translated, as HTML; raw HTML in it is shown as text."""
    return Markup(_markdown(source))


def code(source: str) -> Markup:
    """Python source, highlighted with classes."""
    marked = highlight(source.strip(), PythonLexer(), HtmlFormatter(nowrap=True)).rstrip()
    return Markup(_UNCOLOURED.sub(r"\1", marked))


def shown(cell: Mapping[str, Any]) -> bool:
    """Whether a cell appears in the page; parameters do not, the page says its year itself."""
    return not HIDDEN_TAGS & set(cell["metadata"].get("tags", []))


def output(item: Mapping[str, Any]) -> Markup:
    """One output of a cell as HTML; error output never reaches a reader, nor what the page already has."""
    if item["output_type"] == "stream":
        text = item["text"] if item["name"] == "stdout" else ""
        return Markup('<div class="salida"><pre>{}</pre></div>\n').format(text) if text.strip() else Markup("")
    if (
        item["output_type"] not in ("display_data", "execute_result")
        or item["metadata"].get("report", {}).get("role") in _ONCE
    ):
        return Markup("")
    return _rich(item["data"], item["metadata"])


def single_file(
    pages: Sequence[tuple[Section, str]],
    data: YearData,
    texts: Texts,
    made_with: Iterable[str] = (),
    made: MadeFrom | None = None,
) -> str:
    """All pages, finished and in order, in one file with one table of contents; the rest as for `page_context`."""
    anchors = {section.page: f"#{section.name}" for section, _html in pages}
    taken: set[str] = set()
    parts = [
        _with_own_ids(_demoted(_volume(section, html, section is pages[0][0]), anchors), section.name, taken)
        for section, html in pages
    ]
    parts.append(_appendix("".join(parts), texts.acronyms))
    entries = [
        (int(level), ident, Markup(text).striptags())
        for part in parts
        for level, ident, text in re.findall(r'<h([23]) id="([^"]+)">(.*?)</h\1>', part, re.S)
    ]
    notebooks = sorted({name for _section, html in pages for name in re.findall(r"<code>([^<]+\.ipynb)</code>", html)})
    banner = style.banners(data)
    body = Outline(
        texts.headline.format(year=data.year), banner + Markup("\n").join(map(Markup, parts)), contents(entries)
    )
    around = jinja2.Environment(loader=jinja2.FileSystemLoader(_REPORT), autoescape=False)
    around.filters.update(FILTERS)
    return around.get_template("page.html.j2").render(
        report=_frame_of(WHOLE_REPORT, data, texts, notebooks, made_with, made), body=body
    )


def _appendix(html: str, acronyms: Mapping[str, str]) -> str:
    """The last pages of the single file: every column's definition once, and the acronyms that the report uses."""
    defined = dict.fromkeys(re.findall(r"<dt>.*?</dd>", "".join(_GLOSSARY.findall(html)), re.S))
    used = set(_ACRONYM.findall(html))
    known = [f"<dt>{name}</dt><dd>{text}</dd>" for name, text in acronyms.items() if name in used]
    lists = "".join(
        f'<h3 id="anexo-{ident}">{title}</h3><dl class="siglas">{"".join(items)}</dl>\n'
        for ident, title, items in (("siglas", "Siglas", known), ("columnas", "Qué significa cada columna", defined))
        if items
    )
    title = '<div class="portada"><h2 id="anexo">Anexo: siglas y definiciones</h2></div>'
    return f'<section class="tomo" aria-labelledby="anexo">{title}\n{lists}</section>'


def _heading(found: re.Match[str], section: str, entries: list[tuple[int, str, str]]) -> str:
    text = found.group(2)
    if found.group(0).startswith(_MESSAGES):
        return found.group(0)
    plain = Markup(text).striptags()
    level = min(max(int(found.group(1)), 2), entries[-1][0] + 1 if entries else 2)
    ident = _unique(slug(section, plain[:48]), {known for _level, known, _text in entries})
    entries.append((level, ident, plain))
    return f'<h{level} id="{ident}">{text}</h{level}>'


def _unique(ident: str, taken: set[str]) -> str:
    tried, number = ident, 2
    while tried in taken:
        tried, number = f"{ident}-{number}", number + 1
    return tried


def _rich(data: Mapping[str, str], metadata: Mapping[str, Any]) -> Markup:
    if "text/html" in data:
        html = Markup("".join(data["text/html"]))
        return html + Markup("\n") if metadata.get("report") else _plain(html)
    if "image/png" in data:
        alt = metadata.get("alt") or metadata.get("image/png", {}).get("alt", "")
        return _plain(Markup('<img alt="{}" src="data:image/png;base64,{}">').format(alt, data["image/png"].strip()))
    if "image/svg+xml" in data:
        return _plain(Markup("".join(data["image/svg+xml"])))
    return _plain(Markup("<pre>{}</pre>").format("".join(data.get("text/plain", "")))) if data else Markup("")


def _plain(html: Markup) -> Markup:
    return Markup('<div class="salida">{}</div>\n').format(html)


def _volume(section: Section, html: str, first: bool) -> str:
    body = _CONTENT.findall(html)[0].strip()
    title = _TITLE.findall(html)[0] if not first else f'<h1 id="{section.name}">{escape(section.title)}</h1>'
    opening = f'<section class="tomo" aria-labelledby="{section.name}">'
    return f'{opening}<div class="portada">{title}</div>\n{body}\n</section>'


def _with_own_ids(html: str, name: str, taken: set[str]) -> str:
    """Rename the ids an earlier page already has, for example of a chart shown in two of them."""
    found = set(_ID.findall(html))
    repeated = found & taken
    taken |= {f"{ident}-{name}" if ident in repeated else ident for ident in found}
    return _REFERENCE.sub(lambda tag: f"{tag[1]}{tag[2]}-{name}" if tag[2] in repeated else tag[0], html)


def _demoted(html: str, anchors: Mapping[str, str]) -> str:
    html = re.sub(r"<(/?)h([1-5])\b", lambda tag: f"<{tag[1]}h{int(tag[2]) + 1}", html)
    return re.sub(r'href="([^"#]+)(#[^"]+)?"', lambda link: _anchor(link, anchors), html)


def _anchor(link: re.Match[str], anchors: Mapping[str, str]) -> str:
    return f'href="{link[2] or anchors[link[1]]}"' if link[1] in anchors else link[0]


_markdown = mistune.create_markdown(escape=True, plugins=["table"])

FILTERS = {
    "report_markdown": markdown,
    "report_code": code,
    "report_shown": shown,
    "report_output": output,
    "report_outline": outline,
}
