"""How firm each level is: how near its avance tipo 1 lies to a limit, and whether a small change of the value moves it.

Shared by sections 01 and 02 (METHODS: «Firmeza del nivel»). Levels are decided by the same functions as ever, only on a
value moved down and up.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from engine.inputs.year_data import YearData
from engine.numbers import decimals_of, half_unit
from engine.traced import Traced, count
from lib import progress

FRAGILE, FIRM = "fragil", "firme"
RULE, BAND = "sensibilidad", "variacion_pct"
_COUNTED_UNITS = ("numero", "puesto", "quintil")
_UPWARDS = ("bajo", "medio", "alto", progress.NO_INFORMATION)
_MOST_FIRM_SHOWN = 5
_OF_INDICATOR = "nombre nombre_corto unidad decimales avance_tipo_1 nivel".split()
_COLUMNS = [*_OF_INDICATOR, *"limite_cercano distancia_limite nivel_redondeo nivel_variacion firmeza".split()]


def tested(indicators: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """Every level that rests on an avance tipo 1, put to the test.

    Returns:
        Rows by indicator; `limite_cercano` and `distancia_limite` (p. p. of avance tipo 1), the level after rounding and
        after the change (`nivel_redondeo`, `nivel_variacion`) and `firmeza`.
    """
    rule, limits = data.rule(RULE), data.rule("niveles")
    rows = [row for row in indicators.itertuples() if row.avance_tipo_1.known and BAND in rule]
    records = [_tested(row, limits, rule[BAND]) for row in rows]
    return pd.DataFrame(records, index=[row.Index for row in rows], columns=_COLUMNS, dtype=object)


def worth_showing(tested: pd.DataFrame) -> pd.DataFrame:
    """The fragile levels, then the firm ones nearest to a limit, each group from the nearest on."""
    nearest = tested.sort_values("distancia_limite", kind="stable")
    fragile = nearest["firmeza"] == FRAGILE
    return pd.concat([nearest[fragile], nearest[~fragile].head(_MOST_FIRM_SHOWN)])


def counts(indicators: pd.DataFrame, tested: pd.DataFrame) -> pd.DataFrame:
    """How many levels are fragile and firm, and how many could not be tested.

    Returns:
        Rows fragil, firme, probados, sin_prueba and total; column `indicadores`.
    """
    verdicts = tested["firmeza"]
    untested = indicators.loc[~indicators.index.isin(tested.index), "avance_tipo_1"]
    rows = {
        FRAGILE: count(verdicts.index[verdicts == FRAGILE], verdicts),
        FIRM: count(verdicts.index[verdicts == FIRM], verdicts),
        "probados": count(verdicts.index, verdicts),
        "sin_prueba": count(untested.index, untested),
        "total": count(indicators.index),
    }
    return pd.DataFrame({"indicadores": rows}, dtype=object)


def band(data: YearData) -> pd.DataFrame:
    """The change of a value to try, as the rules declare it; column `variacion` (%)."""
    rule = data.rule(RULE)
    decimals = [Traced(Decimal(decimals_of(value.number))) for value in rule.values()]
    return pd.DataFrame({"variacion": rule.values(), "decimales": decimals}, index=list(rule), dtype=object)


def _tested(row: Any, limits: Mapping[str, Traced], band: Traced) -> dict[str, object]:
    rounded = _level_after(row, _half_unit(row), limits)
    varied = _level_after(row, row.valor_obtenido * band / 100, limits)
    nearest, distance = _nearest_limit(row.avance_tipo_1, limits)
    return {
        **{name: getattr(row, name) for name in _OF_INDICATOR},
        "limite_cercano": nearest,
        "distancia_limite": distance,
        "nivel_redondeo": rounded,
        "nivel_variacion": varied,
        "firmeza": _firmness(row.nivel, [level for level in (rounded, varied) if level.known]),
    }


def _half_unit(row: Any) -> Traced:
    """Half a unit of the last decimal the value is published with; a count is not rounded."""
    decimals = max(int(row.decimales.number), decimals_of(row.valor_obtenido.number))
    if row.unidad in _COUNTED_UNITS and decimals == 0:
        return Traced.absent("no_aplica", inputs=(row.valor_obtenido,))
    return Traced(half_unit(decimals), sources=row.decimales.sources)


def _level_after(row: Any, step: Traced, limits: progress.Limits) -> Traced:
    """The level, or the levels, with the value a step lower and a step higher; the same one when neither moves it."""
    if not step.known:
        return step
    value = row.valor_obtenido
    moved = [
        progress.avance_tipo_1(item, row.logro_esperado, row.sentido, row.agregacion, row.tolerancia)
        for item in (_not_negative(value - step), value + step)
    ]
    levels = [progress.nivel(item, limits) for item in moved]
    others = sorted({str(level.value) for level in levels} - {row.nivel.value}, key=_UPWARDS.index)
    steps = [f"{item.formula or '?'} → {level.value}" for item, level in zip(moved, levels, strict=True)]
    return Traced.because("_o_".join(others) or row.nivel.value, "; ".join(steps), *moved, *levels, row.nivel)


def _not_negative(value: Traced) -> Traced:
    return value if value >= 0 else Traced.because(0, f"máx({value.shown()}, 0)", value)


def _nearest_limit(avance: Traced, limits: Mapping[str, Traced]) -> tuple[Traced, Traced]:
    """The level limit nearest to an avance, the higher one of two at the same distance, and how far it is."""
    distances = {limit: abs(avance - limit) for limit in (limits["alto"], limits["medio"])}
    reason = f"mín({', '.join(item.formula for item in distances.values())})"
    limit, distance = min(distances.items(), key=lambda pair: pair[1].number)
    return Traced.because(limit.number, f"{reason} → {limit.shown()}", *distances.values()), distance


def _firmness(level: Traced, after: list[Traced]) -> Traced:
    moved = [item for item in after if item.value != level.value]
    names = [str(item.value) for item in (level, *(moved or after))]
    return Traced.because(FRAGILE if moved else FIRM, (" ≠ " if moved else " = ").join(names), level, *after)
