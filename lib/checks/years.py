"""A year against the one before: announced goals kept, bases unmoved, nothing lost, magnitudes alike.

What changed for a stated reason (a note in the row) is a warning; what changed in silence is an error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from engine.inputs.context import Context, number, shown, told
from engine.inputs.fields import INTEGER, ROW_UNIT, Field, Record
from engine.inputs.folding import fold
from engine.inputs.problems import Place, Problem
from engine.numbers import decimals_of, half_unit
from lib.checks.magnitude import OTHER_MAGNITUDE, REVIEW, SUDDEN, differs_by
from lib.declarations.reference import ASCENDING, DESCENDING

RESULTS, COVERAGE, EXECUTION, LEVELS = "indicator_results", "coverage", "programme_execution", "service_levels"
_SMALL_COUNT = 20
_CUMULATIVE = ("acumulad", "acumulativ")
_ENOUGH_TO_COMPARE = 5
_RESTATED = "Si el documento publica otra cifra para el año anterior, explíquelo en la nota."


def check_announced_goals(context: Context) -> Iterator[Problem]:
    """Goals announced last year equal this year's, or a note says why not."""
    earlier = _earlier(context)
    for record in earlier.rows("announced_goals").values():
        code, goal = str(record["codigo"]), number(record, "logro_esperado")
        result = context.rows(RESULTS).get(code)
        if record["anio"] != context.year or goal is None or result is None or result["logro_esperado"] == goal:
            continue
        place = context.place(RESULTS, code, "logro_esperado")
        message = f"en {earlier.year} se anunció un logro esperado de {shown(goal)}"
        advice = "Use la meta anunciada; si cambió oficialmente, explíquelo en la nota."
        make = place.warning if result["nota"] else place.error
        yield make("meta_cambiada", message, advice, told(result["logro_esperado"]))


def check_bases(context: Context) -> Iterator[Problem]:
    """Bases of last year are this year's."""
    advice = "Devuelva el valor, o explique en la nota el documento que la cambia."
    for code, record, before in _pairs(context, "baselines"):
        now, last = record["linea_base_valor"], before["linea_base_valor"]
        if now != last:
            place = context.place("baselines", code, "linea_base_valor")
            make = place.warning if record["nota"] else place.error
            message = f"en {_earlier(context).year} la línea base era {told(last)}"
            yield make("linea_base_movida", message, advice, told(now))


def check_goal_direction(context: Context) -> Iterator[Problem]:
    """Goals that move against the declared direction."""
    for code, record, before in _pairs(context, RESULTS):
        direction = context.rows("indicators").get(code, {}).get("sentido")
        goal, last = number(record, "logro_esperado"), number(before, "logro_esperado")
        if goal is None or last is None:
            continue
        if (direction == ASCENDING and goal < last) or (direction == DESCENDING and goal > last):
            message = f"el sentido es {direction} y en {_earlier(context).year} el logro esperado era {shown(last)}"
            place = context.place(RESULTS, code, "logro_esperado")
            yield place.warning("sentido_sospechoso", message, "Confirme la meta y el sentido.", goal)


def check_magnitudes(context: Context) -> Iterator[Problem]:
    """Values far from last year's: another order of magnitude, a count that triples, a fall to zero."""
    for name in context.tables:
        for key, record, before in _pairs(context, name):
            for field in _compared(context, name):
                now, last = number(record, field.name), number(before, field.name)
                if now is not None and last is not None and (said := _far(field, now, last)):
                    rule, message = said
                    message = message.format(year=_earlier(context).year, value=shown(last))
                    yield context.place(name, key, field.name).warning(rule, message, REVIEW, now)


def _far(field: Field, now: Decimal, last: Decimal) -> tuple[str, str] | None:
    """Code and sentence of a suspicious change; small counts move much by chance and are let be."""
    if max(abs(now), abs(last)) < _SMALL_COUNT and now == now.to_integral_value():
        return None
    if differs_by(OTHER_MAGNITUDE, now, last):
        return "orden_de_magnitud", "es de otro orden de magnitud que en {year} ({value})"
    if now * last < 0 and field.unit != ROW_UNIT:
        return "signo", "tiene otro signo que en {year} ({value})"
    if field.kind == INTEGER and differs_by(SUDDEN, now, last):
        return "cambio_brusco", "cambia más del triple: en {year} era {value}"
    return None


