"""What came of reading one cell, and what the analyst reads when it was mended or could not be read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.inputs.folding import squeeze
from engine.inputs.problems import Place, Problem
from engine.spanish import plural

_BLANK_WORDS = frozenset(
    "-|--|–|—|…|...|n.d.|n.d|nd|n/d|s.d.|s/d|n.a.|n/a|s.i.|s/i|sin dato|sin datos|sin información|no disponible|no aplica".split(
        "|"
    )
)
_EXCEL_ERROR = re.compile(r"#[¡¿]?(REF|N/[AD]|DIV/0|VALUE|VALOR|NAME|NOMBRE|NULL|NULO|NUM|NÚM|SPILL|CALC)[!?]?")
_OF_UNIT = "Escriba el valor en la unidad de la fila o corrija la unidad."
_AS_DATE = "Escríbala como AAAA-MM-DD, por ejemplo 2025-03-31."
_POINT = "Escriba el número con punto decimal y sin separador de miles."
_FAULTS = {
    "numero": ("se esperaba un número", "Escriba solo el número, con punto decimal, o deje la celda vacía."),
    "numero_ambiguo": ("el separador puede ser decimal o de miles", _POINT),
    "numero_largo": (
        "el número tiene demasiadas cifras",
        "Escriba como máximo 15 cifras antes del punto y 20 después.",
    ),
    "entero": ("se esperaba un número entero", "Escriba la cantidad exacta, sin decimales."),
    "signo_porcentaje": ("tiene el signo % y la unidad no es porcentaje", _OF_UNIT),
    "signo_soles": ("tiene el signo S/ y la unidad no es soles", _OF_UNIT),
    "texto_danado": ("el texto tiene letras dañadas por la codificación", "Escriba de nuevo las tildes y las eñes."),
    "caracteres": ("la celda tiene caracteres de control que no se ven", "Escriba el texto de nuevo, sin copiarlo."),
    "si_no": ("solo se acepta si o no", "Escriba si o no."),
    "fecha": ("se esperaba una fecha", _AS_DATE),
    "fecha_ambigua": ("no se sabe cuál es el día y cuál el mes", _AS_DATE),
    "codigo_fecha": (
        "Excel convirtió el código en una fecha",
        "Dé formato de texto a la columna y escriba el código otra vez.",
    ),
    "formula_error": ("la celda muestra un error de Excel", "Corrija la fórmula o escriba el valor."),
    "formula_sin_valor": (
        "la fórmula no tiene un valor guardado",
        "Abra el libro en Excel, guárdelo, o escriba el valor.",
    ),
}
_NOTES = {
    "sin_valor": "Si hay un valor, escríbalo.",
    "codigo_escrito": "Si no es correcto, escriba el código completo en una celda con formato de texto.",
    "numero_escrito": "Si no es correcto, escriba el número con punto decimal y sin separador de miles.",
}


@dataclass(frozen=True)
class Reading:
    """One cell, understood or not.

    Attributes:
        text: The cell as it should have been written; empty for blank.
        note: Code of what had to be understood (`coma_decimal`…), empty when it was written as it should.
        fault: Code of why it cannot be read; empty when it can.
    """

    text: str = ""
    note: str = ""
    fault: str = ""


def is_blank_word(text: str) -> bool:
    """Whether the cell says in words that there is no value."""
    return text.lower() in _BLANK_WORDS


def formula_fault(text: str) -> str:
    """Code of the fault when the cell is a formula without result or the error of one; empty otherwise."""
    if text.startswith("="):
        return "formula_sin_valor"
    return "formula_error" if _EXCEL_ERROR.fullmatch(text.strip()) else ""


def fault_text(fault: str) -> str:
    """Why a cell cannot be read."""
    return _FAULTS[fault][0]


def fault_problem(place: Place, reading: Reading, written: str) -> Problem:
    """A cell that cannot be read."""
    message, advice = _FAULTS[reading.fault]
    if reading.fault == "numero_ambiguo":
        digits = re.sub("[^0-9.,]", "", reading.text)
        thousands, decimal = re.sub("[.,]", "", digits), digits.replace(",", ".")
        message = f"{message}: no se sabe si es {thousands} o {decimal}"
    return place.error(reading.fault, message, advice, squeeze(written))


def note_problem(place: Place, reading: Reading, written: str) -> Problem:
    """A cell that was read otherwise than written."""
    message = "se leyó como celda vacía" if reading.note == "sin_valor" else f"se leyó como {reading.text}"
    advice = _NOTES.get(reading.note, "Si no es correcto, escríbalo como en la plantilla.")
    return place.warning(reading.note, message, advice, squeeze(written))


def spaces_problem(place: Place, count: int) -> Problem:
    """Cells of a column whose stray spaces were dropped: one warning for all."""
    message = plural(
        "{} celda tiene espacios de más o invisibles; se leyó sin ellos",
        "{} celdas tienen espacios de más o invisibles; se leyeron sin ellos",
        count,
    )
    return place.warning("espacios", message.format(count), "No hace falta cambiar nada.")
