"""Sentences of section 03: firms attended, targeting, services given, profile of the firms, units and regions."""

from __future__ import annotations

import pandas as pd

from engine.figures import Row
from engine.page.passages import Passage, amount, counted, enumeration, if_known, paragraph, sentence, text
from engine.spanish import inside
from lib.pp0093_coverage import REGION
from lib.sentences.wording import heading, known_in, row_of, served
from lib.words import spoken

ATTENDED, TARGETED = "total", "cumple"
_SHARE, _FIRMS = "porcentaje", "empresas"
_RANGE = "El documento no da el número de {atendidas} el año anterior: el rango se deduce de la variación publicada, que está redondeada."


def finding(atendidas: pd.DataFrame) -> Passage:
    """What the page finds: how many firms were attended, and the change against the previous year."""
    row = row_of(atendidas, ATTENDED)
    if not row:
        return heading(text(f"No han llegado los datos de {spoken('las_atendidas')}"))
    if not known_in(row, _FIRMS):
        return heading(text(f"El documento no publica el número de {spoken('atendidas')}"))
    compared = sentence(", {compared}", compared=than_last_year(row)) if known_in(row, "variacion_anual") else ""
    template = "{programme} atendió a {firms}{compared}"
    return heading(sentence(template, programme=spoken("Programa"), firms=served(row[_FIRMS]), compared=compared))


def unpublished(dimensions: list[str]) -> Passage:
    """What the year does not say of those attended, so that no empty table has to."""
    names = enumeration(map(inside, dimensions))
    return paragraph(sentence("Sin publicar este año: {names}.", names=names)) if dimensions else Passage()


def than_last_year(row: Row, noun: str = "") -> Passage | None:
    """«47.7 % menos que el año anterior», «un 47.7 % menos de empresas que…»; None where the change is not known."""
    if not known_in(row, "variacion_anual"):
        return None
    change = row["variacion_anual"]
    if change == 0:
        return sentence("tantas {noun} como el año anterior" if noun else "tantas como el año anterior", noun=noun)
    template = "un {n} {more} de {noun} que el año anterior" if noun else "{n} {more} que el año anterior"
    return sentence(template, n=amount(change), more="más" if change > 0 else "menos", noun=noun)


def year_before_note(atendidas: pd.DataFrame) -> str:
    """That the firms of the year before are only known as a range; nothing where they are known, or nothing is."""
    row = row_of(atendidas, ATTENDED)
    known = known_in(row, "empresas_anterior_desde")
    is_range = known and row["empresas_anterior_desde"] < row["empresas_anterior_hasta"]
    return _RANGE.format(atendidas=spoken("atendidas")) if is_range else ""


def targeting(focalizacion: pd.DataFrame, criteria: pd.DataFrame) -> Passage:
    """Share of firms that meet the targeting criteria, and the criteria."""
    row = row_of(focalizacion, TARGETED)
    if criteria.empty:
        return Passage()
    years, low, high = (row_of(criteria, name) for name in ("anios_registro", "ventas_minimas", "ventas_maximas"))
    firms = if_known(
        ": por el redondeo, entre {empresas_implicitas_desde} y {empresas_implicitas_hasta} de {all}",
        all=spoken("las_atendidas"),
        **row,
    )
    soles = if_known(" (con la UIT de {anio_ventas}, de {soles} a {high})", high=high["soles"], **low)
    rule = "Los criterios son tres: ser formal, tener al menos {years} en el registro de la SUNAT y ventas anuales desde {uit} hasta {high} UIT, ambos límites incluidos{in_soles}."
    return paragraph(
        if_known("El {porcentaje} cumple los criterios de focalización{firms}.", firms=firms, **row),
        if_known("El año anterior fue {porcentaje_anterior}: {diferencia_pp} de diferencia.", **row),
        sentence(rule, years=counted(years["anios"], "año", "años"), high=high["uit"], in_soles=soles, **low),
    )


def services_given(servicio: pd.DataFrame, overlap: pd.DataFrame) -> Passage:
    """Why the firms of the services add up to more than the firms attended."""
    row = row_of(overlap, "servicio")
    if not row or not all(item.known for item in servicio[_FIRMS]):
        return Passage()
    above = row["diferencia"] > 0 and "si" in set(servicio["respuesta_multiple"])
    more = "La suma de los servicios, {suma_categorias}, pasa de {all}, {empresas}, porque cada {one} puede recibir varios: en promedio, {por_empresa} por {one}."
    equal = "La suma de los servicios es {suma_categorias}; {all}, {empresas}."
    return paragraph(if_known(more if above else equal, all=spoken("las_atendidas"), one=spoken("unidad"), **row))


def regions(region: pd.DataFrame, sums: pd.DataFrame) -> Passage:
    """What is left for the regions that are not published, where it is more than rounding explains."""
    unknown, row = sum(not item.known for item in region[_SHARE]), row_of(sums, REGION)
    explained = not known_in(row, "resto_porcentaje") or not row["resto_porcentaje"] > row["categorias"] / 20
    if explained or unknown in (0, len(region)):
        return Passage()
    one = "Por diferencia, a la otra región le queda {resto_porcentaje}."
    many = "Por diferencia, las demás regiones juntas suman {resto_porcentaje}."
    return paragraph(sentence(one if unknown == 1 else many, **row))


def trend(trend: pd.DataFrame) -> Passage:
    """Firms attended in the year and in the year before, both from the data."""
    template = "Según los datos de ambos años, {all} pasaron de {empresas_previo} a {empresas} ({empresas_cambio})."
    return paragraph(if_known(template, all=spoken("las_atendidas"), **row_of(trend, f"atendidas.{ATTENDED}")))