def check_zeros(context: Context) -> Iterator[Problem]:
    """Zeros where last year had none."""
    for name in context.tables:
        for field in _compared(context, name):
            pairs = _pairs(context, name)
            fallen = [key for key, now, last in pairs if now[field.name] == 0 and number(last, field.name)]
            if fallen:
                message = f"son cero y en {_earlier(context).year} no lo eran: {', '.join(fallen)}"
                advice = "Deje vacío lo que no se sabe; si es un cero de verdad, no cambie nada."
                yield context.place(name, column=field.name).warning("cayo_a_cero", message, advice)


def check_repeated(context: Context) -> Iterator[Problem]:
    """Values of last year repeated across a service, or in most rows of a table."""
    said = _earlier(context).year
    advice = "¿Se copiaron del año anterior? Escriba los del año; si son iguales de verdad, no cambie nada."
    for table, column, enough in ((RESULTS, "valor_obtenido", 2), (COVERAGE, "porcentaje", 3), (EXECUTION, "pim", 3)):
        groups: dict[str, list[str]] = defaultdict(list)
        moved: set[str] = set()
        for key, record, before in _pairs(context, table):
            if record[column]:
                group = key.rpartition(".")[0] if table != EXECUTION else table
                groups[group].append(key)
                moved |= {group} if record[column] != before[column] else set()
        same = [
            key
            for group, keys in groups.items()
            if group and len(keys) >= enough and group not in moved
            for key in keys
        ]
        if same:
            message = f"repiten los valores de {said}: {', '.join(same)}"
            yield context.place(table, column=column).warning("repite_anio", message, advice)


def check_cumulative(context: Context) -> Iterator[Problem]:
    """A cumulative indicator that falls."""
    fallen = []
    for code, record, before in _pairs(context, RESULTS):
        sheet, now, last = (
            context.rows("indicators").get(code, {}),
            *(number(row, "valor_obtenido") for row in (record, before)),
        )
        about = fold(f"{sheet.get('nombre')} {sheet.get('nota')}")
        if now is not None and last is not None and now < last and any(word in about for word in _CUMULATIVE):
            fallen.append(f"{code} ({shown(now)}; en {_earlier(context).year}, {shown(last)})")
    if fallen:
        message = f"son acumulativos y bajan: {', '.join(fallen)}"
        advice = "Escriba el valor acumulado, no solo el del año."
        yield context.place(RESULTS, column="valor_obtenido").warning("acumulado_baja", message, advice)


def check_context(context: Context) -> Iterator[Problem]:
    """The same figure of the context, of the same year, with another value."""
    for key, record, before in _pairs(context, "context"):
        now, last = number(record, "valor"), number(before, "valor")
        if None not in (now, last) and record["anio"] == before["anio"] and now != last:
            message = f"en {_earlier(context).year} el mismo dato era {told(last)}"
            advice = "Corrija la cifra equivocada; si la fuente la revisó, no cambie nada."
            yield context.place("context", key, "valor").warning("revision", message, advice, now)


def check_restated(context: Context) -> Iterator[Problem]:
    """What this year's document says of last year against what was published then."""
    for key, record, before in _pairs(context, COVERAGE):
        said, published = number(record, "porcentaje_anterior"), number(before, "porcentaje")
        if said is not None and published is not None and said != published:
            yield _restated(context, COVERAGE, key, "porcentaje_anterior", said, published)
        yield from _variation(context, key, record, before)
    for key, record, before in _pairs(context, EXECUTION):
        said, goal = number(record, "avance_fisico_pct_anterior"), number(before, "meta_fisica")
        done = number(before, "avance_fisico")
        if said is None or not goal or done is None:
            continue
        if abs(done / goal * 100 - said) > half_unit(decimals_of(said)):
            published = round(done / goal * 100, 1)
            yield _restated(context, EXECUTION, key, "avance_fisico_pct_anterior", said, published)


def _variation(context: Context, key: str, record: Record, before: Record) -> Iterator[Problem]:
    said, now, last = number(record, "variacion_anual"), number(record, "empresas"), number(before, "empresas")
    if said is None or now is None or not last:
        return
    computed, year = (now / last - 1) * 100, _earlier(context).year
    if abs(computed - said) > half_unit(decimals_of(said)):
        message = f"con las {shown(last)} empresas publicadas en {year} la variación es {round(computed, 1)} %"
        yield context.place(COVERAGE, key, "variacion_anual").warning("revision", message, _RESTATED, said)


