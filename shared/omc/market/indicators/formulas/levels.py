"""Levels that price turned at more than once, and momentum that no longer follows price."""

import numpy as np
import talib

from omc.market.indicators.formulas.swings import swing_highs, swing_lows
from omc.market.indicators.frame import Frame
from omc.market.indicators.recursive import rsi
from omc.market.indicators.windows import full
from omc.market.model import FloatArray, IntArray

Columns = tuple[FloatArray, ...]
TOUCH = 0.25
_BLOCK = 16384


def support_resistance(frame: Frame, length: int, touches: int, strength: int) -> Columns:
    """The nearest level at or under the close and the nearest above it.

    A level is a swing point near which, within 0.25 ATR, enough swings of the last `length` bars lie, itself
    counted; it is known when its last swing is and stands until that swing is `length` bars old.
    """
    known, price = _swing_list(frame, strength)
    level = _touched(known, price, TOUCH * frame.atr()[known], length) >= touches
    known, price = known[level], price[level]
    support, resistance = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    for start in range(0, len(frame), _BLOCK):
        block = slice(start, min(start + _BLOCK, len(frame)))
        bars = np.arange(block.start, block.stop)
        first = np.searchsorted(known, bars - length + strength)
        stop = np.searchsorted(known, bars, side="right")
        support[block], resistance[block] = _nearest(frame.close[block], price, first, stop)
    return frame.price(support), frame.price(resistance)


def _swing_list(frame: Frame, strength: int) -> tuple[IntArray, FloatArray]:
    """Bar at which each swing becomes known and its price, by that bar."""
    highs, lows = swing_highs(frame, strength), swing_lows(frame, strength)
    bars = np.concatenate((np.flatnonzero(highs.known), np.flatnonzero(lows.known)))
    price = np.concatenate((highs.price[highs.known], lows.price[lows.known]))
    order = np.argsort(bars, kind="stable")
    return bars[order], price[order]


def _touched(known: IntArray, price: FloatArray, near: FloatArray, length: int) -> IntArray:
    """How many swings of the `length` bars before lie within `near` of each, itself counted."""
    count = np.ones(len(known), dtype=np.int64)
    back = np.arange(len(known)) - np.searchsorted(known, known - length)
    for step in range(1, int(back.max(initial=0)) + 1):
        rows = np.flatnonzero(back >= step)
        count[rows] += np.abs(price[rows] - price[rows - step]) <= near[rows]
    return count


def _nearest(
    close: FloatArray, price: FloatArray, first: IntArray, stop: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Of price[first:stop] of each row: the greatest at or under its close, the least above it."""
    under, over = np.full(len(close), -np.inf), np.full(len(close), np.inf)
    for step in range(int((stop - first).max(initial=0))):
        rows = np.flatnonzero(first + step < stop)
        near = price[first[rows] + step]
        below = near <= close[rows]
        under[rows] = np.maximum(under[rows], np.where(below, near, -np.inf))
        over[rows] = np.minimum(over[rows], np.where(below, np.inf, near))
    return np.where(np.isfinite(under), under, np.nan), np.where(np.isfinite(over), over, np.nan)


def rsi_divergence(frame: Frame, rsi_length: int, lookback: int) -> Columns:
    """difference: RSI now less RSI at the extreme close of the lookback, where price and RSI part."""
    close, strength = frame.close, rsi(frame.close, rsi_length)
    lowest, highest = (_extreme(close, lookback, top=top) for top in (False, True))
    from_low, from_high = strength - strength[lowest], strength - strength[highest]
    bullish = (close < close[lowest]) & (from_low > 0)
    bearish = (close > close[highest]) & (from_high < 0)
    known = full(np.isfinite(strength), lookback + 1)
    value = bullish.astype(np.float64) - bearish
    difference = np.where(bullish, from_low, np.where(bearish, from_high, 0.0))
    return np.where(known, value, np.nan), np.where(known, difference, np.nan)


def _extreme(values: FloatArray, length: int, *, top: bool) -> IntArray:
    """Index of the highest (lowest) of the `length` values before each, of equal ones the latest.

    0 where there are fewer. TA-Lib's MAXINDEX takes now this, now that of equal ones; its AROON does not.
    """
    at = np.zeros(len(values), dtype=np.int64)
    if len(values) > length:
        place = np.arange(length - 1, len(values) - 1)
        at[length:] = place - _since(values[:-1], length, top=top)[length - 1 :]
    return at


def _since(values: FloatArray, length: int, *, top: bool) -> IntArray:
    """How many bars ago the extreme of the last `length` values was."""
    if length == 1:
        return np.zeros(len(values), dtype=np.int64)
    if length == 2:
        before = np.concatenate((values[:1], values[:-1]))
        return (before > values if top else before < values).astype(np.int64)
    steps = length - 1
    recent = talib.AROON(values, values, steps)[1 if top else 0]
    return np.rint(np.nan_to_num(steps * (1 - recent / 100))).astype(np.int64)
