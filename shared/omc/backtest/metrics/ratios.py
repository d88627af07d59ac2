"""Raw figures of a series of simple returns; no policy about when they mean something.

returns: float64[n], fraction per period. Every function gives None where its formula has no value
(nothing to average, a zero denominator): never infinity, never a made-up number.
"""

import math

import numpy as np

from omc.backtest.metrics.drawdown import max_drawdown_of_returns
from omc.market.model import FloatArray

# Below this a spread of float64 returns is rounding noise of a flat line, not a risk.
_FLAT = 1e-15


def total_return(returns: FloatArray) -> float:
    """Compounded return, fraction."""
    return float(np.prod(1.0 + returns) - 1.0)


def annual_return(returns: FloatArray, periods_per_year: float) -> float | None:
    """Compound growth a year, fraction; -1 when all was lost."""
    if len(returns) == 0:
        return None
    return grown(1.0 + total_return(returns), periods_per_year / len(returns))


def grown(growth: float, times: float) -> float | None:
    """`growth` compounded so many times, less 1; -1 when all was lost, None when no number is large enough:
    a coin that grew eightfold on the one day that counts."""
    if growth <= 0:
        return -1.0
    try:
        return float(growth**times - 1.0)
    except OverflowError:
        return None


def volatility(returns: FloatArray, periods_per_year: float) -> float | None:
    """Sample standard deviation a year, fraction."""
    if len(returns) < 2:
        return None
    return float(np.std(returns, ddof=1)) * math.sqrt(periods_per_year)


def sharpe(returns: FloatArray, periods_per_year: float, risk_free_fraction: float = 0.0) -> float | None:
    """Mean excess return over its sample standard deviation, a year; risk_free_fraction is per period."""
    if len(returns) < 2:
        return None
    excess = returns - risk_free_fraction
    spread = float(np.std(excess, ddof=1))
    return None if spread < _FLAT else float(np.mean(excess)) / spread * math.sqrt(periods_per_year)


def downside_risk(
    returns: FloatArray, periods_per_year: float, required_fraction: float = 0.0
) -> float | None:
    """Root mean square of what fell short of `required_fraction`, a year; all periods count."""
    if len(returns) == 0:
        return None
    short = np.minimum(returns - required_fraction, 0.0)
    return math.sqrt(float(np.mean(short * short))) * math.sqrt(periods_per_year)


def sortino(returns: FloatArray, periods_per_year: float, required_fraction: float = 0.0) -> float | None:
    """Mean excess return a year over the downside risk."""
    risk = downside_risk(returns, periods_per_year, required_fraction)
    if len(returns) < 2 or risk is None or risk < _FLAT:
        return None
    return float(np.mean(returns - required_fraction)) * periods_per_year / risk


def calmar(returns: FloatArray, periods_per_year: float) -> float | None:
    """Annual return over maximum drawdown."""
    growth, fall = annual_return(returns, periods_per_year), max_drawdown_of_returns(returns)
    return growth / fall if growth is not None and fall > 0 else None


def omega(returns: FloatArray, required_fraction: float = 0.0) -> float | None:
    """Sum of what exceeded `required_fraction` per period over the sum of what fell short of it."""
    above = returns - required_fraction
    losses = -float(np.sum(above[above < 0]))
    return float(np.sum(above[above > 0])) / losses if losses > 0 and len(returns) > 1 else None


def stability(returns: FloatArray) -> float | None:
    """R squared of a straight line through the cumulative log returns: 1 = grew evenly."""
    if len(returns) < 2 or bool(np.any(returns <= -1.0)):
        return None
    line = np.cumsum(np.log1p(returns))
    time = np.arange(len(line), dtype=np.float64)
    if float(np.std(line)) < _FLAT:
        return None
    return float(np.corrcoef(time, line)[0, 1] ** 2)