def _restated(context: Context, table: str, key: str, column: str, said: Decimal, published: Decimal) -> Problem:
    message = f"en {_earlier(context).year} se publicó {published}"
    return context.place(table, key, column).warning("revision", message, _RESTATED, said)


def check_nothing_lost(context: Context) -> Iterator[Problem]:
    """Categories that last year had, and totals of indicators that changed."""
    earlier, given = _earlier(context), context.rows(COVERAGE)
    lost = [key for key in earlier.rows(COVERAGE) if key not in given]
    if given and lost:
        message = f"faltan categorías que estaban en {earlier.year}: {', '.join(lost)}"
        yield context.place(COVERAGE).warning("categoria_perdida", message, "Agréguelas si el documento las publica.")
    for key, record, before in _pairs(context, LEVELS):
        for column in ("servicios", "indicadores"):
            now, last = record[column], before[column]
            if None not in (now, last) and now != last:
                message, advice = f"en {earlier.year} eran {last}", "Confirme que la política cambió el número."
                yield context.place(LEVELS, key, column).warning("total_cambiado", message, advice, told(now))


def check_no_table_lost(context: Context) -> Iterator[Problem]:
    """Optional tables that last year had; one that is required and missing is an error elsewhere."""
    earlier = _earlier(context)
    lost = [
        name
        for name, understood in earlier.tables.items()
        if understood.table.yearly and not understood.table.required and understood.rows and not context.rows(name)
    ]
    if lost:
        message = f"no hay datos en tablas que en {earlier.year} los tenían: {', '.join(lost)}"
        advice = "Agréguelas si hay fuente; si no, el informe sale sin ellas."
        yield Place(str(context.year)).warning("tabla_perdida", message, advice)


def check_not_copied(context: Context) -> Iterator[Problem]:
    """Last year's file under this year's name."""
    for table in (RESULTS, COVERAGE, EXECUTION, LEVELS):
        pairs = [
            (record[field.name], before[field.name])
            for _key, record, before in _pairs(context, table)
            for field in _compared(context, table)
            if record[field.name] is not None
        ]
        if len(pairs) >= _ENOUGH_TO_COMPARE and all(now == last for now, last in pairs):
            message = f"todos los valores son iguales a los de {_earlier(context).year}"
            advice = "¿Se copió el archivo del año anterior? Escriba los valores del año."
            yield context.place(table).error("copia", message, advice)


def check_data_years(context: Context) -> Iterator[Problem]:
    """A result older than last year's, or of its same year with another value: copied, or revised by the source."""
    for code, record, before in _pairs(context, RESULTS):
        now, last = number(record, "anio_dato"), number(before, "anio_dato")
        value, earlier, said = record["valor_obtenido"], number(before, "valor_obtenido"), _earlier(context).year
        place = context.place(RESULTS, code, "anio_dato")
        if now is None or last is None or value is None:
            continue
        if now < last:
            message = f"en {said} se informó un dato de {last}, más reciente"
            yield place.warning("dato_antiguo", message, "Confirme el año del dato.", now)
        elif now == last and earlier is not None and value != earlier:
            message = f"en {said} ya se informó un dato de {now}, y era {shown(earlier)}"
            advice = "Corrija el año del dato; si la fuente revisó el valor, explíquelo en la nota."
            yield place.warning("anio_repetido", message, advice, now)


def _earlier(context: Context) -> Context:
    if context.earlier is None:
        raise ValueError("checks between years need an earlier year")
    return context.earlier


def _compared(context: Context, table: str) -> list[Field]:
    return [field for field in context.tables[table].table.fields if field.compared]


def _pairs(context: Context, table: str) -> list[tuple[str, Record, Record]]:
    """Rows that both years have: key, this year's, last year's."""
    if table not in context.tables or not context.tables[table].table.yearly:
        return []
    before = _earlier(context).rows(table)
    return [(key, record, before[key]) for key, record in context.rows(table).items() if key in before]


CHECKS = (
    *(check_announced_goals, check_bases, check_goal_direction, check_magnitudes, check_zeros),
    *(check_repeated, check_cumulative, check_context, check_restated),
    *(check_nothing_lost, check_no_table_lost, check_not_copied, check_data_years),
)
