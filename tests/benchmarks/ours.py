"""Our engine on a job, served like the peers."""

import sys
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from omc.backtest.grid import ParamSet, prepare_grid
from omc.backtest.settings import FillTiming, RunSettings
from omc.market.model import BarArrays, Instrument
from omc.market.timeframes import Timeframe
from omc.strategy.model import Param, Rules, SizingSpec, StopSpec, StrategySpec, TargetSpec
from omc.trading.limits import UNLIMITED, RiskLimits
from omc.trading.schedule import CostSchedule
from tests.benchmarks.jobs import CAPITAL, bars_per_year, has_stops, pairs_of

COSTS = CostSchedule(Decimal(10), Decimal(10), Decimal(0), Decimal(5))
# As fine as floats, for peers round nothing; and as a venue has it.
FINE = Instrument("bench", "BTC/USDT", Decimal("1e-10"), Decimal("1e-14"), Decimal(0))
REAL = Instrument("bench", "BTC/USDT", Decimal("0.01"), Decimal("0.00001"), Decimal(0))


def job_of(
    job: str, columns: Mapping[str, Any], fills: str, workers: int
) -> Callable[[], dict[str, "np.ndarray[Any, Any]"]]:
    """The whole job on the bars: columns, rules, trades, money, figures. Reading the spec and its parameter
    sets is done before, as by everybody who runs them on more than one stretch of bars; `reading_ms` says
    what it takes. fills: same_close, next_open, or default_limits for next open with the limits a user has
    by default."""
    same_close = fills == "same_close"
    bars = bars_of(columns, None if same_close else 2)
    frame = next(one for one in Timeframe if one.ms == int(bars.ts[1] - bars.ts[0]))
    spec, params = general(frame) if job == "G" else crossing(frame, job)
    settings = RunSettings(
        Decimal(int(CAPITAL)) if same_close else Decimal(10_000), COSTS,
        RiskLimits() if fills == "default_limits" else UNLIMITED, minimum_warmup_bars=1,
        fill_timing=FillTiming.SAME_CLOSE if same_close else FillTiming.NEXT_OPEN,
    )  # fmt: skip
    yearly = bars_per_year(bars.ts) if same_close else None
    instrument = FINE if same_close else REAL

    grid = prepare_grid(spec, params, instrument, settings)

    def work() -> dict[str, "np.ndarray[Any, Any]"]:
        found = grid.run(bars, bars_per_year=yearly, workers=workers)
        if same_close and "engine" in found.path:
            raise RuntimeError("expected a fast way for every set, the engine ran some")
        return vars(found)

    return work


def bars_of(columns: Mapping[str, Any], decimals: int | None) -> BarArrays:
    prices = (columns[name] for name in ("open", "high", "low", "close"))
    rounded = (price if decimals is None else np.round(price, decimals) for price in prices)
    opened, high, low, close = rounded
    return BarArrays(columns["ts"], opened, high, low, close, np.ones(len(close)))


def crossing(frame: Timeframe, job: str) -> tuple[StrategySpec, list[ParamSet]]:
    """Jobs A, B and C: two averages that cross, with or without stop and target."""
    stops = has_stops(job)
    spec = StrategySpec(
        name="Cross", family="ma_cross", venue="bench", symbol="BTC/USDT", timeframe=frame,
        sizing=SizingSpec("fraction", Decimal(1)),
        long=Rules("fast crosses_above slow", "fast crosses_below slow"),
        params={"f": Param(Decimal(10)), "s": Param(Decimal(50))},
        features={"fast": "sma(close, $f)", "slow": "sma(close, $s)"},
        stop=StopSpec("fraction", fraction=Decimal("0.02")) if stops else None,
        targets=(TargetSpec("fraction", Decimal("0.04")),) if stops else (),
    )  # fmt: skip
    return spec, [{"f": Decimal(fast), "s": Decimal(slow)} for fast, slow in pairs_of(job)]


def general(frame: Timeframe) -> tuple[StrategySpec, list[ParamSet]]:
    """The general path: RSI turning up in the uptrend of a longer frame, a stop by ATR, a thousand sets."""
    names = {"period": 14, "low": 30, "high": 70, "long": 20}
    spec = StrategySpec(
        name="General", family="rsi_reversion", venue="bench", symbol="BTC/USDT", timeframe=frame,
        sizing=SizingSpec("risk", Decimal("0.01")),
        long=Rules("strength crosses_above $low and close > trend", "strength > $high"),
        params={name: Param(Decimal(value)) for name, value in names.items()},
        features={"strength": "rsi(close, $period)", "trend": "sma(close, $long) @ 4h"},
        stop=StopSpec("atr", multiple=Decimal(2), period=14),
    )  # fmt: skip
    params: list[ParamSet] = [
        {"period": Decimal(period), "low": Decimal(low), "high": Decimal(high), "long": Decimal(long)}
        for period in range(6, 26, 2)
        for low in (20, 25, 30, 35, 40)
        for high in (60, 65, 70, 75, 80)
        for long in (10, 20, 30, 50)
    ]
    return spec, params


def reading_ms(columns: Mapping[str, Any], rounds: int = 9) -> float:
    """Median ms of reading the spec and the thousand parameter sets of job B."""
    # Here and not above: a fresh process that runs one job takes no medians.
    import statistics

    frame = next(one for one in Timeframe if one.ms == int(columns["ts"][1] - columns["ts"][0]))
    spec, params = crossing(frame, "B")
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        prepare_grid(spec, params, REAL, RunSettings(costs=COSTS, limits=UNLIMITED))
        took.append((time.perf_counter() - began) * 1e3)
    return statistics.median(took)


def engine_per_trade(columns: Mapping[str, Any]) -> tuple[float, int]:
    """Microseconds a trade of the exact engine on job A, signals included, and how many trades."""
    from omc.backtest.engine import run
    from omc.strategy.compile import compile_spec

    bars = bars_of(columns, 2)
    frame = next(one for one in Timeframe if one.ms == int(bars.ts[1] - bars.ts[0]))
    strategy = compile_spec(crossing(frame, "A")[0])
    settings = RunSettings(costs=COSTS, limits=UNLIMITED)
    began = time.perf_counter()
    trades = len(run(strategy, bars, REAL, settings).trades)
    return (time.perf_counter() - began) * 1e6 / trades, trades


if __name__ == "__main__":
    # Here and not above: a fresh process that runs one job serves nobody.
    from tests.benchmarks.child import serve

    JOB, FOLDER, OUT, FILLS, WORKERS = sys.argv[1:]
    serve(lambda bars: job_of(JOB, bars, FILLS, int(WORKERS)), FOLDER, OUT)
