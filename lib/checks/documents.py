"""What was transcribed against the sentence it comes from, and recorded decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from engine.inputs.context import Context, number, told
from engine.inputs.folding import fold
from engine.inputs.problems import Problem
from engine.spanish import plural
from lib.declarations.yearly import OF_SERVICES

_NUMBER = re.compile(r"\d[\d.,]*")
_QUANTITY = re.compile(r"(?<![\w.\-])\d(?!\))")
_ENDS, _STOPS = '.,;:) "', (".", ";", ":")
_PRINTED = "published_figures"
_EXPECTED = {
    "service_facts": ("valor",),
    "policy_facts": ("valor",),
    "context": ("valor",),
    "coverage": ("empresas", "porcentaje"),
}
_QUOTED = _EXPECTED | {
    "indicator_results": ("logro_esperado", "valor_obtenido"),
    "baselines": ("linea_base_anio", "linea_base_valor"),
    "coverage": ("empresas", "porcentaje", "variacion_anual", "porcentaje_anterior"),
    "service_levels": tuple(OF_SERVICES),
}
_FALLS = ("disminu", "reduc", "caida", "contraccion", "descen", "retroce", "menor_a")
_RISES = ("incremento", "aumento", "crecimiento", "alza", "expansion", "mayor_a")
_ONES = {"una": 1, "un": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8}
_WORDS = _ONES | {"nueve": 9, "diez": 10, "once": 11, "doce": 12, "quince": 15, "veinte": 20, "nulos": 0, "cero": 0}


def check_printed(context: Context) -> Iterator[Problem]:
    """A printed figure is in its sentence, as often as it says."""
    for key, record in context.rows("published_figures").items():
        printed, quote, position = str(record["impreso"] or ""), str(record["cita"] or ""), number(record, "posicion")
        if printed and quote and position is not None and quote.count(printed) < position:
            message = plural("la cita no contiene lo impreso", "la cita no contiene {} veces lo impreso", int(position))
            advice = "Copie la cifra y la frase tal como están en el documento."
            place = context.place("published_figures", key, "impreso")
            yield place.error("no_esta_en_la_cita", message.format(position), advice, printed)


def check_quoted(context: Context) -> Iterator[Problem]:
    """A transcribed value is in its sentence, or in the note that explains how the sentence says it."""
    advice = "Revise el valor y la frase; si el documento lo dice de otro modo, explíquelo en la nota."
    for table, columns in _QUOTED.items():
        for key, record in context.rows(table).items():
            for column in columns:
                value, quote, note = number(record, column), record["cita"], str(record.get("nota") or "")
                named = f"].{column}}}" in note  # the note shows the very figure
                if value is not None and quote and not named and not _says(f"{quote} {note}", value):
                    place = context.place(table, key, column)
                    yield place.warning("no_esta_en_la_cita", "la cita no contiene este valor", advice, value)


def check_same_quotes(context: Context) -> Iterator[Problem]:
    """A number in a quote stands between the same words in a sentence of the printed figures, which hold every number."""
    sentences = [str(record["cita"] or "") for record in context.rows(_PRINTED).values()]
    printed = "\n".join(dict.fromkeys(" ".join(text.split()) for text in sentences))
    for table in (name for name in context.tables if name != _PRINTED and printed):
        for key, record in context.rows(table).items():
            for column in (name for name in record if name.startswith("cita")):
                altered = next((part for part in _around_numbers(str(record[column] or "")) if part not in printed), "")
                if altered:
                    advice = "Copie la frase tal como está en el documento, o agregue a published_figures la que falte."
                    message = "la cita tiene un número que las cifras impresas no tienen entre esas palabras"
                    yield context.place(table, key, column).error("cita_distinta", message, advice, altered)


def _around_numbers(quote: str) -> Iterator[str]:
    """Each number of a quote with the words beside it in its sentence."""
    words = quote.split()
    for place, word in enumerate(words):
        if _QUANTITY.search(word):
            before = [item for item in words[max(place - 1, 0) : place] if not item.endswith(_STOPS)]
            after = words[place + 1 : place + 2] if not word.endswith(_STOPS) else []
            yield " ".join([*before, word, *after]).strip(_ENDS)


def check_given(context: Context) -> Iterator[Problem]:
    """Rows that name a figure and do not give it, said once per table."""
    for table, columns in _EXPECTED.items():
        blank = [
            key
            for key, record in context.rows(table).items()
            if all(record[column] is None and context.readable(table, key, column) for column in columns)
        ]
        if blank:
            message, advice = f"filas sin cifra: {', '.join(blank)}", "Complételas si la fuente la da."
            yield context.place(table, column=columns[-1]).warning("sin_valor", message, advice)


def check_sign(context: Context) -> Iterator[Problem]:
    """A fall is negative and a rise positive, as the sentence says."""
    for key, record in context.rows("coverage").items():
        change, said = number(record, "variacion_anual"), _direction(str(record["cita"] or ""))
        if change is not None and change * said < 0:
            message = "la cita habla de una baja" if said < 0 else "la cita habla de un alza"
            place = context.place("coverage", key, "variacion_anual")
            yield place.warning("signo", message, "Una baja se escribe con signo menos.", change)


def _direction(quote: str) -> int:
    """-1 for a sentence of falls only, 1 for one of rises only, otherwise 0."""
    text = fold(quote)
    falls, rises = (any(word in text for word in words) for words in (_FALLS, _RISES))
    return rises - falls


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
            message = f"hay una valoración decidida y falta {' y '.join(missing)}"
            advice = "Escriba por qué se reemplaza la propuesta y la fecha de la decisión."
            yield context.place("published_rating", key, missing[0]).error("decision", message, advice)


def check_baselines(context: Context) -> Iterator[Problem]:
    """The sheets against the baselines the year was reported with, which its report keeps."""
    sheets = context.rows("indicators")
    advice = (
        f"El informe de {context.year} usa la línea base de este archivo; si la ficha cambió por error, devuelva su "
        "valor."
    )
    for code, record in context.rows("baselines").items():
        for column in ("linea_base_anio", "linea_base_valor"):
            if code in sheets and sheets[code][column] != record[column]:
                message = f"reference/indicators.csv dice ahora {told(sheets[code][column], 'vacío')}"
                place = context.place("baselines", code, column)
                yield place.warning("linea_base_movida", message, advice, told(record[column], "vacío"))


CHECKS = (check_printed, check_same_quotes, check_given, check_quoted, check_sign, check_decisions, check_baselines)
