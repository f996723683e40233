"""Charts as they stand in a page: drawn by matplotlib for screens and for phones, written as small inline SVG.

A drawing function takes frames and ordinary axes; everything a page needs beyond that is done here, to its SVG: text stays
text and says which figure it shows, colours become names of the style sheet, so that one drawing serves light, dark and paper.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import matplotlib as mpl
import pandas as pd
from cycler import cycler
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import engine.drawn_units  # noqa: F401 - lone traced values on an axis
from engine.page.style import TEMPLATES
from engine.traced import Traced

WIDE, NARROW, CODE = 736, 360, "codigo"
_DPI, _HEIGHT, _TEXT = 72, 400.0, 13.5

# The light colours of the style sheet by name; names that share one also share the dark one, so that the way back is certain.
PALETTE = {
    name: to_hex(colour)
    for name, colour in re.findall(
        r"--([\w-]+): (#\w+)", (TEMPLATES / "report" / "pieces.css").read_text().partition("@")[0]
    )
}
_NAMES = {colour: name for name, colour in reversed(PALETTE.items())}
_STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": PALETTE["linea"],
    "axes.facecolor": "none",
    "axes.labelcolor": PALETTE["suave"],
    "axes.prop_cycle": cycler(color=[PALETTE[name] for name in ("serie", "serie2", "base", "bueno", "suave")]),
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": PALETTE["fondo"],
    "font.family": "DejaVu Sans",
    "font.size": _TEXT,
    "grid.color": PALETTE["rejilla"],
    "hatch.linewidth": 1.1,
    "legend.frameon": False,
    "legend.fontsize": "small",
    "lines.solid_capstyle": "round",
    "patch.edgecolor": PALETTE["fondo"],
    "patch.force_edgecolor": True,
    "svg.fonttype": "none",
    "text.color": PALETTE["tinta"],
    "text.parse_math": False,
    "xtick.bottom": False,
    "xtick.color": PALETTE["suave"],
    "xtick.labelsize": "small",
    "ytick.color": PALETTE["tinta"],
    "ytick.left": False,
}
Draw = Callable[..., Axes]


@contextmanager
def style() -> Iterator[None]:
    """The look of the report for figures of one's own.

    Example:
        with style():
            fig, ax = plt.subplots(layout="constrained")
            charts.goal_gap(progress, ax)
    """
    with mpl.rc_context(_STYLE):
        yield


def drawing(draw: Draw, *frames: Any, ident: str, height: float | None = None, **options: Any) -> Markup:
    """A chart as two inline SVG, one for screens and paper and one for phones; the style sheet shows one of them.

    Args:
        draw: Draws frames on axes: `draw(*frames, ax, **options)`. What it has as `draw.height(*frames, narrow, **options)`
            says how high it wants to be.
        *frames: What it draws; the texts of their figures are recognised in the drawing.
        ident: Id of the chart's element.
        height: Height in pixels, instead of what the function wants.
        **options: Passed to the function.
    """
    figures = {value.id: value.text for frame in frames for value in _values(frame) if value.id}
    return Markup("").join(
        Markup(_svg(_figure(draw, frames, width, height, options), f"{ident}-{look}", f"{ident}-alt", look, figures))
        for width, look in ((WIDE, "ancho"), (NARROW, "angosto"))
    )


def _values(frame: Any) -> Iterator[Traced]:
    """The values of a frame, or of several by name."""
    if isinstance(frame, Mapping):
        for part in frame.values():
            yield from _values(part)
    elif isinstance(frame, pd.DataFrame):
        for column in frame.columns:
            yield from (value for value in frame[column] if isinstance(value, Traced))


def _figure(draw: Draw, frames: Iterable[Any], width: int, height: float | None, options: Mapping[str, Any]) -> Figure:
    """The drawing at one width."""
    wanted = getattr(draw, "height", None)
    high = height or (wanted(*frames, width == NARROW, **options) if wanted else _HEIGHT)
    with style():
        figure = Figure(figsize=(width / _DPI, high / _DPI), dpi=_DPI, layout="constrained")
        FigureCanvasAgg(figure)
        draw(*frames, figure.add_subplot(), **options)
    return figure


def _svg(figure: Figure, ident: str, label: str, look: str, figures: Mapping[str, str]) -> str:
    """A matplotlib figure as inline SVG, named by the element with id `label`."""
    buffer = io.StringIO()
    with style(), mpl.rc_context({"svg.hashsalt": ident}):
        figure.savefig(buffer, format="svg", dpi=_DPI, facecolor="none", metadata={"Date": None})
    width, height = figure.get_size_inches() * _DPI
    writer = _Writer(f"g{sha256(ident.encode()).hexdigest()[:8]}", figures)
    return (
        f'<svg class="{look}" viewBox="0 0 {_short(width)} {_short(height)}" role="img" aria-labelledby="{label}" '
        f'font-size="{_TEXT}" fill="var(--tinta)" stroke-linejoin="round">'
        f"{writer.written(ElementTree.fromstring(buffer.getvalue()))}</svg>"
    )


class _Writer:
    """Writes matplotlib's SVG small, and with what a page must know: ids that begin with `ident`, texts of figures by id."""

    def __init__(self, ident: str, figures: Mapping[str, str]) -> None:
        self._ident, self._figures = ident, figures
        self._ids: dict[str, str] = {}

    def written(self, node: Element, mark: str = "") -> str:
        """What is inside an element; `mark` is the nearest id of a group around it that says something of its text."""
        return "".join(self._element(child, mark) for child in node)

    def _element(self, node: Element, mark: str) -> str:
        tag = node.tag.rpartition("}")[2]
        if tag in ("metadata", "style"):
            return ""
        if tag == "text":
            return self._text(node, mark)
        own = node.get("id", "") if tag == "g" else ""
        inside = self.written(node, own if _says_something(own, self._figures) else mark)
        attributes = self._attributes(node, tag)
        if tag in ("g", "defs") and (not inside or not attributes):
            return f"<defs>{inside}</defs>" if tag == "defs" and inside else inside
        if tag == "path" and "fill:none" in attributes and "stroke:" not in attributes:
            return ""
        return f"<{tag}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{attributes}/>"

    def _attributes(self, node: Element, tag: str) -> str:
        given = ((name.rpartition("}")[2], value) for name, value in node.items() if (tag, name) != ("g", "id"))
        return "".join(f' {name}="{self._attribute(name, value)}"' for name, value in given)

    def _attribute(self, name: str, value: str) -> str:
        if name == "id":
            return self._id(value)
        if name == "style":
            pairs = [[part.strip() for part in item.split(":", 1)] for item in value.split(";") if ":" in item]
            return ";".join(
                f"{key}:{self._linked(_coloured(look))}" for key, look in pairs if not key.startswith("stroke-line")
            )
        if name == "href":
            return f"#{self._id(value[1:])}" if value.startswith("#") else value
        return _path(value) if name == "d" else self._linked(_coloured(_number(value)))

    def _id(self, name: str) -> str:
        return self._ids.setdefault(name, f"{self._ident}-{len(self._ids)}")

    def _linked(self, value: str) -> str:
        """A link to something of the drawing, under its new id."""
        return f"url(#{self._id(value[5:-1])})" if value.startswith("url(#") else value

    def _text(self, node: Element, mark: str) -> str:
        style = dict(item.strip().split(": ", 1) for item in node.get("style", "").split(";") if ":" in item)
        size, anchor = _short(style.get("font-size", str(_TEXT)).removesuffix("px")), style.get("text-anchor", "start")
        colour = _coloured(style.get("fill", ""))
        given = {
            "x": _number(node.get("x", "")),
            "y": _number(node.get("y", "")),
            "transform": _turn(node.get("transform", "")),
            "font-size": size if size != str(_TEXT) else "",
            "font-weight": "650" if style.get("font-weight", "400") >= "600" else "",
            "font-style": style.get("font-style", ""),
            "text-anchor": anchor if anchor != "start" else "",
            "style": f"fill:{colour}" if colour not in ("", "var(--tinta)") else "",
        }
        attributes = "".join(f' {name}="{value}"' for name, value in given.items() if value)
        said = node.text or ""
        scale = " data-scale" if _TICK.match(mark) and any(map(str.isdigit, said)) else ""
        marked = self._marked(said, mark)
        whole = _WHOLE.fullmatch(marked)
        return (
            f"<text{attributes} {whole[1]}>{whole[2]}</text>" if whole else f"<text{attributes}{scale}>{marked}</text>"
        )

    def _marked(self, text: str, mark: str) -> Markup:
        """A text in which the code it begins with, or each figure it shows, says what it is."""
        if mark == CODE:
            code, space, rest = text.partition(" ")
            return Markup('<tspan data-no-figure="code">{}</tspan>{}{}').format(code, space, rest)
        said, rest = Markup(""), text
        for ident in (part for part in mark.split() if self._figures.get(part)):
            whole = self._figures[ident]
            before, figure, after = rest.partition(whole if whole in rest else whole.lstrip("+−"))
            if figure:
                said += Markup('{}<tspan data-figure="{}">{}</tspan>').format(before, ident, figure)
                rest = after
        return said + escape(rest)


