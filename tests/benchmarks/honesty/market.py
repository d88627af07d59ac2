"""Three years of hours that hold nothing, or a planted edge of a known size.

A walk has independent log-normal steps. With an edge, the mean of the steps is +drift in one regime and
-drift in the other; regimes last a random time. What a moving-average cross earns of it, net of costs, is
set by the drift, which is searched for until the true parameters come to the Sharpe ratio asked for.
"""

from collections.abc import Callable
from decimal import Decimal

import numpy as np

from omc.kernel.instants import HOUR_MS
from omc.market.model import BarArrays, FloatArray, Instrument

HOURS = 3 * 365 * 24
SIGMA = 0.005
REGIME_HOURS = 60.0
START = 1_600_128_000_000  # 2020-09-15T00:00Z
INSTRUMENT = Instrument("simulated", "BTC/USDT", Decimal("0.01"), Decimal("0.00001"), Decimal(5))
_FIRST_PRICE = 10_000.0
_STRONGEST_DRIFT = 0.004
_HALVINGS = 14


def steps(seed: int) -> FloatArray:
    """float64[HOURS]: log returns without an edge."""
    return np.random.default_rng((seed, 0)).normal(0.0, SIGMA, HOURS)


def regimes(seed: int) -> FloatArray:
    """float64[HOURS]: +1 or -1, in turns of exponential length, REGIME_HOURS on average."""
    generator = np.random.default_rng((seed, 1))
    lengths = np.maximum(generator.exponential(REGIME_HOURS, HOURS), 1.0).astype(np.int64)
    sign = 1.0 if generator.random() < 0.5 else -1.0
    turns = np.where(np.arange(HOURS) % 2 == 0, sign, -sign)
    return np.repeat(turns, lengths)[:HOURS]


def bars_of(log_returns: FloatArray) -> BarArrays:
    """Hours that open where the last one closed, in whole ticks."""
    close = np.round(_FIRST_PRICE * np.exp(np.cumsum(log_returns)), 2)
    opened = np.concatenate(([_FIRST_PRICE], close[:-1]))
    ts = START + HOUR_MS * np.arange(len(close), dtype=np.int64)
    return BarArrays(
        ts, opened, np.maximum(opened, close), np.minimum(opened, close), close, np.ones(len(close))
    )


def walk(seed: int) -> BarArrays:
    """A market with nothing in it."""
    return bars_of(steps(seed))


def planted(seed: int, sharpe_of: Callable[[BarArrays], float], target: float) -> tuple[BarArrays, float]:
    """A market whose true parameters come to `target`, and the Sharpe ratio they do come to."""
    noise, turns = steps(seed), regimes(seed)
    low, high = 0.0, _STRONGEST_DRIFT
    for _ in range(_HALVINGS):
        drift = (low + high) / 2
        low, high = (drift, high) if sharpe_of(bars_of(noise + drift * turns)) < target else (low, drift)
    bars = bars_of(noise + high * turns)
    return bars, sharpe_of(bars)
