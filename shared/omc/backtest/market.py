"""A run's bars as whole ticks: searches compare integers, amounts read exact decimals.

Bars are multiples of the tick, so the nearest whole tick of a float64 price is the price itself.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from omc.kernel.instants import DAY_MS, Ms
from omc.market.model import Bar, BarArrays, FloatArray, Instrument, IntArray
from omc.market.timeframes import Timeframe


@dataclass(frozen=True)
class TickBars:
    """ts: int64[n] ms UTC of the open; prices int64[n], ticks; volume float64[n], base units. close_ts: when
    each bar is known."""

    instrument: Instrument
    timeframe: Timeframe
    ts: IntArray
    close_ts: IntArray
    open: IntArray
    high: IntArray
    low: IntArray
    close: IntArray
    volume: FloatArray

    @classmethod
    def of(cls, bars: BarArrays, instrument: Instrument, timeframe: Timeframe) -> "TickBars":
        tick = float(instrument.tick)
        opened, high, low, close = (
            _ticks(column, tick) for column in (bars.open, bars.high, bars.low, bars.close)
        )
        return cls(
            instrument, timeframe, bars.ts, bars.ts + timeframe.ms, opened, high, low, close, bars.volume
        )

    def __len__(self) -> int:
        return len(self.ts)

    def price(self, ticks: int | np.int64) -> Decimal:
        return self.instrument.tick * int(ticks)

    def ticks(self, price: Decimal) -> int:
        """Inverse of `price`, for a multiple of the tick."""
        return int(price / self.instrument.tick)

    def closed_at(self, index: int) -> Ms:
        return int(self.close_ts[index])

    def bar(self, index: int) -> Bar:
        """Bar `index` in exact decimals."""
        return Bar(
            int(self.ts[index]),
            self.price(self.open[index]),
            self.price(self.high[index]),
            self.price(self.low[index]),
            self.price(self.close[index]),
            self.volume_at(index),
        )

    def volume_at(self, index: int) -> Decimal:
        """The volume as the decimal it was read from: the shortest that gives its float64."""
        return Decimal(repr(float(self.volume[index])))

    @cached_property
    def close_sums(self) -> IntArray:
        """int64[n + 1]: sums of the closes before each bar, ticks."""
        return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(self.close)))

    def closes(self, first: int, end: int) -> Decimal:
        """Sum of the closes of bars first..end-1, quote currency; 0 where there are none."""
        if end <= first:
            return Decimal(0)
        return self.price(self.close_sums[end] - self.close_sums[first])

    def day_open_index(self, index: int) -> int:
        """The bar at whose close the UTC day of bar `index`'s close opened; -1 = before the first bar."""
        midnight = self.closed_at(index) // DAY_MS * DAY_MS
        first = int(np.searchsorted(self.close_ts, midnight))
        return first if self.closed_at(first) == midnight else first - 1


def _ticks(column: FloatArray, tick: float) -> IntArray:
    return np.rint(column / tick).astype(np.int64)
