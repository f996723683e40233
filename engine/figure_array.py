"""The dtype of columns of numbers: pandas works on them as on floats, and every number remembers where it came from.

    frame["pim"] = figures([Traced.given(2086412, "…:2:pim"), None, 451])
    frame.sort_values("pim"), frame["pim"].sum(), frame.groupby("responsable")["pim"].mean()

Inside the numbers are exact. `frame.astype(float)` leaves formulas, sources and ids behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from pandas.api.extensions import register_extension_dtype

from engine.reductions import REDUCTIONS, WITH_DDOF, quantile
from engine.traced import NotANumber, Traced, traced
from engine.traced_array import TracedArray, TracedDtype, no_value, objects
from engine.word_array import WordArray, WordDtype

_ACCUMULATIONS: dict[str, Callable[[Traced, Traced], Traced]] = {
    "cumsum": lambda before, item: before + item,
    "cumprod": lambda before, item: before * item,
    "cummax": lambda before, item: before if not before.known or before >= item else item,
    "cummin": lambda before, item: before if not before.known or before <= item else item,
}


@register_extension_dtype
class FigureDtype(TracedDtype):
    """Dtype `figure`: numbers with formula, sources and figure id."""

    name = "figure"
    _is_numeric = True

    @classmethod
    def construct_array_type(cls) -> type[FigureArray]:
        """The array of this dtype."""
        return FigureArray

    def _get_common_dtype(self, dtypes: list[Any]) -> FigureDtype | None:
        """Figures and plain numbers are figures; figures and anything else are objects."""
        numeric = (pd.api.types.is_any_real_numeric_dtype(item) for item in dtypes)
        return self if all(numeric) else None


class FigureArray(TracedArray):
    """A column of traced numbers."""

    _reductions: ClassVar[frozenset[str]] = frozenset({*REDUCTIONS, "min", "max", "any", "all"})

    def __init__(self, cells: np.ndarray, dtype: FigureDtype | None = None) -> None:
        super().__init__(cells, dtype or FigureDtype())

    @classmethod
    def _dtype_of(cls, cells: list[Traced]) -> FigureDtype:
        return FigureDtype()

    @classmethod
    def _cell(cls, value: Any) -> Traced:
        if no_value(value):
            return FigureDtype.na_value
        if isinstance(value, (bool, np.bool_)):
            raise NotANumber(f"not a number: {value!r}")
        number = traced(value)
        if number.known and not number.number.is_finite():
            raise NotANumber(f"not a finite number: {value!r}")
        return number

    @classmethod
    def _from_sequence_of_strings(cls, strings: Sequence[Any], *, dtype: Any, copy: bool = False) -> Self:
        """Numbers as they are shown: `12,791`, `−47.7`."""
        numbers = [item if pd.isna(item) else Decimal(item.replace(",", "").replace("−", "-")) for item in strings]
        return cls._from_sequence(numbers, dtype=dtype)

    def _sort_key(self, value: Traced) -> Decimal:
        return value.number

    def _plain(self) -> np.ndarray:
        return np.array([float(cell) for cell in self._cells], dtype=float)

    @classmethod
    def _create_arithmetic_method(cls, op: Callable[[Any, Any], Any]) -> Callable[..., Any]:
        def calculate(self: FigureArray, other: object) -> Any:
            if isinstance(other, (pd.Series, pd.Index, pd.DataFrame)):
                return NotImplemented
            pairs = zip(self, self._operands(other), strict=True)
            return FigureArray(objects([op(cell, item) for cell, item in pairs]))

        return calculate

    def __neg__(self) -> FigureArray:
        return FigureArray(-self._cells)

    def __pos__(self) -> FigureArray:
        return self.copy()

    def __abs__(self) -> FigureArray:
        return FigureArray(abs(self._cells))

    def _reduce(self, name: str, *, skipna: bool = True, keepdims: bool = False, **kwargs: Any) -> Any:
        if name not in ("any", "all"):
            return super()._reduce(name, skipna=skipna, keepdims=keepdims, **kwargs)
        cells = self.dropna() if skipna else self
        result = (any if name == "any" else all)(cell != 0 for cell in cells)
        return np.array([result]) if keepdims else result

    def _reduced(self, name: str, known: Self, *, min_count: int = 0, ddof: int = 1, **kwargs: Any) -> Any:
        if name not in REDUCTIONS:
            return super()._reduced(name, known)
        if len(known) < max(min_count, 1):
            return self._absent()
        return REDUCTIONS[name](list(known), ddof) if name in WITH_DDOF else REDUCTIONS[name](list(known))

    def _accumulate(self, name: str, *, skipna: bool = True, **kwargs: Any) -> FigureArray:
        step, before, found = _ACCUMULATIONS[name], None, []
        for cell in self:
            counts = cell.known or not skipna
            if counts:
                before = cell if before is None else step(before, cell)
            found.append(before if counts else cell)
        return FigureArray(objects(found))

    def _groupby_op(self, *, how: str, ngroups: int, ids: np.ndarray, **kwargs: Any) -> Any:
        if how not in _ACCUMULATIONS:
            return super()._groupby_op(how=how, ngroups=ngroups, ids=ids, **kwargs)
        result = FigureArray._from_sequence([None] * len(self))
        for positions in (np.flatnonzero(ids == group) for group in range(ngroups)):
            result[positions] = self.take(positions)._accumulate(how, skipna=kwargs.get("skipna", True))
        return result

    def _quantile(self, qs: Iterable[float], interpolation: str) -> FigureArray:
        known = list(self.dropna())
        return FigureArray(
            objects([quantile(known, float(share), interpolation) if known else self._absent() for share in qs])
        )


FigureArray._add_arithmetic_ops()


def figures(values: Iterable[Any]) -> FigureArray:
    """A column of figures.

    Args:
        values: `Traced`, Decimal, int, float or None.

    Raises:
        NotANumber: When one is none, a TypeError.
    """
    return FigureArray._from_sequence(values)


def as_figures(frame: pd.DataFrame, words: Mapping[str, Sequence[str]] | None = None) -> pd.DataFrame:
    """The frame with a dtype of figures or of words for each column of type object that holds only `Traced` or missing values.

    Args:
        frame: Any frame, e.g. one made from records.
        words: Words in order, by column; a column of words without an order is sorted by name.
    """
    result = frame.copy(deep=False)
    for name, column in frame.items():
        array = _array_of(list(column), (words or {}).get(str(name))) if column.dtype == object else None
        if array is not None:
            result[name] = array
    return result


def _array_of(cells: list[Any], order: Sequence[str] | None) -> TracedArray | None:
    """The cells as words or figures; None when they are other things."""
    values = [cell for cell in cells if isinstance(cell, Traced)]
    if not values or not all(isinstance(cell, Traced) or pd.isna(cell) for cell in cells):
        return None
    are_words = {isinstance(cell.value, str) for cell in values if cell.known} or {bool(order)}
    if len(are_words) > 1:
        return None
    return WordArray._from_sequence(cells, dtype=WordDtype(order or ())) if True in are_words else figures(cells)
