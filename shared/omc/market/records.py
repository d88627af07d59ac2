"""Instruments, series and bars as records, for code that needs no arrays and should not pay for numpy.

A bar's `ts` is its open time in ms UTC; it is known at `ts + timeframe`, never earlier.
"""

from dataclasses import dataclass
from decimal import Decimal

from omc.kernel.instants import Ms
from omc.market.timeframes import Timeframe


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
