"""Section 04: physical and financial execution of the programme, cost per unit, and its performance indicators."""

from __future__ import annotations

from operator import sub

import pandas as pd

from engine.inputs.year_data import YearData
from engine.traced import Traced, total
from lib import progress
from lib import trend as change
from lib.columns import table
from lib.results import indicators_of, limits_of

TOTAL = "TOTAL"
_COMPARED = {"avance_fisico_pct": sub, "avance_financiero_pct": sub, "costo_unitario": progress.variacion}
_PERFORMANCE = (
    "padre nombre nombre_corto unidad decimales logro_esperado valor_obtenido avance_tipo_1 nivel nota cita".split()
)
_PHYSICAL, _MONEY = ["meta_fisica", "avance_fisico"], ["pim", "devengado"]
_MEASURES = [*_PHYSICAL, *_MONEY]
SUM_LABELS = {  # under a heading that names the measure
    **{f"diferencia_{name}": "Producto menos suma" for name in _MEASURES},
    **{f"{name}_actividades": "Suma de actividades" for name in _PHYSICAL},
    **{f"{name}_actividades": "Suma" for name in _MONEY},
}


@table("pp0093_budget.execution")
def execution(data: YearData) -> pd.DataFrame:
    """Progress, budget and cost of every product and activity, and of the programme.

    The programme's money is the sum of its products and its percentage that of the sums, never a mean of
    percentages (METHODS: «Ejecución financiera»).

    Returns:
        Rows by code, TOTAL last; percentages, `brecha_fisico_financiero` (points), `costo_unitario` (soles per unit),
        `participacion_pim`, reference scales and `alerta` codes.
    """
    texts = ["padre", "nombre", "nombre_corto", "responsable", "unidad", "cuenta_en_producto"]
    measures = data["programme_execution"][[*_MEASURES, "avance_fisico_pct_anterior", "nota"]]
    frame = data["programme"][texts].join(measures).fillna({"nota": ""}).astype(object)
    frame.loc[TOTAL] = _total_row(frame[frame["padre"] == ""])
    frame["avance_fisico_pct"] = list(map(progress.avance_fisico, frame["avance_fisico"], frame["meta_fisica"]))
    frame["avance_financiero_pct"] = list(map(progress.avance_financiero, frame["devengado"], frame["pim"]))
    physical, financial, whole = frame["avance_fisico_pct"], frame["avance_financiero_pct"], frame.at[TOTAL, "pim"]
    gap, scale = physical - financial, data.rule("escala_mef")
    return frame.assign(
        cambio_avance_fisico=physical - frame["avance_fisico_pct_anterior"],
        saldo=frame["pim"] - frame["devengado"],
        brecha_fisico_financiero=gap,
        costo_unitario=frame["devengado"] / frame["avance_fisico"],
        participacion_pim=[progress.porcentaje(item, whole) for item in frame["pim"]],
        escala_fisica=[progress.escala_mef(item, scale) for item in physical],
        escala_financiera=[progress.escala_mef(item, scale) for item in financial],
        alerta=[_alert(*row, data.rule("niveles"), data.rule("pp0093")) for row in zip(physical, gap, strict=True)],
    )


@table("pp0093_budget.sums")
def sums(data: YearData) -> pd.DataFrame:
    """What the activities of each product, and the products of the programme, add up to.

    Physical sums count only activities whose unit counts for the product; firms served by two activities are in the
    sum twice, in the product once (METHODS: «Avance físico»). An activity without any measure is only listed; where one
    that has measures lacks this one there is no sum.

    Returns:
        Rows by product and TOTAL; `<measure>_actividades` and `diferencia_<measure>` (product minus sum).
    """
    programme, records = data["programme"], {}
    parents, counts = programme["padre"].replace("", TOTAL), programme["cuenta_en_producto"] == "si"
    measured = data["programme_execution"].reindex([*programme.index, TOTAL])
    for parent in [*programme.index[parents == TOTAL], TOTAL]:
        listed = measured.loc[programme.index[parents == parent], _MEASURES].dropna(how="all")
        counting = listed[counts[listed.index] & (parent != TOTAL)]  # the units of products are not added up
        record: dict[str, Traced] = {}
        for name in _MEASURES:
            added = total((counting if name in _PHYSICAL else listed)[name]).closed()
            record |= {f"{name}_actividades": added, f"diferencia_{name}": measured.at[parent, name] - added}
        records[parent] = record
    return pd.DataFrame.from_dict(records, orient="index", dtype=object)


@table("pp0093_budget.performance")
def performance(data: YearData) -> pd.DataFrame:
    """Performance indicators against their goals, under the product their MEF code belongs to.

    Returns:
        Rows by MEF code; `producto`, `diferencia_pp`, `avance_tipo_1`, `nivel`, `alerta`.
    """
    frame = indicators_of(data, "desempeno_pp")[_PERFORMANCE].rename(columns={"padre": "producto"})
    frame["diferencia_pp"] = frame["valor_obtenido"] - frame["logro_esperado"]
    limits = data.rule("niveles")
    frame["alerta"] = ["mayor_150" if progress.exceeds_alert(item, limits) else "" for item in frame["avance_tipo_1"]]
    return frame


limits = table("pp0093_budget.limits")(limits_of("pp0093"))  # of the alerts


@table("pp0093_budget.trend")
def trend(execution: pd.DataFrame, data: YearData) -> pd.DataFrame:
    """Execution of each product and activity in the year and in the year before, as `lib.trend.change_table`."""
    before = table.frame("pp0093_budget.execution", data.previous) if data.previous else None
    return change.change_table(execution, before, _COMPARED, ("nombre", "nombre_corto"))


def products(execution: pd.DataFrame) -> pd.DataFrame:
    """The products, without activities and total."""
    return execution[(execution["padre"] == "") & (execution.index != TOTAL)] if len(execution) else execution


def _total_row(products: pd.DataFrame) -> dict[str, object]:
    texts = {
        **dict.fromkeys(("padre", "responsable", "unidad", "cuenta_en_producto", "nota"), ""),
        "nombre": TOTAL,
        "nombre_corto": TOTAL,
    }
    absent = dict.fromkeys((*_PHYSICAL, "avance_fisico_pct_anterior"), Traced.absent("no_aplica"))
    return {**texts, **absent, **{name: total(products[name]).closed() for name in _MONEY}}


def _alert(physical: Traced, gap: Traced, levels: progress.Limits, alerts: progress.Limits) -> str:
    """Code of what calls for a comment, the most serious first (METHODS: «Alertas del PP 0093»)."""
    if progress.exceeds_alert(physical, levels):
        return "mayor_150"
    if gap.known and abs(gap) > alerts["comentario_brecha_mayor_que"]:
        return "gasto_sobre_entrega" if gap < 0 else "entrega_sobre_gasto"
    if physical.known and physical >= alerts["revisar_programacion_desde"]:
        return "revisar_programacion"
    return ""
