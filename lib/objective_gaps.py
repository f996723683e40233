"""Section 01: the public problem and the gap of each objective indicator to its goal and to its base line."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from engine.inputs.loading import YearData
from engine.traced import Traced, count
from lib import firmness, progress, trend
from lib.results import indicators_of, limits_table, rule_values, with_short_names

LEVELS = ("alto", "medio", "bajo", "sin_informacion")
ORDINAL_UNITS = ("puesto", "quintil")
_IDENTITY = ["nombre", "nombre_corto", "unidad", "decimales"]


def tables(data: YearData) -> dict[str, pd.DataFrame]:
    """All tables of the section.

    Returns:
        `problem`, `progress`, `levels`, `composites`, `next_level`, `pace`, `thresholds`, `trend`, `series` and those of
        `firmness`, rows keyed by indicator, level or objective.
    """
    indicators = indicators_of(data, "objetivo")
    problem = indicators_of(data, "problema")
    return {
        "problem": problem_gap(problem),
        "progress": progress_by_indicator(indicators),
        "levels": count_levels(indicators["nivel"]),
        "composites": with_short_names(composites(indicators), data["objectives"]),
        "next_level": value_for_next_level(indicators, rule_values(data, "niveles")),
        **firmness.tables(indicators, data),
        "pace": pace(
            pd.concat([problem, indicators]).query("unidad not in @ORDINAL_UNITS"),
            data.year,
            rule_values(data, "ritmo"),
        ),
        "thresholds": limits_table(data, "niveles"),
        "trend": trend.indicator_trend(indicators, indicators_of(data.previous, "objetivo") if data.previous else None),
        "series": trend.series(data, lambda year: indicators_of(year, "objetivo")),
    }


def problem_gap(indicators: pd.DataFrame) -> pd.DataFrame:
    """Indicators of the public problem against goal and base line, each in the year its value belongs to.

    Args:
        indicators: Rows of `indicators_of(data, "problema")`.

    Returns:
        The same rows with `diferencia_meta` (unit of the indicator, p. p. for proportions), `cambio_base` and
        `cambio_base_pct` (%).
    """
    frame = indicators[
        [
            *_IDENTITY,
            "sentido",
            "linea_base_anio",
            "linea_base_valor",
            "anio_dato",
            "logro_esperado",
            "valor_obtenido",
            "avance_tipo_1",
            "nivel",
            "nota",
            "cita",
        ]
    ].copy()
    frame["nivel"] = [
        row.nivel
        if row.avance_tipo_1.known or not row.valor_obtenido.known
        else Traced.absent(row.avance_tipo_1.missing, row.avance_tipo_1.sources)
        for row in frame.itertuples()
    ]
    frame["diferencia_meta"] = [
        _difference(row.valor_obtenido, row.logro_esperado, "sin_meta") for row in frame.itertuples()
    ]
    frame["cambio_base"] = [
        _difference(row.valor_obtenido, row.linea_base_valor, "sin_linea_base") for row in frame.itertuples()
    ]
    frame["cambio_base_pct"] = [
        progress.variacion(row.valor_obtenido, row.linea_base_valor)
        if row.unidad == "indice"
        else Traced.absent("no_aplica")
        for row in frame.itertuples()
    ]
    return frame


def progress_by_indicator(indicators: pd.DataFrame) -> pd.DataFrame:
    """Base line, goal, value, gap, avances and level of each objective indicator.

    Args:
        indicators: Rows of `indicators_of(data, "objetivo")`.

    Returns:
        The same rows with `brecha_meta`, `cambio_base`, `avance_tipo_2` and `avance_meta_final`.
    """
    frame = indicators[
        [
            "padre",
            *_IDENTITY,
            "sentido",
            "linea_base_anio",
            "linea_base_valor",
            "anio_dato",
            "logro_esperado",
            "valor_obtenido",
            "avance_tipo_1",
            "nivel",
            "estado",
            "nivel_publicado",
            "nota",
            "cita",
            "meta_final_valor",
            "agregacion",
        ]
    ].copy()
    rows = list(frame.itertuples())
    frame["brecha_meta"] = [_difference(row.valor_obtenido, row.logro_esperado, "sin_meta") for row in rows]
    frame["cambio_base"] = [progress.cambio_base(row.valor_obtenido, row.linea_base_valor, row.unidad) for row in rows]
    frame["avance_tipo_2"] = [
        progress.avance_tipo_2(
            row.valor_obtenido, row.logro_esperado, row.linea_base_valor, row.sentido, row.agregacion
        )
        for row in rows
    ]
    frame["avance_meta_final"] = [
        progress.avance_meta_final(row.valor_obtenido, row.meta_final_valor, row.linea_base_valor, row.sentido)
        for row in rows
    ]
    return frame.drop(columns=["agregacion"])


def count_levels(levels: pd.Series) -> pd.DataFrame:
    """How many indicators stand at each level, with the share of all (METHODS: «Nivel de avance»).

    Args:
        levels: Level of each indicator, by code.

    Returns:
        Rows alto, medio, bajo, sin_informacion, medio_o_alto and total; columns `indicadores`, `porcentaje`.
    """
    groups = {level: levels[levels == level] for level in LEVELS}
    groups["medio_o_alto"] = levels[levels.isin(["alto", "medio"])]
    groups["total"] = levels
    counts = {name: count(group.index, levels) for name, group in groups.items()}
    return pd.DataFrame(
        {
            "indicadores": counts,
            "porcentaje": {name: progress.porcentaje(item, counts["total"].closed()) for name, item in counts.items()},
        },
        dtype=object,
    )


def composites(indicators: pd.DataFrame) -> pd.DataFrame:
    """Both weighted scores of each objective, side by side, with the coverage that qualifies them.

    Returns:
        Rows by objective; `compuesto_ceplan`, `compuesto_medible`, `con_dato`, `indicadores`; no level, because the
        policy report does not aggregate.
    """
    records = {}
    for objective, group in indicators.groupby("padre", sort=False):
        scores = list(group["avance_tipo_1"])
        relevance = [item.value for item in group["relevancia"]]
        measured = group[[item.known for item in scores]]
        records[objective] = {
            "compuesto_ceplan": progress.compuesto_ceplan(scores, relevance),
            "compuesto_medible": progress.compuesto_medible(scores, relevance),
            "con_dato": count(measured.index, measured["avance_tipo_1"]),
            "indicadores": count(group.index),
        }
    return pd.DataFrame.from_dict(records, orient="index", dtype=object)


def value_for_next_level(indicators: pd.DataFrame, limits: progress.Limits) -> pd.DataFrame:
    """Value each indicator below alto would have needed for the next level, and how far it was.

    Returns:
        Rows by indicator with a value and below alto; `siguiente_nivel`, `valor_necesario`, `falta`, `distancia_pp`
        (points of avance tipo 1 to the limit).
    """
    records = {}
    for row in indicators.itertuples():
        if row.nivel.value not in ("bajo", "medio"):
            continue
        target = "medio" if row.nivel == "bajo" else "alto"
        needed = progress.valor_para_nivel(row.logro_esperado, limits[target], row.sentido)
        records[row.Index] = {
            "nombre": row.nombre,
            "nombre_corto": row.nombre_corto,
            "unidad": row.unidad,
            "decimales": _finer(row),
            "valor_obtenido": row.valor_obtenido,
            "nivel": row.nivel,
            "siguiente_nivel": Traced.because(target, f"{row.nivel.value} → {target}", row.nivel),
            "valor_necesario": needed,
            "falta": (needed - row.valor_obtenido).closed(),
            "distancia_pp": (limits[target] - row.avance_tipo_1.closed()).closed(),
        }
    return pd.DataFrame.from_dict(records, orient="index", dtype=object)


def pace(indicators: pd.DataFrame, year: int, limits: progress.Limits) -> pd.DataFrame:
    """Observed yearly growth since the base line against the growth the goal required (own analysis).

    Args:
        indicators: Objective and problem indicators; ranks do not grow at a rate.
        year: Reporting year, the goal's year.
        limits: `ritmo` of the rules.

    Returns:
        Rows by indicator that has at least two points; `ritmo_observado`, `ritmo_requerido`, `razon`, `ritmo`,
        `ritmo_necesario` (from now to the final goal).
    """
    records = {}
    for row in indicators.itertuples():
        goal_year = row.anio_dato if row.anio_dato.known else Traced(Decimal(year))
        elapsed = (goal_year - row.linea_base_anio).closed()
        observed = progress.tasa_anual(row.linea_base_valor, row.valor_obtenido, elapsed)
        required = progress.tasa_anual(row.linea_base_valor, row.logro_esperado, elapsed)
        remaining = (row.meta_final_anio - goal_year).closed()
        needed = progress.tasa_anual(row.valor_obtenido, row.meta_final_valor, remaining)
        if not (observed.known or needed.known):
            continue
        ratio = _pace_ratio(observed, required, row.sentido)
        records[row.Index] = {
            "nombre": row.nombre,
            "nombre_corto": row.nombre_corto,
            "ritmo_observado": observed,
            "ritmo_requerido": required,
            "razon": ratio,
            "ritmo": _pace_word(ratio, limits),
            "ritmo_necesario": needed,
            "meta_final_valor": row.meta_final_valor,
            "meta_final_anio": row.meta_final_anio,
            "unidad": row.unidad,
            "decimales": row.decimales,
        }
    return pd.DataFrame.from_dict(records, orient="index", dtype=object)


def _difference(value: Traced, reference: Traced, without_reference: str) -> Traced:
    if not value.known:
        return value
    if not reference.known:
        return Traced.absent(without_reference, value.sources + reference.sources)
    return (value - reference).closed()


def _finer(row: object) -> Traced:
    """Decimals of a needed value: a goal of whole percentages has limits between them."""
    return Traced(max(row.decimales.number, Decimal(2))) if row.unidad == progress.PROPORTION else row.decimales


def _pace_ratio(observed: Traced, required: Traced, direction: str) -> Traced:
    if not (observed.known and required.known) or required.number == 0:
        return Traced.absent("NC", observed.sources + required.sources)
    ratio = observed.closed() / abs(required.closed()) * 100
    return ((ratio * -1) if direction == progress.DESCENDING else ratio).closed()


def _pace_word(ratio: Traced, limits: progress.Limits) -> Traced:
    if not ratio.known:
        return ratio
    return progress.graded(ratio, limits, ("en_camino", "avance_acelerar", "limitado"), "deterioro")
