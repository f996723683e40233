"""What a year still lacks and who owes it: until then its report is a draft (METHODS: «Reporte completo»)."""

from __future__ import annotations

import pandas as pd

from engine.inputs.sources import SIGNED_OFF
from engine.inputs.year_data import YearData
from engine.page.provenance import document_titles
from engine.spanish import plural
from lib.declarations.tables import PROGRAMME_TOTAL
from lib.policy import policy_of
from lib.services import is_published

_PARTS = {
    "indicator_results": "el resultado de los indicadores",
    "coverage": "la cobertura del programa",
    "programme_execution": "la ejecución del programa",
}
_ORDINAL = "quintil"
UNKNOWN = "sin responsable registrado"


def parts(data: YearData) -> list[str]:
    """The parts of the year of which nothing has come, or not what everything else is measured against."""
    results, coverage, execution = (data[name] for name in _PARTS)
    spent = execution.loc[execution.index == PROGRAMME_TOTAL, ["pim", "devengado"]]
    has = (
        any(results["valor_obtenido"].notna()) or any(results["estado"] != ""),
        any(coverage.loc[coverage.index == "atendidas.total", "empresas"].notna()),
        len(spent) > 0 and all(spent.iloc[0].notna()),
    )
    expected = len(has) if policy_of(data).programme else 1
    return [name for name, there in list(zip(_PARTS.values(), has, strict=True))[:expected] if not there]


def responsible(data: YearData) -> pd.Series:
    """Who answers for each indicator: whom its sheet names, else its service or product."""
    sheets = data["indicators"]
    owners = pd.concat([data["services"]["responsable"], data["programme"]["responsable"]])
    return sheets["responsable"].where(sheets["responsable"] != "", sheets["padre"].map(owners).fillna(""))


def owed(data: YearData) -> pd.DataFrame:
    """Indicators with neither a value nor a reason; those of services are owed as long as no document counts them.

    Returns:
        Rows by indicator, in their order; `responsable`, `nombre_corto`.
    """
    sheets, given = data["indicators"], _given(data)
    settled = (sheets["unidad"] == _ORDINAL) | ((sheets["nivel"] == "servicio") & is_published(data["service_levels"]))
    listed = sheets.assign(responsable=responsible(data).replace("", UNKNOWN))
    return listed.loc[~(given | settled), ["responsable", "nombre_corto"]]


def delivery(data: YearData) -> pd.DataFrame:
    """How much each responsible has delivered of its indicators, from which document, who approved it, and what is owed.

    Returns:
        Rows by responsible; `indicadores`, `entregados`, `documento`, `fecha` and `visto_bueno` (of the table's source), `debe`.
    """
    missing, given, who = owed(data), _given(data), responsible(data).replace("", UNKNOWN)
    sidecar = data.sidecars.get("indicator_results", {})
    rows = {
        name: {
            "indicadores": len(codes),
            "entregados": int(given[codes].sum()),
            "documento": "; ".join(document_titles(sidecar)),
            "fecha": str(sidecar.get("fecha", "")),
            SIGNED_OFF: str(sidecar.get(SIGNED_OFF, "")),
            "debe": ", ".join(code for code in codes if code in missing.index),
        }
        for name, codes in who.groupby(who, sort=False).groups.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("responsable")


def draft(data: YearData) -> str:
    """What every page says first while the year is not complete; nothing once it is."""
    lacking, owing = parts(data), list(dict.fromkeys(owed(data)["responsable"]))
    if not lacking and not owing:
        return ""
    whole = _PARTS["indicator_results"] in lacking
    told = [f"{plural('falta', 'faltan', len(lacking))} {' y '.join(lacking)}"] if lacking else []
    told += [f"deben resultados de indicadores: {', '.join(owing)}"] if owing and not whole else []
    return f"Borrador: el reporte no está completo; {'; '.join(told)}."


def _given(data: YearData) -> pd.Series:
    """Whether each indicator has a value or a reason for having none."""
    results = data["indicator_results"].reindex(data["indicators"].index)
    return results["valor_obtenido"].notna() | (results["estado"].fillna("") != "")
