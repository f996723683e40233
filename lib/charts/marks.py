"""What the charts share: rows with names, figures and legend, looks of marks and levels, labels and scales.

Lengths are the pixels of the page; where text has another size than there they grow and shrink with it.
"""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import ScaledTranslation

from engine.page.drawing import CODE, PALETTE
from engine.traced import Traced
from engine.words import SYMBOLS
from lib.words import VOCABULARY

Look = dict[str, Any]
MARKERS = {"alto": "^", "bueno": "^", "medio": "D", "bajo": "v", "nada": "o"}
_HATCHES = {"medio": "///", "bajo": "xxx", "bueno": "---", "alerta": "||"}
_LINE, _HEADER, _LEGEND, _SCALE = 16.0, 14.0, 19.0, 24.0
_MOST_LINES, _TEXT = 3, 13.5
_NAMES_ABOVE, _COLUMNS_BELOW = 29, 38  # where axes are less wide, in sizes of their text
_SMALL: Look = {"size": "small", "color": PALETTE["suave"]}
_SPACING: Look = {"borderaxespad": 0, "borderpad": 0, "handlelength": 1.3, "handletextpad": 0.5, "columnspacing": 1.4}
_Line = functools.partial(Line2D, [], [])
MISSING: Look = {**_SMALL, "style": "italic", "weight": "normal"}


@dataclass(frozen=True)
class Column:
    """A column of figures beside the rows; on a phone below them."""

    name: str  # column of the frame
    header: str  # what readers call it
    colour: str = "tinta"  # colour of its texts
    tone: str = ""  # column of the frame whose words give colour and symbol instead
    level: str = ""  # level that gives colour instead, and how its part of a stack looks


