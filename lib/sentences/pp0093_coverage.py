"""Sentences of section 03: firms attended, targeting, services given, profile of the firms, units and regions."""

from __future__ import annotations

import pandas as pd

from engine.figures import Row, rows_of
from engine.page.passages import Passage, amount, counted, enumeration, if_known, paragraph, sentence
from engine.spanish import inside
from lib.pp0093_coverage import REGION
from lib.sentences.wording import by_size, known_in, row_of
from lib.words import spoken

ATTENDED, _TARGETED = "total", "cumple"
_SHARE, _FIRMS = "porcentaje", "empresas"
_MOST = 5  # regions named when all have a share
_RANGE = "Las empresas del año anterior son un rango: se deducen de la variación publicada, que está redondeada."


def attended(atendidas: pd.DataFrame) -> Passage:
    """Firms attended and the change against the previous year, with the range that a rounded change leaves for it."""
    row = row_of(atendidas, ATTENDED)
    if not row:
        return paragraph("No han llegado los datos de las empresas atendidas.")
    if not known_in(row, _FIRMS):
        return paragraph("El documento no publica cuántas empresas se atendieron.")
    before = "El documento no dice cuántas fueron entonces; por el redondeo del cambio, de {empresas_anterior_desde} a {empresas_anterior_hasta}."
    if not year_before_note(atendidas):
        before = "El año anterior fueron {empresas_anterior_desde}."
    compared = sentence(", {compared}", compared=than_last_year(row)) if known_in(row, "variacion_anual") else ""
    firms = counted(row[_FIRMS], "empresa", "empresas")
    return paragraph(
        sentence(
            "{programme} atendió a {firms}{compared}.", programme=spoken("Programa"), firms=firms, compared=compared
        ),
        if_known(before, **row),
    )


def than_last_year(row: Row, noun: str = "") -> Passage | None:
    """«47.7 % menos empresas que el año anterior»; None where the change is not known."""
    if not known_in(row, "variacion_anual"):
        return None
    change = row["variacion_anual"]
    if change == 0:
        return sentence("tantas{noun} como el año anterior", noun=noun)
    more = "más" if change > 0 else "menos"
    return sentence("{n} {more}{noun} que el año anterior", n=amount(change), more=more, noun=noun)


def year_before_note(atendidas: pd.DataFrame) -> str:
    """That the firms of the year before are only known as a range; nothing where they are known."""
    row = row_of(atendidas, ATTENDED)
    counted_then = (
        known_in(row, "empresas_anterior_desde") and row["empresas_anterior_desde"] == row["empresas_anterior_hasta"]
    )
    return "" if counted_then else _RANGE


def targeting(focalizacion: pd.DataFrame, criteria: pd.DataFrame) -> Passage:
    """Share of firms that meet the targeting criteria, and the criteria."""
    row = row_of(focalizacion, _TARGETED)
    years, low, high = (row_of(criteria, name) for name in ("anios_registro", "ventas_minimas", "ventas_maximas"))
    firms = if_known(
        ": por el redondeo, entre {empresas_implicitas_desde} y {empresas_implicitas_hasta} de las atendidas", **row
    )
    soles = if_known(" (con la UIT de {anio_ventas}, de {soles} a {high})", high=high["soles"], **low)
    rule = "Los criterios son tres: ser formal, tener al menos {years} en el registro de la SUNAT y ventas anuales desde {uit} hasta {high} UIT, ambos límites incluidos{in_soles}."
    return paragraph(
        if_known("El {porcentaje} cumple los criterios de focalización{firms}.", firms=firms, **row),
        if_known("El año anterior fue {porcentaje_anterior}: {diferencia_pp} de diferencia.", **row),
        sentence(rule, years=counted(years["anios"], "año", "años"), high=high["uit"], in_soles=soles, **low),
    )


def services_given(servicio: pd.DataFrame, overlap: pd.DataFrame) -> Passage:
    """Firms per service, and why they add up to more than the firms attended."""
    known = [sentence("{name} ({n})", name=inside(row["nombre"]), n=row[_FIRMS]) for row in by_size(servicio, _FIRMS)]
    if not known:
        return Passage()
    unknown = [inside(row["nombre"]) for _code, row in rows_of(servicio) if not row[_FIRMS].known]
    row = row_of(overlap, "servicio")
    above = row and row["diferencia"] > 0 and "si" in set(servicio["respuesta_multiple"])
    more = "La suma, {suma_categorias}, pasa de las empresas atendidas, {empresas}, porque una empresa puede recibir varios servicios: en promedio, {por_empresa} por empresa."
    template = more if above else "La suma es {suma_categorias}; las empresas atendidas, {empresas}."
    return paragraph(
        sentence("Empresas por servicio: {items}.", items=enumeration(known)),
        sentence("No se publica de {names}.", names=enumeration(unknown)) if unknown else if_known(template, **row),
    )


def regions(region: pd.DataFrame, sums: pd.DataFrame) -> Passage:
    """Regions with a published share, and what is left for the others."""
    published = by_size(region, _SHARE)
    if not published:
        return paragraph("El documento no publica la participación de ninguna región.")
    if len(published) == len(region) > _MOST:
        first = enumeration(sentence("{nombre} ({porcentaje})", **row) for row in published[:_MOST])
        return paragraph(
            sentence("Las primeras: {first}; la última, {nombre} ({porcentaje}).", first=first, **published[-1])
        )
    rest = _rest(sums, REGION) if len(published) < len(region) else {}
    items = enumeration(sentence("{nombre} ({porcentaje})", **row) for row in published)
    others = "Las demás regiones no se publican; por diferencia, juntas suman {resto_porcentaje}."
    other = "La otra región no se publica; por diferencia, le queda {resto_porcentaje}."
    template = other if len(published) == len(region) - 1 else others
    return paragraph(sentence("Participaciones publicadas: {items}.", items=items), if_known(template, **rest))


def trend(trend: pd.DataFrame) -> Passage:
    """Firms attended in the year and in the year before, both from the data."""
    template = "Según los datos de ambos años, las empresas atendidas pasaron de {empresas_previo} a {empresas} ({empresas_cambio})."
    return paragraph(if_known(template, **row_of(trend, f"atendidas.{ATTENDED}")))


def _rest(sums: pd.DataFrame, dimension: str) -> Row:
    """The sum of a dimension's published shares, where more is left of 100 than their rounding explains."""
    row = row_of(sums, dimension)
    return row if known_in(row, "resto_porcentaje") and row["resto_porcentaje"] > row["categorias"] / 20 else {}
