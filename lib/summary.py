"""Section 00: the overall rating with its three judgements, and what a reader should look at first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from engine.figures import Register
from engine.inputs.year_data import YearData
from engine.traced import Traced
from lib import rating as judge
from lib.columns import table
from lib.policy import policy_of
from lib.progress import NO_INFORMATION, worsened
from lib.services import name_of_scope
from lib.words import ALERTS, OVERVIEW

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
    low, unknown, reached = (
        progress[progress["nivel"].isin(levels)] for levels in (["bajo"], [NO_INFORMATION], ["medio", "alto"])
    )
    silent, policy = unknown["valor_obtenido"].isna(), services.iloc[-1:].assign(nombre_corto="")
    worse = [worsened(row.cambio_base, row.sentido) for row in reached.itertuples()]
    products = execution[(execution["alerta"] != "") & (execution["padre"] == "")]
    found = [
        _alerts("objetivo_bajo", low, "avance_tipo_1"),
        _alerts("objetivo_sin_informacion", unknown[silent], "avance_tipo_1"),
        _alerts("objetivo_sin_avance", unknown[~silent], "valor_obtenido"),
        _alerts("retroceso_base", reached.loc[worse], "cambio_base", "avance_tipo_1"),
        _alerts(products["alerta"], products, "avance_fisico_pct", "avance_financiero_pct"),
        _alerts("desempeno_bajo", performance[performance["nivel"] == "bajo"], "avance_tipo_1"),
        _alerts("desempeno_mayor_150", performance[performance["alerta"] != ""], "avance_tipo_1"),
        *(
            _alerts(f"servicios_{column}", policy[policy[column] > 0], column, "indicadores")
            for column in ("sin_informacion", "mayor_150", "bajo")
        ),
    ]
    order = {reason: place for place, reason in enumerate(policy_of(data).shown("alertas", ALERTS))}
    alerts = pd.concat(found).sort_values("motivo", key=lambda reasons: reasons.map(order), kind="stable")
    alerts = alerts[alerts["motivo"].isin(order)]
    return alerts.set_axis([f"{position:02d}" for position in range(1, len(alerts) + 1)])


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


def _alerts(reason: str | pd.Series, rows: pd.DataFrame, figure: str, contrast: str = "") -> pd.DataFrame:
    """An alert for each of some rows: the figure to look at and, if there is one, the figure to read it against."""
    beside = rows[contrast] if contrast else [_NOTHING] * len(rows)
    told = {"motivo": reason, "nombre": rows["nombre_corto"], "figura": rows[figure], "contraste": beside}
    return pd.DataFrame(told, rows.index, dtype=object)
