"""Bars from closes and small specs, for runs one can follow by hand."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from omc.backtest.engine import run
from omc.backtest.result import RunResult
from omc.backtest.settings import RunSettings
from omc.kernel.instants import HOUR_MS
from omc.market.model import BarArrays, Instrument
from omc.market.timeframes import Timeframe
from omc.strategy.compile import compile_spec
from omc.strategy.model import Rules, SizingSpec, StopSpec, StrategySpec, TargetSpec
from omc.trading.risk import UNLIMITED

CENT = Instrument("simulated", "BTC/USDT", Decimal("0.01"), Decimal("0.00001"), Decimal(5))
START = 1_600_128_000_000  # 2020-09-15T00:00Z
PLAIN = RunSettings(limits=UNLIMITED, minimum_warmup_bars=1)

Row = tuple[float, float, float, float]


def bars(rows: Sequence[Row], step_ms: int = HOUR_MS) -> BarArrays:
    """Rows of open, high, low, close, one after the other without gaps."""
    columns = np.array(rows, dtype=np.float64).reshape(-1, 4).T.copy()
    ts = START + step_ms * np.arange(len(rows), dtype=np.int64)
    return BarArrays(ts, *columns, np.ones(len(rows)))  # type: ignore[call-arg]


def flat(*prices: float) -> list[Row]:
    """Bars that open where the last closed and close at the price given."""
    opens = (prices[0], *prices[:-1])
    return [(o, max(o, c), min(o, c), c) for o, c in zip(opens, prices, strict=True)]


def spec(
    enter: str = "close > 105",
    leave: str | None = "close < 95",
    *,
    short: Rules | None = None,
    stop: StopSpec | None = None,
    target: TargetSpec | None = None,
    time_stop: int | None = None,
    fraction: str = "0.5",
) -> StrategySpec:
    return StrategySpec(
        name="By hand", family="custom", venue="simulated", symbol="BTC/USDT", timeframe=Timeframe.H1,
        sizing=SizingSpec("fraction", Decimal(fraction)), long=Rules(enter, leave), short=short,
        stop=stop, targets=(target,) if target else (), time_stop_bars=time_stop,
    )  # fmt: skip


def run_spec(chosen: StrategySpec, rows: Sequence[Row], settings: RunSettings = PLAIN) -> RunResult:
    return run(compile_spec(chosen), bars(rows), CENT, settings)
