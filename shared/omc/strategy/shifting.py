"""Columns as they were some bars ago."""

import numpy as np

from omc.market.model import BoolArray, FloatArray


def shifted(values: FloatArray, bars: int) -> FloatArray:
    """As they were `bars` bars ago; NaN before."""
    result = np.full(len(values), np.nan)
    result[bars:] = values[:-bars]
    return result


def bool_before(values: BoolArray, bars: int) -> BoolArray:
    """As they were `bars` bars ago; False before."""
    result = np.zeros(len(values), dtype=np.bool_)
    result[bars:] = values[:-bars]
    return result
