"""Instruments, series and bars.

A bar's `ts` is its open time in ms UTC; it is known at `ts + timeframe`, never earlier.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from omc.kernel.instants import Ms
from omc.market.timeframes import Timeframe

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Instrument:
    """What a venue trades, with its rules: prices are multiples of `tick`, quantities of `step`."""

    venue: str
    symbol: str
    tick: Decimal
    step: Decimal
    min_notional: Decimal

    @property
    def base(self) -> str:
        return self.symbol.split("/")[0]

    @property
    def quote(self) -> str:
        return self.symbol.split("/")[1]


@dataclass(frozen=True, order=True)
class Series:
    """One venue's bars of one symbol and timeframe, e.g. sample:BTC/USDT:1h."""

    venue: str
    symbol: str
    timeframe: Timeframe

    @property
    def key(self) -> str:
        """`venue:symbol:timeframe`, as it stands in events, channels and table keys."""
        return f"{self.venue}:{self.symbol}:{self.timeframe.value}"

    @classmethod
    def parse(cls, key: str) -> "Series":
        """Inverse of `key`; ValueError names the expected form."""
        parts = key.split(":")
        if len(parts) != 3 or "/" not in parts[1]:
            raise ValueError(f"expected venue:BASE/QUOTE:timeframe such as sample:BTC/USDT:1h, got {key!r}")
        return cls(parts[0], parts[1], Timeframe(parts[2]))


@dataclass(frozen=True)
class Bar:
    """One closed bar; prices in quote currency, volume in base units."""

    ts: Ms
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal


@dataclass(frozen=True)
class Gap:
    """`count` bars missing from `first_ts` on: recorded, never filled."""

    series: Series
    first_ts: Ms
    count: int


@dataclass(frozen=True)
class BarArrays:
    """A run of bars as columns, strictly ascending in `ts`, gaps left as they are.

    ts: int64[n] ms UTC of the open; the others float64[n], contiguous.
    """

    ts: IntArray
    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    volume: FloatArray

    def __len__(self) -> int:
        return len(self.ts)

    def head(self, count: int) -> "BarArrays":
        """The first `count` bars, as views."""
        return BarArrays(
            self.ts[:count], self.open[:count], self.high[:count],
            self.low[:count], self.close[:count], self.volume[:count],
        )  # fmt: skip
