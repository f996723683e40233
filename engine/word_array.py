"""The dtype of columns of words that a rule decided (levels, scales, verdicts), in their order.

    frame["nivel"] = words(["alto", None, "bajo"], ("bajo", "medio", "alto"))
    frame.sort_values("nivel"), frame["nivel"].value_counts(), frame[frame["nivel"] >= "medio"]

A word outside the declared order is accepted: it stands after the others, by name, and is neither more nor less than any.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from pandas.api.extensions import register_extension_dtype

from engine.traced import Traced
from engine.traced_array import TracedArray, TracedDtype, no_value, objects

_SEPARATOR = " < "
_NAME = re.compile(r"word\[(.*)\]", re.DOTALL)


@register_extension_dtype
class WordDtype(TracedDtype):
    """Dtype of words in their order, `word[bajo < medio < alto]`.

    Args:
        order: The words, lowest first; empty when they have no order.
    """

    name = "word[]"
    _metadata = ("order",)

    def __init__(self, order: Iterable[str] = ()) -> None:
        self.order = tuple(order)
        self.name = f"word[{_SEPARATOR.join(self.order)}]"  # type: ignore[misc]  # each order has its own

    @classmethod
    def construct_array_type(cls) -> type[WordArray]:
        """The array of this dtype."""
        return WordArray

    @classmethod
    def construct_from_string(cls, string: str) -> Self:
        """The dtype of a name.

        Raises:
            TypeError: When it is no name of such a dtype.
        """
        if not isinstance(string, str):
            raise TypeError(f"'construct_from_string' expects a string, got {type(string)}")
        match = _NAME.fullmatch(string)
        if not match:
            raise TypeError(f"Cannot construct a '{cls.__name__}' from '{string}'")
        return cls(match[1].split(_SEPARATOR) if match[1] else ())


class WordArray(TracedArray):
    """A column of traced words."""

    @classmethod
    def _dtype_of(cls, cells: list[Traced]) -> WordDtype:
        return WordDtype()

    @classmethod
    def _cell(cls, value: Any) -> Traced:
        if isinstance(value, str):
            return Traced(value)
        if isinstance(value, Traced) and (isinstance(value.value, str) or not value.known):
            return value
        if no_value(value):
            return WordDtype.na_value
        raise TypeError(f"not a word: {value!r}")

    @classmethod
    def _from_sequence_of_strings(cls, strings: Sequence[Any], *, dtype: Any, copy: bool = False) -> Self:
        return cls._from_sequence(strings, dtype=dtype)

    def _sort_key(self, value: Traced) -> tuple[int, str]:
        return self._place(value), str(value.value)

    def _place(self, word: object) -> int:
        """The place of a word in the declared order; after the last one when it is not in it."""
        order = self.dtype.order
        value = word.value if isinstance(word, Traced) else word
        return order.index(value) if value in order else len(order)

    def _values_for_json(self) -> np.ndarray:
        return objects([cell.value for cell in self._cells])

    def unique(self) -> Self:
        """The first cell of each word, in the order of the words: so charts draw them."""
        found = super().unique()
        return found.take(found.argsort())

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """As another dtype; `category` keeps the order."""
        wanted = pd.api.types.pandas_dtype(dtype)
        if not isinstance(wanted, pd.CategoricalDtype):
            return super().astype(dtype, copy=copy)
        if wanted.categories is None:
            others = sorted({str(cell.value) for cell in self.dropna()} - set(self.dtype.order))
            wanted = pd.CategoricalDtype([*self.dtype.order, *others], ordered=bool(self.dtype.order))
        return pd.Categorical([cell.value for cell in self._cells], dtype=wanted)

    def _compared(self, op: Callable[[Any, Any], Any], cell: Traced, item: Any) -> bool:
        if op in (operator.eq, operator.ne):
            return op(cell, item)
        places = [self._place(cell), self._place(self._cell(item))]
        return max(places) < len(self.dtype.order) and op(*places)

    def _reduced(self, name: str, known: Self, **kwargs: Any) -> Any:
        """The lowest or highest of the words that have an order."""
        ordered = known[np.array([self._place(cell) < len(self.dtype.order) for cell in known], dtype=bool)]
        return super()._reduced(name, ordered if len(ordered) else known)

    def value_counts(self, dropna: bool = True) -> pd.Series:
        """How many cells have each word, in the order of the words."""
        counts = super().value_counts(dropna)
        return _InOrder(counts.iloc[counts.index.argsort()])


class _InOrder(pd.Series):
    """Counts that stay in the order of the words where pandas, asked for none, puts the largest first."""

    def sort_values(self, *, ascending: Any = True, kind: str = "quicksort", **kwargs: Any) -> pd.Series:  # type: ignore[override]
        """As a series; the call of `Series.value_counts` without arguments changes nothing."""
        counts: Any = pd.Series(self)
        asked = kind != "stable" or ascending
        return counts.sort_values(ascending=ascending, kind=kind, **kwargs) if asked else counts


def words(values: Iterable[Any], order: Iterable[str] = ()) -> WordArray:
    """A column of words.

    Args:
        values: `Traced`, str or None.
        order: The words, lowest first.

    Raises:
        TypeError: When one is no word.
    """
    return WordArray._from_sequence(values, dtype=WordDtype(order))
