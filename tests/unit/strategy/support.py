"""A small spec and small markets to try expressions on."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from omc.market.model import BarArrays
from omc.market.timeframes import Timeframe
from omc.strategy.compile import CompiledStrategy, compile_spec
from omc.strategy.model import Param, Rules, SizingSpec, StopSpec, StrategySpec

TICK = Decimal("0.01")
CROSS = StrategySpec(
    name="Cross",
    family="ma_cross",
    venue="sample",
    symbol="BTC/USDT",
    timeframe=Timeframe.H1,
    sizing=SizingSpec("fraction", Decimal("0.1")),
    params={"fast": Param(Decimal(2)), "slow": Param(Decimal(3))},
    features={"fast_ma": "sma(close, $fast)", "slow_ma": "sma(close, $slow)"},
    long=Rules("fast_ma crosses_above slow_ma", "fast_ma crosses_below slow_ma"),
)


def spec_with(enter: str, **changes: object) -> StrategySpec:
    """A spec whose long entry is `enter`."""
    spec = replace(CROSS, long=Rules(enter), features={}, stop=StopSpec("fraction", fraction=Decimal("0.05")))
    return replace(spec, **changes)  # type: ignore[arg-type]


def rule(enter: str, **changes: object) -> CompiledStrategy:
    return compile_spec(spec_with(enter, **changes))


def market(closes: Sequence[float], spread: float = 1.0) -> BarArrays:
    """Bars that open at the close before and reach `spread` beyond both."""
    close = np.array(closes, dtype=np.float64)
    opened = np.concatenate((close[:1], close[:-1]))
    return BarArrays(
        np.arange(len(close), dtype=np.int64) * Timeframe.H1.ms,
        opened,
        np.maximum(opened, close) + spread,
        np.minimum(opened, close) - spread,
        close,
        np.arange(1.0, len(close) + 1.0),
    )


def entries(enter: str, closes: Sequence[float], **changes: object) -> list[int]:
    """The bars on which `enter` holds."""
    signals = rule(enter, **changes).evaluate(market(closes), TICK)
    return [int(index) for index in np.flatnonzero(signals.enter_long)]