@dataclass(frozen=True)
class Rows:
    """Rows of a chart: a name each, beside the marks where there is room, above them on a phone."""

    frame: pd.DataFrame  # what is drawn, in order
    names: Sequence[str]  # names of the rows
    up: float = 14  # room above the middle of a row's marks
    down: float = 12  # room below it
    columns: Sequence[Column] = ()  # figures told beside the marks
    legend: Mapping[str, Look] = field(default_factory=dict)  # look of each kind of mark by its name
    coded: bool = False  # whether names begin with an official code
    bold: frozenset[int] = frozenset()  # rows that stand out
    foot: float = _SCALE  # room below the rows, for the scale and what stands under it

    def height(self, narrow: bool) -> float:
        """Height of the whole chart."""
        head = _LEGEND * -(-len(self.legend) // self._legend_columns(narrow)) + self._header_lines * _HEADER + 16
        return head + sum(self._room(narrow, narrow)) * len(self.names) + self.foot

    def each(self) -> Iterator[tuple[int, pd.Series]]:
        """Position and cells of every row."""
        return ((y, row) for y, (_key, row) in enumerate(self.frame.iterrows()))

    def points(self, ax: Axes, length: float) -> float:
        """A length as part of a row."""
        return length / sum(self._room(is_narrow(ax), is_narrow(ax, _COLUMNS_BELOW)))

    def top(self, ax: Axes) -> float:
        """How far above the middle of its marks a row begins, as part of a row."""
        return self.points(ax, self._room(is_narrow(ax), False)[0])

    def place(self, ax: Axes) -> None:
        """Set up the axes and write names, figures and legend."""
        ax.set_ylim(len(self.names) - self.top(ax), -self.top(ax))
        ax.set_yticks([])
        ax.spines[:].set_visible(False)
        for y, name in enumerate(self.names):
            self._write_name(ax, y, self._lines(name, is_narrow(ax)))
        right = 10.0
        for number, column in enumerate(self.columns):
            right = self._write_column(ax, number, column, right)
        if self.legend:
            self._write_legend(ax)

    def _write_name(self, ax: Axes, y: int, lines: Sequence[str]) -> None:
        narrow = is_narrow(ax)
        first = self.up + _LINE * (len(lines) - 1) + 8 if narrow else _LINE * (len(lines) - 1) / 2
        place, align = (0 if narrow else -14, first), "left" if narrow else "right"
        for number, line in enumerate(lines):
            code = self.coded and number == 0 and any(map(str.isdigit, line.split()[0]))
            look = {"gid": CODE if code else None, "weight": "bold" if y in self.bold else "normal", "ha": align}
            write(ax, line, 0, y, place[0], place[1] - _LINE * number, **look)

    def _write_column(self, ax: Axes, number: int, column: Column, right: float) -> float:
        """Write a column's figures under its header; returns where the next one may begin."""
        cells = [_cell(row[column.name], column, row) for _y, row in self.each()]
        header = textwrap.wrap(column.header, 12)
        texts = [(text, y, -self.down - _LINE / 2, look) for y, (text, look) in enumerate(cells)]
        x, dx, align = number / len(self.columns), 0.0, "left"
        if not is_narrow(ax, _COLUMNS_BELOW):
            right += max(_width(ax, text, look) for text, look in [*cells, *((line, _SMALL) for line in header)]) + 12
            texts = [(text, y, 0, look) for text, y, _down, look in texts]
            x, dx, align = 1, right, "right"
        heads = [(text, -self.top(ax), 12 + line * _HEADER, _SMALL) for line, text in enumerate(reversed(header))]
        for text, y, dy, look in [*texts, *heads]:
            write(ax, text, x, y, dx, dy, ha=align, **look)
        return right

    def _write_legend(self, ax: Axes) -> None:
        lift = ScaledTranslation(0, (self._header_lines * _HEADER + 14) * _unit() / 72, ax.figure.dpi_scale_trans)
        entries = ((Patch if "facecolor" in look else _Line)(label=name, **look) for name, look in self.legend.items())
        place: Look = {"loc": "lower left", "bbox_to_anchor": (0, 1), "bbox_transform": ax.transAxes + lift}
        columns = self._legend_columns(is_narrow(ax))
        ax.legend(handles=list(entries), ncols=columns, frameon=False, fontsize="small", **place, **_SPACING)

    def _legend_columns(self, narrow: bool) -> int:
        is_long = sum(len(name) + 6 for name in self.legend) > 84
        return 2 if narrow or is_long else len(self.legend) or 1

    @property
    def _header_lines(self) -> int:
        return max((len(textwrap.wrap(column.header, 12)) for column in self.columns), default=0)

    def _room(self, names_above: bool, columns_below: bool) -> tuple[float, float]:
        """Points above and below the middle of each row."""
        lines = _LINE * max((len(self._lines(name, names_above)) for name in self.names), default=1)
        up = self.up + lines + 2 if names_above else max(self.up, lines / 2 + 3)
        down = self.down if names_above else max(self.down, lines / 2 + 3)
        return up, down + (_LINE + 2 if columns_below and self.columns else 0)

    def _lines(self, name: str, narrow: bool) -> list[str]:
        width = 42 if narrow else 26 if self.columns else 36
        return textwrap.wrap(name, width, max_lines=_MOST_LINES, placeholder="…") or [" "]


def in_rows(rows: Callable[..., Rows]) -> Callable[[Callable[..., None]], Callable[..., Axes]]:
    """Make a chart of a function that draws the marks of some rows: it writes the rows first and returns the axes.

    `rows` gives them from what the chart draws. The chart says its height as `chart.height(frame, narrow, **options)`;
    without rows it says that nothing is published.
    """

    def declare(draw: Callable[..., None]) -> Callable[..., Axes]:
        @functools.wraps(draw)
        def chart(frame: Any, ax: Axes, **options: Any) -> Axes:
            placed = rows(frame, **options) if len(frame) else None
            if placed is None or not placed.names:
                ax.set_axis_off()
                ax.text(0.5, 0.5, "Sin datos publicados", transform=ax.transAxes, ha="center", va="center", **MISSING)
                return ax
            if (figure := ax.get_figure(root=True)) and figure.get_layout_engine() is None:
                figure.set_layout_engine("constrained")  # names and figures stand outside the axes
            placed.place(ax)
            draw(frame, ax, placed, **options)
            return ax

        def height(frame: Any, narrow: bool, **options: Any) -> float:
            return rows(frame, **options).height(narrow) if len(frame) else 2 * _SCALE

        del chart.__dict__["__wrapped__"]  # who calls it gives no rows
        chart.__dict__["height"] = height
        return chart

    return declare


def is_narrow(ax: Axes, ems: float = _NAMES_ABOVE) -> bool:
    """Whether the axes are narrow for the size of their text: then names stand above the marks."""
    return bool(ax.bbox.width * 72 / ax.figure.dpi < ems * mpl.rcParams["font.size"])


def names_of(frame: pd.DataFrame, coded: bool = False) -> list[str]:
    """What readers call the rows of a frame; after their code, when it is an official one."""
    column = next((name for name in ("nombre_corto", "nombre") if name in frame), "")
    names = [VOCABULARY.text(str(name)) for name in (frame[column] if column else frame.index)]
    return [f"{code} {name}" for code, name in zip(frame.index, names, strict=True)] if coded else names


def numbers(frame: pd.DataFrame, *columns: str) -> list[float]:
    """All known numbers of some columns."""
    return [float(value) for column in columns for value in frame[column].astype(float).dropna()]


def tone_of(value: Traced) -> str:
    """How a word looks; as without information when it has no tone."""
    return (value.shown_as.tone if value.shown_as else VOCABULARY.tone(str(value.value))) or "nada"


def levels(frame: pd.DataFrame, look: Callable[[str], Look]) -> dict[str, Look]:
    """The legend of the levels that stand in column `nivel`."""
    present = {tone_of(value) for value in frame["nivel"]}
    return {f"Nivel {tone}": look(tone) for tone in ("alto", "medio", "bajo") if tone in present}


def dot(colour: str, marker: str = "o", size: float = 9, hollow: bool = False) -> Look:
    """Look of a mark."""
    edge = PALETTE[colour if hollow or marker in "|_" else "fondo"]
    look: Look = {"linestyle": "", "marker": marker, "markersize": size, "markeredgecolor": edge, "clip_on": False}
    face = "none" if hollow else PALETTE[colour]
    return {**look, "markerfacecolor": face, "markeredgewidth": 1 if edge == PALETTE["fondo"] else 2.2, "zorder": 3}


def area(tone: str) -> Look:
    """Colour and pattern of a level's area, so that levels differ in grey too; without information it is empty."""
    if tone == "nada":
        return {"facecolor": "none", "edgecolor": PALETTE["nada"], "linewidth": 1.2}
    colour = PALETTE["alto" if tone == "alerta" else tone]
    return {"facecolor": colour, "edgecolor": PALETTE["fondo"], "linewidth": 1, "hatch": _HATCHES.get(tone)}


def label(ax: Axes, x: float, y: float, value: Traced, said: str = "", dx: int = 0, dy: int = 0, **look: Any) -> None:
    """Write a figure beside a mark, `dx` and `dy` points away; said with words (`retrocede {}`) it needs no sign."""
    text = said.format(_said(value).lstrip("+−")) if said else _said(value)
    look = {"va": "center", "size": "small", **look, **({} if value.known else MISSING)}
    offset = (dx * _unit(), dy * _unit())
    ax.annotate(text, (x, y), offset, textcoords="offset points", gid=value.id or None, annotation_clip=False, **look)


def missing(ax: Axes, y: float, value: Traced) -> None:
    """In the place of a mark whose value is not known."""
    end = (ax.get_xlim()[1] - ax.get_xlim()[0]) * 0.07
    ax.plot([0, end], [y, y], color=PALETTE["nada"], linestyle=(0, (2, 2)), linewidth=1.5)
    label(ax, end, y, value, dx=6)


def stack(ax: Axes, rows: Rows, whole: str, special: Mapping[str, str] | None = None) -> None:
    """The columns of each row as shares of column `whole`; of some of them a part looks special: its column by theirs."""
    scale(ax, (), "%", least=100)
    height = rows.points(ax, 18)
    for y, row in rows.each():
        if not row[whole] > 0:
            missing(ax, y, row[whole])
            continue
        left, percent = 0.0, 100 / float(row[whole])
        for column in rows.columns:
            for name, tone in ((column.name, column.level), ((special or {}).get(column.name), "alerta")):
                if name and row[name] > 0:
                    ax.barh(y, float(row[name]) * percent, height, left, **area(tone))
            left += float(row[column.name]) * percent if row[column.name].known else 0


def scale(ax: Axes, values: Iterable[float], unit: str = "", least: float = 0) -> None:
    """A scale from zero, or below it, to the largest value or to `least`; its unit is `%`, `soles` or nothing."""
    held = [0.0, least, *values]
    low, high = min(held), max(held) if max(held) > min(held) else 1
    ax.set_xlim(low - (high - low) * 0.15 if low < 0 else 0, high)  # room for the label of a bar to the left
    most = 3 if unit == "soles" or is_narrow(ax) else 5
    ax.xaxis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10], integer=unit != "%"))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _position: _tick(value, unit)))
    grid(ax)
    if not is_narrow(ax):  # on a phone it would run through names and figures
        ax.axvline(0, color=PALETTE["nada"], linewidth=1.2, zorder=1)


