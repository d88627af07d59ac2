"""A small search anyone can follow: moving averages over a seeded walk of hours."""

from decimal import Decimal

import numpy as np

from omc.backtest.settings import RunSettings
from omc.kernel.instants import HOUR_MS
from omc.market.model import BarArrays
from omc.market.timeframes import Timeframe
from omc.strategy.model import Param, ParamRange, Rules, SizingSpec, StrategySpec
from omc.trading.risk import UNLIMITED
from tests.unit.backtest.builders import START

FREE = RunSettings(limits=UNLIMITED, minimum_warmup_bars=1)


def walk(count: int, seed: int = 1, sigma: float = 0.005, drift: float = 0.0) -> BarArrays:
    """Hours of a log-normal walk in whole cents."""
    steps = np.random.default_rng(seed).normal(drift, sigma, count)
    close = np.round(100.0 * np.exp(np.cumsum(steps)), 2)
    opened = np.concatenate(([100.0], close[:-1]))
    ts = START + HOUR_MS * np.arange(count, dtype=np.int64)
    return BarArrays(ts, opened, np.maximum(opened, close), np.minimum(opened, close), close, np.ones(count))


def ranged(default: int, low: int, high: int, step: int) -> Param:
    return Param(Decimal(default), ParamRange(Decimal(low), Decimal(high), Decimal(step)))


def cross(*, time_stop: int | None = None, constraints: tuple[str, ...] = ("$fast < $slow",)) -> StrategySpec:
    """Long above the slow average, short below it."""
    return StrategySpec(
        name="Cross", family="ma_cross", venue="simulated", symbol="BTC/USDT", timeframe=Timeframe.H1,
        sizing=SizingSpec("fraction", Decimal("0.5")),
        long=Rules("sma(close, $fast) > sma(close, $slow)", "sma(close, $fast) < sma(close, $slow)"),
        short=Rules("sma(close, $fast) < sma(close, $slow)", "sma(close, $fast) > sma(close, $slow)"),
        params={"fast": ranged(4, 2, 8, 2), "slow": ranged(12, 4, 20, 4)},
        constraints=constraints, time_stop_bars=time_stop,
    )  # fmt: skip
