"""Charts of the policy: objectives against their goals, service indicators by level, and the rating."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup

from engine.figures import Figure
from engine.page.canvas import MARKERS, SMALL, Canvas, text_width, tone_of
from engine.page.chart import Chart, both_widths, chart_ident, data_table
from engine.page.html import figure_html
from engine.page.story import Story, agree, enumeration, sentence
from engine.traced import Traced
from lib.charts.rows import Rows
from lib.marks import mark_of
from lib.progress import DESCENDING
from lib.words import word

LEVELS = ("alto", "medio", "bajo", "sin_informacion")
RATINGS = ("Inicial", "Intermedio", "Avanzado")
_POLICY, _GLOBAL = "PNDI", "global"
_GOAL_HEAD, _SCALE_END, _LABEL = 50.0, 118.0, 54.0


def goal_gap(story: Story) -> Chart:
    """Each objective indicator on the scale where its goal of the year is 100: base line, value and goal."""
    frame = story.tables["progress"]
    ident = chart_ident(story, "goal_gap")
    return Chart(
        ident=ident,
        title=_goal_title(story),
        subtitle="Línea base y valor obtenido como porcentaje de la meta del año (avance tipo 1)",
        alt=Markup(" ").join(_goal_sentence(story, code, name) for code, name in frame["nombre_corto"].items()),
        svg=both_widths(
            ident,
            lambda narrow: _GOAL_HEAD + _goal_rows(frame, narrow).height,
            lambda canvas: _paint_goals(canvas, story, frame),
        ),
        tables=(
            data_table(
                story, "progress", "linea_base_valor", "valor_obtenido", "logro_esperado", "avance_tipo_1", "nivel"
            ),
        ),
        note="Un valor a la izquierda de su línea base es un retroceso, aunque el avance tipo 1 sea alto.",
    )


def levels_matrix(story: Story) -> Chart:
    """One square per service indicator, by objective and level."""
    frame = story.tables["levels"]
    objectives = frame.drop(index=_POLICY, errors="ignore")
    ident = chart_ident(story, "levels_matrix")
    return Chart(
        ident=ident,
        title=_matrix_title(story),
        subtitle="Cada cuadrado es un indicador de servicio",
        alt=Markup(" ").join(_matrix_sentence(story, code) for code in frame.index),
        svg=both_widths(
            ident,
            lambda narrow: _matrix_height(objectives, narrow),
            lambda canvas: _paint_matrix(canvas, story, objectives),
        ),
        tables=(data_table(story, "levels", "indicadores", *LEVELS, "mayor_150"),),
        note=(
            "El punto marca los indicadores de nivel alto cuyo avance pasa el límite de alerta: su meta puede estar "
            "mal puesta."
        ),
    )


def rating(story: Story) -> Chart:
    """The three judgements and the overall rating on the scale of three steps."""
    frame = story.tables["rating"]
    ident = chart_ident(story, "rating")
    return Chart(
        ident=ident,
        title=sentence("Valoración de la implementación: {vigente}", **story.of("rating", _GLOBAL, "vigente")),
        subtitle="Tres juicios y la valoración global, que es la del medio; propuesta propia",
        alt=Markup(" ").join(_rating_sentence(story, code) for code in frame.index),
        svg=both_widths(
            ident,
            lambda narrow: _rating_rows(frame, narrow).height + 4,
            lambda canvas: _paint_rating(canvas, story, frame),
        ),
        tables=(data_table(story, "rating", "medida", "propuesta", "publicada", "vigente"),),
    )


def _goal_title(story: Story) -> Markup:
    counts = {level: story.figure("levels", level, "indicadores") for level in (*LEVELS, "total")}
    fields = {level: figure_html(figure) for level, figure in counts.items()}
    if counts["total"].traced == 0:
        return Markup("No hay indicadores de objetivo este año")
    if counts["sin_informacion"].traced == counts["total"].value:
        return sentence("Ninguno de los {total} indicadores de objetivo tiene información", **fields)
    if counts["alto"].traced == 0:
        return sentence(
            (
                "Ningún indicador de objetivo llegó al nivel alto: {medio} en medio, {bajo} en bajo y "
                "{sin_informacion} sin información"
            ),
            **fields,
        )
    return sentence(
        "{alto} de {total} indicadores de objetivo {verb} al nivel alto; {sin_informacion} sin información",
        verb=agree(counts["alto"], "llegó", "llegaron"),
        **fields,
    )


def _goal_sentence(story: Story, code: str, name: str) -> Markup:
    shown = story.of("progress", code, "valor_obtenido", "logro_esperado", "linea_base_valor", "avance_tipo_1", "nivel")
    if not story.figure("progress", code, "valor_obtenido").known:
        return sentence("{name}: {valor_obtenido}.", name=name, **shown)
    return sentence(
        (
            "{name}: {valor_obtenido}; meta {logro_esperado}; línea base {linea_base_valor}; avance tipo 1 "
            "{avance_tipo_1}, nivel {nivel}."
        ),
        name=name,
        **shown,
    )


def _goal_rows(frame: pd.DataFrame, narrow: bool) -> Rows:
    return Rows(list(frame["nombre_corto"]), narrow, 68 if narrow else 66, _GOAL_HEAD, list(frame.index))


def _paint_goals(canvas: Canvas, story: Story, frame: pd.DataFrame) -> None:
    rows = _goal_rows(frame, canvas.narrow)
    known = [float(item) for item in frame["avance_tipo_1"] if item.known]
    based = [item for _code, row in frame.iterrows() if (item := _base_position(row)) is not None]
    scale = (canvas.width - rows.left - 70) / max([_SCALE_END, *known, *based])
    canvas.legend(
        rows.left, 14, [("o", "base", "Línea base"), ("D", "serie", "Valor obtenido"), ("|", "tinta", "Meta")]
    )
    for position, (code, row) in enumerate(frame.iterrows()):
        rows.write(canvas, position)
        _paint_goal(canvas, story, code, row, rows.middle(position), rows.left, scale)


def _paint_goal(canvas: Canvas, story: Story, code: str, row: pd.Series, y: float, left: float, scale: float) -> None:
    avance, base, goal = row["avance_tipo_1"], _base_position(row), left + 100 * scale
    x = left + float(avance) * scale if avance.known else None
    canvas.line([left, canvas.width - 8], [y, y], "nada" if x is None else "rejilla", 1.5, dashed=x is None)
    if row["logro_esperado"].known:
        beside = x is not None and goal - 6 <= x <= goal + _LABEL
        canvas.line([goal, goal], [y - 17, y + 17], "tinta", 2)
        canvas.figure(
            goal - 6 if beside else goal + 6,
            y - 12,
            story.figure("progress", code, "logro_esperado"),
            size=SMALL,
            align="right" if beside else "left",
            halo=True,
        )
    if x is None:
        canvas.figure(left + 4, y - 12, story.figure("progress", code, "avance_tipo_1"), colour="suave", size=SMALL)
        return
    at = None if base is None else left + base * scale
    if at is not None:
        _paint_base(canvas, story.figure("progress", code, "linea_base_valor"), at, x, y, tone_of(row["nivel"].value))
    _paint_result(canvas, story, code, x, y, goal, at)


def _paint_result(canvas: Canvas, story: Story, code: str, x: float, y: float, goal: float, base: float | None) -> None:
    """The value's marker, its avance above and itself below, out of the way of goal and base line."""
    tone = tone_of(str(story.figure("progress", code, "nivel").value))
    canvas.dot(x, y, tone, MARKERS[tone], 13)
    side = "right" if -_LABEL < x - goal < 0 else "left" if 0 <= x - goal < _LABEL else "center"
    shift = {"right": 8, "left": -8, "center": 0}
    canvas.figure(
        x + shift[side],
        y - 18,
        story.figure("progress", code, "avance_tipo_1"),
        bold=True,
        colour=f"{tone}-t",
        halo=True,
        align=side,
    )
    side = "center" if base is None or abs(x - base) > _LABEL else "right" if base >= x else "left"
    canvas.figure(
        x - {"right": 2, "left": 6, "center": 0}[side],
        y + 17,
        story.figure("progress", code, "valor_obtenido"),
        size=SMALL,
        align=side,
        halo=True,
    )


