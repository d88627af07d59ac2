"""What kind of market each bar closed in: trend and volatility, told from that bar and those before it.

Definitions of OMC-BT-050. Trend: the change over 20 bars, beyond one hundredth up or down. Volatility: the
deviation of the last 20 returns, more than one deviation above its own average of the last 100 bars.
Where volatility is high, that is the regime; else the trend is.
"""

import numpy as np

from omc.kernel.instants import DAY_MS
from omc.market.indicators.kernels import atr, deviation, mean
from omc.market.model import BarArrays, FloatArray, IntArray
from omc.market.regime import REGIME_BARS, REGIMES, TREND_BARS, UNKNOWN, VOLATILITY_HISTORY, Regime

__all__ = ["REGIMES", "REGIME_BARS", "UNKNOWN", "Regime", "range_level", "regimes", "trend_score"]

TREND_CHANGE = 0.01
CALM_RANGE, WILD_RANGE = 0.005, 0.015
_ATR_LENGTH, _FAST, _SLOW = 14, 20, 50


def regimes(bars: BarArrays) -> IntArray:
    """int64[n]: the place in REGIMES of each bar's regime, UNKNOWN for the first REGIME_BARS - 1 bars."""
    change, unusual = trend_change(bars.close), volatility_score(bars.close)
    codes = np.full(len(bars), REGIMES.index(Regime.RANGE), dtype=np.int64)
    codes[change > TREND_CHANGE] = REGIMES.index(Regime.TREND_UP)
    codes[change < -TREND_CHANGE] = REGIMES.index(Regime.TREND_DOWN)
    codes[unusual > 1] = REGIMES.index(Regime.HIGH_VOLATILITY)
    codes[: REGIME_BARS - 1] = UNKNOWN
    return codes


def trend_change(close: FloatArray) -> FloatArray:
    """float64[n]: change of the close over 20 bars as a fraction; NaN for the first 20."""
    change = np.full(len(close), np.nan)
    before = close[:-TREND_BARS]
    change[TREND_BARS:] = (close[TREND_BARS:] - before) / before
    return change


def volatility_score(close: FloatArray) -> FloatArray:
    """float64[n]: deviations by which the last 20 returns' deviation lies above its average of 100 bars.

    0 where that deviation never moved; NaN before there are 120 bars.
    """
    returns = np.full(len(close), np.nan)
    returns[1:] = close[1:] / close[:-1] - 1
    spread = deviation(returns, TREND_BARS)
    usual, width = mean(spread, VOLATILITY_HISTORY), deviation(spread, VOLATILITY_HISTORY)
    # Of a market that does not move, rounding is all that is left of the width.
    moves = width > 1e-9 * usual
    score: FloatArray = np.where(moves, (spread - usual) / np.where(moves, width, 1.0), 0.0)
    return np.where(np.isfinite(usual), score, np.nan)


def range_level(bars: BarArrays) -> IntArray:
    """int64[n]: 1 where ATR(14) is over 1.5 % of the close, -1 under 0.5 %, else 0, also before it is known.

    A measure of a bar's size; what is much for five minutes is little for a day.
    """
    share = atr(bars.high, bars.low, bars.close, _ATR_LENGTH) / bars.close
    return (share > WILD_RANGE).astype(np.int64) - (share < CALM_RANGE).astype(np.int64)


def trend_score(bars: BarArrays) -> FloatArray:
    """float64[n] in -1..1: 0.5 trend + 0.3 order of SMA 20 and 50 + 0.2 side of the day's VWAP.

    Each part is -1, 0 or 1, and 0 while it is not known; a day without volume has no VWAP.
    """
    change = trend_change(bars.close)
    trend = np.where(change > TREND_CHANGE, 1.0, 0.0) - np.where(change < -TREND_CHANGE, 1.0, 0.0)
    order = np.nan_to_num(np.sign(mean(bars.close, _FAST) - mean(bars.close, _SLOW)))
    side = np.nan_to_num(np.sign(bars.close - _vwap_of_day(bars)))
    score: FloatArray = 0.5 * trend + 0.3 * order + 0.2 * side
    return score


def _vwap_of_day(bars: BarArrays) -> FloatArray:
    """Volume-weighted typical price since 00:00 UTC; NaN while there was no volume."""
    typical = (bars.high + bars.low + bars.close) / 3
    day = bars.ts // DAY_MS
    starts = np.flatnonzero(np.concatenate(([True], day[1:] != day[:-1]))) if len(bars) else ()
    value, volume = np.empty(len(bars)), np.empty(len(bars))
    for first, end in zip(starts, [*starts[1:], len(bars)], strict=True):
        value[first:end] = np.cumsum(typical[first:end] * bars.volume[first:end])
        volume[first:end] = np.cumsum(bars.volume[first:end])
    known = volume > 0
    vwap: FloatArray = np.where(known, value / np.where(known, volume, 1.0), np.nan)
    return vwap
