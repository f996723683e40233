"""A year against the one before: announced goals kept, bases unmoved, nothing lost, magnitudes alike.

What changed for a stated reason (a note in the row) is a warning; what changed in silence is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.inputs.context import Context, number, shown
from engine.inputs.fields import INTEGER, ROW_UNIT, Field, Record
from engine.inputs.problems import Place, Problem
from engine.numbers import decimals_of, half_unit
from lib.checks.magnitude import OTHER_MAGNITUDE, SUDDEN, differs_by
from lib.declarations.reference import ASCENDING, DESCENDING

RESULTS, COVERAGE, EXECUTION, LEVELS = "indicator_results", "coverage", "programme_execution", "service_levels"
_SMALL_COUNT = 20
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
        yield make("meta_cambiada", message, advice, _text(result["logro_esperado"]))


def check_bases(context: Context) -> Iterator[Problem]:
    """Bases of last year are this year's."""
    earlier = _earlier(context)
    now = context.rows("baselines")
    for code, record in earlier.rows("baselines").items():
        if code in now and now[code]["linea_base_valor"] != record["linea_base_valor"]:
            place = context.place("baselines", code, "linea_base_valor")
            make = place.warning if now[code]["nota"] else place.error
            yield make(
                "linea_base_movida",
                "en {} la línea base era {}".format(earlier.year, _text(record["linea_base_valor"])),
                "Devuelva el valor, o explique en la nota el documento que la cambia.",
                _text(now[code]["linea_base_valor"]),
            )


def check_goal_direction(context: Context) -> Iterator[Problem]:
    """Goals that move against the declared direction."""
    for code, record, before in _pairs(context, RESULTS):
        direction = context.rows("indicators").get(code, {}).get("sentido")
        goal, last = number(record, "logro_esperado"), number(before, "logro_esperado")
        if goal is None or last is None:
            continue
        if (direction == ASCENDING and goal < last) or (direction == DESCENDING and goal > last):
            yield context.place(RESULTS, code, "logro_esperado").warning(
                "sentido_sospechoso",
                f"el sentido es {direction} y en {_earlier(context).year} el logro esperado era {shown(last)}",
                "Confirme la meta y el sentido.",
                goal,
            )


def check_magnitudes(context: Context) -> Iterator[Problem]:
    """Values far from last year's: another order of magnitude, a count that triples, a fall to zero."""
    for name, understood in context.tables.items():
        fields = [field for field in understood.table.fields if field.compared]
        for key, record, before in _pairs(context, name) if fields else ():
            for field in fields:
                now, last = number(record, field.name), number(before, field.name)
                if now is not None and last is not None and (said := _far(field, now, last)):
                    rule, message = said
                    yield context.place(name, key, field.name).warning(
                        rule,
                        message.format(year=_earlier(context).year, value=shown(last)),
                        "Revise la unidad, los decimales y el signo; si es correcto, no cambie nada.",
                        now,
                    )


def _far(field: Field, now: Decimal, last: Decimal) -> tuple[str, str] | None:
    """Code and sentence of a suspicious change; small counts move much by chance and are let be."""
    if max(abs(now), abs(last)) < _SMALL_COUNT and now == now.to_integral_value():
        return None
    if now == 0 and last != 0:
        return "cayo_a_cero", "es cero y en {year} era {value}"
    if differs_by(OTHER_MAGNITUDE, now, last):
        return "orden_de_magnitud", "es de otro orden de magnitud que en {year} ({value})"
    if now * last < 0 and field.unit != ROW_UNIT:
        return "signo", "tiene otro signo que en {year} ({value})"
    if field.kind == INTEGER and differs_by(SUDDEN, now, last):
        return "cambio_brusco", "cambia más del triple: en {year} era {value}"
    return None


def check_restated(context: Context) -> Iterator[Problem]:
    """What this year's document says of last year against what was published then."""
    for key, record, before in _pairs(context, COVERAGE):
        said, published = number(record, "porcentaje_anterior"), number(before, "porcentaje")
        if said is not None and published is not None and said != published:
            yield _restated(context, COVERAGE, key, "porcentaje_anterior", (said, published))
        yield from _variation(context, key, record, before)
    for key, record, before in _pairs(context, EXECUTION):
        said, goal, done = (
            number(record, "avance_fisico_pct_anterior"),
            number(before, "meta_fisica"),
            number(before, "avance_fisico"),
        )
        if (
            said is not None
            and goal
            and done is not None
            and abs(done / goal * 100 - said) > half_unit(decimals_of(said))
        ):
            yield _restated(context, EXECUTION, key, "avance_fisico_pct_anterior", (said, round(done / goal * 100, 1)))


def _variation(context: Context, key: str, record: Record, before: Record) -> Iterator[Problem]:
    said, now, last = number(record, "variacion_anual"), number(record, "empresas"), number(before, "empresas")
    if said is None or now is None or not last:
        return
    computed = (now / last - 1) * 100
    if abs(computed - said) > half_unit(decimals_of(said)):
        yield context.place(COVERAGE, key, "variacion_anual").warning(
            "revision",
            f"con las {shown(last)} empresas publicadas en {_earlier(context).year} la variación es {round(computed, 1)} %",
            _RESTATED,
            said,
        )


