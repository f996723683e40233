"""Section 03: firms attended by the programme, by service, size, sector, workers, executing unit and region."""

from __future__ import annotations

import pandas as pd

from engine.inputs.year_data import YearData
from engine.numbers import decimals_of, half_unit
from engine.traced import Traced, count, total
from lib import progress
from lib import trend as change
from lib.columns import table

REGION = "region"
MULTIPLE = "Quien está en varias filas cuenta en cada una: las filas no se suman."
IMPLIED = (
    "El número que implica un porcentaje publicado, aplicado a su base, es una estimación, no un conteo publicado."
)
_PUBLISHED = "nombre unidad empresas porcentaje respuesta_multiple variacion_anual porcentaje_anterior cita".split()
_NUMBERS = (
    "empresas porcentaje variacion_anual porcentaje_anterior diferencia_pp empresas_implicitas empresas_implicitas_desde "
    "empresas_implicitas_hasta empresas_anterior_implicitas empresas_anterior_desde empresas_anterior_hasta participacion"
).split()
_ENDS = {"desde": -1, "hasta": 1}


def dimensions(data: YearData) -> list[str]:
    """Dimensions of the coverage whose categories make a table; regions have their own."""
    return [name for name in dict.fromkeys(data["coverage"]["dimension"]) if name != REGION]


@table("pp0093_coverage.{}", each=dimensions)
def categories(data: YearData, dimension: str) -> pd.DataFrame:
    """Categories of one dimension with what their published figures imply.

    Returns:
        Rows by category: `empresas` (or the number a share implies, `empresas_implicitas`), `porcentaje`,
        `diferencia_pp` against the previous year, `empresas_anterior_implicitas` from the published change. What a
        rounded percentage implies is a range: `…_desde`, `…_hasta`.
        Columns without any value in the dimension are left out.
    """
    return _categories(data["coverage"], dimension)


def _categories(coverage: pd.DataFrame, dimension: str) -> pd.DataFrame:
    rows = coverage[coverage["dimension"] == dimension]
    frame = rows[_PUBLISHED].copy()
    bases = [coverage["empresas"].get(base) for base in rows["base"]]
    frame["diferencia_pp"] = rows["porcentaje"] - rows["porcentaje_anterior"]
    frame["empresas_implicitas"] = list(map(_implied, rows["porcentaje"], bases))
    frame["empresas_anterior_implicitas"] = list(
        map(progress.valor_anterior, rows["empresas"], rows["variacion_anual"])
    )
    for end, side in _ENDS.items():
        shares = [_unrounded(item, side) for item in rows["porcentaje"]]
        changes = [_unrounded(item, -side) for item in rows["variacion_anual"]]
        frame[f"empresas_implicitas_{end}"] = list(map(_implied, shares, bases))
        frame[f"empresas_anterior_{end}"] = list(map(progress.valor_anterior, rows["empresas"], changes))
    frame["participacion"] = _share_of_attended(rows, coverage)
    frame.index = rows["categoria"]
    return frame.drop(columns=[name for name in _NUMBERS if not any(item.known for item in frame[name])])


def notes(categories: pd.DataFrame) -> list[str]:
    """What a reader must know of a dimension's table: that rows may not be added, that a count is only implied."""
    multiple = "si" in set(categories.get("respuesta_multiple", ()))
    return [MULTIPLE] * multiple + [IMPLIED] * ("empresas_implicitas" in categories)


@table("pp0093_coverage.region")
def regions(data: YearData) -> pd.DataFrame:
    """All regions in INEI order with their published share; the rest are not published.

    Returns:
        Rows by ubigeo; `unidad`, `porcentaje`, `empresas_implicitas`. None when no region is published.
    """
    published = _categories(data["coverage"], REGION)
    frame = data["regions"][["nombre", "fila", "columna"]].copy()
    frame["unidad"] = next(iter(published["unidad"]), "")
    for column in ("porcentaje", "empresas_implicitas"):
        values = published.get(column, {})
        frame[column] = [values.get(code, Traced.absent("no_publicado")) for code in frame.index]
    return frame if len(published) else frame.iloc[:0]


