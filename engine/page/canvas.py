"""Drawing surface of all charts: a matplotlib figure per width, written as small inline SVG with real text.

Sizes are CSS pixels. Colours are names of the style sheet, so that one drawing serves light, dark and paper.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

import matplotlib as mpl
import seaborn as sns
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from engine.figures import Figure
from lib.marks import mark_of

WIDE, NARROW = 736, 360
TEXT, SMALL = 13.5, 12
_DPI = 72
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"

COLOURS = {
    "tinta": "#1a2733",
    "suave": "#56626e",
    "fondo": "#ffffff",
    "rejilla": "#e4e1d9",
    "alto": "#0b6b83",
    "bueno": "#7cb5c2",
    "medio": "#e2a312",
    "bajo": "#bf3a20",
    "nada": "#8b949c",
    "serie": "#0b6b84",
    "serie2": "#c98f10",
    "base": "#8b949d",
    "panel": "#f5f3ee",
    "alto-t": "#07495a",
    "medio-t": "#694300",
    "bajo-t": "#8c210c",
    "nada-t": "#4c5761",
    "bueno-t": "#0d5a6b",
    "velo": "#eef4f5",
    "alto-f": "#d5eaee",
    "medio-f": "#fbeac4",
    "bajo-f": "#f9ddd5",
    "nada-f": "#edeef0",
    "bueno-f": "#e6f3f5",
}
# Areas of these levels carry a pattern, so that they differ in grey too; alto is solid and nada is empty.
PATTERNS = {
    "medio": ("#e2a313", "M-1 1 1 -1M0 6 6 0M5 7 7 5"),
    "bajo": ("#bf3a21", "M0 0 6 6M0 6 6 0"),
    "bueno": ("#7cb5c3", "M0 3H6"),
    "trama": ("#e4e1da", "M-1 1 1 -1M0 6 6 0M5 7 7 5"),
}
_HALO = ' stroke="var(--fondo)" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
_NAME_OF = {value: name for name, value in COLOURS.items()}
_PATTERN_OF = {value: name for name, (value, _path) in PATTERNS.items()}
MARKERS = {"alto": "^", "bueno": "^", "medio": "D", "bajo": "v", "nada": "o"}
_STYLE = {
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": TEXT,
    "text.color": COLOURS["tinta"],
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "path.simplify": False,
}


@dataclass(frozen=True)
class TextMark:
    """What the SVG must say of one text.

    Attributes:
        attributes: Attributes of its element.
        code: Code the text begins with.
    """

    attributes: str = ""
    code: str = ""


@dataclass
class Canvas:
    """One drawing at one width, in pixels from the top left.

    Attributes:
        width, height: Size in pixels.
        drawing: The matplotlib figure.
        ax: Its only axes, over the whole drawing.
        texts: What matplotlib does not keep of each text, by the mark it does keep.
    """

    width: float
    height: float
    drawing: Drawing = field(init=False)
    ax: Axes = field(init=False)
    texts: dict[str, TextMark] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.drawing = Drawing(figsize=(self.width / _DPI, self.height / _DPI), dpi=_DPI)
        FigureCanvasSVG(self.drawing)
        self.ax = self.drawing.add_axes((0, 0, 1, 1), xlim=(0, self.width), ylim=(self.height, 0))
        self.ax.set_axis_off()

    @property
    def narrow(self) -> bool:
        """Whether it is drawn for a phone."""
        return self.width < WIDE

    def text(
        self,
        x: float,
        y: float,
        text: str,
        colour: str = "tinta",
        size: float = TEXT,
        bold: bool = False,
        align: str = "left",
        halo: bool = False,
        figure: str = "",
        code: str = "",
    ) -> None:
        """Text whose middle height is y; a halo keeps it readable over a line; `code` is what it begins with."""
        mark = f"texto{len(self.texts)}"
        attributes = (_HALO if halo else "") + (str(Markup(' data-figure="{}"').format(figure)) if figure else "")
        self.texts[mark] = TextMark(attributes, code)
        self.ax.text(
            x,
            y,
            text,
            ha=align,
            va="center_baseline",
            color=COLOURS[colour],
            size=size,
            weight="bold" if bold else "normal",
            gid=mark,
            parse_math=False,
        )

    def figure(self, x: float, y: float, figure: Figure, **style: object) -> None:
        """A figure's text, which says in the SVG which figure it is."""
        self.text(x, y, figure.text, figure=figure.id, **style)

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
        self._rectangle(x, y, width, height, facecolor=COLOURS[colour], linewidth=0)

    def frame(
        self, x: float, y: float, width: float, height: float, colour: str, dashed: bool = False, hatched: bool = False
    ) -> None:
        """An empty rectangle; hatched for what is not known."""
        self._rectangle(
            x,
            y,
            width,
            height,
            facecolor=PATTERNS["trama"][0] if hatched else "none",
            edgecolor=COLOURS[colour],
            linewidth=1.2,
            linestyle=(0, (3, 2)) if dashed else "-",
        )

    def level_bar(self, x: float, y: float, width: float, height: float, tone: str) -> None:
        """A rectangle in the colour and pattern of a level; without information it is empty."""
        if tone == "nada":
            self.frame(x, y, width, height, tone)
        else:
            colour = PATTERNS[tone][0] if tone in PATTERNS else COLOURS[tone]
            self._rectangle(x, y, width, height, facecolor=colour, linewidth=0)

    def line(
        self, xs: Sequence[float], ys: Sequence[float], colour: str, width: float = 1, dashed: bool = False
    ) -> None:
        """A line through points."""
        self.ax.plot(
            xs,
            ys,
            color=COLOURS[colour],
            linewidth=width,
            linestyle=(0, (3, 3)) if dashed else "-",
            clip_on=False,
            solid_capstyle="butt",
        )

    def dot(self, x: float, y: float, colour: str, shape: str = "o", size: float = 11, hollow: bool = False) -> None:
        """A marker."""
        self.ax.plot(
            [x],
            [y],
            shape,
            markersize=size,
            markerfacecolor=COLOURS["fondo" if hollow else colour],
            markeredgecolor=COLOURS[colour if hollow or shape in "|_" else "fondo"],
            markeredgewidth=2 if hollow or shape in "|_" else 1.2,
            clip_on=False,
        )

    def legend(self, x: float, y: float, entries: Sequence[tuple[str, str, str]]) -> None:
        """Symbols with their names on one line: (marker, colour, name), hollow when the colour is base."""
        for shape, colour, name in entries:
            self.dot(x + 6, y, colour, shape, 9, hollow=colour == "base")
            self.text(x + 17, y, name, size=SMALL)
            x += 17 + text_width(name, SMALL) + 18

    def _rectangle(self, x: float, y: float, width: float, height: float, **look: object) -> None:
        self.ax.add_patch(Rectangle((x, y), width, height, clip_on=False, **look))

    def svg(self, ident: str, label: str, style_class: str) -> Markup:
        """The drawing as inline SVG, named by the element with id `label`."""
        buffer = io.StringIO()
        with mpl.rc_context(_STYLE | {"svg.hashsalt": f"{ident}{style_class}"}):
            self.drawing.savefig(
                buffer, format="svg", dpi=_DPI, metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
            )
        inside = "".join(_elements(ElementTree.fromstring(buffer.getvalue()), self.texts))
        prefix = f"{ident}-{style_class}"
        return Markup(
            f'<svg class="{style_class}" viewBox="0 0 {_short(self.width)} {_short(self.height)}" role="img" '
            f'aria-labelledby="{label}" font-size="{TEXT}" fill="var(--tinta)">{_patterns(inside, prefix)}'
            f"{inside.replace(_PATTERN_MARK, f'url(#{prefix}-')}</svg>"
        )


