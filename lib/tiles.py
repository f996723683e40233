"""The headline figures of the summary page, as tiles with their change and level."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from engine.figures import Figure, Register, Row, rows_of
from engine.page.html import badge, figure_html


@dataclass(frozen=True)
class Tile:
    """One headline figure.

    Attributes:
        label: What it is.
        figure: Id of the figure.
        remark: Sentence under it; `{0}`, `{1}`… are the figures of `others`.
        others: Ids of the figures the remark shows.
        level: Id of the level shown beside it.
    """

    label: str
    figure: str
    remark: str = ""
    others: tuple[str, ...] = ()
    level: str = ""


_GAPS, _SERVICES = "objective_gaps.progress[{}].{}", "services.levels[PNDI].{}"
_COVERAGE, _BUDGET = "pp0093_coverage.{}", "pp0093_budget.execution[{}].{}"

TILES = (
    Tile(
        "Indicadores de servicio con nivel medio o alto",
        _SERVICES.format("medio_o_alto_pct"),
        "{0} de {1} indicadores",
        (_SERVICES.format("medio_o_alto"), _SERVICES.format("indicadores")),
    ),
    Tile(
        "Indicadores de servicio sin información",
        _SERVICES.format("sin_informacion_pct"),
        "{0} de {1} indicadores",
        (_SERVICES.format("sin_informacion"), _SERVICES.format("indicadores")),
    ),
    Tile(
        "Empresas atendidas por el PP 0093",
        _COVERAGE.format("atendidas[total].empresas"),
        "{0} frente al año anterior",
        (_COVERAGE.format("atendidas[total].variacion_anual"),),
    ),
    Tile(
        "Empresas que cumplen los criterios de focalización",
        _COVERAGE.format("focalizacion[cumple].porcentaje"),
        "{0} frente al año anterior",
        (_COVERAGE.format("focalizacion[cumple].diferencia_pp"),),
    ),
    Tile(
        "Presupuesto del PP 0093 ejecutado",
        _BUDGET.format("TOTAL", "avance_financiero_pct"),
        "{0} de {1}",
        (_BUDGET.format("TOTAL", "devengado"), _BUDGET.format("TOTAL", "pim")),
    ),
)


def tiles_html(figures: Register, gaps: pd.DataFrame) -> Markup:
    """The tiles whose figures exist this year, the objectives' indicators first.

    Args:
        figures: Register of all figures.
        gaps: Table `progress` of section `objective_gaps`.
    """
    tiles = (*(_gap_tile(code, row) for code, row in rows_of(gaps) if row["avance_tipo_1"].known), *TILES)
    items = Markup("").join(_tile(tile, figures) for tile in tiles if tile.figure in figures)
    return Markup('<ul class="fichas">{}</ul>').format(items) if items else Markup("")


def _gap_tile(code: str, row: Row) -> Tile:
    """Progress of an indicator; beside it the change since its base line or, when that was nothing, what was expected."""
    base = row["linea_base_valor"]
    remark, others = (
        ("{0} frente a la línea base", ("cambio_base",))
        if base.known and base != 0
        else ("{0} de {1} esperado", ("valor_obtenido", "logro_esperado"))
    )
    return Tile(
        "{name}: avance frente a la meta".format(name=row["nombre_corto"]),
        _GAPS.format(code, "avance_tipo_1"),
        remark,
        tuple(_GAPS.format(code, name) for name in others),
        _GAPS.format(code, "nivel"),
    )


def _tile(tile: Tile, figures: Register) -> Markup:
    figure = figures[tile.figure]
    return Markup('<li><span class="rotulo">{}</span><span class="cifra">{}</span>{}{}</li>').format(
        tile.label, figure_html(figure), _remark(tile, figures), _level(figures.get(tile.level))
    )


def _remark(tile: Tile, figures: Register) -> Markup:
    others = [figures.get(ident) for ident in tile.others]
    if not tile.remark or not all(other is not None and other.known for other in others):
        return Markup("")
    return Markup('<span class="cambio">{}</span>').format(Markup(tile.remark).format(*map(figure_html, others)))


def _level(level: Figure | None) -> Markup:
    if level is None or not level.known:
        return Markup("")
    return Markup('<span><data value="{}" data-figure="{}">{}</data></span>').format(
        level.value_text, level.id, badge(str(level.value), level.text)
    )
