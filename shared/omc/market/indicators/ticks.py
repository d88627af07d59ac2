"""Prices as whole numbers of ticks and back."""

from decimal import Decimal

import numpy as np

from omc.market.model import FloatArray

# Below this many ticks a price, and the sum of 5000 of them, is a whole number int64 holds exactly.
_LIMIT = float(2**50)


def to_ticks(prices: FloatArray, tick: Decimal) -> FloatArray:
    """Whole numbers of ticks as float64; NaN where a price is not finite or beyond 2**50 ticks."""
    ticks: FloatArray = np.rint(prices / float(tick))
    known = np.abs(ticks) < _LIMIT
    return ticks if known.all() else np.where(known, ticks, np.nan)


def from_ticks(ticks: FloatArray, tick: Decimal) -> FloatArray:
    """Prices of (averages of) ticks. A whole number of ticks gives the float nearest to its decimal price.

    One multiplication by a whole number and one division: 10010 ticks of 0.01 are exactly the float 100.1,
    which 10010 * 0.01 is not.
    """
    numerator, denominator = tick.as_integer_ratio()
    return (ticks if numerator == 1 else ticks * float(numerator)) / float(denominator)
