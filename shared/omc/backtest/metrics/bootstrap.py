"""How much of a result may be luck: stationary bootstrap of daily returns (OMC-BT-062).

Blocks of random length keep what one day owes to the day before. The draws come from the generator handed
in: equal seed, equal bands.
"""

import math
from dataclasses import dataclass

import numpy as np

from omc.market.model import FloatArray, IntArray

DRAWS = 1000
# Drawn in parts: years of days would fill the memory of a small machine.
_AT_ONCE = 100
_FLAT = 1e-15
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
    drawn = [_draw(returns, generator) for _ in range(DRAWS // _AT_ONCE)]
    growth, falls, ratios = (np.concatenate(column) for column in zip(*drawn, strict=True))
    varying = np.isfinite(ratios)
    return Uncertainty(
        sharpe=_band(ratios[varying] * math.sqrt(periods_per_year)) if varying.any() else None,
        max_drawdown=_band(falls),
        total_return=_band(growth - 1.0),
        final_equity=_band(initial * growth),
    )


def _draw(returns: FloatArray, generator: np.random.Generator) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Of _AT_ONCE histories: what 1 grew to, the deepest fall, mean over deviation (NaN without any)."""
    drawn = returns[_places(len(returns), generator)]
    curves: FloatArray = np.cumprod(1.0 + drawn, axis=1, dtype=np.float64)
    peaks = np.maximum(np.maximum.accumulate(curves, axis=1), 1.0)
    spread = drawn.std(axis=1, ddof=1)
    varies = spread > _FLAT
    ratios = np.where(varies, drawn.mean(axis=1) / np.where(varies, spread, 1.0), np.nan)
    return curves[:, -1], np.max((peaks - curves) / peaks, axis=1), ratios


def _places(count: int, generator: np.random.Generator) -> IntArray:
    """int64[_AT_ONCE, count]: each day follows the one before it, or starts a new block anywhere."""
    starts = generator.integers(0, count, size=(_AT_ONCE, count))
    fresh = generator.random((_AT_ONCE, count)) < 1.0 / _MEAN_BLOCK_DAYS
    fresh[:, 0] = True
    day = np.arange(count)
    began = np.maximum.accumulate(np.where(fresh, day, 0), axis=1)
    places: IntArray = (np.take_along_axis(starts, began, axis=1) + day - began) % count
    return places


def _band(values: FloatArray) -> Band:
    low, high = np.percentile(values, (_LOW, _HIGH))
    return Band(float(low), float(high))
