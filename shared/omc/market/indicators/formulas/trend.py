"""Averages, their crosses, and what tells a trend."""

import numpy as np
import talib

from omc.market.indicators.frame import Frame, Source
from omc.market.indicators.recursive import ema as exponential
from omc.market.indicators.recursive import wilder
from omc.market.indicators.runs import by_runs
from omc.market.indicators.windows import before
from omc.market.model import FloatArray

Columns = tuple[FloatArray, ...]


def sma(source: Source, length: int) -> Columns:
    return (source.back(source.average(length)),)


def ema(source: Source, length: int) -> Columns:
    return (source.back(exponential(source.values, length)),)


def wma(source: Source, length: int) -> Columns:
    return (source.back(by_runs(lambda run: talib.WMA(run, length), source.values)),)


def ma_cross(source: Source, fast: int, slow: int) -> Columns:
    return _pair(source, source.average(fast), source.average(slow))


def ema_cross(source: Source, fast: int, slow: int) -> Columns:
    return _pair(source, exponential(source.values, fast), exponential(source.values, slow))


def macd(source: Source, fast: int, slow: int, signal: int) -> Columns:
    """Each average is seeded by its own first values, as `ema` is.

    TA-Lib's own MACD seeds the fast average later, so that its first lines differ from ema - ema.
    """
    line = exponential(source.values, fast) - exponential(source.values, slow)
    trigger = exponential(line, signal)
    return source.back(line), source.back(trigger), source.back(line - trigger)


def adx(frame: Frame, length: int) -> Columns:
    """Each of Wilder's averages is seeded by the mean of its first `length` values, as `atr` is.

    TA-Lib's own seeds these by one value less, so that its first bars differ. adxr: the mean of the value now
    and `length` - 1 bars before.
    """
    rise, fall = frame.high - before(frame.high, 1), before(frame.low, 1) - frame.low
    reach = frame.atr(length)
    plus = 100 * wilder(np.where((rise > fall) & (rise > 0), rise, 0 * rise), length) / reach
    minus = 100 * wilder(np.where((fall > rise) & (fall > 0), fall, 0 * fall), length) / reach
    apart = np.where(plus + minus == 0, 0.0, 100 * np.abs(plus - minus) / (plus + minus))
    value = wilder(apart, length)
    return value, plus, minus, (value + before(value, length - 1)) / 2


def aroon(frame: Frame, length: int) -> Columns:
    """100 when the extreme is this bar, 0 when it is `length` bars back; of equal ones the latest counts."""
    down, up = (
        by_runs(lambda high, low, i=i: talib.AROON(high, low, length)[i], frame.high, frame.low)
        for i in (0, 1)
    )
    return up - down, up, down


def psar(frame: Frame, step: float, maximum: float) -> Columns:
    return (
        frame.price(by_runs(lambda high, low: talib.SAR(high, low, step, maximum), frame.high, frame.low)),
    )


def _pair(source: Source, fast: FloatArray, slow: FloatArray) -> Columns:
    return source.back(fast - slow), source.back(fast), source.back(slow)
