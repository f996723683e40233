"""Our proposal for the «valoración del nivel de implementación»: three judgements and the overall one.

The official criteria are in a file we have not seen; the limits are calibrated on the 2024 case and marked as ours
(METHODS: «Valoración del nivel de implementación»).
"""

from __future__ import annotations

import pandas as pd

from lib.analysis.progress import Limits
from lib.traced import Traced, plain

INITIAL, MIDDLE, ADVANCED = "Inicial", "Intermedio", "Avanzado"
_ORDER = (INITIAL, MIDDLE, ADVANCED)


def judge_objectives(shares: pd.Series, limits: Limits) -> Traced:
    """Judgement (a) on the objectives' indicators.

    Args:
        shares: `alto`, `medio_o_alto` and `sin_informacion` in % of all indicators.
        limits: `valoracion` of the rules.
    """
    return _judge(
        shares,
        limits,
        shares["medio_o_alto"] < limits["objetivos_inicial_menor_que"],
        f"medio o alto {shares['medio_o_alto'].shown()} < {plain(limits['objetivos_inicial_menor_que'])}",
    )


def judge_services(shares: pd.Series, limits: Limits) -> Traced:
    """Judgement (b) on the service indicators; arguments as `judge_objectives`."""
    return _judge(
        shares,
        limits,
        shares["medio_o_alto"] <= limits["servicios_inicial_hasta"],
        f"medio o alto {shares['medio_o_alto'].shown()} ≤ {plain(limits['servicios_inicial_hasta'])}",
    )


def judge_monitoring(without_information: Traced, limits: Limits) -> Traced:
    """Judgement (c) on the monitoring system.

    Args:
        without_information: Service indicators without information, in % of all.
        limits: `valoracion` of the rules.
    """
    shown, best, worst = (
        without_information.shown(),
        limits["avanzado_sin_informacion_maximo"],
        limits["seguimiento_inicial_desde"],
    )
    if not without_information.known:
        return without_information
    if without_information <= best:
        return Traced.because(ADVANCED, f"sin información {shown} ≤ {plain(best)}", without_information)
    if without_information >= worst:
        return Traced.because(INITIAL, f"sin información {shown} ≥ {plain(worst)}", without_information)
    return Traced.because(MIDDLE, f"{plain(best)} < sin información {shown} < {plain(worst)}", without_information)


def overall(judgements: list[Traced]) -> Traced:
    """The middle one of the three judgements; missing when one is."""
    missing = next((item for item in judgements if not item.known), None)
    if missing is not None:
        return missing
    ranked = sorted(judgements, key=lambda item: _ORDER.index(item.value))
    names = ", ".join(str(item.value) for item in judgements)
    return Traced.because(ranked[len(ranked) // 2].value, f"mediana({names})", *judgements)


def _judge(shares: pd.Series, limits: Limits, is_initial: bool, initial_reason: str) -> Traced:
    high, some, none = shares["alto"], shares["medio_o_alto"], shares["sin_informacion"]
    if not (high.known and some.known and none.known):
        return Traced.absent("sin_datos", high.sources + some.sources + none.sources)
    if high >= limits["avanzado_alto_minimo"] and none <= limits["avanzado_sin_informacion_maximo"]:
        reason = (
            f"alto {high.shown()} ≥ {plain(limits['avanzado_alto_minimo'])} y sin información {none.shown()} ≤ "
            f"{plain(limits['avanzado_sin_informacion_maximo'])}"
        )
        return Traced.because(ADVANCED, reason, high, none)
    if is_initial:
        return Traced.because(INITIAL, initial_reason, some)
    reason = f"ni avanzado ni inicial: alto {high.shown()}, medio o alto {some.shown()}, sin información {none.shown()}"
    return Traced.because(MIDDLE, reason, high, some, none)