def _restated(context: Context, table: str, key: str, column: str, pair: tuple[Decimal, Decimal]) -> Problem:
    said, published = pair
    return context.place(table, key, column).warning(
        "revision", f"en {_earlier(context).year} se publicó {published}", _RESTATED, said
    )


def check_nothing_lost(context: Context) -> Iterator[Problem]:
    """Categories that last year had, and totals of indicators that changed."""
    earlier = _earlier(context)
    given = context.rows(COVERAGE)
    lost = [key for key in earlier.rows(COVERAGE) if key not in given]
    if given and lost:
        yield context.place(COVERAGE).warning(
            "categoria_perdida",
            "faltan categorías que estaban en {}: {}".format(earlier.year, ", ".join(lost)),
            "Agréguelas si el documento las publica.",
        )
    for key, record, before in _pairs(context, LEVELS):
        for column in ("servicios", "indicadores"):
            if None not in (record[column], before[column]) and record[column] != before[column]:
                yield context.place(LEVELS, key, column).warning(
                    "total_cambiado",
                    f"en {earlier.year} eran {before[column]}",
                    "Confirme que la política cambió el número.",
                    _text(record[column]),
                )


def check_no_table_lost(context: Context) -> Iterator[Problem]:
    """Optional tables that last year had; one that is required and missing is an error elsewhere."""
    earlier = _earlier(context)
    lost = [
        name
        for name, understood in earlier.tables.items()
        if understood.table.yearly and not understood.table.required and understood.rows and not context.rows(name)
    ]
    if lost:
        yield Place(str(context.year)).warning(
            "tabla_perdida",
            "no hay datos en tablas que en {} los tenían: {}".format(earlier.year, ", ".join(lost)),
            "Agréguelas si hay fuente; si no, el informe sale sin ellas.",
        )


def check_not_copied(context: Context) -> Iterator[Problem]:
    """Last year's file under this year's name."""
    for table in (RESULTS, COVERAGE, EXECUTION, LEVELS):
        columns = (
            [field.name for field in context.tables[table].table.fields if field.compared]
            if table in context.tables
            else []
        )
        pairs = [
            (record[column], before[column])
            for _key, record, before in _pairs(context, table)
            for column in columns
            if record[column] is not None
        ]
        if len(pairs) >= _ENOUGH_TO_COMPARE and all(now == last for now, last in pairs):
            yield context.place(table).error(
                "copia",
                f"todos los valores son iguales a los de {_earlier(context).year}",
                "¿Se copió el archivo del año anterior? Escriba los valores del año.",
            )


def check_data_years(context: Context) -> Iterator[Problem]:
    """A result older than the one reported last year."""
    for code, record, before in _pairs(context, RESULTS):
        now, last = number(record, "anio_dato"), number(before, "anio_dato")
        if now is not None and last is not None and record["valor_obtenido"] is not None and now < last:
            yield context.place(RESULTS, code, "anio_dato").warning(
                "dato_antiguo",
                f"en {_earlier(context).year} se informó un dato de {last}, más reciente",
                "Confirme el año del dato.",
                now,
            )


def check_same_data_year(context: Context) -> Iterator[Problem]:
    """A result of the year that last year's was of, and another value: the year was copied, or the source revised it."""
    for code, record, before in _pairs(context, RESULTS):
        value, last = number(record, "valor_obtenido"), number(before, "valor_obtenido")
        if None in (value, last, record["anio_dato"]) or value == last or record["anio_dato"] != before["anio_dato"]:
            continue
        yield context.place(RESULTS, code, "anio_dato").warning(
            "anio_repetido",
            "en {} ya se informó un dato de {}, y era {}".format(
                _earlier(context).year, record["anio_dato"], shown(last)
            ),
            "Corrija el año del dato; si la fuente revisó el valor, explíquelo en la nota.",
            record["anio_dato"],
        )


def _earlier(context: Context) -> Context:
    if context.earlier is None:
        raise ValueError("checks between years need an earlier year")
    return context.earlier


def _pairs(context: Context, table: str) -> list[tuple[str, Record, Record]]:
    """Rows that both years have: key, this year's, last year's."""
    if table not in context.tables or not context.tables[table].table.yearly:
        return []
    before = _earlier(context).rows(table)
    return [(key, record, before[key]) for key, record in context.rows(table).items() if key in before]


def _text(value: Decimal | str | None) -> str:
    return "" if value is None else str(value)


CHECKS = (
    check_announced_goals,
    check_bases,
    check_goal_direction,
    check_magnitudes,
    check_restated,
    check_nothing_lost,
    check_no_table_lost,
    check_not_copied,
    check_data_years,
    check_same_data_year,
)