def drawn(width: float, height: float, paint: Callable[[Canvas], None]) -> Canvas:
    """A canvas painted under the one style, without touching global state."""
    with sns.axes_style("white", rc=_STYLE), mpl.rc_context(_STYLE):
        canvas = Canvas(width, height)
        paint(canvas)
    return canvas


def tone_of(code: str) -> str:
    """Colour name of a level or verdict."""
    mark = mark_of(code)
    return mark.tone if mark else "serie"


def text_width(text: str, size: float = TEXT) -> float:
    """About how wide a text is; enough to put the next one after it."""
    return len(text) * size * 0.52


def wrapped(text: str, characters: int, lines: int = 3) -> list[str]:
    """Text in lines of at most some characters; what does not fit ends in an ellipsis."""
    return textwrap.wrap(text, characters, max_lines=lines, placeholder="…", break_long_words=True) or [""]


_PATTERN_MARK = "url(#@"


def _patterns(inside: str, prefix: str) -> str:
    """Definitions of the patterns a drawing uses."""
    used = [name for name in PATTERNS if f"{_PATTERN_MARK}{name})" in inside]
    return "".join(
        f'<pattern id="{prefix}-{name}" patternUnits="userSpaceOnUse" width="6" height="6">{_ground(name)}'
        f'<path d="{PATTERNS[name][1]}" style="stroke:var(--{_STROKES.get(name, "fondo")});fill:none"/></pattern>'
        for name in used
    )


