"""What volume tells. A missing volume (NaN) leaves every value that would need it undefined."""

import numpy as np
import talib
from numpy.lib.stride_tricks import sliding_window_view

from omc.market.indicators.frame import Frame
from omc.market.indicators.runs import by_runs
from omc.market.indicators.windows import before, full, highest, lowest, mean, total
from omc.market.model import FloatArray, IntArray

Columns = tuple[FloatArray, ...]
_CELLS = 1 << 19


def volume_spike(frame: Frame, length: int) -> Columns:
    usual = before(total(frame.volume, length) / length, 1)
    return np.where(usual > 0, frame.volume / usual, np.nan), usual


def obv(frame: Frame, average: int, lookback: int) -> Columns:
    """Starts anew, at the bar's volume, after a missing one: only its changes mean anything."""
    value = by_runs(talib.OBV, frame.close, frame.volume)
    price = frame.close - before(frame.close, lookback)
    flow = value - before(value, lookback)
    divergence = np.where(price * flow < 0, np.sign(flow), 0.0)
    known = full(np.isfinite(value), lookback + 1)
    return value, mean(value, average), np.where(known, divergence, np.nan)


def ad(frame: Frame, length: int) -> Columns:
    """Slope: of the regression line through the last `length` values, in average volumes per bar."""
    value = by_runs(talib.AD, frame.high, frame.low, frame.close, frame.volume)
    slope = by_runs(lambda run: talib.LINEARREG_SLOPE(run, length), value)
    usual = total(frame.volume, length) / length
    return value, np.where(usual > 0, slope / usual, np.nan)


def poc(frame: Frame, length: int, levels: int) -> Columns:
    """Each bar's volume counts at its typical price; the range of the window is cut into `levels` parts.

    The middle of the fullest part, of equal ones the lowest.
    """
    typical, volume = (frame.high + frame.low + frame.close) / 3, frame.volume
    high, low = highest(frame.high, length), lowest(frame.low, length)
    result = np.full(len(frame), np.nan)
    block = _CELLS // max(length, levels)
    for start in range(length - 1, len(frame), block):
        rows = slice(start, min(start + block, len(frame)))
        near = slice(start - length + 1, rows.stop)
        step = (high[rows] - low[rows]) / levels
        fullest = _fullest(
            sliding_window_view(typical[near], length), sliding_window_view(volume[near], length),
            low[rows], step, levels,
        )  # fmt: skip
        result[rows] = low[rows] + (fullest + 0.5) * step
    known = full(np.isfinite(volume) & np.isfinite(typical), length) & (total(volume, length) > 0)
    return (frame.price(np.where(known, result, np.nan)),)


def _fullest(
    typical: FloatArray, volume: FloatArray, low: FloatArray, step: FloatArray, levels: int
) -> IntArray:
    """typical, volume: float64[rows, length]. Index of the part with the most volume, per row."""
    place = (typical - low[:, None]) / np.where(step > 0, step, 1.0)[:, None]
    part = np.clip(np.nan_to_num(place), 0, levels - 1).astype(np.int64)
    part += np.arange(len(part))[:, None] * levels
    counts = np.bincount(part.ravel(), np.nan_to_num(volume).ravel(), len(part) * levels)
    fullest: IntArray = counts.reshape(-1, levels).argmax(axis=1)
    return fullest
