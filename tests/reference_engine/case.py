"""What a reference run is given, in plain data."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Row = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """bars: (ts, open, high, low, close, volume), prices in whole ticks, volume in whole units; without a
    volume it is 1. costs_bps: taker, maker, half_spread, slippage; more: what else costs are made of.
    finer: rows of a finer timeframe by the ts of the bar they lie in. strength: of an entry at each bar."""

    bars: Sequence[Row]
    timeframe_ms: int
    spec: dict[str, Any]
    costs_bps: dict[str, Fraction]
    limits: dict[str, Any]
    capital: Fraction
    minimum_warmup: int
    trade_from: int
    ticks_per_unit: int = 100
    step: Fraction = Fraction(1, 100_000)
    min_notional: Fraction = Fraction(5)
    more: dict[str, Any] = field(default_factory=dict)
    same_close: bool = False
    finer: dict[int, list[Row]] = field(default_factory=dict)
    symbol: str = "BTC/USDT"
    strength: list[int] | None = None

    @property
    def tick(self) -> Fraction:
        return Fraction(1, self.ticks_per_unit)