_STROKES = {"trama": "rejilla"}


def _ground(name: str) -> str:
    return "" if name in _STROKES else f'<path d="M0 0H6V6H0z" style="fill:var(--{name})"/>'


def _elements(node: ElementTree.Element, texts: Mapping[str, TextMark], mark: str = "") -> list[str]:
    """Shapes and texts of matplotlib's SVG without its wrappers."""
    parts = []
    for child in node:
        tag = child.tag.removeprefix(_SVG)
        if tag == "g":
            parts += _elements(child, texts, child.get("id") if child.get("id") in texts else mark)
        elif tag == "defs":
            parts += [f"<defs>{inside}</defs>"] if (inside := "".join(_definitions(child))) else []
        elif tag == "text":
            parts.append(_text(child, texts.get(mark, TextMark())))
        elif tag in ("path", "use") and (shape := _shape(child, tag)):
            parts.append(shape)
    return parts


def _definitions(node: ElementTree.Element) -> list[str]:
    """Marker shapes; patterns are ours."""
    return [
        f'<path id="{child.get("id")}" d="{_trim(child.get("d", ""))}"/>'
        for child in node
        if child.tag == f"{_SVG}path"
    ]


def _shape(node: ElementTree.Element, tag: str) -> str:
    style = _style(node.get("style", ""))
    if style.get("fill") == "none" and "stroke" not in style:
        return ""
    look = ";".join(f"{name}:{value}" for name, value in style.items())
    if tag == "use":
        place = f'href="{node.get(_HREF)}" x="{_short(node.get("x", "0"))}" y="{_short(node.get("y", "0"))}"'
    else:
        place = f'd="{_trim(node.get("d", ""))}"'
    return f'<{tag} {place} style="{look}"/>'


_KEPT = ("fill", "stroke", "stroke-width", "stroke-dasharray")


def _style(text: str) -> dict[str, str]:
    pairs = (item.split(":", 1) for item in text.split(";") if ":" in item)
    style = {name.strip(): _colour(value.strip()) for name, value in pairs if name.strip() in _KEPT}
    if style.get("stroke", "none") == "none":
        style = {name: value for name, value in style.items() if not name.startswith("stroke")}
    return style


def _colour(value: str) -> str:
    if value in _PATTERN_OF:
        return f"{_PATTERN_MARK}{_PATTERN_OF[value]})"
    return f"var(--{_NAME_OF[value]})" if value in _NAME_OF else _trim(value) if value[:1].isdigit() else value


def _text(node: ElementTree.Element, mark: TextMark) -> str:
    style = dict(item.split(":", 1) for item in node.get("style", "").replace(" ", "").split(";") if ":" in item)
    font = node.get("style", "")
    size = re.search(r"([\d.]+)px", font)
    anchor = re.search(r"text-anchor: (\w+)", font)
    attributes = [f'x="{_short(node.get("x", "0"))}"', f'y="{_short(node.get("y", "0"))}"']
    attributes += [f'font-size="{_short(size[1])}"'] if size and float(size[1]) != TEXT else []
    attributes += ['font-weight="650"'] if "bold" in font or "700" in font else []
    attributes += [f'text-anchor="{anchor[1]}"'] if anchor and anchor[1] != "start" else []
    fill = _colour(style.get("fill", COLOURS["tinta"]))
    attributes += [f'style="fill:{fill}"'] if fill != "var(--tinta)" else []
    text = node.text or ""
    code = Markup('<tspan data-no-figure="code">{}</tspan>').format(mark.code) if mark.code else ""
    return f"<text {' '.join(attributes)}{mark.attributes}>{code}{escape(text.removeprefix(mark.code))}</text>"


def _trim(path: str) -> str:
    """Coordinates with one decimal and no needless spaces."""
    path = re.sub(r"-?\d+\.?\d*(?:e-?\d+)?", lambda number: _short(number[0]), " ".join(path.split()))
    path = re.sub(r" ?([MLHVCQzZ]) ?", r"\1", path)
    box = _BOX.fullmatch(path)
    return f"M{box[1]} {box[2]}H{box[3]}V{box[4]}H{box[1]}z" if box else path


_BOX = re.compile(r"M([-\d.]+) ([-\d.]+)L([-\d.]+) \2L\3 ([-\d.]+)L\1 \4z")


def _short(number: float | str) -> str:
    text = f"{float(number):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