@table("pp0093_coverage.sums")
def sums(data: YearData) -> pd.DataFrame:
    """What the published shares of each dimension add up to, and what is left of 100.

    Shares of multiple response may pass 100; the others may not (METHODS: «Participaciones»).

    Returns:
        Rows by dimension of several categories with a share; `suma_porcentaje`, `resto_porcentaje`, `categorias`,
        `respuesta_multiple`.
    """
    records = {}
    for dimension, rows in data["coverage"].groupby("dimension", sort=False):
        known = rows.set_index("categoria")["porcentaje"].dropna()
        if known.empty or len(rows) < 2:
            continue
        added = total(known).closed()
        multiple = "si" in set(rows["respuesta_multiple"])
        records[dimension] = {
            "suma_porcentaje": added,
            "resto_porcentaje": Traced.absent("no_aplica") if multiple else 100 - added,
            "categorias": count(known.index),
            "respuesta_multiple": "si" if multiple else "no",
        }
    return pd.DataFrame.from_dict(records, orient="index", dtype=object)


@table("pp0093_coverage.overlap")
def overlap(data: YearData) -> pd.DataFrame:
    """Firms counted per category against the firms of the whole: more means that some are in several categories.

    Returns:
        Rows by dimension that counts firms of a published whole; `unidad`, `suma_categorias`, `empresas` (of the whole, each
        counted once), `diferencia`, `por_empresa`.
    """
    coverage = data["coverage"]
    records = {}
    for dimension, rows in coverage[coverage["base"] != ""].groupby("dimension", sort=False):
        if rows["empresas"].isna().all():
            continue
        added = total(rows["empresas"]).closed()
        whole = coverage["empresas"].get(rows["base"].iloc[0], Traced.absent("no_publicado"))
        records[dimension] = {
            "unidad": rows["unidad"].iloc[0],
            "suma_categorias": added,
            "empresas": whole,
            "diferencia": added - whole,
            "por_empresa": added / whole,
        }
    return pd.DataFrame.from_dict(records, orient="index", dtype=object)


@table("pp0093_coverage.context")
def context(data: YearData) -> pd.DataFrame:
    """Yearly change of the GDP and of the activities that the document highlights; `anio`, `valor`."""
    return data["context"][["nombre", "unidad", "decimales", "anio", "valor", "cita"]]


@table("pp0093_coverage.trend")
def trend(data: YearData) -> pd.DataFrame:
    """Firms of each counted category in the year and in the year before, both from the data."""
    before = data.previous["coverage"] if data.previous else None
    frame = change.change_table(
        data["coverage"], before, {"empresas": progress.variacion}, ("dimension", "nombre", "unidad")
    )
    return frame[frame["empresas"].notna()]


@table("pp0093_coverage.criteria")
def criteria(data: YearData) -> pd.DataFrame:
    """The limits a firm must meet to be targeted, in UIT and in soles of the year of the sales.

    Returns:
        Rows `ventas_minimas` and `ventas_maximas`; `uit`, `anio_ventas`, `soles`. Row `anios_registro`; `anios`. None
        where the rules have no such criteria.
    """
    given, absent = data.rule("focalizacion"), Traced.absent("no_aplica")
    if not given:
        return pd.DataFrame(columns=["uit", "anio_ventas", "soles", "anios"], dtype=object)
    year = data.year - given["rezago_ventas_anios"]
    uit = next(iter(data["uit"].loc[data["uit"]["anio"] == year, "valor"]), Traced.absent("no_publicado"))
    low, high, years = (given[name] for name in ("ventas_minimas_uit", "ventas_maximas_uit", "anios_minimos_registro"))
    sales = {"uit": [low, high, absent], "anio_ventas": [year, year, absent], "soles": [low * uit, high * uit, absent]}
    rows = ["ventas_minimas", "ventas_maximas", "anios_registro"]
    return pd.DataFrame(sales | {"anios": [absent, absent, years]}, index=rows, dtype=object)


def _implied(share: Traced, base: Traced | None) -> Traced:
    """Firms a share stands for; the base must be a published number of firms."""
    if base is None or not base.known:
        return Traced.absent("no_publicado", inputs=(share,))
    return share / 100 * base


def _unrounded(percentage: Traced, side: int) -> Traced:
    """The least or the greatest percentage that is printed as this one."""
    if not percentage.known:
        return percentage
    step = half_unit(decimals_of(percentage.number))
    return percentage - step if side < 0 else percentage + step


def _share_of_attended(rows: pd.DataFrame, coverage: pd.DataFrame) -> pd.Series:
    """Firms of a category over all firms attended; only where firms are counted."""
    attended = coverage["empresas"].get("atendidas.total", Traced.absent("no_publicado"))
    shares = rows["empresas"].map(lambda firms: progress.porcentaje(firms, attended)).astype(object)
    counted = (rows["unidad"] == coverage["unidad"].get("atendidas.total")) & (rows["dimension"] != "atendidas")
    return shares.where(counted, Traced.absent("no_aplica"))
