"""Figures over a moving window of periods; float64[n - window + 1], NaN where a window has no value.

returns, benchmark: float64[n], fraction per period. A window longer than the series gives none.
"""

import math
from collections.abc import Callable

import numpy as np

from omc.backtest.metrics import ratios, relative
from omc.backtest.metrics.drawdown import max_drawdown_of_returns
from omc.market.model import FloatArray


def rolling_sharpe(
    returns: FloatArray, window: int, periods_per_year: float, risk_free_fraction: float = 0.0
) -> FloatArray:
    """Sharpe a year of each window."""
    return _each(window, lambda r: ratios.sharpe(r, periods_per_year, risk_free_fraction), returns)


def rolling_max_drawdown(returns: FloatArray, window: int) -> FloatArray:
    """Deepest fall within each window, fraction >= 0."""
    return _each(window, max_drawdown_of_returns, returns)


def rolling_alpha_beta(
    returns: FloatArray,
    benchmark: FloatArray,
    window: int,
    periods_per_year: float,
    risk_free_fraction: float = 0.0,
) -> tuple[FloatArray, FloatArray]:
    """Alpha a year and beta of each window."""
    alphas = _each(
        window,
        lambda r, b: relative.alpha(r, b, periods_per_year, risk_free_fraction),
        returns,
        benchmark,
    )
    return alphas, _each(window, relative.beta, returns, benchmark)


def rolling_up_capture(
    returns: FloatArray, benchmark: FloatArray, window: int, periods_per_year: float
) -> FloatArray:
    """Up capture of each window."""
    return _each(window, lambda r, b: relative.up_capture(r, b, periods_per_year), returns, benchmark)


def rolling_down_capture(
    returns: FloatArray, benchmark: FloatArray, window: int, periods_per_year: float
) -> FloatArray:
    """Down capture of each window."""
    return _each(window, lambda r, b: relative.down_capture(r, b, periods_per_year), returns, benchmark)


def rolling_up_down_capture(
    returns: FloatArray, benchmark: FloatArray, window: int, periods_per_year: float
) -> FloatArray:
    """Up over down capture of each window."""
    return _each(window, lambda r, b: relative.up_down_capture(r, b, periods_per_year), returns, benchmark)


def _each(window: int, figure: Callable[..., float | None], *columns: FloatArray) -> FloatArray:
    count = len(columns[0])
    found = (
        figure(*(column[first : first + window] for column in columns))
        for first in range(max(0, count - window + 1))
    )
    return np.array([math.nan if value is None else value for value in found], dtype=np.float64)
