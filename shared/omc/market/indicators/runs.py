"""A recursion over columns with holes: it starts anew after each undefined value."""

from collections.abc import Callable

import numpy as np

from omc.market.model import FloatArray


def by_runs(indicator: Callable[..., FloatArray], *columns: FloatArray) -> FloatArray:
    """`indicator` applied to each unbroken run in which all columns are finite; NaN elsewhere.

    Without this one division by zero would silence a recursive indicator for good.
    """
    known = np.isfinite(columns[0])
    for column in columns[1:]:
        known &= np.isfinite(column)
    if known.all():
        return indicator(*map(np.ascontiguousarray, columns)) if len(known) else columns[0]
    result = np.full(len(known), np.nan)
    edges = np.flatnonzero(np.diff(known.astype(np.int8), prepend=0, append=0))
    for start, stop in edges.reshape(-1, 2):
        result[start:stop] = indicator(*(np.ascontiguousarray(column[start:stop]) for column in columns))
    return result
