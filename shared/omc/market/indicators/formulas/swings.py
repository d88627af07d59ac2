"""Swing points: bars whose high (low) no neighbour of `strength` bars to either side exceeds.

A swing is known only when the bars to its right have closed: `strength` bars after its own.
"""

from dataclasses import dataclass

import numpy as np
import talib

from omc.market.indicators.frame import Frame
from omc.market.indicators.windows import before, highest, last_index, lowest
from omc.market.model import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Swings:
    """price[i] of the swing that became known at bar i, `strength` bars after its own; NaN where none did."""

    price: FloatArray
    strength: int

    @property
    def known(self) -> BoolArray:
        return np.isfinite(self.price)

    def last(self, length: int) -> tuple[FloatArray, IntArray]:
        """Price and own bar of the latest known swing, if it lies in the last `length` bars; NaN, -1 else."""
        at = last_index(self.known)
        own = at - self.strength
        recent = (at >= 0) & (own >= np.arange(len(at)) - length)
        return np.where(recent, self.price[at], np.nan), np.where(recent, own, -1)

    def extreme(self, length: int, *, top: bool) -> FloatArray:
        """The highest (lowest) of the known swings of the last `length` bars; NaN where there is none."""
        window, worst = length - self.strength + 1, (-np.inf if top else np.inf)
        if window < 1 or not len(self.price):
            return np.full(len(self.price), np.nan)
        filled = np.concatenate((np.full(window, worst), np.where(self.known, self.price, worst)))
        best = filled if window == 1 else (talib.MAX if top else talib.MIN)(filled, window)
        return np.where(np.isfinite(best[window:]), best[window:], np.nan)


def swing_highs(frame: Frame, strength: int) -> Swings:
    """Of equal highs the first is the swing. In ticks."""
    return Swings(_peaks(frame.high, strength), strength)


def swing_lows(frame: Frame, strength: int) -> Swings:
    return Swings(-_peaks(-frame.low, strength), strength)


def _peaks(values: FloatArray, strength: int) -> FloatArray:
    own = before(values, strength)
    around, left = highest(values, 2 * strength + 1), before(highest(values, strength), strength + 1)
    return np.where((own == around) & (own > left), own, np.nan)


def lowest_of(frame: Frame, length: int) -> FloatArray:
    """Lowest low of the `length` bars before this one, in ticks."""
    return before(lowest(frame.low, length), 1)


def highest_of(frame: Frame, length: int) -> FloatArray:
    return before(highest(frame.high, length), 1)
