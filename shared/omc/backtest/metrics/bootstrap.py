"""How much of a result may be luck: stationary bootstrap of daily returns (OMC-BT-062).

Blocks of random length keep what one day owes to the day before. The draws come from the generator handed
in: equal seed, equal bands.
"""

import math
from dataclasses import dataclass

import numpy as np

from omc.market.model import FloatArray, IntArray

DRAWS = 1000
_MEAN_BLOCK_DAYS = 10
_LOW, _HIGH = 5, 95


@dataclass(frozen=True)
class Band:
    """5th and 95th percentile over the draws."""

    low: float
    high: float


@dataclass(frozen=True)
class Uncertainty:
    """sharpe a year (None when the returns do not vary); drawdown and total_return as fractions.

    final_equity: in quote currency, of the capital the returns began with.
    """

    sharpe: Band | None
    max_drawdown: Band
    total_return: Band
    final_equity: Band


def uncertainty(
    returns: FloatArray, periods_per_year: float, generator: np.random.Generator, initial: float = 1.0
) -> Uncertainty | None:
    """Bands over DRAWS resampled histories of a capital of `initial`; None without two returns."""
    if len(returns) < 2:
        return None
    drawn = returns[_places(len(returns), generator)]
    curves: FloatArray = np.cumprod(1.0 + drawn, axis=1, dtype=np.float64)
    peaks = np.maximum(np.maximum.accumulate(curves, axis=1), 1.0)
    return Uncertainty(
        sharpe=_sharpe_band(drawn, periods_per_year),
        max_drawdown=_band(np.max((peaks - curves) / peaks, axis=1)),
        total_return=_band(curves[:, -1] - 1.0),
        final_equity=_band(initial * curves[:, -1]),
    )


def _places(count: int, generator: np.random.Generator) -> IntArray:
    """int64[DRAWS, count]: each day follows the one before it, or starts a new block anywhere."""
    starts = generator.integers(0, count, size=(DRAWS, count))
    fresh = generator.random((DRAWS, count)) < 1.0 / _MEAN_BLOCK_DAYS
    fresh[:, 0] = True
    day = np.arange(count)
    began = np.maximum.accumulate(np.where(fresh, day, 0), axis=1)
    places: IntArray = (np.take_along_axis(starts, began, axis=1) + day - began) % count
    return places


def _sharpe_band(drawn: FloatArray, periods_per_year: float) -> Band | None:
    spread = drawn.std(axis=1, ddof=1)
    varying = spread > 1e-15
    if not varying.any():
        return None
    return _band(drawn[varying].mean(axis=1) / spread[varying] * math.sqrt(periods_per_year))


def _band(values: FloatArray) -> Band:
    low, high = np.percentile(values, (_LOW, _HIGH))
    return Band(float(low), float(high))
