"""Coverage of PP 0093: parts against their whole, and against the physical execution."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from engine.inputs.context import Context, added, known, number, shown
from engine.inputs.fields import Record
from engine.inputs.problems import Problem
from engine.numbers import decimals_of, half_unit

COVERAGE, EXECUTION = "coverage", "programme_execution"
PRINTED = "published_figures"
ATTENDED, SERVICE, PRODUCT, SIZE = "atendidas.total", "servicio", "producto", "tamano"
PARTITIONS = {SIZE: "size_classes", "region": "regions"}
_FIGURE = re.compile(
    r"pp0093_coverage\.(?P<dimension>\w+)\[(?P<category>\w+)\]\.(empresas|porcentaje|variacion_anual|porcentaje_anterior)"
)
_DERIVED = ("overlap",)  # the one table of those figures that counts firms and is no dimension
MULTIPLE = "si"
_OR_MULTIPLE = "Corrija los valores, o escriba si en respuesta_multiple cuando una empresa puede contarse dos veces."


def check_base(context: Context) -> Iterator[Problem]:
    """A share has its base, and a part is not more than its base."""
    if ATTENDED not in context.rows(COVERAGE) and not context.partial(COVERAGE):
        yield context.place(COVERAGE).error("fila_falta", f"falta la fila {ATTENDED}", "Agréguela.")
    for key, record in context.rows(COVERAGE).items():
        if record["porcentaje"] is not None and record["base"] is None and context.readable(COVERAGE, key, "base"):
            message = "hay un porcentaje y no se dice de qué"
            advice = "Escriba en base la dimension.categoria que es el 100 %."
            yield context.place(COVERAGE, key, "base").error("base_falta", message, advice)
        firms, base = number(record, "empresas"), _base_firms(context, record)
        if firms is not None and base is not None and firms > base:
            message = f"es más que su base {record['base']} ({shown(base)})"
            place = context.place(COVERAGE, key, "empresas")
            yield place.error("parte_mayor", message, "Corrija la cifra o la base.", firms)


def check_every_category(context: Context) -> Iterator[Problem]:
    """Each category that a printed figure names has its row, and each size and product where its dimension is given.

    A document may name only some regions, so those it does not print are not asked for.
    """
    if context.partial(COVERAGE):
        return
    given, printed, settled = context.rows(COVERAGE), _printed(context), _settled(context)
    for key in dict.fromkeys((*printed, *settled)):
        if key in given or key == ATTENDED:
            continue
        message = f"falta la fila {key} ({settled.get(key, '')})"
        advice = "Agréguela; si el documento no da la cifra, deje vacías empresas y porcentaje."
        if key in printed:
            figure = context.rows(PRINTED)[printed[key]]["impreso"]
            message = f"falta la fila {key}, que el documento imprime: «{figure}» ({PRINTED}.csv, {printed[key]})"
            advice = f"Agréguela, o corrija la columna figura de {PRINTED}.csv."
        yield context.place(COVERAGE).error("fila_falta", message, advice)


def _printed(context: Context) -> dict[str, str]:
    """Row keys that printed figures name, with the first figure that does."""
    found: dict[str, str] = {}
    for printed, record in context.rows(PRINTED).items():
        figure = _FIGURE.fullmatch(str(record["figura"] or ""))
        if figure and figure["dimension"] not in _DERIVED:
            found.setdefault(f"{figure['dimension']}.{figure['category']}", printed)
    return found


def _settled(context: Context) -> dict[str, str]:
    """Row keys and names of the sizes and the products, of those two dimensions that are given."""
    products = {code: record for code, record in context.rows("programme").items() if not record["padre"]}
    expected = {SIZE: context.rows("size_classes"), PRODUCT: products}
    return {
        f"{dimension}.{code}": str(record["nombre"])
        for dimension, rows in expected.items()
        if dimension in dimensions(context)
        for code, record in rows.items()
    }


def check_shares(context: Context) -> Iterator[Problem]:
    """A published share against the one of the published numbers, within its rounding."""
    for key, record in context.rows(COVERAGE).items():
        firms, base, share = number(record, "empresas"), _base_firms(context, record), number(record, "porcentaje")
        if firms is None or not base or share is None:
            continue
        computed = firms / base * 100
        if abs(computed - share) > half_unit(decimals_of(share)):
            message = f"{shown(firms)} de {shown(base)} es {round(computed, 2)} %"
            advice = "Revise las dos cifras; si el documento las publica así, explíquelo en la conciliación."
            yield context.place(COVERAGE, key, "porcentaje").warning("porcentaje_distinto", message, advice, share)


def check_sums(context: Context) -> Iterator[Problem]:
    """Shares of a whole do not pass 100, and reach it where every category is given."""
    for dimension, rows in dimensions(context).items():
        answers = {record["respuesta_multiple"] for record in rows.values()}
        if len(answers) > 1:
            message = f"la dimensión {dimension} tiene filas con si y con no"
            advice = "Todas las categorías de una dimensión llevan el mismo valor."
            place = context.place(COVERAGE, next(iter(rows)), "respuesta_multiple")
            yield place.error("respuesta_multiple", message, advice)
        elif MULTIPLE not in answers:
            yield from _share_sum(context, dimension, rows)
            yield from _firms_sum(context, dimension, rows)


def _share_sum(context: Context, dimension: str, rows: dict[str, Record]) -> Iterator[Problem]:
    shares = known(number(record, "porcentaje") for record in rows.values())
    total, rounding = added(shares), added(half_unit(decimals_of(share)) for share in shares)
    complete = len(shares) == len(context.rows(PARTITIONS.get(dimension, ""))) > 0
    if total > 100 + rounding or (complete and total < 100 - rounding):
        message = f"los porcentajes de {dimension} suman {total} y son partes de un todo"
        yield context.place(COVERAGE, next(iter(rows)), "porcentaje").error("suma_100", message, _OR_MULTIPLE)


def _firms_sum(context: Context, dimension: str, rows: dict[str, Record]) -> Iterator[Problem]:
    base = _base_firms(context, next(iter(rows.values())))
    total = added(known(number(record, "empresas") for record in rows.values()))
    if base is not None and len(rows) > 1 and total > base:
        message = f"las empresas de {dimension} suman {shown(total)} y su base es {shown(base)}"
        yield context.place(COVERAGE, next(iter(rows)), "empresas").error("suma", message, _OR_MULTIPLE)


def check_services(context: Context) -> Iterator[Problem]:
    """Every attended firm received some service, so the services reach at least as many firms."""
    attended = number(context.rows(COVERAGE).get(ATTENDED, {}), "empresas")
    services = [number(record, "empresas") for record in dimensions(context).get(SERVICE, {}).values()]
    if attended is None or not services or None in services:
        return
    if (total := added(known(services))) < attended:
        message = f"los servicios suman {shown(total)} empresas, menos que las atendidas"
        advice = "Cada empresa atendida recibió al menos un servicio: corrija la cifra."
        yield context.place(COVERAGE, ATTENDED, "empresas").error("suma", message, advice, attended)


def check_products(context: Context) -> Iterator[Problem]:
    """Firms of a product are those of its physical execution."""
    execution = context.rows(EXECUTION)
    for key, record in dimensions(context).get(PRODUCT, {}).items():
        firms, product = number(record, "empresas"), str(record["categoria"])
        executed = number(execution.get(product, {}), "avance_fisico")
        if firms is not None and executed is not None and firms != executed:
            message = f"no coincide con avance_fisico de {product} en {EXECUTION}.csv ({shown(executed)})"
            place = context.place(COVERAGE, key, "empresas")
            yield place.error("no_coincide", message, "Corrija la cifra equivocada.", firms)


def dimensions(context: Context) -> dict[str, dict[str, Record]]:
    """Rows of the coverage by dimension."""
    grouped: dict[str, dict[str, Record]] = defaultdict(dict)
    for key, record in context.rows(COVERAGE).items():
        grouped[str(record["dimension"])][key] = record
    return grouped


def _base_firms(context: Context, record: Record) -> Decimal | None:
    return number(context.rows(COVERAGE).get(str(record["base"]), {}), "empresas")


CHECKS = (check_base, check_every_category, check_shares, check_sums, check_services, check_products)
