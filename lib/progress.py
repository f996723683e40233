"""The formulas of the monitoring of policies (CEPLAN) and of budget programmes (MEF).

Scalar functions over `Traced` values; every one names its entry in METHODS.md. Missing in, missing out: an undefined
result carries the reason and is never 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from engine.numbers import round_half_up
from engine.traced import Traced, total, traced
from lib.declarations.tables import ASCENDING, DESCENDING, PROPORTION

MINIMUM, MAXIMUM, ADDITIVE = "minimo_permisible", "maximo_permisible", "agregable"
NO_INFORMATION = "sin_informacion"
LEVELS = ("alto", "medio", "bajo", NO_INFORMATION)

Limits = Mapping[str, Traced | Decimal]


def avance_tipo_1(
    obtenido: Traced, esperado: Traced, sentido: str, agregacion: str = "", tolerancia: Traced | None = None
) -> Traced:
    """Progress against the goal of the year, in %, not capped (METHODS: «Avance tipo 1»).

    Args:
        obtenido: Valor obtenido of the year.
        esperado: Logro esperado of the year.
        sentido: `ascendente`, `descendente` or `no_definido`.
        agregacion: `minimo_permisible` or `maximo_permisible` when the goal is a bound.
        tolerancia: Accepted deviation when the direction is undefined, in the indicator's unit.

    Returns:
        Percentage, 0 or more; missing with the reason (no value, no goal, goal zero, not computable).
    """
    undefined = _undefined(obtenido, esperado)
    if undefined:
        return undefined
    if agregacion == MINIMUM and obtenido >= esperado:
        return _met(obtenido, esperado, "≥")
    if agregacion == MAXIMUM and obtenido <= esperado:
        return _met(obtenido, esperado, "≤")
    if sentido == ASCENDING or agregacion == MINIMUM:
        return _ascending(obtenido, esperado)
    if sentido == DESCENDING or agregacion == MAXIMUM:
        return _descending(obtenido, esperado)
    return _within_tolerance(obtenido, esperado, tolerancia)


def nivel(avance: Traced, limits: Limits) -> Traced:
    """Level of an avance tipo 1: alto, medio, bajo or sin_informacion (METHODS: «Nivel de avance»).

    Args:
        avance: Avance tipo 1 in %, unrounded.
        limits: `niveles` of the rules: lower ends of alto and medio, included; the level cites those it rests on.
    """
    if not avance.known:
        return Traced.because(NO_INFORMATION, avance.missing, avance)
    low, high, shown = traced(limits["medio"]), traced(limits["alto"]), avance.closed().shown()
    if avance >= high:
        return Traced.because("alto", f"{shown} ≥ {high.shown()}", avance, high)
    if avance >= low:
        return Traced.because("medio", f"{low.shown()} ≤ {shown} < {high.shown()}", avance, low, high)
    return Traced.because("bajo", f"{shown} < {low.shown()}", avance, low)


def exceeds_alert(avance: Traced, limits: Limits) -> bool:
    """Whether the goal may be badly set: avance strictly above the alert limit (METHODS: «Alerta mayor que 150»)."""
    return avance.known and avance > limits["alerta_mayor_que"]


def avance_tipo_2(obtenido: Traced, esperado: Traced, base: Traced, sentido: str, agregacion: str = "") -> Traced:
    """Progress since the base line towards the goal of the year, in % (METHODS: «Avance tipo 2»).

    Args:
        obtenido: Valor obtenido of the year.
        esperado: Logro esperado of the same year.
        base: Value of the base line.
        sentido: `ascendente` or `descendente`.
        agregacion: `agregable` compares accumulated values, without base line.

    Returns:
        Percentage; negative is a retreat. Missing without value, goal or base, and when goal equals base.
    """
    if agregacion == ADDITIVE:
        return avance_tipo_1(obtenido, esperado, sentido)
    return _share_of_way(obtenido, esperado, base, sentido, "sin_meta")


def avance_meta_final(obtenido: Traced, meta_final: Traced, base: Traced, sentido: str) -> Traced:
    """Share of the way from base line to final goal already covered, in % (METHODS: «Avance a la meta final»)."""
    return _share_of_way(obtenido, meta_final, base, sentido, "sin_meta_final")


def cambio_base(obtenido: Traced, base: Traced, unidad: str) -> Traced:
    """Change against a base: p. p. for proportions, % for everything else (METHODS: «Cambio frente a la base»)."""
    if not obtenido.known:
        return obtenido
    if not base.known:
        return Traced.absent("sin_linea_base", inputs=(obtenido, base))
    if unidad == PROPORTION:
        return (obtenido - base).closed()
    return variacion(obtenido, base)


def worsened(cambio: Traced, sentido: str) -> bool:
    """Whether a change goes against the expected direction; False where either is unknown."""
    return cambio > 0 if sentido == DESCENDING else sentido == ASCENDING and cambio < 0


def variacion(actual: Traced, anterior: Traced) -> Traced:
    """Relative change in % (METHODS: «Cambio frente a la base»)."""
    return ((actual / anterior - 1) * 100).closed()


def valor_anterior(actual: Traced, variacion_pct: Traced) -> Traced:
    """Value of the previous year implied by a published change in % (METHODS: «Valor anterior implícito»)."""
    return (actual / (1 + variacion_pct / 100)).closed()


def porcentaje(parte: Traced, todo: Traced) -> Traced:
    """Share of a part in its whole, in %."""
    return (parte / todo * 100).closed()


def tasa_anual(inicio: Traced, fin: Traced, anios: Traced) -> Traced:
    """Compound annual growth between two values, in % a year (METHODS: «Ritmo observado y requerido»).

    Missing when a value is not positive or no year has passed.
    """
    inputs = (inicio, fin, anios)
    if not (inicio.known and fin.known and anios.known):
        return Traced.absent(inicio.missing or fin.missing or anios.missing, inputs=inputs)
    if inicio.number <= 0 or fin.number <= 0 or anios.number <= 0:
        return Traced.absent("NC", inputs=inputs)
    rate = ((fin.number / inicio.number) ** (1 / anios.number) - 1) * 100
    span = anios.shown(3)
    return Traced.because(rate, f"(({fin.shown(3)} ÷ {inicio.shown(3)}) ^ (1 ÷ {span}) − 1) × 100", inicio, fin, anios)


def valor_para_nivel(esperado: Traced, limite: Traced | Decimal, sentido: str, agregacion: str = "") -> Traced:
    """Value that would reach a level's lower limit (METHODS: «Valor para el siguiente nivel»).

    Missing where the indicator has neither a direction nor a bound.
    """
    if not esperado.known:
        return Traced.absent("sin_meta", inputs=(esperado,))
    if sentido == ASCENDING or agregacion == MINIMUM:
        return (esperado * limite / 100).closed()
    if sentido == DESCENDING or agregacion == MAXIMUM:
        return (esperado * 100 / limite).closed()
    return Traced.absent("NC", inputs=(esperado,))


def pesos(relevancias: Sequence[Decimal | None]) -> list[Decimal]:
    """Weights by relevance, adding up to 1 (METHODS: «Ponderación por relevancia»).

    Args:
        relevancias: 1 very relevant to 3 little relevant; if any is None all weigh the same.
    """
    known = [item for item in relevancias if item is not None]
    if len(known) < len(relevancias):
        return [Decimal(1) / len(relevancias)] * len(relevancias)
    raw = [max(known) - (item - 1) for item in known]
    return [item / sum(raw) for item in raw]


def compuesto_ceplan(
    avances: Sequence[Traced], relevancias: Sequence[Decimal | None], decimales: Traced | None = None
) -> Traced:
    """Weighted score with avances capped at 100 and missing ones as 0 (METHODS: «Compuesto CEPLAN»).

    Args:
        avances: Avance tipo 1 of each indicator.
        relevancias: As for `pesos`.
        decimales: Decimals each avance is rounded to first, as the CEPLAN application does; None for no rounding.

    Returns:
        The score; missing when no indicator has data.
    """
    if not any(item.known for item in avances):
        return _all_missing(avances)
    if decimales is not None:
        avances = [_rounded(item, decimales) for item in avances]
    capped = [capped_at_100(item) if item.known else Traced(Decimal(0), sources=item.sources) for item in avances]
    return _weighted(capped, pesos(relevancias))


def compuesto_medible(avances: Sequence[Traced], relevancias: Sequence[Decimal | None]) -> Traced:
    """Weighted score over the indicators with data only (METHODS: «Compuesto medible»)."""
    pairs = [(item, weight) for item, weight in zip(avances, relevancias, strict=True) if item.known]
    if not pairs:
        return _all_missing(avances)
    return _weighted([capped_at_100(item) for item, _ in pairs], pesos([weight for _, weight in pairs]))


def _rounded(avance: Traced, decimals: Traced) -> Traced:
    if not avance.known:
        return avance
    shown = f"redondeo({avance.closed().shown()}, {decimals.shown()})"
    return Traced.because(round_half_up(avance.number, int(decimals.number)), shown, avance, decimals)


def capped_at_100(avance: Traced) -> Traced:
    """Avance as it enters a weighted score: never more than 100."""
    return Traced.because(100, f"mín({avance.closed().shown()}, 100)", avance) if avance > 100 else avance


def avance_fisico(ejecutado: Traced, meta: Traced) -> Traced:
    """Physical progress in %, not capped (METHODS: «Avance físico»)."""
    if not ejecutado.known and not meta.known:
        return Traced.absent(_not_applicable(meta), inputs=(ejecutado, meta))
    if not meta.known or meta.number == 0:
        return Traced.absent("sin_meta_programada", inputs=(ejecutado, meta))
    return porcentaje(ejecutado, meta)


def avance_financiero(devengado: Traced, pim: Traced) -> Traced:
    """Budget execution: devengado over PIM, in % (METHODS: «Ejecución financiera»)."""
    if not pim.known or (pim.number == 0 and devengado == 0):
        return Traced.absent(_not_applicable(pim), inputs=(devengado, pim))
    return porcentaje(devengado, pim)


def escala_mef(avance: Traced, limits: Limits) -> Traced:
    """Reference rating scale of the MEF on an execution percentage (METHODS: «Escala referencial del MEF»).

    Returns:
        muy_bueno, bueno, regular or deficiente; missing when the percentage is.
    """
    return graded(avance, limits, ("muy_bueno", "bueno", "regular"), "deficiente")


def graded(value: Traced, limits: Limits, names: Sequence[str], lowest: str) -> Traced:
    """The first grade whose lower limit a value reaches, citing the limit; missing when the value is.

    Args:
        value: What is graded.
        limits: Lower ends, included, by grade.
        names: Grades, the highest first.
        lowest: Grade below all limits.
    """
    if not value.known:
        return value
    shown = value.closed().shown()
    for name in names:
        limit = traced(limits[name])
        if value >= limit:
            return Traced.because(name, f"{shown} ≥ {limit.shown()}", value, limit)
    return Traced.because(lowest, f"{shown} < {limit.shown()}", value, limit)


def _not_applicable(programmed: Traced) -> str:
    """Why nothing can be compared with what was programmed: nothing was, or its row has not come."""
    return "sin_datos" if programmed.missing == "sin_datos" else "no_aplica"


def _undefined(obtenido: Traced, esperado: Traced) -> Traced | None:
    inputs = (obtenido, esperado)
    if not obtenido.known:
        return Traced.absent(obtenido.missing, inputs=inputs)
    if not esperado.known:
        return Traced.absent("sin_meta", inputs=inputs)
    if obtenido.number < 0 or esperado.number < 0:
        return Traced.absent("NC", inputs=inputs)
    return None


def _met(obtenido: Traced, esperado: Traced, sign: str) -> Traced:
    return Traced.because(100, f"{obtenido.shown()} {sign} {esperado.shown()} → 100", obtenido, esperado)


def _ascending(obtenido: Traced, esperado: Traced) -> Traced:
    if esperado.number == 0:
        return Traced.absent("meta_cero", inputs=(obtenido, esperado))
    return porcentaje(obtenido, esperado)


def _descending(obtenido: Traced, esperado: Traced) -> Traced:
    if obtenido.number == 0:
        flags = ("vo_cero",) if esperado.number > 0 else ()
        return Traced.because(100, f"{obtenido.shown()} ≤ {esperado.shown()} → 100", obtenido, esperado, flags=flags)
    if esperado.number == 0:
        return Traced.absent("NC", inputs=(obtenido, esperado))
    return porcentaje(esperado, obtenido)


def _within_tolerance(obtenido: Traced, esperado: Traced, tolerancia: Traced | None) -> Traced:
    if tolerancia is None or not tolerancia.known or esperado.number == 0:
        return Traced.absent("NC", inputs=(obtenido, esperado))
    deviation = abs(obtenido - esperado)
    if deviation <= tolerancia:
        return _met(deviation, tolerancia, "≤")
    score = (100 * (1 - (deviation - tolerancia) / abs(esperado))).closed()
    return score if score >= 0 else Traced.because(0, f"{score.formula} < 0 → 0", obtenido, esperado, tolerancia)


def _share_of_way(obtenido: Traced, meta: Traced, base: Traced, sentido: str, without_goal: str) -> Traced:
    inputs = (obtenido, meta, base)
    if not obtenido.known:
        return Traced.absent(obtenido.missing, inputs=inputs)
    if not meta.known:
        return Traced.absent(without_goal, inputs=inputs)
    if not base.known:
        return Traced.absent("sin_linea_base", inputs=inputs)
    if meta.number == base.number:
        return Traced.absent("le_igual_lb", inputs=inputs)
    if sentido == DESCENDING:
        return ((base - obtenido) / (base - meta) * 100).closed()
    return ((obtenido - base) / (meta - base) * 100).closed()


def _weighted(scores: Sequence[Traced], weights: Sequence[Decimal]) -> Traced:
    return total([score.closed() * weight for score, weight in zip(scores, weights, strict=True)]).closed()


def _all_missing(avances: Sequence[Traced]) -> Traced:
    reason = avances[0].missing if avances else "sin_datos"
    return Traced.absent(reason, inputs=tuple(avances))
