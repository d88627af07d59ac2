"""raptorbt on a job: its own averages, signals by numpy, batches of a hundred runs on all cores."""
# mypy: ignore-errors

import sys

import numpy as np
import raptorbt

from tests.benchmarks.child import serve
from tests.benchmarks.jobs import (
    CAPITAL,
    FEE,
    METRICS,
    SLIPPAGE,
    STOP,
    TARGET,
    bars_per_year,
    has_stops,
    pairs_of,
)

BATCH = 100


def job_of(job, bars):
    pairs = pairs_of(job)
    columns = (bars["ts"] * 1_000_000, *(bars[name] for name in ("open", "high", "low", "close")))
    volume = np.ones(len(bars["ts"]))
    config = raptorbt.BacktestConfig(
        initial_capital=CAPITAL, fees=FEE, slippage=SLIPPAGE, fill_timing="same_bar_close",
        periods_per_year=bars_per_year(bars["ts"]),
    )  # fmt: skip
    if has_stops(job):
        config.set_fixed_stop(STOP)
        config.set_fixed_target(TARGET)

    def one():
        signals = crosses(*(np.asarray(raptorbt.sma(bars["close"], window)) for window in pairs[0]))
        return [figures(raptorbt.run_single_backtest(*columns, volume, *signals, 1, 1.0, "X", config))]

    def many():
        windows = {window for pair in pairs for window in pair}
        averages = {window: np.asarray(raptorbt.sma(bars["close"], window)) for window in windows}
        found = []
        for start in range(0, len(pairs), BATCH):
            items = [
                raptorbt.BatchSingleItem(str(at), *crosses(averages[fast], averages[slow]), 1, 1.0, "X")
                for at, (fast, slow) in enumerate(pairs[start : start + BATCH])
            ]
            results = raptorbt.batch_single_backtest(*columns, volume, items, config)
            found += [figures(result) for _, result in results]
        return found

    def work():
        return dict(zip(METRICS, np.array(one() if len(pairs) == 1 else many(), dtype=float).T, strict=True))

    return work


def crosses(fast, slow):
    above, known = fast > slow, ~(np.isnan(fast) | np.isnan(slow))
    enter, leave = np.zeros(len(fast), dtype=bool), np.zeros(len(fast), dtype=bool)
    both = known[1:] & known[:-1]
    enter[1:] = above[1:] & ~above[:-1] & both
    leave[1:] = ~above[1:] & above[:-1] & both
    # What is open at the end is sold there, as we do it.
    enter[-1], leave[-1] = False, True
    return enter, leave


def figures(result):
    got = result.metrics
    factor = np.nan if got.profit_factor is None else got.profit_factor
    return [
        got.total_return_pct / 100, got.sharpe_ratio, got.max_drawdown_pct / 100,
        got.win_rate_pct / 100, got.total_trades, factor,
    ]  # fmt: skip


if __name__ == "__main__":
    JOB, FOLDER, OUT = sys.argv[1:]
    serve(lambda bars: job_of(JOB, bars), FOLDER, OUT)
