"""How many independent trials a set of correlated trials is worth.

A thousand neighbouring settings of one rule are not a thousand attempts. What selection gains by chance is
the expected maximum of the trials' Sharpe ratios when none has an edge: with z = X g / sqrt(days), X the
standardised daily returns of the trials and g standard normal days, z has the correlations of the trials
and no edge. The number of independent trials with the same expected maximum is what they are worth (the
multiplier bootstrap of the maximum, as in Chernozhukov, Chetverikov and Kato, 2013).
"""

import math

import numpy as np

from omc.backtest.tuning.overfitting.deflated import expected_maximum
from omc.market.model import FloatArray

DRAWS = 1000
_ROWS = 512


def effective_trials(daily: FloatArray, seed: int = 1) -> float:
    """1 to the number of trials; daily: float64[trials, days], fraction.

    Trials that never moved count for none: 0 without a trial that moved; equal seed, equal answer.
    """
    moved = standardised(daily)
    if len(moved) <= 1:
        return float(len(moved))
    days = moved.shape[1]
    draws = np.random.default_rng(seed).standard_normal((days, DRAWS)) / math.sqrt(days)
    highest = np.full(DRAWS, -np.inf)
    for first in range(0, len(moved), _ROWS):
        np.maximum(highest, (moved[first : first + _ROWS] @ draws).max(axis=0), out=highest)
    return _trials_of(float(highest.mean()), len(moved))


def standardised(daily: FloatArray) -> FloatArray:
    """Rows with mean 0 and variance 1, without the rows that do not vary."""
    if daily.size == 0:
        return np.zeros((0, daily.shape[1] if daily.ndim > 1 else 0))
    centred = daily - daily.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1)
    varying = spread > 1e-12
    rows: FloatArray = centred[varying] / spread[varying, None]
    return rows


def _trials_of(maximum: float, most: int) -> float:
    """The number of independent trials whose expected maximum is `maximum`, by bisection."""
    low, high = 1.0, float(most)
    if maximum >= expected_maximum(high):
        return high
    for _ in range(60):
        middle = math.sqrt(low * high)
        if expected_maximum(middle) < maximum:
            low = middle
        else:
            high = middle
    return low
