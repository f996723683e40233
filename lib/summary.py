"""Section 00: the overall rating with its three judgements, and what a reader should look at first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pandas as pd

from engine.figures import Register
from engine.inputs.year_data import YearData
from engine.traced import Traced
from lib import rating as judge
from lib.columns import table
from lib.policy import policy_of
from lib.progress import worsened
from lib.services import name_of_scope
from lib.words import ALERTS, OVERVIEW

Alert = tuple[str, str, Traced, Traced]
_NOTHING = Traced.absent("no_aplica")
PRESENTATION = "PRESENTACION"  # scope of the paragraph that presents the alternatives


@table("summary.rating", objectives="objective_gaps.levels", services="services.levels")
def rating(objectives: pd.DataFrame, services: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """The three judgements and the overall rating, proposed, published and decided.

    Args:
        objectives: Result of `lib.objective_gaps.levels`.
        services: Result of `lib.services.levels`.
        data: The year, for its rules and the published rating.

    Returns:
        Rows objetivos, servicios, seguimiento and global; `medida` (the percentage the judgement rests on),
        `propuesta`, `publicada`, `decidida`, `motivo`, `vigente` (decided if recorded, else proposed).
    """
    limits, objective, service = data.rule("valoracion"), objectives["porcentaje"], services.iloc[-1]
    shares = {"alto": service["alto_pct"], "medio_o_alto": service["medio_o_alto_pct"]}
    without = service["sin_informacion_pct"]
    proposed = {
        "objetivos": judge.judge_objectives(objective, limits),
        "servicios": judge.judge_services({**shares, "sin_informacion": without}, limits),
        "seguimiento": judge.judge_monitoring(without, limits),
    }
    proposed["global"] = judge.overall(list(proposed.values()))
    measure = {"objetivos": objective["medio_o_alto"], "servicios": shares["medio_o_alto"], "seguimiento": without}
    records = {
        name: _judgement(name, item, measure.get(name, _NOTHING), data["published_rating"])
        for name, item in proposed.items()
    }
    return pd.DataFrame.from_dict(records, orient="index", dtype=object)


@table(
    "summary.attention",
    progress="objective_gaps.progress",
    execution="pp0093_budget.execution",
    performance="pp0093_budget.performance",
    services="services.levels",
)
def attention(
    progress: pd.DataFrame, execution: pd.DataFrame, performance: pd.DataFrame, services: pd.DataFrame, data: YearData
) -> pd.DataFrame:
    """What to look at first, by rule: low objectives, missing data, spending without delivery, goals far exceeded.

    Returns:
        Rows in order of seriousness; `motivo` (code of the rule), `nombre`, `figura` (the figure to look at) and
        `contraste` (the one to read it against), both figures of those tables.
    """
    rows = [
        *_objective_alerts(progress),
        *_programme_alerts(execution),
        *_performance_alerts(performance),
        *_service_alerts(services),
    ]
    order = policy_of(data).shown("alertas", ALERTS)
    rows = sorted((row for row in rows if row[0] in order), key=lambda row: order.index(row[0]))
    keys = [f"{position:02d}" for position in range(1, len(rows) + 1)]
    columns = ["motivo", "nombre", "figura", "contraste"]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(keys, dtype=object), dtype=object)


@table("summary.alternatives")
def alternatives(data: YearData) -> pd.DataFrame:
    """What the policy report proposes to improve, with what is wrong in its wording; texts by objective or scope."""
    frame = data["alternatives"]
    return frame[["ambito", "texto", "errata"]].assign(nombre=[name_of_scope(code, data) for code in frame["ambito"]])


def overview(figures: Register, sections: Collection[str]) -> dict[str, str]:
    """How a policy goes, in short, for a page over several: texts of figures by label; blank where a report has none."""
    said = {label: ident for label, ident in OVERVIEW.items() if ident.partition(".")[0] in sections}
    return {label: figures[said[label]].text if said.get(label) in figures else "" for label in OVERVIEW}


def _judgement(name: str, proposed: Traced, measure: Traced, published: pd.DataFrame) -> dict[str, object]:
    recorded: Mapping[str, Any] = published.loc[name].to_dict() if name in published.index else {}
    printed, decided = recorded.get("valoracion_publicada", ""), recorded.get("valoracion_decidida", "")
    source = (f"{recorded.get('lugar', '')}:valoracion_publicada",) if printed or decided else ()
    given = Traced(printed, sources=source, origin="publicado") if printed else Traced.absent("no_publicado", source)
    override = Traced(decided, sources=source, origin="transcrito") if decided else Traced.absent("no_aplica", source)
    return {
        "medida": measure,
        "propuesta": proposed,
        "publicada": given,
        "decidida": override,
        "motivo": recorded.get("motivo", ""),
        "vigente": override if override.known else proposed,
    }


def _objective_alerts(frame: pd.DataFrame) -> Iterator[Alert]:
    for level, reason in (("bajo", "objetivo_bajo"), ("sin_informacion", "objetivo_sin_informacion")):
        for row in frame[frame["nivel"] == level].itertuples():
            if level == "bajo" or not row.valor_obtenido.known:
                yield reason, row.nombre_corto, row.avance_tipo_1, _NOTHING
            else:
                yield "objetivo_sin_avance", row.nombre_corto, row.valor_obtenido, _NOTHING
    for row in frame[frame["nivel"].isin(["medio", "alto"])].itertuples():
        if worsened(row.cambio_base, row.sentido):
            yield "retroceso_base", row.nombre_corto, row.cambio_base, row.avance_tipo_1


def _programme_alerts(frame: pd.DataFrame) -> Iterator[Alert]:
    for row in frame[(frame["alerta"] != "") & (frame["padre"] == "")].itertuples():
        yield row.alerta, row.nombre_corto, row.avance_fisico_pct, row.avance_financiero_pct


def _performance_alerts(frame: pd.DataFrame) -> Iterator[Alert]:
    for row in frame[frame["nivel"] == "bajo"].itertuples():
        yield "desempeno_bajo", row.nombre_corto, row.avance_tipo_1, _NOTHING
    for row in frame[frame["alerta"] != ""].itertuples():
        yield "desempeno_mayor_150", row.nombre_corto, row.avance_tipo_1, _NOTHING


def _service_alerts(levels: pd.DataFrame) -> Iterator[Alert]:
    policy = levels.iloc[-1]
    for column in ("sin_informacion", "mayor_150", "bajo"):
        if policy[column] > 0:
            yield f"servicios_{column}", "", policy[column], policy["indicadores"]
