"""Zones price left behind and comes back to."""

from dataclasses import dataclass

import numpy as np

from omc.market.indicators.formulas.swings import highest_of, lowest_of, swing_highs, swing_lows
from omc.market.indicators.frame import Frame
from omc.market.indicators.windows import before, held, last_index
from omc.market.model import BoolArray, FloatArray, IntArray

Columns = tuple[FloatArray, ...]


def fair_value_gap(frame: Frame, least: float) -> Columns:
    """gap: its height at the bar that completes it, negative when bearish; the edges are the last gap's."""
    high, low, enough = frame.high, frame.low, least * frame.atr()
    two_high, two_low = before(high, 2), before(low, 2)
    up, down = (low - two_high), (two_low - high)
    rising, falling = (up > 0) & (up >= enough), (down > 0) & (down >= enough)
    gap = np.where(np.isnan(enough), np.nan, np.where(rising, up, np.where(falling, -down, 0.0)))
    found = rising | falling
    upper, lower = np.where(rising, low, two_low), np.where(rising, two_high, high)
    return frame.price(gap), frame.price(held(upper, found)), frame.price(held(lower, found))


def liquidity_sweep(frame: Frame, length: int, tolerance: float) -> Columns:
    """level: the extreme that was swept at this bar, NaN at others."""
    top, bottom, enough = highest_of(frame, length), lowest_of(frame, length), tolerance * frame.atr()
    under = (bottom - frame.low > enough) & (frame.close > bottom)
    over = (frame.high - top > enough) & (frame.close < top)
    value = np.where(np.isnan(top + enough), np.nan, under.astype(np.float64) - over)
    level = np.where(value > 0, bottom, np.where(value < 0, top, np.nan))
    return value, frame.price(level)


@dataclass(frozen=True)
class _Block:
    """Edges while it stands, NaN else; since: the bar that formed the latest block, -1 before the first."""

    upper: FloatArray
    lower: FloatArray
    since: IntArray

    def entered(self, low: FloatArray, close: FloatArray) -> BoolArray:
        """Where a later bar reaches into the block without closing through it."""
        later = self.since < np.arange(len(close))
        inside: BoolArray = later & (low <= self.upper) & (close >= self.lower)
        return inside


def order_block(frame: Frame, length: int, displacement: float) -> Columns:
    """Edges: of the last block each way, while it stands."""
    enough = displacement * frame.atr()
    rising = _block(frame.close < frame.open, frame.high, frame.low, frame.close, enough, length)
    # A bearish block is a bullish one seen from below.
    falling = _block(frame.close > frame.open, -frame.low, -frame.high, -frame.close, enough, length)
    bought = rising.entered(frame.low, frame.close).astype(np.float64)
    value = np.where(np.isnan(enough), np.nan, bought - falling.entered(-frame.high, -frame.close))
    edges = (rising.upper, rising.lower, -falling.lower, -falling.upper)
    return value, *(frame.price(edge) for edge in edges)


def _block(
    opposite: BoolArray,
    high: FloatArray,
    low: FloatArray,
    close: FloatArray,
    enough: FloatArray,
    length: int,
) -> _Block:
    """The last `opposite` bar before the first close far enough above it; one closed below it ends it."""
    bars = np.arange(len(close))
    origin = _earlier(opposite)
    left = (origin >= bars - length) & (origin >= 0) & (close - high[origin] >= enough)
    formed = left & (_earlier(left) <= origin)
    since = last_index(formed)
    upper, lower = held(high[origin], formed), held(low[origin], formed)
    standing = (since >= 0) & (bars - since <= length) & (last_index(close < lower) < since)
    return _Block(np.where(standing, upper, np.nan), np.where(standing, lower, np.nan), since)


def _earlier(flags: BoolArray) -> IntArray:
    """Index of the last flag before each bar, -1 before the first."""
    return np.concatenate((np.full(1, -1), last_index(flags)[:-1]))[: len(flags)]


def premium_discount(frame: Frame, length: int, strength: int) -> Columns:
    """position 0 at the last swing low, 1 at the last swing high; leg 1 when the high is the later one.

    retrace: how much of that leg was given back, 0 to 1 and beyond.
    """
    top, top_at = swing_highs(frame, strength).last(length)
    bottom, bottom_at = swing_lows(frame, strength).last(length)
    span = np.where(top > bottom, top - bottom, np.nan)
    position = (frame.close - bottom) / span
    leg = np.where(np.isnan(span), np.nan, np.sign(top_at - bottom_at).astype(np.float64))
    retrace = np.where(leg > 0, 1 - position, np.where(leg < 0, position, np.nan))
    return position, retrace, leg, frame.price(top), frame.price(bottom)
