"""The figures of several markets on one capital: the same block as of one, beside the same symbols held."""

from collections.abc import Sequence

import numpy as np

from omc.backtest.metrics.basket import basket_index
from omc.backtest.metrics.block import Window, metric_block
from omc.backtest.metrics.model import MetricBlock
from omc.backtest.portfolio import Market, PortfolioResult
from omc.backtest.settings import RunSettings
from omc.market.model import IntArray
from omc.trading.model import Trade
from omc.trading.roundtrips import round_trips


def portfolio_block(result: PortfolioResult, markets: Sequence[Market], settings: RunSettings) -> MetricBlock:
    """Every figure of OMC-BT-151 over all instants; `markets` as the run had them."""
    index = basket_index(
        result.close_ts,
        [(market.bars.ts + market.strategy.spec.timeframe.ms, market.bars.close) for market in markets],
    )
    return metric_block(
        Window(
            close_ts=result.close_ts,
            equity=result.equity,
            close=index,
            initial=settings.initial_capital,
            close_before=1.0,
            held=_held(result.ts, result.trades),
            trades=round_trips(result.trades),
        )
    )


def _held(ts: IntArray, trades: Sequence[Trade]) -> int:
    """Closes at which any position was open: from the bar of an entry to the one before its exit."""
    steps = np.zeros(len(ts) + 1, dtype=np.int64)
    for trade in trades:
        entered, left = np.searchsorted(ts, (trade.entry_ts, trade.exit_ts)).tolist()
        steps[entered] += 1
        steps[left] -= 1
    return int(np.sum(np.cumsum(steps[:-1]) > 0))
