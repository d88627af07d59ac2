"""Figures of booked trades without a pass over the bars: what lies between two fills is told by ranges.

Equity while a position is open is cash plus worth x close, so its extremes are those of the closes.
"""

from dataclasses import dataclass

import numpy as np

from omc.backtest.grid.figures import NAMES, Measure
from omc.backtest.grid.trades.booked import Booked
from omc.backtest.grid.trades.ranges import Ranges, runs
from omc.backtest.grid.trades.ticks import Prices
from omc.backtest.metrics.daily import daily_last
from omc.backtest.metrics.policy import DAYS_PER_YEAR
from omc.market.model import BoolArray, FloatArray, IntArray

# Below this a spread of returns is rounding noise, as `omc.backtest.metrics.ratios` holds it.
_FLAT = 1e-15
# With fewer trades than bars / this, their bars are looked at directly: a range table would cost more.
_FEW = 8


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
    measure: Measure
    days: Days | None
    closes: Ranges | None

    @classmethod
    def of(cls, prices: Prices, capital: float, measure: Measure, trades: int, tables: bool) -> "Figures":
        """tables: ranges of closes are wanted in any case."""
        market = prices.market
        days = Days.of(market.close_ts, measure.start) if measure.bars_per_year is None else None
        many = tables or trades * _FEW > len(prices)
        return cls(prices, capital, measure, days, Ranges.of(market.close, market.close) if many else None)

    def of_lanes(self, booked: Booked) -> tuple[FloatArray, FloatArray | None]:
        """float64[6, lanes] in the order of NAMES, and returns by day, float64[lanes, d]."""
        found = totals(booked, self.capital)
        found["max_drawdown"] = deepest(booked, self.prices, self.closes, self.capital)
        returns = None
        if self.days is None:
            found["sharpe"] = sharpe_of_bars(booked, self.prices, self.measure, self.capital)
        else:
            returns = daily(booked, self.prices, self.days, self.capital)
            found["sharpe"] = sharpe_of_days(returns)
        return np.stack([found[name] for name in NAMES]), returns


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


def deepest(booked: Booked, prices: Prices, closes: Ranges | None, capital: float) -> FloatArray:
    """The deepest fall below the peak of each lane, fraction of the peak, equity marked at every close."""
    falls = np.zeros(len(booked.offsets) - 1)
    if not len(booked.lane):
        return falls
    high, low = _extremes(booked, prices, closes)
    flat = _flat_after(booked)
    after = np.where(flat, booked.after, -np.inf)
    np.maximum(high, after, out=high)
    peak, before = np.empty_like(high), np.empty_like(high)
    bounds = booked.offsets.tolist()
    some = np.flatnonzero(np.diff(booked.offsets))
    for lane in some.tolist():
        first, last = bounds[lane], bounds[lane + 1]
        high[first] = max(high[first], capital)
        np.maximum.accumulate(high[first:last], out=peak[first:last])
    before[1:] = peak[:-1]
    before[booked.offsets[some]] = capital
    # Certain: what is below an earlier peak, and what is left at the end below the peak of the trade.
    certain = np.minimum(low / before, np.where(flat, booked.after, np.inf) / peak)
    kept = np.ones(len(falls))
    kept[some] = np.minimum.reduceat(certain, booked.offsets[some])
    np.minimum(kept, 1.0, out=kept)
    _look_inside(booked, prices, np.minimum(low, np.where(flat, booked.after, np.inf)) / peak, before, kept)
    return 1.0 - kept


def _look_inside(
    booked: Booked, prices: Prices, possible: FloatArray, before: FloatArray, kept: FloatArray
) -> None:
    """Only trades that could hold a deeper fall than is known are walked bar by bar, likeliest first."""
    candidates = np.flatnonzero(possible < kept[booked.lane])
    close = prices.market.close
    for trade in candidates[np.argsort(possible[candidates])].tolist():
        lane = booked.lane[trade]
        if possible[trade] >= kept[lane]:
            continue
        curve = booked.inside[trade] + booked.worth[trade] * close[booked.start[trade] : booked.end[trade]]
        peaks = np.maximum(np.maximum.accumulate(curve), before[trade])
        kept[lane] = min(kept[lane], float((curve / peaks).min()))


