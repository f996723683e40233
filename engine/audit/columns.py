"""Whether each figure of a table stands under the header of its own column.

A header says what the figures below it are: its text, without the unit in `<small>`, is the label registered for them.
A table that uses another word names the registered label in `data-label`; where the columns of a table hold figures of
several labels, `data-label` lists them, separated by `;`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from engine.audit.page_reader import flat
from engine.figures import Register


@dataclass
class _Cell:
    """A cell with its text and the figures in it."""

    header: bool
    span: int
    declared: str | None
    text: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        """Of a header, the labels it stands for."""
        return [flat(label) for label in (self.declared or "".join(self.text)).split(";" if self.declared else "\0")]


@dataclass
class _Table:
    """Rows of a table; the last one of its head names the columns."""

    name: str
    head: list[_Cell] = field(default_factory=list)
    rows: list[list[_Cell]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._in_head = False
        self._row: list[_Cell] | None = None
        self._cell: _Cell | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._open.append(_Table(given.get("id", "")))
            self.tables.append(self._open[-1])
        elif tag in ("thead", "tbody"):
            self._in_head = tag == "thead"
        elif tag == "tr" and self._open:
            self._row = []
        elif tag in ("td", "th") and self._row is not None:
            span = given.get("colspan", "1")
            self._cell = _Cell(tag == "th", int(span) if span.isdigit() else 1, given.get("data-label"))
            self._row.append(self._cell)
        elif self._cell is not None:
            self._silent += tag == "small"
            if "data-figure" in given:
                self._cell.figures.append(given["data-figure"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self._open:
            self._open.pop()
        elif tag == "tr" and self._row is not None and self._open:
            if self._in_head:
                self._open[-1].head = self._row
            else:
                self._open[-1].rows.append(self._row)
            self._row = None
        elif tag in ("td", "th"):
            self._cell, self._silent = None, 0
        elif tag == "small":
            self._silent = max(0, self._silent - 1)

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.text.append(data)


def misplaced(html: str, figures: Register) -> Iterator[tuple[str, str]]:
    """Figures that stand under a header that is not theirs: the id of each, and what is wrong.

    Args:
        html: The page.
        figures: The register, with the label of each figure.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for table in reader.tables:
        yield from _of_table(table, figures)


def _of_table(table: _Table, figures: Register) -> Iterator[tuple[str, str]]:
    headers = [cell for cell in table.head for _column in range(cell.span)]
    for row in table.rows:
        position = 0
        for cell in row:
            header = headers[position] if position < len(headers) else None
            position += cell.span
            if header is None or cell.header:
                continue
            for ident in cell.figures:
                label = flat(figures[ident].label) if ident in figures else ""
                if label and label not in header.labels:
                    shown = flat("".join(header.text))
                    yield ident, f"la figura «{ident}» es «{label}» y está bajo «{shown}», en la tabla {table.name}"
