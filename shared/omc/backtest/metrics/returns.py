"""Figures of daily returns alone, by name (OMC-BT-055, 056, 059): those of a run, a fold, a cut curve."""

import numpy as np

from omc.backtest.metrics import ratios, tails
from omc.backtest.metrics.drawdown import max_drawdown_of_returns
from omc.backtest.metrics.model import Metric
from omc.backtest.metrics.policy import DAYS_PER_YEAR, told
from omc.market.model import FloatArray

_DAILY = (
    "cagr", "sharpe", "sortino", "calmar", "omega", "volatility", "downside_risk", "value_at_risk",
    "conditional_value_at_risk", "tail_ratio", "stability",
)  # fmt: skip


def returns_block(returns: FloatArray, risk_free_fraction: float = 0.0) -> dict[str, Metric]:
    """What is annualised or a ratio; returns: float64[days], fraction a day, a day at least.

    risk_free_fraction: a year, spread evenly over its days for Sharpe and Sortino.
    """
    year, free = DAYS_PER_YEAR, risk_free_fraction / DAYS_PER_YEAR
    figures = (
        (lambda: ratios.annual_return(returns, year), "a year of this growth is more than a number holds"),
        (lambda: ratios.sharpe(returns, year, free), "the daily returns do not vary"),
        (lambda: ratios.sortino(returns, year, free), "no day lost money"),
        (lambda: ratios.calmar(returns, year), "no drawdown"),
        (lambda: ratios.omega(returns), "no day lost money"),
        (lambda: ratios.volatility(returns, year), "no returns"),
        (lambda: ratios.downside_risk(returns, year), "no returns"),
        (lambda: tails.value_at_risk(returns), "no returns"),
        (lambda: tails.conditional_value_at_risk(returns), "no returns"),
        (lambda: tails.tail_ratio(returns), "no day among the worst lost or won anything"),
        (lambda: ratios.stability(returns), "the curve does not vary"),
    )
    told_figures = (told(returns, figure, why_not) for figure, why_not in figures)
    return dict(zip(_DAILY, told_figures, strict=True)) | {
        "best_day": _whole(returns, float(returns.max())),
        "worst_day": _whole(returns, float(returns.min())),
    }


def equity_block(returns: FloatArray) -> dict[str, Metric]:
    """`returns_block` with the total return and the deepest fall of the curve they compound to."""
    if len(returns) == 0:
        return {}
    return returns_block(returns) | {
        "total_return": _whole(returns, ratios.total_return(returns)),
        "max_drawdown": _whole(returns, max_drawdown_of_returns(returns)),
    }


def _whole(returns: FloatArray, value: float) -> Metric:
    """Of returns all of which are known: none is after a day that ended with nothing."""
    return Metric(value) if np.all(np.isfinite(returns)) else Metric(None, "all capital was lost")
