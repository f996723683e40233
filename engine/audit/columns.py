"""Whether each figure of a table stands under the header of its own column.

A header says what the figures below it are: its text, without the unit in `<small>`, is the label registered for them.
A table that uses another word names the registered label in `data-label`; where a column holds figures of several labels,
`data-label` lists them, separated by `;`. In a column of texts (`data-texto`) the words around a figure say what it is. The tables are those of the page's own template, which writes every tag out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from engine.audit.page_reader import flat
from engine.figures import Register

_TABLE = re.compile(r"<table\b([^>]*)>(.*?)</table>", re.S)
_ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.S)
_CELL = re.compile(r"<(t[hd])\b([^>]*)>(.*?)</t[hd]>", re.S)
_SMALL_OR_TAG = re.compile(r"<small\b.*?</small>|<[^>]*>", re.S)


def misplaced(html: str, figures: Register) -> Iterator[tuple[str, str]]:
    """Figures that stand under a header that is not theirs: the id of each, and what is wrong.

    Args:
        html: The page.
        figures: The register, with the label of each figure.
    """
    for attributes, content in _TABLE.findall(html):
        head, _end, body = content.partition("</thead>")
        headers = [
            (_text(inside), _attribute("data-label", own), "data-texto" in own) for _tag, own, inside in _cells(head)
        ]
        for row in _ROW.findall(body):
            for (shown, declared, texts), (tag, _own, inside) in zip(headers, _cells(f"<tr>{row}</tr>"), strict=False):
                labels = [flat(label) for label in declared.split(";")] if declared else [shown]
                for ident in _ids(inside) if tag == "td" and not texts else ():
                    label = flat(figures[ident].label) if ident in figures else ""
                    if label and label not in labels:
                        place = f"en la tabla {_attribute('id', attributes)}"
                        yield ident, f"la figura «{ident}» es «{label}» y está bajo «{shown}», {place}"


def _cells(rows: str) -> list[tuple[str, str, str]]:
    """Tag, attributes and content of the cells of the last row, each as often as the columns it spans."""
    last = _ROW.findall(rows)[-1:]
    cells = [cell for row in last for cell in _CELL.findall(row)]
    return [cell for cell in cells for _column in range(int(_attribute("colspan", cell[1]) or 1))]


def _attribute(name: str, attributes: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', attributes)
    return unescape(found[1]) if found else ""


def _text(html: str) -> str:
    return flat(unescape(_SMALL_OR_TAG.sub("", html)))


def _ids(html: str) -> list[str]:
    return [unescape(ident) for ident in re.findall(r'\bdata-figure="([^"]*)"', html)]
