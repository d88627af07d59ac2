"""Indicators that remember everything since their anchor: seeded by a simple average, then recursive."""

import numpy as np
import talib

from omc.market.indicators.runs import by_runs
from omc.market.model import FloatArray

_NEUTRAL = 50.0


def ema(values: FloatArray, length: int) -> FloatArray:
    """Exponential average with weight 2 / (length + 1), seeded by the first `length` values."""
    return by_runs(lambda run: talib.EMA(run, length), values)


def rsi(values: FloatArray, length: int) -> FloatArray:
    """Wilder's relative strength, 0 to 100; 50 where there was neither gain nor loss (a flat market)."""
    return by_runs(lambda run: _rsi(run, length), values)


def atr(high: FloatArray, low: FloatArray, close: FloatArray, length: int) -> FloatArray:
    """Wilder's average true range; the first true range needs a close before it."""
    return talib.ATR(high, low, close, length) if len(close) else close


def wilder(values: FloatArray, length: int) -> FloatArray:
    """Wilder's average of values from 0 up: seeded by the mean of the first `length`."""
    return by_runs(lambda run: _wilder(run, length), values)


def _wilder(values: FloatArray, length: int) -> FloatArray:
    # The true range of bars from 0 to x that closed at 0 is x; the first bar has none.
    high = np.concatenate((np.zeros(1), values))
    zero = np.zeros(len(high))
    return talib.ATR(high, zero, zero, length)[1:]


def _rsi(values: FloatArray, length: int) -> FloatArray:
    if length == 1:
        return _rsi_of_one(values)
    strength = talib.RSI(values, length)
    zero = strength == 0
    if zero.any():
        # The library says 0 both for "only losses" and for "no movement"; mirrored, only the latter stays 0.
        strength[zero & (talib.RSI(-values, length) == 0)] = _NEUTRAL
    return strength


def _rsi_of_one(values: FloatArray) -> FloatArray:
    change = np.sign(np.diff(values, prepend=np.nan))
    return _NEUTRAL + _NEUTRAL * change
