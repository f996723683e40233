"""Section 00: the overall rating with its three judgements, and what a reader should look at first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from engine.inputs.loading import YearData
from engine.traced import Traced
from lib import objective_gaps, pp0093_budget, pp0093_coverage, rating, services
from lib.columns import figure_id
from lib.results import rule_values

SectionTables = Mapping[str, Mapping[str, pd.DataFrame]]
_JUDGEMENTS = ("objetivos", "servicios", "seguimiento")


def sections(data: YearData) -> dict[str, dict[str, pd.DataFrame]]:
    """Tables of the four sections the summary is made from, by section name."""
    return {
        "objective_gaps": objective_gaps.tables(data),
        "services": services.tables(data),
        "pp0093_coverage": pp0093_coverage.tables(data),
        "pp0093_budget": pp0093_budget.tables(data),
    }


def tables(data: YearData, others: SectionTables | None = None) -> dict[str, pd.DataFrame]:
    """All tables of the section.

    Args:
        data: The year.
        others: Result of `sections`, when it is at hand.

    Returns:
        `rating`, `attention` (rows point to figures of other sections by id) and `alternatives`.
    """
    others = others or sections(data)
    return {
        "rating": rate(data, others),
        "attention": attention(others),
        "alternatives": data["alternatives"][["ambito", "texto"]],
    }


def rate(data: YearData, others: SectionTables) -> pd.DataFrame:
    """The three judgements and the overall rating, proposed, published and decided.

    Returns:
        Rows objetivos, servicios, seguimiento and global; `medida` (the percentage the judgement rests on),
        `propuesta`, `publicada`, `decidida`, `motivo`, `vigente` (decided if recorded, else proposed).
    """
    limits = rule_values(data, "valoracion")
    objective = others["objective_gaps"]["levels"]["porcentaje"]
    service = _service_shares(others["services"])
    proposed = {
        "objetivos": rating.judge_objectives(objective, limits),
        "servicios": rating.judge_services(service, limits),
        "seguimiento": rating.judge_monitoring(service["sin_informacion"], limits),
    }
    proposed["global"] = rating.overall([proposed[name] for name in _JUDGEMENTS])
    measure = {
        "objetivos": objective["medio_o_alto"],
        "servicios": service["medio_o_alto"],
        "seguimiento": service["sin_informacion"],
        "global": Traced.absent("no_aplica"),
    }
    return pd.DataFrame.from_dict(
        {name: _judgement(name, item, measure[name], data["published_rating"]) for name, item in proposed.items()},
        orient="index",
        dtype=object,
    )


def attention(others: SectionTables) -> pd.DataFrame:
    """What to look at first, by rule: low objectives, missing data, spending without delivery, goals far exceeded.

    Returns:
        Rows in order of seriousness; `motivo` (code of the rule), `nombre` and `figura` (id of the figure to look at).
    """
    rows = list(_objective_alerts(others["objective_gaps"]["progress"]))
    rows += _programme_alerts(others["pp0093_budget"]["execution"])
    rows += _performance_alerts(others["pp0093_budget"]["performance"])
    rows += _service_alerts(others["services"]["levels"])
    frame = pd.DataFrame(rows, columns=["motivo", "nombre", "figura", "contraste"], dtype=object)
    frame.index = pd.Index([f"{position:02d}" for position in range(1, len(frame) + 1)], dtype=object)
    return frame


def _service_shares(tables_of_services: Mapping[str, pd.DataFrame]) -> pd.Series:
    policy = tables_of_services["levels"].loc[services.POLICY]
    return pd.Series(
        {
            "alto": policy["alto_pct"],
            "medio_o_alto": policy["medio_o_alto_pct"],
            "sin_informacion": policy["sin_informacion_pct"],
        },
        dtype=object,
    )


def _judgement(name: str, proposed: Traced, measure: Traced, published: pd.DataFrame) -> dict[str, object]:
    recorded = published.loc[name] if name in published.index else {}
    printed, decided = recorded.get("valoracion_publicada", ""), recorded.get("valoracion_decidida", "")
    source = (f"{recorded.get('lugar', '')}:valoracion_publicada",) if printed or decided else ()
    override = Traced(decided, sources=source, origin="transcrito") if decided else Traced.absent("no_aplica", source)
    return {
        "medida": measure,
        "propuesta": proposed,
        "publicada": Traced(printed, sources=source, origin="publicado")
        if printed
        else Traced.absent("no_publicado", source),
        "decidida": override,
        "motivo": recorded.get("motivo", ""),
        "vigente": override if override.known else proposed,
    }


def _objective_alerts(frame: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    for level, reason in (("bajo", "objetivo_bajo"), ("sin_informacion", "objetivo_sin_informacion")):
        for code, row in frame[frame["nivel"] == level].iterrows():
            yield reason, row["nombre"], figure_id("objective_gaps", "progress", code, "avance_tipo_1"), ""
    for code, row in frame.iterrows():
        if row["cambio_base"] < 0 and row["nivel"].value != "bajo":
            yield (
                "retroceso_base",
                row["nombre"],
                figure_id("objective_gaps", "progress", code, "cambio_base"),
                figure_id("objective_gaps", "progress", code, "avance_tipo_1"),
            )


def _programme_alerts(frame: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    for code, row in frame[(frame["alerta"] != "") & (frame["padre"] == "")].iterrows():
        yield (
            row["alerta"],
            row["nombre"],
            figure_id("pp0093_budget", "execution", code, "avance_fisico_pct"),
            figure_id("pp0093_budget", "execution", code, "avance_financiero_pct"),
        )


def _performance_alerts(frame: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    for code, row in frame[frame["nivel"] == "bajo"].iterrows():
        yield "desempeno_bajo", row["nombre"], figure_id("pp0093_budget", "performance", code, "avance_tipo_1"), ""
    for code, row in frame[frame["alerta"] != ""].iterrows():
        yield (
            "desempeno_mayor_150",
            row["nombre"],
            figure_id("pp0093_budget", "performance", code, "avance_tipo_1"),
            "",
        )


def _service_alerts(levels: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    policy = services.POLICY
    reasons = {
        "sin_informacion": "servicios_sin_informacion",
        "mayor_150": "servicios_mayor_150",
        "bajo": "servicios_bajo",
    }
    for column, reason in reasons.items():
        if levels.at[policy, column] > 0:
            yield (
                reason,
                "",
                figure_id("services", "levels", policy, column),
                figure_id("services", "levels", policy, "indicadores"),
            )
