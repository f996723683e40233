"""Our proposal for the «valoración del nivel de implementación»: three judgements and the overall one.

The official criteria are in a file we have not seen; the limits are calibrated on the 2024 case and marked as ours
(METHODS: «Valoración del nivel de implementación»).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from engine.traced import Traced, traced
from lib.progress import Limits

INITIAL, MIDDLE, ADVANCED = "Inicial", "Intermedio", "Avanzado"
_ORDER = (INITIAL, MIDDLE, ADVANCED)


def judge_objectives(shares: Mapping[str, Traced], limits: Limits) -> Traced:
    """Judgement (a) on the objectives' indicators.

    Args:
        shares: `alto`, `medio_o_alto` and `sin_informacion` in % of all indicators.
        limits: `valoracion` of the rules; a judgement cites those it rests on.
    """
    return _judge(shares, limits, "objetivos_inicial_menor_que", operator.lt, "<")


def judge_services(shares: Mapping[str, Traced], limits: Limits) -> Traced:
    """Judgement (b) on the service indicators; arguments as `judge_objectives`."""
    return _judge(shares, limits, "servicios_inicial_hasta", operator.le, "≤")


def judge_monitoring(without_information: Traced, limits: Limits) -> Traced:
    """Judgement (c) on the monitoring system.

    Args:
        without_information: Service indicators without information, in % of all.
        limits: `valoracion` of the rules.
    """
    if not without_information.known:
        return without_information
    best, worst = (traced(limits[name]) for name in ("avanzado_sin_informacion_maximo", "seguimiento_inicial_desde"))
    shown, measure = f"sin información {without_information.shown()}", without_information
    if measure <= best:
        return Traced.because(ADVANCED, f"{shown} ≤ {best.shown()}", measure, best)
    if measure >= worst:
        return Traced.because(INITIAL, f"{shown} ≥ {worst.shown()}", measure, worst)
    return Traced.because(MIDDLE, f"{best.shown()} < {shown} < {worst.shown()}", measure, best, worst)


def overall(judgements: list[Traced]) -> Traced:
    """The middle one of the three judgements; missing when one is."""
    missing = next((item for item in judgements if not item.known), None)
    if missing is not None:
        return missing
    ranked = sorted(judgements, key=lambda item: _ORDER.index(item.value))
    names = ", ".join(str(item.value) for item in judgements)
    return Traced.because(str(ranked[len(ranked) // 2].value), f"mediana({names})", *judgements)


def _judge(
    shares: Mapping[str, Traced], limits: Limits, lowest: str, is_initial: Callable[[Traced, Traced], bool], sign: str
) -> Traced:
    high, some, none = shares["alto"], shares["medio_o_alto"], shares["sin_informacion"]
    if not (high.known and some.known and none.known):
        return Traced.absent("sin_datos", inputs=(high, some, none))
    names = ("avanzado_alto_minimo", "avanzado_sin_informacion_maximo", lowest)
    least, most, initial = (traced(limits[name]) for name in names)
    if high >= least and none <= most:
        reason = f"alto {high.shown()} ≥ {least.shown()} y sin información {none.shown()} ≤ {most.shown()}"
        return Traced.because(ADVANCED, reason, high, none, least, most)
    if is_initial(some, initial):
        return Traced.because(INITIAL, f"medio o alto {some.shown()} {sign} {initial.shown()}", some, initial)
    reason = f"ni avanzado ni inicial: alto {high.shown()}, medio o alto {some.shown()}, sin información {none.shown()}"
    return Traced.because(MIDDLE, reason, high, some, none, least, most, initial)
