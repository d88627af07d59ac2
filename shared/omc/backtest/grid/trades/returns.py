"""Sharpe ratios, of bars and of days, from trades."""

from dataclasses import dataclass

import numpy as np

from omc.backtest.grid.trades.booked import Booked
from omc.backtest.grid.trades.ticks import Prices
from omc.backtest.metrics.policy import DAYS_PER_YEAR
from omc.market.model import FloatArray

# Below this a spread of returns is rounding noise, as `omc.backtest.metrics.ratios` holds it.
_FLAT = 1e-15


@dataclass(frozen=True)
class Returns:
    """Of the market, by bar: running sums of returns and of their squares, float64[n]; close in ticks."""

    sums: FloatArray
    squares: FloatArray
    close: FloatArray
    per_year: float

    @classmethod
    def of(cls, close: FloatArray, per_year: float) -> "Returns":
        change = np.zeros(len(close))
        np.divide(close[1:], close[:-1], out=change[1:])
        change[1:] -= 1.0
        return cls(np.cumsum(change), np.cumsum(change * change), close, per_year)


def sharpe_of_bars(booked: Booked, prices: Prices, returns: Returns, capital: float) -> FloatArray:
    """Of returns of all bars."""
    periods, count = returns.per_year, len(prices)
    if bool(np.any(np.abs(booked.inside) > 1e-12 * booked.before)) or not bool(np.all(booked.flat_after)):
        return _sharpe_of_curves(booked, prices, periods, capital)
    first, second = _sums_of_returns(booked, returns)
    mean = first / count
    spread = np.sqrt(np.maximum(second - first * mean, 0.0) / max(count - 1, 1))
    return ratio(mean, spread, periods)


def _sums_of_returns(booked: Booked, returns: Returns) -> tuple[FloatArray, FloatArray]:
    """Sums of each lane's returns and of their squares. All capital is in the market while a position is
    open, so equity moves as its price does."""
    marked = booked.end > booked.start
    last = np.where(marked, booked.end - 1, booked.start)
    into = booked.worth * returns.close.take(booked.start)
    into /= booked.before
    into -= 1.0
    into[~marked] = 0.0
    level = np.where(marked, booked.worth * returns.close.take(last), booked.before)
    out = booked.after / level
    out -= 1.0
    first = returns.sums.take(last) - returns.sums.take(booked.start) + into + out
    second = returns.squares.take(last) - returns.squares.take(booked.start) + into * into + out * out
    found = (np.bincount(booked.lane, part, booked.lanes).astype(np.float64) for part in (first, second))
    return next(found), next(found)


def _sharpe_of_curves(booked: Booked, prices: Prices, periods: float, capital: float) -> FloatArray:
    """The plain way, a curve for each lane."""
    found = np.full(booked.lanes, np.nan)
    bounds, count = booked.offsets.tolist(), len(prices)
    for lane in range(booked.lanes):
        part = slice(bounds[lane], bounds[lane + 1])
        curve = np.full(count, capital)
        rows = zip(*(column[part].tolist() for column in (booked.start, booked.end)), strict=True)
        for place, (start, end) in enumerate(rows, bounds[lane]):
            curve[start:end] = booked.inside[place] + booked.worth[place] * prices.close[start:end]
            curve[end:] = booked.after[place]
        returns = curve / np.concatenate(([capital], curve[:-1])) - 1.0
        found[lane] = ratio(returns.mean(), returns.std(ddof=1), periods) if count > 1 else np.nan
    return found


def ratio(mean: FloatArray, spread: FloatArray, periods: float) -> FloatArray:
    known = spread >= _FLAT
    result: FloatArray = np.where(known, mean / np.where(known, spread, 1.0) * np.sqrt(periods), np.nan)
    return result


def sharpe_of_days(returns: FloatArray) -> FloatArray:
    """A year, of each lane; NaN where it is not defined."""
    if returns.shape[1] < 2:
        return np.full(len(returns), np.nan)
    return ratio(returns.mean(axis=1), returns.std(axis=1, ddof=1), DAYS_PER_YEAR)
