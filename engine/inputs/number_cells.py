"""Numbers as offices write them: decimal commas, thousand separators, S/ and % signs.

A comma before exactly three digits may be a decimal comma or a thousand separator: it is read only where one of the two
is impossible, and refused elsewhere.
"""

from __future__ import annotations

import re

from engine.inputs.folding import squeeze
from engine.inputs.readings import Reading, is_blank_word

_DECORATED = re.compile(
    r"(?P<money>S/\.?)?\s*(?P<sign>[+\-−–])?\s*(?P<money_after>S/\.?)?\s*"
    r"(?P<digits>[\d.,' ’]*\d)\s*(?P<percent>%)?",
    re.ASCII | re.IGNORECASE,
)
_GROUPED_BY_SPACE = re.compile(r"\d{1,3}( \d{3})+([.,]\d+)?", re.ASCII)
_GROUPS = {",": re.compile(r"\d{1,3}(,\d{3})+", re.ASCII), ".": re.compile(r"\d{1,3}(\.\d{3})+", re.ASCII)}

_LONGEST = 60
_PLAIN = re.compile(r"-?\d{1,15}(\.\d{0,20})?", re.ASCII)

MONEY, PERCENT = "soles", "porcentaje"


def read_number(written: str, whole: bool = False, unit: str = "") -> Reading:
    """Understand a number.

    Args:
        written: The cell.
        whole: Whether only integers make sense, so that a separator before three digits is of thousands.
        unit: Unit of the number, to accept `S/` or `%` beside it.

    Returns:
        The number with a decimal point and nothing else.
    """
    text = squeeze(written)
    if not text:
        return Reading()
    if is_blank_word(text):
        return Reading(note="sin_valor")
    if len(text) > _LONGEST:
        return Reading(text, fault="numero_largo" if re.fullmatch(r"[+-]?[\d.,]+", text, re.ASCII) else "numero")
    found = _DECORATED.fullmatch(text)
    if not found:
        return Reading(text, fault="numero")
    if fault := _wrong_sign(found, unit):
        return Reading(text, fault=fault)
    money = bool(found["money"] or found["money_after"] or unit == MONEY)
    digits = _decimal_point(found["digits"], whole, money)
    if digits is None:
        return Reading(text, fault="numero_ambiguo" if _is_grouped(found["digits"]) else "numero")
    number = _plain(digits, negative=found["sign"] in ("-", "−", "–"))
    if not _PLAIN.fullmatch(number):
        return Reading(text, fault="numero_largo")
    if whole:
        number = re.sub(r"\.0+$", "", number)
        if "." in number:
            return Reading(text, fault="entero")
    return Reading(number, note="" if number == written else "espacios" if number == text else "numero_escrito")


def _wrong_sign(found: re.Match[str], unit: str) -> str:
    if found["percent"] and unit != PERCENT:
        return "signo_porcentaje"
    return "signo_soles" if (found["money"] or found["money_after"]) and MONEY not in unit else ""


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
    if not marks or not _is_grouped(digits):
        return digits.replace(",", ".")
    if "," in digits:
        return digits.replace(",", "") if whole or money else None
    return None if whole or money else digits


def _is_grouped(digits: str) -> bool:
    """Whether a single mark could separate thousands: `1,234`, but not `12,5`, `0,234` or `1234,567`."""
    return bool(re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits, re.ASCII))


def _plain(digits: str, negative: bool) -> str:
    whole_part, dot, decimals = digits.partition(".")
    return f"{'-' if negative else ''}{whole_part.lstrip('0') or '0'}{dot}{decimals}"
