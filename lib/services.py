"""Section 02: levels of the service indicators by objective, what is missing and why, and the named services."""

from __future__ import annotations

from operator import sub
from typing import Any

import pandas as pd

from engine.inputs.year_data import YearData
from engine.traced import Traced, count, total
from lib import firmness as firm
from lib import progress
from lib import trend as change
from lib.columns import table
from lib.policy import policy_of
from lib.results import indicators_of, limits_of, with_shares, with_short_names

_COUNTS = ("servicios", "indicadores", "alto", "mayor_150", "medio", "bajo", "sin_informacion")
_NAMED = (
    "padre nombre nombre_corto unidad decimales logro_esperado valor_obtenido avance_tipo_1 estado nota cita".split()
)


_FROM_ROWS = "Se cuentan las filas de los indicadores que tienen ficha."
_FROM_DOCUMENT = (
    "Conteos publicados; el reporte no publica las filas de cada indicador. Lo que no dice se completa cuando los niveles "
    "deben sumar el total."
)
_ROUNDED = "Los porcentajes se redondean solo al mostrarlos y pueden no sumar el total."


@table("services.levels")
def levels(data: YearData) -> pd.DataFrame:
    """Number of service indicators at each level by objective, with the policy's total.

    Counts come from the rows of single indicators when all of them are there with a level, or no document publishes counts;
    else from the published counts, completed where the identity alto + medio + bajo + sin información = indicadores leaves one unknown.

    Returns:
        Rows by objective and, last, the whole policy; counts and the derived `medio_o_alto`, `bajo_o_sin_informacion` and their shares.
    """
    published, indicators, whole = data["service_levels"], indicators_of(data, "servicio"), policy_of(data).code
    by_rows = _complete(published, indicators, whole) or not is_published(published)
    counted = _counted_levels(indicators, data) if by_rows else _completed(published, whole)
    counted.loc[whole] = {name: total(counted[name]).closed() for name in _COUNTS}
    counted["medio_o_alto"] = (counted["alto"] + counted["medio"]).map(Traced.closed)
    counted["bajo_o_sin_informacion"] = counted["bajo"] + counted["sin_informacion"]
    for name in ("medio_o_alto", "alto", "sin_informacion"):
        counted[f"{name}_pct"] = list(map(progress.porcentaje, counted[name], counted["indicadores"]))
    return with_short_names(counted, data["objectives"])


@table("services.shares")
def shares(levels: pd.DataFrame) -> pd.DataFrame:
    """Share of each level over all indicators and over the measurable ones.

    Returns:
        Rows by level and `medible`; `indicadores`, `porcentaje` (of all), `porcentaje_medible`.
    """
    policy, absent = levels.iloc[-1], Traced.absent("no_aplica")
    measurable = (policy["indicadores"] - policy["sin_informacion"]).closed()
    frame = with_shares(
        {name: policy[name] for name in progress.LEVELS} | {"medible": measurable}, policy["indicadores"]
    )
    of_measurable = [progress.porcentaje(policy[name], measurable) for name in ("alto", "medio", "bajo")]
    return frame.assign(porcentaje_medible=[*of_measurable, absent, absent])


