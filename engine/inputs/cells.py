"""One cell as offices and Excel write it: codes, choices, yes/no, dates, texts and numbers.

A comma before exactly three digits may be a decimal comma or a thousand separator: it is read only where one of the two
is impossible, and refused elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from engine.inputs.fields import CODE, DATE, INTEGER, YEAR, YES_NO, Field
from engine.inputs.folding import fold, has_control, squeeze
from engine.inputs.problems import Place, Problem

MONEY, PERCENT = "soles", "porcentaje"
_BLANK_WORDS = {*"- -- – — … ... n.d. n.d nd n/d s.d. s/d n.a. n/a s.i. s/i".split()}
_BLANK_WORDS |= {"sin dato", "sin datos", "sin información", "no disponible", "no aplica"}
_EXCEL_ERROR = re.compile(r"#[¡¿]?(REF|N/[AD]|DIV/0|VALUE|VALOR|NAME|NOMBRE|NULL|NULO|NUM|NÚM|SPILL|CALC)[!?]?")
_DAMAGED = re.compile(
    "Ã[\u0080-\u00bf\u0192\u2018-\u201e\u2020-\u2022\u2030\u2039\u203a\u2122\u0152\u0160\u0178]"
    "|Ã$|Â[\u00a0-\u00bf]|â€|\ufffd"
)
_EXCEL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}[ T]00:00:00")
_YES_NO = {"si": "si", "s": "si", "no": "no", "n": "no", "verdadero": "si", "true": "si", "falso": "no", "false": "no"}
_LONGEST_CODE, _LONGEST_NUMBER = 100, 60
_DECORATED = re.compile(
    r"(?P<money>S/\.?)?\s*(?P<sign>[+\-−–])?\s*(?P<money_after>S/\.?)?\s*"
    r"(?P<digits>[\d.,' ’]*\d)\s*(?P<percent>%)?",
    re.ASCII | re.IGNORECASE,
)
_GROUPED_BY_SPACE = re.compile(r"\d{1,3}( \d{3})+([.,]\d+)?", re.ASCII)
_GROUPS = {",": re.compile(r"\d{1,3}(,\d{3})+", re.ASCII), ".": re.compile(r"\d{1,3}(\.\d{3})+", re.ASCII)}
_ONE_GROUP = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)  # `1,234`, but not `12,5`, `0,234` or `1234,567`
_PLAIN = re.compile(r"-?\d{1,15}(\.\d{0,20})?", re.ASCII)


@dataclass(frozen=True)
class Reading:
    """One cell, understood or not."""

    text: str = ""  # as it should have been written; empty for blank
    note: str = ""  # code of what had to be understood (`numero_escrito`…)
    fault: str = ""  # code of why it cannot be read


def reading_problem(place: Place, reading: Reading, written: str) -> Problem:
    """A cell that cannot be read, or that was read otherwise than written."""
    digits = re.sub("[^0-9.,]", "", reading.text)
    thousands, decimal = re.sub("[.,]", "", digits), digits.replace(",", ".")
    key = reading.fault or reading.note
    return place.problem(key, squeeze(written), text=reading.text, thousands=thousands, decimal=decimal)


def read_cell(column: Field, written: str, unit: str = "", codes: Set[str] | None = None) -> Reading:
    """Understand a cell as what its column holds; `codes` are None when they are not known."""
    if not written:
        return Reading()
    if has_control(written):
        return Reading(written, fault="caracteres")
    if written.startswith("="):
        return Reading(written, fault="formula_sin_valor")
    if _EXCEL_ERROR.fullmatch(written.strip()):
        return Reading(written, fault="formula_error")
    if column.numeric:
        return read_number(written, column.kind in (INTEGER, YEAR), unit)
    if column.allowed:
        return read_choice(written, column)
    if column.kind == CODE:
        return read_code(written, column, codes)
    special = {YES_NO: read_yes_no, DATE: read_date}.get(column.kind, read_text)
    return special(written, column.blank)


def read_text(written: str, blank: bool) -> Reading:
    """Understand a free text: only spaces are touched."""
    text = squeeze(written)
    if blank and text.lower() in _BLANK_WORDS:
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
    return Reading(meant, note="opcion_escrita") if meant else read_text(written, field.blank)


@lru_cache(maxsize=128)
def _choices(field: Field) -> dict[str, str]:
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
        text = datetime.strptime(text, "%Y-%m-%d").date().isoformat()
    except ValueError:
        return Reading(reading.text, fault="fecha")
    return Reading(text, note="" if text == written else "fecha_escrita")


def read_code(written: str, field: Field, known: Set[str] | None = None) -> Reading:
    """Understand a code, also when Excel made a number of it (`09` to `9`, `1.10` to `1.1`).

    One that is not valid as written is mended only when exactly one valid code can have been meant; `known` are the
    codes that exist, None when they are not known yet.
    """
    reading = read_text(written, field.blank)
    code = reading.text
    if not code or reading.fault or len(code) > _LONGEST_CODE or _valid(code, field, known):
        return reading
    if _EXCEL_DATE.fullmatch(code):
        return Reading(code, fault="codigo_fecha")
    if not field.pattern and known is None:
        return reading
    meant = {variant for variant in _variants(code, frozenset(known or ())) if _valid(variant, field, known)}
    return Reading(meant.pop(), note="codigo_escrito") if len(meant) == 1 else reading


def _valid(code: str, field: Field, known: Set[str] | None) -> bool:
    return (not field.pattern or bool(re.fullmatch(field.pattern, code))) and (known is None or code in known)


def _variants(code: str, known: frozenset[str]) -> set[str]:
    """What can have been meant: capitals, spaces, a decimal comma, lost zeros before or after a point."""
    base = {code.replace(" ", ""), code.replace(",", ".").replace(" ", "")}
    base |= {re.sub(r"\.0$", "", item) for item in base}
    base |= {item.upper() for item in base} | {item.lower() for item in base}
    padded = {_padded(item, length) for item in base for length in _lengths(known)}
    return base | padded | {f"{item}0" for item in base if re.search(r"\.\d$", item)}


def _padded(code: str, length: int) -> str:
    return re.sub(r"\d+", lambda found: found[0].zfill(length), code)


@lru_cache(maxsize=16)
def _lengths(known: frozenset[str]) -> set[int]:
    """Lengths of the codes that are digits alone."""
    return {2} | {len(item) for item in known if item.isdecimal()}


def read_number(written: str, whole: bool = False, unit: str = "") -> Reading:
    """Understand a number.

    Args:
        written: The cell.
        whole: Whether only integers make sense, so that a separator before three digits is of thousands.
        unit: Unit of the number, to accept `S/` or `%` beside it.

    Returns:
        The number with a decimal point and nothing else.
    """
    text = squeeze(written).removeprefix("'")  # by which Excel is told that what follows is text
    if not text or text.lower() in _BLANK_WORDS:
        return Reading(note="sin_valor" if text else "")
    if len(text) > _LONGEST_NUMBER:
        return Reading(text, fault="numero_largo" if re.fullmatch(r"[+-]?[\d.,]+", text, re.ASCII) else "numero")
    found = _DECORATED.fullmatch(text)
    if not found:
        return Reading(text, fault="numero")
    signed = bool(found["money"] or found["money_after"])
    if found["percent"] and unit != PERCENT:
        return Reading(text, fault="signo_porcentaje")
    if signed and MONEY not in unit:
        return Reading(text, fault="signo_soles")
    digits = _decimal_point(found["digits"], whole, signed or unit == MONEY)
    if digits is None:
        return Reading(text, fault="numero_ambiguo" if _ONE_GROUP.fullmatch(found["digits"]) else "numero")
    whole_part, dot, decimals = digits.partition(".")
    sign = "-" if found["sign"] in ("-", "−", "–") else ""
    return _checked(f"{sign}{whole_part.lstrip('0') or '0'}{dot}{decimals}", written, text, whole)


def _checked(number: str, written: str, text: str, whole: bool) -> Reading:
    if not _PLAIN.fullmatch(number):
        return Reading(text, fault="numero_largo")
    if whole:
        number = re.sub(r"\.0+$", "", number)
        if "." in number:
            return Reading(text, fault="entero")
    return Reading(number, note="" if number == written else "espacios" if number == text else "numero_escrito")


def _decimal_point(digits: str, whole: bool, money: bool) -> str | None:
    """The digits with a decimal point and no separators; None when they can be read in two ways or in none.

    In Peru the apostrophe separates millions («1'234,567»), so it counts as one more comma.
    """
    digits = re.sub("['’]", ",", digits)
    if " " in digits:
        if not _GROUPED_BY_SPACE.fullmatch(digits):
            return None
        digits = digits.replace(" ", "")
    marks = re.findall("[.,]", digits)
    if len(set(marks)) == 2:  # `1,234.5` or `1.234,5`: the last mark is the decimal one
        whole_part, decimals = digits.rsplit(marks[-1], 1)
        grouped = marks[-1] not in whole_part and _GROUPS[marks[0]].fullmatch(whole_part)
        return f"{whole_part.replace(marks[0], '')}.{decimals}" if grouped else None
    if len(marks) > 1:
        return digits.replace(marks[0], "") if _GROUPS[marks[0]].fullmatch(digits) else None
    if not marks or not _ONE_GROUP.fullmatch(digits):
        return digits.replace(",", ".")
    if "," in digits:
        return digits.replace(",", "") if whole or money else None
    return None if whole or money else digits
