"""What swings between two extremes. In a flat market, where the formula has 0 / 0, the middle."""

import numpy as np
import talib

from omc.market.indicators.frame import Frame, Source
from omc.market.indicators.recursive import rsi as relative_strength
from omc.market.indicators.runs import by_runs
from omc.market.indicators.windows import before, highest, lowest, mean, total
from omc.market.model import FloatArray

Columns = tuple[FloatArray, ...]


def rsi(source: Source, length: int) -> Columns:
    return (relative_strength(source.values, length),)


def stochastic(frame: Frame, length: int, signal: int, smooth: int) -> Columns:
    """j: %K by twice its distance from %D further out, below 0 and beyond 100 too."""
    raw = 100 * _place(frame.close, highest(frame.high, length), lowest(frame.low, length))
    k, d = _smoothed(raw, signal, smooth)
    return k, d, 3 * k - 2 * d


def stoch_rsi(source: Source, rsi_length: int, length: int, signal: int, smooth: int) -> Columns:
    strength = relative_strength(source.values, rsi_length)
    return _smoothed(
        100 * _place(strength, highest(strength, length), lowest(strength, length)), signal, smooth
    )


def cci(frame: Frame, length: int) -> Columns:
    bars = (frame.high, frame.low, frame.close)
    return (by_runs(lambda high, low, close: talib.CCI(high, low, close, length), *bars),)


def williams_r(frame: Frame, length: int) -> Columns:
    return (100 * _place(frame.close, highest(frame.high, length), lowest(frame.low, length)) - 100,)


def mfi(frame: Frame, length: int) -> Columns:
    """TA-Lib's own calls any flow under 1 zero, which small volumes are; this one does not."""
    typical = frame.high + frame.low + frame.close
    change = typical - before(typical, 1)
    flow = typical * frame.volume
    rising = total(np.where(change > 0, flow, 0 * flow * change), length)
    falling = total(np.where(change < 0, flow, 0 * flow * change), length)
    both = rising + falling
    return (np.where(both == 0, 50.0, 100 * rising / both),)


def _place(value: FloatArray, high: FloatArray, low: FloatArray) -> FloatArray:
    """0 at the low, 1 at the high, one half where they are the same."""
    return np.where(high == low, 0.5, (value - low) / (high - low))


def _smoothed(raw: FloatArray, signal: int, smooth: int) -> tuple[FloatArray, FloatArray]:
    k = raw if smooth == 1 else mean(raw, smooth)
    return k, k if signal == 1 else mean(k, signal)
