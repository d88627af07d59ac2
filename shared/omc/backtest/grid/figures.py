"""The figures of a grid from one engine run, and the window all parameter sets are measured over."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from omc.backtest.metrics.daily import daily_returns
from omc.backtest.metrics.drawdown import drawdowns
from omc.backtest.metrics.policy import DAYS_PER_YEAR
from omc.backtest.metrics.ratios import sharpe
from omc.backtest.metrics.trades import trade_stats
from omc.backtest.settings import RunSettings
from omc.market.model import FloatArray

if TYPE_CHECKING:
    from omc.backtest.result import RunResult

NAMES = ("total_return", "sharpe", "max_drawdown", "win_rate", "trades", "profit_factor")


@dataclass(frozen=True)
class Measure:
    """start: first bar measured, the same for every parameter set, whatever its warm-up.

    bars_per_year: None for daily UTC returns over 365 days; else returns of bars, so many a year.
    """

    start: int
    bars_per_year: float | None = None

    @classmethod
    def of(cls, settings: RunSettings, bars: int, bars_per_year: float | None) -> "Measure":
        first = 0 if bars_per_year is not None else settings.first_decision(1)
        return cls(min(first, bars - 1), bars_per_year)


def figures_of(result: "RunResult", measure: Measure) -> tuple[FloatArray, FloatArray]:
    """float64[6] in the order of NAMES, and float64[days], returns by UTC day."""
    equity = result.equity[measure.start :]
    close_ts = result.book.market.close_ts[measure.start :]
    initial = float(result.book.initial)
    daily = daily_returns(close_ts, equity, initial)
    stats = trade_stats([trade.net_pnl for trade in result.trades])
    ratio = _sharpe(daily, DAYS_PER_YEAR)
    if measure.bars_per_year is not None:
        ratio = _sharpe(equity / np.concatenate(([initial], equity[:-1])) - 1.0, measure.bars_per_year)
    row = np.array(
        [
            equity[-1] / initial - 1.0,
            ratio,
            np.max(drawdowns(equity, initial)),
            np.nan if stats.win_rate is None else float(stats.win_rate),
            stats.count,
            np.nan if stats.profit_factor is None else float(stats.profit_factor),
        ]
    )
    return row, daily


def _sharpe(returns: FloatArray, periods_per_year: float) -> float:
    value = sharpe(returns, periods_per_year)
    return np.nan if value is None else value
