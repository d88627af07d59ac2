"""The metric block of a report card (OMC-BT-151): every figure of a run by name, under the one policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from omc.backtest.metrics import relative
from omc.backtest.metrics.daily import daily_returns
from omc.backtest.metrics.drawdown import deepest
from omc.backtest.metrics.model import Metric, MetricBlock, Value
from omc.backtest.metrics.policy import DAYS_PER_YEAR, told
from omc.backtest.metrics.returns import returns_block
from omc.backtest.metrics.trades import mean, trade_stats
from omc.kernel.instants import DAY_MS
from omc.kernel.money import ZERO
from omc.market.model import FloatArray, IntArray
from omc.trading.model import Trade


@dataclass(frozen=True)
class Window:
    """The part of a run that is judged. equity, close: float64[n], quote currency, at close_ts.

    initial: equity before the first of them. close_before: close the benchmark buys at. held: closes at
    which a position was open. trades: round trips, each with all its parts. cash_fraction: what cash earns a
    year, also the risk-free rate of the Sharpe ratio.
    """

    close_ts: IntArray
    equity: FloatArray
    close: FloatArray
    initial: Decimal
    close_before: float
    held: int
    trades: Sequence[Trade]
    cash_fraction: float = 0.0


def metric_block(window: Window) -> MetricBlock:
    """Every figure of the window by name."""
    if len(window.equity) == 0:
        return {}
    return _of_returns(window) | _of_equity(window) | _of_trades(window.trades)


def benchmark_curve(window: Window) -> FloatArray:
    """Buy and hold of the same symbol with the same money, without costs, at each close."""
    curve: FloatArray = float(window.initial) * window.close / window.close_before
    return curve


def _of_returns(window: Window) -> dict[str, Metric]:
    returns = daily_returns(window.close_ts, window.equity, float(window.initial))
    market = daily_returns(window.close_ts, benchmark_curve(window), float(window.initial))
    year, flat = DAYS_PER_YEAR, "the benchmark does not vary"
    return returns_block(returns, window.cash_fraction) | {
        "alpha": told(returns, lambda: relative.alpha(returns, market, year), flat),
        "beta": told(returns, lambda: relative.beta(returns, market), flat),
        "information_ratio": told(
            returns,
            lambda: relative.information_ratio(returns, market, year),
            "the difference to the benchmark does not vary",
        ),
        "up_capture": told(
            returns,
            lambda: relative.up_capture(returns, market, year),
            "the benchmark rose on no day, or on too few to tell a year by",
        ),
        "down_capture": told(
            returns, lambda: relative.down_capture(returns, market, year), "the benchmark never fell"
        ),
    }


def _of_equity(window: Window) -> dict[str, Metric]:
    initial = float(window.initial)
    fall = deepest(window.equity, initial)
    bar_days = float(np.median(np.diff(window.close_ts))) / DAY_MS if len(window.close_ts) > 1 else 0.0
    growth = float(window.equity[-1]) / initial - 1.0
    held = float(window.close[-1]) / window.close_before - 1.0
    days = bar_days * len(window.close_ts)
    cash = float((1.0 + window.cash_fraction) ** (days / DAYS_PER_YEAR) - 1.0)
    return {
        "total_return": Metric(growth),
        "max_drawdown": Metric(fall.fraction),
        "max_drawdown_days": Metric(fall.longest * bar_days),
        "under_water": Metric(fall.under_water),
        "exposure": Metric(window.held / len(window.equity)),
        "turnover": _known(_turnover(window), "all capital was lost"),
        "benchmark_return": Metric(held),
        "excess_return": Metric(growth - held),
        "cash_return": Metric(cash),
        "excess_over_cash": Metric(growth - cash),
    }


def _turnover(window: Window) -> float | None:
    held = float(np.mean(window.equity))
    traded = sum(float(trade.quantity * (trade.entry_price + trade.exit_price)) for trade in window.trades)
    return traded / held if held > 0 else None


def _of_trades(trades: Sequence[Trade]) -> dict[str, Metric]:
    stats = trade_stats([trade.net_pnl for trade in trades])
    in_r = [trade.r_multiple for trade in trades if trade.r_multiple is not None]
    return {
        "trades": Metric(stats.count),
        "win_rate": _known(stats.win_rate, "no trades"),
        "profit_factor": _known(stats.profit_factor, "no losing trade" if trades else "no trades"),
        "expectancy": _known(stats.expectancy, "no trades"),
        "expectancy_r": _known(mean(in_r), "no trade had a stop"),
        "average_win": _known(stats.average_win, "no winning trade"),
        "average_loss": _known(stats.average_loss, "no losing trade"),
        "largest_win": _known(stats.largest_win, "no winning trade"),
        "largest_loss": _known(stats.largest_loss, "no losing trade"),
        "average_bars": _known(mean([Decimal(trade.bars_held) for trade in trades]), "no trades"),
        "longest_losing_run": Metric(stats.longest_losing_run),
        "gross_pnl": Metric(sum((trade.gross_pnl for trade in trades), ZERO)),
        "fees": Metric(sum((trade.fees for trade in trades), ZERO)),
        "funding": Metric(sum((trade.funding for trade in trades), ZERO)),
        "slippage_cost": Metric(sum((trade.slippage_cost for trade in trades), ZERO)),
        "net_pnl": Metric(sum((trade.net_pnl for trade in trades), ZERO)),
    }


def _known(value: Value | None, why_not: str) -> Metric:
    return Metric(value, None if value is not None else why_not)
