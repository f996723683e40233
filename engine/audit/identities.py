"""Identities between printed figures, judged: sums, parts of a whole, implied values, whole numbers.

What must hold is data (`engine.audit.identity_files`); here are only the terms of the judgement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from typing import Any

import pandas as pd

from engine.audit.expressions import REFERENCE, Evaluation, ExpressionError, UnknownReferenceError, YearOperands
from engine.audit.identity_files import AT_MOST, EQUAL, Declaration, Text, Whole
from engine.inputs.problems import DataError, Place, Problem
from engine.numbers import decimals_of, half_unit, round_half_up
from engine.traced import Traced

COLUMNS = "documento enunciado izquierda relacion derecha diferencia unidad decimales veredicto explicacion".split()
HOLDS, FAILS, UNDECIDED = "se_cumple", "no_se_cumple", "no_aplica"
_RANK = (FAILS, HOLDS, UNDECIDED)
_FALSE_SIGN = {EQUAL: "≠", AT_MOST: ">"}
_VARIABLE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_MISSING = "falta una cifra"
_PART_MISSING = "Falta imprimir una de las partes; lo que queda por explicar es la diferencia."
_WITHOUT_PARTS = "Hay partes que el documento no imprime; sin ellas la suma ya da el total."
_FAR = Decimal(10) ** 15  # what a number that gives no figure would print: never the nearest

Words = Callable[[str], str]


@dataclass(frozen=True)
class Identity:
    """One identity of a year, judged."""

    declared: Declaration  # what was declared, for this row
    left: Traced  # one side
    right: Traced  # the other
    verdict: Traced  # whether it holds, with the comparison as formula
    explanation: str  # for readers; empty when there is none
    used: Mapping[str, Traced]  # operands read, by id

    @property
    def key(self) -> str:
        """Row key."""
        return self.declared.clave

    def record(self) -> dict[str, Any]:
        """Its row in the table."""
        declared = self.declared
        return {
            "documento": declared.documento,
            "enunciado": declared.enunciado,
            "izquierda": self.left.closed(),
            "relacion": declared.relacion,
            "derecha": self.right.closed(),
            "diferencia": (self.left - self.right).closed(),
            "unidad": declared.unidad,
            "decimales": Traced(Decimal(declared.decimales)),
            "veredicto": self.verdict,
            "explicacion": self.explanation,
        }


class Judge:
    """Computes the identities of a year; `words` is what readers call a code, for `{column:palabra}` in a text."""

    def __init__(self, lookup: YearOperands, words: Words = str) -> None:
        self._lookup, self._words = lookup, words
        self.problems: list[Problem] = []

    def identities(self, declarations: Iterable[Declaration]) -> Iterator[Identity]:
        """Every identity the year allows; what is wrong with a declaration goes to `problems`."""
        seen: set[str] = set()
        for declared in declarations:
            try:
                rows = self._expanded(declared)
            except ExpressionError as error:
                self._refuse(declared, error)
                continue
            for item in rows:
                found = self._tried(item)
                if found and item.clave in seen:
                    self._refuse(item, ExpressionError("hay otra con la misma clave"))
                elif found:
                    seen.add(item.clave)
                    yield found

    def _tried(self, declared: Declaration) -> Identity | None:
        """The identity, unless it does not apply; a row that a year lacks is no fault of an identity of any year."""
        try:
            return self._judged(declared) if not declared.cuando or self._holds(declared.cuando, {}) else None
        except ExpressionError as error:
            if not (declared.any_year and isinstance(error, UnknownReferenceError) and error.only_rows):
                self._refuse(declared, error)
        except ArithmeticError:
            self._refuse(declared, ExpressionError("el cálculo no da un número"))
        return None

    def _judged(self, declared: Declaration) -> Identity | None:
        _mapped(declared, self._read)  # the references of texts too, whether their moment has come or not
        one, other = Evaluation(self._lookup), Evaluation(self._lookup)
        left, tolerance = one.value(declared.izquierda), Evaluation(self._lookup).value(declared.tolerancia)
        slack = tolerance.number if tolerance.known else Decimal(0)
        if declared.entero:
            right, slack = self._whole(left, other.value(declared.entero.impreso), declared.entero)
            if right is None:
                return None
        else:
            right = other.value(declared.derecha)
            _require_two_things(left, right, one, other)
        known = {"izquierda": left.closed(), "derecha": right.closed(), "tolerancia": Traced(slack)}
        verdict, explanation = self._verdict(declared, known, (one.partial, other.partial), left, right)
        return Identity(declared, left, right, verdict, explanation, one.used | other.used)

    def _verdict(
        self, declared: Declaration, known: Mapping[str, Traced], partial: tuple[bool, bool], *sides: Traced
    ) -> tuple[Traced, str]:
        """The verdict and its explanation; `partial` are the sides in whose sums parts are missing."""
        if not all(side.known for side in sides):
            return Traced.because(UNDECIDED, _MISSING, *sides), ""
        left, right, tolerance = known.values()
        holds = _holds(declared.relacion, left.number - right.number, tolerance.number, partial)
        if why := self._first(declared.sin_decidir, known) or ("" if holds is not None else _PART_MISSING):
            return Traced.because(UNDECIDED, why, *sides), why
        sign = declared.relacion if holds else _FALSE_SIGN[declared.relacion]
        verdict = Traced.because(HOLDS if holds else FAILS, f"{left.shown()} {sign} {right.shown()}", *sides)
        said = self._first(declared.explicacion if holds else declared.si_falla, known)
        complete = declared.relacion != EQUAL or not any(partial)
        return verdict, said or ("" if complete or not holds else _WITHOUT_PARTS)

    def _read(self, text: str) -> str:
        for reference in REFERENCE.findall(text):
            self._lookup(reference)
        return text

    def _holds(self, condition: str, known: Mapping[str, Traced]) -> bool:
        return Evaluation(self._lookup, **known).holds(condition)

    def _whole(self, implied: Traced, printed: Traced, whole: Whole) -> tuple[Traced | None, Decimal]:
        """The whole number whose figure comes closest to the printed one, and the tolerance.

        No number where this could not fail: one more gives the same printed figure, so every value is that of some number.
        """
        if not (implied.known and printed.known):
            return (printed if implied.known else implied), Decimal(0)

        def shown(number: Decimal) -> Decimal:
            found = Evaluation(self._lookup, n=Traced(number)).value(whole.como)
            return found.number if found.known else _FAR

        decimals = decimals_of(printed.number)
        low = max(implied.number.to_integral_value(ROUND_FLOOR), Decimal(whole.desde))
        best = min((low, low + 1), key=lambda number: abs(shown(number) - printed.number))
        if abs(shown(best + 1) - shown(best)) <= 2 * half_unit(decimals):
            return None, Decimal(0)
        exact = round_half_up(shown(best), decimals) == printed.number
        candidate = Traced.because(best, f"entero más cercano a {implied.closed().shown()}", implied)
        return candidate, abs(best - implied.number) if exact else Decimal(0)

    def _first(self, texts: Sequence[Text], known: Mapping[str, Traced]) -> str:
        """The first text whose condition holds; empty when none does."""
        return next((text.texto for text in texts if not text.cuando or self._holds(text.cuando, known)), "")

    def _expanded(self, declared: Declaration) -> list[Declaration]:
        """A pattern as one identity per row, value or case."""
        one = replace(declared, filas="", por="", casos=())
        if not declared.filas:
            return [self._filled(one, case) for case in declared.casos] or [one]
        rows = [{"fila": key, **self._lookup.cells(declared.filas, key)} for key in self._lookup.rows(declared.filas)]
        if declared.por:
            rows = [{declared.por: value} for value in dict.fromkeys(row.get(declared.por, "") for row in rows)]
        return [self._filled(one, row) for row in rows]

    def _filled(self, given: Any, row: Mapping[str, str]) -> Any:
        """A declaration with the variables of a row in place."""
        return _mapped(given, lambda text: _VARIABLE.sub(lambda found: self._variable(found, row), text))

    def _variable(self, found: re.Match[str], row: Mapping[str, str]) -> str:
        name, form = found.groups()
        if name not in row:
            return found.group()
        if form == "palabra":
            return self._words(row[name])
        return re.sub(r"\D", "", row[name]) if form == "numero" else row[name]

    def _refuse(self, declared: Declaration, error: ExpressionError) -> None:
        near = f"¿Quiso decir «{error.nearest}»?" if isinstance(error, UnknownReferenceError) and error.nearest else ""
        message = f"la identidad {declared.clave}: {error}"
        advice = near or "Corríjala; los ids de las figuras están en figures.csv."
        self.problems.append(Place(declared.file).error("identidad", message, advice))


def identity_table(declarations: Iterable[Declaration], lookup: YearOperands, words: Words = str) -> pd.DataFrame:
    """All identities of a year with both sides, their difference and the verdict, those that fail first.

    Raises:
        DataError: When an identity names a figure that does not exist, cannot be evaluated or cannot fail.
    """
    judge = Judge(lookup, words)
    records = {one.key: one.record() for one in judge.identities(declarations)}
    if judge.problems:
        raise DataError(judge.problems)
    documents = list(dict.fromkeys(record["documento"] for record in records.values()))

    def order(item: tuple[str, dict[str, Any]]) -> tuple[int, int]:
        return _RANK.index(item[1]["veredicto"].value), documents.index(item[1]["documento"])

    return pd.DataFrame.from_dict(
        dict(sorted(records.items(), key=order)), orient="index", columns=COLUMNS, dtype=object
    )


def _holds(relation: str, excess: Decimal, tolerance: Decimal, partial: tuple[bool, bool]) -> bool | None:
    """Whether it holds; None where parts that nobody printed decide: what is there is too little, and parts only add."""
    left, right = partial
    if relation == EQUAL:
        waits = (left and excess < -tolerance) or (right and excess > tolerance)
        return None if waits else abs(excess) <= tolerance
    holds = excess <= tolerance
    return None if (left if holds else right) else holds


def _mapped(given: Any, change: Callable[[str], str]) -> Any:
    """A declaration with each of its texts changed."""
    if isinstance(given, str):
        return change(given)
    if isinstance(given, tuple):
        return tuple(_mapped(item, change) for item in given)
    if isinstance(given, Declaration | Text | Whole):
        return replace(given, **{name: _mapped(value, change) for name, value in vars(given).items()})
    return given


def _require_two_things(left: Traced, right: Traced, one: Evaluation, other: Evaluation) -> None:
    """Refuse what could not fail: no cell of the data in it, or the same single figure on both sides."""
    if not (one.used or other.used):
        raise ExpressionError("no puede fallar: no lee ninguna cifra")
    if one.used.keys() == other.used.keys() and len(one.used) == 1 and left.formula == right.formula:
        raise ExpressionError("no puede fallar: los dos lados son la misma cifra")