def grid(ax: Axes) -> None:
    """Light lines at the ticks of the scale."""
    ax.tick_params(axis="x", length=0, labelsize="small", labelcolor=PALETTE["suave"], pad=6)
    ax.grid(axis="x", color=PALETTE["rejilla"], linewidth=1)
    ax.set_axisbelow(True)


def _tick(value: float, unit: str) -> str:
    if unit == "soles":
        return f"{value / 1e6:,.10g}\u00a0millones" if abs(value) >= 1e6 else f"S/\u00a0{value:,.10g}"
    return f"{value:,.10g}".replace("-", "−") + ("\u00a0%" if unit == "%" else "")


def _cell(value: Traced, column: Column, row: pd.Series) -> tuple[str, Look]:
    if not value.known:
        said = "—" if column.level else _said(value)  # a count of a bar's part has little room
        return said, {**MISSING, "gid": value.id or None}
    tone = tone_of(row[column.tone]) if column.tone else column.level
    colour = PALETTE[f"{tone}-t" if tone else column.colour]
    text = f"{SYMBOLS[tone]} {_said(value)}" if column.tone else _said(value)
    return text, {"size": "small", "color": colour, "weight": "bold" if tone else "normal", "gid": value.id or None}


def _said(value: Traced) -> str:
    if not (value.known or value.shown_as):
        return VOCABULARY.missing(value.missing)
    return f"{value.text} (supuesto)" if value.assumed else value.text


def write(ax: Axes, text: str, x: float, y: float, dx: float, dy: float, **look: Any) -> None:
    """Write at a part of the axes' width, in a row."""
    look |= {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "annotation_clip": False}
    ax.annotate(text, (x, y), (dx * _unit(), dy * _unit()), va="center", **look)


def _width(ax: Axes, text: str, look: Look) -> float:
    written = ax.text(0, 0, text, **look)
    width = written.get_window_extent().width * 72 / ax.figure.dpi / _unit()
    written.remove()
    return width


def _unit() -> float:
    """How long a pixel of the page is, in points."""
    return float(mpl.rcParams["font.size"]) / _TEXT
