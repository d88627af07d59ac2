"""A run's prices in whole ticks, and fills made of them: integers, so that nothing is rounded by accident."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

import numpy as np

from omc.kernel.money import BPS
from omc.market.model import BarArrays, BoolArray, FloatArray, Instrument, IntArray
from omc.market.timeframes import Timeframe
from omc.trading.limits import MAX_MISSING_BARS
from omc.trading.schedule import CostSchedule

# Levels read from columns stand on a millionth of a tick, as `omc.trading.plan` reads them.
MICRO = 1_000_000
_LARGEST = 2**62


class Ratio(NamedTuple):
    """An exact factor; `fits` says of which ticks it can be taken in int64."""

    over: int
    under: int

    @classmethod
    def of(cls, value: Decimal) -> "Ratio":
        return cls(*value.as_integer_ratio())

    def up(self, ticks: IntArray) -> IntArray:
        return -self.down_of(-ticks * self.over)

    def down(self, ticks: IntArray) -> IntArray:
        return self.down_of(ticks * self.over)

    def down_of(self, product: IntArray) -> IntArray:
        return product // self.under if self.under != 1 else product

    def fits(self, ticks: int) -> bool:
        return abs(self.over) * ticks < _LARGEST


@dataclass(frozen=True)
class Prices:
    """A run of bars for trading: each column is made when it is first asked for, and many never are.

    open, high, low, close: int64[n] ticks. buy, sell: what a market order's price is multiplied by.
    """

    bars: BarArrays
    tick: Decimal
    timeframe_ms: int
    buy: Ratio
    sell: Ratio

    @classmethod
    def of(
        cls, bars: BarArrays, instrument: Instrument, timeframe: Timeframe, costs: CostSchedule
    ) -> "Prices":
        moved = BPS * (costs.half_spread_bps + costs.slippage_bps)
        return cls(bars, instrument.tick, timeframe.ms, Ratio.of(1 + moved), Ratio.of(1 - moved))

    def __len__(self) -> int:
        return len(self.bars)

    @cached_property
    def close_ts(self) -> IntArray:
        return self.bars.ts + self.timeframe_ms

    @cached_property
    def open(self) -> IntArray:
        return self._ticks(self.bars.open)

    @cached_property
    def high(self) -> IntArray:
        return self._ticks(self.bars.high)

    @cached_property
    def low(self) -> IntArray:
        return self._ticks(self.bars.low)

    @cached_property
    def close(self) -> IntArray:
        return self._ticks(self.bars.close)

    @cached_property
    def highest(self) -> int:
        return int(np.max(self.bars.high) / float(self.tick)) + 1

    def _ticks(self, column: FloatArray) -> IntArray:
        return np.rint(column / float(self.tick)).astype(np.int64)

    def fill(self, ticks: IntArray, sign: int) -> IntArray:
        """The price of a market order that buys (1) or sells (-1) at a reference of `ticks`."""
        return self.buy.up(ticks) if sign > 0 else np.maximum(self.sell.down(ticks), 1)

    def stale(self) -> BoolArray:
        """bool[n]: signals of bar s whose next bar comes so late that no entry is made."""
        gaps = np.diff(self.bars.ts) // self.timeframe_ms - 1
        return np.append(gaps > MAX_MISSING_BARS, True)

    def micro(self, column: FloatArray) -> IntArray:
        """Prices or distances as whole millionths of a tick; NaN as the smallest integer."""
        scaled = column / float(self.tick) * MICRO
        known = np.isfinite(scaled) & (np.abs(scaled) < _LARGEST)
        result = np.full(len(column), np.iinfo(np.int64).min, dtype=np.int64)
        result[known] = np.rint(scaled[known]).astype(np.int64)
        return result
