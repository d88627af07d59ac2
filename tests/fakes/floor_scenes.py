"""Small markets and a strategy that trades them, for tests of what the Floor does around its orders."""

from collections.abc import Sequence
from decimal import Decimal

from omc.kernel.instants import HOUR_MS
from omc.market.model import Bar, Instrument, Series
from omc.market.timeframes import Timeframe
from omc.strategy.model import Param, Rules, SizingSpec, StopSpec, StrategySpec, TargetSpec

START = 1_600_000_000_000 // HOUR_MS * HOUR_MS
SERIES = Series("simulated", "BTC/USDT", Timeframe.H1)
INSTRUMENT = Instrument("simulated", "BTC/USDT", Decimal("0.01"), Decimal("0.00001"), Decimal(5))


def crossing(stop: StopSpec | None = None, target: TargetSpec | None = None) -> StrategySpec:
    """Long above a short average, short below it: it turns often."""
    return StrategySpec(
        name="Crossing", family="custom", venue="simulated", symbol="BTC/USDT", timeframe=Timeframe.H1,
        sizing=SizingSpec("fraction", Decimal("0.5")),
        long=Rules("close > average", "close < average"),
        short=Rules("close < average", "close > average"),
        params={"length": Param(Decimal(3))},
        features={"average": "sma(close, $length)"},
        stop=stop, targets=(target,) if target else (),
    )  # fmt: skip


def bars(closes: Sequence[int], start: int = START) -> list[Bar]:
    """Bars that open where the last closed, with a little range around."""
    made, before = [], closes[0]
    for index, close in enumerate(closes):
        low, high = min(before, close) - 1, max(before, close) + 1
        made.append(
            Bar(
                start + index * HOUR_MS,
                Decimal(before),
                Decimal(high),
                Decimal(low),
                Decimal(close),
                Decimal(1),
            )
        )
        before = close
    return made


# Up and down in waves of six bars: every wave turns the position.
WAVES = [100 + 4 * (step if step < 6 else 12 - step) for step in [n % 12 for n in range(48)]]
