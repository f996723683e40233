"""Indicators joined with their results of the year: the grain both policy sections start from."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from engine.inputs.year_data import YearData
from engine.traced import Traced
from lib.progress import avance_tipo_1, nivel, porcentaje

_INDICATOR_COLUMNS = (
    "padre nombre nombre_corto unidad decimales sentido agregacion tolerancia relevancia linea_base_anio "
    "linea_base_valor meta_final_anio meta_final_valor"
).split()
_RESULT_COLUMNS = "anio_dato logro_esperado valor_obtenido estado nivel_publicado nota cita".split()
_TEXTS = ("estado", "nivel_publicado", "nota", "cita")


def indicators_of(data: YearData, level: str) -> pd.DataFrame:
    """Indicators of a level with the year's result, avance tipo 1 and level.

    Args:
        data: The year.
        level: `problema`, `objetivo`, `servicio` or `desempeno_pp`.

    Returns:
        One row per indicator, in file order; blank values say why (estado, or not published).
    """
    indicators = data["indicators"].query("nivel == @level")[_INDICATOR_COLUMNS]
    frame = indicators.join(data["indicator_results"][_RESULT_COLUMNS])
    frame[list(_TEXTS)] = frame[list(_TEXTS)].fillna("")
    frame["valor_obtenido"] = [_stated(row.valor_obtenido, row.estado) for row in frame.itertuples()]
    frame["avance_tipo_1"] = [
        avance_tipo_1(row.valor_obtenido, row.logro_esperado, row.sentido, row.agregacion, row.tolerancia)
        for row in frame.itertuples()
    ]
    limits = data.rule("niveles")
    frame["nivel"] = [nivel(item, limits) for item in frame["avance_tipo_1"]]
    if data["indicator_results"].empty:  # nothing has come: not even that there is no information
        frame["nivel"] = [Traced.absent("sin_datos")] * len(frame)
    return frame


def limits_of(group: str) -> Callable[[YearData], pd.DataFrame]:
    """The table of the limits of one group of the rules, which three sections have, so that their sentences can show them.

    Args:
        group: Table of an edition in rules.toml, for example `niveles`.
    """

    def limits(data: YearData) -> pd.DataFrame:
        """The limits that the rules of the year declare; columns `limite` (%) and `norma`, where they come from."""
        return pd.DataFrame({"limite": data.rule(group)}, dtype=object).assign(norma=data.norm)

    return limits


def with_shares(counts: Mapping[str, Traced], whole: Traced, counted: str = "indicadores") -> pd.DataFrame:
    """Counts by name with their shares of a whole, column `porcentaje`.

    Args:
        counts: The counts.
        whole: What is 100 %.
        counted: Column of the counts.
    """
    shares = {name: porcentaje(item, whole) for name, item in counts.items()}
    return pd.DataFrame({counted: counts, "porcentaje": shares}, dtype=object)


def with_short_names(frame: pd.DataFrame, objectives: pd.DataFrame) -> pd.DataFrame:
    """The rows of objectives with their short name first; the one that is no objective is the whole policy.

    Args:
        frame: Rows by objective code.
        objectives: Table `objectives`.
    """
    named = frame.copy()
    named.insert(0, "nombre_corto", [objectives["nombre_corto"].get(code, "Toda la política") for code in frame.index])
    return named


def _stated(value: Traced, state: str) -> Traced:
    """A missing value with the reason its office gave; a proxy never stands for the value (METHODS: «Sin datos»)."""
    if state in ("NP", "ND", "PX") and not value.assumed:
        return Traced.absent(state, inputs=(value,))
    return value
