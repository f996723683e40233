"""What the charts share: rows with their names, figures beside or below them, bars of a level, scales and legends.

Lengths are points (a 72nd of an inch), the pixels of the page.
"""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

import matplotlib as mpl
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import ScaledTranslation

from engine.page.drawing import CODE, PALETTE
from engine.traced import Traced
from engine.words import SYMBOLS
from lib.words import VOCABULARY

MARKERS = {"alto": "^", "bueno": "^", "medio": "D", "bajo": "v", "nada": "o"}
HATCHES = {"medio": "///", "bajo": "xxx", "bueno": "---", "alerta": "||"}
_LINE, _HEADER, _LEGEND, _SCALE = 16.0, 14.0, 19.0, 24.0
_NARROW_EMS, _MOST_LINES = 29, 3
_EMPTY = "Sin datos publicados"
Params = ParamSpec("Params")


@dataclass(frozen=True)
class Column:
    """A column of figures beside the rows; on a phone below them.

    Attributes:
        name: Column of the frame.
        header: What readers call it.
        colour: Colour of its texts.
        bold: Whether they are bold.
        tone: Column of the frame whose word gives colour and symbol instead.
    """

    name: str
    header: str
    colour: str = "tinta"
    bold: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Rows:
    """Rows of a chart: a name each, beside the marks where there is room, above them on a phone.

    Attributes:
        names: Names, in order.
        up: Room above the middle of a row's marks.
        down: Room below it.
        columns: Figures told beside the marks.
        legend: How many entries the legend has.
        coded: Whether each name begins with an official code.
        bold: Positions of the rows that stand out.
        foot: Room below the rows, for the scale and what stands under it.
    """

    names: Sequence[str]
    up: float = 15
    down: float = 15
    columns: Sequence[Column] = ()
    legend: int = 0
    coded: bool = False
    bold: frozenset[int] = frozenset()
    foot: float = _SCALE

    def height(self, narrow: bool) -> float:
        """Height of the whole chart."""
        return max(sum(self._room(narrow)) * len(self.names) + self._head(narrow) + self.foot, 60)

    def points(self, ax: Axes, length: float) -> float:
        """A length as part of a row."""
        return length / sum(self._room(is_narrow(ax)))

    def top(self, ax: Axes) -> float:
        """How far above the middle of its marks a row begins."""
        above, below = self._room(is_narrow(ax))
        return above / (above + below)

    def place(self, ax: Axes) -> None:
        """Set up the axes and write the names."""
        narrow, top = is_narrow(ax), self.top(ax)
        ax.set_ylim(len(self.names) - top, -top)
        ax.set_yticks([])
        ax.spines[:].set_visible(False)
        for y, name in enumerate(self.names):
            self._write(ax, y, self._lines(name, narrow), narrow)

    def _write(self, ax: Axes, y: int, lines: Sequence[str], narrow: bool) -> None:
        first = self.up + _LINE * (len(lines) - 1) + 8 if narrow else _LINE * (len(lines) - 1) / 2
        for number, line in enumerate(lines):
            ax.annotate(
                line,
                (0, y),
                (0 if narrow else -12, first - _LINE * number),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                ha="left" if narrow else "right",
                va="center",
                weight="bold" if y in self.bold else "normal",
                gid=CODE if self.coded and number == 0 and any(map(str.isdigit, line.split()[0])) else None,
            )

    def _room(self, narrow: bool) -> tuple[float, float]:
        """Points above and below the middle of each row."""
        lines = _LINE * max((len(self._lines(name, narrow)) for name in self.names), default=1)
        if narrow:
            return self.up + lines + 2, self.down + (_LINE + 2 if self.columns else 0)
        return max(self.up, lines / 2 + 3), max(self.down, lines / 2 + 3)

    def _lines(self, name: str, narrow: bool) -> list[str]:
        width = 42 if narrow else 26 if self.columns else 36
        return textwrap.wrap(name, width, max_lines=_MOST_LINES, placeholder="…") or [""]

    def _head(self, narrow: bool) -> float:
        return _LEGEND * -(-self.legend // _entries(narrow)) + self._header_lines(narrow) * _HEADER + 16

    def _header_lines(self, narrow: bool) -> int:
        return max((len(_header(column.header)) for column in self.columns), default=0)

    def write_columns(self, ax: Axes, frame: pd.DataFrame) -> None:
        """Write the figures of the columns, each column under its header."""
        right = 10.0
        for number, column in enumerate(self.columns):
            cells = [
                _cell(value, column, row)
                for value, (_key, row) in zip(frame[column.name], frame.iterrows(), strict=True)
            ]
            header = _header(column.header)
            if is_narrow(ax):
                place, align = (number / len(self.columns), 0.0, -self.down - _LINE / 2), "left"
            else:
                texts = [*((text, style) for text, style, _id in cells), *((line, _HEADER_STYLE) for line in header)]
                right += max(width_of(ax, text, **style) for text, style in texts) + 12
                place, align = (1.0, right, 0.0), "right"
            self._write_column(ax, cells, header, place, align)

    def _write_column(
        self, ax: Axes, cells: Sequence[Cell], header: Sequence[str], place: tuple[float, float, float], align: str
    ) -> None:
        x, right, down = place
        for y, (text, style, ident) in enumerate(cells):
            ax.annotate(
                text, (x, y), (right, down), xycoords=("axes fraction", "data"), textcoords="offset points",
                ha=align, va="center", gid=ident or None, **style,
            )  # fmt: skip
        for number, line in enumerate(reversed(header)):
            ax.annotate(
                line, (x, 1), (right, 5 + number * _HEADER), xycoords="axes fraction", textcoords="offset points",
                ha=align, va="bottom", **_HEADER_STYLE,
            )  # fmt: skip

    def write_legend(self, ax: Axes, handles: Sequence[Artist]) -> None:
        """What each mark means, above the headers."""
        narrow = is_narrow(ax)
        lift = ScaledTranslation(0, (self._header_lines(narrow) * _HEADER + 14) / 72, ax.figure.dpi_scale_trans)
        ax.legend(
            handles=list(handles),
            loc="lower left",
            bbox_to_anchor=(0, 1),
            bbox_transform=ax.transAxes + lift,
            ncols=_entries(narrow),
            borderaxespad=0,
            borderpad=0,
            handlelength=1.3,
            handletextpad=0.5,
            columnspacing=1.4,
            frameon=False,
            fontsize="small",
        )


@dataclass(frozen=True)
class Segment:
    """A part of stacked bars.

    Attributes:
        name: Column of the frame.
        text: What readers call it.
        tone: How it looks.
    """

    name: str
    text: str
    tone: str


Cell = tuple[str, dict[str, Any], str]
_HEADER_STYLE = {"size": "small", "color": PALETTE["suave"]}


def in_rows(
    rows: Callable[..., Rows],
) -> Callable[[Callable[Concatenate[Any, Axes, Params], Axes]], Callable[Concatenate[Any, Axes, Params], Axes]]:
    """Declare that a chart stands in rows: it knows its height (`chart.height`) and says so when there are no data.

    Args:
        rows: Gives the rows from what the chart draws.
    """

    def declare(
        draw: Callable[Concatenate[Any, Axes, Params], Axes],
    ) -> Callable[Concatenate[Any, Axes, Params], Axes]:
        @functools.wraps(draw)
        def chart(frame: Any, ax: Axes, *args: Params.args, **kwargs: Params.kwargs) -> Axes:
            if not len(frame) or not rows(frame, *args, **kwargs).names:
                ax.set_axis_off()
                ax.text(0.5, 0.5, _EMPTY, transform=ax.transAxes, ha="center", va="center", style="italic")
                return ax
            return draw(frame, ax, *args, **kwargs)

        def height(frame: Any, narrow: bool, *args: Params.args, **kwargs: Params.kwargs) -> float:
            return rows(frame, *args, **kwargs).height(narrow) if len(frame) else 60

        chart.height = height  # type: ignore[attr-defined]
        return chart

    return declare


def is_narrow(ax: Axes) -> bool:
    """Whether the axes are so narrow, for the size of their text, that names stand above the marks."""
    box = ax.get_position()
    width = box.width * ax.figure.get_figwidth() * 72
    return width / mpl.rcParams["font.size"] < _NARROW_EMS


def names_of(frame: pd.DataFrame, coded: bool = False) -> list[str]:
    """What readers call the rows of a frame; after their code, when it is an official one."""
    column = next((name for name in ("nombre_corto", "nombre") if name in frame), "")
    names = [VOCABULARY.text(str(name)) for name in (frame[column] if column else frame.index)]
    return [f"{code} {name}" for code, name in zip(frame.index, names, strict=True)] if coded else names


def numbers(frame: pd.DataFrame, *columns: str) -> list[float]:
    """All known numbers of some columns."""
    return [float(value) for column in columns for value in frame[column].astype(float) if value == value]


def tone_of(value: Traced) -> str:
    """How a word looks; as without information when it has no tone."""
    return (value.shown_as.tone if value.shown_as else VOCABULARY.tone(str(value.value))) or "nada"


def label(
    ax: Axes, x: float, y: float, value: Traced, before: str = "", dx: float = 0, dy: float = 0, **style: Any
) -> None:
    """Write a figure beside a mark, `dx` and `dy` points away; after a verb («retrocede 4.4 %») it needs no sign."""
    missing = {} if value.known else {"color": PALETTE["suave"], "style": "italic", "weight": "normal", "size": "small"}
    look = {"va": "center", "size": "small", "annotation_clip": False, **style, **missing}
    text = before + value.text.lstrip("+−") if before else value.text
    ax.annotate(text, (x, y), (dx, dy), textcoords="offset points", gid=value.id or None, **look)


def missing(ax: Axes, y: float, value: Traced) -> None:
    """In the place of a mark whose value is not known."""
    low, high = ax.get_xlim()
    ax.plot([0, (high - low) * 0.07], [y, y], color=PALETTE["nada"], linestyle=(0, (2, 2)), linewidth=1.5)
    label(ax, (high - low) * 0.07, y, value, dx=6)


def bar(ax: Axes, y: float, left: float, width: float, height: float, tone: str) -> None:
    """A bar in the colour and pattern of a level, so that levels differ in grey too; without information it is empty."""
    filled = tone != "nada"
    ax.barh(y, width, height, left, **look_of(tone), linewidth=1 if filled else 1.2, clip_on=filled)


def stack(
    ax: Axes,
    frame: pd.DataFrame,
    parts: Sequence[Segment],
    whole: str,
    height: float,
    inside: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    """The parts of each row as shares of a whole, one after the other; a missing whole says so.

    Args:
        ax: The axes.
        frame: Counts.
        parts: Their columns.
        whole: Column of the whole.
        height: Height of the bars.
        inside: Of a part: the column with how many of it come first in another look, and that look.
    """
    scale(ax, (), "%", least=100)
    for y, (_key, row) in enumerate(frame.iterrows()):
        if not (row[whole].known and row[whole] > 0):
            missing(ax, y, row[whole])
            continue
        left, percent = 0.0, 100 / float(row[whole])
        for part in parts:
            width = float(row[part.name]) * percent if row[part.name].known else 0.0
            if width > 0:
                bar(ax, y, left, width, height, part.tone)
            special = row[inside[part.name][0]] if inside and part.name in inside else None
            if special is not None and special.known and special > 0:
                bar(ax, y, left, float(special) * percent, height, inside[part.name][1])
            left += width


def look_of(tone: str) -> dict[str, Any]:
    """Colour and pattern of a level's area."""
    if tone == "nada":
        return {"facecolor": "none", "edgecolor": PALETTE["nada"]}
    return {
        "facecolor": PALETTE["alto" if tone == "alerta" else tone],
        "edgecolor": PALETTE["fondo"],
        "hatch": HATCHES.get(tone),
    }


def dot(ax: Axes, x: float, y: float, colour: str, marker: str = "o", size: float = 11, hollow: bool = False) -> None:
    """A mark at a value."""
    ax.add_line(dot_of(colour, marker, size=size, hollow=hollow, x=x, y=y))


def dot_of(
    colour: str, marker: str = "o", name: str = "", size: float = 9, hollow: bool = False, x: float = 0, y: float = 0
) -> Line2D:
    """A mark, for the chart or its legend."""
    is_line = marker in "|_"
    edge = {
        "markeredgecolor": PALETTE[colour if hollow or is_line else "fondo"],
        "markeredgewidth": 2 if hollow or is_line else 1,
    }
    face = "none" if hollow else PALETTE[colour]
    return Line2D(
        [x],
        [y],
        linestyle="",
        marker=marker,
        markersize=size,
        markerfacecolor=face,
        label=name,
        clip_on=False,
        zorder=3,
        **edge,
    )


def stroke(ax: Axes, x: float, y: float, half: float, colour: str = "tinta", width: float = 2.5) -> None:
    """An upright line across a row at a value, such as a goal."""
    ax.plot([x, x], [y - half, y + half], color=PALETTE[colour], linewidth=width, clip_on=False, zorder=2.5)


def stroke_of(name: str, colour: str = "tinta") -> Line2D:
    """The same for the legend."""
    return Line2D(
        [0],
        [0],
        linestyle="",
        marker="|",
        markersize=13,
        markeredgewidth=2.5,
        markeredgecolor=PALETTE[colour],
        label=name,
    )


def area_of(tone: str, name: str) -> Patch:
    """A level's area for the legend."""
    return Patch(**look_of(tone), label=name)


def scale(ax: Axes, values: Iterable[float], unit: str = "", least: float = 0) -> None:
    """A scale from zero to the largest value, or at least to `least`, with light lines; below zero where values are.

    Args:
        ax: The axes.
        values: What it must hold.
        unit: `%`, `millones` or nothing.
        least: What it reaches at least.
    """
    held = [0.0, least, *values]
    low, high = min(held), max(held)
    ax.set_xlim(low, high if high > low else low + 1)
    ax.xaxis.set_major_locator(MaxNLocator(3 if is_narrow(ax) else 5, steps=[1, 2, 2.5, 5, 10], integer=not unit))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _position: _tick(value, unit)))
    ax.tick_params(axis="x", length=0, labelsize="small", labelcolor=PALETTE["suave"], pad=6)
    ax.grid(axis="x", color=PALETTE["rejilla"], linewidth=1)
    ax.set_axisbelow(True)
    ax.axvline(0, color=PALETTE["nada"], linewidth=1.2, zorder=1)


def width_of(ax: Axes, text: str, **style: Any) -> float:
    """How wide a text is."""
    written = ax.text(0, 0, text, **style)
    width = written.get_window_extent().width * 72 / ax.figure.dpi
    written.remove()
    return float(width)


def _tick(value: float, unit: str) -> str:
    shown = f"{value / 1e6 if unit == 'millones' else value:,g}".replace("-", "−")
    return f"{shown}\u00a0{unit}" if unit and (value or unit == "%") else shown


def _cell(value: Traced, column: Column, row: pd.Series) -> Cell:
    if not value.known:
        return value.text, {"size": "small", "color": PALETTE["suave"], "style": "italic"}, value.id
    tone = tone_of(row[column.tone]) if column.tone else ""
    colour = PALETTE[f"{tone}-t" if tone else column.colour]
    weight = "bold" if column.bold else "normal"
    return (
        f"{SYMBOLS[tone]} {value.text}" if tone else value.text,
        {"size": "small", "color": colour, "weight": weight},
        value.id,
    )


def _header(text: str) -> list[str]:
    return textwrap.wrap(text, 12)


def _entries(narrow: bool) -> int:
    """Entries on one line of the legend."""
    return 2 if narrow else 5
