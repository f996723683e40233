"""Section 02: levels of the service indicators by objective, what is missing and why, and the named services."""

from __future__ import annotations

import pandas as pd

from engine.inputs.loading import YearData
from engine.traced import Traced, count, total
from lib import firmness, progress, trend
from lib.results import indicators_of, limits_table, rule_values, with_short_names

POLICY = "PNDI"
_COUNTS = ("servicios", "indicadores", "alto", "mayor_150", "medio", "bajo", "sin_informacion")
_LEVELS = ("alto", "medio", "bajo", "sin_informacion")


def tables(data: YearData) -> dict[str, pd.DataFrame]:
    """All tables of the section.

    Returns:
        `levels`, `shares`, `missing`, `published`, `named`, `named_counts`, `facts`, `actions`, `limits`, `trend`,
        `factors` and those of `firmness`.
    """
    indicators = indicators_of(data, "servicio")
    published = data["service_levels"]
    levels = with_short_names(levels_by_objective(published, indicators, data), data["objectives"])
    named = named_indicators(indicators, data)
    return {
        "levels": levels,
        "shares": level_shares(levels.loc[POLICY]),
        "missing": missing_by_reason(published, levels.loc[POLICY]),
        "published": data["policy_facts"][["nombre", "unidad", "decimales", "valor", "cita"]],
        "named": named,
        "named_counts": with_short_names(named_counts(data, levels), data["objectives"]),
        **firmness.tables(indicators, data),
        "facts": facts(data["service_facts"]),
        "actions": actions(named, data.rules["niveles"]),
        "limits": limits_table(data, "niveles"),
        "trend": levels_trend(data, levels),
        "factors": data["factors"][["ambito", "tipo", "texto", "cita"]],
    }


