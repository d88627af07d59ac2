"""Figures of booked trades without a pass over the bars: what lies between two fills is told by ranges.

Equity while a position is open is cash plus worth x close, so its extremes are those of the closes.
"""

from dataclasses import dataclass

import numpy as np

from omc.backtest.grid.figures import NAMES, Measure
from omc.backtest.grid.trades.booked import Booked
from omc.backtest.grid.trades.falls import deepest
from omc.backtest.grid.trades.ranges import Ranges
from omc.backtest.grid.trades.returns import Returns, sharpe_of_bars, sharpe_of_days
from omc.backtest.grid.trades.ticks import Prices
from omc.backtest.metrics.daily import daily_last
from omc.market.model import FloatArray, IntArray


@dataclass(frozen=True)
class Days:
    """bars: int64[d], the last bar of each UTC day measured, the bar before for days without one.

    first: int64[n], the first of those days that ends at or after each bar.
    """

    bars: IntArray
    first: IntArray

    @classmethod
    def of(cls, close_ts: IntArray, start: int) -> "Days":
        _, last = daily_last(close_ts[start:], np.arange(start, len(close_ts), dtype=np.float64))
        bars = last.astype(np.int64)
        return cls(bars, np.searchsorted(bars, np.arange(len(close_ts))))


@dataclass(frozen=True)
class Figures:
    """What all lanes of one run of bars are measured with; capital in money units."""

    prices: Prices
    capital: float
    returns: Returns | None
    days: Days | None
    closes: Ranges | None

    @classmethod
    def of(cls, prices: Prices, capital: float, measure: Measure, tables: bool) -> "Figures":
        """tables: make ranges of closes; without them only one lane at a time can be measured."""
        yearly = measure.bars_per_year
        returns = Returns.of(prices.close.astype(np.float64), yearly) if yearly is not None else None
        days = Days.of(prices.close_ts, measure.start) if yearly is None else None
        closes = Ranges.of(prices.close, prices.close) if tables else None
        return cls(prices, capital, returns, days, closes)

    def of_lanes(self, booked: Booked) -> tuple[FloatArray, FloatArray | None]:
        """float64[6, lanes] in the order of NAMES, and returns by day, float64[lanes, d]."""
        found = totals(booked, self.capital)
        found["max_drawdown"] = deepest(booked, self.prices, self.closes, self.capital)
        by_day = None
        if self.returns is not None:
            found["sharpe"] = sharpe_of_bars(booked, self.prices, self.returns, self.capital)
        if self.days is not None:
            by_day = daily(booked, self.prices, self.days, self.capital)
            found["sharpe"] = sharpe_of_days(by_day)
        return np.stack([found[name] for name in NAMES]), by_day


def totals(booked: Booked, capital: float) -> dict[str, FloatArray]:
    """total_return, win_rate, trades and profit_factor of each lane."""
    counts = np.diff(booked.offsets)
    some = np.flatnonzero(counts)
    starts = booked.offsets[some]
    net = booked.after - booked.before
    final = np.full(len(counts), capital)
    final[some] = booked.after[booked.offsets[some + 1] - 1]
    won, lost, wins = np.zeros(len(counts)), np.zeros(len(counts)), np.zeros(len(counts))
    if len(some):
        won[some] = np.add.reduceat(np.maximum(net, 0.0), starts)
        lost[some] = np.add.reduceat(np.maximum(-net, 0.0), starts)
        wins[some] = np.add.reduceat((net > 0).astype(np.float64), starts)
    with np.errstate(all="ignore"):
        return {
            "total_return": final / capital - 1.0,
            "win_rate": np.where(counts > 0, wins / counts, np.nan),
            "trades": counts.astype(np.float64),
            "profit_factor": np.where(lost > 0, won / lost, np.nan),
        }


def daily(booked: Booked, prices: Prices, days: Days, capital: float) -> FloatArray:
    """float64[m, d]: returns of each lane by UTC day, the first measured from the capital."""
    lanes, count = len(booked.offsets) - 1, len(days.bars)
    first = days.first.take(np.minimum(booked.start, len(prices) - 1))
    opened = np.bincount(booked.lane * (count + 1) + first, minlength=lanes * (count + 1))
    opened = opened.reshape(lanes, count + 1)[:, :count].cumsum(axis=1)
    equity = np.full((lanes, count), capital)
    traded = opened > 0
    opened += booked.offsets[:-1, None] - 1
    trade = opened[traded]
    bars = np.broadcast_to(days.bars, opened.shape)[traded]
    held = bars < booked.end.take(trade)
    marked = booked.inside.take(trade) + booked.worth.take(trade) * prices.close.take(bars)
    equity[traded] = np.where(held, marked, booked.after.take(trade))
    returns = np.empty_like(equity)
    returns[:, :1] = equity[:, :1] / capital
    np.divide(equity[:, 1:], equity[:, :-1], out=returns[:, 1:])
    returns -= 1.0
    return returns