def _extremes(booked: Booked, prices: Prices, closes: Ranges | None) -> tuple[FloatArray, FloatArray]:
    """(highest, lowest) equity at the closes of each trade; -inf, inf for one that saw none."""
    length = booked.end - booked.start
    marked = length > 0
    first, span = (booked.start, length) if marked.all() else (booked.start[marked], length[marked])
    if closes is None:
        top, bottom = runs(prices.market.close, first, span)
    else:
        top, bottom = closes.over(first, span)
    high, low = np.full(len(length), -np.inf), np.full(len(length), np.inf)
    worth, inside = booked.worth[marked], booked.inside[marked]
    one, other = inside + worth * top, inside + worth * bottom
    high[marked], low[marked] = np.maximum(one, other), np.minimum(one, other)
    return high, low


def _flat_after(booked: Booked) -> BoolArray:
    """Whether a close passes between a trade and the next of its lane; after the last one always."""
    flat = np.ones(len(booked.lane), dtype=np.bool_)
    flat[:-1] = (booked.lane[1:] != booked.lane[:-1]) | (booked.start[1:] > booked.end[:-1])
    return flat


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
    marked = booked.inside.take(trade) + booked.worth.take(trade) * prices.market.close.take(bars)
    equity[traded] = np.where(held, marked, booked.after.take(trade))
    returns = np.empty_like(equity)
    returns[:, :1] = equity[:, :1] / capital
    np.divide(equity[:, 1:], equity[:, :-1], out=returns[:, 1:])
    returns -= 1.0
    return returns


def sharpe_of_days(returns: FloatArray) -> FloatArray:
    """A year, of each lane; NaN where it is not defined."""
    if returns.shape[1] < 2:
        return np.full(len(returns), np.nan)
    return ratio(returns.mean(axis=1), returns.std(axis=1, ddof=1), DAYS_PER_YEAR)


def sharpe_of_bars(booked: Booked, prices: Prices, measure: Measure, capital: float) -> FloatArray:
    """Of returns of bars, `bars_per_year` of them, from the first bar on."""
    periods = measure.bars_per_year or 1.0
    if np.any(np.abs(booked.inside) > 1e-12 * booked.before) or not bool(np.all(_flat_after(booked))):
        return _sharpe_of_curves(booked, prices, periods, capital)
    sums = _ReturnSums.of(booked, prices)
    count = len(prices)
    mean = sums.first / count
    spread = (
        np.sqrt(np.maximum(sums.second - sums.first * mean, 0.0) / (count - 1)) if count > 1 else mean * 0
    )
    return ratio(mean, spread, periods)


@dataclass(frozen=True)
class _ReturnSums:
    """Sums of the returns of all bars and of their squares, by lane."""

    first: FloatArray
    second: FloatArray

    @classmethod
    def of(cls, booked: Booked, prices: Prices) -> "_ReturnSums":
        """All capital is in the market while a position is open, so equity moves as its price does."""
        close = prices.market.close.astype(np.float64)
        change = np.empty(len(close))
        change[:1] = 0.0
        np.divide(close[1:], close[:-1], out=change[1:])
        change[1:] -= 1.0
        one, two = np.cumsum(change), np.cumsum(change * change)
        marked = booked.end > booked.start
        last = np.where(marked, booked.end - 1, booked.start)
        opened = booked.worth * close.take(booked.start)
        into = np.where(marked, opened / booked.before - 1.0, 0.0)
        level = np.where(marked, booked.worth * close.take(last), booked.before)
        out = booked.after / level - 1.0
        first = into + out + (one.take(last) - one.take(booked.start))
        second = into * into + out * out + (two.take(last) - two.take(booked.start))
        lanes = booked.lanes
        return cls(np.bincount(booked.lane, first, lanes), np.bincount(booked.lane, second, lanes))


def _sharpe_of_curves(booked: Booked, prices: Prices, periods: float, capital: float) -> FloatArray:
    """The plain way, a curve for each lane."""
    found = np.full(booked.lanes, np.nan)
    bounds, count = booked.offsets.tolist(), len(prices)
    for lane in range(booked.lanes):
        part = slice(bounds[lane], bounds[lane + 1])
        curve = np.full(count, capital)
        rows = zip(*(column[part].tolist() for column in (booked.start, booked.end)), strict=True)
        for place, (start, end) in enumerate(rows, bounds[lane]):
            curve[start:end] = booked.inside[place] + booked.worth[place] * prices.market.close[start:end]
            curve[end:] = booked.after[place]
        returns = curve / np.concatenate(([capital], curve[:-1])) - 1.0
        found[lane] = ratio(returns.mean(), returns.std(ddof=1), periods) if count > 1 else np.nan
    return found


def ratio(mean: FloatArray, spread: FloatArray, periods: float) -> FloatArray:
    known = spread >= _FLAT
    result: FloatArray = np.where(known, mean / np.where(known, spread, 1.0) * np.sqrt(periods), np.nan)
    return result
