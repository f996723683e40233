"""Coverage of the programme: parts against their whole, and against the physical execution."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from engine.inputs.context import Context
from engine.inputs.problems import Problem
from engine.traced import Traced, total
from lib.checks.rows import (
    COVERAGE,
    PRINTED,
    PROGRAMME,
    Row,
    added,
    differ,
    known,
    listed,
    lost,
    rounding,
    row_of,
    rows,
    tell,
)

ATTENDED, SERVICE, PRODUCT, SIZE = "atendidas.total", "servicio", "producto", "tamano"
PARTITIONS = {SIZE: "size_classes", "region": "regions"}
MULTIPLE, _REST, _ENOUGH = "si", ("otr", "resto"), 3
_FIGURE = re.compile(
    r"pp0093_coverage\.(?P<dimension>\w+)\[(?P<category>\w+)\]\.(empresas|porcentaje|variacion_anual|porcentaje_anterior)"
)
_DERIVED = ("overlap",)  # the one table of those figures that counts firms and is no dimension


def check_every_category(context: Context) -> Iterator[Problem]:
    """All those attended and each category that a printed figure names have their row; sizes and products, where they are given.

    A document may name only some regions, so those it does not print are not asked for.
    """
    printed, settled = _printed(context), _settled(context)
    for key in lost(context, COVERAGE, dict.fromkeys((ATTENDED, *printed, *settled))):
        if key == ATTENDED:
            yield tell(context, "fila_falta", COVERAGE, code=key)
        elif key in printed:
            figure = printed[key]
            yield tell(context, "fila_falta-impresa", COVERAGE, code=key, figure=figure["impreso"], printed=figure.key)
        else:
            yield tell(context, "fila_falta-categoria", COVERAGE, code=key, name=settled[key])


def _printed(context: Context) -> dict[str, Row]:
    """The first printed figure that names each row."""
    found: dict[str, Row] = {}
    for row in rows(context, PRINTED):
        figure = _FIGURE.fullmatch(row["figura"])
        if figure and figure["dimension"] not in _DERIVED:
            found.setdefault(f"{figure['dimension']}.{figure['category']}", row)
    return found


def _settled(context: Context) -> dict[str, str]:
    """Row keys and names of the sizes and the products, of those two dimensions that are given."""
    products = [row for row in rows(context, PROGRAMME) if not row["padre"]]
    expected, given = {SIZE: rows(context, "size_classes"), PRODUCT: products}, dimensions(context)
    return {f"{name}.{row.key}": row["nombre"] for name in expected if name in given for row in expected[name]}


def check_names(context: Context) -> Iterator[Problem]:
    """Each dimension has a name for readers."""
    unnamed = [name for name in dimensions(context) if name not in context.own["dimensiones"]]
    yield from listed(context, "dimension_sin_nombre", COVERAGE, "dimension", unnamed)


def check_shares(context: Context) -> Iterator[Problem]:
    """A published share against the one of the published numbers, within its rounding."""
    for row in rows(context, COVERAGE):
        firms, base = row.number("empresas"), _base_firms(row)
        if differ(firms / base * 100, row.number("porcentaje")):
            computed = firms / base * 100
            yield row.problem("porcentaje_distinto", "porcentaje", firms=firms, base=base, computed=computed)


def check_sums(context: Context) -> Iterator[Problem]:
    """Shares of a whole do not pass 100, and reach it where every category is given."""
    for dimension, categories in dimensions(context).items():
        bases = list(dict.fromkeys(row["base"] for row in categories if row["base"]))
        if len(bases) > 1:
            yield categories[0].problem("bases_distintas", "base", "", dimension=dimension, found=", ".join(bases))
        answers = {row["respuesta_multiple"] for row in categories}
        if len(answers) > 1:
            yield categories[0].problem("respuesta_multiple", "respuesta_multiple", "", dimension=dimension)
        elif MULTIPLE not in answers:
            yield from _share_sum(dimension, categories)
            yield from _firms_sum(dimension, categories)


def _share_sum(dimension: str, categories: list[Row]) -> Iterator[Problem]:
    shares, every = known(row.number("porcentaje") for row in categories), PARTITIONS.get(dimension, "")
    added_up, slack = total(shares), rounding(*shares)
    short = len(shares) == len(categories) and added_up < 100 - slack
    if added_up > 100 + slack or (short and len(categories) == len(categories[0].context.rows(every))):
        yield categories[0].problem("suma_100", "porcentaje", "", dimension=dimension, total=added_up)
    elif short and not every and any(row["categoria"].startswith(_REST) for row in categories):
        yield categories[0].problem("suma_100-faltan", "porcentaje", "", dimension=dimension, total=added_up)


def _firms_sum(dimension: str, categories: list[Row]) -> Iterator[Problem]:
    base, firms = _base_firms(categories[0]), added(row.number("empresas") for row in categories)
    if len(categories) > 1 and firms > base:
        yield categories[0].problem("suma-empresas", "empresas", "", dimension=dimension, total=firms, base=base)


def check_services(context: Context) -> Iterator[Problem]:
    """Every attended firm received some service, so the services reach at least as many firms."""
    attended = row_of(context, COVERAGE, ATTENDED)
    firms = total(row.number("empresas") for row in dimensions(context)[SERVICE])
    if firms < attended.number("empresas"):
        yield attended.problem("suma-servicios", "empresas", total=firms)


def check_population(context: Context) -> Iterator[Problem]:
    """Those attended are not more than those to be reached."""
    for row in rows(context, "target_population"):
        here = row_of(context, COVERAGE, row.key)
        share = here.number("porcentaje") * _base_firms(here) / 100
        attended = here.number("empresas") if here["empresas"] else share
        if attended > row.number("empresas"):
            yield row.problem("poblacion_menor", "empresas", attended=round(attended))


def check_repeated(context: Context) -> Iterator[Problem]:
    """Shares of a dimension that repeat."""
    for dimension, categories in dimensions(context).items():
        by_share: dict[Traced, list[str]] = defaultdict(list)
        for row in categories:
            by_share[row.number("porcentaje")].append(row["categoria"])
        for share, same in by_share.items():
            if share > 0 and len(same) >= _ENOUGH:
                said = {"dimension": dimension, "share": share, "found": ", ".join(same)}
                yield categories[0].problem("repetidos", "porcentaje", "", **said)


def dimensions(context: Context) -> dict[str, list[Row]]:
    """Rows of the coverage by dimension."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows(context, COVERAGE):
        grouped[row["dimension"]].append(row)
    return grouped


def _base_firms(row: Row) -> Traced:
    return row_of(row.context, COVERAGE, row["base"]).number("empresas")
