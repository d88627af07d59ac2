"""Money in whole units as float64: sums and products of integers below 2**53 are exact, and vectors of them
are several times as fast as decimals or int64 division.
"""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from omc.kernel.money import BPS, MONEY_STEP
from omc.market.model import BoolArray, FloatArray, Instrument, IntArray
from omc.trading.schedule import CostSchedule

# Above this a rate times a notional could be rounded across a whole number.
LARGEST = float(2**52)
# Relative error of a quantity computed in float64, with room; nearer to a whole number it is in doubt.
_DOUBT = 4e-15
# What rounding to ticks, steps and fees may move a result by, as a fraction, and still count as none.
UNSEEN = 1e-10


class Money(NamedTuple):
    """unit: of quote currency, a power of ten. lot: units that one step is worth at a price of one tick.

    grain: units of the books' step, in which fees are rounded up. taker, maker: fees, fraction of notional.
    """

    unit: Decimal
    lot: float
    grain: float
    taker: Fraction
    maker: Fraction

    @classmethod
    def of(cls, instrument: Instrument, costs: CostSchedule, *amounts: Decimal) -> "Money":
        """Fine enough for every fill of `instrument` and for `amounts`."""
        parts = (instrument.tick * instrument.step, MONEY_STEP, *amounts)
        exponent = min(int(part.normalize().as_tuple().exponent) for part in parts)
        unit = Decimal(1).scaleb(exponent)
        return cls(
            unit,
            float(instrument.tick * instrument.step / unit),
            float(MONEY_STEP / unit),
            Fraction(costs.taker_bps * BPS),
            Fraction(costs.maker_bps * BPS),
        )

    def units(self, amount: Decimal) -> float:
        return float(amount / self.unit)

    def fee(self, notional: FloatArray, rate: Fraction) -> FloatArray:
        """The fee of `notional` units, rounded up to the books' step."""
        steps = np.ceil(notional * float(rate.numerator) / (float(rate.denominator) * self.grain))
        return steps * self.grain

    def sure(self, notional: FloatArray) -> bool:
        """Whether fees of these notionals are exact."""
        most = float(notional.max(initial=0.0)) * max(self.taker.numerator, self.maker.numerator, 1)
        return most < LARGEST


def unseen(money: Money, price_in: IntArray, before: FloatArray) -> FloatArray:
    """At most what rounding moves equity by in a trade, as a fraction."""
    return (money.lot * price_in + 3 * money.grain) / np.maximum(before, 1e-300)


def whole(amounts: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Rounded down, and where float64 cannot tell to which whole number."""
    nearest = np.rint(amounts)
    return np.floor(amounts), np.abs(amounts - nearest) <= np.maximum(amounts, 1.0) * _DOUBT