def _paint_base(canvas: Canvas, figure: Figure, base: float, x: float, y: float, tone: str) -> None:
    canvas.line([base, x], [y, y], tone, 4)
    canvas.dot(base, y, "base", hollow=True, size=9)
    near = abs(x - base) <= _LABEL
    align = "left" if base >= x or not near else "right"
    canvas.figure(
        base + (4 if base >= x else -8 if near else 0),
        y + 17,
        figure,
        colour="suave",
        size=SMALL,
        halo=True,
        align=align,
    )


def _base_position(row: pd.Series) -> float | None:
    """The base line in % of the goal, in the direction of the indicator."""
    base, goal = row["linea_base_valor"], row["logro_esperado"]
    part, whole = (goal, base) if row["sentido"] == DESCENDING else (base, goal)
    return float(part) / float(whole) * 100 if part.known and whole.known and whole > 0 else None


def _matrix_title(story: Story) -> Markup:
    if _POLICY not in story.tables["levels"].index:
        return Markup("No hay conteos de indicadores de servicio este año")
    shown = story.of("levels", _POLICY, "medio_o_alto", "indicadores", "sin_informacion", "bajo")
    return sentence(
        (
            "{medio_o_alto} de {indicadores} indicadores de servicio tienen nivel medio o alto; {bajo}, nivel "
            "bajo, y de {sin_informacion} no hay información"
        ),
        **shown,
    )


def _matrix_sentence(story: Story, code: str) -> Markup:
    shown = story.of("levels", code, "indicadores", *LEVELS)
    parts = enumeration(sentence("{n} {label}", n=shown[level], label=_level_phrase(level)) for level in LEVELS)
    return sentence(
        "{code}: {indicadores} {noun}: {parts}.",
        code=word(code),
        indicadores=shown["indicadores"],
        noun=agree(story.figure("levels", code, "indicadores"), "indicador", "indicadores"),
        parts=parts,
    )


