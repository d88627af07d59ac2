"""How an account went, traded on one market or on several: what every figure is computed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from omc.backtest.metrics.basket import basket_since
from omc.backtest.metrics.block import Window, metric_block
from omc.backtest.metrics.daily import daily_returns
from omc.backtest.metrics.model import MetricBlock
from omc.backtest.portfolio import Market, PortfolioResult
from omc.backtest.refusals import Refusal
from omc.backtest.result import CostReport, RunResult
from omc.market.model import BarArrays, FloatArray, IntArray
from omc.trading.model import Trade
from omc.trading.roundtrips import round_trips


@dataclass(frozen=True)
class Course:
    """ts, close_ts: int64[m], when the bars opened and closed; equity, held: float64[m] at their closes.

    equity: quote currency, from `initial` on. held: what the benchmark is worth, in whatever unit; it is
    bought at the close of `first`, the index of the first bar on whose close a decision was allowed (the last
    if there was none). closes_held: closes at which a position was open.
    """

    initial: Decimal
    ts: IntArray
    close_ts: IntArray
    equity: FloatArray
    held: FloatArray
    first: int
    closes_held: int
    trades: tuple[Trade, ...]
    refusals: Mapping[str, int]
    refusal_examples: tuple[Refusal, ...]
    costs: CostReport
    result_hash: str
    warnings: tuple[str, ...]

    def block(self) -> MetricBlock:
        """Every figure, measured from the first bar on whose close a decision was allowed."""
        start = self.first
        return metric_block(
            Window(
                close_ts=self.close_ts[start:],
                equity=self.equity[start:],
                close=self.held[start:],
                initial=self.initial,
                close_before=float(self.held[start]),
                held=self.closes_held,
                trades=round_trips(self.trades),
            )
        )

    def daily_returns(self) -> FloatArray:
        """Fraction per UTC day, from that bar on."""
        return daily_returns(self.close_ts[self.first :], self.equity[self.first :], float(self.initial))

    def benchmark(self) -> FloatArray:
        """float64[m]: the same money held, without costs; cash until it could be bought."""
        initial, start = float(self.initial), self.first
        curve = np.full(len(self.equity), initial)
        curve[start:] = initial * self.held[start:] / self.held[start]
        return curve


def course_of(result: RunResult, bars: BarArrays) -> Course:
    """Of a run over one market."""
    market = result.book.market
    return Course(
        result.book.initial, market.ts, market.close_ts, result.equity, bars.close,
        min(result.first_decision, len(bars) - 1), result.book.exposure(), result.trades, result.refusals,
        result.refusal_examples, result.costs, result.result_hash, result.warnings,
    )  # fmt: skip


def portfolio_course(result: PortfolioResult, markets: Sequence[Market], initial: Decimal) -> Course:
    """Of a run over `markets`, beside the same money in each of them."""
    columns = [(market.bars.ts + market.strategy.spec.timeframe.ms, market.bars.close) for market in markets]
    return Course(
        initial, result.ts, result.close_ts, result.equity,
        basket_since(result.close_ts, columns, int(result.close_ts[result.first])),
        result.first, _closes_held(result.ts, result.trades), result.trades, result.refusals,
        result.refusal_examples, result.costs, result.result_hash, result.warnings,
    )  # fmt: skip


def _closes_held(ts: IntArray, trades: Sequence[Trade]) -> int:
    """Closes at which any position was open: from the bar of an entry to the one before its exit."""
    steps = np.zeros(len(ts) + 1, dtype=np.int64)
    for trade in trades:
        entered, left = np.searchsorted(ts, (trade.entry_ts, trade.exit_ts)).tolist()
        steps[entered] += 1
        steps[left] -= 1
    return int(np.sum(np.cumsum(steps[:-1]) > 0))
