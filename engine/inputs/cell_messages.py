"""What the analyst reads about a cell that was mended or could not be read."""

from __future__ import annotations

from engine.inputs.folding import squeeze
from engine.inputs.problems import Place, Problem
from engine.inputs.readings import Reading
from engine.spanish import plural

_FAULTS = {
    "numero": ("se esperaba un número", "Escriba solo el número, con punto decimal, o deje la celda vacía."),
    "numero_ambiguo": (
        "el separador puede ser decimal o de miles",
        "Escriba el número con punto decimal y sin separador de miles.",
    ),
    "entero": ("se esperaba un número entero", "Escriba la cantidad exacta, sin decimales."),
    "signo_porcentaje": (
        "tiene el signo % y la unidad no es porcentaje",
        "Escriba el valor en la unidad de la fila o corrija la unidad.",
    ),
    "signo_soles": (
        "tiene el signo S/ y la unidad no es soles",
        "Escriba el valor en la unidad de la fila o corrija la unidad.",
    ),
    "texto_danado": ("el texto tiene letras dañadas por la codificación", "Escriba de nuevo las tildes y las eñes."),
    "si_no": ("solo se acepta si o no", "Escriba si o no."),
    "fecha": ("se esperaba una fecha", "Escríbala como AAAA-MM-DD, por ejemplo 2025-03-31."),
    "fecha_ambigua": ("no se sabe cuál es el día y cuál el mes", "Escríbala como AAAA-MM-DD, por ejemplo 2025-03-31."),
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

_BLANK_NOTE = ("se leyó como celda vacía", "Si hay un valor, escríbalo.")
_CODE_NOTE = ("se leyó como {}", "Si no es correcto, escriba el código completo en una celda con formato de texto.")
_NUMBER_NOTE = ("se leyó como {}", "Si no es correcto, escriba el número con punto decimal y sin separador de miles.")
_OTHER_NOTE = ("se leyó como {}", "Si no es correcto, escríbalo como en la plantilla.")


def fault_problem(place: Place, reading: Reading, written: str) -> Problem:
    """A cell that cannot be read."""
    message, advice = _FAULTS[reading.fault]
    text = message
    if reading.fault == "numero_ambiguo":
        text = "el separador puede ser decimal o de miles: no se sabe si es {} o {}".format(*_both(reading.text))
    return place.error(reading.fault, text, advice, squeeze(written))


def fault_text(fault: str) -> str:
    """Why a cell cannot be read."""
    return _FAULTS[fault][0]


def note_problem(place: Place, reading: Reading, written: str) -> Problem:
    """A cell that was read otherwise than written."""
    message, advice = {"sin_valor": _BLANK_NOTE, "codigo_escrito": _CODE_NOTE, "numero_escrito": _NUMBER_NOTE}.get(
        reading.note, _OTHER_NOTE
    )
    return place.warning(reading.note, message.format(reading.text), advice, squeeze(written))


def spaces_problem(place: Place, count: int) -> Problem:
    """Cells of a column whose stray spaces were dropped: one warning for all."""
    message = plural(
        "{} celda tiene espacios de más o invisibles; se leyó sin ellos",
        "{} celdas tienen espacios de más o invisibles; se leyeron sin ellos",
        count,
    )
    return place.warning("espacios", message.format(count), "No hace falta cambiar nada.")


def _both(text: str) -> tuple[str, str]:
    """The two numbers an ambiguous text can mean."""
    digits = "".join(letter for letter in text if letter.isdigit() or letter in ".,")
    return digits.replace(",", "").replace(".", ""), digits.replace(",", ".")
