"""A recursion over a column with holes: it starts anew after each undefined value."""

from collections.abc import Callable

import numpy as np

from omc.market.model import FloatArray


def by_runs(indicator: Callable[[FloatArray], FloatArray], values: FloatArray) -> FloatArray:
    """`indicator` applied to each unbroken run of finite values; NaN elsewhere.

    Without this one division by zero would silence a recursive indicator for good.
    """
    known = np.isfinite(values)
    if known.all():
        return indicator(np.ascontiguousarray(values)) if len(values) else values
    result = np.full(len(values), np.nan)
    edges = np.flatnonzero(np.diff(known.astype(np.int8), prepend=0, append=0))
    for start, stop in edges.reshape(-1, 2):
        result[start:stop] = indicator(np.ascontiguousarray(values[start:stop]))
    return result
