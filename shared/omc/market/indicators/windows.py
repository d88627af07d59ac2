"""Averages, deviations and extremes of the last `length` values."""

import numpy as np
import talib
from numpy.lib.stride_tricks import sliding_window_view

from omc.market.indicators.runs import by_runs
from omc.market.model import BoolArray, FloatArray, IntArray

_BLOCK = 1024
# A variance under this many times what rounding may have left of the sums is computed anew.
_TRUSTED = 1e8
_CELLS = 1 << 19


def exact_mean(ticks: FloatArray, length: int) -> FloatArray:
    """Simple average of whole numbers: exact sums, one rounding (the division)."""
    known = np.isfinite(ticks)
    whole = bool(known.all())
    # A sum over the whole run may wrap around; differences of sums are right all the same.
    sums = window_sum((ticks if whole else np.where(known, ticks, 0.0)).astype(np.int64), length)
    result = sums / length
    result[: length - 1] = np.nan
    return result if whole else np.where(full(known, length), result, np.nan)


def mean(values: FloatArray, length: int) -> FloatArray:
    """Simple average of any numbers."""
    return _moments(values, length)[0]


def deviation(values: FloatArray, length: int) -> FloatArray:
    """Population standard deviation; exactly 0 over a flat window of whole numbers."""
    return np.sqrt(_moments(values, length)[1])


def highest(values: FloatArray, length: int) -> FloatArray:
    return values if length == 1 else by_runs(lambda run: talib.MAX(run, length), values)


def lowest(values: FloatArray, length: int) -> FloatArray:
    return values if length == 1 else by_runs(lambda run: talib.MIN(run, length), values)


def total(values: FloatArray, length: int) -> FloatArray:
    """Sum of the last `length` values of any size; exactly 0 over a window of zeros."""
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    result = np.full(len(values), np.nan)
    for start in range(length - 1, len(values), _BLOCK):
        block = slice(start, min(start + _BLOCK, len(values)))
        result[block] = _sums(filled[start - length + 1 : block.stop], length)
    return np.where(full(known, length), result, np.nan)


def before(values: FloatArray, bars: int) -> FloatArray:
    """The value `bars` bars ago; NaN where there was none."""
    result = np.full(len(values), np.nan)
    result[bars:] = values[: len(values) - bars] if bars < len(values) else result[bars:]
    return result


def full(known: BoolArray, length: int) -> BoolArray:
    """Where the last `length` values exist and are all known."""
    every: BoolArray = count_true(known, length) == length
    return every


def held(values: FloatArray, flags: BoolArray) -> FloatArray:
    """The value at the last bar up to now whose flag is set; NaN before the first."""
    at = last_index(flags)
    return np.where(at >= 0, values[at], np.nan)


def last_index(flags: BoolArray) -> IntArray:
    """Index of the last bar up to now whose flag is set, -1 before the first."""
    every: IntArray = np.where(flags, np.arange(len(flags)), -1)
    return np.maximum.accumulate(every) if len(every) else every


def count_true(flags: BoolArray, length: int) -> IntArray:
    """How many of the last `length` flags are set."""
    return window_sum(flags.astype(np.int64), length)


def window_sum(values: IntArray, length: int) -> IntArray:
    """Sum of the last `length` values; over the values so far where there are fewer."""
    total = np.cumsum(values)
    sums = total.copy()
    sums[length:] -= total[:-length]
    return sums


def _moments(values: FloatArray, length: int) -> tuple[FloatArray, FloatArray]:
    """Mean and population variance, from sums of distances to a value nearby.

    The run is cut at fixed places counted from its first value, and each block is centred on a value of
    its own past: no cancellation as with sums of squares of whole prices, and no look ahead. Windows that are
    quiet beside what their block saw before them, a jump by a thousand, are computed each by itself.
    """
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    average, variance = np.full(len(values), np.nan), np.full(len(values), np.nan)
    for start in range(length - 1, len(values), _BLOCK):
        block = slice(start, min(start + _BLOCK, len(values)))
        near = filled[start - length + 1 : block.stop]
        centre = near[0]
        squares = (near - centre) ** 2
        first, second = _sums(near - centre, length), _sums(squares, length)
        average[block] = centre + first / length
        scaled = second * length - first * first
        variance[block] = np.maximum(scaled, 0.0) / (length * length)
        rough = np.flatnonzero(scaled < _TRUSTED * length * _rounding(squares, second, length))
        variance[block.start + rough] = _variance(near, rough, length)
    whole = full(known, length)
    # Squares of extreme numbers overflow: that deviation is undefined, not infinite.
    return np.where(whole, average, np.nan), np.where(whole & np.isfinite(variance), variance, np.nan)


def _rounding(squares: FloatArray, second: FloatArray, length: int) -> FloatArray:
    """What rounding may take from each window's sum of squares, a difference of sums from the block's start.

    Whole numbers lose nothing as long as float64 holds their sum, and its product with `length`.
    """
    sums = np.cumsum(squares)[length - 1 :]
    whole = bool(np.all(squares == np.rint(squares)))
    exact = np.maximum(sums, second * length) < (2.0**53 if whole else 0.0)
    return np.where(exact, 0.0, np.maximum(sums, second) * np.finfo(np.float64).eps)


def _variance(values: FloatArray, rows: IntArray, length: int) -> FloatArray:
    """Of the windows that begin at `rows`, each by itself: exactly 0 where it is flat."""
    windows, result = sliding_window_view(values, length), np.empty(len(rows))
    step = max(_CELLS // length, 1)
    for start in range(0, len(rows), step):
        near = windows[rows[start : start + step]]
        apart = near - near[:, :1]
        first, second = apart.sum(axis=1), (apart * apart).sum(axis=1)
        result[start : start + step] = np.maximum(second * length - first * first, 0.0) / (length * length)
    return result


def _sums(values: FloatArray, length: int) -> FloatArray:
    total = np.concatenate((np.zeros(1), np.cumsum(values)))
    return total[length:] - total[:-length]
