"""The same market on longer bars, of which only closed ones count."""

import numpy as np

from omc.kernel.instants import DAY_MS, HOUR_MS, Ms
from omc.market.indicators.frame import Frame
from omc.market.indicators.recursive import ema
from omc.market.model import FloatArray, IntArray

PERIODS: tuple[Ms, ...] = (HOUR_MS, 4 * HOUR_MS, DAY_MS)
_LEAST = 2


def higher_timeframe_alignment(frame: Frame, length: int) -> tuple[FloatArray, ...]:
    """Sum of the sides (1, -1) of the close against each average; undefined while fewer than two are known.

    A period shorter than the bars has no average.
    """
    averages = [_average(frame, period, length) for period in PERIODS]
    sides = np.stack([np.sign(frame.close - average) for average in averages])
    known = np.isfinite(sides)
    value = np.where(known.sum(axis=0) >= _LEAST, np.where(known, sides, 0.0).sum(axis=0), np.nan)
    return value, *(frame.price(average) for average in averages)


def _average(frame: Frame, period: Ms, length: int) -> FloatArray:
    """EMA of the closes of the period's closed bars, as known when each bar of the frame closed, in ticks."""
    n, step = len(frame), _bar_length(frame.bars.ts)
    if not n:
        return np.empty(0)
    own = frame.bars.ts // period
    complete = (step <= period) & ((frame.bars.ts + step) // period > own)
    # A longer bar ends with its last bar, or is seen to have ended when the next one begins.
    last = np.flatnonzero(complete | (np.diff(own, append=own[-1]) > 0))
    known_at = np.where(complete[last], last, last + 1)
    average = ema(frame.close[last], length)
    at = np.searchsorted(known_at, np.arange(n), side="right") - 1
    known = (at >= 0) & (step <= period)
    return np.where(known, average[at], np.nan) if len(average) else np.full(n, np.nan)


def _bar_length(ts: IntArray) -> IntArray:
    """How long the bars are, as far as the bars up to each tell: the least distance seen."""
    steps = np.diff(ts, prepend=ts[:1] - np.iinfo(np.int64).max // 4)
    return np.minimum.accumulate(steps) if len(steps) else steps
