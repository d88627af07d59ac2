"""A series of simple returns beside a benchmark's; raw figures, no policy about when they mean something.

returns, benchmark: float64[n], fraction per period, the same periods. None where a formula has no value.
"""

import numpy as np

from omc.backtest.metrics.ratios import annual_return, grown, sharpe
from omc.market.model import BoolArray, FloatArray

# Below this a spread of float64 returns is rounding noise of a flat line, not a risk.
_FLAT = 1e-15


def beta(returns: FloatArray, benchmark: FloatArray) -> float | None:
    """Covariance with the benchmark over the benchmark's variance."""
    if len(returns) < 2:
        return None
    apart = benchmark - benchmark.mean()
    spread = float(np.mean(apart * apart))
    if spread < _FLAT * _FLAT:
        return None
    return float(np.mean((returns - returns.mean()) * apart)) / spread


def alpha(
    returns: FloatArray, benchmark: FloatArray, periods_per_year: float, risk_free_fraction: float = 0.0
) -> float | None:
    """Return a year that the benchmark does not explain: (1 + mean(r - rf - beta (b - rf)))^N - 1."""
    slope = beta(returns, benchmark)
    if slope is None:
        return None
    unexplained = returns - risk_free_fraction - slope * (benchmark - risk_free_fraction)
    return grown(1.0 + float(np.mean(unexplained)), periods_per_year)


def alpha_beta(
    returns: FloatArray, benchmark: FloatArray, periods_per_year: float, risk_free_fraction: float = 0.0
) -> tuple[float | None, float | None]:
    """Both, in this order."""
    return alpha(returns, benchmark, periods_per_year, risk_free_fraction), beta(returns, benchmark)


def up_alpha_beta(
    returns: FloatArray, benchmark: FloatArray, periods_per_year: float, risk_free_fraction: float = 0.0
) -> tuple[float | None, float | None]:
    """Over the periods in which the benchmark did not fall."""
    rose = benchmark >= 0
    return alpha_beta(returns[rose], benchmark[rose], periods_per_year, risk_free_fraction)


def down_alpha_beta(
    returns: FloatArray, benchmark: FloatArray, periods_per_year: float, risk_free_fraction: float = 0.0
) -> tuple[float | None, float | None]:
    """Over the periods in which the benchmark fell."""
    fell = benchmark < 0
    return alpha_beta(returns[fell], benchmark[fell], periods_per_year, risk_free_fraction)


def information_ratio(
    returns: FloatArray, benchmark: FloatArray, periods_per_year: float = 1.0
) -> float | None:
    """Mean difference to the benchmark over its sample standard deviation; a year, if periods are told."""
    return sharpe(returns - benchmark, periods_per_year)


def capture(returns: FloatArray, benchmark: FloatArray, periods_per_year: float) -> float | None:
    """Annual return over the benchmark's."""
    return _captured(returns, benchmark, np.ones(len(returns), dtype=np.bool_), periods_per_year)


def up_capture(returns: FloatArray, benchmark: FloatArray, periods_per_year: float) -> float | None:
    """Annual return over the benchmark's, of the periods in which the benchmark rose."""
    return _captured(returns, benchmark, benchmark > 0, periods_per_year)


def down_capture(returns: FloatArray, benchmark: FloatArray, periods_per_year: float) -> float | None:
    """Annual return over the benchmark's, of the periods in which the benchmark fell."""
    return _captured(returns, benchmark, benchmark < 0, periods_per_year)


def up_down_capture(returns: FloatArray, benchmark: FloatArray, periods_per_year: float) -> float | None:
    """Up capture over down capture: above 1, it takes more of the rises than of the falls."""
    up = up_capture(returns, benchmark, periods_per_year)
    down = down_capture(returns, benchmark, periods_per_year)
    return up / down if up is not None and down else None


def _captured(
    returns: FloatArray, benchmark: FloatArray, kept: BoolArray, periods_per_year: float
) -> float | None:
    ours = annual_return(returns[kept], periods_per_year)
    theirs = annual_return(benchmark[kept], periods_per_year)
    return ours / theirs if ours is not None and theirs else None


def beta_fragility(returns: FloatArray, benchmark: FloatArray) -> float | None:
    """How the extremes compare with the middle (Taleb et al., 2012): the returns of the periods with the
    benchmark's lowest and highest return, weighted by how far each lies from the middle, less the return of
    the middle period. Below 0: moves in the benchmark hurt more the larger they are. Needs 3 periods.
    """
    if len(returns) < 3:
        return None
    order = np.argsort(benchmark, kind="stable")[[0, round(len(returns) / 2), -1]]
    (low, middle, high), (start, center, end) = returns[order].tolist(), benchmark[order].tolist()
    weight = (center - start) / (end - start) if end != start else 0.5
    return float(weight * low + (1.0 - weight) * high - middle)