_WHOLE = re.compile(r"<tspan ([^>]*)>([^<]*)</tspan>")
_TICK = re.compile(r"[xy]tick")
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_BOX = re.compile(r"M([-\d.]+) ([-\d.]+)L([-\d.]+) \2L\3 ([-\d.]+)L\1 \4(?:L\1 \2)?z")


def _says_something(ident: str, figures: Mapping[str, str]) -> bool:
    return ident == CODE or bool(_TICK.match(ident)) or any(part in figures for part in ident.split())


def _coloured(value: str) -> str:
    return _COLOUR.sub(lambda found: f"var(--{_NAMES[found[0]]})" if found[0] in _NAMES else found[0], value)


def _turn(transform: str) -> str:
    """A transformation, unless it turns by nothing."""
    return "" if re.match(r"rotate\(-?0[ )]", transform) else _number(transform)


def _path(path: str) -> str:
    """Coordinates with one decimal and no needless spaces; a box in its shortest form."""
    short = re.sub(r" ?([MLHVCQzZ]) ?", r"\1", _number(" ".join(path.split())))
    box = _BOX.fullmatch(short)
    return f"M{box[1]} {box[2]}H{box[3]}V{box[4]}H{box[1]}z" if box else short


def _number(text: str) -> str:
    return _NUMBER.sub(lambda found: _short(found[0]), text)


def _short(number: float | str) -> str:
    text = f"{float(number):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
