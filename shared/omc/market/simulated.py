"""A made-up market with the habits of a real one. Pure: bars are a function of the generator's seed.

Prices wander through regimes (calm, up, down, storm), jump now and then, and the venue has outages, whose
bars are missing. A longer run of one seed begins with the shorter run. Nothing here predicts anything; its
bars always stand under the venue `simulated`.
"""

from dataclasses import dataclass

import numpy as np

from omc.kernel.instants import Ms
from omc.market.columns import take
from omc.market.model import BarArrays, FloatArray, IntArray
from omc.market.timeframes import Timeframe

SIMULATED_VENUE = "simulated"
_DRAWS = 9


@dataclass(frozen=True)
class Regime:
    """Mean and deviation of a bar's log return, and how likely the regime ends with a bar."""

    drift: float
    volatility: float
    ends_fraction: float


@dataclass(frozen=True)
class Habits:
    """Parameters of a simulated market; fractions are probabilities per bar."""

    first_price: float = 20_000.0
    decimals: int = 2
    regimes: tuple[Regime, ...] = (
        Regime(0.0, 0.003, 0.006),
        Regime(0.0006, 0.004, 0.005),
        Regime(-0.0006, 0.0045, 0.005),
        Regime(0.0, 0.009, 0.02),
    )
    jump_fraction: float = 0.0015
    jump_size: float = 0.03
    outage_fraction: float = 0.0008
    longest_outage_bars: int = 6
    volume: float = 900.0


def simulate(
    generator: np.random.Generator, timeframe: Timeframe, start: Ms, count: int, habits: Habits | None = None
) -> BarArrays:
    """Bars of the `count` places on the grid from `start` on, less those lost to outages."""
    habits = habits or Habits()
    # One draw of rows keeps the beginning the same however long the run is.
    draws = generator.random((count, _DRAWS))
    drift, volatility = _regimes(habits, draws[:, 0], draws[:, 1])
    jump = np.where(
        draws[:, 2] < habits.jump_fraction, habits.jump_size * _normal(draws[:, 3], draws[:, 4]), 0
    )
    shock = _normal(draws[:, 5], draws[:, 6])
    close = habits.first_price * np.exp(np.cumsum(drift + volatility * shock + jump))
    opened = np.concatenate([[habits.first_price], close[:-1]])
    wick = volatility * draws[:, 7:9].T
    columns = [
        opened,
        np.maximum(opened, close) * (1 + wick[0]),
        np.minimum(opened, close) * (1 - wick[1]),
        close,
    ]
    prices = [np.round(column, habits.decimals) for column in columns]
    volume = np.round(habits.volume * (0.3 + np.abs(shock) + 40 * volatility), 5)
    ts = timeframe.floor(start) + timeframe.ms * np.arange(count, dtype=np.int64)
    bars = BarArrays(ts, *(np.ascontiguousarray(column) for column in (*prices, volume)))
    return take(bars, _online(habits, draws[:, 2], draws[:, 3]))


def _normal(first: FloatArray, second: FloatArray) -> FloatArray:
    """Two uniform columns as one standard normal (Box and Muller)."""
    normal: FloatArray = np.sqrt(-2 * np.log1p(-first)) * np.cos(2 * np.pi * second)
    return normal


def _regimes(habits: Habits, ends: FloatArray, chosen: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Drift and volatility of each bar, as one regime follows another."""
    current, path = 0, np.empty(len(ends), dtype=np.int64)
    for index, (end, choice) in enumerate(zip(ends.tolist(), chosen.tolist(), strict=True)):
        if end < habits.regimes[current].ends_fraction:
            current = int(choice * len(habits.regimes))
        path[index] = current
    drifts = np.array([regime.drift for regime in habits.regimes])
    volatilities = np.array([regime.volatility for regime in habits.regimes])
    return drifts[path], volatilities[path]


def _online(habits: Habits, starts: FloatArray, lengths: FloatArray) -> IntArray:
    """Rows that no outage swallowed; the first bar is always there."""
    online = np.ones(len(starts), dtype=np.bool_)
    # The upper end of the draw that decides jumps: one bar has a jump or begins an outage, never both.
    for row in np.flatnonzero(starts > 1 - habits.outage_fraction).tolist():
        length = 1 + int(lengths[row] * habits.longest_outage_bars)
        online[max(row, 1) : row + length] = False
    return np.flatnonzero(online).astype(np.int64)
