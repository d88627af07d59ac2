"""Whether what happens live is still what was tested (OMC-BT-071).

Trades are compared with a band of what as many trades of the backtest come to; inputs with the distribution
they had (population stability index); predictions with what came of them (Brier, 1950).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from omc.kernel.errors import InvalidInput
from omc.market.model import FloatArray

TRADES = 20
DRAWS = 1000
PSI_ALARM = 0.2
_LOW, _HIGH = 5, 95
_BINS = 10


@dataclass(frozen=True)
class Drift:
    """result, low, high: compounded return of `trades` trades, fraction; low and high are the 5th and 95th
    percentile of as many drawn from the backtest. place None: too few live trades to say.
    """

    result: float
    low: float
    high: float
    trades: int
    place: Literal["below", "within", "above"] | None

    @property
    def warning(self) -> str | None:
        """In words; a result above the band is as much of a surprise as one below."""
        if self.place in (None, "within"):
            return None
        return (
            f"the last {self.trades} trades came to {self.result:.4f}, {self.place} the backtest's "
            f"band of {self.low:.4f} to {self.high:.4f}: review the promotion"
        )


def drift_of(tested: Sequence[float], live: Sequence[float], seed: int, trades: int = TRADES) -> Drift:
    """The last `trades` of `live` against draws of as many from `tested`; both returns per trade, fraction,
    in the order the trades closed. Equal seed, equal band. InvalidInput without tested trades.
    """
    if not tested or trades < 1:
        raise InvalidInput(f"expected trades of the backtest to compare {trades} with, got {len(tested)}")
    pool = np.asarray(tested, dtype=np.float64)
    drawn = np.random.default_rng(seed).choice(pool, size=(DRAWS, trades))
    low, high = (float(value) for value in np.percentile(np.prod(1.0 + drawn, axis=1) - 1.0, (_LOW, _HIGH)))
    result = math.prod(1.0 + value for value in live[-trades:]) - 1.0
    if len(live) < trades:
        return Drift(result, low, high, trades, None)
    return Drift(
        result, low, high, trades, "below" if result < low else "above" if result > high else "within"
    )


def population_stability(expected: FloatArray, actual: FloatArray, bins: int = _BINS) -> float:
    """Sum of (a - e) ln(a / e) over bins that hold equal shares of `expected`; over PSI_ALARM is drift.

    a, e: share of the values in a bin, each bin counted half a value fuller so that none is empty.
    InvalidInput without values.
    """
    if len(expected) == 0 or len(actual) == 0:
        raise InvalidInput(f"expected values to compare, got {len(expected)} and {len(actual)}")
    edges = np.unique(np.quantile(expected, np.arange(1, bins) / bins))
    shares = []
    for values in (expected, actual):
        counts = np.bincount(np.searchsorted(edges, values, side="right"), minlength=len(edges) + 1) + 0.5
        shares.append(counts / counts.sum())
    before, after = shares
    return float(np.sum((after - before) * np.log(after / before)))


def brier_score(predicted: FloatArray, happened: FloatArray) -> float:
    """Mean squared difference of a probability and what came of it (1 or 0); 0 best, 0.25 says nothing."""
    if len(predicted) == 0 or len(predicted) != len(happened):
        raise InvalidInput(f"expected as many outcomes as predictions, got {len(happened)}, {len(predicted)}")
    return float(np.mean((predicted - happened) ** 2))


@dataclass(frozen=True)
class Decile:
    """Predictions of one tenth of the probabilities: their mean, the share that happened, their count."""

    predicted: float
    happened: float
    count: int


def calibration(predicted: FloatArray, happened: FloatArray) -> tuple[Decile, ...]:
    """One row for each tenth of 0..1 that was predicted, ascending; 1 belongs to the last."""
    tenths = np.minimum((predicted * 10).astype(np.int64), 9)
    rows = []
    for tenth in np.unique(tenths).tolist():
        inside = tenths == tenth
        rows.append(
            Decile(float(predicted[inside].mean()), float(happened[inside].mean()), int(inside.sum()))
        )
    return tuple(rows)
