"""How matplotlib draws traced values that come without their column; importing this module is enough."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.category import StrCategoryConverter
from matplotlib.units import registry

from engine.traced import Traced


class TracedConverter(StrCategoryConverter):
    """Numbers are drawn as floats, words as categories."""

    @staticmethod
    def convert(value: Any, unit: Any, axis: Any) -> Any:
        """Positions on an axis."""
        bare = _bare(value)
        return np.asarray(bare, dtype=float) if unit is None else StrCategoryConverter.convert(bare, unit, axis)

    @staticmethod
    def default_units(data: Any, axis: Any) -> Any:
        """The categories, when there are words."""
        words = [item for item in np.atleast_1d(_bare(data)) if isinstance(item, str)]
        return StrCategoryConverter.default_units(words, axis) if words else None

    @staticmethod
    def axisinfo(unit: Any, axis: Any) -> Any:
        """Ticks of the categories."""
        return None if unit is None else StrCategoryConverter.axisinfo(unit, axis)


def _bare(data: Any) -> Any:
    """Values without their trace: texts, and floats for everything else."""
    if np.iterable(data) and not isinstance(data, str):
        return np.array([_bare(item) for item in data], dtype=object)
    return str(data) if isinstance(data, str) or isinstance(getattr(data, "value", None), str) else float(data)


registry[Traced] = TracedConverter
