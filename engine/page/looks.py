"""How the cells and pages of the workbook look."""

from __future__ import annotations

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from engine.traced import Traced

_FILLS = {"alto": "#D5EAEE", "bueno": "#E6F3F5", "medio": "#FBEAC4", "bajo": "#F9DDD5", "nada": "#EDEEF0"}
_UNIT_FORMATS = {"soles": '"S/ "', "porcentaje": '" %"', "p.p.": '" p. p."'}


class Looks:
    """Cell formats, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}
        self.title = self.of(bold=True, font_size=14)
        self.head = self.of(bold=True, text_wrap=True, valign="bottom", bottom=2, bg_color="#F5F3EE")
        self.text = self.of(text_wrap=True, valign="top")
        self.note = self.of(font_color="#56626E", text_wrap=True, valign="top")
        self.link = self.of(font_color="#0A5A73", underline=1)
        self.plain_note = self.of(font_color="#56626E")
        self.wrong = self.of(bg_color="#F9DDD5", bold=True)

    def of(self, **settings: object) -> Format:
        """The format with these settings."""
        key = tuple(sorted(settings.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(settings)
        return self._made[key]

    def number(self, value: Traced, total: bool) -> Format:
        """Format of a number: unit, decimals and, where it has one, its sign."""
        shown = value.shown_as
        decimals, unit = (shown.decimals, shown.unit) if shown else (2, "")
        digits = ("0" if unit == "anio" else "#,##0") + ("." + "0" * decimals if decimals else "")
        before, after = ("", _UNIT_FORMATS.get(unit, "")) if unit != "soles" else (_UNIT_FORMATS[unit], "")
        return self.of(num_format=f"{before}{digits}{after}", valign="top", bold=total)

    def level(self, tone: str) -> Format:
        """Format of a word with a mark."""
        return self.of(bg_color=_FILLS[tone], valign="top") if tone else self.text


def set_page(page: Worksheet) -> None:
    """One page of A4 wide, without grid."""
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)


def set_table_page(page: Worksheet, head: int, fixed: int) -> None:
    """A table on landscape pages that repeat its header; on the screen its header and first columns stay in sight."""
    set_page(page)
    page.set_landscape()
    page.repeat_rows(head)
    page.freeze_panes(head + 1, fixed)
