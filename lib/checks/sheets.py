"""The indicators' sheets and the other reference tables against themselves: codes, parents, directions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from engine.inputs.context import Context, number, shown, told
from engine.inputs.fields import Record
from engine.inputs.folding import fold
from engine.inputs.problems import Problem
from lib.declarations.columns import PROPORTION
from lib.declarations.reference import ASCENDING, DESCENDING, UNDEFINED_DIRECTION, VALID_FROM

INDICATORS, SHEETS = "indicators", "programme_indicators"
_PARENT_TABLE = {"objetivo": "objectives", "servicio": "services", "desempeno_pp": "programme"}
_CODE_OF_LEVEL = {
    "objetivo": r"OP\.\d{2}|IOP(\.\d{2}){2}",
    "servicio": r"ISS(\.\d{2}){4}",
    "desempeno_pp": r"\d{4}",
    "problema": "[a-z][a-z_]*",
}
_FEWER_IS_BETTER = (
    *("reduccion", "reducir", "mortalidad", "muertes", "anemia", "informalidad"),
    *("tiempo_de", "brecha", "costo", "dias", "incumplimiento", "rezago"),
)
_WITH_LIMIT = ("maximo_permisible", "minimo_permisible")


def check_parents(context: Context) -> Iterator[Problem]:
    """An indicator belongs to something of its level, and its code says so."""
    for code, record in context.rows(INDICATORS).items():
        level = str(record["nivel"])
        if level in _CODE_OF_LEVEL and not re.fullmatch(_CODE_OF_LEVEL[level], code):
            message = f"el código {code} no es de un indicador de nivel {level}"
            place = context.place(INDICATORS, code, "nivel")
            yield place.error("nivel", message, "Corrija el código o el nivel.", level)
        elif message := _wrong_parent(context, code, level, record["padre"]):
            advice = "Corrija el padre, el nivel o el código."
            yield context.place(INDICATORS, code, "padre").error("padre", message, advice, told(record["padre"]))


def _wrong_parent(context: Context, code: str, level: str, parent: object) -> str:
    table = _PARENT_TABLE.get(level)
    if not table or context.partial(table) or not context.readable(INDICATORS, code, "padre"):
        return ""
    if parent not in context.rows(table):
        return f"un indicador de nivel {level} pertenece a un código de {table}.csv"
    if level == "servicio" and code[4:12] != parent:
        return f"por su código, {code} pertenece al servicio {code[4:12]}"
    return ""


def check_structure(context: Context) -> Iterator[Problem]:
    """Services and activities carry the number of what they belong to."""
    for code, record in context.rows("services").items():
        if record["objetivo"] and record["objetivo"] != f"OP.{code[:2]}":
            message, advice = f"por su código, {code} pertenece a OP.{code[:2]}", "Corrija el código o el objetivo."
            yield context.place("services", code, "objetivo").error("padre", message, advice, record["objetivo"])
    for code, record in context.rows("programme").items():
        expected = None if code.startswith("P") else f"P{code.split('.')[0]}"
        if record["padre"] != expected:
            message = f"por su código, {code} pertenece a {expected}" if expected else "un producto no pertenece a otro"
            place = context.place("programme", code, "padre")
            yield place.error("padre", message, "Corrija el código o el padre.", told(record["padre"]))


def check_aggregation(context: Context) -> Iterator[Problem]:
    """The rule of aggregation agrees with the direction."""
    for code, record in context.rows(INDICATORS).items():
        direction, aggregation = record["sentido"], record["agregacion"]
        place = context.place(INDICATORS, code, "agregacion")
        if direction in (ASCENDING, DESCENDING) and aggregation in _WITH_LIMIT:
            message = f"con sentido {direction} la agregación es agregable o no_agregable"
            yield place.error("agregacion", message, "Corrija el sentido o la agregación.", aggregation)
        if direction == UNDEFINED_DIRECTION and aggregation not in _WITH_LIMIT and record["tolerancia"] is None:
            message = "sin sentido definido hace falta un máximo o mínimo permisible, o una tolerancia"
            advice = "Escriba maximo_permisible o minimo_permisible, o complete la tolerancia."
            yield place.error("agregacion", message, advice, told(aggregation))


def check_base_and_goal(context: Context) -> Iterator[Problem]:
    """Base and final goal are possible and in order."""
    for code, record in context.rows(INDICATORS).items():
        start, end = number(record, "linea_base_anio"), number(record, "meta_final_anio")
        place = context.place(INDICATORS, code, "meta_final_anio")
        if start is not None and end is not None and end <= start:
            message = f"la meta final es anterior a la línea base ({start})"
            yield place.error("orden_de_anios", message, "Corrija uno de los dos años.", end)
        if record["meta_final_valor"] is not None and end is None:
            yield place.error("anio_falta", "hay meta final y falta su año", "Escriba el año de la meta final.")
        for column in ("linea_base_valor", "meta_final_valor"):
            value = number(record, column)
            if value is not None and record["unidad"] == PROPORTION and not 0 <= value <= 100:
                message, advice = (
                    "la unidad es porcentaje y debe estar entre 0 y 100",
                    "Revise la unidad y los decimales.",
                )
                yield context.place(INDICATORS, code, column).error("rango", message, advice, value)


def check_direction(context: Context) -> Iterator[Problem]:
    """The declared direction against the one that goals or the name imply (`sentido_sospechoso`)."""
    advice = "Confirme el sentido en la ficha del indicador."
    for code, record in context.rows(INDICATORS).items():
        if record["sentido"] not in (ASCENDING, DESCENDING):
            continue
        if reason := _against_goals(context, code, record) or _against_name(record):
            place = context.place(INDICATORS, code, "sentido")
            yield place.warning("sentido_sospechoso", reason, advice, record["sentido"])


def _against_goals(context: Context, code: str, record: Record) -> str:
    base = number(record, "linea_base_valor")
    expected = number(context.rows("indicator_results").get(code, {}), "logro_esperado")
    for name, goal in (("el logro esperado", expected), ("la meta final", number(record, "meta_final_valor"))):
        if base is None or goal is None or goal == base:
            continue
        if (goal > base) != (record["sentido"] == ASCENDING):
            relation = "mayor" if goal > base else "menor"
            return f"{name} ({shown(goal)}) es {relation} que la línea base ({shown(base)})"
    return ""


def _against_name(record: Record) -> str:
    words = f"_{fold(str(record['nombre']))}_"
    found = [word for word in _FEWER_IS_BETTER if f"_{word}_" in words]
    if record["sentido"] == ASCENDING and found:
        return f"el nombre habla de «{found[0].replace('_', ' ')}», que suele ser mejor cuanto menor"
    return ""


def check_new_sheets(context: Context) -> Iterator[Problem]:
    """MEF sheets that begin in the year and no indicator follows."""
    advice = "Si el documento la informa, agréguela a reference/indicators.csv."
    for code, record in context.rows(SHEETS).items():
        if record[VALID_FROM] == context.year and code not in context.rows(INDICATORS):
            message = f"la ficha {code} rige desde {context.year} y no está entre los indicadores"
            yield context.place(SHEETS, code, VALID_FROM).warning("ficha_nueva", message, advice)


def check_map(context: Context) -> Iterator[Problem]:
    """No two regions on one tile."""
    taken: dict[tuple[object, object], str] = {}
    for code, record in context.rows("regions").items():
        tile = (record["fila"], record["columna"])
        if None not in tile and tile in taken:
            message = f"ocupa la misma casilla del mapa que {taken[tile]}"
            yield context.place("regions", code, "columna").error("casilla", message, "Cambie la fila o la columna.")
        taken.setdefault(tile, code)


def check_sizes(context: Context) -> Iterator[Problem]:
    """Size classes follow each other without gap."""
    for (before, lower), (code, upper) in pairwise(context.rows("size_classes").items()):
        if lower["hasta_uit"] != upper["desde_uit"]:
            message = f"no empieza donde termina {before} ({told(lower['hasta_uit'])})"
            place = context.place("size_classes", code, "desde_uit")
            yield place.error("tamanos", message, "Corrija uno de los dos límites.", told(upper["desde_uit"]))


def check_uit(context: Context) -> Iterator[Problem]:
    """The UIT of the year is known."""
    if "uit" in context.tables and str(context.year) not in context.rows("uit"):
        message, advice = f"falta la UIT del año {context.year}", "Agréguela con el decreto supremo que la fija."
        yield context.place("uit").warning("uit_falta", message, advice)


CHECKS = (
    *(check_parents, check_structure, check_aggregation, check_base_and_goal, check_direction),
    *(check_new_sheets, check_map, check_sizes, check_uit),
)