def _level_phrase(level: str) -> str:
    return word(level).lower() if level == "sin_informacion" else f"de nivel {word(level).lower()}"


_SQUARE, _STEP = 13.5, 16.5


def _per_row(narrow: bool) -> int:
    return 21 if narrow else 44


def _block_height(row: pd.Series, narrow: bool) -> float:
    lines = -(-max(_whole(row["indicadores"]), 1) // _per_row(narrow))
    return _head(narrow) + lines * _STEP + 18


def _head(narrow: bool) -> float:
    return 56 if narrow else 38


def _matrix_height(frame: pd.DataFrame, narrow: bool) -> float:
    return sum(_block_height(row, narrow) for _code, row in frame.iterrows()) or 40


def _whole(value: Traced) -> int:
    return int(value.number) if value.known else 0


def _paint_matrix(canvas: Canvas, story: Story, frame: pd.DataFrame) -> None:
    top = 0.0
    for code, row in frame.iterrows():
        canvas.text(2, top + 9, code, bold=True)
        canvas.text(52, top + 9, row.get("nombre_corto", ""), colour="suave")
        _paint_counts(canvas, story, code, top + 29)
        for number, (tone, alert) in enumerate(_squares(row)):
            line, column = divmod(number, _per_row(canvas.narrow))
            x, y = 2 + column * _STEP, top + _head(canvas.narrow) + line * _STEP
            canvas.level_bar(x, y, _SQUARE, _SQUARE, tone)
            if alert:
                canvas.dot(x + _SQUARE / 2, y + _SQUARE / 2, "fondo", size=5)
        top += _block_height(row, canvas.narrow)


def _squares(row: pd.Series) -> Iterator[tuple[str, bool]]:
    alerts = _whole(row["mayor_150"])
    for level in LEVELS:
        for number in range(_whole(row[level])):
            yield tone_of(level), level == "alto" and number < alerts


def _paint_counts(canvas: Canvas, story: Story, code: str, y: float) -> None:
    x = 2.0
    for level in LEVELS:
        figure = story.figure("levels", code, level)
        width = 15 + text_width(figure.text, SMALL) + 7 + text_width(word(level), SMALL) + 16
        if x + width > canvas.width + 10:
            x, y = 2.0, y + 17
        _paint_count(canvas, figure, level, x, y)
        x += width


def _paint_count(canvas: Canvas, figure: Figure, level: str, x: float, y: float) -> None:
    canvas.text(x, y, mark_of(level).symbol, colour=f"{tone_of(level)}-t", size=SMALL)
    canvas.figure(x + 15, y, figure, bold=True, size=SMALL)
    canvas.text(x + 20 + text_width(figure.text, SMALL), y, word(level).lower(), size=SMALL)


def _rating_sentence(story: Story, code: str) -> Markup:
    shown = story.of("rating", code, "vigente", "medida")
    if not story.figure("rating", code, "medida").known:
        return sentence("{name}: {vigente}.", name=word(code), **shown)
    return sentence("{name}: {vigente}; {medida} {what}.", name=word(code), what=_measure(code), **shown)


def _measure(code: str) -> str:
    return "sin información" if code == "seguimiento" else "con nivel medio o alto"


def _rating_rows(frame: pd.DataFrame, narrow: bool) -> Rows:
    return Rows([word(code) for code in frame.index], narrow, 66 if narrow else 64)


def _paint_rating(canvas: Canvas, story: Story, frame: pd.DataFrame) -> None:
    rows = _rating_rows(frame, canvas.narrow)
    for position, code in enumerate(frame.index):
        rows.write(canvas, position, bold=code == _GLOBAL, lift=8)
        middle = rows.middle(position) - 8
        _paint_steps(canvas, story.figure("rating", code, "vigente"), rows.left, middle)
        measure = story.figure("rating", code, "medida")
        if measure.known:
            canvas.figure(rows.left, middle + 27, measure, size=SMALL, bold=True)
            canvas.text(
                rows.left + text_width(measure.text, SMALL) + 8, middle + 27, _measure(code), size=SMALL, colour="suave"
            )


def _paint_steps(canvas: Canvas, chosen: Figure, left: float, middle: float) -> None:
    width = (canvas.width - left - 4) / len(RATINGS)
    for number, name in enumerate(RATINGS):
        x, centre = left + number * width, left + (number + 0.5) * width - 3
        if chosen.value != name:
            canvas.frame(x, middle - 16, width - 6, 32, "rejilla")
            canvas.text(centre, middle, name, colour="suave", align="center", size=SMALL)
            continue
        tone = tone_of(name)
        canvas.bar(x, middle - 16, width - 6, 32, f"{tone}-f")
        canvas.frame(x, middle - 16, width - 6, 32, f"{tone}-t")
        canvas.text(x + 10, middle, mark_of(name).symbol, colour=f"{tone}-t", size=SMALL)
        canvas.figure(centre + 5, middle, chosen, bold=True, align="center", colour=f"{tone}-t")
