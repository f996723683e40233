"""Identities between the figures of the budget programme: money, firms counted once, shares, the previous year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pandas as pd

from engine.audit.identity import (
    AT_MOST,
    EQUAL,
    PP0093,
    Cells,
    Identity,
    known,
    nearest_whole,
    programme_name,
    reach,
    rounds_to,
)
from engine.inputs.year_data import YearData
from engine.numbers import decimals_of, half_unit
from engine.traced import Traced, count, total
from lib.progress import porcentaje, valor_anterior, variacion
from lib.words import word

WHOLE = "TOTAL"
_HUNDRED = Traced(Decimal(100))
_REPEATED = "La diferencia son atenciones repetidas: una empresa puede recibir varios servicios."

_SAME_COUNT = (
    ("servicio.transferencia", "P4"),
    ("servicio.articulacion", "P2"),
    ("articulacion_tipo.ferias_ruedas", "2.2"),
    ("articulacion_tipo.proveedores", "2.3"),
)
_SUMS = (
    ("servicio", "atendidas.total", "Las empresas atendidas (contadas una vez) no pasan de la suma por servicio"),
    ("articulacion_tipo", "servicio.articulacion", "Las empresas de articulación no pasan de la suma por tipo"),
    ("evento", "articulacion_tipo.ferias_ruedas", "Las empresas de ferias y ruedas no pasan de la suma de ambas"),
)
_SUBSETS = (("tamano_rango.uit_13_50", "tamano.micro"), ("tamano_rango.uit_150_500", "tamano.pequena"))


def money(data: YearData) -> Iterator[Identity]:
    """PIM and devengado of a product are the sum of its activities; of the programme, of its products.

    Args:
        data: The year.
    """
    executed = data["programme_execution"]
    for parent, children in _children(data).items():
        for measure, name in (("pim", "PIM"), ("devengado", "devengado")):
            yield Identity(
                f"{measure}_{parent}",
                PP0093,
                f"{programme_name(parent)}: el {name} es la suma de sus partes",
                total(known(executed.loc[children, measure])),
                executed.at[parent, measure],
                unit="soles",
            )


def physical(data: YearData) -> Iterator[Identity]:
    """The goal of a product is a sum; its firms are counted once, so they are at most the sum.

    Args:
        data: The year.
    """
    executed, programme = data["programme_execution"], data["programme"]
    for product, children in _children(data).items():
        counting = [
            code
            for code in children
            if code in programme.index
            and programme.at[code, "cuenta_en_producto"] == "si"
            and executed.at[code, "meta_fisica"].known
        ]
        if product == WHOLE or not counting:
            continue
        name, alone = programme_name(product), len(counting) == 1
        yield Identity(
            f"meta_fisica_{product}",
            PP0093,
            f"{name}: la meta física es la suma de las actividades que cuentan",
            total(executed.loc[counting, "meta_fisica"]),
            executed.at[product, "meta_fisica"],
            unit="empresas",
        )
        yield Identity(
            f"avance_fisico_{product}",
            PP0093,
            _firms_statement(alone).format(name=name),
            executed.at[product, "avance_fisico"],
            total(executed.loc[counting, "avance_fisico"]),
            EQUAL if alone else AT_MOST,
            "empresas",
            explanation=""
            if alone
            else (
                "La diferencia son empresas que recibieron más de una actividad: se cuentan una sola vez en "
                "el producto. La meta, en cambio, es una suma: el avance del producto queda a la baja."
            ),
        )


def same_count(data: YearData) -> Iterator[Identity]:
    """Counts that the coverage pages and the annex both print.

    Args:
        data: The year.
    """
    cell = Cells(data)
    for row, code in _SAME_COUNT:
        if row in data["coverage"].index:
            yield Identity(
                f"misma_{row}",
                PP0093,
                "«{name}» en el texto = {other} en el anexo".format(
                    name=data["coverage"].at[row, "nombre"], other=programme_name(code)
                ),
                cell("coverage", row, "empresas"),
                cell("programme_execution", code, "avance_fisico"),
                unit="empresas",
            )
    yield Identity(
        "acciones_4_2",
        PP0093,
        "Las acciones por unidad suman las de la Actividad 4.2",
        total(_counts(data, "accion_4_2")),
        cell("programme_execution", "4.2", "avance_fisico"),
        unit="acciones",
    )


def overlaps(data: YearData) -> Iterator[Identity]:
    """Firms counted once against the sums they are part of.

    Args:
        data: The year.
    """
    cell = Cells(data)
    attended = cell("coverage", "atendidas.total", "empresas")
    for dimension, whole, statement in _SUMS:
        yield Identity(
            f"suma_{dimension}",
            PP0093,
            statement,
            cell("coverage", whole, "empresas"),
            total(_counts(data, dimension)),
            AT_MOST,
            "empresas",
            explanation=_REPEATED,
        )
    yield Identity(
        "atendidas_productos",
        PP0093,
        "Las empresas atendidas no pasan de la suma de las empresas de los productos",
        attended,
        total(_firms(data, products=True)),
        AT_MOST,
        "empresas",
        on_failure=(
            "Hay empresas atendidas que ningún producto cuenta. Solo cuadra con las de la Actividad 3.2 "
            "(difusión de normativa), que el Producto 3 no suma. Conviene decirlo junto al total."
        ),
    )
    yield Identity(
        "atendidas_actividades",
        PP0093,
        "Las empresas atendidas no pasan de la suma de las empresas de las actividades",
        attended,
        total(_firms(data, products=False)),
        AT_MOST,
        "empresas",
        explanation=_REPEATED,
    )
    for row in data["coverage"].query("dimension == 'servicio'").itertuples():
        yield Identity(
            f"parte_{row.Index}",
            PP0093,
            f"«{row.nombre}» es parte de las empresas atendidas",
            row.empresas,
            attended,
            AT_MOST,
            "empresas",
        )


def shares(data: YearData) -> Iterator[Identity]:
    """Shares that must add up to the whole, those that cannot, and those of which some are not printed.

    Args:
        data: The year.
    """
    coverage = data["coverage"]
    for dimension in dict.fromkeys(coverage["dimension"]):
        rows = coverage[coverage["dimension"] == dimension]
        printed = known(rows["porcentaje"])
        if len(printed) < 2:
            continue
        added, tolerance = total(printed), sum((half_unit(decimals_of(share.number)) for share in printed), Decimal(0))
        yield Identity(
            f"participaciones_{dimension}",
            PP0093,
            f"Los porcentajes de «{word(dimension)}» suman el total",
            added,
            _HUNDRED,
            unit="porcentaje",
            decimals=1,
            tolerance=tolerance,
            undecided=_why_undecided(rows, added.number + tolerance < 100, data),
            explanation="Dentro del redondeo.",
        )


def subsets(data: YearData) -> Iterator[Identity]:
    """Shares that are part of other shares.

    Args:
        data: The year.
    """
    cell, names = Cells(data), data["coverage"]["nombre"]
    for part, whole in _SUBSETS:
        if part in names.index and whole in names.index:
            yield Identity(
                f"parte_{part}",
                PP0093,
                f"«{names[part]}» es parte de «{names[whole]}»",
                cell("coverage", part, "porcentaje"),
                cell("coverage", whole, "porcentaje"),
                AT_MOST,
                "porcentaje",
                1,
            )
    few = cell("coverage", "trabajadores.menos_de_5", "porcentaje")
    for sector in ("comercio", "manufactura"):
        inside = cell("coverage", f"trabajadores_sector.{sector}", "porcentaje")
        yield Identity(
            f"trabajadores_{sector}",
            PP0093,
            "Las empresas con menos trabajadores del sector «{sector}» son parte del sector".format(
                sector=names.get(f"sector.{sector}", sector)
            ),
            inside * few / 100,
            cell("coverage", f"sector.{sector}", "porcentaje"),
            AT_MOST,
            "porcentaje",
            1,
        )
    yield Identity(
        "focalizadas_no_grandes",
        PP0093,
        "Una empresa grande pasa el tope de ventas: las focalizadas no son más que las no grandes",
        cell("coverage", "focalizacion.cumple", "porcentaje"),
        100 - cell("coverage", "tamano.grande", "porcentaje"),
        AT_MOST,
        "porcentaje",
        1,
    )


def whole_firms(data: YearData) -> Iterator[Identity]:
    """Every printed share of a counted base must stand for a whole number of firms.

    Args:
        data: The year.
    """
    cell = Cells(data)
    pairs = {
        row.Index: (row.porcentaje, cell("coverage", row.base, "empresas")) for row in data["coverage"].itertuples()
    }
    pairs = {name: pair for name, pair in pairs.items() if pair[0].known and pair[1].known}
    whole = [name for name, (share, base) in pairs.items() if _is_whole(share, base)]
    inputs = [value for pair in pairs.values() for value in pair]
    yield Identity(
        "empresas_enteras",
        PP0093,
        "Los porcentajes impresos corresponden a un número entero de empresas",
        count(whole, inputs),
        count(pairs, inputs),
    )


def previous_year(data: YearData) -> Iterator[Identity]:
    """The previous year's count that a printed change implies must be a whole number.

    Args:
        data: The year.
    """
    for row in data["coverage"].itertuples():
        previous = valor_anterior(row.empresas, row.variacion_anual)
        if not previous.known:
            continue
        now, change = row.empresas.number, row.variacion_anual.number
        candidate = nearest_whole(previous, lambda number, now=now: (now / number - 1) * 100, change, least=1)
        exact = rounds_to(variacion(row.empresas, candidate).number, change)
        yield Identity(
            f"anterior_{row.Index}",
            PP0093,
            f"«{row.nombre}»: la variación impresa implica un número entero de empresas el año anterior",
            previous,
            candidate,
            unit="empresas",
            decimals=1,
            tolerance=reach(candidate, previous, exact),
            explanation="El documento no imprime el dato del año anterior; este es el que implica.",
        )


def pages_and_annex(data: YearData) -> Iterator[Identity]:
    """Shares of the coverage pages against counts of the annex.

    Args:
        data: The year.
    """
    cell = Cells(data)
    attended, outreach = (cell("coverage", name, "empresas") for name in ("atendidas.total", "servicio.difusion"))
    technology, unit = cell("programme_execution", "P4", "avance_fisico"), cell("coverage", "unidad.itp", "porcentaje")
    informed = cell("coverage", "difusion_tema.informacion_tecnologica", "porcentaje")
    yield _share_of(
        "itp_producto_4",
        "La participación del ITP es la del Producto 4 en las atendidas",
        technology,
        attended,
        unit,
    )
    yield _share_of(
        "difusion_normativa",
        "La parte de la difusión dedicada a normativa es la Actividad 3.2",
        cell("programme_execution", "3.2", "avance_fisico"),
        outreach,
        cell("coverage", "difusion_tema.normativas", "porcentaje"),
    )
    yield Identity(
        "itp_informacion",
        PP0093,
        "Las empresas del ITP no son más que las que recibieron información tecnológica, como dice la frase",
        unit / 100 * attended,
        informed / 100 * outreach,
        AT_MOST,
        "empresas",
        on_failure=(
            "La cifra del ITP es la del Producto 4; la difusión de información tecnológica llegó a menos "
            "empresas. Conviene nombrar los servicios que la frase incluye."
        ),
    )


def goals_of_the_cite(data: YearData) -> Iterator[Identity]:
    """The value and the goal of the CITE indicator imply one target population.

    Args:
        data: The year.
    """
    cell = Cells(data)
    obtained, goal = (cell("indicator_results", "2912", name) for name in ("valor_obtenido", "logro_esperado"))
    executed, planned = (cell("programme_execution", "4.1", name) for name in ("avance_fisico", "meta_fisica"))
    low, high = (obtained / (executed / planned)).closed(), goal
    tolerance = half_unit(decimals_of(goal.number)) * 2 if goal.known else Decimal(0)
    yield Identity(
        "poblacion_cite",
        PP0093,
        "El valor del indicador de los CITE, llevado a la meta física, da la meta del indicador",
        low,
        high,
        unit="porcentaje",
        decimals=1,
        tolerance=tolerance,
        on_failure=(
            "Si el numerador son las empresas de la Actividad 4.1, el indicador queda por debajo de su meta "
            "mientras la meta física se supera: las dos metas suponen poblaciones distintas."
        ),
    )


def _children(data: YearData) -> dict[str, list[str]]:
    """Codes under each product, and the products under the total, that the year reports."""
    programme, reported = data["programme"], data["programme_execution"].index
    products = [code for code in programme.index[programme["padre"] == ""] if code in reported]
    found = {
        product: [code for code in programme.index[programme["padre"] == product] if code in reported]
        for product in products
    }
    return found | ({WHOLE: products} if WHOLE in reported else {})


def _firms_statement(alone: bool) -> str:
    if alone:
        return "{name}: las empresas son las de la única actividad que cuenta"
    return "{name}: las empresas (contadas una vez) no pasan de la suma de sus actividades"


def _counts(data: YearData, dimension: str) -> list[Traced]:
    frame = data["coverage"]
    return known(frame.loc[frame["dimension"] == dimension, "empresas"])


def _firms(data: YearData, products: bool) -> list[Traced]:
    """Firms of the products, or of the activities, that are counted in firms."""
    programme, executed = data["programme"], data["programme_execution"]
    chosen = [
        code
        for code in programme.index[programme["unidad"] == "Empresas"]
        if code in executed.index and (programme.at[code, "padre"] == "") == products
    ]
    return known(executed.loc[chosen, "avance_fisico"])


def _why_undecided(rows: pd.DataFrame, incomplete: bool, data: YearData) -> str:
    if "si" in set(rows["respuesta_multiple"]):
        return "Respuesta múltiple: una empresa puede estar en varias categorías, y la suma puede pasar del total."
    every_size = set(rows["categoria"]) == set(data["size_classes"].index)
    if incomplete and not every_size:
        return "El documento no imprime todas las categorías: la diferencia es lo que falta."
    return ""


def _is_whole(share: Traced, base: Traced) -> bool:
    candidate = nearest_whole((share / 100 * base).closed(), lambda number: number / base.number * 100, share.number)
    return rounds_to(candidate.number / base.number * 100, share.number)


def _share_of(key: str, statement: str, part: Traced, whole: Traced, share: Traced) -> Identity:
    return Identity(
        key,
        PP0093,
        statement,
        porcentaje(part, whole),
        share,
        unit="porcentaje",
        decimals=1,
        tolerance=half_unit(decimals_of(share.number)) if share.known else Decimal(0),
    )