@table("services.missing")
def missing(levels: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """Indicators without information by reason: not planned (NP) or not available (ND).

    Returns:
        Rows NP, ND and total; `indicadores`, `porcentaje`.
    """
    policy, published, whole = levels.iloc[-1], data["service_levels"], policy_of(data).code
    if is_published(published):
        reasons = {"NP": published.at[whole, "no_programado"], "ND": published.at[whole, "no_disponible"]}
    elif data["indicator_results"].empty:
        reasons = dict.fromkeys(("NP", "ND"), Traced.absent("sin_datos"))
    else:
        states = indicators_of(data, "servicio")["estado"]
        reasons = {state: count(states.index[states == state]) for state in ("NP", "ND")}
    return with_shares(reasons | {"total": policy["sin_informacion"]}, policy["indicadores"])


@table("services.published")
def published(data: YearData) -> pd.DataFrame:
    """Other figures the policy report prints; `valor`."""
    return data["policy_facts"][["nombre", "unidad", "decimales", "valor", "cita"]]


@table("services.named")
def named(data: YearData) -> pd.DataFrame:
    """Every service indicator known by name, with its service, objective, value, level and what helped or hindered.

    Returns:
        Rows by indicator; `nivel` is the computed level when there is a goal, else the published one.
    """
    indicators = indicators_of(data, "servicio")
    services = data["services"][["nombre", "responsable", "objetivo"]].reindex(indicators["padre"], fill_value="")
    frame = indicators[_NAMED].copy()
    frame[["servicio", "responsable", "objetivo"]] = services.to_numpy()
    frame["nivel"] = [_level_or_published(row) for row in indicators.itertuples()]
    frame["factores"] = [_factors(data["factors"], code) for code in frame.index]
    frame["factores_servicio"] = [_factors(data["factors"], service) for service in frame["padre"]]
    return frame


@table("services.named_counts")
def named_counts(levels: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """How many services and indicators of each objective the documents name, out of those counted.

    Returns:
        Rows by objective and, last, the whole policy; `servicios_nombrados`, `indicadores_nombrados`, `servicios`, `indicadores`.
    """
    objectives, whole = data["services"]["objetivo"], levels.index[-1]  # the objective of each service
    of_indicators = data["indicators"].query("nivel == 'servicio'")["padre"].map(objectives)
    frame = levels[["nombre_corto"]].copy()
    for name, of in (("servicios", objectives), ("indicadores", of_indicators)):
        frame[f"{name}_nombrados"] = [count(of.index[(of == code) | (code == whole)]) for code in frame.index]
        frame[name] = levels[name]
    return frame


@table("services.firmness")
def firmness(data: YearData) -> pd.DataFrame:
    """The levels nearest to a limit, put to the test; columns as `lib.firmness.tested`."""
    return firm.worth_showing(firm.tested(indicators_of(data, "servicio"), data))


@table("services.firmness_counts")
def firmness_counts(data: YearData) -> pd.DataFrame:
    """How many levels are fragile; rows and column as `lib.firmness.counts`."""
    indicators = indicators_of(data, "servicio")
    return firm.counts(indicators, firm.tested(indicators, data))


firmness_band = table("services.firmness_band")(firm.band)


@table("services.facts")
def facts(data: YearData) -> pd.DataFrame:
    """Other published figures of the services; a part also with its share of the whole it belongs to.

    Returns:
        Rows by code; `valor`, `participacion` (%).
    """
    published = data["service_facts"]
    frame = published[["indicador", "nombre", "unidad", "decimales", "valor", "cita"]].copy()
    frame["participacion"] = [
        progress.porcentaje(row.valor, published.at[row.parte_de, "valor"])
        if row.parte_de
        else Traced.absent("no_aplica")
        for row in published.itertuples()
    ]
    return frame


@table("services.actions")
def actions(named: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """Suggested action per named indicator, by the rules of section III of the policy report.

    Returns:
        Rows by indicator that calls for one; `accion` is a code: `revisar_meta`, `evaluar_procesos`, `revisar_ficha`.
    """
    limits = data.rule("niveles")
    frame = named[["nombre", "nombre_corto", "servicio", "objetivo", "nivel"]]
    frame = frame.assign(accion=[_action(row, limits) for row in named.itertuples()])
    return frame[frame["accion"] != ""]


limits = table("services.limits")(limits_of("niveles"))


@table("services.trend")
def trend(levels: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """Shares of each objective's indicators in the year and in the year before, as `lib.trend.change_table`."""
    before = table.frame("services.levels", data.previous) if data.previous else None
    return change.change_table(levels, before, {"medio_o_alto_pct": sub, "sin_informacion_pct": sub})


@table("services.factors")
def factors(data: YearData) -> pd.DataFrame:
    """What the documents say of why, then what the data note beside a value; texts, with the name of what each is about."""
    told = data["factors"][["ambito", "tipo", "texto", "cita"]]
    notes = pd.concat([data[name]["nota"] for name in ("indicator_results", "baselines", "programme_execution")])
    notes = notes[notes != ""]
    columns = {"ambito": notes.index, "tipo": "nota", "texto": list(notes), "cita": ""}
    frame = pd.concat([told, pd.DataFrame(columns, [f"nota.{code}" for code in notes.index], dtype=object)])
    frame.insert(0, "nombre", [name_of_scope(code, data) for code in frame["ambito"]])
    return frame


def about(factors: pd.DataFrame, *scopes: str) -> pd.DataFrame:
    """The rows of `factors` about some scopes, in the order of these."""
    order, mine = {scope: place for place, scope in enumerate(scopes)}, factors[factors["ambito"].isin(scopes)]
    return mine.sort_values("ambito", key=lambda codes: codes.map(order), kind="stable")


def name_of_scope(code: str, data: YearData) -> str:
    """The name of what a code stands for; the code where it stands for nothing that has one."""
    short = dict.fromkeys(("objectives", "indicators", "programme"), "nombre_corto") | {"services": "nombre"}
    found = (str(data[name].at[code, column]) for name, column in short.items() if code in data[name].index)
    return next(found, code)


def _action(row: Any, limits: progress.Limits) -> str:
    if progress.exceeds_alert(row.avance_tipo_1, limits):
        return "revisar_meta"
    if row.nivel.value == progress.NO_INFORMATION:
        return "revisar_ficha"
    return "evaluar_procesos" if row.nivel.value in ("medio", "bajo") else ""


def from_rows(levels: pd.DataFrame) -> bool:
    """Whether the counts are of the rows of single indicators, not of a document."""
    return any(item.formula.startswith("n(") for item in levels["indicadores"])


def notes(levels: pd.DataFrame) -> list[str]:
    """Where the counts come from."""
    return [_FROM_ROWS if from_rows(levels) else _FROM_DOCUMENT, _ROUNDED]


def is_published(published: pd.DataFrame) -> bool:
    """Whether a document gives counts of the service indicators; an unfilled template does not."""
    return any(item.known for column in _COUNTS for item in published[column])


def _complete(published: pd.DataFrame, indicators: pd.DataFrame, whole: str) -> bool:
    """Whether the single rows are the whole set: as many as published, each with a goal or a reason."""
    expected = published["indicadores"].get(whole)
    with_goal = [row.logro_esperado.known or row.estado in ("NP", "ND") for row in indicators.itertuples()]
    return expected is not None and expected == len(indicators) and all(with_goal)


def _completed(published: pd.DataFrame, whole: str) -> pd.DataFrame:
    frame = published.drop(index=whole)[list(_COUNTS)].copy()
    for objective, row in frame.iterrows():
        unknown = [name for name in progress.LEVELS if not row[name].known]
        if len(unknown) == 1:
            rest = total(row[name] for name in progress.LEVELS if name != unknown[0])
            frame.at[objective, unknown[0]] = (row["indicadores"] - rest).closed()
    said = frame["mayor_150"].dropna()  # the published total may leave nothing for an objective of which it is not said
    rest = published.at[whole, "mayor_150"] - total(said) if len(said) else published.at[whole, "mayor_150"]
    if rest == 0:
        frame["mayor_150"] = [item if item.known else rest.closed() for item in frame["mayor_150"]]
    return frame


def _counted_levels(indicators: pd.DataFrame, data: YearData) -> pd.DataFrame:
    services = data["services"]
    objective = indicators["padre"].map(services["objetivo"])
    limits, records = data.rule("niveles"), {}
    for code, group in indicators.groupby(objective, sort=True):
        above = [progress.exceeds_alert(item, limits) for item in group["avance_tipo_1"]]
        records[code] = {
            "servicios": count(services.index[services["objetivo"] == code]),
            "indicadores": count(group.index),
            "mayor_150": count(group.index[above], [*group["avance_tipo_1"], limits["alerta_mayor_que"]]),
            **{level: count(group.index[group["nivel"] == level], group["nivel"]) for level in progress.LEVELS},
        }
        if not any(item.known for item in group["nivel"]):
            records[code] |= dict.fromkeys(("mayor_150", *progress.LEVELS), Traced.absent("sin_datos"))
    return pd.DataFrame.from_dict(records, orient="index", columns=list(_COUNTS), dtype=object)


def _level_or_published(row: Any) -> Traced:
    if row.avance_tipo_1.known or row.estado in ("NP", "ND", "PX"):
        return row.nivel
    if row.nivel_publicado:
        sources = tuple(source.rsplit(":", 1)[0] + ":nivel_publicado" for source in row.valor_obtenido.sources)
        return Traced(row.nivel_publicado, sources=sources, origin="publicado")
    return Traced.absent("no_publicado", inputs=(row.valor_obtenido,))


def _factors(factors: pd.DataFrame, scope: str) -> str:
    return " ".join(factors.loc[factors["ambito"] == scope, "texto"])
