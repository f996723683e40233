"""How numpy's functions treat a number that is a class of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

_KEEPING = (np.negative, np.positive, np.absolute)


class NumberInNumpy:
    """Arithmetic of numpy works on the number itself; its other functions of one number (isfinite, sqrt) see a float."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if ufunc.nin == 1 and ufunc not in _KEEPING:
            return getattr(ufunc, method)(*map(float, inputs), **kwargs)
        return getattr(ufunc, method)(*map(_boxed, inputs), **kwargs)

    def __array_function__(self, func: Callable[..., Any], types: Any, args: Any, kwargs: Any) -> Any:
        """Between two numbers numpy spaces floats."""
        seen = _as_float if func is np.linspace else _boxed
        return func(*map(seen, args), **kwargs)


def _boxed(item: Any) -> Any:
    return np.array(item, dtype=object) if isinstance(item, NumberInNumpy) else item


def _as_float(item: Any) -> Any:
    return float(item) if isinstance(item, NumberInNumpy) else item  # type: ignore[arg-type]
