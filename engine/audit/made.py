"""Figures made in a notebook: written down with the numbers they come from, and calculated again from them.

A registered figure is vouched for by the register. One that an analyst made must follow from data cells and registered
figures by its own formula; nothing assumed, and nothing that cannot be calculated again, is published.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from engine.audit.page_reader import flat
from engine.audit.pages import forms
from engine.figures import Register, rows_of
from engine.inputs.rules import FILE as RULES_FILE
from engine.inputs.year_data import YearData
from engine.numbers import round_half_up
from engine.page.spreadsheet_formula import arithmetic_of
from engine.reductions import deviation, median, standard_error, variance
from engine.traced import Shown, Traced, plain

Record = Mapping[str, Any]

_ID = re.compile(r"[a-z_]\w*(\.\w+)*\[.+\]\.\w+")
_CORRECTIONS = "/corrections.toml:"
_EXACT = 1e-12
_COUNT = re.compile(r"n\((.*)\)")
_COMPARISON = re.compile(r" ?(≤|≥|<|>|=|≠) ?")
_NAMED = re.compile(r"([\wáéíóúñ ]+)\(([^()]*)\)")
_HOLDS = {"≤": operator.le, "≥": operator.ge, "<": operator.lt, ">": operator.gt, "=": operator.eq, "≠": operator.ne}
# What a formula may call by name, with the values it may give: sample or population, where both are in use.
_FUNCTIONS: Mapping[str, tuple[Callable[[list[Traced]], Traced], ...]] = {
    "mediana": (median,),
    "mín": (min,),
    "máx": (max,),
    "varianza": (variance, partial(variance, ddof=0)),
    "desviación estándar": (deviation, partial(deviation, ddof=0)),
    "error estándar": (standard_error, partial(standard_error, ddof=0)),
}


def to_record(value: Traced) -> dict[str, Any]:
    """A figure as a notebook leaves it beside its output: plain JSON, with the numbers it comes from.

    A number that is itself a figure stands with its id alone: whoever checks looks it up.
    """
    look = value.look
    own = {"label": look.label, "unit": look.unit, "decimals": look.decimals, "text": look.text}
    return own | _recorded(value, top=True)


def check_made(records: Iterable[Record], register: Register, data: YearData) -> tuple[Register, list[str]]:
    """The figures that are new among those a notebook told of, calculated again, and in Spanish what is wrong with them.

    Registered figures among the `records`, which `to_record` gave, must be as registered.
    """
    checker, made, problems = _Checker(register, data), dict[str, Traced](), list[str]()
    for record in records:
        figure = _traced(record)
        if fault := checker.fault(figure, made):
            problems.append(f"la figura «{figure.id}»: {fault}")
        elif figure.id not in register:
            made[figure.id] = figure
    return Register(made.values()), problems


def _recorded(value: Traced, top: bool = False) -> dict[str, Any]:
    number = isinstance(value.value, Decimal)
    told = {
        "id": value.id,
        "value": value.value_text,
        "kind": "number" if number else "word" if value.known else "missing",
        "missing": value.missing,
        "origin": value.origin,
        "sources": list(value.sources),
    }
    if value.id and not top:
        return told
    return {**told, "formula": value.formula, "operands": list(map(_recorded, value.operands))}


def _traced(record: Record) -> Traced:
    ident, shown, label, unit = (str(record.get(name, "")) for name in ("id", "text", "label", "unit"))
    text, kind = str(record.get("value", "")), record.get("kind")
    try:
        value = Decimal(text) if kind == "number" else text if kind == "word" else None
    except InvalidOperation:
        value = None
    return Traced(
        value,
        str(record.get("formula", "")),
        tuple(map(str, record.get("sources", ()))),
        str(record.get("missing", "")) or ("" if value is not None else "sin_datos"),
        str(record.get("origin", "")),
        operands=tuple(map(_traced, record.get("operands", ()))),
        shown_as=Shown(ident, shown, label, unit=unit, decimals=int(record.get("decimals", 0))),
    )


class _Checker:
    """Calculates figures again from what they rest on."""

    def __init__(self, register: Register, data: YearData) -> None:
        self._register = register
        self._cells = {source: text for year in data.years for source, text in _cells_of(year)}
        self._vouched = {_content(value) for value in register.values() if value.formula or value.sources}

    def fault(self, figure: Traced, made: Mapping[str, Traced]) -> str:
        """What is wrong with a figure; empty when nothing is."""
        if figure.id in self._register:
            return self._registered(figure)
        other = made.get(figure.id)
        if not _ID.fullmatch(figure.id):
            return "su nombre no es tabla[fila].columna"
        if other and (other.value, other.text) != (figure.value, figure.text):
            return "hay otra con el mismo nombre y otro valor"
        if figure.known and not figure.sources and _content(figure) not in self._vouched:
            return "no sale de ningún dato"
        return self._made(figure) or _badly_written(figure)

    def _registered(self, value: Traced) -> str:
        registered = self._register[value.id]
        if registered.value_text != value.value_text:
            return f"vale «{registered.value_text}» y el cuaderno muestra «{value.value_text}»"
        return "se apoya en un supuesto" if value.assumed else ""

    def _made(self, value: Traced) -> str:
        """What is wrong with a value and with all that it comes from."""
        if value.assumed:
            return "se apoya en un supuesto"
        if value.id in self._register:
            return self._registered(value)
        if not value.known or _content(value) in self._vouched:
            return ""
        if not value.formula:
            return self._read(value)
        inner = next(filter(None, map(self._made, value.operands)), "")
        cited = {source for operand in value.operands for source in operand.sources}
        if value.operands and cited != set(value.sources):
            return inner or f"dice salir de {', '.join(value.sources)}, y su fórmula, de {', '.join(sorted(cited))}"
        return inner or _miscalculated(value)

    def _read(self, value: Traced) -> str:
        """What is wrong with a value without formula: a constant of a formula, or a cell of the data."""
        sources = [source for source in value.sources if _CORRECTIONS not in source]
        if not sources:
            return ""
        held = self._cells.get(sources[0]) if len(sources) == 1 else None
        if held is None:
            return f"«{value.value_text}» no sale de una celda de los datos"
        return "" if held == value.value_text else f"{sources[0]} dice «{held}» y la figura toma «{value.value_text}»"


def _cells_of(data: YearData) -> Iterator[tuple[str, str]]:
    """Every cell and rule of a year, by the source that cites it."""
    for frame in data.tables.values():
        for _row, cells in rows_of(frame):
            for cell in cells.values():
                if isinstance(cell, Traced):
                    yield from ((source, cell.value_text) for source in cell.sources if _CORRECTIONS not in source)
    for group, rules in data.rules.items():
        if isinstance(rules, Mapping):
            yield from ((f"{RULES_FILE}:{group}:{name}", f"{Decimal(value):f}") for name, value in rules.items())


def _content(value: Traced) -> tuple[str, str, tuple[str, ...]]:
    """What makes a value the same as a registered one under another name."""
    return value.value_text, value.formula, value.sources


def _miscalculated(value: Traced) -> str:
    """What is wrong with a value that its own operands must give by its formula."""
    given = list(_results(value))
    if not given:
        return f"su fórmula no se puede volver a calcular: {value.formula}"
    near = float(value)  # of a word, NaN, which is close to nothing
    same = any(
        item == value.value
        or (isinstance(item, float | Traced) and math.isclose(item, near, rel_tol=_EXACT, abs_tol=_EXACT))
        for item in given
    )
    return "" if same else f"su fórmula no da «{value.value_text}»: {value.formula}"


def _results(value: Traced) -> Iterator[Traced | Decimal | str | float | None]:
    """What a formula can give; nothing when it is none that can be calculated."""
    counted, named = _COUNT.fullmatch(value.formula), _NAMED.fullmatch(value.formula)
    if counted:
        yield Decimal(0 if counted[1] == "∅" else len(counted[1].split(", ")))
    elif named and named[1] in _FUNCTIONS:
        numbers = [operand for operand in value.operands if operand.known]
        shown = [plain(operand.value) for operand in value.operands]
        if numbers and re.split(r"; |, (?!\d{3})", named[2]) == shown:
            yield from (function(numbers) for function in _FUNCTIONS[named[1]])
    elif named and named[1] == "redondeo" and value.operands:
        yield round_half_up(value.operands[0].number, int(named[2].rpartition("; ")[2]))
    elif _COMPARISON.search(value.formula):  # the word of a rule: what can be checked is that its condition is true
        yield value.value if _all_hold(value) else None
    elif (expression := arithmetic_of(value)) is not None:
        yield expression.value


def _all_hold(value: Traced) -> bool:
    """Whether every comparison of a rule's formula is true of its operands."""
    exact = {plain(operand.value): operand.number for operand in value.operands if isinstance(operand.value, Decimal)}
    parts = _COMPARISON.split(value.formula)
    numbers = [exact.get(part.strip()) for part in parts[::2]]
    pairs = zip(numbers, parts[1::2], numbers[1:], strict=False)
    return all(a is not None and b is not None and _HOLDS[sign](a, b) for a, sign, b in pairs)


def _badly_written(figure: Traced) -> str:
    """Whether the text shown is that of the value, in its unit and with its decimals."""
    if not isinstance(figure.value, Decimal):
        return ""
    return "" if flat(figure.text).casefold() in forms(figure) else f"«{figure.text}» no es «{figure.value_text}»"
