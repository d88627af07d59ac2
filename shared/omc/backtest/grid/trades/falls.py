"""The deepest fall of equity marked at every close: most trades are told by the extremes of their closes, and
only those that could hold a deeper fall are walked.
"""

import numpy as np

from omc.backtest.grid.trades.booked import Booked
from omc.backtest.grid.trades.ranges import Ranges, runs
from omc.backtest.grid.trades.ticks import Prices
from omc.market.model import FloatArray


def deepest(booked: Booked, prices: Prices, closes: Ranges | None, capital: float) -> FloatArray:
    """The deepest fall below the peak of each lane, fraction of the peak, equity marked at every close."""
    falls = np.zeros(len(booked.offsets) - 1)
    if not len(booked.lane):
        return falls
    high, low = _extremes(booked, prices, closes)
    flat = booked.flat_after
    after = np.where(flat, booked.after, -np.inf)
    np.maximum(high, after, out=high)
    peak, before = np.empty_like(high), np.empty_like(high)
    bounds = booked.offsets.tolist()
    some = np.flatnonzero(np.diff(booked.offsets))
    for lane in some.tolist():
        first, last = bounds[lane], bounds[lane + 1]
        high[first] = max(high[first], capital)
        np.maximum.accumulate(high[first:last], out=peak[first:last])
    before[1:] = peak[:-1]
    before[booked.offsets[some]] = capital
    # Certain: what is below an earlier peak, and what is left at the end below the peak of the trade.
    certain = np.minimum(low / before, np.where(flat, booked.after, np.inf) / peak)
    kept = np.ones(len(falls))
    kept[some] = np.minimum.reduceat(certain, booked.offsets[some])
    np.minimum(kept, 1.0, out=kept)
    _look_inside(booked, prices, np.minimum(low, np.where(flat, booked.after, np.inf)) / peak, before, kept)
    return 1.0 - kept


def _look_inside(
    booked: Booked, prices: Prices, possible: FloatArray, before: FloatArray, kept: FloatArray
) -> None:
    """Only trades that could hold a deeper fall than is known are walked bar by bar, likeliest first."""
    candidates = np.flatnonzero(possible < kept[booked.lane])
    close = prices.close
    for trade in candidates[np.argsort(possible[candidates])].tolist():
        lane = booked.lane[trade]
        if possible[trade] >= kept[lane]:
            continue
        curve = booked.inside[trade] + booked.worth[trade] * close[booked.start[trade] : booked.end[trade]]
        peaks = np.maximum(np.maximum.accumulate(curve), before[trade])
        kept[lane] = min(kept[lane], float((curve / peaks).min()))


def _extremes(booked: Booked, prices: Prices, closes: Ranges | None) -> tuple[FloatArray, FloatArray]:
    """(highest, lowest) equity at the closes of each trade; -inf, inf for one that saw none."""
    length = booked.end - booked.start
    marked = length > 0
    first, span = (booked.start, length) if marked.all() else (booked.start[marked], length[marked])
    if closes is None:
        top, bottom = runs(prices.close, first, span)
    else:
        top, bottom = closes.over(first, span)
    high, low = np.full(len(length), -np.inf), np.full(len(length), np.inf)
    worth, inside = booked.worth[marked], booked.inside[marked]
    one, other = inside + worth * top, inside + worth * bottom
    high[marked], low[marked] = np.maximum(one, other), np.minimum(one, other)
    return high, low
