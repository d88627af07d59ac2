"""Buy and hold of several symbols (OMC-BT-060): the same money in each, never moved."""

from collections.abc import Sequence

import numpy as np

from omc.market.model import FloatArray, IntArray


def basket_index(instants: IntArray, columns: Sequence[tuple[IntArray, FloatArray]]) -> FloatArray:
    """float64[len(instants)]: 1 grown with the mean of the symbols' growth since the first close of each.

    columns: (close_ts, close) of each symbol, one at least, ascending. Before its first close a symbol's
    share lies in cash; between closes it keeps the last.
    """
    grown = [_growth(instants, close_ts, close) for close_ts, close in columns]
    index: FloatArray = np.mean(grown, axis=0)
    return index


def _growth(instants: IntArray, close_ts: IntArray, close: FloatArray) -> FloatArray:
    last = np.searchsorted(close_ts, instants, side="right") - 1
    growth: FloatArray = np.where(last >= 0, close[np.maximum(last, 0)] / close[0], 1.0)
    return growth


def basket_since(
    instants: IntArray, columns: Sequence[tuple[IntArray, FloatArray]], since: int
) -> FloatArray:
    """`basket_index` of a basket bought at the instant `since`: at the last close of each known by then, of
    one that has none at its first after it. 1 before."""
    bought = []
    for close_ts, close in columns:
        first = max(int(np.searchsorted(close_ts, since, side="right")) - 1, 0)
        bought.append((close_ts[first:], close[first:]))
    index: FloatArray = np.where(instants < since, 1.0, basket_index(instants, bought))
    return index
