"""Charts of the budget programme: who was attended, where, with how much money and how much delivery."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
from markupsafe import Markup

from engine.figures import Figure
from engine.page.canvas import SMALL, Canvas, text_width, tone_of, wrapped
from engine.page.chart import Chart, both_widths, chart_ident, data_table
from engine.page.provenance import row_name
from engine.page.story import Story, enumeration, sentence
from engine.traced import Traced
from lib.charts.rows import Rows
from lib.marks import mark_of
from lib.table_layouts import layout_of

TOTAL = "TOTAL"
PROFILE = ("tamano", "sector", "trabajadores", "unidad")
_PHYSICAL, _FINANCIAL, _GAP = "avance_fisico_pct", "avance_financiero_pct", "brecha_fisico_financiero"
_BAR, _PANEL_HEAD, _DELIVERY_HEAD = 15, 34, 52.0


def services_given(story: Story) -> Chart:
    """Firms attended by kind of service."""
    frame = story.tables.get("servicio", pd.DataFrame())
    ident = chart_ident(story, "services_given")
    largest = _largest(frame, "empresas")
    title = (
        Markup("No hay empresas atendidas por servicio este año")
        if largest is None
        else sentence(
            "{name} llegó a más empresas que ningún otro servicio: {empresas}",
            name=row_name(frame, largest),
            **story.of("servicio", largest, "empresas"),
        )
    )
    return Chart(
        ident=ident,
        title=title,
        subtitle="Empresas atendidas por tipo de servicio",
        alt=_listed(story, "servicio", "empresas"),
        svg=both_widths(
            ident,
            lambda narrow: _panel_rows(frame, narrow).height + 4,
            lambda canvas: _paint_panel(canvas, story, "servicio", "empresas"),
        ),
        tables=(data_table(story, "servicio", "empresas", "participacion"),),
        note="Una empresa puede recibir varios servicios: las barras no se suman.",
    )


def profile(story: Story) -> Chart:
    """Size, sector, workers and executing unit of the firms attended, as shares."""
    names = [name for name in PROFILE if name in story.tables]
    ident = chart_ident(story, "profile")
    return Chart(
        ident=ident,
        title=_profile_title(story, names),
        subtitle="Porcentaje de las empresas atendidas, por dimensión",
        alt=Markup(" ").join(_listed(story, name, "porcentaje") for name in names),
        svg=both_widths(
            ident,
            lambda narrow: _profile_height(story, names, narrow),
            lambda canvas: _paint_profile(canvas, story, names),
        ),
        tables=tuple(data_table(story, name, "porcentaje", "empresas_implicitas") for name in names),
        note="Los documentos no publican todas las categorías: una dimensión puede no sumar el total.",
    )


def region_map(story: Story) -> Chart:
    """Tile map of the regions; those without a published share are hatched, never zero."""
    frame = story.tables["region"]
    ident = chart_ident(story, "region_map")
    known = sorted(
        (code for code in frame.index if frame.at[code, "porcentaje"].known),
        key=lambda code: -frame.at[code, "porcentaje"].number,
    )
    return Chart(
        ident=ident,
        title=_region_title(story, frame, known),
        subtitle="Porcentaje de las empresas atendidas, por región",
        alt=_region_alt(story, frame, known),
        svg=both_widths(
            ident, lambda narrow: _map_height(frame, narrow), lambda canvas: _paint_map(canvas, story, frame)
        ),
        tables=(data_table(story, "region", "porcentaje"),),
        note=(
            "Mosaico: cada región ocupa un cuadro de igual tamaño, cerca de su lugar en el mapa. Las rayadas no tienen "
            "dato publicado; no son cero."
        ),
    )


def budget(story: Story) -> Chart:
    """Budget and what was executed of it, by product."""
    frame = _products(story)
    ident = chart_ident(story, "budget")
    largest = _largest(frame, "pim")
    title = (
        Markup("No hay presupuesto por producto este año")
        if largest is None
        else sentence(
            "{name} tiene el {participacion_pim} del presupuesto; el programa ejecutó el {total}",
            name=frame.at[largest, "nombre_corto"],
            total=story.show("execution", TOTAL, _FINANCIAL),
            **story.of("execution", largest, "participacion_pim"),
        )
    )
    return Chart(
        ident=ident,
        title=title,
        subtitle="PIM (contorno) y devengado (relleno) por producto, en soles",
        alt=Markup(" ").join(
            sentence(
                "{name}: devengado {devengado} de un PIM de {pim}, {avance_financiero_pct}.",
                name=name,
                **story.of("execution", code, "devengado", "pim", _FINANCIAL),
            )
            for code, name in frame["nombre_corto"].items()
        ),
        svg=both_widths(
            ident,
            lambda narrow: _coded_rows(frame, narrow, 56).height + 4,
            lambda canvas: _paint_budget(canvas, story, frame),
        ),
        tables=(data_table(story, "execution", "pim", "devengado", _FINANCIAL),),
    )


def physical_financial(story: Story) -> Chart:
    """Physical and financial progress of each product and activity on one scale."""
    frame = story.tables["execution"].drop(index=TOTAL, errors="ignore")
    ident = chart_ident(story, "physical_financial")
    return Chart(
        ident=ident,
        title=_delivery_title(story, frame),
        subtitle="Avance físico y avance financiero, como porcentaje de lo programado",
        alt=Markup(" ").join(
            sentence(
                "{code} {name}: físico {avance_fisico_pct}, financiero {avance_financiero_pct}.",
                code=code,
                name=name,
                **story.of("execution", code, _PHYSICAL, _FINANCIAL),
            )
            for code, name in frame["nombre_corto"].items()
        ),
        svg=both_widths(
            ident,
            lambda narrow: _delivery_rows(frame, narrow).height + _DELIVERY_HEAD + 6,
            lambda canvas: _paint_delivery(canvas, story, frame),
        ),
        tables=(data_table(story, "execution", _PHYSICAL, _FINANCIAL, _GAP),),
    )


def performance(story: Story) -> Chart:
    """Value of each performance indicator against its goal."""
    frame = story.tables["performance"]
    ident = chart_ident(story, "performance")
    return Chart(
        ident=ident,
        title=_performance_title(frame),
        subtitle="Valor obtenido (barra) y meta (raya) de cada indicador",
        alt=Markup(" ").join(
            sentence(
                "{name}: {valor_obtenido}, meta {logro_esperado}, nivel {nivel}.",
                name=name,
                **story.of("performance", code, "valor_obtenido", "logro_esperado", "nivel"),
            )
            for code, name in frame["nombre_corto"].items()
        ),
        svg=both_widths(
            ident,
            lambda narrow: _performance_rows(frame, narrow).height + 4,
            lambda canvas: _paint_performance(canvas, story, frame),
        ),
        tables=(data_table(story, "performance", "valor_obtenido", "logro_esperado", "diferencia_pp", "nivel"),),
    )


def _largest(frame: pd.DataFrame, column: str) -> str | None:
    known = [code for code in frame.index if column in frame and frame.at[code, column].known]
    return max(known, key=lambda code: frame.at[code, column].number, default=None)


def _listed(story: Story, table: str, column: str) -> Markup:
    """All rows of a table in words: «Caption: name value; name value»."""
    frame = story.tables.get(table, pd.DataFrame())
    parts = [
        sentence("{name} {value}", name=row_name(frame, code), value=story.show(table, code, column))
        for code in frame.index
    ]
    return sentence(
        "{caption}: {parts}.", caption=layout_of(story.section, table, frame).title, parts=Markup("; ").join(parts)
    )


def _panel_rows(frame: pd.DataFrame, narrow: bool, top: float = 0) -> Rows:
    return Rows([row_name(frame, code) for code in frame.index], narrow, 29, top)


def _paint_panel(canvas: Canvas, story: Story, table: str, column: str, top: float = 0, longest: float = 0) -> None:
    """Horizontal bars with their names and figures; a missing one says so instead of a bar."""
    frame = story.tables.get(table, pd.DataFrame())
    rows = _panel_rows(frame, canvas.narrow, top)
    known = [float(item) for item in frame.get(column, []) if item.known]
    scale = (canvas.width - rows.left - 72) / (longest or max([*known, 1.0]))
    for position, code in enumerate(frame.index):
        rows.write(canvas, position)
        y, figure = rows.middle(position), story.figure(table, code, column)
        if not figure.known:
            _paint_missing(canvas, figure, rows.left, y)
            continue
        width = max(float(frame.at[code, column]) * scale, 1)
        canvas.bar(rows.left, y - _BAR / 2, width, _BAR, "serie")
        canvas.figure(rows.left + width + 7, y, figure, bold=True)


def _paint_missing(canvas: Canvas, figure: Figure, left: float, y: float) -> None:
    canvas.line([left, left + 60], [y, y], "nada", 1.5, dashed=True)
    canvas.figure(left + 68, y, figure, colour="suave", size=SMALL)


def _profile_title(story: Story, names: list[str]) -> Markup:
    tops = [(name, top) for name in names if (top := _largest(story.tables[name], "porcentaje")) is not None]
    parts = [
        sentence(
            "{name} ({porcentaje})", name=row_name(story.tables[name], top).lower(), **story.of(name, top, "porcentaje")
        )
        for name, top in tops[:3]
    ]
    if not parts:
        return Markup("No hay perfil de las empresas atendidas este año")
    return sentence("Lo más frecuente entre las empresas atendidas: {parts}", parts=enumeration(parts))


def _profile_height(story: Story, names: list[str], narrow: bool) -> float:
    return sum(_PANEL_HEAD + _panel_rows(story.tables[name], narrow).height for name in names) or 40


def _paint_profile(canvas: Canvas, story: Story, names: list[str]) -> None:
    top = 0.0
    for name in names:
        frame = story.tables[name]
        canvas.text(2, top + 20, layout_of(story.section, name, frame).title, bold=True, colour="suave", size=SMALL)
        _paint_panel(canvas, story, name, "porcentaje", top + _PANEL_HEAD, 100)
        top += _PANEL_HEAD + _panel_rows(frame, canvas.narrow).height


def _region_title(story: Story, frame: pd.DataFrame, known: list[str]) -> Markup:
    if not known:
        return Markup("Los documentos no publican la participación de ninguna región")
    text = (
        "{name} concentra el {porcentaje} de las empresas atendidas; de la mayoría de regiones no se publica el dato"
        if len(known) * 2 < len(frame)
        else "{name} concentra el {porcentaje} de las empresas atendidas"
    )
    return sentence(text, name=frame.at[known[0], "nombre"], **story.of("region", known[0], "porcentaje"))


def _region_alt(story: Story, frame: pd.DataFrame, known: list[str]) -> Markup:
    parts = [
        sentence("{name} {value}", name=frame.at[code, "nombre"], value=story.show("region", code, "porcentaje"))
        for code in known
    ]
    return sentence(
        "Mapa de mosaico de las regiones. Con dato publicado: {parts}. Las demás, sin dato publicado.",
        parts=enumeration(parts) if parts else "ninguna",
    )


def _tile(frame: pd.DataFrame, narrow: bool) -> tuple[float, float]:
    columns = max(float(item) for item in frame["columna"])
    return (358 / columns, 54) if narrow else (96, 60)


def _map_height(frame: pd.DataFrame, narrow: bool) -> float:
    return max(float(item) for item in frame["fila"]) * _tile(frame, narrow)[1] + 4


def _paint_map(canvas: Canvas, story: Story, frame: pd.DataFrame) -> None:
    width, height = _tile(frame, canvas.narrow)
    columns = max(float(item) for item in frame["columna"])
    largest = max([float(item) for item in frame["porcentaje"] if item.known], default=0) or 1
    left = (canvas.width - width * columns) / 2
    for code, row in frame.iterrows():
        x, y = left + (float(row["columna"]) - 1) * width + 2, (float(row["fila"]) - 1) * height + 2
        _paint_region(canvas, story.figure("region", code, "porcentaje"), row, (x, y, width - 4, height - 4), largest)
    legend = "Sin dato publicado"
    corner = min(left + (columns - 2) * width + 2, canvas.width - text_width(legend, SMALL) - 30)
    canvas.frame(corner, 8, 16, 16, "nada", dashed=True, hatched=True)
    canvas.text(corner + 22, 16, legend, size=SMALL)


def _paint_region(
    canvas: Canvas, figure: Figure, row: pd.Series, box: tuple[float, float, float, float], largest: float
) -> None:
    x, y, width, height = box
    middle = x + width / 2
    size = 9 if canvas.narrow else SMALL
    lines = wrapped(row["nombre"], 12 if canvas.narrow else 15, 2)
    if not figure.known:
        canvas.frame(x, y, width, height, "nada", dashed=True, hatched=True)
        for number, line in enumerate(lines):
            canvas.text(
                middle,
                y + height / 2 + 12 * (number - (len(lines) - 1) / 2),
                line,
                size=size,
                align="center",
                halo=True,
            )
        return
    filled = max(float(row["porcentaje"]) / largest * height, 2)
    canvas.bar(x, y, width, height, "alto-f")
    canvas.bar(x, y + height - filled, width, filled, "bueno")
    canvas.frame(x, y, width, height, "alto")
    canvas.text(middle, y + height * 0.32, " ".join(lines), "alto-t", size, bold=not canvas.narrow, align="center")
    canvas.figure(middle, y + height * 0.7, figure, size=SMALL + 1, align="center", colour="alto-t", bold=True)


def _products(story: Story) -> pd.DataFrame:
    frame = story.tables["execution"]
    return frame[(frame["padre"] == "") & (frame.index != TOTAL)]


def _coded_rows(frame: pd.DataFrame, narrow: bool, band: float, top: float = 0) -> Rows:
    return Rows(list(frame["nombre_corto"]), narrow, band, top, list(frame.index))


def _paint_budget(canvas: Canvas, story: Story, frame: pd.DataFrame) -> None:
    rows = _coded_rows(frame, canvas.narrow, 56)
    longest = max([float(item) for item in frame["pim"] if item.known], default=0) or 1
    scale = (canvas.width - rows.left - 72) / longest
    for position, (code, row) in enumerate(frame.iterrows()):
        rows.write(canvas, position, lift=8)
        y, pim = rows.middle(position) - 8, story.figure("execution", code, "pim")
        if not pim.known:
            _paint_missing(canvas, pim, rows.left, y)
            continue
        if row["devengado"].known:
            canvas.bar(rows.left, y - 9, float(row["devengado"]) * scale, 18, "serie")
        canvas.frame(rows.left, y - 9, float(row["pim"]) * scale, 18, "tinta")
        canvas.figure(
            rows.left + float(row["pim"]) * scale + 7, y, story.figure("execution", code, _FINANCIAL), bold=True
        )
        _paint_money(canvas, story.figure("execution", code, "devengado"), pim, rows.left, y + 19)


def _paint_money(canvas: Canvas, spent: Figure, pim: Figure, x: float, y: float) -> None:
    after = x + text_width(spent.text, SMALL) + 6
    canvas.figure(x, y, spent, size=SMALL, colour="suave")
    canvas.text(after, y, "de", size=SMALL, colour="suave")
    canvas.figure(after + 18, y, pim, size=SMALL, colour="suave")


def _delivery_title(story: Story, frame: pd.DataFrame) -> Markup:
    products = frame[frame["padre"] == ""]
    gaps = {code: item for code, item in products[_GAP].items() if item.known}
    behind = min(gaps, key=lambda code: gaps[code].number, default=None)
    if behind is None:
        return Markup("No hay avances que comparar este año")
    if gaps[behind].number >= 0:
        return Markup("Todos los productos entregaron tanto o más de lo que gastaron, en proporción a lo programado")
    return sentence(
        (
            "{name} gastó más de lo que entregó: el {avance_financiero_pct} del presupuesto y el {avance_fisico_pct} "
            "de la meta física"
        ),
        name=f"{behind} {frame.at[behind, 'nombre_corto']}",
        **story.of("execution", behind, _PHYSICAL, _FINANCIAL),
    )


def _delivery_rows(frame: pd.DataFrame, narrow: bool) -> Rows:
    return _coded_rows(frame, narrow, 30, _DELIVERY_HEAD)


def _paint_delivery(canvas: Canvas, story: Story, frame: pd.DataFrame) -> None:
    rows = _delivery_rows(frame, canvas.narrow)
    rates = [float(item) for column in (_PHYSICAL, _FINANCIAL) for item in frame[column] if item.known]
    start, end = min([60.0, *rates]), max([110.0, *rates])
    left, right = rows.left + 54, canvas.width - 58
    scale = (right - left) / (end - start)
    canvas.legend(rows.left, 14, [("o", "serie2", "Avance físico"), ("s", "serie", "Avance financiero")])
    programmed = left + (100 - start) * scale
    canvas.text(programmed, 40, "Lo programado", size=SMALL, align="center", colour="suave")
    for position, (code, row) in enumerate(frame.iterrows()):
        product = row["padre"] == ""
        if product:
            canvas.line([2, canvas.width - 2], [rows.top(position), rows.top(position)], "rejilla")
        rows.write(canvas, position, bold=product, small=not product)
        y = rows.middle(position)
        canvas.line([programmed, programmed], [y - 15, y + 15], "suave")
        _paint_pair(canvas, story, code, row, y, (left, start, scale))


def _paint_pair(
    canvas: Canvas, story: Story, code: str, row: pd.Series, y: float, axis: tuple[float, float, float]
) -> None:
    left, start, scale = axis
    physical, financial = row[_PHYSICAL], row[_FINANCIAL]
    if not (physical.known or financial.known):
        canvas.figure(left, y, story.figure("execution", code, _PHYSICAL), colour="suave", size=SMALL)
        return
    if physical.known and financial.known:
        canvas.line([left + (float(item) - start) * scale for item in (physical, financial)], [y, y], "base", 3)
    before = _is_before(financial, physical)
    for column, shape, colour, at_left in ((_FINANCIAL, "s", "serie", before), (_PHYSICAL, "o", "serie2", not before)):
        figure = story.figure("execution", code, column)
        if isinstance(figure.value, Decimal):
            x = left + (float(figure.value) - start) * scale
            canvas.dot(x, y, colour, shape, 11)
            canvas.figure(
                x - 10 if at_left else x + 10, y, figure, size=SMALL, align="right" if at_left else "left", halo=True
            )


def _is_before(one: Traced, other: Traced) -> bool:
    return not other.known or (one.known and one.number <= other.number)


def _performance_title(frame: pd.DataFrame) -> Markup:
    met = [code for code, gap in frame["diferencia_pp"].items() if gap.known and gap >= 0]
    if not met:
        return Markup("Ningún indicador de desempeño llegó a su meta")
    if len(met) == len(frame):
        return Markup("Todos los indicadores de desempeño llegaron a su meta")
    return sentence(
        "Llegaron a su meta: {names}", names=enumeration(frame.at[code, "nombre_corto"].lower() for code in met)
    )


def _performance_rows(frame: pd.DataFrame, narrow: bool) -> Rows:
    return Rows([f"{row['producto']} · {row['nombre_corto']}" for _code, row in frame.iterrows()], narrow, 48)


def _paint_performance(canvas: Canvas, story: Story, frame: pd.DataFrame) -> None:
    rows = _performance_rows(frame, canvas.narrow)
    values = [float(item) for column in ("valor_obtenido", "logro_esperado") for item in frame[column] if item.known]
    scale = (canvas.width - rows.left - 84) / max([*values, 1.0])
    for position, (code, row) in enumerate(frame.iterrows()):
        rows.write(canvas, position, lift=7)
        y = rows.middle(position) - 7
        _paint_value(canvas, story.figure("performance", code, "valor_obtenido"), row, rows.left, y, scale)
        if row["logro_esperado"].known:
            at = rows.left + float(row["logro_esperado"]) * scale
            goal = story.figure("performance", code, "logro_esperado")
            canvas.line([at, at], [y - 11, y + 11], "tinta", 2.5)
            canvas.text(max(at - 4, rows.left + 26), y + 20, "Meta", size=SMALL, colour="suave", align="right")
            canvas.figure(max(at, rows.left + 30), y + 20, goal, size=SMALL, colour="suave")


def _paint_value(canvas: Canvas, figure: Figure, row: pd.Series, left: float, y: float, scale: float) -> None:
    if not figure.known:
        _paint_missing(canvas, figure, left, y)
        return
    tone = tone_of(row["nivel"].value)
    end = left + float(row["valor_obtenido"]) * scale
    goal = left + float(row["logro_esperado"]) * scale if row["logro_esperado"].known else 0
    after = goal + 5 if end - 4 < goal < end + 74 else end
    canvas.level_bar(left, y - 8, end - left, 16, tone)
    canvas.text(after + 6, y, mark_of(row["nivel"].value).symbol, colour=f"{tone}-t", size=SMALL)
    canvas.figure(after + 21, y, figure, bold=True)
