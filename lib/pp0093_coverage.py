"""Section 03: firms attended by the PP 0093, by service, size, sector, workers, executing unit and region."""

from __future__ import annotations

import pandas as pd

from engine.inputs.loading import YearData
from engine.traced import Traced, count, total
from lib import progress, trend
from lib.results import rule_values

REGION = "region"
_NUMBERS = (
    "empresas",
    "porcentaje",
    "variacion_anual",
    "porcentaje_anterior",
    "diferencia_pp",
    "empresas_implicitas",
    "empresas_anterior_implicitas",
    "participacion",
)


def tables(data: YearData) -> dict[str, pd.DataFrame]:
    """All tables of the section: one per dimension of `coverage`, and what follows from them."""
    by_dimension = {
        dimension: coverage_of(data["coverage"], dimension)
        for dimension in dict.fromkeys(data["coverage"]["dimension"])
    }
    result = {name: frame for name, frame in by_dimension.items() if name != REGION}
    result["region"] = regions(data["regions"], by_dimension.get(REGION, pd.DataFrame()))
    result["sums"] = sums_of_shares(by_dimension)
    result["overlap"] = overlaps(data["coverage"])
    result["criteria"] = targeting_criteria(data)
    result["trend"] = attended_trend(data)
    result["context"] = data["context"][["nombre", "unidad", "decimales", "anio", "valor", "cita"]]
    return result


def coverage_of(coverage: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Categories of one dimension with what their published figures imply.

    Args:
        coverage: Table `coverage`.
        dimension: Its dimension.

    Returns:
        Rows by category: `empresas` (or the number a share implies, `empresas_implicitas`), `porcentaje`,
        `diferencia_pp` against the previous year, `empresas_anterior_implicitas` from the published change.
        Columns without any value in the dimension are left out.
    """
    rows = coverage[coverage["dimension"] == dimension]
    frame = rows[
        [
            "nombre",
            "unidad",
            "empresas",
            "porcentaje",
            "respuesta_multiple",
            "variacion_anual",
            "porcentaje_anterior",
            "cita",
        ]
    ].copy()
    bases = [coverage["empresas"].get(base) for base in rows["base"]]
    frame["diferencia_pp"] = (rows["porcentaje"] - rows["porcentaje_anterior"]).map(Traced.closed)
    frame["empresas_implicitas"] = [
        _implied(share, base) for share, base in zip(rows["porcentaje"], bases, strict=True)
    ]
    frame["empresas_anterior_implicitas"] = [
        progress.valor_anterior(row.empresas, row.variacion_anual) for row in rows.itertuples()
    ]
    frame["participacion"] = _share_of_attended(rows, coverage)
    frame.index = rows["categoria"]
    return frame.drop(columns=[name for name in _NUMBERS if not any(item.known for item in frame[name])])


def regions(catalogue: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """All regions in INEI order with their published share; the rest are not published.

    Args:
        catalogue: Table `regions`.
        published: `coverage_of(…, "region")`, rows by ubigeo.
    """
    frame = catalogue[["nombre", "fila", "columna"]].copy()
    for column in ("porcentaje", "empresas_implicitas"):
        values = published.get(column, {})
        frame[column] = [values.get(code, Traced.absent("no_publicado")) for code in frame.index]
    return frame


def sums_of_shares(by_dimension: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What the published shares of each dimension add up to, and what is left of 100.

    Shares of multiple response may pass 100; the others may not (METHODS: «Participaciones»).

    Returns:
        Rows by dimension of several categories with a share; `suma_porcentaje`, `resto_porcentaje`, `categorias`,
        `respuesta_multiple`.
    """
    records = {}
    for dimension, frame in by_dimension.items():
        if "porcentaje" not in frame:
            continue
        known = frame[[item.known for item in frame["porcentaje"]]]
        if len(frame) < 2:
            continue
        added = total(known["porcentaje"]).closed()
        multiple = "si" in set(frame["respuesta_multiple"])
        records[dimension] = {
            "suma_porcentaje": added,
            "resto_porcentaje": Traced.absent("no_aplica") if multiple else (100 - added).closed(),
            "categorias": count(known.index),
            "respuesta_multiple": "si" if multiple else "no",
        }
    return pd.DataFrame.from_dict(records, orient="index", dtype=object)


def overlaps(coverage: pd.DataFrame) -> pd.DataFrame:
    """Firms counted per category against the firms of the whole: more means that some are in several categories.

    Args:
        coverage: Table `coverage`.

    Returns:
        Rows by dimension that counts firms of a published whole; `suma_categorias`, `empresas` (of the whole, each
        counted once), `diferencia`, `por_empresa`.
    """
    counted = coverage[(coverage["base"] != "") & coverage["empresas"].map(lambda item: item.known)]
    records = {}
    for dimension, rows in counted.groupby("dimension", sort=False):
        added = total(rows["empresas"]).closed()
        whole = coverage.at[rows["base"].iloc[0], "empresas"]
        records[dimension] = {
            "suma_categorias": added,
            "empresas": whole,
            "diferencia": (added - whole).closed(),
            "por_empresa": (added / whole).closed(),
        }
    return pd.DataFrame.from_dict(records, orient="index", dtype=object)


def attended_trend(data: YearData) -> pd.DataFrame:
    """Firms of each counted category in the year and in the year before, both from the data.

    Args:
        data: The year.
    """
    before = data.previous["coverage"] if data.previous else None
    frame = trend.change_table(
        data["coverage"], before, {"empresas": progress.variacion}, ("dimension", "nombre", "unidad")
    )
    return frame[[item.known for item in frame["empresas"]]] if len(frame) else frame


def targeting_criteria(data: YearData) -> pd.DataFrame:
    """The limits a firm must meet to be targeted, in UIT and in soles of the reporting year.

    Returns:
        Rows `ventas_minimas` and `ventas_maximas`; `uit`, `soles`. Row `anios_registro`; `anios`.
    """
    given = rule_values(data, "focalizacion")
    uit = next(iter(data["uit"].loc[data["uit"]["anio"] == data.year, "valor"]), Traced.absent("no_publicado"))
    absent = Traced.absent("no_aplica")
    rows = {
        name: {"uit": given[f"{name}_uit"], "soles": (given[f"{name}_uit"] * uit).closed(), "anios": absent}
        for name in ("ventas_minimas", "ventas_maximas")
    }
    rows["anios_registro"] = {"uit": absent, "soles": absent, "anios": given["anios_minimos_registro"]}
    return pd.DataFrame.from_dict(rows, orient="index", dtype=object)


def _implied(share: Traced, base: Traced | None) -> Traced:
    """Firms a share stands for; the base must be a published number of firms."""
    if base is None or not base.known:
        return Traced.absent("no_publicado", share.sources)
    return (share / 100 * base).closed()


def _share_of_attended(rows: pd.DataFrame, coverage: pd.DataFrame) -> list[Traced]:
    """Firms of a category over all firms attended; only where firms are counted."""
    attended = coverage["empresas"].get("atendidas.total", Traced.absent("no_publicado"))
    return [
        progress.porcentaje(row.empresas, attended)
        if row.unidad == "Empresas" and row.dimension != "atendidas"
        else Traced.absent("no_aplica")
        for row in rows.itertuples()
    ]
