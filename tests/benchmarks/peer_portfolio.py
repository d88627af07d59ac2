"""vectorbt on a job through its own Portfolio and its own figures, tuned: signals from one compiled pass,
arrays instead of indicator frames, columns in blocks. Faster than its documentation's way, slower than its
compiled parts put together by hand (`peer_vectorbt`), which few would write.
"""
# mypy: ignore-errors

import sys

import numpy as np
import pandas as pd
import vectorbt as vbt
from vectorbt.generic.nb import rolling_mean_nb

from tests.benchmarks.child import serve
from tests.benchmarks.jobs import CAPITAL, FEE, METRICS, SLIPPAGE, STOP, TARGET, pairs_of
from tests.benchmarks.peer_vectorbt import crosses

BLOCK = 50


def job_of(job, bars):
    pairs, count = pairs_of(job), len(bars["ts"])
    windows = sorted({one for pair in pairs for one in pair})
    place = {one: at for at, one in enumerate(windows)}
    index = pd.to_datetime(bars["ts"], unit="ms")
    prices = {name: pd.Series(bars[name], index=index) for name in ("open", "high", "low", "close")}
    close = prices.pop("close")
    settings = {
        "fees": FEE, "slippage": SLIPPAGE, "init_cash": CAPITAL,
        "freq": pd.Timedelta(int(bars["ts"][1] - bars["ts"][0]), unit="ms"),
    }  # fmt: skip
    if job == "C":
        settings |= prices | {"sl_stop": STOP, "tp_stop": TARGET, "stop_exit_price": "StopMarket"}

    def work():
        averages = np.empty((count, len(windows)), order="F")
        for one in windows:
            averages[:, place[one]] = rolling_mean_nb(bars["close"][:, None], one, one)[:, 0]
        found = []
        for start in range(0, len(pairs), BLOCK):
            block = pairs[start : start + BLOCK]
            fast, slow = (np.array([place[pair[side]] for pair in block]) for side in (0, 1))
            enter, leave = (np.empty((count, len(block)), dtype=np.bool_, order="F") for _ in range(2))
            crosses(averages, fast, slow, enter, leave)
            book = vbt.Portfolio.from_signals(close, enter, leave, **settings)
            trades = book.trades
            figures = (
                book.total_return(), book.sharpe_ratio(), -book.max_drawdown(),
                trades.win_rate(), trades.count(), trades.profit_factor(),
            )  # fmt: skip
            found.append([np.asarray(figure, dtype=float).ravel() for figure in figures])
        return {name: np.concatenate([one[at] for one in found]) for at, name in enumerate(METRICS)}

    return work


if __name__ == "__main__":
    JOB, FOLDER, OUT = sys.argv[1:]
    serve(lambda bars: job_of(JOB, bars), FOLDER, OUT)