def levels_by_objective(published: pd.DataFrame, indicators: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """Number of service indicators at each level by objective, with the policy's total.

    Counts come from the rows of single indicators when all of them are there with a level; else from the published
    counts, completed where the identity alto + medio + bajo + sin información = indicadores leaves one unknown.

    Args:
        published: Table `service_levels`.
        indicators: Service indicators with their level.
        data: The year (services, rules).

    Returns:
        Rows by objective and PNDI; counts and the derived `medio_o_alto`, `bajo_o_sin_informacion` and their shares.
    """
    counted = _counted_levels(indicators, data) if _complete(published, indicators) else _completed(published)
    counted.loc[POLICY] = {name: total(counted[name]).closed() for name in _COUNTS}
    return counted.assign(
        **{name: [function(row) for _, row in counted.iterrows()] for name, function in _DERIVED.items()}
    )


def levels_trend(data: YearData, levels: pd.DataFrame) -> pd.DataFrame:
    """Shares of each objective's indicators in the year and in the year before.

    Args:
        data: The year.
        levels: Result of `levels_by_objective`.
    """
    before = None
    if data.previous:
        indicators = indicators_of(data.previous, "servicio")
        before = levels_by_objective(data.previous["service_levels"], indicators, data.previous)
    return trend.change_table(levels, before, {"medio_o_alto_pct": trend.points, "sin_informacion_pct": trend.points})


def level_shares(policy: pd.Series) -> pd.DataFrame:
    """Share of each level over all indicators and over the measurable ones.

    Args:
        policy: The PNDI row of `levels_by_objective`.
    """
    measurable = (policy["indicadores"] - policy["sin_informacion"]).closed()
    rows = {
        name: {
            "indicadores": policy[name],
            "porcentaje": progress.porcentaje(policy[name], policy["indicadores"]),
            "porcentaje_medible": _measurable_share(name, policy[name], measurable),
        }
        for name in _LEVELS
    }
    rows["medible"] = {
        "indicadores": measurable,
        "porcentaje": progress.porcentaje(measurable, policy["indicadores"]),
        "porcentaje_medible": Traced.absent("no_aplica"),
    }
    return pd.DataFrame.from_dict(rows, orient="index", dtype=object)


def missing_by_reason(published: pd.DataFrame, policy: pd.Series) -> pd.DataFrame:
    """Indicators without information by reason: not planned (NP) or not available (ND).

    Args:
        published: Table `service_levels`; the reasons stand in its PNDI row.
        policy: The PNDI row of `levels_by_objective`.
    """
    reasons = {"NP": published.at[POLICY, "no_programado"], "ND": published.at[POLICY, "no_disponible"]}
    rows = {
        name: {"indicadores": item, "porcentaje": progress.porcentaje(item, policy["indicadores"])}
        for name, item in reasons.items()
    }
    rows["total"] = {"indicadores": policy["sin_informacion"], "porcentaje": policy["sin_informacion_pct"]}
    return pd.DataFrame.from_dict(rows, orient="index", dtype=object)


def named_indicators(indicators: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """Every service indicator known by name, with its service, objective, value, level and what helped or hindered.

    Returns:
        Rows by indicator; `nivel` is the computed level when there is a goal, else the published one.
    """
    services = data["services"]
    frame = indicators[
        [
            "padre",
            "nombre",
            "nombre_corto",
            "unidad",
            "decimales",
            "logro_esperado",
            "valor_obtenido",
            "avance_tipo_1",
            "estado",
            "nota",
            "cita",
        ]
    ].copy()
    frame["servicio"] = [services["nombre"].get(code, "") for code in frame["padre"]]
    frame["responsable"] = [services["responsable"].get(code, "") for code in frame["padre"]]
    frame["objetivo"] = [services["objetivo"].get(code, "") for code in frame["padre"]]
    frame["nivel"] = [_level_or_published(row) for row in indicators.itertuples()]
    frame["factores"] = [_factors(data["factors"], code) for code in frame.index]
    frame["factores_servicio"] = [_factors(data["factors"], service) for service in frame["padre"]]
    return frame


def named_counts(data: YearData, levels: pd.DataFrame) -> pd.DataFrame:
    """How many services and indicators of each objective the documents name, out of those counted.

    Returns:
        Rows by objective and PNDI; `servicios_nombrados`, `indicadores_nombrados`, `servicios`, `indicadores`.
    """
    services = data["services"]
    indicators = data["indicators"].query("nivel == 'servicio'")
    owner = indicators["padre"].map(services["objetivo"])
    records = {}
    for objective in levels.index:
        mine = services.index if objective == POLICY else services.index[services["objetivo"] == objective]
        theirs = indicators.index if objective == POLICY else indicators.index[owner == objective]
        records[objective] = {
            "servicios_nombrados": count(mine),
            "servicios": levels.at[objective, "servicios"],
            "indicadores_nombrados": count(theirs),
            "indicadores": levels.at[objective, "indicadores"],
        }
    return pd.DataFrame.from_dict(records, orient="index", dtype=object)


def facts(published: pd.DataFrame) -> pd.DataFrame:
    """Other published figures of the services; a part also with its share of the whole it belongs to.

    Args:
        published: Table `service_facts`.

    Returns:
        Rows by code; `valor`, `participacion` (%).
    """
    frame = published[["indicador", "nombre", "unidad", "decimales", "valor", "cita"]].copy()
    frame["participacion"] = [
        progress.porcentaje(row.valor, published.at[row.parte_de, "valor"])
        if row.parte_de
        else Traced.absent("no_aplica")
        for row in published.itertuples()
    ]
    return frame


def actions(named: pd.DataFrame, limits: progress.Limits) -> pd.DataFrame:
    """Suggested action per named indicator, by the rules of section III of the policy report.

    Args:
        named: Result of `named_indicators`.
        limits: `niveles` of the rules.

    Returns:
        Rows by indicator that calls for one; `accion` is a code: `revisar_meta`, `evaluar_procesos`, `revisar_ficha`.
    """
    chosen = {row.Index: _action(row, limits) for row in named.itertuples()}
    frame = named.loc[
        [code for code, action in chosen.items() if action], ["nombre", "nombre_corto", "servicio", "objetivo", "nivel"]
    ].copy()
    frame["accion"] = [chosen[code] for code in frame.index]
    return frame


def _action(row: object, limits: progress.Limits) -> str:
    if progress.exceeds_alert(row.avance_tipo_1, limits):
        return "revisar_meta"
    if row.nivel.value == progress.NO_INFORMATION:
        return "revisar_ficha"
    return "evaluar_procesos" if row.nivel.value in ("medio", "bajo") else ""


def _complete(published: pd.DataFrame, indicators: pd.DataFrame) -> bool:
    """Whether the single rows are the whole set: as many as published, each with a goal or a reason."""
    expected = published["indicadores"].get(POLICY)
    with_goal = [row.logro_esperado.known or row.estado in ("NP", "ND") for row in indicators.itertuples()]
    return expected is not None and expected == len(indicators) and all(with_goal)


def _completed(published: pd.DataFrame) -> pd.DataFrame:
    frame = published.drop(index=POLICY)[list(_COUNTS)].copy()
    for objective, row in frame.iterrows():
        unknown = [name for name in _LEVELS if not row[name].known]
        if len(unknown) == 1:
            rest = total(row[name] for name in _LEVELS if name != unknown[0])
            frame.at[objective, unknown[0]] = (row["indicadores"] - rest).closed()
    return _completed_alerts(frame, published.at[POLICY, "mayor_150"])


def _completed_alerts(frame: pd.DataFrame, published_total: Traced) -> pd.DataFrame:
    """Where an objective's count above the alert is not said, the published total may leave nothing for it."""
    said = [item for item in frame["mayor_150"] if item.known]
    rest = published_total - total(said) if said else published_total
    if rest.known and rest.number == 0:
        frame["mayor_150"] = [item if item.known else rest.closed() for item in frame["mayor_150"]]
    return frame


def _counted_levels(indicators: pd.DataFrame, data: YearData) -> pd.DataFrame:
    services = data["services"]
    objective = indicators["padre"].map(services["objetivo"])
    limits = rule_values(data, "niveles")
    records = {}
    for code, group in indicators.groupby(objective, sort=True):
        above = [progress.exceeds_alert(item, limits) for item in group["avance_tipo_1"]]
        records[code] = {
            "servicios": count(services.index[services["objetivo"] == code]),
            "indicadores": count(group.index),
            "mayor_150": count(group.index[above], [*group["avance_tipo_1"], limits["alerta_mayor_que"]]),
            **{level: count(group.index[group["nivel"] == level], group["nivel"]) for level in _LEVELS},
        }
    return pd.DataFrame.from_dict(records, orient="index", dtype=object)[list(_COUNTS)]


_DERIVED = {
    "medio_o_alto": lambda row: (row["alto"] + row["medio"]).closed(),
    "medio_o_alto_pct": lambda row: progress.porcentaje((row["alto"] + row["medio"]).closed(), row["indicadores"]),
    "alto_pct": lambda row: progress.porcentaje(row["alto"], row["indicadores"]),
    "bajo_o_sin_informacion": lambda row: (row["bajo"] + row["sin_informacion"]).closed(),
    "sin_informacion_pct": lambda row: progress.porcentaje(row["sin_informacion"], row["indicadores"]),
}


def _measurable_share(level: str, indicators: Traced, measurable: Traced) -> Traced:
    if level == progress.NO_INFORMATION:
        return Traced.absent("no_aplica")
    return progress.porcentaje(indicators, measurable)


def _level_or_published(row: object) -> Traced:
    if row.avance_tipo_1.known or row.estado in ("NP", "ND", "PX"):
        return row.nivel
    if row.nivel_publicado:
        sources = tuple(source.rsplit(":", 1)[0] + ":nivel_publicado" for source in row.valor_obtenido.sources)
        return Traced(row.nivel_publicado, sources=sources, origin="publicado")
    return Traced.absent("no_publicado", row.valor_obtenido.sources)


def _factors(factors: pd.DataFrame, scope: str) -> str:
    return " ".join(factors.loc[factors["ambito"] == scope, "texto"])
