"""What columns of traced numbers and of traced words share: a pandas extension array over `Traced`.

Element access and iteration give the `Traced` itself, so a value keeps its formula, sources and figure id through filtering,
sorting, merging and concatenating. A value is missing when it has none; its reason stays with it.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from pandas.api.extensions import (  # type: ignore[attr-defined]  # the stubs lack one
    ExtensionArray,
    ExtensionDtype,
    ExtensionScalarOpsMixin,
    no_default,
    take,
)
from pandas.api.indexers import check_array_indexer

from engine.traced import ASSUMED, NO_DATA, Traced

_CELL_BYTES = 8


class TracedDtype(ExtensionDtype):
    """Dtype of a column whose cells are `Traced`."""

    type = Traced
    na_value = Traced.absent(NO_DATA)

    def __repr__(self) -> str:
        return self.name


class TracedArray(ExtensionScalarOpsMixin, ExtensionArray):
    """Array of `Traced`; subclasses say what a cell may hold (`_cell`) and how cells are ordered (`_sort_key`).

    Args:
        cells: Object array of `Traced`.
        dtype: Dtype of the column.
    """

    __array_priority__ = 1000
    _reductions: ClassVar[frozenset[str]] = frozenset({"min", "max"})

    def __init__(self, cells: np.ndarray, dtype: Any) -> None:
        self._cells, self._dtype = cells, dtype

    @property
    def dtype(self) -> Any:
        """The dtype."""
        return self._dtype

    @classmethod
    def _cell(cls, value: object) -> Traced:
        """What stands in a cell for a value; raises TypeError for what the column cannot hold."""
        raise NotImplementedError

    def _sort_key(self, value: Traced) -> Any:
        """What a known value is sorted by."""
        raise NotImplementedError

    @classmethod
    def _from_sequence(cls, scalars: Iterable[object], *, dtype: Any = None, copy: bool = False) -> Self:
        cells = [cls._cell(item) for item in scalars]
        return cls(objects(cells), dtype or cls._dtype_of(cells))

    @classmethod
    def _dtype_of(cls, cells: list[Traced]) -> Any:
        raise NotImplementedError

    @classmethod
    def _concat_same_type(cls, to_concat: Sequence[Self]) -> Self:
        return cls(np.concatenate([item._cells for item in to_concat]), to_concat[0].dtype)

    @classmethod
    def _from_scalars(cls, scalars: Any, *, dtype: Any) -> Self:
        """The results of a function of each cell; floats, bools and texts that one gives stay what they are."""
        if len(scalars) and not any(isinstance(item, Traced) for item in scalars):
            raise TypeError("no traced values")
        return cls._from_sequence(scalars, dtype=dtype)

    def __len__(self) -> int:
        return len(self._cells)

    def __iter__(self) -> Iterator[Traced]:
        return iter(self._cells)

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, (int, np.integer)):
            return self._cells[item]
        item = check_array_indexer(self, item)
        result = type(self)(self._cells[item], self.dtype)
        if isinstance(item, (slice, tuple)):
            result._readonly = self._readonly
        return result

    def __setitem__(self, key: Any, value: Any) -> None:
        if self._readonly:
            raise ValueError("Cannot modify read-only array")
        key = check_array_indexer(self, key)
        if not pd.api.types.is_list_like(value):
            self._cells[key] = self._cell(value)
        elif pd.api.types.is_scalar(key):
            raise ValueError("setting a cell with a sequence")
        else:
            self._cells[key] = type(self)._from_sequence(value, dtype=self.dtype)._cells

    def __contains__(self, item: object) -> bool:
        if isinstance(item, Traced) and not item.known:
            return bool(self._hasna)
        return item is not pd.NA and any(cell == item for cell in self._cells)

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: object = None) -> Self:
        """Cells by position; with `allow_fill`, -1 is a missing one."""
        fill = self._cell(fill_value) if allow_fill else None
        return type(self)(np.asarray(take(self._cells, indices, fill_value=fill, allow_fill=allow_fill)), self.dtype)

    def copy(self) -> Self:
        """The same cells in an array of their own."""
        return type(self)(self._cells.copy(), self.dtype)

    def isna(self) -> np.ndarray:
        """Which cells have no value."""
        return np.array([not cell.known for cell in self._cells], dtype=bool)

    @property
    def nbytes(self) -> int:
        """Bytes of the references; cells are shared with other arrays."""
        return len(self) * _CELL_BYTES

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if copy is False:
            raise ValueError("a copy is needed")
        if dtype is not None and np.dtype(dtype) == object:
            return objects([_spelt_out(cell) for cell in self._cells])
        plain = self._plain()
        return plain if dtype is None else plain.astype(dtype)

    def _plain(self) -> np.ndarray:
        """The values as numpy and matplotlib take them."""
        return self._cells.copy()

    def to_numpy(
        self, *asked: Any, dtype: Any = no_default, copy: bool = False, na_value: Any = no_default
    ) -> np.ndarray:
        """A new array: of a column plain values (figures as floats), of dtype object the `Traced`.

        A frame, which asks for `dtype=None` by name, gets the `Traced` too, so that they outlive `frame.T` and a row that is
        added.
        """
        wanted = asked[0] if asked else None if dtype is no_default else dtype or object
        result = self._cells.copy() if wanted is not None and np.dtype(wanted) == object else self._plain()
        if na_value is not no_default:
            result[self.isna()] = na_value
        return result if wanted is None else result.astype(wanted)

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """As another dtype; a missing value becomes that dtype's own, text is the plain value."""
        wanted = pd.api.types.pandas_dtype(dtype)
        if wanted == np.dtype(object):
            return self._cells.copy()
        if isinstance(wanted, pd.StringDtype):
            return pd.array([str(cell) if cell.known else None for cell in self._cells], dtype=wanted)
        if isinstance(wanted, np.dtype) and wanted.kind in "iu" and self._hasna:
            raise ValueError("cannot convert missing values to integer")
        return super().astype(wanted, copy=copy)

    def _formatter(self, boxed: bool = False) -> Callable[[Traced], str]:
        return written

    def _values_for_factorize(self) -> tuple[np.ndarray, Any]:
        return objects([cell.value for cell in self._cells]), None

    def factorize(self, use_na_sentinel: bool = True) -> tuple[np.ndarray, Self]:
        """Codes by value, and the first cell of each value."""
        codes, _ = pd.factorize(self._values_for_factorize()[0], use_na_sentinel=use_na_sentinel)
        found, first = np.unique(codes, return_index=True)
        return codes, self.take(first[found >= 0])

    def unique(self) -> Self:
        """The first cell of each value, in order of appearance."""
        return self[~self.duplicated()]

    def isin(self, values: Iterable[object]) -> np.ndarray:
        """Which cells have one of the values, given as numbers, words or `Traced`."""
        wanted = {self._cell(item).value for item in values if self._can_hold(item)}
        return np.array([cell.value in wanted for cell in self._cells], dtype=bool)

    def _can_hold(self, item: object) -> bool:
        try:
            self._cell(item)
        except (TypeError, ValueError):
            return False
        return True

    def value_counts(self, dropna: bool = True) -> pd.Series:
        """How many cells have each value."""
        codes, values = (self.dropna() if dropna else self).factorize(use_na_sentinel=False)
        return pd.Series(np.bincount(codes, minlength=len(values)), index=pd.Index(values), name="count")

    def _mode(self, dropna: bool = True) -> Self:
        """The most frequent values, in order."""
        codes, values = (self.dropna() if dropna else self).factorize(use_na_sentinel=False)
        counts = np.bincount(codes, minlength=len(values))
        found = values[counts == max(counts, default=0)]
        return found.take(found.argsort())

    def _values_for_argsort(self) -> np.ndarray:
        """The place of each cell in the exact order, NaN for a missing one."""
        keys = [self._sort_key(cell) if cell.known else None for cell in self._cells]
        places = {key: place for place, key in enumerate(sorted({key for key in keys if key is not None}))}
        return np.array([places.get(key, np.nan) for key in keys], dtype=float)

    def searchsorted(self, value: Any, side: str = "left", sorter: Any = None) -> Any:
        """Where values belong in this sorted column."""
        ordered = self._cells if sorter is None else self._cells[sorter]
        keys = [self._sort_key(cell) for cell in ordered]
        find = bisect.bisect_left if side == "left" else bisect.bisect_right
        if not pd.api.types.is_list_like(value):
            return np.intp(find(keys, self._sort_key(self._cell(value))))
        return np.array([find(keys, self._sort_key(self._cell(item))) for item in value], dtype=np.intp)

    def _operands(self, other: Any) -> Iterable[object]:
        """What stands on the other side for each cell; a missing value of any kind is a missing one here."""
        if not pd.api.types.is_list_like(other):
            return [self._operand(other)] * len(self)
        if len(other) != len(self):
            raise ValueError("Lengths must match")
        return [self._operand(item) for item in other]

    def _operand(self, item: object) -> object:
        return self.dtype.na_value if no_value(item) else item

    @classmethod
    def _create_comparison_method(cls, op: Callable[[Any, Any], Any]) -> Callable[..., Any]:
        def compare(self: TracedArray, other: object) -> Any:
            if isinstance(other, (pd.Series, pd.Index, pd.DataFrame)):
                return NotImplemented
            pairs = zip(self, self._operands(other), strict=True)
            return np.array([self._compared(op, cell, item) for cell, item in pairs], dtype=bool)

        return compare

    def _compared(self, op: Callable[[Any, Any], Any], cell: Traced, item: Any) -> bool:
        return op(cell, item)

    def _reduce(self, name: str, *, skipna: bool = True, keepdims: bool = False, **kwargs: Any) -> Any:
        missing = self.isna()
        if name in ("count", "argmin", "argmax"):
            position = self.count() if name == "count" else getattr(self, name)(skipna=skipna)
            return np.array([position]) if keepdims else position
        if not skipna and missing.any():
            result: Any = self._absent()
        else:
            result = self._reduced(name, self[~missing], **kwargs)
        return type(self)._from_sequence([result], dtype=self.dtype) if keepdims else result

    def _reduced(self, name: str, known: Self, **kwargs: Any) -> Any:
        """A reduction of the known values."""
        if name not in ("min", "max"):
            raise TypeError(f"Cannot perform reduction '{name}' with dtype {self.dtype}")
        if not len(known):
            return self._absent()
        return known[known.argmin() if name == "min" else known.argmax()]

    def _extreme(self, how: str) -> int:
        """Position of the lowest or highest value; -1 when none is known."""
        if self.isna().all():
            return -1
        return self.argmin() if how == "idxmin" else self.argmax()

    def _absent(self) -> Traced:
        """What stands for a result that there is none of: missing, for the first reason."""
        return next((cell.closed() for cell in self._cells if not cell.known), Traced.absent(NO_DATA))

    def _groupby_op(
        self, *, how: str, has_dropped_na: bool, min_count: int, ngroups: int, ids: np.ndarray, **kwargs: Any
    ) -> Any:
        rows = [np.flatnonzero(ids == group) for group in range(ngroups)]
        if how == "rank":
            ranks = np.full(len(self), np.nan)
            method = kwargs.pop("ties_method")
            for positions in rows:
                ranks[positions] = self.take(positions)._rank(method=method, **kwargs)
            return ranks
        if how in ("idxmin", "idxmax"):
            found = [self.take(positions)._extreme(how) for positions in rows]
            return np.array([at if at < 0 else part[at] for at, part in zip(found, rows, strict=True)], dtype=np.intp)
        if how not in self._reductions:
            return super()._groupby_op(
                how=how, has_dropped_na=has_dropped_na, min_count=min_count, ngroups=ngroups, ids=ids, **kwargs
            )
        parts = [self.take(positions)._reduce(how, min_count=min_count, **kwargs) for positions in rows]
        return type(self)._from_scalars(parts, dtype=self.dtype) if how not in ("any", "all") else np.array(parts, bool)


TracedArray._add_comparison_ops()


def objects(items: Sequence[object]) -> np.ndarray:
    """An object array of these items as they are."""
    result = np.empty(len(items), dtype=object)
    result[:] = items
    return result


def _spelt_out(cell: Traced) -> Traced:
    """The same, but a missing one is none to pandas, which would write NaN instead of its text."""
    if cell.known:
        return cell
    twin = object.__new__(Traced)
    twin.__dict__.update(cell.__dict__)
    return twin


def no_value(item: object) -> bool:
    """Whether it is a missing value of Python, numpy or pandas."""
    return not isinstance(item, Traced) and pd.api.types.is_scalar(item) and bool(pd.isna(item))  # type: ignore[call-overload]


def written(value: Traced) -> str:
    """As readers see it; what follows from an assumed value says so."""
    return f"{value.text} ({ASSUMED})" if value.assumed else value.text
