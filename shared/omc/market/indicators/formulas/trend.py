"""Averages, their crosses, and what tells a trend."""

import talib

from omc.market.indicators.frame import Frame, Source
from omc.market.indicators.recursive import ema as exponential
from omc.market.indicators.runs import by_runs
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
    bars = (frame.high, frame.low, frame.close)
    return tuple(
        by_runs(lambda high, low, close, f=formula: f(high, low, close, length), *bars)
        for formula in (talib.ADX, talib.PLUS_DI, talib.MINUS_DI)
    )


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
