"""What was transcribed: against its sentence, whole where it counts, told once; and recorded decisions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from engine.inputs.context import Context
from engine.inputs.folding import fold
from engine.inputs.problems import Problem
from engine.numbers import decimals_of
from engine.traced import Traced
from lib.checks.rows import COVERAGE, EXECUTION, INDICATORS, PRINTED, RESULTS, Row, listed, row_of, rows, tell
from lib.declarations.tables import TABLES

_NUMBER = re.compile(r"\d[\d.,]*")
_QUANTITY = re.compile(r"(?<![\w.\-])\d(?!\))")
_ENDS, _STOPS = '.,;:) "', (".", ";", ":")
_FACTS = {"service_facts": ("valor",), "policy_facts": ("valor",), "context": ("valor",)}
_EXPECTED = {**_FACTS, COVERAGE: ("empresas", "porcentaje")}
_QUOTED = {
    **_FACTS,
    COVERAGE: ("empresas", "porcentaje", "variacion_anual", "porcentaje_anterior"),
    RESULTS: ("logro_esperado", "valor_obtenido"),
    "baselines": ("linea_base_anio", "linea_base_valor"),
    "service_levels": tuple(item.name for item in TABLES["service_levels"].fields if item.numeric),
}
_FALLS = ("disminu", "reduc", "caida", "contraccion", "descen", "retroce", "menor_a")
_RISES = ("incremento", "aumento", "crecimiento", "alza", "expansion", "mayor_a")
_ONES = {"una": 1, "un": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8}
_WORDS = _ONES | {"nueve": 9, "diez": 10, "once": 11, "doce": 12, "quince": 15, "veinte": 20, "nulos": 0, "cero": 0}
_REPEATED = {"objetivos": "objectives", "pp0093_productos": "programme"}  # facts that a reference table tells too
_COUNTED = ("numero", "puesto", "quintil")
_UNIQUE = (  # tables of whose rows no two of the same first column are alike in the second, and what tells it
    ("factors", "ambito", "texto", "repetido"),
    ("alternatives", "ambito", "texto", "repetido"),
    ("alternatives", "ambito", "orden", "repetido"),
    ("regions", "fila", "columna", "casilla"),
)


def check_something(context: Context) -> Iterator[Problem]:
    """Half a year is a draft; a year of which nothing has come is none."""
    came = any(context.rows(table) for table in (RESULTS, COVERAGE, EXECUTION)) or context.large
    if not context.unread and not came:
        yield tell(context, "sin_datos" if context.own.programme else "sin_datos-programa")


def check_same_facts(context: Context) -> Iterator[Problem]:
    """Two cells that hold the same fact and do not agree."""
    for fact, table in _REPEATED.items():
        row, there = row_of(context, "policy_facts", fact), sum(not each["padre"] for each in rows(context, table))
        if row["valor"] and row.number("valor") != there and not context.partial(table):
            yield row.problem("mismo_dato", "valor", table=table, there=there)


def check_printed(context: Context) -> Iterator[Problem]:
    """A printed figure is in its sentence, as often as it says, and its value has its digits."""
    for row in rows(context, PRINTED):
        printed, quote, position = row["impreso"], row["cita"], row.number("posicion")
        if printed and quote and position > quote.count(printed):
            message = "no_esta_en_la_cita" if position == 1 else "no_esta_en_la_cita-veces"
            yield row.problem(message, "impreso", position=position)
        shown = re.sub(r"\D", "", printed).lstrip("0")
        value = f"{row.number('valor').number:.{int(row['decimales'] or 0)}f}" if row["valor"] else shown
        if shown and re.sub(r"\D", "", value).lstrip("0") != shown:
            yield row.problem("valor_impreso", "valor", printed=printed)


def check_same_quotes(context: Context) -> Iterator[Problem]:
    """A number in a quote stands between the same words in a sentence of the printed figures, which hold every number."""
    printed = "\n".join(dict.fromkeys(" ".join(row["cita"].split()) for row in rows(context, PRINTED)))
    for table in (name for name in context.tables if name != PRINTED and printed):
        for row in rows(context, table):
            for column in (name for name in row.record if name.startswith("cita")):
                altered = [part for part in _around_numbers(row[column]) if part not in printed]
                if altered:
                    yield row.problem("cita_distinta", column, altered[0])


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
        blank = [row.key for row in rows(context, table) if row.blank(*columns)]
        yield from listed(context, "sin_valor", table, columns[-1], blank)


def check_quoted(context: Context) -> Iterator[Problem]:
    """A transcribed value is in its sentence, or in the note that explains how the sentence says it."""
    for table, columns in _QUOTED.items():
        for row in rows(context, table):
            said = f"{row['cita']} {row['nota']}"
            for column in columns if row["cita"] else ():
                named = f"].{column}}}" in row["nota"]  # the note shows the very figure
                if row[column] and not named and not _says(said, row.number(column)):
                    yield row.problem("no_esta_en_la_cita-valor", column)


def _says(quote: str, value: Traced) -> bool:
    """Whether a sentence holds the number, in digits or as a small number in words, whatever its sign."""
    printed = {text.rstrip(".,").replace(",", "") for text in _NUMBER.findall(quote)}
    words = {Decimal(_WORDS[word]) for word in re.findall(r"[a-zé]+", quote.lower()) if word in _WORDS}
    numbers = {Decimal(text) for text in printed if re.fullmatch(r"\d+(\.\d+)?", text)}
    return abs(value.number) in numbers | words


def check_sign(context: Context) -> Iterator[Problem]:
    """A fall is negative and a rise positive, as the sentence says."""
    for row in rows(context, COVERAGE):
        said = _direction(row)
        if row.number("variacion_anual") * said < 0:
            yield row.problem("signo-baja" if said < 0 else "signo-alza", "variacion_anual")


def _direction(row: Row) -> int:
    """-1 for a sentence of falls only, 1 for one of rises only, otherwise 0."""
    text = fold(row["cita"])
    falls, rises = (any(word in text for word in words) for words in (_FALLS, _RISES))
    return rises - falls


def check_decisions(context: Context) -> Iterator[Problem]:
    """A rating that replaces the proposal says why and when."""
    for row in rows(context, "published_rating"):
        missing = [column for column in ("motivo", "fecha") if not row[column]]
        if row["fecha"] and int(row["fecha"][:4]) < context.year:
            yield row.problem("fecha_anterior", "fecha", year=context.year)
        if row["valoracion_decidida"] and missing:
            yield row.problem("decision", missing[0], missing=" y ".join(missing))


def check_counted(context: Context) -> Iterator[Problem]:
    """What counts things is a whole number, a figure has no more decimals than it is shown with."""
    for table in (RESULTS, *_FACTS):
        found: dict[str, list[str]] = defaultdict(list)
        for row in rows(context, table):
            about = row_of(context, INDICATORS, row.key) if table == RESULTS else row
            for column in ("logro_esperado", "valor_obtenido", "valor"):
                value = row.number(column)
                limited = value.known and (table != RESULTS or about["unidad"] in _COUNTED)
                if limited and decimals_of(value.number) > about.number("decimales"):
                    found[column].append(f"{row.key} ({value:,f})")
        for column, names in found.items():
            yield from listed(context, "decimales_de_mas", table, column, names)


def check_alike(context: Context) -> Iterator[Problem]:
    """No text twice under two codes, no two of an ámbito in one place, no two regions on one tile."""
    for table, within, column, message in _UNIQUE:
        first: dict[tuple[str, str], Row] = {}
        for row in rows(context, table):
            same = first.setdefault((row[within], row[column]), row)
            if same is not row and row[within] and row[column]:
                yield row.problem(message, column, "", code=same.key)
