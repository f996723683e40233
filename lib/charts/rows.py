"""Rows of a chart, each with its name: beside the marks where there is room, above them on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from engine.page.canvas import SMALL, TEXT, Canvas, wrapped

_LINE = 17.0
_WIDE_LEFT, _NARROW_LEFT = 292.0, 3.0


class Rows:
    """Names wrapped in at most two lines, each after its code if it has one, and the height and place of each row.

    Attributes:
        left: Where the marks of all rows begin.
        height: Height of all rows.
    """

    def __init__(
        self, names: Sequence[str], narrow: bool, band: float, top: float = 0, codes: Sequence[str] = ()
    ) -> None:
        self._codes = list(codes)
        coded = [f"{code} {name}" for code, name in zip(codes, names, strict=True)] if codes else names
        self._lines = [wrapped(name, 48 if narrow else 42, 2) for name in coded]
        self._narrow, self._band = narrow, band
        heights = [self._row_height(len(lines)) for lines in self._lines]
        self._tops = [top, *(top + height for height in accumulate(heights))]
        self.left = _NARROW_LEFT if narrow else _WIDE_LEFT
        self.height = sum(heights)

    def _row_height(self, lines: int) -> float:
        return _LINE * lines + self._band if self._narrow else max(self._band, _LINE * lines + 10)

    def top(self, position: int) -> float:
        """Upper edge of a row."""
        return self._tops[position]

    def bottom(self, position: int) -> float:
        """Lower edge of a row."""
        return self._tops[position + 1]

    def middle(self, position: int) -> float:
        """Height at which a row's marks stand."""
        above = _LINE * len(self._lines[position]) if self._narrow else 0
        return (self.top(position) + above + self.bottom(position)) / 2

    def write(self, canvas: Canvas, position: int, bold: bool = False, small: bool = False, lift: float = 0) -> None:
        """Write the name of a row; beside marks that stand `lift` pixels above the middle, as high as they."""
        lines = self._lines[position]
        first = self.top(position) + 11 if self._narrow else self.middle(position) - lift - _LINE * (len(lines) - 1) / 2
        x, align = (self.left, "left") if self._narrow else (self.left - 14, "right")
        for number, line in enumerate(lines):
            code = self._codes[position] if self._codes and number == 0 else ""
            canvas.text(
                x, first + _LINE * number, line, bold=bold, align=align, size=SMALL if small else TEXT, code=code
            )
