"""Section 01: the public problem and the gap of each objective indicator to its goal and to its base line."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from engine.inputs.year_data import YearData
from engine.traced import Traced, count
from lib import firmness as firm
from lib import progress as formulas
from lib import trend as change
from lib.columns import table
from lib.results import indicators_of, limits_of, with_shares, with_short_names

ORDINAL_UNITS = ("puesto", "quintil")
_FINAL = ("meta_final_valor", "meta_final_anio")
_OTHER_LIMITS = (
    "Los límites de los niveles no son los mismos en los dos años: cada nivel se decide con las reglas de su año."
)
_RESTATED = ("linea_base_previa", "linea_base_valor", "meta_anunciada", "logro_esperado", "aclaracion")


@table("objective_gaps.problem")
def problem(data: YearData) -> pd.DataFrame:
    """Indicators of the public problem against goal and base line, each in the year its value belongs to.

    Returns:
        Rows by indicator: `diferencia_meta` (unit of the indicator, p. p. for proportions), `cambio_base` and, of an
        index, `cambio_base_pct` (%).
    """
    frame = indicators_of(data, "problema")
    value, base = frame["valor_obtenido"], frame["linea_base_valor"]
    change = pd.Series(map(formulas.variacion, value, base), frame.index, dtype=object)
    return frame.assign(
        nivel=[_level_with_goal(row) for row in frame.itertuples()],
        diferencia_meta=_difference(value, frame["logro_esperado"], "sin_meta"),
        cambio_base=_difference(value, base, "sin_linea_base"),
        cambio_base_pct=change.where(frame["unidad"] == "indice", Traced.absent("no_aplica")),
    )


@table("objective_gaps.progress")
def progress(data: YearData) -> pd.DataFrame:
    """Base line, goal, value, gap, avances and level of each objective indicator.

    Returns:
        Rows by indicator: `avance_tipo_1` (%) and `nivel` as `lib.results.indicators_of` gives them, `brecha_meta` (unit of
        the indicator, p. p. for proportions), `cambio_base`, `avance_tipo_2` and `avance_meta_final` (%), and `nota_base`,
        what the year's report says of its base line.
    """
    frame, notes = indicators_of(data, "objetivo"), data["baselines"]["nota"]
    value, goal, base = (frame[name] for name in ("valor_obtenido", "logro_esperado", "linea_base_valor"))
    direction, final = frame["sentido"], frame["meta_final_valor"]
    return frame.assign(
        nota_base=notes.reindex(frame.index, fill_value=""),
        brecha_meta=_difference(value, goal, "sin_meta"),
        cambio_base=list(map(formulas.cambio_base, value, base, frame["unidad"])),
        avance_tipo_2=list(map(formulas.avance_tipo_2, value, goal, base, direction, frame["agregacion"])),
        avance_meta_final=list(map(formulas.avance_meta_final, value, final, base, direction)),
    )


@table("objective_gaps.levels")
def levels(progress: pd.DataFrame) -> pd.DataFrame:
    """How many indicators stand at each level, with the share of all (METHODS: «Nivel de avance»).

    Returns:
        Rows alto, medio, bajo, sin_informacion, medio_o_alto and total; columns `indicadores`, `porcentaje`.
    """
    level = progress["nivel"]
    groups = {name: level[level == name] for name in formulas.LEVELS}
    groups |= {"medio_o_alto": level[level.isin(["alto", "medio"])], "total": level}
    counts = {name: count(group.index, level) for name, group in groups.items()}
    if not any(item.known for item in level):
        counts |= dict.fromkeys([name for name in counts if name != "total"], Traced.absent("sin_datos"))
    return with_shares(counts, counts["total"])


@table("objective_gaps.composites")
def composites(progress: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """Both weighted scores of each objective, side by side, with the coverage that qualifies them.

    Returns:
        Rows by objective; `compuesto_ceplan`, `compuesto_medible`, `con_dato`, `indicadores`; no level, because the
        policy report does not aggregate.
    """
    records, decimals = {}, data.rule("compuestos").get("decimales_del_avance")
    for objective, group in progress.groupby("padre", sort=False):
        scores = list(group["avance_tipo_1"])
        relevance = [item.value for item in group["relevancia"]]
        measured = group[group["avance_tipo_1"].notna()]
        records[objective] = {
            "compuesto_ceplan": formulas.compuesto_ceplan(scores, relevance, decimals),
            "compuesto_medible": formulas.compuesto_medible(scores, relevance),
            "con_dato": count(measured.index, measured["avance_tipo_1"]),
            "indicadores": count(group.index),
        }
    return with_short_names(pd.DataFrame.from_dict(records, orient="index", dtype=object), data["objectives"])


@table("objective_gaps.next_level")
def next_level(progress: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """Value each indicator below alto would have needed for the next level, and how far it was.

    Returns:
        Rows by indicator with a value and below alto; `siguiente_nivel`, `valor_necesario`, `falta`, `distancia_pp`
        (points of avance tipo 1 to the limit).
    """
    limits = data.rule("niveles")
    records = {}
    for row in progress[progress["nivel"].isin(["bajo", "medio"])].itertuples():
        target = "medio" if row.nivel == "bajo" else "alto"
        needed = formulas.valor_para_nivel(row.logro_esperado, limits[target], row.sentido, row.agregacion)
        records[row.Index] = {
            **{name: getattr(row, name) for name in change.IDENTITY},
            "decimales": _finer(row),
            "valor_obtenido": row.valor_obtenido,
            "nivel": row.nivel,
            "siguiente_nivel": Traced.because(target, f"{row.nivel.value} → {target}", row.nivel),
            "valor_necesario": needed,
            "falta": needed - row.valor_obtenido,
            "distancia_pp": limits[target] - row.avance_tipo_1,
        }
    return pd.DataFrame.from_dict(records, orient="index", dtype=object)


@table("objective_gaps.firmness")
def firmness(progress: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """The levels nearest to a limit, put to the test; columns as `lib.firmness.tested`."""
    return firm.worth_showing(firm.tested(progress, data))


@table("objective_gaps.firmness_counts")
def firmness_counts(progress: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """How many levels are fragile; rows and column as `lib.firmness.counts`."""
    return firm.counts(progress, firm.tested(progress, data))


firmness_band = table("objective_gaps.firmness_band")(firm.band)


@table("objective_gaps.pace")
def pace(problem: pd.DataFrame, progress: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """Observed yearly growth since the base line against the growth the goal required (own analysis).

    Returns:
        Rows by indicator that has at least two points; `ritmo_observado`, `ritmo_requerido`, `razon`, `ritmo`,
        `ritmo_necesario` (from now to the final goal).
    """
    limits = data.rule("ritmo")
    growing = [row for frame in (problem, progress) for row in frame[~frame["unidad"].isin(ORDINAL_UNITS)].itertuples()]
    records = {row.Index: _pace(row, data.year, limits) for row in growing}
    kept = {code: row for code, row in records.items() if row["ritmo_observado"].known or row["ritmo_necesario"].known}
    return pd.DataFrame.from_dict(kept, orient="index", dtype=object)


thresholds = table("objective_gaps.thresholds")(limits_of("niveles"))


@table("objective_gaps.trend")
def trend(progress: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """Each indicator in the year and in the year before, as `lib.trend.indicator_trend`."""
    return change.indicator_trend(progress, indicators_of(data.previous, "objetivo") if data.previous else None)


def trend_notes(data: YearData) -> list[str]:
    """That the levels of both years are not decided by the same limits, where they are not."""
    before = data.previous.rules.get("niveles") if data.previous else None
    return [_OTHER_LIMITS] if before and before != data.rules.get("niveles") else []


@table("objective_gaps.series")
def series(data: YearData) -> pd.DataFrame:
    """Values of each indicator since its base line, as `lib.trend.series`."""
    return change.series(data, lambda year: indicators_of(year, "objetivo"))


@table("objective_gaps.restated")
def restated(data: YearData) -> pd.DataFrame:
    """Base lines and goals that are not those of the year before, or not those announced then, with the note that says why.

    Returns:
        Rows by indicator; `linea_base_previa`, `linea_base_valor`, `meta_anunciada`, `logro_esperado`: those that moved.
    """
    columns = [*change.IDENTITY, *_RESTATED]
    if (before := data.previous) is None:
        return pd.DataFrame(columns=columns, dtype=object)
    records, results = {}, data["indicator_results"]
    for code, row in data["indicators"].iterrows():
        bases = before["indicators"]["linea_base_valor"].get(code), row["linea_base_valor"]
        goals = (
            before["announced_goals"]["logro_esperado"].get(f"{code}.{data.year}"),
            results["logro_esperado"].get(code),
        )
        base, base_note = _moved(*bases, data["baselines"]["nota"].get(code, ""))
        goal, goal_note = _moved(*goals, results["nota"].get(code, ""))
        if base[0].known or goal[0].known:
            records[code] = [*row[list(change.IDENTITY)], *base, *goal, base_note or goal_note]
    return pd.DataFrame.from_dict(records, orient="index", columns=columns, dtype=object)


def _level_with_goal(row: Any) -> Traced:
    """No level where there is a value and nothing to compare it with."""
    if row.avance_tipo_1.known or not row.valor_obtenido.known:
        return row.nivel
    return Traced.absent(row.avance_tipo_1.missing, inputs=(row.avance_tipo_1,))


def _difference(values: pd.Series, references: pd.Series, without_reference: str) -> list[Traced]:
    def difference(value: Traced, reference: Traced) -> Traced:
        if value.known and not reference.known:
            return Traced.absent(without_reference, inputs=(value, reference))
        return value - reference if value.known else value

    return list(map(difference, values, references))


def _moved(old: Traced | None, new: Traced | None, note: str) -> tuple[tuple[Traced, Traced], str]:
    """A value that is not what it was, and the note that says why; nothing where it is, or was not known."""
    nothing = Traced.absent("no_aplica")
    if old is None or not old.known or old == new:
        return (nothing, nothing), ""
    return (old, nothing if new is None else new), note


def _finer(row: Any) -> Traced:
    """Decimals of a needed value: a goal of whole percentages has limits between them."""
    return Traced(max(row.decimales.number, Decimal(2))) if row.unidad == formulas.PROPORTION else row.decimales


def _pace(row: Any, year: int, limits: formulas.Limits) -> dict[str, Any]:
    goal_year = row.anio_dato if row.anio_dato.known else Traced(Decimal(year))
    elapsed = (goal_year - row.linea_base_anio).closed()
    observed = formulas.tasa_anual(row.linea_base_valor, row.valor_obtenido, elapsed)
    required = formulas.tasa_anual(row.linea_base_valor, row.logro_esperado, elapsed)
    remaining = (row.meta_final_anio - goal_year).closed()
    ratio = _pace_ratio(observed, required, row.sentido)
    return {
        **{name: getattr(row, name) for name in (*change.IDENTITY, *_FINAL, "sentido")},
        "ritmo_observado": observed,
        "ritmo_requerido": required,
        "razon": ratio,
        "ritmo": formulas.graded(ratio, limits, ("en_camino", "avance_acelerar", "limitado"), "deterioro"),
        "ritmo_necesario": formulas.tasa_anual(row.valor_obtenido, row.meta_final_valor, remaining),
    }


def _pace_ratio(observed: Traced, required: Traced, direction: str) -> Traced:
    if not (observed.known and required.known) or required.number == 0:
        return Traced.absent("NC", inputs=(observed, required))
    ratio = observed / abs(required) * 100
    return ratio * -1 if direction == formulas.DESCENDING else ratio
