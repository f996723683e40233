"""What was transcribed against the sentence it comes from, and recorded decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from engine.inputs.context import Context, number
from engine.inputs.fields import Record
from engine.inputs.folding import fold
from engine.inputs.problems import Problem
from engine.spanish import plural
from lib.declarations.yearly import SERVICE_LEVELS

_NUMBER = re.compile(r"\d[\d.,]*")
_QUOTED = {
    "indicator_results": ("logro_esperado", "valor_obtenido"),
    "baselines": ("linea_base_anio", "linea_base_valor"),
    "service_facts": ("valor",),
    "policy_facts": ("valor",),
    "context": ("valor",),
    "coverage": ("empresas", "porcentaje", "variacion_anual", "porcentaje_anterior"),
    "service_levels": tuple(field.name for field in SERVICE_LEVELS.fields if field.numeric),
}
_EXPECTED = {
    "service_facts": ("valor",),
    "policy_facts": ("valor",),
    "context": ("valor",),
    "coverage": ("empresas", "porcentaje"),
}
_FALLS = ("disminu", "reduc", "caida", "contraccion", "descen", "retroce", "menor_a")
_RISES = ("incremento", "aumento", "crecimiento", "alza", "expansion", "mayor_a")
_WORDS = {
    "una": 1,
    "un": 1,
    "uno": 1,
    "dos": 2,
    "tres": 3,
    "cuatro": 4,
    "cinco": 5,
    "seis": 6,
    "siete": 7,
    "ocho": 8,
    "nueve": 9,
    "diez": 10,
    "once": 11,
    "doce": 12,
    "quince": 15,
    "veinte": 20,
}


def check_printed(context: Context) -> Iterator[Problem]:
    """A printed figure is in its sentence, as often as it says."""
    for key, record in context.rows("published_figures").items():
        printed, quote, position = str(record["impreso"] or ""), str(record["cita"] or ""), number(record, "posicion")
        if not printed or not quote or position is None:
            continue
        if quote.count(printed) < position:
            message = plural("la cita no contiene lo impreso", "la cita no contiene {} veces lo impreso", int(position))
            yield context.place("published_figures", key, "impreso").error(
                "no_esta_en_la_cita",
                message.format(position),
                "Copie la cifra y la frase tal como están en el documento.",
                printed,
            )


def check_quoted(context: Context) -> Iterator[Problem]:
    """A transcribed value is in its sentence, or in the note that explains how the sentence says it."""
    for table, key, column, record in _transcribed(context):
        value, quote = number(record, column), record["cita"]
        if value is not None and quote and not _says(f"{quote} {record.get('nota') or ''}", value):
            yield context.place(table, key, column).warning(
                "no_esta_en_la_cita",
                "la cita no contiene este valor",
                "Revise el valor y la frase; si el documento lo dice de otro modo, explíquelo en la nota.",
                value,
            )


def check_given(context: Context) -> Iterator[Problem]:
    """Rows that name a figure and do not give it, said once per table."""
    for table, columns in _EXPECTED.items():
        blank = [
            key
            for key, record in context.rows(table).items()
            if all(record[column] is None and context.readable(table, key, column) for column in columns)
        ]
        if blank:
            yield context.place(table, column=columns[-1]).warning(
                "sin_valor", "filas sin cifra: {}".format(", ".join(blank)), "Complételas si la fuente la da."
            )


def check_sign(context: Context) -> Iterator[Problem]:
    """A fall is negative and a rise positive, as the sentence says."""
    for key, record in context.rows("coverage").items():
        change, said = number(record, "variacion_anual"), _direction(str(record["cita"] or ""))
        if change is not None and change * said < 0:
            yield context.place("coverage", key, "variacion_anual").warning(
                "signo",
                "la cita habla de una baja" if said < 0 else "la cita habla de un alza",
                "Una baja se escribe con signo menos.",
                change,
            )


def _direction(quote: str) -> int:
    """-1 for a sentence of falls only, 1 for one of rises only, otherwise 0."""
    text = fold(quote)
    falls, rises = (any(word in text for word in words) for words in (_FALLS, _RISES))
    return rises - falls


def _transcribed(context: Context) -> Iterator[tuple[str, str, str, Record]]:
    for table, columns in _QUOTED.items():
        for key, record in context.rows(table).items():
            for column in columns:
                yield table, key, column, record


def _says(quote: str, value: Decimal) -> bool:
    """Whether a sentence holds the number, in digits or as a small number in words, whatever its sign."""
    printed = {text.rstrip(".,").replace(",", "") for text in _NUMBER.findall(quote)}
    words = {Decimal(_WORDS[word]) for word in re.findall(r"[a-zé]+", quote.lower()) if word in _WORDS}
    numbers = {Decimal(text) for text in printed if re.fullmatch(r"\d+(\.\d+)?", text)}
    return abs(value) in numbers | words


def check_decisions(context: Context) -> Iterator[Problem]:
    """A rating that replaces the proposal says why and when."""
    for key, record in context.rows("published_rating").items():
        missing = [column for column in ("motivo", "fecha") if not record[column]]
        if record["valoracion_decidida"] and missing:
            yield context.place("published_rating", key, missing[0]).error(
                "decision",
                "hay una valoración decidida y falta {}".format(" y ".join(missing)),
                "Escriba por qué se reemplaza la propuesta y la fecha de la decisión.",
            )


def check_baselines(context: Context) -> Iterator[Problem]:
    """The sheets against the baselines the year was reported with, which its report keeps."""
    sheets = context.rows("indicators")
    for code, record in context.rows("baselines").items():
        for column in ("linea_base_anio", "linea_base_valor"):
            if code in sheets and sheets[code][column] != record[column]:
                yield _moved(context, code, column, record, sheets[code])


def _moved(context: Context, code: str, column: str, record: Record, sheet: Record) -> Problem:
    return context.place("baselines", code, column).warning(
        "linea_base_movida",
        f"reference/indicators.csv dice ahora {_shown(sheet[column])}",
        f"El informe de {context.year} usa la línea base de este archivo; si la ficha cambió por error, devuelva su valor.",
        _shown(record[column]),
    )


def _shown(value: Decimal | str | None) -> str:
    return "vacío" if value is None else str(value)


CHECKS = (check_printed, check_given, check_quoted, check_sign, check_decisions, check_baselines)
