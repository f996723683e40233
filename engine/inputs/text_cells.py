"""Codes, texts, yes/no and dates as offices and Excel write them."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from engine.inputs.fields import Field
from engine.inputs.folding import fold, squeeze
from engine.inputs.readings import Reading, is_blank_word

_DAMAGED = re.compile(
    "Ã[\u0080-\u00bf\u0192\u2018-\u201e\u2020-\u2022\u2030\u2039\u203a\u2122\u0152\u0160\u0178]"
    "|Ã$|Â[\u00a0-\u00bf]|â€|\ufffd"
)
_EXCEL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}[ T]00:00:00")
_LONGEST_CODE = 100
_YES_NO = {"si": "si", "s": "si", "no": "no", "n": "no", "verdadero": "si", "true": "si", "falso": "no", "false": "no"}


def read_text(written: str, blank: bool) -> Reading:
    """Understand a free text: only spaces are touched."""
    text = squeeze(written)
    if blank and is_blank_word(text):
        return Reading(note="sin_valor")
    if _DAMAGED.search(text):
        return Reading(text, fault="texto_danado")
    return Reading(text, note="" if text == written else "espacios")


def read_choice(written: str, field: Field) -> Reading:
    """Understand one of a few allowed texts, whatever its capitals and accents."""
    text = squeeze(written)
    if text in field.allowed:
        return Reading(text, note="" if text == written else "espacios")
    meant = _choices(field).get(fold(text))
    if meant is None:
        return read_text(written, field.blank)
    return Reading(meant, note="opcion_escrita")


@lru_cache(maxsize=128)
def _choices(field: Field) -> dict[str, str]:
    """What each folded spelling of an allowed text means."""
    return {fold(choice): choice for choice in field.allowed} | {fold(word): meant for word, meant in field.aliases}


def read_yes_no(written: str, blank: bool) -> Reading:
    """Understand `si` or `no`."""
    reading = read_text(written, blank)
    meant = _YES_NO.get(fold(reading.text))
    if not reading.text or meant == reading.text:
        return reading
    return Reading(meant, note="opcion_escrita") if meant else Reading(reading.text, fault="si_no")


def read_date(written: str, blank: bool) -> Reading:
    """Understand a date; day and month first is read only when it cannot be month and day."""
    reading = read_text(written, blank)
    text = reading.text.split(" ")[0].split("T")[0]
    if not reading.text:
        return reading
    if local := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        day, month, year = map(int, local.groups())
        if day <= 12 and day != month:
            return Reading(reading.text, fault="fecha_ambigua")
        text = f"{year:04d}-{month:02d}-{day:02d}"
    try:
        date.fromisoformat(text)
    except ValueError:
        return Reading(reading.text, fault="fecha")
    return Reading(text, note="" if text == written else "fecha_escrita")


def read_code(written: str, field: Field, known: frozenset[str] | None = None) -> Reading:
    """Understand a code, also when Excel made a number of it (`09` to `9`, `1.10` to `1.1`).

    Args:
        written: The cell.
        field: Its declaration.
        known: The codes that exist; None when they are not known yet.

    Returns:
        The code; one that is not valid as written is mended only when exactly one valid code can have been meant.
    """
    reading = read_text(written, field.blank)
    code = reading.text
    if not code or reading.fault or _valid(code, field, known):
        return reading
    if len(code) > _LONGEST_CODE:
        return reading
    if _EXCEL_DATE.fullmatch(code):
        return Reading(code, fault="codigo_fecha")
    if not field.pattern and known is None:
        return reading
    meant = {variant for variant in _variants(code, known or frozenset()) if _valid(variant, field, known)}
    return Reading(meant.pop(), note="codigo_escrito") if len(meant) == 1 else reading


def _valid(code: str, field: Field, known: frozenset[str] | None) -> bool:
    return (not field.pattern or bool(re.fullmatch(field.pattern, code))) and (known is None or code in known)


def _variants(code: str, known: frozenset[str]) -> set[str]:
    """What can have been meant: capitals, spaces, a decimal comma, lost zeros before or after a point."""
    base = {code.replace(" ", ""), code.replace(",", ".").replace(" ", "")}
    base |= {re.sub(r"\.0$", "", item) for item in base}
    base |= {item.upper() for item in base} | {item.lower() for item in base}
    padded = {_padded(item, length) for item in base for length in _lengths(frozenset(known))}
    return base | padded | {f"{item}0" for item in base if re.search(r"\.\d$", item)}


def _padded(code: str, length: int) -> str:
    return re.sub(r"\d+", lambda found: found[0].zfill(length), code)


@lru_cache(maxsize=16)
def _lengths(known: frozenset[str]) -> set[int]:
    """Lengths of the codes that are digits alone."""
    return {2} | {len(item) for item in known if item.isdecimal()}
