"""Sentences of section 03: firms attended, targeting, services given, profile of the firms, units and regions."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import (
    Passage,
    amount,
    bullets,
    counted,
    enumeration,
    joined,
    paragraph,
    sentence,
    text,
)
from engine.traced import Traced
from lib.pp0093_coverage import REGION
from lib.sentences.wording import by_size, inside, without_two_years

_ATTENDED, _TARGETED = "total", "cumple"
_SHARE, _FIRMS = "porcentaje", "empresas"


def context(context: pd.DataFrame) -> Passage:
    """The economy in the year, as the report quotes it.

    Args:
        context: Result of `lib.pp0093_coverage.context`.
    """
    return bullets(
        sentence("{name}: {value} en {year}.", name=row["nombre"], value=row["valor"], year=row["anio"])
        for _code, row in rows_of(context)
        if row["unidad"] == _SHARE and row["valor"].known
    )


def attended(attended: pd.DataFrame) -> Passage:
    """Firms attended and the change against the previous year, with the range that a rounded change leaves for it.

    Args:
        attended: Categories of dimension `atendidas`.
    """
    row = _row(attended, _ATTENDED)
    if not _known(row, _FIRMS):
        return paragraph(text("El documento no publica cuántas empresas se atendieron."))
    firms = sentence("El PP 0093 atendió a {n}.", n=counted(row[_FIRMS], "empresa", "empresas"))
    return paragraph(firms, _change_of_firms(row))


def targeting(targeted: pd.DataFrame, criteria: pd.DataFrame) -> Passage:
    """Share of firms that meet the targeting criteria, and the criteria.

    Args:
        targeted: Categories of dimension `focalizacion`.
        criteria: Result of `lib.pp0093_coverage.criteria`.
    """
    row = _row(targeted, _TARGETED)
    parts = []
    if _known(row, _SHARE):
        parts.append(
            sentence("El {share} cumple los criterios de focalización{firms}.", share=row[_SHARE], firms=_implied(row))
        )
    if _known(row, "diferencia_pp"):
        parts.append(
            sentence(
                "El año anterior fue {before}: {change} de diferencia.",
                before=row["porcentaje_anterior"],
                change=row["diferencia_pp"],
            )
        )
    return paragraph(*parts, _criteria(criteria))


def services_given(services: pd.DataFrame, overlap: pd.DataFrame) -> Passage:
    """Firms per service, and why they add up to more than the firms attended.

    Args:
        services: Categories of dimension `servicio`.
        overlap: Result of `lib.pp0093_coverage.overlap`.
    """
    items = [
        sentence("{name} ({n})", name=inside(row["nombre"]), n=row[_FIRMS]) for _code, row in by_size(services, _FIRMS)
    ]
    if not items:
        return Passage()
    unknown = [inside(row["nombre"]) for _code, row in rows_of(services) if not row[_FIRMS].known]
    return paragraph(
        sentence("Empresas por servicio: {items}.", items=enumeration(items)),
        sentence("No se publica de {names}.", names=enumeration(unknown)) if unknown else _sum_of_services(overlap),
    )


def profile(size: pd.DataFrame, sector: pd.DataFrame, workers: pd.DataFrame, sums: pd.DataFrame) -> Passage:
    """Who was attended: published shares by size, sector and workers, the largest first, and what is left unpublished.

    Args:
        size: Categories of dimension `tamano`.
        sector: Categories of dimension `sector`.
        workers: Categories of dimension `trabajadores`.
        sums: Result of `lib.pp0093_coverage.sums`.
    """
    return bullets(
        [
            _shares("Por tamaño", size, inside, _rest(sums, "tamano")),
            _shares("Por sector", sector, inside, _rest(sums, "sector")),
            _shares("Por número de trabajadores", workers, inside, _rest(sums, "trabajadores")),
        ]
    )


def units(units: pd.DataFrame) -> Passage:
    """Executing units by share of the firms attended.

    Args:
        units: Categories of dimension `unidad`.
    """
    return bullets([_shares("Por unidad ejecutora", units, str, None)])


def regions(regions: pd.DataFrame, sums: pd.DataFrame) -> Passage:
    """Regions with a published share, and what is left for the others.

    Args:
        regions: Result of `lib.pp0093_coverage.regions`.
        sums: Result of `lib.pp0093_coverage.sums`.
    """
    published = by_size(regions, _SHARE)
    if not published:
        return paragraph(text("El documento no publica la participación de ninguna región."))
    items = enumeration(sentence("{name} ({share})", name=row["nombre"], share=row[_SHARE]) for _code, row in published)
    rest = _rest(sums, REGION) if len(published) < len(regions) else None
    return paragraph(
        sentence("Participaciones publicadas: {items}.", items=items),
        sentence("Las demás regiones no se publican; por diferencia, juntas suman {rest}.", rest=rest)
        if rest is not None
        else Passage(),
    )


def trend(trend: pd.DataFrame) -> Passage:
    """Firms attended in the year and in the year before, both from the data.

    Args:
        trend: Result of `lib.pp0093_coverage.trend`.
    """
    row = _row(trend, f"atendidas.{_ATTENDED}")
    if not _known(row, "empresas_cambio"):
        return without_two_years()
    return paragraph(
        sentence(
            "Según los datos de ambos años, las empresas atendidas pasaron de {before} a {now} ({change}).",
            before=row["empresas_previo"],
            now=row[_FIRMS],
            change=row["empresas_cambio"],
        )
    )


def _change_of_firms(row: Row) -> Passage:
    if not _known(row, "variacion_anual"):
        return Passage()
    change = row["variacion_anual"]
    if change == 0:
        return text("Según el documento, el mismo número que el año anterior.")
    return sentence(
        "Son {change} {less} que el año anterior; el documento no dice cuántas fueron entonces: por el redondeo, de {low} a "
        "{high}.",
        change=amount(change),
        less="más" if change > 0 else "menos",
        low=row["empresas_anterior_desde"],
        high=row["empresas_anterior_hasta"],
    )


def _implied(row: Row) -> Passage:
    """How many firms a share stands for; the printed share is rounded, so it is a range."""
    if not _known(row, "empresas_implicitas"):
        return Passage()
    return sentence(
        "; sobre las empresas atendidas, y por el redondeo, son de {low} a {high}",
        low=row["empresas_implicitas_desde"],
        high=row["empresas_implicitas_hasta"],
    )


def _criteria(criteria: pd.DataFrame) -> Passage:
    years, low, high = (dict(criteria.loc[name]) for name in ("anios_registro", "ventas_minimas", "ventas_maximas"))
    soles = sentence(" (con la UIT del año, de {low} a {high})", low=low["soles"], high=high["soles"])
    return sentence(
        "Los criterios son tres: ser formal, tener al menos {years} en el registro de la SUNAT y ventas anuales desde {low} "
        "hasta {high} UIT, ambos límites incluidos{soles}.",
        years=counted(years["anios"], "año", "años"),
        low=low["uit"],
        high=high["uit"],
        soles=soles if low["soles"].known else "",
    )


def _sum_of_services(overlap: pd.DataFrame) -> Passage:
    row = _row(overlap, "servicio")
    if not _known(row, "diferencia"):
        return Passage()
    template = (
        "La suma, {added}, pasa de las empresas atendidas, {whole}, porque una empresa puede recibir varios servicios: en "
        "promedio, {each} por empresa."
        if row["diferencia"] > 0
        else "La suma, {added}, no pasa de las empresas atendidas, {whole}."
    )
    return sentence(template, added=row["suma_categorias"], whole=row[_FIRMS], each=row["por_empresa"])


def _shares(lead: str, frame: pd.DataFrame, name: Callable[[str], str], rest: Traced | None) -> Passage:
    items = [
        sentence("{name} {share}", name=name(row["nombre"]), share=row[_SHARE]) for _code, row in by_size(frame, _SHARE)
    ]
    if not items:
        return Passage()
    return joined(
        [
            sentence("<strong>{lead}</strong>: {items}.", lead=lead, items=enumeration(items)),
            sentence("El {rest} restante no se publica.", rest=rest) if rest is not None else Passage(),
        ],
        " ",
    )


def _rest(sums: pd.DataFrame, dimension: str) -> Traced | None:
    """What is left of 100 when the published shares are added, where it is more than their rounding."""
    row = _row(sums, dimension)
    if not _known(row, "resto_porcentaje") or not row["resto_porcentaje"] > row["categorias"] / 20:
        return None
    return row["resto_porcentaje"]


def _row(frame: pd.DataFrame, key: str) -> Row:
    return dict(frame.loc[key]) if key in frame.index else {}


def _known(row: Row, column: str) -> bool:
    return column in row and row[column].known
